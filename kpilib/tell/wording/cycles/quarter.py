"""The quarter as a whole: its headline, promises of the quarter before, and decisions that are due."""

from collections import Counter
from collections.abc import Sequence

from kpilib.judge.cycles import Cycle, Promise
from kpilib.judge.cycles.promises import Kept
from kpilib.tell.formats import day
from kpilib.tell.wording.cycles.do import days

KEPT: dict[Kept, str] = {"kept": "Kept", "late": "Kept late", "not_kept": "Not kept", "open": "Open"}
COURSE: dict[Kept, str] = {"kept": "on_course", "late": "close", "not_kept": "off_course", "open": "unknown"}


def headline(cycles: Sequence[Cycle], promises: Sequence[Promise]) -> str:
    """What became of the quarter's cycles, in one sentence."""
    if not cycles:
        return "No cycle was agreed for this quarter"
    checked = [one for one in cycles if one.checked]
    counts = Counter(one.verdict for one in checked)
    if not checked:
        told = f"{_cycles(len(cycles))} are running; none is checked yet"
    else:
        told = f"{counts['worked'] or 'None'} of {len(checked)} checked cycles worked"
        told += f", {counts['harmed']} did harm" if counts["harmed"] else ""
    broken = sum(one.kept == "not_kept" for one in promises)
    if broken:
        told += f"; {broken} of {len(promises)} promises of last quarter {'is' if broken == 1 else 'are'} not kept"
    return told


def lede(cycles: Sequence[Cycle]) -> str:
    """Decisions that are due, and those against the evidence."""
    due = [one for one in cycles if one.decision_due]
    odd = [one for one in cycles if one.against_evidence]
    changed = [one for one in cycles if one.changed]
    parts = []
    if due:
        parts.append(f"{_names(due)} {'waits' if len(due) == 1 else 'wait'} for a decision.")
    if odd:
        parts.append(f"{_names(odd)} {'was' if len(odd) == 1 else 'were'} decided against the evidence.")
    if changed:
        parts.append(f"Late data changed the verdict on {_names(changed)}.")
    return " ".join(parts)


def _names(cycles: Sequence[Cycle]) -> str:
    names = [one.action.id for one in cycles]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _cycles(count: int) -> str:
    return f"{count} cycle" if count == 1 else f"{count} cycles"


def promises_caption(promises: Sequence[Promise], quarter: str) -> str:
    kept = sum(one.kept in ("kept", "late") for one in promises)
    return f"Promises of {quarter}: {kept} of {len(promises)} kept; those that are not come first."


def promise_detail(one: Promise) -> str:
    """What stands under the word: how late, the new day, or the day it was done."""
    if one.kept == "late":
        return f"done {day(one.done, year=False)}, {days(one.days_late)} late"
    if one.kept == "kept":
        return f"done {day(one.done, year=False)}"
    new = f"new date {day(one.new_day, year=False)}" if one.new_day else ""
    if one.kept == "not_kept":
        return ", ".join(filter(None, (f"{days(one.days_late)} late", new)))
    return new
