"""The rules that a cycle and its decision have to keep, as far as only data can tell."""

from collections.abc import Iterator, Sequence

from kpilib.judge.cycles.around import control_touched
from kpilib.judge.cycles.one import Cycle
from kpilib.plan.finding import Finding

# What a decision breaks that the evidence does not speak for, by the verdict. Source: domain.md 3.6.
BROKEN = {
    "worked": "cycle-worked-not-kept",
    "harmed": "cycle-harmed-kept",
    "no_evidence": "cycle-adopted-unproven",
    "inconclusive": "cycle-adopted-unproven",
    "confounded": "cycle-adopted-unproven",
    "not_implemented": "cycle-undone-decided",
}


def cycle_findings(cycles: Sequence[Cycle]) -> list[Finding]:
    """All rules of the record that the verdicts show to be broken."""
    return [
        Finding(code, one.action.kpi, f"actions/{one.action.id}", {"action": one.action.id} | values, accepted)
        for one in cycles
        for code, values, accepted in _broken(one)
    ]


def _broken(one: Cycle) -> Iterator[tuple[str, dict, str | None]]:
    act = one.decision
    if one.action.control and control_touched(one.plan, one.action):
        yield "cycle-control-touched", {}, None
    if one.decision_due:
        yield "cycle-decision-due", {"on": one.check}, None
    if act is None:
        return
    if one.check and act.on and act.on < one.check:
        yield "cycle-decided-early", {"on": act.on, "check": one.check}, None
    elif one.why in ("no_data", "too_few_after") and act.act != "extend":
        yield "cycle-decided-blind", {"act": act.act}, act.why
    if one.against_evidence:
        yield BROKEN[one.verdict], {"act": act.act, "verdict": one.verdict}, act.why
    if one.changed:
        yield "cycle-verdict-changed", {"found": act.found, "verdict": one.verdict}, None
    if one.verdict == "not_implemented" and not _waits_for(one):
        yield "cycle-undone-no-dependency", {}, None


def _waits_for(one: Cycle) -> bool:
    return any(each.cycle == one.action.id for each in one.plan.agreement.dependencies)
