"""Shopify: the orders export, and the report of sales by day.

Source of the layout: the headers of orders exports of 2022 (73 columns) and 2026 (79 columns). An order takes one row
per item, and only its first row holds what belongs to the whole order: status, currency, Total, Refunded Amount.

The value of an order is its Total: with taxes and shipping, less discounts. A refund is dated by its order, because
the export has no day of its own for it. Times carry an offset.
"""

import pandas as pd

from kpilib.data.block import Block, one_currency, rows_below, texts_of, without_repeats
from kpilib.data.export import Export
from kpilib.data.readers import sales_report
from kpilib.data.readers.event_rows import customer_of, kinds_of, one_row_each, order_events
from kpilib.data.sheet import Sheet
from kpilib.data.times import times_of
from kpilib.plan.client import Source

ORDERS = {"name", "financial status", "total", "created at"}
ITEMS = {"lineitem name", "lineitem quantity", "lineitem price"}
CUSTOMERS = {"first name", "last name", "total spent"}
REPORT = {"orders", "gross sales", "discounts", "net sales", "total sales", "sales reversals", "returns"}
TIMES = ("day", "week", "month")
COUNTS = {
    "paid": "order",
    "partially_paid": "order",
    "partially_refunded": "order",
    "refunded": "order",
    "voided": "void",
    "expired": "void",
    "cancelled": "void",
    "a test": "void",
}


def recognises(sheet: Sheet) -> float:
    """By headers that only Shopify has: those of orders, of its customer list, or of a report of sales over time."""
    names = {cell.casefold().replace("_", " ") for cell in sheet.rows[0].cells}
    if names >= ORDERS:
        return 1.0 if names & ITEMS else 0.9
    if names >= CUSTOMERS and any("email marketing" in name for name in names):
        return 0.9
    return 0.9 if names & set(TIMES) and len(names & REPORT) >= 3 else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    """Orders and refunds as events, or the report's days. Raises ExportError for lists without days of orders."""
    header = sheet.rows[0]
    names = {cell.casefold() for cell in header.cells}
    if names >= CUSTOMERS:
        raise sheet.refuse("is the list of customers, which has no days; download Orders > Export > Plain CSV", 1)
    if not names >= ORDERS:
        return sales_report.read(sheet, source, reader="shopify", times=TIMES)
    below, again = rows_below(sheet, header)
    if not below:
        raise sheet.refuse("it holds a header and no rows", header.line)
    rows, repeats = without_repeats(below)
    found = Block(sheet, header, rows)
    about = [texts_of(found, name) for name in ("total", "financial status", "refunded amount", "cancelled at", "id")]
    whole = [cells if cells[0] else None for cells in zip(*about, strict=True)]
    heads, items = one_row_each(found, texts_of(found, "name"), whole)
    block = Block(sheet, header, heads)
    states = _states(block)
    kinds, unpaid = kinds_of(heads, states, COUNTS)
    if not set(kinds) & {"order", "void"}:
        told = ", ".join(sorted(set(states)))
        raise sheet.refuse(f"none of its {len(heads)} orders counts as one: they are {told}", header.line)
    return Export.of(
        sheet,
        "shopify",
        len(below) + sum(one.count for one in again),
        events=order_events(_orders(block, kinds, source), source),
        tells=("order",),
        currency=one_currency(block, texts_of(block, "currency"), "export the orders of one shop and currency"),
        dropped=(*again, *repeats, *items, *unpaid),
    )


def _states(block: Block) -> list[str]:
    """Whether each order is cancelled or a test, or else its financial status."""
    cells = zip(
        texts_of(block, "cancelled at"),
        texts_of(block, "payment method"),
        texts_of(block, "financial status"),
        strict=True,
    )
    return [
        "cancelled"
        if cancelled
        else "a test"
        if "bogus" in method.casefold()
        else status.casefold().replace(" ", "_")
        for cancelled, method, status in cells
    ]


def _orders(block: Block, kinds: list[str], source: Source) -> pd.DataFrame:
    total, back = block.find("total"), block.find("refunded amount")
    numbers = block.numbers([place for place in (total, back) if place is not None], decimal=source.decimal)
    return pd.DataFrame(
        {
            "kind": kinds,
            "id": texts_of(block, "name"),
            "customer": [customer_of(text) for text in texts_of(block, "email")],
            "time": times_of(block, block.find("created at"), form=source.date_format),
            "value": numbers[total],
            "refunded": numbers[back] if back is not None else 0.0,
        }
    )
