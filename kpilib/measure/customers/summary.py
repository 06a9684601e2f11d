"""Recency, frequency and age of customers as of a day: all that models of purchases need to know of them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from kpilib.measure.customers.cells import Cells, cells_of
from kpilib.measure.customers.purchases import Purchases

Unit = Literal["day", "week"]
DAYS: dict[Unit, int] = {"day": 1, "week": 7}


@dataclass(frozen=True, repr=False)
class Summary:
    """Customers as of a day, one row each.

    frame : first (day of the first purchase), frequency (further days with a purchase), recency (time of the last
            purchase) and age (time up to `until`), both since the first one in `unit`; paid (further days that
            brought more than zero), spend (mean value of these days, 0 where there is none); value and margin (of
            all purchases so far, NaN where a margin is not known); channel (of the first purchase).
    """

    frame: pd.DataFrame
    unit: Unit
    until: date
    since: date | None = None
    currency: str | None = None

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        return f"Summary({len(self)} customers, {self.returned} came back, by {self.unit}, until {self.until})"

    @property
    def returned(self) -> int:
        """The customers who bought again on a later day."""
        return int((self.frame["frequency"] > 0).sum())

    @cached_property
    def cells(self) -> Cells:
        return cells_of(*(self.frame[name].to_numpy() for name in ("frequency", "recency", "age")))

    @property
    def margin_share(self) -> float:
        """What is earned of what is paid, over all purchases; NaN where a margin is not known or nothing was paid."""
        paid = self.frame["value"].sum()
        return float(self.frame["margin"].sum(skipna=False) / paid) if paid > 0 else float("nan")


def summarise(purchases: Purchases, unit: Unit = "week") -> Summary:
    """The summary of purchases.

    Several orders of one day are one purchase; the first purchase is not counted and not in the mean value, because
    it is what made somebody a customer (Fader, Hardie and Lee, 2005).
    """
    count = len(purchases.customers)
    buys = purchases.bought
    place, day, value = purchases.customer[buys], purchases.day[buys], purchases.value[buys]
    begins = np.flatnonzero(np.r_[True, np.diff(place) != 0])
    first, last = day[begins], day[np.r_[begins[1:], len(day)] - 1]
    further = np.ones(len(day), dtype=bool)
    further[begins] = False
    paying = further & (value > 0)
    paid = np.bincount(place[paying], minlength=count)
    spend = np.bincount(place[paying], value[paying], count) / np.maximum(paid, 1)
    until = np.datetime64(purchases.until, "D").astype(np.int64)
    frame = pd.DataFrame(
        {
            "first": pd.to_datetime(first, unit="D").as_unit("s"),
            "frequency": np.diff(np.r_[begins, len(day)]) - 1,
            "recency": (last - first) / DAYS[unit],
            "age": (until - first) / DAYS[unit],
            "paid": paid,
            "spend": spend,
            "value": np.bincount(purchases.customer, purchases.value, count),
            "margin": np.bincount(purchases.customer, purchases.margin, count),
            "channel": purchases.channel,
        },
        index=purchases.customers,
    )
    return Summary(frame, unit, purchases.until, purchases.since, purchases.currency)
