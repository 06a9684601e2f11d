"""Activities and campaigns: whether daily visitors were more while they ran, and how many they reached."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.moves import half_width
from kpilib.judge.signals import process_limits
from kpilib.judge.thresholds import FEWEST_PROCESS_WEEKS, FEWEST_WEEKS, SMALLEST_DAYS, WEEKS_AROUND
from kpilib.judge.watched import seen
from kpilib.measure.series import MONDAY_TO_SUNDAY, weeks_of
from kpilib.plan.model import Plan

DAYS_AROUND = 7 * WEEKS_AROUND
WEEKS_OF_LIMITS = 26
VISITORS = ("daily_visitors", "sessions")  # sessions of a day, where no source counts a day's people


@dataclass(frozen=True)
class Phase:
    """The mean of the measured days of one stretch, freed from the weekday, and how many there are."""

    mean: float = math.nan
    days: int = 0


@dataclass(frozen=True)
class Run:
    """An activity or a campaign, and the visitors before, during and after it.

    first, last   : its days, as far as they have come; `over` whether it has ended.
    interval      : of the difference of the days during it and those before; NaN where there are too few of either.
    weeks, beyond : whole weeks within it, and how many of them lie outside of the limits of the weeks before it.
    audience, reached : how many prospects it was to reach and did; NaN where nobody says.
    visitors      : the measure that was looked at, without which `before` and the others are empty.
    """

    name: str
    first: date
    last: date
    over: bool
    planned: bool
    before: Phase = Phase()
    during: Phase = Phase()
    after: Phase = Phase()
    interval: tuple[float, float] = (math.nan, math.nan)
    weeks: int = 0
    beyond: int = 0
    audience: float = math.nan
    reached: float = math.nan
    visitors: Assessment | None = field(default=None, repr=False)

    @property
    def lift(self) -> float:
        """How many more a day while it ran."""
        return self.during.mean - self.before.mean

    @property
    def sure(self) -> bool:
        """Whether that is more than chance."""
        low, high = self.interval
        return low > 0 or high < 0


def runs_of(plan: Plan, facts: Facts, as_of: date) -> tuple[Run, ...]:
    """The plan's activities, and campaigns that began within the quarter, by their first day."""
    told = (seen(plan, facts, as_of, name) for name in VISITORS)
    visitors = next((one for one in told if one.known), None)
    runs = [_run(facts, visitors, *each) for each in (*_activities(plan), *_campaigns(plan, facts))]
    return tuple(sorted((one for one in runs if one is not None), key=lambda one: (one.first, one.name)))


def _activities(plan: Plan) -> Iterator[tuple]:
    for one in plan.agreement.activities:
        names = (one.name, one.id)
        yield one.name, one.starts, one.ends, True, names, one.audience or math.nan, one.reached


def _campaigns(plan: Plan, facts: Facts) -> Iterator[tuple]:
    """Campaigns of which a source tells the first day: it has told of four weeks before."""
    known = {name for one in plan.agreement.activities for name in (one.name, one.id)}
    counted = [name for name in ("impressions", "clicks", "sessions") if name in facts.daily.columns]
    rows = facts.daily[(facts.daily["campaign"] != "") & (facts.daily[counted] > 0).any(axis=1)]
    begin = facts.daily.groupby("source")["date"].min()
    for (source, name), group in rows.groupby(["source", "campaign"]):
        first, last = group["date"].min(), group["date"].max()
        if name in known or first.date() < plan.quarter.start or first < begin[source] + timedelta(days=DAYS_AROUND):
            continue
        ended = last if last < facts.daily.loc[facts.daily["source"] == source, "date"].max() else None
        yield str(name), first.date(), ended.date() if ended is not None else None, False, (name,), math.nan, None


def _run(
    facts: Facts, visitors: Assessment | None, name, starts, ends, planned, names, audience, reached
) -> Run | None:
    until = visitors.data_to if visitors else max((one.last for one in facts.coverage), default=starts)
    if starts > until:
        return None
    last = min(ends, until) if ends else until
    people = {"audience": audience, "reached": _reached(facts, names, starts, last) if reached is None else reached}
    run = {"over": ends is not None and ends <= until, "planned": planned, **people}
    if visitors is None:
        return Run(name, starts, last, **run)
    days = pd.concat([visitors.history.numerator, visitors.series.numerator])
    flat = without_weekdays(days, pd.Timestamp(starts))
    before = _between(flat, starts - timedelta(days=DAYS_AROUND), starts - timedelta(days=1))
    during = _between(flat, starts, last)
    after = _between(flat, last + timedelta(days=1), last + timedelta(days=DAYS_AROUND)) if run["over"] else []
    interval = (math.nan, math.nan)
    if min(len(before), len(during)) >= SMALLEST_DAYS:
        change, half = during.mean() - before.mean(), half_width(before, during)
        interval = (float(change - half), float(change + half))
    weeks, beyond = _weeks(days, starts, last)
    phases = [Phase(float(np.mean(part)), len(part)) if len(part) else Phase() for part in (before, during, after)]
    return Run(name, starts, last, **run, before=phases[0], during=phases[1], after=phases[2], interval=interval,
               weeks=weeks, beyond=beyond, visitors=visitors)  # fmt: skip


def without_weekdays(days: pd.Series, until: pd.Timestamp) -> pd.Series:
    """Days divided by how large their weekday is, as far as whole weeks before `until` tell it; else as they are.

    >>> days = pd.Series([10.0, 10, 10, 10, 10, 20, 20] * 5, pd.date_range("2026-06-01", periods=35))
    >>> without_weekdays(days, pd.Timestamp("2026-07-06")).round(2).unique().tolist()
    [12.86]
    """
    known = days[(days.index < until) & (days.index >= until - pd.Timedelta(weeks=12))].dropna()
    if len(known) < 7 * FEWEST_WEEKS or not known.mean():
        return days
    factors = known.groupby(known.index.day_of_week).mean() / known.mean()
    sizes = pd.Series(days.index.day_of_week, days.index).map(factors)
    return days / sizes.where(sizes > 0)


def _between(days: pd.Series, first: date, last: date) -> np.ndarray:
    return days[pd.Timestamp(first) : pd.Timestamp(last)].dropna().to_numpy(float)


def _weeks(days: pd.Series, starts: date, last: date) -> tuple[int, int]:
    """Whole weeks within, and how many of them lie outside of the limits of up to half a year before."""
    weeks = weeks_of(days).agg(lambda week: week.mean() if week.notna().sum() == 7 else math.nan)
    mondays = weeks.index - MONDAY_TO_SUNDAY
    past = weeks[weeks.index < pd.Timestamp(starts)].dropna().iloc[-WEEKS_OF_LIMITS:]
    within = weeks[(mondays >= pd.Timestamp(starts)) & (weeks.index <= pd.Timestamp(last))].dropna()
    if len(past) < FEWEST_PROCESS_WEEKS:
        return 0, 0
    limits = process_limits(past)
    return len(within), int(((within > limits.upper) | (within < limits.lower)).sum())


def _reached(facts: Facts, names: tuple[str, ...], first: date, last: date) -> float:
    """The people reached that a source tells of it by its name: the latest reading within its days."""
    rows = facts.readings
    rows = rows[(rows["measure"] == "reach") & rows["campaign"].isin(names)]
    rows = rows[(rows["start"] >= pd.Timestamp(first)) & (rows["end"] <= pd.Timestamp(last))]
    return float(rows.sort_values("end")["value"].iloc[-1]) if len(rows) else math.nan
