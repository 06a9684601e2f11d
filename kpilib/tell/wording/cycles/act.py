"""What is proposed, and what was decided."""

from kpilib.judge.cycles import Cycle
from kpilib.plan.cycle import Act, Standard
from kpilib.tell.formats import day
from kpilib.tell.language import marked, say
from kpilib.tell.wording.cycles.effects import verdict_word
from kpilib.tell.wording.cycles.plan import Row

ACTS: dict[Act, str] = {
    "adopt": marked("Adopt"),
    "adapt": marked("Adapt"),
    "abandon": marked("Abandon"),
    "extend": marked("Extend"),
}
DO: dict[Act, str] = {
    "adopt": marked("adopt it as the standard"),
    "adapt": marked("adapt it and try again"),
    "abandon": marked("abandon it"),
    "extend": marked("extend it and check again"),
}
BECAUSE = {
    "worked": marked("it worked, and no guard KPI suffers"),
    "below": marked("it worked, but brought less than predicted"),
    "guard": marked("it worked, but a guard KPI suffers"),
    "harmed": marked("it did harm"),
    "no_evidence": marked("no effect can be seen where one would have been"),
    "inconclusive": marked("the weeks cannot tell yet"),
    "confounded": marked("its effect cannot be told from the rest"),
    "not_implemented": marked("it has not been carried out"),
}


def act_word(act: Act) -> str:
    """An Act in a word."""
    return say(ACTS[act])


def state(cycle: Cycle) -> str:
    """Beside the heading: decided when, due, or not yet."""
    act = cycle.decision
    if act is not None:
        return say("decided {day}", day=day(act.on)) if act.on else say("decided")
    return say("decision due") if cycle.checked else say("after the check")


def options(cycle: Cycle) -> list[tuple[str, str]]:
    """The four Acts, each with how it stands: chosen, proposed, or "" for neither."""
    act = cycle.decision.act if cycle.decision else None
    proposed = cycle.proposal[0] if cycle.proposal and act is None else None
    return [(act_word(one), "chosen" if one == act else "proposed" if one == proposed else "") for one in ACTS]


def conclusion(cycle: Cycle) -> str:
    """The end of the headline: what was decided, or what is proposed; empty before the check."""
    if cycle.decision is not None:
        told = say(DO[cycle.decision.act])
        if cycle.against_evidence:
            return say("Decided, against the evidence: {act}.", act=told)
        return say("Decided: {act}.", act=told)
    return say("Proposed: {act}.", act=say(DO[cycle.proposal[0]])) if cycle.proposal else ""


def act_rows(cycle: Cycle) -> list[Row]:
    """The proposal with its reason, the decision with its own, the standard, the next cycle, the lesson."""
    rows: list[Row] = []
    act = cycle.decision
    if cycle.proposal:
        proposed, why = cycle.proposal
        rows.append((say("Proposed"), f"{act_word(proposed)}: {say(BECAUSE[why])}.", ""))
    if act is None:
        return rows
    if cycle.against_evidence:
        why = say("Reason: {why}", why=act.why) if act.why else say("No reason was written down.")
        though = {"act": act_word(act.act), "verdict": verdict_word(cycle.verdict)}
        rows.append((say("Against the evidence"), say("{act}, though the verdict is “{verdict}”.", **though), why))
    elif act.why:
        rows.append((say("Reason"), act.why, ""))
    if cycle.changed:
        then = {"found": verdict_word(act.found), "verdict": verdict_word(cycle.verdict)}
        rows.append((say("Verdict changed"), say("“{found}” when it was decided, “{verdict}” now.", **then), ""))
    if act.kept is not None:
        rows.append((say("Standard"), _standard(act.kept), act.kept.link or ""))
    if act.next:
        rows.append((say("Next cycle"), _next(cycle, act.next), ""))
    if act.lesson:
        rows.append((say("Lesson"), act.lesson, ""))
    return rows


def _standard(kept: Standard) -> str:
    parts = [f"“{kept.name}”"] + ([say("owner {owner}", owner=kept.owner)] if kept.owner else [])
    parts += [say("audited {day}", day=day(kept.audit)) if kept.audit else say("no audit date")]
    return f"{', '.join(parts)}."


def _next(cycle: Cycle, name: str) -> str:
    child = next((each for each in cycle.plan.agreement.actions if each.id == name), None)
    if child is None or child.check is None:
        return f"{name}."
    return say("{cycle}: {name}; check {day}.", cycle=name, name=child.called, day=day(child.check))
