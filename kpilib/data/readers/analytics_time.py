"""When a row of Google Analytics happened: a date, an hour, or the nth day, week or month of the report's period."""

import re
from datetime import timedelta

from kpilib.data.block import Block
from kpilib.data.dates import Span, calendar_span, parse_date

# "Nth day" of Analytics 4, "Day Index" of Universal Analytics.
NTH = re.compile(r"nth (minute|hour|day|week|month)|(hour|day|week|month) index")
DATES = {
    "date": "date",
    "date + hour (yyyymmddhh)": "date",
    "date hour and minute (yyyymmddhhmm)": "date",
    "date hour and minute": "date",
    "year month": "year month",
    "month of year": "year month",
    "year week": "year week",
    "week of year": "year week",
}
PARTS_OF_A_DAY = {"hour": 24, "minute": 24 * 60}


def grain_of(name: str) -> str | None:
    """The grain that a column of this name tells; None for one that tells no time.

    >>> grain_of("nth week"), grain_of("day index"), grain_of("date"), grain_of("day of week")
    ('week', 'day', 'date', None)
    """
    nth = NTH.fullmatch(name)
    return (nth[1] or nth[2]) if nth else DATES.get(name)


def splits_days(name: str) -> bool:
    """Whether Analytics 4 counts a visit in several rows of this time column: in every hour that it lasts into.

    (Universal Analytics counted it in the hour in which it began.)
    """
    return name in ("nth hour", "nth minute") or name.startswith(("date + hour", "date hour"))


def spans_of(block: Block, place: int, grain: str, period: Span | None, form: str | None) -> list[Span]:
    """First and last day of what each row tells. Refuses the file at a row that tells no time within its period."""
    texts = block.column(place)
    if grain == "year month":
        return _spans(block, place, [_of_month(text) for text in texts], period, "a month such as 202607")
    if grain == "year week":
        return _spans(block, place, [_of_week(text) for text in texts], period, "a week such as 202627")
    if grain == "date" and all(re.fullmatch(r"\d{10}(\d\d)?", text) for text in texts):
        return _spans(block, place, [_of_hour(text) for text in texts], None, "an hour such as 2026070109")
    if grain == "date" or not all(text.isdecimal() for text in texts):
        return [(day, day) for day in block.dates(place, form=form, within=period)]
    name = block.header.cells[place]
    if period is None:
        text = (
            f"'{name}' counts from a start date, which stood in the lines with # above the table and is gone; "
            "download it again and keep these lines"
        )
        raise block.sheet.refuse(text, block.header.line)
    days = (period[1] - period[0]).days
    found = []
    for row, text in zip(block.rows, texts, strict=True):
        # A number with more digits than there are days leads nowhere, and would overflow a date.
        offset = int(text) // PARTS_OF_A_DAY.get(grain, 1) if len(text) <= 9 else days + 1
        span = _nth(period, grain, offset) if offset <= days else None
        if span is None:
            told = f"'{name}': '{text}' lies after the end of the period, {period[1]}"
            raise block.sheet.refuse(f"column {told}", row.line)
        found.append(span)
    return found


def _nth(period: Span, grain: str, offset: int) -> Span | None:
    span = calendar_span(*period, "day" if grain in PARTS_OF_A_DAY else grain, offset)
    return span if span[0] <= period[1] else None


def _spans(block: Block, place: int, spans: list[Span | None], period: Span | None, wanted: str) -> list[Span]:
    """Spans cut to the period of the report, which begins within its first month or week."""
    found = []
    for row, text, span in zip(block.rows, block.column(place), spans, strict=True):
        if span is None or (period and (span[1] < period[0] or span[0] > period[1])):
            told = f"'{text}' is not {wanted}" + (f" within {period[0]} to {period[1]}" if span and period else "")
            raise block.sheet.refuse(f"column '{block.header.cells[place]}': {told}", row.line)
        found.append((max(span[0], period[0]), min(span[1], period[1])) if period else span)
    return found


def _of_month(text: str) -> Span | None:
    first = parse_date(f"{text}01") if re.fullmatch(r"\d{6}", text) else None
    return (first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)) if first else None


def _of_week(text: str) -> Span | None:
    """A week as Analytics numbers it: the first begins on 1 January, the others on Sundays (its API's `week`)."""
    new_year = parse_date(f"{text[:4]}0101") if re.fullmatch(r"\d{6}", text) else None
    if new_year is None or not 1 <= int(text[4:]) <= 54:
        return None
    span = calendar_span(new_year, new_year.replace(month=12, day=31), "week", int(text[4:]) - 1)
    return span if span[0] <= span[1] else None


def _of_hour(text: str) -> Span | None:
    day = parse_date(text[:8])
    return (day, day) if day else None
