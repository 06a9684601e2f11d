"""Stripe payments: one row a payment, newest first, in the currency paid and, where settled, the account's own.

Source of the layout: files as downloaded from Payments > Export, with the columns that were ticked; the unified
payments of 2024 have 79. A refund is dated by its own day where the file has the column Refunded date (UTC), or else
by its payment; a dispute that was lost is a refund of its own day.
"""

import math

import pandas as pd

from kpilib.data.block import Block, texts_of, without
from kpilib.data.export import Dropped, Export
from kpilib.data.readers.event_rows import customer_of, event_rows
from kpilib.data.sheet import Row, Sheet
from kpilib.data.times import times_of
from kpilib.plan.client import Source
from kpilib.plan.message import Message

CREATED = ("created date (utc)", "created (utc)")
MONEY = ("paid", "succeeded", "refunded", "partial refund", "partially refunded", "disputed", "dispute lost")
# What Stripe lets one download beside payments, by a column that payments do not have.
OTHERS = {
    "arrival date (utc)": "payouts",
    "arrival date": "payouts",
    "current period end (utc)": "subscriptions",
    "balance transaction id": "balance transactions",
}


def recognises(sheet: Sheet) -> float:
    names = {cell.casefold() for cell in sheet.rows[0].cells}
    if names & set(CREATED) and (names >= {"amount", "currency", "status"} or names & set(OTHERS)):
        return 0.95
    return 0.0


def read(sheet: Sheet, source: Source) -> Export:
    """Payments and refunds as events. Raises ExportError for other lists, and for amounts that do not add."""
    header = sheet.rows[0]
    names = {cell.casefold() for cell in header.cells}
    if other := next((what for name, what in OTHERS.items() if name in names), None):
        raise sheet.refuse(f"is a list of {other}, not of payments; download Payments > Export", header.line)
    below = [row for row in sheet.rows[1:] if not row.blank]
    if not below:
        raise sheet.refuse("it holds a header and no payments", header.line)
    rows, tests = _live(Block(sheet, header, tuple(below)))
    rows, unpaid = _paid(Block(sheet, header, rows))
    if not rows:
        raise sheet.refuse(f"all {len(below)} rows are payments that brought no money", header.line)
    rows, ids, twice = _once(rows, _ids(Block(sheet, header, rows)))
    block = Block(sheet, header, rows)
    values, rates, refunded, currency = _amounts(block, source)
    paid = pd.DataFrame(
        {
            "kind": "order",
            "id": ids,
            "customer": _customers(block),
            "time": times_of(block, block.find(*CREATED), form=source.date_format, utc=True),
            "value": values,
        }
    )
    events = pd.concat([paid, *_backs(block, paid, rates, refunded, source)], ignore_index=True)
    return Export.of(
        sheet,
        "stripe",
        len(below),
        events=event_rows(events, source),
        tells=("order",),
        currency=currency,
        dropped=(*tests, *unpaid, *twice),
    )


def _live(block: Block) -> tuple[tuple[Row, ...], list[Dropped]]:
    test = {
        row.line for row, mode in zip(block.rows, texts_of(block, "mode"), strict=True) if mode.casefold() == "test"
    }
    return without(block.rows, lambda row: row.line in test, Message("payment of the test mode"))


def _paid(block: Block) -> tuple[tuple[Row, ...], list[Dropped]]:
    """Payments that were made and captured; a card that was only authorised has paid nothing."""
    cells = zip(block.rows, texts_of(block, "status"), texts_of(block, "captured"), strict=True)
    paid = {row.line for row, status, held in cells if status.casefold() in MONEY and held.casefold() != "false"}
    # A row cut short is told as such later, not left out as unpaid.
    place = block.find("status")
    return without(
        block.rows,
        lambda row: row.line not in paid and place < len(row.cells),
        Message("payment that brought no money"),
    )


def _ids(block: Block) -> list[str]:
    """What makes a payment one: its id, or else its invoice, or else its customer and second."""
    payments, invoices = texts_of(block, "id"), texts_of(block, "invoice number")
    customers, created = texts_of(block, "customer id"), texts_of(block, *CREATED)
    rows = zip(payments, invoices, customers, created, strict=True)
    return [payment or invoice or f"{customer} {time}" for payment, invoice, customer, time in rows]


def _once(rows: tuple[Row, ...], ids: list[str]) -> tuple[tuple[Row, ...], list[str], list[Dropped]]:
    """Payments less those whose id has stood in an earlier row."""
    first: dict[str, Row] = {}
    again = []
    for row, name in zip(rows, ids, strict=True):
        if name in first:
            again.append(row)
        first.setdefault(name, row)
    dropped = [Dropped(Message("payment that an earlier row holds too"), len(again), again[0].line)] if again else []
    return tuple(first.values()), list(first), dropped


def _customers(block: Block) -> list[str]:
    cells = zip(texts_of(block, "customer id"), texts_of(block, "customer email"), strict=True)
    return [name or customer_of(address) for name, address in cells]


def _amounts(block: Block, source: Source) -> tuple[list[float], list[float], list[float], str]:
    """Of each payment its value, what one unit of the currency paid is worth in it, and what was refunded; and the
    currency of all: that of settlement, or the one that was paid in where that is one alone.
    """
    for amount, refunded, currency in (
        ("converted amount", "converted amount refunded", "converted currency"),
        ("amount", "amount refunded", "currency"),
    ):
        codes = {text.upper() for text in texts_of(block, currency)} - {""}
        place = block.find(amount)
        if place is not None and len(codes) == 1:
            values, original = _numbers(block, source, amount, "amount")
            unknown = next((row for row, value in zip(block.rows, values, strict=True) if math.isnan(value)), None)
            if unknown:
                text = f"a payment without '{block.header.cells[place]}'; export it again when it is settled"
                raise block.sheet.refuse(text, unknown.line)
            rates = [value / paid if paid else math.nan for value, paid in zip(values, original, strict=True)]
            [back] = _numbers(block, source, refunded)
            if block.find(refunded) is None:
                [paid_back] = _numbers(block, source, "amount refunded")
                back = [one * rate for one, rate in zip(paid_back, rates, strict=True)]
            return values, rates, back, codes.pop()
    codes = sorted({text.upper() for text in texts_of(block, "currency")} - {""})
    raise block.sheet.refuse(
        f"payments in {', '.join(codes)} without one currency of settlement cannot be added; "
        "export the columns Converted Amount and Converted Currency"
    )


def _numbers(block: Block, source: Source, *names: str) -> list[list[float]]:
    """Columns of numbers, their decimal mark found together; NaN throughout for one that the file has not."""
    places = {name: block.find(name) for name in names}
    read = block.numbers([place for place in places.values() if place is not None], decimal=source.decimal)
    missing = [math.nan] * len(block.rows)
    return [missing if places[name] is None else read[places[name]] for name in names]


def _backs(
    block: Block, paid: pd.DataFrame, rates: list[float], refunded: list[float], source: Source
) -> list[pd.DataFrame]:
    """Refunds, and disputes that were lost, each on its own day where the file tells it."""
    [disputed] = _numbers(block, source, "disputed amount")
    lost = [state.casefold() == "lost" for state in texts_of(block, "dispute status")]
    taken = [one * rate if gone else 0.0 for one, rate, gone in zip(disputed, rates, lost, strict=True)]
    found = []
    for values, column, suffix in ((refunded, "refunded date (utc)", ""), (taken, "dispute date (utc)", " dispute")):
        place = block.find(column)
        times = times_of(block, place, form=source.date_format, utc=True, blanks=True) if place is not None else None
        dated = paid["time"] if times is None else times.fillna(paid["time"])
        back = paid.assign(kind="refund", value=values, time=dated, id=paid["id"] + suffix)
        found.append(back[back["value"].fillna(0) > 0])
    return [part for part in found if len(part)]
