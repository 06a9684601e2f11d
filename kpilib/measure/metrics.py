"""The numbers of a metric: from facts to the days of its numerator and denominator."""

from datetime import date

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.measure.days import adds, daily_of, of_source, sources_used, spans_of, sums_over
from kpilib.measure.series import Series
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Kind, Metric
from kpilib.plan.model import Plan

# What is missing where no arithmetic is made here, in a sentence that begins "no source brings".
NOT_MADE: dict[Kind, str] = {
    "survey": "a value of each day: answers are told by wave (measure/estimates.py)",
    "cohort": "a value of each day: customers are followed over time (measure/estimates.py)",
    "model": "a value of each day: customers are valued by quarter (measure/worths.py)",
}
NO_DAYS = pd.Series(dtype=float, index=pd.DatetimeIndex([]))

Part = tuple[str, str | None]  # a measure, and the one channel of it that counts


def series_of(metric: Metric, facts: Facts, plan: Plan, *, channel: str | None = None) -> Series:
    """A metric day by day. `channel` narrows it to one channel, as the metric's own `channel` does.

    A metric that is the share of one channel in all channels is not narrowed.
    """
    if metric.kind in NOT_MADE:
        return Series(metric.kind, NO_DAYS, absent=(NOT_MADE[metric.kind],))
    scope = None if metric.numerator_channel else channel or metric.channel
    parts: list[Part] = [(metric.numerator, metric.numerator_channel or scope)]
    parts += [(metric.denominator, scope)] if metric.denominator else []
    if metric.kind in ("distinct", "ratio") and not all(adds(measure) for measure in metric.measures):
        return _read_together(metric, parts, facts, plan)
    return _day_by_day(metric, parts, facts, plan)


def _day_by_day(metric: Metric, parts: list[Part], facts: Facts, plan: Plan) -> Series:
    platforms = _claiming(metric, facts, plan)
    level = metric.kind == "last"
    found = [daily_of(measure, facts, plan, scope, platforms, level=level) for measure, scope in parts]
    absent = _absent(parts, [days.notna().any() for days, _ in found])
    data_to = None if absent else min(last for _, last in found)
    top = found[0][0]
    if len(found) == 1:
        return Series(metric.kind, top, None, data_to, absent)
    top, under = top.align(found[1][0])
    both = top.notna() & under.notna()
    if not both.all():
        top, under = top.where(both), under.where(both)
    return Series(metric.kind, _folded(metric, top, under), under, data_to, absent)


def _read_together(metric: Metric, parts: list[Part], facts: Facts, plan: Plan) -> Series:
    """A metric of which a part may not be added, over the spans that this part was read for.

    The other part is the sum over the same days, where none of them is missing.
    """
    read = {part: spans_of(part[0], facts, plan, part[1]) for part in parts if not adds(part[0])}
    common = set.intersection(*(set(known) for known, _ in read.values()))
    beside = {one.source for measure, _ in read for one in sources_used(measure, facts, plan)[:1]}
    found = [read.get(part) or sums_over(common, *_beside(part, beside, facts, plan)) for part in parts]
    absent = _absent(parts, [last is not None for _, last in found])
    if absent:
        return Series(metric.kind, NO_DAYS, absent=absent)
    over, under = found[0][0], found[1][0] if len(found) > 1 else dict.fromkeys(common, 1.0)
    spans = {span: (_folded(metric, over[span], under[span]), under[span]) for span in common}
    ends = [span for known, _ in read.values() for span in known]
    days = pd.date_range(min(start for start, _ in ends), max(end for _, end in ends))
    data_to = min(last for _, last in found)
    return Series(metric.kind, pd.Series(float("nan"), days), None, data_to, spans=spans)


def _beside(part: Part, sources: set[str], facts: Facts, plan: Plan) -> tuple[pd.Series, date | None]:
    """The days of what stands beside a number of persons: of the platform that counted them, where it has a part.

    The impressions of one platform were not seen by the persons whom another one reached.
    """
    measure, channel = part
    mine = {one.source for one in sources_used(measure, facts, plan) if one.source in sources}
    return daily_of(measure, facts, plan, channel, mine or None)


def _claiming(metric: Metric, facts: Facts, plan: Plan) -> set[str] | None:
    """The platforms whose claims a metric is made of: the cost of another platform has no part in it."""
    known = catalogue.measures()
    claims = [measure for measure in metric.measures if measure in known and known[measure].claim]
    return {one.source for measure in claims for one in sources_used(measure, facts, plan)} if claims else None


def _absent(parts: list[Part], present: list[bool]) -> tuple[str, ...]:
    """The measures of which nothing was found, each named once."""
    missing = [measure for (measure, _), there in zip(parts, present, strict=True) if not there]
    return tuple(dict.fromkeys(missing))


def _folded(metric: Metric, top, under):
    """The numerator with the metric's factor or complement in it: of days, or of one span."""
    return under - top if metric.complement else metric.per * top


def channels_of(metric: Metric, facts: Facts, plan: Plan, first: date, last: date) -> dict[str, float]:
    """An additive metric by channel over a period, largest first; channels that the sources do not tell are "".

    The channels add up to the metric's own value over the same days.
    """
    whole = series_of(metric, facts, plan).between(first, last)
    days = whole.numerator.index
    values: dict[str, float] = {}
    # Source by source: one that does not tell channels must not hide the channels of the others.
    for one in sources_used(metric.numerator, facts, plan):
        rows = facts.daily[(facts.daily["source"] == one.source) & facts.daily[metric.numerator].notna()]
        for name in sorted(set(rows["channel"])):
            part = of_source(metric.numerator, facts, one, name, days).where(whole.measured)
            values[name] = values.get(name, 0.0) + float(part.sum())
    return dict(sorted(values.items(), key=lambda item: -item[1]))
