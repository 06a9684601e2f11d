"""Cycles and promises as plain data, for the results of a run."""

from typing import Any

from kpilib.judge.cycles import Cycle, Promise
from kpilib.tell.known import known
from kpilib.tell.wording.cycles.check import headline


def cycle_data(one: Cycle) -> dict[str, Any]:
    """A cycle as plain data; what is not known is null."""
    told = one.evidence.effect if one.evidence else None
    return {
        "id": one.action.id,
        "kpi": one.action.kpi,
        "parent": one.action.parent,
        "check": one.check.isoformat() if one.check else None,
        "done": one.done_on.isoformat() if one.done_on else None,
        "data_to": one.until.isoformat(),
        "verdict": one.verdict,
        "why": one.why,
        "used": one.evidence.used if one.evidence else None,
        "effect": dict(zip(("value", "low", "high"), told, strict=True)) if told else None,
        "p": one.evidence.chance if one.evidence else None,
        "detectable": one.evidence.detectable if one.evidence else None,
        "predicted": dict(zip(("value", "low", "high"), one.predicted, strict=True)) if one.predicted else None,
        "against": one.against,
        "steps": one.evidence.steps() if one.evidence else None,
        "guards": [
            {
                "kpi": each.one.kpi.id,
                "before": known(each.before),
                "after": known(each.after),
                "reading": each.reading,
            }
            for each in one.guards
        ],
        "others": [{"on": each.on.isoformat(), "text": each.text} for each in one.others],
        "proposed": one.proposal[0] if one.proposal else None,
        "decided": one.decision.act if one.decision else None,
        "decision_due": one.decision_due,
        "against_evidence": one.against_evidence,
        "verdict_changed": one.changed,
        "headline": headline(one),
        "slow": cycle_data(one.slow) if one.slow else None,
    }


def promise_data(one: Promise) -> dict[str, Any]:
    """A promise as plain data."""
    days = {key: value.isoformat() if value else None for key, value in (("due", one.due), ("done", one.done))}
    return {
        "what": one.what,
        "owner": one.owner,
        "kept": one.kept,
        "days_late": one.days_late,
        "cycle": one.cycle,
    } | days
