"""Whether a cycle is a well-defined PDCA: nothing is missing from its record, and its parts fit together."""

from collections.abc import Iterator
from datetime import timedelta

from kpilib.plan.cycle import Action
from kpilib.plan.finding import Finding, Value
from kpilib.plan.model import Plan
from kpilib.plan.smart import name_of

# A pre-mortem of less than three reasons has hardly begun. Source: domain.md 3.3, after Klein.
FEWEST_RISKS = 3

# So many whole weeks have to lie between the end of the lag and the check: the fewest that a check claims anything
# from (judge/thresholds.py, FEWEST_WEEKS_AFTER; a test holds them together).
FEWEST_WEEKS_TO_CHECK = 4

Broken = tuple[str, dict[str, Value]]


def gate_findings(plan: Plan) -> Iterator[Finding]:
    """Everything that the cycles of a plan lack, and where they do not fit together."""
    for action in plan.agreement.actions:
        for code, values in (
            *_missing(action),
            *_prediction(plan, action),
            *_dates(action),
            *_decision(plan, action),
        ):
            yield Finding(code, action.kpi, f"actions/{action.id}", {"action": action.id} | values)


def _missing(one: Action) -> Iterator[Broken]:
    """What the record lacks, each with its own code."""
    parts = tuple(part for part in ("prediction", "check") if getattr(one, part) is None)
    if parts:
        yield "pdca-incomplete", {"missing": parts}
    if one.baseline is None:
        yield "cycle-no-baseline", {}
    if one.cause is None:
        yield "cycle-no-cause", {}
    elif one.cause.evidence is None:
        yield "cycle-no-evidence", {}
    if one.decision_rule is None:
        yield "cycle-no-rule", {}
    if one.budget is None and one.hours is None:
        yield "cycle-no-resources", {}
    if len(one.premortem) < FEWEST_RISKS:
        yield "cycle-no-premortem", {"found": len(one.premortem), "least": FEWEST_RISKS}
    signless = tuple(each.risk for each in one.premortem if each.sign is None)
    if signless:
        yield "cycle-risk-unseen", {"risks": signless}


def _prediction(plan: Plan, one: Action) -> Iterator[Broken]:
    told = one.prediction
    if told is None:
        return
    if not told.low.value <= told.effect.value <= told.high.value:
        yield "cycle-prediction-order", {"low": str(told.low), "effect": str(told.effect), "high": str(told.high)}
    kpi = next(kpi for kpi in plan.kpis if kpi.id == one.kpi)
    metric = plan.metric_of(kpi)
    better = {"increase": 1, "decrease": -1}.get(metric.improvement)
    if better is not None and told.effect.value * better < 0:
        yield "cycle-prediction-wrong-way", {"metric": name_of(kpi, metric), "effect": str(told.effect)}


def _dates(one: Action) -> Iterator[Broken]:
    """The plan is written before the start, the check comes when there is something to see."""
    if one.written is not None and one.written > one.start:
        yield "cycle-written-late", {"on": one.written, "start": one.start}
    if one.check is None:
        return
    lag = one.prediction.lag_days if one.prediction else 0
    first = one.start + timedelta(days=lag, weeks=FEWEST_WEEKS_TO_CHECK)
    if one.check < first:
        yield "cycle-check-early", {"check": one.check, "first": first}


def _decision(plan: Plan, one: Action) -> Iterator[Broken]:
    act = one.decision
    if act is None:
        return
    if act.act == "adopt" and act.kept is None:
        yield "cycle-adopted-without-standard", {}
    elif act.kept is not None and (act.kept.owner is None or act.kept.audit is None):
        yield "cycle-standard-unkept", {"standard": act.kept.name}
    if act.act in ("adapt", "extend") and act.next in (None, one.id):
        yield "cycle-without-child", {"act": act.act}
    child = next((each for each in plan.agreement.actions if each.id == act.next), None)
    if child is not None and child.parent != one.id and child.id != one.id:
        yield "cycle-child-unlinked", {"child": child.id}
