"""What else may have moved a KPI while an action was to work, and whether it can be told from the action."""

from collections.abc import Callable
from datetime import date, timedelta

from kpilib.judge.causes import Cause, causes
from kpilib.judge.effect.verdict import CLAIMS, Verdict
from kpilib.judge.thresholds import WEEKS_AFTER_CAUSE
from kpilib.plan.cycle import Action
from kpilib.plan.model import Kpi, Plan

Apart = tuple[tuple[Cause, str], ...]


def meanwhile(
    plan: Plan, action: Action, kpi: Kpi, *, as_of: date, until: date, before: Plan | None = None
) -> tuple[Cause, ...]:
    """What was noted or done from four weeks before the start to the last day of the check, oldest first.

    Notes, breaks in the definition, other actions that were carried out, and activities on the same KPI. `before` is
    the plan of the quarter before, whose actions may have been at work too.
    """
    found = [*causes(plan, kpi, as_of)]
    if before is not None:
        found += [each for each in causes(before, kpi, as_of) if each.kind == "action"]
    found += [Cause(each.starts, each.name, "note") for each in plan.agreement.activities if each.kpi == kpi.id]
    first = action.done.on - timedelta(weeks=WEEKS_AFTER_CAUSE)
    own = {action.id, action.parent, *_undone(plan, until), *(_undone(before, until) if before else ())}
    told = {(each.on, each.text): each for each in found if each.name not in own and first <= each.on <= until}
    return tuple(sorted(told.values(), key=lambda each: (each.on, each.kind, each.name)))


def _undone(plan: Plan, until: date) -> set[str]:
    """The actions that had not been carried out by a day: they moved nothing."""
    return {each.id for each in plan.agreement.actions if each.done is None or each.done.on > until}


def told_apart(
    others: tuple[Cause, ...], action: Action, verdict: Verdict, verdict_until: Callable[[date], Verdict]
) -> Apart:
    """Those of the others that do not stand in the way of the verdict, each with the reason that was noted for it.

    verdict_until : the verdict that the weeks up to a day give by themselves. Where those before the first of the
    others tell the same, the others are left with "" as their reason.
    """
    why = {said.on: said.why for said in action.ruled_out}
    apart = tuple((cause, why[cause.on]) for cause in others if cause.on in why)
    open_ones = [cause for cause in others if cause.on not in why]
    separable = open_ones and verdict in CLAIMS and open_ones[0].on > action.done.on
    if separable and verdict_until(open_ones[0].on - timedelta(days=1)) == verdict:
        apart += tuple((cause, "") for cause in open_ones)
    return apart
