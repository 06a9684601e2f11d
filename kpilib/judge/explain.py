"""Why a KPI differs from the year before: the same weekdays of both years, and the parts of the difference."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.thresholds import LARGEST_MISSING_SHARE, SMALLEST_TOLD_SHARE
from kpilib.measure.days import daily_of, of_source, sources_used
from kpilib.measure.drivers import Drivers, chain, split_product, split_rate, split_sum
from kpilib.measure.metrics import series_of
from kpilib.plan.catalogue import Metric
from kpilib.plan.model import Plan

YEAR = 364  # whole weeks, so that weekdays match

Way = Literal["factors", "channels", "mix", "quotient"]
Why = Literal["no_data", "not_added", "not_comparable", "too_few_days", "no_parts"]

# From what comes in to what comes of it: the quotient of neighbours has the name that stands with the second.
TRAFFIC = ("sessions", "clicks")
MIX = "mix"
RATES = {
    "orders": "conversion_rate", "leads": "lead_rate", "qualified_leads": "lead_rate",
    "qualified_conversions": "conversion_rate",
}  # fmt: skip
COUNTED = {"revenue": ("orders", "order_value"), "won_value": ("won", "deal_value")}


@dataclass(frozen=True)
class Explanation:
    """The parts of a KPI's change on the same year.

    way      : by `factors` of a product, by `channels` of a sum, by the channels' `mix` and own rates, or by the two
               parts of a `quotient`.
    drivers  : their amounts in the KPI's unit; the parts add up to the change. With `mix` the first part is the mix.
    values   : each part's own value before and after, such as sessions; empty for the mix.
    days     : how many days were measured in both years; `left_out` those of this year whose pair was not.
    first, last : the days of this year; those of the year before are 364 days earlier.
    """

    way: Way
    drivers: Drivers
    values: Mapping[str, tuple[float, float]]
    days: int
    left_out: int
    first: date
    last: date


@dataclass(frozen=True)
class NotExplained:
    """That a change has no parts that can be told: the reason as a code, and what it rests on."""

    why: Why
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class SameDays:
    """Days that were measured in both years, of which sums are taken."""

    then: pd.DatetimeIndex
    now: pd.DatetimeIndex

    def both(self, days: pd.Series) -> tuple[float, float]:
        """The sum over the days of the year before, and of this year."""
        return float(days.reindex(self.then).sum()), float(days.reindex(self.now).sum())


def drivers_of(plan: Plan, facts: Facts, one: Assessment, *, way: Way | None = None) -> Explanation | NotExplained:
    """Why a KPI differs from the same weekdays of the year before.

    facts : nothing later than the report's last whole day is in them.
    way   : the one way to split it; without it the first that can be taken: a total by its factors, or else by
            channel; a rate by mix and own rates, or else by its two parts.
    """
    if not one.known:
        return NotExplained("no_data")
    if one.metric.kind not in ("sum", "ratio", "wmean") or (one.metric.kind != "sum" and _read_together(one)):
        return NotExplained("not_added")
    for each in plan.agreement.breaks:
        same = each.metric in plan.metrics and set(plan.metrics[each.metric].measures) & set(one.metric.measures)
        if same and one.start - timedelta(days=YEAR) < each.on <= one.data_to:
            return NotExplained("not_comparable", {"text": each.text, "on": each.on})
    whole = series_of(one.metric, facts, plan, channel=one.kpi.channel)
    ways = (_factors, _channels) if one.metric.kind == "sum" else (_mix, _quotient)
    told: Explanation | NotExplained = NotExplained("no_parts")
    for split in ways:
        if way is None or split.__name__ == f"_{way}":
            told = split(plan, facts, one, whole.numerator, whole.denominator)
            if isinstance(told, Explanation):
                return told
    return told


def _read_together(one: Assessment) -> bool:
    return one.series is not None and one.series.denominator is None


def _same_days(one: Assessment, *parts: pd.Series) -> SameDays | NotExplained:
    """The days of the period on which every part was measured, this year and 364 days before."""
    now = one.series.numerator.index
    shift = pd.Timedelta(days=YEAR)
    there = pd.Series(True, now)
    for part in parts:
        there &= part.reindex(now).notna() & part.reindex(now - shift).notna().to_numpy()
    days = now[there]
    if len(days) < max(1, one.days_seen * (1 - LARGEST_MISSING_SHARE)):
        return NotExplained("too_few_days", {"days": len(days), "of": one.days_seen})
    return SameDays(days - shift, days)


def _told(one: Assessment, way: Way, days: SameDays, drivers: Drivers, values: Mapping) -> Explanation:
    left_out = one.days_seen - len(days.now)
    return Explanation(way, drivers, values, len(days.now), left_out, one.start, one.data_to)


def _factors(plan: Plan, facts: Facts, one: Assessment, top: pd.Series, _: None) -> Explanation | NotExplained:
    """A total as traffic x conversion x value, as far as the facts have what it takes."""
    measure = one.metric.numerator
    steps, names = {measure: top}, []
    if measure in COUNTED:
        counted, name = COUNTED[measure]
        steps, names = {counted: _daily(counted, plan, facts, one)} | steps, [name]
    first = next(iter(steps))
    for traffic in TRAFFIC if first in RATES else ():
        longer = {traffic: _daily(traffic, plan, facts, one)} | steps
        told = _chained(one, longer, [traffic, RATES[first], *names])
        if isinstance(told, Explanation):
            return told
    return _chained(one, steps, [first, *names]) if names else NotExplained("no_parts")


def _daily(measure: str, plan: Plan, facts: Facts, one: Assessment) -> pd.Series:
    return daily_of(measure, facts, plan, one.scope)[0]


def _chained(one: Assessment, steps: Mapping[str, pd.Series], names: list[str]) -> Explanation | NotExplained:
    days = _same_days(one, *steps.values())
    if isinstance(days, NotExplained):
        return days
    factors = chain({name: days.both(part) for name, part in steps.items()}, names)
    if factors is None:
        return NotExplained("no_parts")
    before, after = factors
    values = {name: (before[name], after[name]) for name in names}
    return _told(one, "factors", days, split_product(before, after), values)


def _channels(plan: Plan, facts: Facts, one: Assessment, top: pd.Series, _: None) -> Explanation | NotExplained:
    """A total by channel."""
    days = _same_days(one, top)
    if isinstance(days, NotExplained):
        return days
    values = _by_channel(one.metric, plan, facts, days) if one.scope is None else {}
    _rest(values, days.both(top))
    if len(values) < 2:
        return NotExplained("no_parts")
    before, after = ({name: both[time] for name, both in values.items()} for time in (0, 1))
    return _told(one, "channels", days, split_sum(before, after), values)


def _by_channel(metric: Metric, plan: Plan, facts: Facts, days: SameDays) -> dict[str, tuple[float, float]]:
    """A measure's sums of both years by channel; of each source what it tells, channel by channel."""
    found: dict[str, tuple[float, float]] = {}
    span = days.then.append(days.now)
    for source in sources_used(metric.numerator, facts, plan):
        rows = facts.daily[(facts.daily["source"] == source.source) & facts.daily[metric.numerator].notna()]
        for name in sorted(set(rows["channel"])):
            then, now = days.both(of_source(metric.numerator, facts, source, name, span))
            old = found.get(name, (0.0, 0.0))
            found[name] = (old[0] + then, old[1] + now)
    return {name: both for name, both in found.items() if any(both)}


def _rest(values: dict[str, tuple[float, float]], whole: tuple[float, float]) -> None:
    """Put what no channel tells under "", so that the channels add up to the whole."""
    rest = [whole[time] - sum(both[time] for both in values.values()) for time in (0, 1)]
    if any(abs(part) > 1e-9 * max(1.0, *map(abs, whole)) for part in rest):
        old = values.get("", (0.0, 0.0))
        values[""] = (old[0] + rest[0], old[1] + rest[1])


def _mix(plan: Plan, facts: Facts, one: Assessment, top: pd.Series, under: pd.Series) -> Explanation | NotExplained:
    """A rate by what the mix of channels did, and by the channels' own rates."""
    days = _same_days(one, top, under)
    if isinstance(days, NotExplained):
        return days
    if one.scope is not None or one.metric.numerator_channel:
        return NotExplained("no_parts")
    names = sorted(set(facts.daily["channel"]) - {""})
    tops, unders = {}, {}
    for name in names:
        part = series_of(one.metric, facts, plan, channel=name)
        tops[name], unders[name] = days.both(part.numerator), days.both(part.denominator)
    wholes = days.both(top), days.both(under)
    told = [sum(abs(tops[name][time]) for name in names if unders[name][time]) for time in (0, 1)]
    _rest(tops, wholes[0])
    _rest(unders, wholes[1])
    every = [name for name in dict.fromkeys([*tops, *unders]) if any(tops.get(name, ())) or any(unders.get(name, ()))]
    enough = all(
        part >= SMALLEST_TOLD_SHARE * sum(abs(both[time]) for both in tops.values()) for time, part in enumerate(told)
    )
    if len(every) < 2 or not enough or not all(wholes[1]):
        return NotExplained("no_parts")
    nothing = (0.0, 0.0)
    before, after = (
        {name: (tops.get(name, nothing)[time], unders.get(name, nothing)[time]) for name in every} for time in (0, 1)
    )
    mix, own = split_rate(before, after)
    ranked = sorted(own.parts, key=lambda name: -abs(own.parts[name]))
    # A channel that has nothing above its line, such as the cost of one that is free, has no rate of its own to move.
    rated = [name for name in ranked if own.parts[name] or before[name][0] or after[name][0]]
    parts = {MIX: mix.change} | {name: own.parts[name] for name in rated}
    rates = {name: (_rate(before[name]), _rate(after[name])) for name in rated}
    return _told(one, "mix", days, Drivers(mix.before, own.after, parts), rates)


def _rate(parts: tuple[float, float]) -> float:
    return parts[0] / parts[1] if parts[1] else math.nan


def _quotient(
    plan: Plan, facts: Facts, one: Assessment, top: pd.Series, under: pd.Series
) -> Explanation | NotExplained:
    """A rate by its numerator and its denominator: what it would have changed by, had only one of them moved."""
    del plan, facts
    days = _same_days(one, top, under)
    if isinstance(days, NotExplained):
        return days
    tops, unders = days.both(top), days.both(under)
    # Of a share the two parts move together, so that their effects would only be large and opposite.
    if not all(unders) or one.metric.kind == "wmean" or one.metric.unit == "percent":
        return NotExplained("no_parts")
    over, below = one.metric.numerator, one.metric.denominator
    before, after = ({over: tops[time], below: 1 / unders[time]} for time in (0, 1))
    values = {over: (tops[0] / one.metric.per, tops[1] / one.metric.per), below: unders}
    return _told(one, "quotient", days, split_product(before, after), values)
