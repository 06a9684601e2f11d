"""What was done, beside what was planned."""

from datetime import date

from kpilib.judge.cycles import Cycle
from kpilib.plan.cycle import Task
from kpilib.tell.formats import Format, day, share
from kpilib.tell.wording.cycles.plan import Row


def state(cycle: Cycle) -> str:
    """Beside the heading: done in time, late, or not."""
    on, start = cycle.done_on, cycle.action.start
    if on is None:
        return f"not done by {day(cycle.as_of if not cycle.checked else cycle.check)}"
    late = (on - start).days
    if late > 0:
        return f"done {day(on)}, {days(late)} late"
    return f"done {day(on)}" + (f", {days(-late)} early" if late < 0 else "")


def days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def seen(told: date | None, as_of: date) -> date | None:
    """A day of the record, as far as it had come."""
    return told if told is not None and told <= as_of else None


def task_state(task: Task, as_of: date) -> tuple[str, int]:
    """A task in a word, and by how many days it is or was late."""
    done = seen(task.done, as_of)
    late = max(0, ((done or as_of) - task.ends).days)
    if done:
        return (f"{days(late)} late" if late else "done"), late
    if late:
        return f"open, {days(late)} late", late
    return ("under way" if seen(task.begun, as_of) else "not begun"), 0


def timeline_title(cycle: Cycle) -> str:
    """How the work went, as a sentence."""
    tasks = cycle.action.tasks
    behind = [(late, task) for task in tasks if (late := task_state(task, cycle.as_of)[1])]
    if not behind:
        done = sum(seen(task.done, cycle.as_of) is not None for task in tasks)
        if done == len(tasks):
            return f"All {done} tasks ended on time" if done > 1 else "The one task ended on time"
        return f"{done} of {len(tasks)} tasks {'is' if done == 1 else 'are'} done, none late"
    # Of those that are late alike the one that is still open matters more.
    most, worst = max(behind, key=lambda each: (each[0], seen(each[1].done, cycle.as_of) is None))
    verb = "ended" if seen(worst.done, cycle.as_of) else "is"
    start = f"{len(behind)} of {len(tasks)} tasks came late; " if len(tasks) > 1 else ""
    return f"{start}{_quoted(worst.task)} {verb} {days(most)} late"


def _quoted(text: str) -> str:
    return f"“{text}”"


def timeline_subtitle(cycle: Cycle) -> str:
    tasks = cycle.action.tasks
    ends = [seen(task.done, cycle.as_of) or task.ends for task in tasks]
    first = min(task.starts for task in tasks)
    return f"Outlined: plan. Solid: actual; orange where late. {day(first, year=False)} to {day(max(ends))}."


def do_rows(cycle: Cycle) -> list[Row]:
    """Spend beside budget, deviations, and what others own."""
    one = cycle.action
    rows: list[Row] = [] if one.tasks else [("Tasks", "None were written down.", "")]
    spent = _spend(cycle)
    if spent:
        rows.append(("Spend", spent, ""))
    notes = [*([one.done.note] if one.done and one.done.note and cycle.done_on else []), *one.deviations]
    if notes:
        rows.append(("Deviations", " ".join(_ended(text) for text in notes), ""))
    for each in cycle.plan.agreement.dependencies:
        if each.cycle == one.id:
            got = seen(each.delivered, cycle.as_of)
            told = f"delivered {day(got)}" if got else "not delivered"
            rows.append(
                ("Waits for", f"{each.item} from {each.party}, promised for {day(each.promised)}; {told}.", "")
            )
    return rows


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _spend(cycle: Cycle) -> str:
    one = cycle.action
    if one.spent is None:
        return ""
    write = Format("money", cycle.plan.client.currency)
    parts = []
    for used, planned, told in (
        (one.spent.budget, one.budget, write),
        (one.spent.hours, one.hours, lambda hours: f"{hours:g} hours"),
    ):
        if used is not None:
            beside = f" of {told(planned)} ({share(used / planned - 1, sign=True)})" if planned else ""
            parts.append(f"{told(used)}{beside}")
    return f"{'; '.join(parts)}." if parts else ""
