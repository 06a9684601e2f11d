"""Whether customers come back, as three different things under three names.

returning  : of those who first bought in one month, the share that buys in a later month, in that month.
repurchase : of those who first bought, the share that has bought again within so many days: it only ever grows.
repeat orders : of the orders of some days, the share that came from earlier buyers (`measure/purchases.py`): a share
of orders and not of customers.

What cannot be known yet is absent: a month that is not over, customers whose days are not over. A later purchase is
one on a later day. Wilson's interval stands with every share.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from kpilib.measure.estimate import Estimate
from kpilib.measure.purchases import Bought
from kpilib.measure.shares import LEVEL
from kpilib.plan.periods import Quarter


@dataclass(frozen=True)
class Cohort:
    """Those who first bought in one month, and of each later month how many bought in it; None where not over.

    cut : the source begins within the month, so that old customers are among them.
    """

    month: pd.Period
    n: int
    bought: tuple[int | None, ...]
    cut: bool = False

    def share(self, after: int, level: float = LEVEL) -> Estimate | None:
        """The share that bought in the month so many months after the first; None where it cannot be known."""
        hits = self.bought[after - 1] if 0 < after <= len(self.bought) else None
        if hits is None:
            return None
        day = (self.month + after).end_time.date()
        return Estimate(str(self.month), self.month.start_time.date(), day, hits, self.n, level=level)


def cohorts(found: Bought, *, months: int = 6) -> tuple[Cohort, ...]:
    """The triangle of cohorts: every month with its new customers, oldest first, and `months` later ones.

    A month is over when the source has told its last day.
    """
    days = found.days.assign(month=found.days["day"].dt.to_period("M"))
    first = days.groupby("customer")["month"].transform("min")
    counts = days.assign(cohort=first).drop_duplicates(["customer", "month"])
    counts = counts.groupby(["cohort", "month"]).size()
    last_over = pd.Period(found.last + timedelta(days=1), "M") - 1
    begun = pd.Period(found.first, "M")
    rows = []
    for month in sorted(counts.index.get_level_values("cohort").unique()):
        after = [month + number for number in range(1, months + 1)]
        known = tuple(int(counts.get((month, one), 0)) if one <= last_over else None for one in after)
        rows.append(Cohort(month, int(counts[month, month]), known, cut=month == begun))
    return tuple(rows)


def repurchased(found: Bought, first: date, last: date, days: int, level: float = LEVEL) -> Estimate | None:
    """Of the customers whose `days` after their first purchase ended between two days, the share who bought again.

    None where the source does not go back so far that their first purchases are known, or where there is nobody.
    """
    last = min(last, found.last)
    since, until = first - timedelta(days=days), last - timedelta(days=days)
    if since < found.first or until < since:
        return None
    starts = found.starts
    mine = starts[(starts >= pd.Timestamp(since)) & (starts <= pd.Timestamp(until))]
    if not len(mine):
        return None
    later = found.days[found.days["customer"].isin(mine.index)]
    gap = (later["day"] - later["customer"].map(mine)).dt.days
    hits = later.loc[(gap > 0) & (gap <= days), "customer"].nunique()
    return Estimate("", first, last, hits, len(mine), level=level)


def returned(found: Bought, first: date, last: date, month: int, level: float = LEVEL) -> Estimate | None:
    """Of the customers whose `month`-th month after the first was over between two days, the share who bought in it.

    A cohort in which old customers look new is left out. None where there is no cohort.
    """
    shares = [
        one for each in cohorts(found, months=month) if not each.cut and (one := each.share(month, level)) is not None
    ]
    mine = [one for one in shares if first <= one.last <= min(last, found.last)]
    if not mine:
        return None
    return Estimate("", first, max(one.last for one in mine), sum(m.hits for m in mine), sum(m.n for m in mine),
                    level=level)  # fmt: skip


def by_quarter(found: Bought, like: Quarter, estimate, amount: int, level: float = LEVEL) -> Iterator[Estimate]:
    """An estimate for each fiscal quarter that the source tells of, oldest first: `repurchased` or `returned`."""
    quarter = Quarter.containing(found.first, like)
    while quarter.start <= found.last:
        told = estimate(found, quarter.start, quarter.end, amount, level)
        if told is not None:
            yield Estimate(quarter.name, told.first, told.last, told.hits, told.n, level=level)
        quarter = quarter.next
