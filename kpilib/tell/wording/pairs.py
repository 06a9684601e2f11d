"""Pairs of velocity and accumulation, in sentences."""

from collections.abc import Sequence

from kpilib.judge.moves import Move
from kpilib.judge.pairs import Feeder, Pair
from kpilib.judge.thresholds import FEEDING_WEEKS
from kpilib.tell.formats import share
from kpilib.tell.wording import format_of
from kpilib.tell.wording.estimates import LEVEL, change_text, p_text

TOGETHER = {
    "agree": "move together",
    "conflict": "conflict",
    "apart": "grows without it",
    "waits": "has not answered yet",
    "alone": "moves by itself",
    "still": "both stand still",
    "unknown": "cannot be told",
}
SUBTITLE = (
    f"Left: the last {FEEDING_WEEKS} whole weeks, grey the natural process limits. Right: every wave with its "
    f"{LEVEL} interval, or weeks where it is counted; dotted: target. Changes are on the year before where that was "
    "measured."
)
METHOD = (
    "What feeds an accumulation is what the plan says leads to it, and what the list of metrics names. Both are held "
    f"together over the same two quarters of weeks; a change counts where its {LEVEL} interval or its test leaves no "
    "room for chance. Moving together, or apart, is no proof that one makes the other."
)


def finding_pairs(pairs: Sequence[Pair]) -> str:
    """The pair that matters most: a conflict, else what grows or falls."""
    conflicts = [(pair, feeder) for pair in pairs for feeder in pair.conflicts]
    if conflicts:
        names = _listed(list(dict.fromkeys(inside(pair.one.name) for pair, _ in conflicts))[:2])
        feeder = conflicts[0][1].one
        return f"{feeder.name} rose while {names} got worse" if _rose(conflicts[0][1]) else (
            f"{feeder.name} got better while {names} got worse"
        )  # fmt: skip
    sure = [pair for pair in pairs if pair.move.course in ("better", "worse")]
    worse = [pair for pair in sure if pair.move.course == "worse"]
    if worse:
        return f"{_listed([pair.one.name for pair in worse[:2]])} got worse"
    if sure:
        return f"{len(sure)} of {len(pairs)} measures that accumulate got better, none got worse"
    return "Nothing that accumulates has clearly changed"


def conflict_text(pair: Pair, feeder: Feeder) -> str:
    """One conflict with its evidence and its size."""
    first, then = feeder.one, pair.one
    fed = f"{first.name} {_went(feeder.move)} {_sized(feeder.move, format_of(first))}"
    write = format_of(then)
    told = f"{inside(then.name)} went from {write(pair.move.before)} to {write(pair.move.after)}"
    tested = f" ({p_text(pair.move.p)}, {_counts(pair)})" if pair.one.estimates else ""
    between = f" between {pair.move.first} and {pair.move.second}" if pair.one.estimates else ""
    weak = " Two waves cannot prove that one took from the other." if pair.one.estimates else ""
    return f"Conflict: {fed} while {told}{between}{tested}.{weak}"


def _went(move: Move) -> str:
    return "rose by" if move.change > 0 else "fell by"


def _sized(move: Move, write) -> str:
    size = change_text(move, write).lstrip("+−")
    low, high = move.interval
    if low != low or not move.before:
        return size
    ends = sorted((low / abs(move.before), high / abs(move.before)))
    return f"{size} ({LEVEL}: {share(ends[0], sign=True)} to {share(ends[1], sign=True)})"


def _counts(pair: Pair) -> str:
    who = "customers" if pair.one.metric.kind == "cohort" else "answers"
    return f"{pair.move.counts[0]:,.0f} and {pair.move.counts[1]:,.0f} {who}"


def lagged_text(feeder: Feeder) -> str:
    """The weekly association of a feeder; empty where there is none."""
    told = feeder.lagged
    if told is None:
        return ""
    low, high = told.found.interval
    sure = "" if low > 0 or high < 0 else ", within chance"
    at = "in the same week" if not told.weeks else f"{told.weeks} week{'s' if told.weeks > 1 else ''} later"
    return f"association {told.found.value:+.2f} {at}{sure}".replace("-", "−")


def unasked_text(pairs: Sequence[Pair]) -> str:
    """That accumulations are measured which nobody agreed to; empty where all are agreed."""
    names = [pair.one.name for pair in pairs if not pair.agreed]
    if not names:
        return ""
    those = _listed([inside(name) for name in names[:4]]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    return f"Measured, but no agreed KPI: {those}."


def signals_told(text: str) -> str:
    """The signals of the weeks, as a line of a cell.

    >>> signals_told("None"), signals_told("2, both low")
    ('no signal', 'signals: 2, both low')
    """
    return {"None": "no signal", "–": "no limits yet"}.get(text, f"signals: {text}")


def inside(name: str) -> str:
    """A name within a sentence; one that begins with an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def _rose(feeder: Feeder) -> bool:
    return feeder.move.change > 0


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
