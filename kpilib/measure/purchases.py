"""Orders of known customers as purchases: who bought on which day, and which orders came from earlier buyers."""

import math
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from kpilib.data.facts import Facts

CENT = 0.005  # what was paid back to the cent was not bought
# Where more than a tenth of the orders name no customer, those that do are not the customers: a convention.
LEAST_KNOWN = 0.9


@dataclass(frozen=True)
class Bought:
    """The purchases of one source.

    days        : customer and day, each pair once, ordered: two orders of one day are one purchase.
    orders      : customer, day and channel of every order that was not paid back.
    first, last : the days that the source tells of. Whoever bought before `first` looks new.
    named       : the share of the orders that name their customer.
    """

    days: pd.DataFrame = field(repr=False)
    orders: pd.DataFrame = field(repr=False)
    first: date
    last: date
    named: float

    @property
    def followed(self) -> bool:
        """Whether enough of the orders name their customer for the customers to be followed."""
        return self.named >= LEAST_KNOWN

    @property
    def starts(self) -> pd.Series:
        """Customer to the day of the first purchase."""
        return self.days.groupby("customer")["day"].min()


def bought(facts: Facts, source: str) -> Bought | None:
    """The purchases that a source's orders tell of; None where it has no orders as events.

    An order whose value went back, or that had none, is no purchase.
    """
    mine = facts.events[facts.events["source"] == source]
    orders = mine[mine["kind"] == "order"]
    cover = next((one for one in facts.sources_of("orders") if one.source == source), None)
    if not len(orders) or cover is None:
        return None
    back = mine[mine["kind"] == "refund"].groupby("id")["value"].sum()
    net = orders["value"] - orders["id"].map(back).fillna(0.0)
    kept = orders.loc[net > CENT, ["customer", "date", "channel"]].rename(columns={"date": "day"})
    named = kept[kept["customer"] != ""]
    days = named[["customer", "day"]].drop_duplicates().sort_values(["customer", "day"], ignore_index=True)
    share = len(named) / len(kept) if len(kept) else math.nan
    return Bought(days, kept.sort_values("day", ignore_index=True), cover.first, cover.last, share)


def repeat_orders(facts: Facts, source: str, channel: str | None) -> tuple[pd.Series, date | None]:
    """Orders by customers who had bought on an earlier day, day by day; nothing where customers are not followed.

    An order without a customer's name is taken for a first one, of which there are few.
    """
    found = bought(facts, source)
    if found is None or not found.followed:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([])), None
    orders = found.orders
    again = orders["day"] > orders["customer"].map(found.starts)
    mine = orders[again & (orders["customer"] != "")]
    mine = mine if channel is None else mine[mine["channel"] == channel]
    days = pd.date_range(found.first, found.last)
    missing = {day for one in facts.sources_of("orders") if one.source == source for day in one.missing}
    counts = mine.groupby("day").size().reindex(days, fill_value=0).astype(float)
    counts[[stamp.date() in missing for stamp in days]] = math.nan
    return counts, found.last
