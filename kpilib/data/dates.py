"""Dates as exports write them: the order of day and month is found in the file, or asked for, never assumed."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

Span = tuple[date, date]  # the first and the last day

COMPACT = re.compile(r"\d{8}")
TIME = r"(?:,? \d{1,2}:\d{2}.*)?"
SLASHED = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{2}}|\d{{4}}){TIME}")
YEAR_FIRST = re.compile(rf"(\d{{4}})[/.-](\d{{1,2}})[/.-](\d{{1,2}}){TIME}")
# With a moment or with words behind it, but with no second date: of a week, that would be its first day alone.
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T\d\d.*|\D*)")
# No report tells of other years: one wrong digit would make centuries of missing days.
YEARS = range(1980, 2100)
NAMED = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%a, %d %b %Y", "%a, %b %d, %Y", "%d-%b-%y", "%d-%b-%Y")


class AmbiguousDatesError(ValueError):
    """The dates of a file can be read in two ways, such as 3/4/2026.

    place : of the first cell that has two readings.
    """

    def __init__(self, place: int, text: str, readings: tuple[date, date], forms: tuple[str, str]):
        self.place = place
        told = " or ".join(f"{day.day} {day:%B %Y}" for day in readings)
        super().__init__(f"'{text}' may be {told}; say which with date_format: '{forms[0]}' or '{forms[1]}'")


def parse_dates(texts: Sequence[str], *, form: str | None = None, within: Span | None = None) -> list[date | None]:
    """The dates of one column, oldest or newest first; None for a cell that is no date (a total, say).

    form   : strptime format where client.yml gives one.
    within : the period that the export says it covers; it settles which of day and month comes first.
    Raises AmbiguousDatesError where both orders are possible.

    >>> parse_dates(["4/26/2020", "4/27/2020", "Total"])
    [datetime.date(2020, 4, 26), datetime.date(2020, 4, 27), None]
    """
    if form:
        read = {text: _strptime(text, form) for text in set(texts)}  # many rows tell of one day
        return [read[text] for text in texts]
    slashed = [SLASHED.fullmatch(text) for text in texts]
    if not any(slashed):
        read = {text: _written(text) for text in set(texts)}
        return [read[text] for text in texts]
    first = [_slashed(one, day_first=True) if one else None for one in slashed]
    second = [_slashed(one, day_first=False) if one else None for one in slashed]
    if first == second:
        return first
    day_first = _day_first(first, second, [bool(one) for one in slashed], within)
    if day_first is None:
        two = ((place, *days) for place, days in enumerate(zip(first, second, strict=True)) if days[0] != days[1])
        place, one, other = next(found for found in two if found[1] and found[2])
        raise AmbiguousDatesError(place, texts[place], (one, other), _forms(slashed[place]))
    return first if day_first else second


def parse_date(text: str) -> date | None:
    """One date that needs no neighbours to be understood, or None."""
    return _written(text)


def _strptime(text: str, form: str) -> date | None:
    try:
        return _plausible(datetime.strptime(text, form).date())
    except ValueError:
        return None


def _written(text: str) -> date | None:
    if COMPACT.fullmatch(text):
        return _date(int(text[:4]), int(text[4:6]), int(text[6:]))
    if year_first := YEAR_FIRST.fullmatch(text) or ISO.fullmatch(text):
        return _date(int(year_first[1]), int(year_first[2]), int(year_first[3]))
    return _named(text)


def _named(text: str) -> date | None:
    return next((found for form in NAMED if (found := _strptime(text, form))), None)


def _slashed(one: re.Match, *, day_first: bool) -> date | None:
    day, month = (one[1], one[2]) if day_first else (one[2], one[1])
    return _date(int(one[3]) + (2000 if len(one[3]) == 2 else 0), int(month), int(day))


def _forms(one: re.Match) -> tuple[str, str]:
    """How strptime would write a date, the day first and the month first."""
    mark = one[0][len(one[1])]
    year = "%y" if len(one[3]) == 2 else "%Y"
    return f"%d{mark}%m{mark}{year}", f"%m{mark}%d{mark}{year}"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return _plausible(date(year, month, day))
    except ValueError:
        return None


def _plausible(day: date) -> date | None:
    return day if day.year in YEARS else None


def _day_first(
    first: list[date | None], second: list[date | None], asked: list[bool], within: Span | None
) -> bool | None:
    """Whether the day stands first, or None where both is possible.

    first, second : the cells read with the day first, and with the month first; `asked` are those that are dates.
    """
    whole = [all(day for day, wanted in zip(days, asked, strict=True) if wanted) for days in (first, second)]
    if whole[0] != whole[1] or not whole[0]:
        # A 13th has settled it; where both fail, the cell that is no date is told later.
        return whole[0] or sum(map(bool, first)) >= sum(map(bool, second))
    if within:
        inside = [all(within[0] <= day <= within[1] for day in days if day) for days in (first, second)]
        if inside[0] != inside[1]:
            return inside[0]
    day_read, month_read = ([day for day in days if day] for days in (first, second))
    if _daily(day_read) == _daily(month_read):
        return None
    # 1/1, 2/1, 3/1 are days of January, or the beginnings of three months.
    other = month_read if _daily(day_read) else day_read
    return None if _monthly(other) else _daily(day_read)


def _daily(days: list[date]) -> bool:
    """Rows of a daily report follow each other: read the wrong way round they jump from month to month."""
    steps = {abs((b - a).days) for a, b in pairwise(days)}
    return bool(steps - {0}) and max(steps) <= 1


def _monthly(days: list[date]) -> bool:
    """Rows of a monthly report stand on the first of each month."""
    return all(day.day == 1 for day in days)


def calendar_span(start: date, end: date, grain: str, offset: int) -> Span:
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
