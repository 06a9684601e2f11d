"""The quarter as a whole: its headline, promises of the quarter before, and decisions that are due."""

from collections import Counter
from collections.abc import Sequence

from babel.lists import format_list

from kpilib.judge.cycles import Cycle, Promise
from kpilib.judge.cycles.promises import Kept
from kpilib.tell.formats import day, decimal
from kpilib.tell.language import marked, say, say_count, spoken
from kpilib.tell.wording.cycles.lengths import days

KEPT: dict[Kept, str] = {
    "kept": marked("Kept"),
    "late": marked("Kept late"),
    "not_kept": marked("Not kept"),
    "open": marked("Open"),
}
COURSE: dict[Kept, str] = {"kept": "on_course", "late": "close", "not_kept": "off_course", "open": "unknown"}
ONE_CHECKED = {
    "worked": marked("The one checked cycle worked"),
    "harmed": marked("The one checked cycle did harm"),
}
NOT_SHOWN = marked("The one checked cycle is not shown to have worked")
LISTS = {"en": "en_GB"}  # "A, B and C": the comma before "and" is American


def headline(cycles: Sequence[Cycle], promises: Sequence[Promise]) -> str:
    """What became of the quarter's cycles, in one sentence."""
    if not cycles:
        return say("No cycle was agreed for this quarter")
    told = _verdicts(cycles)
    broken = sum(one.kept == "not_kept" for one in promises)
    if not broken:
        return told
    kept = say_count(
        "{number} of {total} promises of last quarter is not kept",
        "{number} of {total} promises of last quarter are not kept",
        broken,
        total=decimal(len(promises)),
    )
    return f"{told}; {kept}"


def _verdicts(cycles: Sequence[Cycle]) -> str:
    checked = [one for one in cycles if one.checked]
    if not checked:
        return say_count(
            "{number} cycle is running; it is not checked yet",
            "{number} cycles are running; none is checked yet",
            len(cycles),
        )
    if len(checked) == 1:
        return say(ONE_CHECKED.get(checked[0].verdict, NOT_SHOWN))
    counts = Counter(one.verdict for one in checked)
    told = {
        "worked": decimal(counts["worked"]),
        "harmed": decimal(counts["harmed"]),
        "total": decimal(len(checked)),
    }
    if counts["worked"] and counts["harmed"]:
        return say("{worked} of {total} checked cycles worked, {harmed} did harm", **told)
    if counts["worked"]:
        return say("{worked} of {total} checked cycles worked", **told)
    if counts["harmed"]:
        return say("None of {total} checked cycles worked, {harmed} did harm", **told)
    return say("None of {total} checked cycles worked", **told)


def lede(cycles: Sequence[Cycle]) -> str:
    """Decisions that are due, and those against the evidence."""
    due = [one for one in cycles if one.decision_due]
    odd = [one for one in cycles if one.against_evidence]
    changed = [one for one in cycles if one.changed]
    parts = []
    if due:
        told = {"cycles": _names(due)}
        parts.append(say_count("{cycles} waits for a decision.", "{cycles} wait for a decision.", len(due), **told))
    if odd:
        told = {"cycles": _names(odd)}
        parts.append(
            say_count(
                "{cycles} was decided against the evidence.",
                "{cycles} were decided against the evidence.",
                len(odd),
                **told,
            )
        )
    if changed:
        parts.append(say("Late data changed the verdict on {cycles}.", cycles=_names(changed)))
    return " ".join(parts)


def _names(cycles: Sequence[Cycle]) -> str:
    return format_list([one.action.id for one in cycles], locale=LISTS.get(spoken(), spoken()))


def counted(cycles: Sequence[Cycle]) -> str:
    """How many cycles there are, and how many of them are checked."""
    checked = sum(one.checked for one in cycles)
    return say("{total}, {checked} checked", total=decimal(len(cycles)), checked=decimal(checked))


def promises_caption(promises: Sequence[Promise], quarter: str) -> str:
    """How many promises of the quarter before were kept, and in which order they stand."""
    told = {"kept": decimal(sum(one.kept in ("kept", "late") for one in promises)), "total": decimal(len(promises))}
    return say(
        "Promises of {quarter}: {kept} of {total} kept; those that are not come first.", quarter=quarter, **told
    )


def kept_word(one: Promise) -> str:
    """What became of a promise, in a word or two."""
    return say(KEPT[one.kept])


def promise_detail(one: Promise) -> str:
    """What stands under the word: how late, the new day, or the day it was done."""
    if one.kept == "late":
        return say("done {day}, {days} late", day=day(one.done, year=False), days=days(one.days_late))
    if one.kept == "kept":
        return say("done {day}", day=day(one.done, year=False))
    new = say("new date {day}", day=day(one.new_day, year=False)) if one.new_day else ""
    if one.kept == "not_kept":
        return ", ".join(filter(None, (say("{days} late", days=days(one.days_late)), new)))
    return new


def carried_caption(count: int, into: str) -> str:
    """How many cycles go on into a quarter; empty for none."""
    return say("Carried over to {quarter}: {number} open.", quarter=into, number=decimal(count)) if count else ""
