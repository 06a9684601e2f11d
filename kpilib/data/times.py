"""Moments as exports write them: a date, a time of day and perhaps an offset in one cell."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, timezone

import pandas as pd

from kpilib.data.block import Block
from kpilib.data.dates import AmbiguousDatesError, parse_dates

MOMENT = re.compile(
    r"(?P<date>.+?)(?:\s+at\s+|[T@,\s]+)"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?$")


def parse_times(texts: Sequence[str], *, form: str | None = None) -> list[datetime | None]:
    """The moments of one column; None for a cell that is none. One without an offset knows no zone.

    form : strptime format where client.yml gives one, of the whole cell or of its date alone.
    Raises AmbiguousDatesError where day and month may be either way round.

    >>> parse_times(["2026-03-12 09:14:02 -0400"])[0].isoformat()
    '2026-03-12T09:14:02-04:00'
    >>> parse_times(["3/15/2026 2:30 PM", "soon"])
    [datetime.datetime(2026, 3, 15, 14, 30), None]
    """
    if form and re.search("%[HIXcTR]", form):
        return [_strptime(text, form) for text in texts]
    parts = [MOMENT.fullmatch(text) for text in texts]
    days = parse_dates([part["date"] if part else text for part, text in zip(parts, texts, strict=True)], form=form)
    return [_moment(day, part) for day, part in zip(days, parts, strict=True)]


def _strptime(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text, form)
    except ValueError:
        return None


def _moment(day: date | None, part: re.Match[str] | None) -> datetime | None:
    if day is None or part is None:
        return datetime.combine(day, time()) if day else None
    try:
        return datetime.combine(day, *_clock(part))
    except ValueError:  # an hour of 25, say
        return None


def _clock(part: re.Match[str]) -> tuple[time, timezone | None]:
    hour = int(part["hour"])
    if part["half"]:
        hour = hour % 12 + (12 if part["half"].lower().startswith("p") else 0)
    zone = part["zone"]
    offset = OFFSET.search(zone) if zone else None
    away = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0)) if offset else timedelta()
    away = -away if offset and offset[1] == "-" else away
    return time(hour, int(part["minute"]), int(part["second"] or 0)), timezone(away) if zone else None


def times_of(
    block: Block, place: int, *, form: str | None = None, utc: bool = False, blanks: bool = False
) -> pd.Series:
    """A column of moments: in UTC where the file tells offsets or `utc` says so, else without a zone.

    blanks : whether a cell may be empty; it is NaT then.
    Raises ExportError at the first cell that is no moment, and where offsets stand in some cells only.
    """
    texts, name = block.column(place), block.header.cells[place]
    try:
        found = parse_times(texts, form=form)
    except AmbiguousDatesError as error:
        raise block.sheet.refuse(f"column '{name}': {error}", block.rows[error.place].line) from None
    for row, text, moment in zip(block.rows, texts, found, strict=True):
        if moment is None and not (blanks and not text):
            raise block.sheet.refuse(f"column '{name}': '{text}' is not a time", row.line)
    zoned = {moment.tzinfo is not None for moment in found if moment}
    if len(zoned) > 1:
        raise block.sheet.refuse(f"column '{name}': some times have an offset to UTC and others have none")
    times = pd.to_datetime(pd.Series(found, dtype=object), utc=utc or True in zoned)
    return times.dt.as_unit("us")
