"""The lines above the header of a report of Microsoft Advertising."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kpilib.data.dates import AmbiguousDatesError, Span, parse_dates
from kpilib.data.sheet import Row, Sheet

LINE = re.compile(r"([A-Z][A-Za-z ]+):\s*(.*)")
OFFSET = re.compile(r"\((?:GMT|UTC)([+-])(\d\d):(\d\d)\)")
STAMP = re.compile(r"\d{1,2}/\d{1,2}/\d{4} \d{1,2}:\d\d:\d\d [AP]M", re.IGNORECASE)


@dataclass(frozen=True)
class Preamble:
    """What the lines say.

    name        : of the report; None where there are no such lines.
    period      : first and last day that were asked for.
    aggregation : such as "daily", in lower case without spaces; "" where it is not told.
    rows        : how many rows the report has.
    finished    : the last day, in the report's time zone, that was processed when the report was made.
    """

    name: str | None = None
    period: Span | None = None
    aggregation: str = ""
    rows: int | None = None
    finished: date | None = None


def preamble(sheet: Sheet, header: Row) -> Preamble:
    """The lines above a header, by what stands before their colon."""
    told: dict[str, str] = {}
    for row in sheet.rows:
        if row.line >= header.line:
            break
        # Without quotes the comma between the two days of Report Time has cut the line into cells.
        if found := LINE.match(",".join(cell for cell in row.cells if cell)):
            told[found[1].strip().casefold()] = found[2].strip()
    if "report name" not in told and "report time" not in told:
        return Preamble()
    return Preamble(
        name=told.get("report name", ""),
        period=_period(told.get("report time", "")),
        aggregation=told.get("report aggregation", "").casefold().replace(" ", ""),
        rows=int(told["rows"].replace(",", "")) if re.fullmatch(r"[\d,]+", told.get("rows", "")) else None,
        finished=_finished(told.get("last completed available day", ""), told.get("time zone", "")),
    )


def _period(text: str) -> Span | None:
    """One day, or two with a comma or a dash between them; the month comes first where both readings are possible."""
    parts = [part.strip() for part in re.split(r",|\s[-–]\s|(?<=/\d{4})-", text) if part.strip()]
    if not 1 <= len(parts) <= 2:
        return None
    try:
        days = parse_dates(parts)
    except AmbiguousDatesError:
        days = parse_dates(parts, form="%m/%d/%Y")
    if not all(days) or days[0] > days[-1]:  # type: ignore[operator]
        return None
    return days[0], days[-1]  # type: ignore[return-value]


def _finished(stamp: str, zone: str) -> date | None:
    """The last day that had ended, in the report's time zone, at a moment that is told in UTC.

    Where the time zone has no offset ("Various") the day is that of UTC. Where both readings of the moment are
    possible the month comes first.
    """
    found = STAMP.search(stamp)
    moments = [_moment(found[0], form) for form in ("%m/%d/%Y", "%d/%m/%Y")] if found else []
    moment = next(filter(None, moments), None)
    if moment is None:
        return None
    offset = OFFSET.search(zone)
    if offset:
        shift = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        moment += shift if offset[1] == "+" else -shift
    return moment.date() - timedelta(days=1)


def _moment(text: str, form: str) -> datetime | None:
    try:
        return datetime.strptime(text.upper(), f"{form} %I:%M:%S %p")
    except ValueError:
        return None
