"""Dates as exports write them: the order of day and month is found in the file, or asked for, never assumed."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

COMPACT = re.compile(r"\d{8}")
SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})")
NAMED = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%a, %d %b %Y", "%a, %b %d, %Y", "%d-%b-%y", "%d-%b-%Y")


class AmbiguousDatesError(ValueError):
    """The dates of a file can be read in two ways, such as 3/4/2026."""


def parse_dates(
    texts: Sequence[str], *, form: str | None = None, within: tuple[date, date] | None = None
) -> list[date | None]:
    """The dates of one column, oldest or newest first; None for a cell that is no date (a total, say).

    form   : strptime format where client.yml gives one.
    within : the period that the export says it covers; it settles which of day and month comes first.
    Raises AmbiguousDatesError where both orders are possible.

    >>> parse_dates(["4/26/2020", "4/27/2020", "Total"])
    [datetime.date(2020, 4, 26), datetime.date(2020, 4, 27), None]
    """
    if form:
        return [_strptime(text, form) for text in texts]
    slashed = [SLASHED.fullmatch(text) for text in texts]
    if not any(slashed):
        return [_written(text) for text in texts]
    day_first = _day_first([(int(one[1]), int(one[2]), _year(one[3])) for one in slashed if one], within)
    found: list[date | None] = []
    for one in slashed:
        first, second = (int(one[1]), int(one[2])) if one else (0, 0)
        found.append(_date(_year(one[3]), *((second, first) if day_first else (first, second))) if one else None)
    return found


def parse_date(text: str) -> date | None:
    """One date that needs no neighbours to be understood, or None."""
    return _written(text)


def _strptime(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def _written(text: str) -> date | None:
    if COMPACT.fullmatch(text):
        return _strptime(text, "%Y%m%d")
    try:
        return date.fromisoformat(text[:10]) if len(text) >= 10 and text[4] == "-" else _named(text)
    except ValueError:
        return None


def _named(text: str) -> date | None:
    return next((found for form in NAMED if (found := _strptime(text, form))), None)


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_first(parts: list[tuple[int, int, int]], within: tuple[date, date] | None) -> bool:
    if any(first > 12 for first, _, _ in parts):
        return True
    if any(second > 12 for _, second, _ in parts):
        return False
    fits = []
    for day_first in (True, False):
        dates = [_date(year, *((b, a) if day_first else (a, b))) for a, b, year in parts]
        inside = all(day is not None and (not within or within[0] <= day <= within[1]) for day in dates)
        # Rows of a daily report follow each other: read the wrong way round they jump from month to month.
        steps = {abs((b - a).days) for a, b in pairwise(dates) if a and b}
        fits.append((inside, bool(steps) and max(steps) <= 1))
    (day_in, day_steps), (month_in, month_steps) = fits
    if (day_in, day_steps) == (month_in, month_steps):
        raise AmbiguousDatesError("'3/4/2026' may be in March or in April")
    return (day_in, day_steps) > (month_in, month_steps)


def calendar_span(start: date, end: date, grain: str, offset: int) -> tuple[date, date]:
    """First and last day of the nth day, week or month of a period, as Google's exports count them.

    Weeks are calendar weeks that start on Sunday, months calendar months: the first and the last are cut off by
    the period. (An export of 1 January to 31 December 2025 has week 0000 with four days and ends with 0052.)

    >>> calendar_span(date(2025, 1, 1), date(2025, 12, 31), "week", 0)
    (datetime.date(2025, 1, 1), datetime.date(2025, 1, 4))
    """
    if grain == "day":
        day = start + timedelta(days=offset)
        return day, day
    if grain == "week":
        sunday = start - timedelta(days=(start.weekday() + 1) % 7) + timedelta(weeks=offset)
        first, last = sunday, sunday + timedelta(days=6)
    else:
        months = start.month - 1 + offset
        first = date(start.year + months // 12, months % 12 + 1, 1)
        months += 1
        last = date(start.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)
    return max(first, start), min(last, end)
