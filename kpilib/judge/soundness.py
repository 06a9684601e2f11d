"""What only data can tell of a plan: baselines, vanity, achievability, what is reached already, volatility."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import numpy as np

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.outlook import Outlook, outlook_of
from kpilib.judge.reach import Reach, reach_of
from kpilib.judge.thresholds import (
    FEWEST_WEEKS_OF_CALM,
    NO_STRETCH,
    RECENT_DAYS,
    UNREALISTIC,
    VANITY_WEEKS,
    VOLATILE,
    WEEKS_OF_UNREST,
)
from kpilib.measure.metrics import channels_of, series_of
from kpilib.plan import catalogue
from kpilib.plan.finding import Finding, Quantity, Value
from kpilib.plan.model import Plan
from kpilib.plan.periods import Quarter
from kpilib.plan.smart import SAME_FIGURE, name_of, placed, statement_of
from kpilib.plan.target import Change

CONVERTING = ("orders", "qualified_leads", "leads", "key_events")


def soundness(assessments: Sequence[Assessment], facts: Facts, as_of: date) -> list[Finding]:
    """Everything that the data tell against the plan's KPIs. `facts` hold nothing later than the as-of date."""
    found = []
    for one in assessments:
        checks = (
            _measured(one),
            _figures(one, facts),
            _reachable(one, facts),
            _vanity(one, facts, as_of),
            _state(one),
        )
        found += [placed(finding, one.kpi) for check in checks for finding in check]
    return found


def _measured(one: Assessment) -> Iterator[Finding]:
    if one.absent:
        yield Finding("M-no-data", values={"measures": one.absent}, place="metric")
    elif one.status == "no_baseline" and isinstance(one.kpi.target, Change):
        yield Finding("M-baseline-not-measured", values={"against": one.kpi.target.against}, place="target")


def _figures(one: Assessment, facts: Facts) -> Iterator[Finding]:
    """Figures of the statement that depend on data: what a change comes to, and where it begins."""
    plan, kpi, metric = one.plan, one.kpi, one.metric
    said = statement_of(plan, kpi)

    def figure(value: float) -> Quantity:
        return Quantity(value, metric.unit, plan.client.currency)

    if (
        isinstance(kpi.target, Change)
        and said.value is not None
        and abs(said.value - one.target) > SAME_FIGURE * abs(one.target)
    ):
        yield Finding("M-target-differs", values={"found": figure(said.value), "field": figure(one.target)})
    if said.start is not None and isinstance(said.against, Quarter):
        whole = series_of(metric, facts, plan, channel=kpi.channel).between(said.against.start, said.against.end)
        if whole.measured.all() and abs(whole.value - said.start) > SAME_FIGURE * abs(whole.value):
            values = {"found": figure(said.start), "quarter": str(said.against), "field": figure(whole.value)}
            yield Finding("M-start-differs", values=values)


def _reachable(one: Assessment, facts: Facts) -> Iterator[Finding]:
    """Targets that looked out of reach, or as good as reached, when they were agreed."""
    if not one.target > 0 or one.metric.improvement not in ("increase", "decrease"):
        return
    agreed = min(one.plan.agreement.agreed.on, one.start)
    seen = facts.until(agreed - timedelta(days=1))
    series = series_of(one.metric, seen, one.plan, channel=one.kpi.channel)
    if series.absent:
        return
    views = reach_of(
        series,
        target=one.target,
        start=agreed,
        due=agreed + (one.kpi.due - one.start),
        improvement=one.metric.improvement,
    )
    last = min(series.data_to, agreed - timedelta(days=1))
    told = outlook_of(one.metric, series, start=one.start, due=one.kpi.due, data_to=last, target=one.target)
    if not views or not told.numbered or (agreed - last).days > RECENT_DAYS:
        return
    # Business as it was is one view of a quarter, how much such quarters differ another: they have to agree.
    chances = [view.chance for view in views] + [told.probability]
    if max(chances) < UNREALISTIC:
        yield Finding(
            "A-unrealistic", values=_told(one, max(views, key=lambda view: view.chance), told), place="target"
        )
    elif min(chances) > NO_STRETCH:
        yield Finding(
            "A-no-stretch", values=_told(one, min(views, key=lambda view: view.chance), told), place="target"
        )


def _told(one: Assessment, view: Reach, told: Outlook) -> dict[str, Value]:
    low, high = (Quantity(end, one.metric.unit, one.plan.client.currency) for end in told.most)
    return {
        "chance": view.chance,
        "needed": Quantity(view.needed, "percent"),
        "usual": Quantity(view.usual, "percent"),
        "periods": view.periods,
        "before": "year" if view.yearly else "period",
        "low": low,
        "high": high,
    }


def _vanity(one: Assessment, facts: Facts, as_of: date) -> Iterator[Finding]:
    """Reach that can be seen to convert, or not: a channel whose visits bring nothing is no KPI."""
    channel = one.scope
    if one.metric.stage != "reach" or channel is None or one.data_to is None:
        return
    last = min(one.data_to, as_of)
    first = last - timedelta(weeks=VANITY_WEEKS) + timedelta(days=1)
    counts = dict(_converted(one.plan, facts, channel, first, last))
    if not counts:
        return
    # Who sells and asks for leads has channels that bring the one and not the other.
    measure = next((name for name, count in counts.items() if count), next(iter(counts)))
    values = {"channel": channel, "weeks": VANITY_WEEKS, "count": counts[measure], "measure": measure}
    if counts[measure] == 0:
        yield Finding("R-vanity-no-conversions", values=values)
    elif one.metric.vanity:
        yield Finding("R-vanity-converts", values=values)


def _converted(plan: Plan, facts: Facts, channel: str, first: date, last: date) -> Iterator[tuple[str, float]]:
    """What a channel brought of each measure of which a source tells the channels apart, the truest first."""
    for measure in CONVERTING:
        metric = next(
            (m for m in catalogue.metrics().values() if m.kind == "sum" and m.numerator == measure and not m.channel),
            None,
        )
        if metric is None or not facts.sources_of(measure):
            continue
        by_channel = channels_of(metric, facts, plan, first, last)
        if any(by_channel):
            yield measure, by_channel.get(channel, 0.0)


def _state(one: Assessment) -> Iterator[Finding]:
    if one.status in ("hit", "reached"):
        yield Finding("achieved", values={"metric": name_of(one.kpi, one.metric)})
    if one.series is None or one.history is None or one.kpi.target is None:
        return
    weeks = one.weeks.dropna()
    start = np.datetime64(one.start)
    calm, recent = weeks[weeks.index < start], weeks[weeks.index >= start].iloc[-WEEKS_OF_UNREST:]
    if len(calm) < FEWEST_WEEKS_OF_CALM or len(recent) < WEEKS_OF_UNREST:
        return
    usual, now = (float(part.diff().abs().mean()) for part in (calm, recent))
    if usual > 0 and now / usual > VOLATILE:
        yield Finding(
            "volatile",
            values={"metric": name_of(one.kpi, one.metric), "times": now / usual, "weeks": WEEKS_OF_UNREST},
        )
