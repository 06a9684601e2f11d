"""Orders as purchases: one row a customer and day, less what was paid back, with nothing seen after a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from kpilib.data.facts import Facts
from kpilib.measure.customers.withheld import CustomerError, Withheld
from kpilib.measure.days import sources_used
from kpilib.measure.purchases import CENT
from kpilib.plan.model import Plan


@dataclass(frozen=True, repr=False)
class Purchases:
    """What known customers bought up to a day, ordered by customer and day.

    customers : the names; `customer` are places in it.
    day       : days since 1970-01-01.
    value     : what was paid on that day less what went back by `until`, in `currency`.
    margin    : what was earned of it; NaN where the margin of one of the day's orders is not known.
    bought    : whether anything was bought: not on a day on which all was paid back, or with a credit only.
    channel   : of each customer's first purchase, "" where it is not told.
    until     : the last day that is seen.
    since     : the day on which the business began, where client.yml says it; else the history may begin later than
                the customers did.
    left_out  : how many orders were left out or are odd, by reason.
    """

    customers: pd.Index
    customer: np.ndarray
    day: np.ndarray
    value: np.ndarray
    margin: np.ndarray
    bought: np.ndarray
    channel: np.ndarray
    until: date
    since: date | None = None
    currency: str | None = None
    sources: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def purchases_of(facts: Facts, plan: Plan, as_of: date) -> Purchases | Withheld:
    """The purchases of a client's customers, from the source whose orders count.

    They are seen up to `as_of`, or to the last day that the source tells of: the days after that are not quiet, they
    are unknown. Raises CustomerError for orders in several currencies, and for an id that stands there twice.
    """
    sources = sources_used("orders", facts, plan)
    until = min((one.last for one in sources), default=as_of)
    names = {one.source for one in sources}
    events = facts.events[facts.events["source"].isin(names)]
    if not len(events):
        return Withheld("no_orders")
    started = [one.starts for one in sources if one.starts is not None]
    found = net_purchases(events, min(as_of, until))
    if isinstance(found, Withheld):
        return found
    about = {"currency": _currency(facts, plan, names), "since": min(started, default=None)}
    return replace(found, sources=tuple(sorted(names)), **about)


def net_purchases(events: pd.DataFrame, as_of: date) -> Purchases | Withheld:
    """Events of kinds order and refund as purchases.

    events : kind, id, customer, date, value, margin, channel, and source where there are several.
    A refund belongs to the order with its id; one whose order is not there is left out, as the order's value is.
    """
    seen = events[events["date"] <= pd.Timestamp(as_of)]
    orders = seen[seen["kind"] == "order"]
    if not len(orders):
        return Withheld("no_orders")
    keys = [key for key in ("source", "id") if key in events.columns]
    _each_once(orders, keys)
    value, margin, lone = _less_refunds(orders, seen[seen["kind"] == "refund"], keys)
    paid = orders["value"].to_numpy(float)
    bought = (paid == 0) | ((paid > 0) & (value > CENT))
    named = (orders["customer"].notna() & (orders["customer"] != "")).to_numpy()
    left_out = {
        "order without a customer": int((~named).sum()),
        "order that was paid back": int((named & (paid > 0) & ~bought).sum()),
        "order below zero": int((named & (paid < 0)).sum()),
        "order of no value, counted as a purchase": int((named & (paid == 0)).sum()),
        "refund of an order that is not there": lone,
    }
    place, names = pd.factorize(orders["customer"].to_numpy()[named])
    buys = np.bincount(place, bought[named], len(names)) > 0
    if not buys.any():
        return Withheld("no_customers")
    rows = np.flatnonzero(named)[buys[place]]
    place = (np.cumsum(buys) - 1)[place[buys[place]]]
    day = orders["date"].to_numpy("datetime64[D]").astype(np.int64)[rows]
    order = np.lexsort((~bought[rows], day, place))
    rows, place, day = rows[order], place[order], day[order]
    first = np.flatnonzero(np.r_[True, (np.diff(place) != 0) | (np.diff(day) != 0)])
    told = orders["channel"].to_numpy()[rows]
    return Purchases(
        pd.Index(names[buys], name="customer"),
        place[first],
        day[first],
        np.add.reduceat(value[rows], first),
        np.add.reduceat(margin[rows], first),
        np.logical_or.reduceat(bought[rows], first),
        _firsts(place, bought[rows], told),
        as_of,
        left_out={reason: count for reason, count in left_out.items() if count},
    )


def _firsts(place: np.ndarray, bought: np.ndarray, told: np.ndarray) -> np.ndarray:
    """The channel of each customer's first purchase."""
    buying = np.flatnonzero(bought)
    _, first = np.unique(place[buying], return_index=True)
    return told[buying[first]]


def _each_once(orders: pd.DataFrame, keys: list[str]) -> None:
    twice = orders.duplicated(keys)
    if twice.any():
        one = orders.loc[twice, "id"].iloc[0]
        count = int(twice.sum())
        raise CustomerError(
            f"order '{one}' stands there twice ({count} order{'s' if count > 1 else ''} too many); "
            "correct it where it comes from, or leave it out"
        )
    if orders["value"].isna().any():
        raise CustomerError(f"order '{orders.loc[orders['value'].isna(), 'id'].iloc[0]}' has no value")


def _less_refunds(orders: pd.DataFrame, refunds: pd.DataFrame, keys: list[str]) -> tuple[np.ndarray, np.ndarray, int]:
    """Value and margin of each order less what went back, and the refunds whose order is not there."""
    value, margin = orders["value"].to_numpy(float).copy(), orders["margin"].to_numpy(float).copy()
    if not len(refunds):
        return value, margin, 0
    sums = refunds.groupby(keys)[["value", "margin"]].sum(min_count=1)
    place = pd.MultiIndex.from_frame(orders[keys]).get_indexer(pd.MultiIndex.from_frame(sums.reset_index()[keys]))
    found = place >= 0
    value[place[found]] -= sums["value"].to_numpy()[found]
    margin[place[found]] -= sums["margin"].to_numpy()[found]
    return value, margin, int((~found).sum())


def _currency(facts: Facts, plan: Plan, names: set[str]) -> str:
    """The currency of the orders. Raises CustomerError where files of the sources hold several."""
    own = {source.label: source.currency for source in plan.client.sources}
    told = {own.get(source) or export.currency for source, export in facts.exports if source in names}
    codes = sorted({*filter(None, told)} or {plan.client.currency})
    if len(codes) > 1:
        raise CustomerError(f"the orders are in {' and '.join(codes)}; a customer's value is told in one currency")
    return codes[0]
