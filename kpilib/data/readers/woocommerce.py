"""WooCommerce: orders as its exporters write them, and the Analytics reports of revenue and of orders.

Source of the layouts: WooCommerce itself exports no orders but in Analytics; the widespread exporters (Advanced Order
Export, Customer/Order/Coupon Export, WebToffee, WP All Export) name the same columns in their own ways, in words
(`Order Total Amount`) or as fields (`order_total`), with one row an order or one row an item.

The value of an order is its total, with taxes and shipping; in Analytics > Orders it is net sales. Times are the
shop's own, so they are taken as the client's. A refund is dated by its order unless it has a row of its own, below
zero.
"""

import pandas as pd

from kpilib.data.block import Block, one_currency, rows_below, texts_of, without_repeats
from kpilib.data.event_files import SEEN
from kpilib.data.export import Export
from kpilib.data.readers import sales_report
from kpilib.data.readers.event_rows import customer_of, kinds_of, one_row_each, order_events
from kpilib.data.sheet import Row, Sheet
from kpilib.data.times import times_of
from kpilib.plan.client import Source

NUMBER = ("order number", "order #", "order no.", "order id", "number")
STATUS = ("order status", "status")
DATE = ("order date", "order created date", "date created", "date")
TOTAL = ("order total amount", "order total", "total amount", "total", "net sales", "n. revenue")
REFUND = (
    "order refund amount", "refund amount", "refunded amount", "refunded total", "total refunded", "order refund",
    "amount refunded", "refund total",
)  # fmt: skip
EMAIL = ("email billing", "billing email", "customer email", "billing email address", "email")
CURRENCY = ("order currency", "currency")
ANALYTICS = {"orders", "gross sales", "returns", "coupons", "net sales", "taxes", "shipping", "total sales"}
OWN = {"customer type", "coupons", "order key", "cart discount", "order currency", "payment method title"}
COUNTS = {
    "completed": "order",
    "processing": "order",
    "refunded": "order",
    "shipped": "order",  # states that many shops add
    "delivered": "order",
    "cancelled": "void",
    "canceled": "void",
    "trash": "void",
}
# What the shop's page calls the states, where an exporter writes them so: WooCommerce's own translations.
SAID = {
    "selesai": "completed", "sedang diproses": "processing", "diproses": "processing", "dikirim": "shipped",
    "terkirim": "delivered", "dibatalkan": "cancelled", "dikembalikan": "refunded", "gagal": "failed",
    "ditunda": "on hold", "ditahan": "on hold", "menunggu pembayaran": "pending", "tertunda": "pending",
    "pending payment": "pending",
    "abgeschlossen": "completed", "in bearbeitung": "processing", "storniert": "cancelled",
    "rückerstattet": "refunded", "erstattet": "refunded", "fehlgeschlagen": "failed", "in wartestellung": "on hold",
    "terminée": "completed", "en cours": "processing", "annulée": "cancelled", "remboursée": "refunded",
    "échouée": "failed", "en attente": "on hold",
}  # fmt: skip
Amounts = dict[int, tuple[float, float]]  # line to the total of its row, and what went back of it
STATES = {*COUNTS, *SAID, "pending", "on hold", "failed", "draft", "checkout draft"}


def recognises(sheet: Sheet) -> float:
    """By the columns of Analytics > Revenue, or by those of orders with WooCommerce's states in them."""
    names = set(_plain(sheet.rows[0]).cells)
    if "date" in names and len(names & ANALYTICS) >= 5 and "coupons" in names:
        return 0.9
    block = Block(sheet, _plain(sheet.rows[0]), sheet.rows[1:])
    if any(block.find(*wanted) is None for wanted in (NUMBER, STATUS, DATE, TOTAL)):
        return 0.0
    own = bool(names & OWN) or any("billing" in name for name in names)
    states = {_state(text) for text in texts_of(block, *STATUS) if text}
    if states and len(states & STATES) < len(states) / 2:
        return 0.0
    return 0.9 if own and states else 0.7 if own or states else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    """Orders and refunds as events, or the report's days. Raises ExportError where no order counts."""
    header = _plain(sheet.rows[0])
    if Block(sheet, header, ()).find(*STATUS) is None:
        return sales_report.read(sheet, source, reader="woocommerce", times=("date",))
    below, again = rows_below(sheet, sheet.rows[0])
    if not below:
        raise sheet.refuse("it holds a header and no rows", header.line)
    rows, repeats = without_repeats(below)
    block = Block(sheet, header, rows)
    amounts = _amounts(block, source)
    back = Block(sheet, header, tuple(row for row in rows if amounts[row.line][0] < 0))
    block = Block(sheet, header, tuple(row for row in rows if not amounts[row.line][0] < 0))
    heads, items = one_row_each(block, *_orders_of(block))
    states = [_state(text) for text in texts_of(Block(sheet, header, heads), *STATUS)]
    kinds, unpaid = kinds_of(heads, states, COUNTS)
    if not set(kinds) & {"order", "void"}:
        told = ", ".join(sorted(set(states)))
        raise sheet.refuse(f"none of its {len(heads)} orders counts as one: they are {told}", header.line)
    block = Block(sheet, header, heads)
    orders = _orders(block, kinds, states, amounts, source)
    refunds = _refunds(back, orders, amounts, source)
    orders.loc[orders["id"].isin(refunds["id"]), "refunded"] = 0.0
    return Export.of(
        sheet,
        "woocommerce",
        len(below) + sum(one.count for one in again),
        events=order_events(orders, source, refunds, refunds.assign(kind=SEEN)),
        tells=("order",),
        currency=one_currency(block, texts_of(block, *CURRENCY), "export the orders of one currency at a time"),
        dropped=(*again, *repeats, *items, *unpaid),
    )


def _plain(header: Row) -> Row:
    """A header in lower case, without what exporters put around words: `order_total`, `Email (Billing)`."""
    return Row(header.line, tuple(" ".join(_words(cell)) for cell in header.cells))


def _words(cell: str) -> list[str]:
    return cell.casefold().translate(str.maketrans("_()", "   ")).replace("coupon s", "coupons").split()


def _state(text: str) -> str:
    plain = " ".join(text.casefold().removeprefix("wc-").replace("-", " ").replace("_", " ").split())
    return SAID.get(plain, plain)


def _orders_of(block: Block) -> tuple[list[str], list[tuple[str, ...] | None]]:
    """Of each row its order and the cells about the whole of it, which an item's row repeats or leaves empty."""
    ids, last = [], ""
    for name in texts_of(block, *NUMBER):
        last = name.lstrip("#") or last
        ids.append(last)
    cells = zip(*(texts_of(block, *names) for names in (STATUS, TOTAL, REFUND)), strict=True)
    return ids, [told if told[0] and told[1] else None for told in cells]


def _amounts(block: Block, source: Source) -> Amounts:
    """The amounts of each row; their decimal mark is found over all of them, as a refund alone may leave it open."""
    total, back = block.find(*TOTAL), block.find(*REFUND)
    numbers = block.numbers([place for place in (total, back) if place is not None], decimal=source.decimal)
    refunded = [abs(one) for one in numbers[back]] if back is not None else [0.0] * len(block.rows)
    lines = (row.line for row in block.rows)
    return dict(zip(lines, zip(numbers[total], refunded, strict=True), strict=True))


def _orders(block: Block, kinds: list[str], states: list[str], amounts: Amounts, source: Source) -> pd.DataFrame:
    orders = pd.DataFrame(
        {
            "kind": kinds,
            "id": _orders_of(block)[0],
            "customer": [customer_of(text) for text in texts_of(block, *EMAIL)],
            "time": times_of(block, block.find(*DATE), form=source.date_format),
            "value": [amounts[row.line][0] for row in block.rows],
            "refunded": [amounts[row.line][1] for row in block.rows],
        }
    )
    # A refunded order whose file says no amount went back whole.
    whole = pd.Series([state == "refunded" for state in states]) & ~(orders["refunded"].fillna(0) > 0)
    return orders.assign(refunded=orders["refunded"].mask(whole, orders["value"]))


def _refunds(block: Block, orders: pd.DataFrame, amounts: Amounts, source: Source) -> pd.DataFrame:
    """Refunds that have rows of their own, below zero, added up by order and dated by the last of them."""
    if not block.rows:
        return pd.DataFrame({"id": []})
    rows = pd.DataFrame(
        {
            "id": [name.lstrip("#") for name in texts_of(block, *NUMBER)],
            "time": times_of(block, block.find(*DATE), form=source.date_format),
            "value": [-amounts[row.line][0] for row in block.rows],
        }
    )
    customers = orders.set_index("id")["customer"]
    sums = rows.groupby("id", as_index=False).agg({"time": "max", "value": "sum"})
    return sums.assign(kind="refund", customer=sums["id"].map(customers).fillna(""))
