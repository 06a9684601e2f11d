"""What was promised in the quarter before, and what became of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpilib.plan.cycle import Action
from kpilib.plan.model import Dependency, Plan

Kept = Literal["not_kept", "open", "late", "kept"]
ORDER: tuple[Kept, ...] = ("not_kept", "open", "late", "kept")


@dataclass(frozen=True)
class Promise:
    """Something that somebody promised to have done by a day.

    done  : the day on which it was, as far as known by the report's day. new_day : what is promised now, if that has
    moved. cycle : the id of the action that it is, or belongs to; "" for none.
    """

    what: str
    owner: str
    due: date
    kept: Kept
    done: date | None = None
    new_day: date | None = None
    days_late: int = 0
    cycle: str = ""


def promises_of(before: Plan | None, now: Plan, as_of: date) -> tuple[Promise, ...]:
    """The promises of the quarter before: those not kept first, then the open ones, late ones, and those kept.

    An action was promised for the day on which the last of its tasks was to end, or it was to start; what another
    party brings for the day it was first promised for. What this quarter's file says of the same is newer.
    """
    if before is None:
        return ()
    told = [*_actions(before, now, as_of), *_dependencies(before, now, as_of)]
    return tuple(sorted(told, key=lambda one: (ORDER.index(one.kept), one.due, one.what)))


def promised_day(action: Action) -> date:
    """The day by which an action was to be carried out."""
    return max((task.ends for task in action.tasks), default=action.start)


def _actions(before: Plan, now: Plan, as_of: date) -> Iterator[Promise]:
    newer = {action.id: action for action in now.agreement.actions}
    for action in before.agreement.actions:
        one = newer.get(action.id, action)
        due, moved = promised_day(action), promised_day(one)
        new_day = moved if moved != due else None
        yield _promise(action.called, action.owner, due, one.done and one.done.on, new_day, as_of, action.id)


def _dependencies(before: Plan, now: Plan, as_of: date) -> Iterator[Promise]:
    newer = {(one.item, one.party): one for one in now.agreement.dependencies}
    for first in before.agreement.dependencies:
        one = newer.get((first.item, first.party), first)
        new_day = _moved(one, as_of)
        yield _promise(first.item, first.party, first.promised, one.delivered, new_day, as_of, first.cycle or "")


def _moved(one: Dependency, as_of: date) -> date | None:
    told = sorted((each.on, each.to) for each in one.moved if each.on <= as_of)
    return told[-1][1] if told else None


def _promise(
    what: str, owner: str, due: date, done: date | None, new_day: date | None, as_of: date, cycle: str
) -> Promise:
    if done is not None and done > as_of:
        done = None
    late = max(0, ((done or as_of) - due).days)
    kept: Kept = ("late" if late else "kept") if done else "not_kept" if late else "open"
    return Promise(what, owner, due, kept, done, None if done else new_day, late, cycle)
