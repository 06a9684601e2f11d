"""Stripe payments: one row a payment, newest first, in the currency paid and, where settled, the account's own.

Source of the layout: files as downloaded from Payments > Export. A refund is dated by its payment, because the
export has no date of its own for it.
"""

import math

import pandas as pd

from kpilib.data.block import Block, without
from kpilib.data.export import Dropped, Export
from kpilib.data.sheet import Row, Sheet
from kpilib.plan.model import Source

CREATED = "created date (utc)"
NOT_MONEY = ("failed", "canceled", "blocked", "requires_payment_method", "incomplete", "pending", "uncaptured")


def recognises(sheet: Sheet) -> bool:
    names = {cell.casefold() for cell in sheet.rows[0].cells}
    return {CREATED, "amount", "currency", "status"} <= names


def read(sheet: Sheet, source: Source) -> Export:
    if not recognises(sheet):
        raise sheet.refuse("has no columns Created date (UTC), Amount, Currency and Status in its first line", 1)
    header = sheet.rows[0]
    below = [row for row in sheet.rows[1:] if not row.blank]
    if not below:
        raise sheet.refuse("it holds a header and no payments", header.line)
    status = Block(sheet, header, tuple(below)).find("status")
    rows, unpaid = without(
        below,
        lambda row: row.cells[status : status + 1] and row.cells[status].casefold() in NOT_MONEY,
        "payment that brought no money",
    )
    if not rows:
        raise sheet.refuse(f"all {len(below)} rows are payments that brought no money", header.line)
    block = Block(sheet, header, rows)
    ids = _ids(block)
    rows, ids, twice = _once(rows, ids)
    block = Block(sheet, header, rows)
    values, refunds, currency = _amounts(block, source)
    times = _times(block)
    customers = _texts(block, "customer id")
    paid = pd.DataFrame({"kind": "order", "id": ids, "customer": customers, "time": times, "value": values})
    back = paid.assign(kind="refund", value=refunds).loc[[not math.isnan(r) and r != 0 for r in refunds]]
    events = pd.concat([paid, back]).sort_values(["time", "kind"], kind="stable", ignore_index=True)
    return Export.of(
        sheet,
        "stripe",
        len(below),
        events=events.assign(channel=source.channel or ""),
        currency=currency,
        dropped=(*unpaid, *twice),
    )


def _ids(block: Block) -> list[str]:
    """What makes a payment one: its id, or else its invoice, or else its customer and second."""
    payments, invoices = _texts(block, "id"), _texts(block, "invoice number")
    customers, created = _texts(block, "customer id"), _texts(block, CREATED)
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
    dropped = [Dropped("payment that an earlier row holds too", len(again), again[0].line)] if again else []
    return tuple(first.values()), list(first), dropped


def _amounts(block: Block, source: Source) -> tuple[list[float], list[float], str]:
    """Paid and refunded, in the currency of settlement, or in the currency paid where that is one alone."""
    for amount, refunded, currency in (
        ("converted amount", "converted amount refunded", "converted currency"),
        ("amount", "amount refunded", "currency"),
    ):
        place, back = block.find(amount), block.find(refunded)
        codes = {text.upper() for text in _texts(block, currency)} - {""}
        if place is not None and len(codes) == 1:
            places = [place] if back is None else [place, back]
            values = block.numbers(places, decimal=source.decimal)
            unknown = next(
                (row for row, value in zip(block.rows, values[place], strict=True) if math.isnan(value)), None
            )
            if unknown:
                text = f"a payment without '{block.header.cells[place]}'; export it again when it is settled"
                raise block.sheet.refuse(text, unknown.line)
            return values[place], values[back] if back is not None else [0.0] * len(block.rows), codes.pop()
    codes = sorted({text.upper() for text in _texts(block, "currency")} - {""})
    raise block.sheet.refuse(
        f"payments in {', '.join(codes)} without one currency of settlement cannot be added; "
        "export the columns Converted Amount and Converted Currency"
    )


def _times(block: Block) -> pd.Series:
    texts = _texts(block, CREATED)
    times = pd.Series(pd.to_datetime(texts, errors="coerce", utc=True))
    if times.isna().any():
        row = block.rows[int(times.isna().to_numpy().argmax())]
        raise block.sheet.refuse(f"'{row.cells[block.find(CREATED)]}' is not a time", row.line)
    return times


def _texts(block: Block, name: str) -> list[str]:
    place = block.find(name)
    return block.column(place) if place is not None else [""] * len(block.rows)
