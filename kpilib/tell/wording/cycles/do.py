"""What was done, beside what was planned."""

from collections.abc import Callable
from datetime import date

from kpilib.judge.cycles import Cycle
from kpilib.plan.cycle import Task
from kpilib.plan.model import Dependency
from kpilib.tell.formats import Format, day, decimal, share
from kpilib.tell.language import say, say_as, say_count
from kpilib.tell.phrases import as_sentence
from kpilib.tell.wording.cycles.lengths import days, hours
from kpilib.tell.wording.cycles.plan import Row


def state(cycle: Cycle) -> str:
    """Beside the heading: done in time, late, or not."""
    on, start = cycle.done_on, cycle.action.start
    if on is None:
        return say("not done by {day}", day=day(cycle.check if cycle.checked else cycle.as_of))
    late = (on - start).days
    if late > 0:
        return say("done {day}, {days} late", day=day(on), days=days(late))
    if late < 0:
        return say("done {day}, {days} early", day=day(on), days=days(-late))
    return say("done {day}", day=day(on))


def seen(told: date | None, as_of: date) -> date | None:
    """A day of the record, as far as it had come."""
    return told if told is not None and told <= as_of else None


def task_state(task: Task, as_of: date) -> tuple[str, int]:
    """A task in a word, and by how many days it is or was late."""
    done = seen(task.done, as_of)
    late = max(0, ((done or as_of) - task.ends).days)
    if done:
        return (say("{days} late", days=days(late)) if late else say("done")), late
    if late:
        return say("open, {days} late", days=days(late)), late
    return (say("under way") if seen(task.begun, as_of) else say("not begun")), 0


def timeline_title(cycle: Cycle) -> str:
    """How the work went, as a sentence."""
    tasks = cycle.action.tasks
    behind = [(late, task) for task in tasks if (late := task_state(task, cycle.as_of)[1])]
    if not behind:
        return _none_late(sum(seen(task.done, cycle.as_of) is not None for task in tasks), len(tasks))
    # Of those that are late alike the one that is still open matters more.
    most, worst = max(behind, key=lambda each: (each[0], seen(each[1].done, cycle.as_of) is None))
    told = {"task": worst.task, "days": days(most)}
    ended = seen(worst.done, cycle.as_of) is not None
    if len(tasks) == 1:
        return say("“{task}” ended {days} late", **told) if ended else say("“{task}” is {days} late", **told)
    told |= {"late": decimal(len(behind)), "total": decimal(len(tasks))}
    if ended:
        return say("{late} of {total} tasks came late; “{task}” ended {days} late", **told)
    return say("{late} of {total} tasks came late; “{task}” is {days} late", **told)


def _none_late(done: int, total: int) -> str:
    if done == total:
        return say_count("The one task ended on time", "All {number} tasks ended on time", done)
    return say_count(
        "{number} of {total} tasks is done, none late",
        "{number} of {total} tasks are done, none late",
        done,
        total=decimal(total),
    )


def timeline_subtitle(cycle: Cycle) -> str:
    """What the marks of a timeline mean, and its first and last day."""
    tasks = cycle.action.tasks
    ends = [seen(task.done, cycle.as_of) or task.ends for task in tasks]
    first, last = day(min(task.starts for task in tasks), year=False), day(max(ends))
    return say("Outlined: plan. Solid: actual; orange where late. {first} to {last}.", first=first, last=last)


def do_rows(cycle: Cycle) -> list[Row]:
    """Spend beside budget, deviations, and what others own."""
    one = cycle.action
    rows: list[Row] = [] if one.tasks else [(say("Tasks"), say("None were written down."), "")]
    spent = _spend(cycle)
    if spent:
        rows.append((say_as("budget and hours", "Spend"), spent, ""))
    notes = [*([one.done.note] if one.done and one.done.note and cycle.done_on else []), *one.deviations]
    if notes:
        rows.append((say("Deviations"), " ".join(as_sentence(text) for text in notes), ""))
    for each in cycle.plan.agreement.dependencies:
        if each.cycle == one.id:
            rows.append((say("Waits for"), _awaited(each, cycle.as_of), ""))
    return rows


def _awaited(one: Dependency, as_of: date) -> str:
    got = seen(one.delivered, as_of)
    told = {"item": one.item, "party": one.party, "day": day(one.promised)}
    if got is None:
        return say("{item} from {party}, promised for {day}; not delivered.", **told)
    return say("{item} from {party}, promised for {day}; delivered {on}.", **told, on=day(got))


def _spend(cycle: Cycle) -> str:
    one = cycle.action
    if one.spent is None:
        return ""
    money = Format("money", cycle.plan.client.currency)
    parts = [_used(one.spent.budget, one.budget, money), _used(one.spent.hours, one.hours, hours)]
    told = "; ".join(part for part in parts if part)
    return f"{told}." if told else ""


def _used(used: float | None, planned: float | None, write: Callable[[float], str]) -> str:
    """What was used of what was planned; empty where nobody wrote it down."""
    if used is None:
        return ""
    if not planned:
        return write(used)
    apart = share(used / planned - 1, sign=True)
    return say("{used} of {planned} ({apart})", used=write(used), planned=write(planned), apart=apart)
