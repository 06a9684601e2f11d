"""What customers are worth, quarter by quarter: each value with its range, or the reason why it is not given."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpilib.data.facts import Facts
from kpilib.measure.customers.acquisition import WHOLE, clv_to_cac, costs_of
from kpilib.measure.customers.retention import Retained
from kpilib.measure.customers.thresholds import LEVEL
from kpilib.measure.customers.value import CustomerValue, customer_value
from kpilib.measure.customers.withheld import Withheld
from kpilib.measure.customers.worth import Worth
from kpilib.measure.estimate import Difference
from kpilib.measure.shares import two_sided, z_of
from kpilib.plan.catalogue import Worthy
from kpilib.plan.model import Plan
from kpilib.plan.periods import Quarter

QUARTERS = 4  # that are looked back, beside the present one


@dataclass(frozen=True)
class Valued:
    """What a customer is worth, as of the last day of a quarter or the last day known.

    first, last : the quarter's first day and the last day that is seen.
    value       : money a customer, or of CLV against CAC a ratio; NaN where it is withheld.
    low, high   : its range at `level`; of what is counted and not estimated the value itself.
    n           : customers behind it.
    withheld    : why there is no value.
    of          : what it was made from, for those who want to know more.
    """

    name: str
    first: date
    last: date
    n: float
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    level: float = LEVEL
    withheld: Withheld | None = None
    of: CustomerValue | None = None

    @property
    def interval(self) -> tuple[float, float]:
        return self.low, self.high


def worths_of(what: Worthy, facts: Facts, plan: Plan, until: date, *, level: float = LEVEL) -> tuple[Valued, ...]:
    """A value of customers at the end of each of the last quarters and on the last day known, oldest first.

    until : the last day on which the source of orders has spoken. Nothing after each value's own day is seen.
    Raises CustomerError for orders of which no number can be right.
    """
    found = []
    for quarter, last in _ends(plan.quarter, until):
        told = customer_value(facts.until(last), plan, last, level=level)
        known = {"name": quarter.name, "first": quarter.start, "last": last, "level": level}
        if isinstance(told, Withheld):
            found.append(Valued(**known, n=0, withheld=told))
        else:
            found.append(Valued(**known, n=len(told.summary), of=told, **_value(what, told, facts, plan, quarter)))
    return tuple(found)


def _ends(now: Quarter, until: date) -> Iterator[tuple[Quarter, date]]:
    """The quarters up to the one of `until`, each with its last day or the last one known, oldest first."""
    quarters = [now]
    for _ in range(QUARTERS):
        quarters.append(quarters[-1].before)
    for quarter in reversed(quarters):
        if quarter.start <= until:
            yield quarter, min(quarter.end, until)


def _value(what: Worthy, told: CustomerValue, facts: Facts, plan: Plan, quarter: Quarter) -> dict:
    if what == "historic":
        if isinstance(told.historic, Withheld):
            return {"withheld": told.historic}
        return dict.fromkeys(("value", "low", "high"), told.historic.mean)
    if what == "to_cac":
        return _against_cost(told, facts, plan, quarter)
    if isinstance(told.predicted, Withheld):
        return {"withheld": told.predicted}
    return _ranged(told.predicted)


def _ranged(worth: Worth | Retained) -> dict[str, float]:
    return {"value": worth.mean.value, "low": worth.mean.low, "high": worth.mean.high}


def _against_cost(told: CustomerValue, facts: Facts, plan: Plan, quarter: Quarter) -> dict:
    """Value to date and to come of the customers won in a quarter, by what it cost to win them."""
    if isinstance(told.clv, Withheld):
        return {"withheld": told.clv}
    costs = costs_of(facts, plan, told.summary)
    table = clv_to_cac(told.summary, told.clv, costs, currency=plan.client.currency).xs(WHOLE, level="channel")
    months = [month for month in table.index if quarter.start <= month.start_time.date() <= quarter.end]
    mine = table.loc[months]
    if not len(mine):
        return {"withheld": Withheld("no_customers")}
    if (mine["why"] != "").any():
        return {"withheld": Withheld(mine.loc[mine["why"] != "", "why"].iloc[-1])}
    ratio = float((mine["clv"] * mine["customers"]).sum() / (mine["cac"] * mine["customers"]).sum())
    return {"value": ratio, "low": ratio, "high": ratio}


def difference_of_values(first: Valued, second: Valued) -> Difference:
    """Whether a later value is another than an earlier one, by their ranges.

    The two stand partly on the same customers, so the test is on the careful side. Values that are counted and not
    estimated have no range, and any change of them is one.
    """
    apart = second.value - first.value
    spread = math.hypot(*((one.high - one.low) / 2 for one in (first, second))) / z_of(first.level)
    if not spread:
        return Difference(apart, math.inf if apart else 0.0, 0.0 if apart else 1.0)
    return Difference(apart, apart / spread, two_sided(apart / spread))
