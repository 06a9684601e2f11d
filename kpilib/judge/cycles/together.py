"""All cycles of a report: the more that are checked, the stricter each claim."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.cycles.check import check_cycle
from kpilib.judge.cycles.one import Cycle
from kpilib.judge.effect.discovery import discovered
from kpilib.judge.effect.verdict import verdict_of
from kpilib.plan.model import Plan


def cycles_of(
    plan: Plan, assessments: Sequence[Assessment], facts: Facts, as_of: date, *, before: Plan | None = None
) -> tuple[Cycle, ...]:
    """Every cycle of the plan, in the order of the file.

    facts  : nothing later than the report's last whole day. before : the plan of the quarter before.
    Claims are held to the false discovery rate of all checks that the report makes, those of slow KPIs among them.
    """
    by_id = {one.kpi.id: one for one in assessments}
    found = [check_cycle(plan, action, by_id, facts, as_of, before) for action in plan.agreement.actions]
    cycles = [each for each in found if each is not None]
    every = {(each.action.id, slow): one for each in cycles for slow, one in ((0, each), (1, each.slow)) if one}
    chances = {f"{name} {slow}": one.evidence.chance for (name, slow), one in every.items() if _tested(one)}
    kept = discovered(chances)
    return tuple(
        replace(_held(each, f"{each.action.id} 0", kept), slow=_held(each.slow, f"{each.action.id} 1", kept))
        for each in cycles
    )


def _tested(cycle: Cycle) -> bool:
    return cycle.evidence is not None and cycle.evidence.chance is not None


def _held(cycle: Cycle | None, name: str, kept: set[str]) -> Cycle | None:
    """The cycle with the verdict that stands among all that were checked."""
    if cycle is None or not _tested(cycle) or name in kept:
        return cycle
    ground = replace(cycle.ground, stands=False)
    verdict, why = verdict_of(ground)
    return replace(cycle, ground=ground, verdict=verdict, why=why)
