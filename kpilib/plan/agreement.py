"""What the parties agreed to, and whether it still stands so: fingerprints of definitions, and targets that moved."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from kpilib.plan.finding import Finding
from kpilib.plan.model import Flag, Kpi, Plan
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
    # Only metrics that have these are told by them, so that the others keep the fingerprint they were agreed with.
    counted |= metric.model_dump(mode="json", include=FOLLOWED, exclude_none=True)
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
FOLLOWED = {"cohort", "days", "month"}


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


@dataclass(frozen=True)
class TargetMove:
    """A target that was moved as it may be. `old` is None where nobody wrote down what it was before."""

    on: date
    old: Target | None
    new: Target


def target_moves(plan: Plan, kpi: Kpi) -> list[TargetMove]:
    """What moved a KPI's target, in the order of its days: negotiations up to the due date, and flags that count."""
    agreed = [one for one in plan.agreement.negotiations if one.on <= kpi.due]
    moves = [TargetMove(one.on, one.old, one.new) for one in agreed if one.kpi == kpi.id]
    moves += [TargetMove(one.on, move.old, move.new) for one in agreed for move in one.moves if move.kpi == kpi.id]
    moves += [
        TargetMove(one.accepted.on, one.old, one.target)
        for one in plan.agreement.flags
        if one.kpi == kpi.id and flag_counts(one, kpi.due)
    ]
    return sorted(moves, key=lambda move: move.on)


def target_by(plan: Plan, kpi: Kpi, day: date) -> Target | None:
    """The target that stood on a day: the agreed one, moved only by negotiations and by flags raised in time."""
    base, before, after = _around_agreement(plan, kpi)
    for move in before:
        if move.on > day and move.old is not None:
            return move.old
    return next((move.new for move in reversed(after) if move.on <= day), base)


def first_target(plan: Plan, kpi: Kpi, day: date) -> Target | None:
    """The target that was agreed to first, where it has been moved since by a day; None where it stands as it was."""
    base, before, after = _around_agreement(plan, kpi)
    since = min(plan.agreement.agreed.on, plan.quarter.start)
    moves = [*(move for move in before if move.on > since), *after]
    moved = [move for move in moves if move.on <= day and move.old != move.new]
    if not moved:
        return None
    return moved[0].old or (base if after else None)


def _around_agreement(plan: Plan, kpi: Kpi) -> tuple[Target | None, list[TargetMove], list[TargetMove]]:
    """The target that the parties saw when they agreed, the moves that it holds already, and those after it.

    Without a fingerprint the file's own target is all there is, and holds every move.
    """
    seen, moves = plan.agreement.agreed_kpis.get(kpi.id), target_moves(plan, kpi)
    if seen is None:
        return kpi.target, moves, []
    agreed_on = plan.agreement.agreed.on
    held = [
        number
        for number, move in enumerate(moves, start=1)
        if move.on < agreed_on or (move.on == agreed_on and move.new == seen.target)
    ]
    last = max(held, default=0)
    return seen.target, moves[:last], moves[last:]


def last_day(due: date) -> date:
    """The last day on which a target may still be recalculated.

    >>> last_day(date(2026, 9, 30))
    datetime.date(2026, 9, 16)
    """
    return due - timedelta(days=LEAD_DAYS)


def in_time(raised: date, due: date) -> bool:
    """Whether a warning was raised early enough before the due date for its target to count.

    >>> in_time(date(2026, 9, 16), date(2026, 9, 30)), in_time(date(2026, 9, 17), date(2026, 9, 30))
    (True, False)
    """
    return raised <= last_day(due)


def flag_counts(flag: Flag, due: date) -> bool:
    """Whether a flag moves the target: it has one, and was raised and accepted while that was still allowed."""
    return bool(flag.target and flag.accepted) and in_time(flag.on, due) and in_time(flag.accepted.on, due)


def flag_findings(plan: Plan) -> Iterator[Finding]:
    """Recalculated targets that came too late to count."""
    due = {kpi.id: kpi.due for kpi in plan.kpis}
    for number, flag in enumerate(plan.agreement.flags):
        if flag.target is None or flag.kpi not in due:
            continue
        days = [flag.on, *([flag.accepted.on] if flag.accepted else [])]
        late = next((day for day in days if not in_time(day, due[flag.kpi])), None)
        if late:
            values = {"on": late, "due": due[flag.kpi], "days": LEAD_DAYS}
            yield Finding("flag-too-late", flag.kpi, f"flags/{number}", values)


def _told(target: Target | None) -> str:
    if target is None:
        return "–"
    parts = target.model_dump(mode="json")
    if "against" in parts:
        return f"{parts['change']} / {parts['against']}"
    return f"{parts['low']} – {parts['high']}" if "low" in parts else str(target)
