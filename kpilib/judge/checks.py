"""Every check of a plan, by words, fields and data: what `kpilib check` tells and a report shows."""

from collections.abc import Sequence
from datetime import date, timedelta

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.cycles import cycles_of
from kpilib.judge.cycles.sound import cycle_findings
from kpilib.judge.soundness import soundness
from kpilib.plan.agreement import agreement_findings, flag_findings
from kpilib.plan.finding import Finding
from kpilib.plan.guards import plan_findings
from kpilib.plan.model import Plan
from kpilib.plan.smart import smart

SEVERITIES = ("error", "warning", "note")


def check_plan(plan: Plan, facts: Facts, assessments: Sequence[Assessment], as_of: date) -> list[Finding]:
    """All findings of a plan: KPI by KPI in the order in which they were agreed, then those of the whole plan.

    facts : nothing later than the as-of date is in them.
    """
    found = [one for kpi in plan.kpis for one in smart(plan, kpi)]
    found += [*soundness(assessments, facts, as_of), *plan_findings(plan)]
    found += [*agreement_findings(plan), *flag_findings(plan)]
    found += cycle_findings(cycles_of(plan, assessments, facts, _seen(facts, as_of)))
    order = {kpi.id: number for number, kpi in enumerate(plan.kpis)}
    return sorted(
        found,
        key=lambda one: (
            order.get(one.kpi or "", len(order)),
            SEVERITIES.index(one.severity),
            plan.line(one.place) or 0,
            one.code,
        ),
    )


def _seen(facts: Facts, as_of: date) -> date:
    """The day after the last one with data, if that comes first: no check is due while there is nothing to see."""
    last = max((one.last for one in facts.coverage), default=as_of)
    return min(as_of, last + timedelta(days=1))
