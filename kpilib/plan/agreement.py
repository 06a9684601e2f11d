"""What the parties agreed to, and whether it still stands so: fingerprints of definitions, and targets that moved."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date

from kpilib.plan.finding import Finding
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.target import Target

# A recalculated target counts only if it was raised this long before the due date: the brief's "before", with time
# to answer. A convention of this project.
LEAD_DAYS = 14


def fingerprint(plan: Plan, kpi: Kpi) -> str:
    """Twelve letters that change when the KPI is counted in another way: metric, scope, start, conversion.

    Targets and due dates are kept beside it in plain sight, so they are not part of it.
    """
    metric = plan.metric_of(kpi)
    counted = metric.model_dump(mode="json", include=COUNTED)
    conversions = {
        measure: plan.client.conversions[measure].model_dump(mode="json")
        for measure in metric.measures
        if measure in plan.client.conversions
    }
    parts = [kpi.metric, counted, kpi.channel, str(kpi.starts or ""), conversions]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


COUNTED = {
    "kind", "numerator", "denominator", "channel", "numerator_channel", "per", "complement", "unit", "improvement",
}  # fmt: skip


def agreement_findings(plan: Plan) -> Iterator[Finding]:
    """KPIs that are no longer what was agreed to."""
    agreed, seen_kpis = plan.agreement.agreed, plan.agreement.agreed_kpis
    if not seen_kpis:
        yield Finding("not-fingerprinted", place="agreed", values={"client": plan.id, "quarter": str(plan.quarter)})
        return
    for kpi in plan.kpis:
        place = f"kpis/{kpi.id}"
        seen = seen_kpis.get(kpi.id)
        if seen is None:
            yield Finding("added-since-agreed", kpi.id, place, {"on": agreed.on})
            continue
        if seen.definition != fingerprint(plan, kpi):
            yield Finding("needs-re-agreement", kpi.id, f"{place}/metric", {"on": agreed.on})
        if seen.due != kpi.due:
            yield Finding("goalposts-moved", kpi.id, f"{place}/due", {"old": seen.due, "new": kpi.due})
        allowed = _told(target_by(plan, kpi, date.max))
        if allowed != _told(kpi.target):
            yield Finding("goalposts-moved", kpi.id, f"{place}/target", {"old": allowed, "new": _told(kpi.target)})


def target_by(plan: Plan, kpi: Kpi, day: date) -> Target | None:
    """The target that stood on a day: the agreed one, moved only by negotiations and by flags raised in time."""
    seen = plan.agreement.agreed_kpis.get(kpi.id)
    target = seen.target if seen else kpi.target
    moves = [(one.on, one.new) for one in plan.agreement.negotiations if one.kpi == kpi.id]
    moves += [(one.on, move.new) for one in plan.agreement.negotiations for move in one.moves if move.kpi == kpi.id]
    moves += [
        (one.accepted.on, one.target)
        for one in plan.agreement.flags
        if one.kpi == kpi.id and one.target and one.accepted and in_time(one.on, kpi.due)
    ]
    for on, new in sorted(moves, key=lambda move: move[0]):
        if on <= day:
            target = new
    return target


def in_time(raised: date, due: date) -> bool:
    """Whether a warning was raised early enough before the due date for its target to count.

    >>> in_time(date(2026, 9, 16), date(2026, 9, 30)), in_time(date(2026, 9, 17), date(2026, 9, 30))
    (True, False)
    """
    return (due - raised).days >= LEAD_DAYS


def flag_findings(plan: Plan) -> Iterator[Finding]:
    """Recalculated targets that came too late to count."""
    due = {kpi.id: kpi.due for kpi in plan.kpis}
    for number, flag in enumerate(plan.agreement.flags):
        if flag.target is not None and flag.kpi in due and not in_time(flag.on, due[flag.kpi]):
            values = {"on": flag.on, "due": due[flag.kpi], "days": LEAD_DAYS}
            yield Finding("flag-too-late", flag.kpi, f"flags/{number}", values)


def _told(target: Target | None) -> str:
    if target is None:
        return "–"
    parts = target.model_dump(mode="json")
    if "against" in parts:
        return f"{parts['change']} / {parts['against']}"
    return f"{parts['low']} – {parts['high']}" if "low" in parts else str(target)
