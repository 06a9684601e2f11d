"""A shop's own report of its sales over time: one row a day, a week or a month.

Revenue is net sales: after discounts and returns, without taxes and shipping. Where a report leaves net sales out
it is total sales, and a note says so. Returns count on the day on which they came back.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from kpilib.data.block import (
    Block,
    daily_rows,
    known_columns,
    one_currency,
    reading_rows,
    rows_below,
    stacked_readings,
    texts_of,
    without,
    without_repeats,
)
from kpilib.data.dates import Span, parse_date
from kpilib.data.export import Export, no_daily, no_readings
from kpilib.data.sheet import Row, Sheet
from kpilib.data.times import times_of
from kpilib.plan.client import Source
from kpilib.plan.message import Message

COLUMNS = {
    "orders": "orders",
    "net sales": "revenue",
    "returns": "refunds",
    "sales reversals": "refunds",
    "refunds": "refunds",
}
INSTEAD = {name: measure for name, measure in COLUMNS.items() if measure != "revenue"} | {"total sales": "revenue"}
WITH_TAXES = Message("revenue is Total sales, with taxes and shipping, because the report leaves Net sales out")


def read(sheet: Sheet, source: Source, *, reader: str, times: Sequence[str]) -> Export:
    """The report's days, or its weeks and months as readings.

    times : what its first column may be called.
    Raises ExportError for a report without dates, and for one row alone that may be a day or a month.
    """
    header = Row(sheet.rows[0].line, tuple(cell.replace("_", " ") for cell in sheet.rows[0].cells))
    below, again = rows_below(sheet, sheet.rows[0])
    place = Block(sheet, header, below).find(*times)
    if place is None:
        raise sheet.refuse("has no days; download the report over time, grouped by day", header.line)
    rows, repeats = without_repeats(below)
    rows, totals = without(
        rows, lambda row: not row.at(place) or "total" in row.at(place).casefold(), Message("total")
    )
    if not rows:
        raise sheet.refuse("it holds a header and no rows", header.line)
    block = Block(sheet, header, rows)
    columns = COLUMNS if block.find("net sales") is not None else INSTEAD
    places = known_columns(block, columns)
    numbers = block.numbers(places, decimal=source.decimal)
    # Shopify writes what came back below zero, WooCommerce above it.
    values = {
        places[p]: [abs(one) for one in column] if places[p] == "refunds" else column for p, column in numbers.items()
    }
    spans = _spans(block, place, source)
    labels, nowhere = [source.channel or ""] * len(rows), [""] * len(rows)
    of_days = all(first == last for first, last in spans)
    readings = (reading_rows(spans, name, column, labels, nowhere) for name, column in values.items())
    return Export.of(
        sheet,
        reader,
        len(below) + sum(one.count for one in again),
        daily=daily_rows([first for first, _ in spans], labels, nowhere, values) if of_days else no_daily(),
        readings=no_readings() if of_days else stacked_readings(readings),
        currency=one_currency(block, texts_of(block, "currency"), "download one shop at a time"),
        dropped=(*again, *repeats, *totals),
        notes=() if columns is COLUMNS else (WITH_TAXES,),
    )


def _spans(block: Block, place: int, source: Source) -> list[Span]:
    """First and last day of each row, from the name of the time column or else from the steps between the rows."""
    name = block.header.cells[place].casefold()
    firsts = _firsts(block, place, source)
    if name in ("day", "week", "month"):
        return [_span(day, name) for day in firsts]
    days = sorted(set(firsts))
    if len(days) == 1 and len(firsts) == 1:
        text = "holds one row, which may be a day, a week or a month; download it by day, for several days"
        raise block.sheet.refuse(text, block.rows[0].line)
    steps = {(later - day).days for day, later in pairwise(days)} or {1}
    if steps == {7}:
        return [_span(day, "week") for day in firsts]
    if all(day.day == 1 for day in days) and min(steps) >= 28:
        return [_span(day, "month") for day in firsts]
    if 1 not in steps:
        raise block.sheet.refuse(
            f"its rows are {' and '.join(map(str, sorted(steps)))} days apart; download it by day", block.rows[0].line
        )
    return [(day, day) for day in firsts]


def _firsts(block: Block, place: int, source: Source) -> list[date]:
    """The day on which each row begins; a month may be written without one."""
    months = [parse_date(f"{text}-01") for text in block.column(place)]
    if all(months):
        return months  # type: ignore[return-value]
    return [moment.date() for moment in times_of(block, place, form=source.date_format)]


def _span(first: date, grain: str) -> Span:
    if grain == "day":
        return first, first
    if grain == "week":
        return first, first + timedelta(days=6)
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
