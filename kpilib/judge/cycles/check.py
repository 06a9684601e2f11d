"""The check of one cycle: from its record and the weeks around it to the verdict."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.cycles.around import look, without_change
from kpilib.judge.cycles.guarded import guarded
from kpilib.judge.cycles.meanwhile import meanwhile, told_apart
from kpilib.judge.cycles.one import Cycle
from kpilib.judge.cycles.planned import planned, wanted
from kpilib.judge.effect.verdict import Ground, verdict_of
from kpilib.plan.cycle import Action, Decision
from kpilib.plan.model import Plan


def check_cycle(
    plan: Plan,
    action: Action,
    assessments: Mapping[str, Assessment],
    facts: Facts,
    as_of: date,
    before: Plan | None = None,
) -> Cycle | None:
    """One cycle checked; None where its KPI is not among the report's.

    facts  : nothing later than the report's last whole day. before : the plan of the quarter before, whose actions
    may have moved the same KPI.
    """
    one = assessments.get(action.kpi)
    if one is None:
        return None
    slow = None
    if action.slow is not None:
        told = {"kpi": action.slow.kpi, "check": action.slow.check, "prediction": action.slow.prediction}
        own = {"slow": None, "guards": (), "control": None, "test": None, "baseline": None, "decision": None}
        slow = check_cycle(plan, action.model_copy(update=told | own), assessments, facts, as_of, before)
    return replace(_checked(plan, action, one, assessments, facts, as_of, before), slow=slow)


def _checked(
    plan: Plan,
    action: Action,
    one: Assessment,
    assessments: Mapping[str, Assessment],
    facts: Facts,
    as_of: date,
    before: Plan | None,
) -> Cycle:
    until = min(day for day in (action.check, one.data_to, as_of) if day is not None)
    due = None if action.check is None else action.check <= as_of
    done = action.done is not None and action.done.on <= min(action.check or as_of, as_of)
    known = {"plan": plan, "action": action, "one": one, "as_of": as_of, "until": until}
    known["decision"] = _decided(action, as_of)
    ground = Ground(due=due, done=done)
    if not due or not done:
        verdict, why = verdict_of(ground)
        return Cycle(**known, verdict=verdict, why=why, ground=ground)
    found, side = look(plan, action, one, facts, until), wanted(one.metric, action.prediction)
    predicted = planned(action.prediction, without_change(found))
    target = predicted[0] if predicted else None

    def alone(day: date):
        return verdict_of(look(plan, action, one, facts, day).ground(side, target))[0]

    ground = found.ground(side, target)
    others = meanwhile(plan, action, one.kpi, as_of=as_of, until=until, before=before)
    apart = told_apart(others, action, verdict_of(ground)[0], alone)
    ground = replace(ground, others=len(apart) < len(others))
    verdict, why = verdict_of(ground)
    guards = tuple(guarded(assessments[kpi], action, until) for kpi in action.guards if kpi in assessments)
    return Cycle(
        **known,
        verdict=verdict,
        why=why,
        ground=ground,
        evidence=found,
        predicted=predicted,
        others=others,
        apart=apart,
        guards=guards,
    )


def _decided(action: Action, as_of: date) -> Decision | None:
    """The decision, as far as it was taken by the report's day."""
    on = action.decision and (action.decision.on or action.check)
    return action.decision if action.decision and (on is None or on <= as_of) else None
