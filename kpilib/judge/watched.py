"""What is measured beside the agreed KPIs: the context that the plan watches, and what the data show unasked."""

from collections.abc import Iterable
from datetime import date

from kpilib.data.facts import Facts
from kpilib.judge.assess import assess
from kpilib.judge.assessment import Assessment
from kpilib.plan.model import Context, Kpi, Plan

WATCHED = "watched"  # the owner of what nobody answers for


def watched(plan: Plan, facts: Facts, as_of: date) -> tuple[Assessment, ...]:
    """The plan's context as assessments without a target; what is a KPI already is left out."""
    return tuple(
        seen(plan, facts, as_of, one.metric, one)
        for one in plan.agreement.context
        if one.metric in plan.metrics and not _agreed(plan, one.metric, one.channel)
    )


def measured(plan: Plan, facts: Facts, as_of: date, metrics: Iterable[str]) -> tuple[Assessment, ...]:
    """Those of these metrics that have data, though they are neither a KPI nor watched."""
    context = {(one.metric, one.channel) for one in plan.agreement.context}
    asked = (name for name in metrics if (name, None) not in context and not _agreed(plan, name, None))
    found = (seen(plan, facts, as_of, name) for name in asked)
    return tuple(one for one in found if not one.absent and (one.known or one.estimates))


def seen(plan: Plan, facts: Facts, as_of: date, metric: str, context: Context | None = None) -> Assessment:
    """A metric over the quarter, without a target and so without a verdict; of the same facts always the same one."""
    why, channel = (context.why, context.channel) if context else (None, None)
    key = ("seen", as_of, metric, why, channel)
    return facts.kept(key, lambda: _seen(plan, facts, as_of, metric, why, channel), by=plan)


def _seen(plan: Plan, facts: Facts, as_of: date, metric: str, why: str | None, channel: str | None) -> Assessment:
    known = plan.metrics[metric]
    kpi = Kpi(
        id=f"{WATCHED}_{metric}",
        metric=metric,
        statement=known.name if why is None else why,
        due=plan.quarter.end,
        owner=WATCHED,
        level="business",
        goal=next(iter(plan.client.goals), WATCHED),
        channel=channel,
    )
    return assess(plan, kpi, facts, as_of)


def agreed(one: Assessment) -> bool:
    """Whether somebody answers for it: a KPI of the plan."""
    return one.kpi.owner != WATCHED


def _agreed(plan: Plan, metric: str, channel: str | None) -> bool:
    return any(kpi.metric == metric and kpi.channel == channel for kpi in plan.kpis)
