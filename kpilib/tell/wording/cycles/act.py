"""What is proposed, and what was decided."""

from kpilib.judge.cycles import Cycle
from kpilib.plan.cycle import Act
from kpilib.tell.formats import day
from kpilib.tell.wording.cycles.effects import VERDICT
from kpilib.tell.wording.cycles.plan import Row

ACTS: dict[Act, str] = {"adopt": "Adopt", "adapt": "Adapt", "abandon": "Abandon", "extend": "Extend"}
DO: dict[Act, str] = {
    "adopt": "adopt it as the standard",
    "adapt": "adapt it and try again",
    "abandon": "abandon it",
    "extend": "extend it and check again",
}
BECAUSE = {
    "worked": "it worked, and no guard KPI suffers",
    "below": "it worked, but brought less than predicted",
    "guard": "it worked, but a guard KPI suffers",
    "harmed": "it did harm",
    "no_evidence": "no effect can be seen where one would have been",
    "inconclusive": "the weeks cannot tell yet",
    "confounded": "its effect cannot be told from the rest",
    "not_implemented": "it has not been carried out",
}


def state(cycle: Cycle) -> str:
    """Beside the heading: decided when, due, or not yet."""
    act = cycle.decision
    if act is not None:
        return f"decided {day(act.on)}" if act.on else "decided"
    return "decision due" if cycle.checked else "after the check"


def options(cycle: Cycle) -> list[tuple[str, str]]:
    """The four Acts, each with how it stands: chosen, proposed, or "" for neither."""
    act = cycle.decision.act if cycle.decision else None
    proposed = cycle.proposal[0] if cycle.proposal and act is None else None
    return [(word, "chosen" if one == act else "proposed" if one == proposed else "") for one, word in ACTS.items()]


def conclusion(cycle: Cycle) -> str:
    """The end of the headline: what was decided, or what is proposed; empty before the check."""
    if cycle.decision is not None:
        beside = ", against the evidence" if cycle.against_evidence else ""
        return f"Decided{beside}: {DO[cycle.decision.act]}."
    return f"Proposed: {DO[cycle.proposal[0]]}." if cycle.proposal else ""


def act_rows(cycle: Cycle) -> list[Row]:
    """The proposal with its reason, the decision with its own, the standard, the next cycle, the lesson."""
    rows: list[Row] = []
    act = cycle.decision
    if cycle.proposal:
        proposed, why = cycle.proposal
        rows.append(("Proposed", f"{ACTS[proposed]}: {BECAUSE[why]}.", ""))
    if act is None:
        return rows
    if cycle.against_evidence:
        why = f"Reason: {act.why}" if act.why else "No reason was written down."
        rows.append(
            ("Against the evidence", f"{ACTS[act.act]}, though the verdict is “{VERDICT[cycle.verdict]}”.", why)
        )
    elif act.why:
        rows.append(("Reason", act.why, ""))
    if cycle.changed:
        rows.append(
            ("Verdict changed", f"“{VERDICT[act.found]}” when it was decided, “{VERDICT[cycle.verdict]}” now.", "")
        )
    if act.kept is not None:
        kept = act.kept
        parts = [f"“{kept.name}”"] + ([f"owner {kept.owner}"] if kept.owner else [])
        parts += [f"audited {day(kept.audit)}"] if kept.audit else ["no audit date"]
        rows.append(("Standard", f"{', '.join(parts)}.", kept.link or ""))
    if act.next:
        child = next((each for each in cycle.plan.agreement.actions if each.id == act.next), None)
        told = f"{act.next}: {child.called}; check {day(child.check)}." if child and child.check else f"{act.next}."
        rows.append(("Next cycle", told, ""))
    if act.lesson:
        rows.append(("Lesson", act.lesson, ""))
    return rows
