"""LinkedIn Campaign Manager: performance reports of campaigns, ads and conversions, CSV in UTF-16 or UTF-8.

Source of the layout: public parsers of these reports and LinkedIn's help. Lines above the header name the report
("Campaign Performance Report (in UTC)"), its first and last day and when it was made; a row has the first day of what
it sums, month first: a day, a month, or the report's whole span, and nothing says which. Dates that all begin a month
or the report are taken for months or for the whole: their sums are right over that span even where ads ran on those
days alone, and as days they might be wrong. Days are those of UTC.

A day that was not over when the report was made is left out. Reports of demographics are rounded and cut by LinkedIn
to protect its members, and refused. Clicks are those that LinkedIn charges for, leads the forms that were sent to it.
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from kpilib.data.block import without
from kpilib.data.dates import Span, parse_dates
from kpilib.data.export import Export
from kpilib.data.readers.ad_dates import dates_of
from kpilib.data.readers.ad_headers import Words, plain
from kpilib.data.readers.ad_report import Table, currency_of, export_of, level_of, table_of, values_of, whole
from kpilib.data.readers.ad_sheets import Part, join_sheets
from kpilib.data.sheet import Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import Message

WORDS = Words(
    {
        "day": {"en": ["Start Date (in UTC)", "Start Date", "Date"]},
        "campaign": {"en": ["Campaign Name"]},
        # An ad need not have a name, but it has a number.
        "ad": {"en": ["Ad ID", "Creative ID"]},
        "split": {"en": ["Conversion Name", "Placement", "Device Type"]},
        "currency": {"en": ["Currency"]},
        "cost": {"en": ["Total Spent"]},
        "impressions": {"en": ["Impressions"]},
        "clicks": {"en": ["Clicks"]},
        "claimed_conversions": {"en": ["Conversions"]},
        "claimed_value": {"en": ["Total Conversion Value", "Conversion Value"]},
        "claimed_leads": {"en": ["Leads"]},
        "reach": {"en": ["Reach"]},
    }
)
TITLE = re.compile(r"\w[\w ]* performance report\b.*", re.IGNORECASE)
TOLD = re.compile(r"(Report Start|Report End|Date Generated):\s*(\d{4}-\d\d-\d\d|[^:]*?\d{4})", re.IGNORECASE)
ONLY_HERE = {"campaign group name", "account name", "clicks to landing page", "total social actions"}


UTC = Message("its days are those of UTC")


@dataclass(frozen=True)
class Preamble:
    """What the lines above the header say: the report's span, up to the day on which it was made."""

    period: Span | None
    made: date | None


def recognises(sheet: Sheet) -> float:
    """Certain by the report's title or its dates in UTC; likely by a total spent beside columns that only it has."""
    columns = WORDS.header(sheet)
    if columns is None:
        return 0.9 if _demographic(sheet) else 0.0
    names = {plain(cell) for cell in columns.header.cells}
    above = [cell for row in sheet.rows if row.line < columns.header.line for cell in row.cells]
    titled = any(TITLE.fullmatch(cell) for cell in above) and "campaign name" in names
    if titled or "start date (in utc)" in names:
        return 1.0
    return 0.7 if columns.has("cost", "campaign") and names & ONLY_HERE else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    return whole(read_part(sheet, source)[0])


def read_sheets(sheets: Sequence[Sheet], source: Source) -> Export:
    return join_sheets(sheets, source, recognises, read_part)


def read_part(sheet: Sheet, source: Source) -> Part:
    """A sheet as facts told apart as finely as it does, and what it tells apart."""
    columns = WORDS.header(sheet)
    if _demographic(sheet):
        told = "is a report of demographics, whose numbers LinkedIn rounds and leaves out"
        raise sheet.refuse(f"{told}; download the Campaign Performance report, by day")
    if columns is None or not columns.has("day"):
        line = columns.header.line if columns else None
        raise sheet.refuse("has no column Start Date (in UTC); download a performance report, by day", line)
    said = _preamble(sheet, columns.header.line)
    table = table_of(sheet, columns, [columns.places["day"]])
    place = columns.places["day"]
    # A month that the report has cut still begins on its first day.
    within = (said.period[0].replace(day=1), said.period[1]) if said.period else None
    days = dates_of(table.block, place, form=source.date_format, day_first=False, within=within)[0]
    spans = _spans(table, days, said)
    if said.made and all(start == end for start, end in spans):
        table, spans = _without_open_days(table, spans, said.made)
    values = values_of(table, source)
    about = {"period": said.period, "currency": columns.currency() or currency_of(table), "notes": [UTC]}
    return export_of(table, "linkedin_ads", spans, values, source, **about), level_of(table)


def _demographic(sheet: Sheet) -> bool:
    first = next((row for row in sheet.rows if not row.blank), None)
    return first is not None and first.cells[0].casefold().startswith(
        ("professional demographics", "demographics report")
    )


def _preamble(sheet: Sheet, header: int) -> Preamble:
    """The span and the making of the report. Without quotes a comma has cut "July 1, 2026" into cells."""
    lines = [", ".join(filter(None, row.cells)) for row in sheet.rows if row.line < header]
    told = {name.casefold(): text for line in lines for name, text in TOLD.findall(line)}
    wanted = [name for name in ("report start", "report end", "date generated") if name in told]
    found = dict(zip(wanted, _american([told[name] for name in wanted]), strict=True))
    start, end, made = (found.get(name) for name in ("report start", "report end", "date generated"))
    if start is None or end is None:
        return Preamble(None, made)
    # A span that was chosen into the future ends with what was known of it.
    return Preamble((start, max(start, min(end, made)) if made else end), made)


def _american(texts: Sequence[str]) -> list[date | None]:
    """Dates like 7/1/2026, whose month is first here, or July 1, 2026."""
    return [parse_dates([text], form="%m/%d/%Y" if "/" in text else None)[0] for text in texts]


def _spans(table: Table, days: Sequence[date], said: Preamble) -> list[Span]:
    """First and last day of what each row sums."""
    if said.period is None:
        if len(set(days)) > 1 and not all(day.day == 1 for day in days):
            return [(day, day) for day in days]
        told = "does not say whether its rows are days, months or the whole report"
        raise table.block.sheet.refuse(
            f"{told}; download it again and leave the lines above the header in it", table.block.header.line
        )
    start, end = said.period
    if set(days) == {start}:
        return [said.period] * len(days)
    if all(day.day == 1 or day == start for day in days):
        return [(max(day, start), max(day, min(end, _month_end(day)))) for day in days]
    return [(day, day) for day in days]


def _month_end(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _without_open_days(table: Table, spans: Sequence[Span], made: date) -> tuple[Table, list[Span]]:
    """The table less rows of days that were not over when the report was made."""
    open_lines = {row.line for row, (_, end) in zip(table.block.rows, spans, strict=True) if end >= made}
    if not open_lines:
        return table, list(spans)
    kept = [span for row, span in zip(table.block.rows, spans, strict=True) if row.line not in open_lines]
    rows, gone = without(
        table.block.rows,
        lambda row: row.line in open_lines,
        Message("row of a day that was not over when the report was made"),
    )
    if not rows:
        raise table.block.sheet.refuse(f"was made on {made}, before its last day was over; download it again later")
    return replace(table, block=replace(table.block, rows=rows), dropped=(*table.dropped, *gone)), kept
