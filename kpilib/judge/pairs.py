"""Pairs of what can be read at once and what it adds up to: together, one of them late, or one eating the other.

An accumulation is fed by the KPIs that say so (`leads_to`) and by those that its metric names (`fed_by`). The two are
looked at over the same two times. That they moved in opposite ways is a conflict to be explained, and no proof that
one made the other: two waves cannot prove a link, and the numbers behind them are told.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.leading import Association, association, good_side
from kpilib.judge.moves import Move, compared, move_of_waves, move_of_weeks
from kpilib.judge.thresholds import CHAIN_LAGS, FEWEST_LEADING_WEEKS, LEADING_LEVEL, MOST_LEADING_WEEKS
from kpilib.judge.watched import agreed, measured, watched
from kpilib.measure.estimates import ESTIMATED
from kpilib.plan.model import Plan

Together = Literal["agree", "conflict", "apart", "waits", "alone", "still", "unknown"]
TOGETHER: dict[tuple[str, str], Together] = {
    ("better", "better"): "agree",
    ("worse", "worse"): "agree",
    ("better", "worse"): "conflict",
    ("worse", "better"): "apart",
    ("better", "still"): "waits",
    ("worse", "still"): "waits",
    ("still", "better"): "alone",
    ("still", "worse"): "alone",
    ("still", "still"): "still",
}
BUILT_IN = ("daily_visitors",)


@dataclass(frozen=True)
class Lagged:
    """A weekly association at a lag: the `agreed` one of the plan, or else the strongest of those that were tried."""

    weeks: int
    found: Association
    agreed: bool


@dataclass(frozen=True)
class Feeder:
    """What feeds an accumulation.

    said   : the plan says so with `leads_to`, with so many days; else the catalogue does, and `lag_days` is None.
    move   : over the times at which the accumulation is compared.
    lagged : by week, where both are counted by day.
    """

    one: Assessment
    lag_days: int | None
    move: Move
    together: Together
    lagged: Lagged | None = None

    @property
    def said(self) -> bool:
        return self.lag_days is not None


@dataclass(frozen=True)
class Pair:
    """An accumulation with what feeds it, in the order of what it tells: conflicts first."""

    one: Assessment
    move: Move
    feeders: tuple[Feeder, ...]

    @property
    def agreed(self) -> bool:
        return agreed(self.one)

    @property
    def conflicts(self) -> tuple[Feeder, ...]:
        return tuple(feeder for feeder in self.feeders if feeder.together == "conflict")


def pairs_of(plan: Plan, facts: Facts, assessments: Sequence[Assessment]) -> tuple[Pair, ...]:
    """Every accumulation that is agreed, watched, or measured by a survey or by orders, with what feeds it."""
    as_of = assessments[0].as_of
    everything = everything_seen(plan, facts, assessments, as_of)
    building = [one for one in everything if one.metric.tempo == "accumulation" and (one.known or one.estimates)]
    feeding = [one for one in everything if one.metric.tempo == "velocity" and one.known]
    return tuple(_pair(one, feeding) for one in building)


def everything_seen(
    plan: Plan, facts: Facts, assessments: Sequence[Assessment], as_of: date
) -> tuple[Assessment, ...]:
    """The KPIs, the context, and what the data show unasked: surveys, cohorts, daily visitors."""
    asked = [name for name, metric in plan.metrics.items() if metric.kind in ESTIMATED]
    return (*assessments, *watched(plan, facts, as_of), *measured(plan, facts, as_of, (*asked, *BUILT_IN)))


def _pair(one: Assessment, feeding: Sequence[Assessment]) -> Pair:
    both = compared(one)
    move = move_of_waves(one) if one.estimates else move_of_weeks(one)
    feeders = []
    for each in feeding:
        said = each.kpi.leads_to is not None and each.kpi.leads_to.kpi == one.kpi.id
        if not said and each.kpi.metric not in one.metric.fed_by:
            continue
        lag = each.kpi.leads_to.lag_days if said else None
        ends = [pd.Timestamp(wave.last - timedelta(days=lag or 0)) for wave in both] if both else None
        fed = move_of_weeks(each, ends[1], ends[0]) if ends else move_of_weeks(each)
        together = TOGETHER.get((fed.course, move.course), "unknown")
        feeders.append(Feeder(each, lag, fed, together, None if one.estimates else lagged(each, one, lag)))
    order = ("conflict", "apart", "agree", "waits", "alone", "still", "unknown")
    feeders.sort(key=lambda feeder: (order.index(feeder.together), not feeder.said))
    return Pair(one, move, tuple(feeders))


def lagged(first: Assessment, then: Assessment, lag_days: int | None = None, *, least: int = 0) -> Lagged | None:
    """How the weeks of one go with later weeks of the other; None where there are too few.

    At the lag that was agreed; else at the strongest from `least` to eight weeks, each of which is held to a stricter
    level, since with more lags chance finds something sooner.
    """
    if not first.known or not then.known:
        return None
    weeks = [_flow(one).iloc[-MOST_LEADING_WEEKS:] for one in (first, then)]
    if lag_days is not None:
        tried, level = [round(lag_days / 7)], LEADING_LEVEL
    else:
        tried = list(range(least, CHAIN_LAGS + 1))
        level = 1 - (1 - LEADING_LEVEL) / len(tried)
    found = [(lag, association(*weeks, lag, level)) for lag in tried]
    found = [(lag, one) for lag, one in found if one.count >= FEWEST_LEADING_WEEKS and one.value == one.value]
    if not found:
        return None
    lag, best = max(found, key=lambda each: abs(each[1].value))
    same = good_side(first) == good_side(then)
    return Lagged(lag, best if same else best.turned, lag_days is not None)


def _flow(one: Assessment) -> pd.Series:
    """What came in a week: of a stock such as a list its change, which is what a flow into it can answer for."""
    weeks = one.weeks
    return weeks.diff() if one.metric.kind == "last" else weeks
