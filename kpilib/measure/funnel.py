"""The funnel in the order of RACE: how many reach each step, what share goes on to the next, and a year before.

All steps are counted over the days that all of them were measured, so that a share is of the same days. The year
before is 364 days earlier, so that weekdays match; the change is told over the days that were measured in both.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.measure.days import daily_of
from kpilib.measure.shares import two_shares
from kpilib.plan.catalogue import Stage
from kpilib.plan.model import Plan

YEAR = 364
MOST_LOST = 0.20  # of the days, before a change on the year is not told: as of a KPI whose days are missing
SHOP = ("sessions", "engaged_sessions", "add_to_carts", "orders", "repeat_orders")
LEADS = ("sessions", "engaged_sessions", "leads", "qualified_leads", "won_leads")
STAGES: dict[str, Stage] = {
    "sessions": "reach", "engaged_sessions": "act", "add_to_carts": "act", "leads": "act", "qualified_leads": "act",
    "orders": "convert", "won_leads": "convert", "repeat_orders": "engage",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One step of the funnel.

    count       : over the common days; `change` is its change on the year before as a share, NaN where not known.
    rate        : the share of the step before that goes on to this one, NaN for the first; `before` a year ago.
    p           : of the two shares being the same; NaN where they are none or not known.
    """

    measure: str
    count: float
    change: float = math.nan
    rate: float = math.nan
    before: float = math.nan
    p: float = math.nan

    @property
    def stage(self) -> Stage:
        return STAGES[self.measure]


@dataclass(frozen=True)
class Funnel:
    """The steps of a period, of which all measured `days`; `paired` of these were measured in the year before too."""

    steps: tuple[Step, ...]
    first: date
    last: date
    days: int
    paired: int


def funnel(facts: Facts, plan: Plan, first: date, last: date) -> Funnel | None:
    """The funnel of a shop where orders are counted, else that of leads; None where fewer than two steps are."""
    names = SHOP if facts.sources_of("orders") else LEADS
    found = {name: days for name in names if (days := daily_of(name, facts, plan, None)[0]).notna().any()}
    days = pd.date_range(first, last)
    now = pd.DataFrame({name: one.reindex(days) for name, one in found.items()})
    now = now[[name for name in now.columns if now[name].notna().any()]].dropna()
    if len(now.columns) < 2 or not len(now):
        return None
    then = pd.DataFrame({name: found[name].reindex(now.index - timedelta(days=YEAR)) for name in now.columns})
    then.index = now.index
    then = then.dropna()
    told = len(then) >= len(now) * (1 - MOST_LOST)
    both = (now.loc[then.index].sum(), then.sum()) if told else None
    return Funnel(tuple(_steps(now.sum(), both)), first, last, len(now), len(then) if told else 0)


def _steps(sums: pd.Series, both: tuple[pd.Series, pd.Series] | None) -> Sequence[Step]:
    steps = []
    for place, name in enumerate(sums.index):
        under = sums.index[place - 1] if place else None
        change = _relative(both[0][name], both[1][name]) if both is not None else math.nan
        rate = _over(sums[name], sums[under]) if under else math.nan
        before, p = math.nan, math.nan
        if both is not None and under:
            before = _over(both[1][name], both[1][under])
            p = _same(*((part[name], part[under]) for part in both))
        steps.append(Step(name, float(sums[name]), change, rate, before, p))
    return steps


def _over(top: float, under: float) -> float:
    return float(top / under) if under else math.nan


def _relative(now: float, then: float) -> float:
    return float(now / then - 1) if then else math.nan


def _same(now: tuple[float, float], then: tuple[float, float]) -> float:
    """p of the two shares; NaN where one is no share, such as several orders of one session."""
    if not all(0 <= top <= under and under for top, under in (now, then)):
        return math.nan
    return two_shares(then, now)[1]
