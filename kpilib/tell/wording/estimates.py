"""Values that were asked or followed, in words: with their interval, and how they differ from another time."""

from kpilib.judge.assess import Assessment
from kpilib.judge.moves import Move
from kpilib.judge.thresholds import FEWEST_ANSWERS, SURVEY_LEVEL
from kpilib.measure.estimate import Estimate
from kpilib.tell.formats import ABSENT, MINUS, NO_BREAK, Format, share

LEVEL = share(SURVEY_LEVEL)
PEOPLE = {"survey": "answers", "cohort": "customers", "model": "customers"}
WHEN = {
    "survey": "wave by wave",
    "cohort": "by the quarter in which it was known",
    "model": "at the end of each quarter, the last one so far",
}


def interval_text(one: Estimate, write: Format) -> str:
    """The interval alone: "95%: 15.4-19.8%"; of what is counted and not estimated that it is."""
    if one.low == one.high:
        return "counted"
    return range_text(*one.interval, write)


def range_text(low: float, high: float, write: Format) -> str:
    return f"{LEVEL}: {write.range(low, high)}".replace(" ", NO_BREAK)


def interval_clause(one: Assessment, write: Format) -> str:
    """The interval as the end of a sentence; empty where there is none."""
    if one.estimate is None:
        return ""
    return f" ({LEVEL} interval {write.range(*one.estimate.interval)})"


def counted_text(one: Assessment, wave: Estimate) -> str:
    """How many stand behind a value: "240 answers"."""
    return f"{wave.n:,.0f}{NO_BREAK}{PEOPLE[one.metric.kind]}"


def p_text(p: float) -> str:
    """A p value as it is told: never zero.

    >>> p_text(0.0312).replace(NO_BREAK, " "), p_text(0.00004).replace(NO_BREAK, " ")
    ('p = 0.03', 'p < 0.001')
    """
    if p < 0.001:
        return f"p{NO_BREAK}<{NO_BREAK}0.001"
    return f"p{NO_BREAK}={NO_BREAK}{p:.{3 if p < 0.01 else 2}f}"


def change_text(move: Move, write: Format) -> str:
    """A change with its sign: points of a score or of a share, per cent of all else; "–" where it is not known."""
    if move.course == "unknown":
        return ABSENT
    if write.unit in ("percent", "points"):
        return f"{MINUS if move.change < 0 else '+'}{write.gap(move.change)}"
    return share(move.relative, sign=True)


def move_word(move: Move) -> str:
    """What a move comes to, in a few words."""
    if move.course == "unknown":
        return "Too little to tell"
    if move.course == "still":
        return "No clear change"
    return "Higher" if move.change > 0 else "Lower"


def move_text(one: Assessment, move: Move, write: Format) -> str:
    """A move with what stands behind it."""
    if move.course == "unknown":
        if one.estimates:
            return f"two waves of {FEWEST_ANSWERS} {PEOPLE[one.metric.kind]} or more are needed"
        return "too few whole weeks"
    against = "" if one.estimates and not move.first else _against(one, move)
    tested = f", {p_text(move.p)}" if move.p == move.p and 0 < move.p < 1 else ""
    return f"{change_text(move, write)} {against}{tested}"


def _against(one: Assessment, move: Move) -> str:
    if one.estimates:
        return f"on {move.first}"
    return "on the year" if move.yearly else "on the weeks before"


def subtitle_waves(one: Assessment) -> str:
    """What is drawn: measure, people, intervals."""
    what = WHEN[one.metric.kind]
    last = one.estimates[-1]
    target = "" if one.target != one.target else " Dotted: target."
    return f"{one.name}, {what}, {counted_text(one, last)} in {last.name}. Bars: {LEVEL} intervals.{target}"


def note_waves(one: Assessment, move: Move, write: Format) -> str:
    """How the last wave differs, and what stands against the verdict."""
    told = [f"{move_word(move)}: {move_text(one, move, write)}."]
    told += [f"{reason[0].upper()}{reason[1:]}." for reason in one.reasons]
    return " ".join(told)
