"""TikTok Ads Manager: custom reports and tables of campaigns, ad groups or ads, CSV or XLSX, English or Indonesian.

Source of the layout: reports as downloaded. The header is the first line, the currency a column, and the last row
the sum ("Total of 12 results") with dashes in place of names. A report without a column of days is a sum over the
period that stands in the file's name ("2026-07-01 to 2026-07-31"), because nothing in it says which: it becomes
readings over that period, and is refused where the name has none either.

Clicks are those that lead to the destination. Conversions are what TikTok credits to itself.
"""

from collections.abc import Sequence

from kpilib.data.dates import Span
from kpilib.data.export import Export
from kpilib.data.readers.ad_dates import dates_of, ranges_of
from kpilib.data.readers.ad_headers import Columns, plain, words_of
from kpilib.data.readers.ad_report import Table, currency_of, export_of, level_of, table_of, values_of, whole
from kpilib.data.readers.ad_sheets import Part, join_sheets
from kpilib.data.readers.named_period import named_period
from kpilib.data.sheet import Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import Message

WORDS = words_of("tiktok_headers.yml")
GROUPS = {"ad group name", "nama grup iklan"}
HOW = "download it again as a custom report with the dimension By Day"


def recognises(sheet: Sheet) -> float:
    """Certain by its cost beside a column that only TikTok has; likely by a cost of ad groups and a currency."""
    columns = WORDS.header(sheet)
    if columns is None or not columns.has("cost"):
        return 0.0
    names = {plain(cell) for cell in columns.header.cells}
    if names & WORDS.only_here and (columns.has("impressions") or columns.has("day")):
        return 1.0
    likely = columns.has("day", "impressions") and {"cost", "biaya"} & names and GROUPS & names
    return 0.6 if likely else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    return whole(read_part(sheet, source)[0])


def read_sheets(sheets: Sequence[Sheet], source: Source) -> Export:
    return join_sheets(sheets, source, recognises, read_part)


def read_part(sheet: Sheet, source: Source) -> Part:
    """A sheet as facts told apart as finely as it does, and what it tells apart."""
    columns = WORDS.header(sheet)
    if columns is None:
        raise sheet.refuse("no header with Cost and Impressions was found in its first lines")
    dates = [columns.places[name] for name in ("day", "hour", "period") if columns.has(name)][:1]
    period = named_period(sheet)
    if not dates and period is None:
        told = "holds sums without days, and neither it nor its name says of which period"
        raise sheet.refuse(f"{told}; {HOW}", columns.header.line)
    table = table_of(sheet, columns, dates)
    spans = _spans(table, columns, source, period)
    values = values_of(table, source)
    notes = (
        []
        if dates
        else [
            Message(
                "its sums are of {first} to {last}, as its name says; nothing in it does",
                first=period[0],
                last=period[1],
            )
        ]
    )
    about = {"period": period, "currency": columns.currency() or currency_of(table), "notes": notes}
    return export_of(table, "tiktok_ads", spans, values, source, **about), level_of(table)


def _spans(table: Table, columns: Columns, source: Source, period: Span | None) -> list[Span]:
    """First and last day of each row; hours belong to their day."""
    how = {"form": source.date_format, "day_first": True if columns.day_first else None}
    block = table.block
    for name in ("day", "hour"):
        if columns.has(name):
            return [(day, day) for day in dates_of(block, columns.places[name], within=period, **how)[0]]
    if columns.has("period"):
        ranges = ranges_of(block, columns.places["period"], **how)
        if ranges is None:
            name = block.header.cells[columns.places["period"]]
            raise block.sheet.refuse(f"'{name}' does not say when a row ends; {HOW}", block.header.line)
        return ranges
    return [period] * len(block.rows)  # type: ignore[list-item]  # read_part has refused a file without any
