"""Meta Ads Manager and Ads Reporting (Facebook, Instagram): CSV or XLSX, in the language of whoever downloaded it.

Source of the layout: files as downloaded. The header names the currency, `Amount spent (IDR)`. A row is of one day
where the report was broken down by day (`Day`, or `Reporting starts` equal to `Reporting ends`), and else a sum over
its span. A summary row without a campaign may come first or last; a pivoted report names a campaign in its sum only.

Not read: Results, which counts another thing for each result indicator; Frequency; clicks other than on links.
Purchases are what Meta credits to itself, and never added to orders.
"""

import math
from collections.abc import Sequence
from functools import reduce

from kpilib.data.block import Block
from kpilib.data.dates import Span
from kpilib.data.export import Export
from kpilib.data.readers.ad_dates import dates_of, ranges_of
from kpilib.data.readers.ad_headers import Columns, plain, words_of
from kpilib.data.readers.ad_report import Table, currency_of, export_of, level_of, table_of, values_of, whole
from kpilib.data.readers.ad_sheets import Part, join_sheets
from kpilib.data.readers.ad_totals import EMPTY
from kpilib.data.sheet import Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import Clauses, Message

WORDS = words_of("meta_headers.yml")
PURCHASES = ("website_purchases", "own_purchases", "app_purchases", "offline_purchases")
NO_DATA = "no data available"
HOW = "download it again with the breakdown By time > Day"


def recognises(sheet: Sheet) -> float:
    """Certain by its reporting dates, or by an amount spent with its currency; likely by one without currency."""
    columns = WORDS.header(sheet)
    if columns is None:
        return 0.5 if _says_no_data(sheet) else 0.0
    if columns.has("starts", "ends") or (columns.has("starts", "cost")):
        return 1.0
    if not columns.has("cost"):
        return 0.0
    own = WORDS.only_here & {plain(cell) for cell in columns.header.cells}
    if columns.currency():
        return 0.95 if own else 0.6
    return 0.7 if own and columns.has("day") else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    return whole(read_part(sheet, source)[0])


def read_sheets(sheets: Sequence[Sheet], source: Source) -> Export:
    return join_sheets(sheets, source, recognises, read_part)


def read_part(sheet: Sheet, source: Source) -> Part:
    """A sheet as facts told apart as finely as it does, and what it tells apart."""
    columns = WORDS.header(sheet)
    if _says_no_data(sheet):
        raise sheet.refuse(
            "Meta found no data for it; choose days and campaigns with delivery, and download it again"
        )
    if columns is None:
        raise sheet.refuse("no header with Reporting starts or Amount spent was found in its first lines")
    dates = _dates(columns)
    if not dates:
        raise sheet.refuse(f"holds no dates; {HOW}", columns.header.line)
    table = table_of(sheet, columns, dates)
    spans, period = _spans(table.block, columns, source)
    values, notes = _with_purchases(values_of(table, source, PURCHASES), columns)
    about = {"period": period, "currency": columns.currency() or currency_of(table)}
    notes += _notes(table, values)
    return export_of(table, "meta_ads", spans, values, source, notes=notes, **about), level_of(table)


def _with_purchases(values: dict[str, list[float]], columns: Columns) -> tuple[dict[str, list[float]], list[str]]:
    """All purchases where the report has them, and else the sum of those that it tells by place; with a note."""
    parts = {name: values[name] for name in PURCHASES if name in values}
    others = {name: numbers for name, numbers in values.items() if name not in PURCHASES}
    if not parts or "claimed_conversions" in values:
        return others, []
    sums = [_sum(row) for row in zip(*parts.values(), strict=True)]
    headers = [columns.header.cells[columns.places[name]] for name in parts]
    names = reduce(lambda told, header: Message("{headers} and {header}", headers=told, header=header), headers)
    return {**others, "claimed_conversions": sums}, [
        Message("claimed conversions are {names}: it has no column Purchases", names=names)
    ]


def _notes(table: Table, values: dict[str, list[float]]) -> list[str]:
    """What the report leaves open about its claims."""
    places = table.columns.places
    notes = []
    if "results" in places and not any(name.startswith("claimed") for name in values):
        notes.append(
            Message(
                "Results are left out, because each result indicator counts something else; add Purchases or Leads"
            )
        )
    if "attribution" in places and any(name.startswith("claimed") for name in values):
        told = sorted(set(table.block.column(places["attribution"])) - EMPTY)
        if len(told) > 1:
            notes.append(
                Message(
                    "its claims follow {count} attribution settings: {settings}",
                    count=len(told),
                    settings=Clauses(told),
                )
            )
    return notes


def _dates(columns: Columns) -> list[int]:
    """The places that date a row: its day, or else the first and last day of its sum."""
    for meanings in (["day"], ["period"], ["starts", "ends"], ["date"], ["starts"]):
        if columns.has(*meanings):
            return [columns.places[meaning] for meaning in meanings]
    return []


def _spans(block: Block, columns: Columns, source: Source) -> tuple[list[Span], Span | None]:
    """First and last day of each row, and of the report where it says so."""
    how = {"form": source.date_format, "day_first": True if columns.day_first else None}
    told = None
    if columns.has("starts", "ends"):
        starts, ends = dates_of(block, columns.places["starts"], columns.places["ends"], **how)
        told = list(zip(starts, ends, strict=True))
    period = (min(start for start, _ in told), max(end for _, end in told)) if told else None
    if columns.has("day") or (not told and columns.has("date")):
        place = columns.places["day" if columns.has("day") else "date"]
        return [(day, day) for day in dates_of(block, place, within=period, **how)[0]], period
    if columns.has("period") and (ranges := ranges_of(block, columns.places["period"], **how)):
        return ranges, period
    if told:
        return told, period
    name = block.header.cells[_dates(columns)[0]]
    raise block.sheet.refuse(f"'{name}' does not say when a row ends; {HOW}", block.header.line)


def _sum(parts: Sequence[float]) -> float:
    known = [part for part in parts if not math.isnan(part)]
    return sum(known) if known else math.nan


def _says_no_data(sheet: Sheet) -> bool:
    """Whether the report says that it is empty: in place of its rows, or in place of everything."""
    rows = [row for row in sheet.rows if not row.blank]
    return len(rows) <= 3 and any(cell.casefold().rstrip(".") == NO_DATA for row in rows for cell in row.cells)
