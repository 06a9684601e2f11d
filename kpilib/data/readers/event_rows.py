"""From the rows of shops, payments and customer lists to dated events."""

import hashlib
import math
from collections.abc import Mapping, Sequence

import pandas as pd

from kpilib.data.block import Block
from kpilib.data.event_files import SEEN
from kpilib.data.export import EVENT_COLUMNS, Dropped
from kpilib.data.sheet import Row
from kpilib.plan.client import Source
from kpilib.plan.message import Message


def customer_of(address: str) -> str:
    """What an e-mail address is called among events: the same for every spelling, and no address any more.

    A report can leak only what it holds; a customer is told apart from others, not named.

    >>> customer_of("Ana@Example.com ") == customer_of("ana@example.com"), customer_of(" ")
    (True, '')
    """
    plain = address.strip().casefold()
    return hashlib.sha256(plain.encode()).hexdigest()[:16] if plain else ""


def event_rows(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Events, oldest first, with their margin and channel.

    frame : kind, id, customer, time, value, and channel where the file tells one.
    The margin is the source's share of the value, NaN where client.yml says none; the margin of a refund goes back.
    """
    share = source.margin if source.margin is not None else math.nan
    told = frame["channel"] if "channel" in frame.columns and not source.channel else source.channel or ""
    whole = frame.assign(margin=frame["value"].astype(float) * share, channel=told)[EVENT_COLUMNS]
    return whole.sort_values(["time", "kind"], kind="stable", ignore_index=True)


def order_events(orders: pd.DataFrame, source: Source, *others: pd.DataFrame) -> pd.DataFrame:
    """Orders, their refunds, and other events as one table.

    orders : kind (order, void or seen), id, customer, time, value, `refunded` (0 or NaN where nothing went back) and
             perhaps `refunded_at`; a refund without a day of its own is dated by its order.
    """
    back = orders[(orders["kind"] == "order") & (orders["refunded"].fillna(0) > 0)]
    times = back["refunded_at"].fillna(back["time"]) if "refunded_at" in orders.columns else back["time"]
    refunds = back.assign(kind="refund", value=back["refunded"], time=times)
    parts = [part for part in (orders, refunds, *others) if len(part)]
    return event_rows(pd.concat(parts, ignore_index=True), source)


def one_row_each(
    block: Block, ids: Sequence[str], whole: Sequence[tuple[str, ...] | None]
) -> tuple[tuple[Row, ...], list[Dropped]]:
    """The one row of each order that holds the whole of it; the rows of its items are counted.

    ids   : of each row the order that it belongs to.
    whole : of each row the cells about the whole order, None where it is about an item alone.
    Raises ExportError where two rows tell different things of one order.
    """
    heads: dict[str, tuple[Row, tuple[str, ...]]] = {}
    for row, name, cells in zip(block.rows, ids, whole, strict=True):
        first, told = heads.setdefault(name, (row, cells)) if cells is not None else (row, cells)
        if told != cells:
            text = f"order {name} stands in line {first.line} too, with another total or state"
            raise block.sheet.refuse(f"{text}; export one shop at a time, and keep only the newer download", row.line)
    lines = {row.line for row, _ in heads.values()}
    rest = [(row, name) for row, name in zip(block.rows, ids, strict=True) if row.line not in lines]
    reasons = {
        Message("further item of an order, whose first row holds its total"): [
            row for row, name in rest if name in heads
        ],
        Message("item of an order whose first row is not in this file"): [
            row for row, name in rest if name not in heads
        ],
    }
    dropped = [Dropped(reason, len(rows), rows[0].line) for reason, rows in reasons.items() if rows]
    return tuple(row for row, _ in heads.values()), dropped


def kinds_of(
    rows: Sequence[Row], states: Sequence[str], counts: Mapping[str, str]
) -> tuple[list[str], list[Dropped]]:
    """What each order is among events, and how many count as none, with their state.

    states : the state of each row as the shop writes it; `counts` says which of them are an order, and which are void
             for good. Any other may become one yet.
    """
    kinds = [counts.get(state, SEEN) for state in states]
    dropped = []
    for state in dict.fromkeys(state for state, kind in zip(states, kinds, strict=True) if kind != "order"):
        same = [row for row, one in zip(rows, states, strict=True) if one == state]
        reason = (
            Message("order that is {state}, which counts as none", state=state)
            if state
            else Message("order that is of no state, which counts as none")
        )
        dropped.append(Dropped(reason, len(same), same[0].line))
    return kinds, dropped
