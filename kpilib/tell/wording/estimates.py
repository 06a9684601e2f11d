"""Values that were asked or followed, in words: with their interval, and how they differ from another time."""

from kpilib.judge.assessment import Assessment
from kpilib.judge.moves import Move
from kpilib.judge.thresholds import FEWEST_ANSWERS, SURVEY_LEVEL
from kpilib.measure.estimate import Estimate
from kpilib.tell.formats import ABSENT, NO_BREAK, Format, decimal, share
from kpilib.tell.language import marked, retold, say, say_count
from kpilib.tell.names import name_of
from kpilib.tell.wording.reasons import reasons_told

LEVEL = share(SURVEY_LEVEL)
WHEN = {
    "survey": marked("{kpi}, wave by wave, {counted} in {wave}."),
    "cohort": marked("{kpi}, by the quarter in which it was known, {counted} in {wave}."),
    "model": marked("{kpi}, at the end of each quarter, the last one so far, {counted} in {wave}."),
}


def interval_text(one: Estimate, write: Format) -> str:
    """The interval alone: "95%: 15.4-19.8%"; of what is counted and not estimated that it is."""
    if one.low == one.high:
        return say("counted")
    return range_text(*one.interval, write)


def range_text(low: float, high: float, write: Format) -> str:
    """An interval with its level, which breaks nowhere: "95%: 15.4–19.8%"."""
    return f"{LEVEL}: {write.range(low, high)}".replace(" ", NO_BREAK)


def interval_clause(one: Assessment, write: Format) -> str:
    """The interval as the end of a sentence; empty where there is none."""
    if one.estimate is None:
        return ""
    told = say("{level} interval {range}", level=LEVEL, range=write.range(*one.estimate.interval))
    return f" ({told})"


def counted_text(one: Assessment, wave: Estimate) -> str:
    """How many stand behind a value: "240 answers"."""
    count = round(wave.n)
    if one.metric.kind == "survey":
        told = say_count("{number} answer", "{number} answers", count)
    else:
        told = say_count("{number} customer", "{number} customers", count)
    return told.replace(" ", NO_BREAK)


def p_text(p: float) -> str:
    """A p value as it is told: never zero.

    >>> p_text(0.0312).replace(NO_BREAK, " "), p_text(0.00004).replace(NO_BREAK, " ")
    ('p = 0.03', 'p < 0.001')
    """
    if p < 0.001:
        return f"p{NO_BREAK}<{NO_BREAK}{decimal(0.001, 3)}"
    return f"p{NO_BREAK}={NO_BREAK}{decimal(p, 3 if p < 0.01 else 2)}"


def change_text(move: Move, write: Format) -> str:
    """A change with its sign: points of a score or of a share, per cent of all else; "–" where it is not known."""
    if move.course == "unknown":
        return ABSENT
    if write.unit in ("percent", "points"):
        return write.gap(move.change, sign=True)
    return share(move.relative, sign=True)


def move_word(move: Move) -> str:
    """What a move comes to, in a few words."""
    if move.course == "unknown":
        return say("Too little to tell")
    if move.course == "still":
        return say("No clear change")
    return say("Higher") if move.change > 0 else say("Lower")


def move_text(one: Assessment, move: Move, write: Format) -> str:
    """A move with what stands behind it."""
    if move.course == "unknown":
        if not one.estimates:
            return say("too few whole weeks")
        if one.metric.kind == "survey":
            return say("two waves of {least} answers or more are needed", least=FEWEST_ANSWERS)
        return say("two waves of {least} customers or more are needed", least=FEWEST_ANSWERS)
    tested = f", {p_text(move.p)}" if move.p == move.p and 0 < move.p < 1 else ""
    return f"{_against(one, move, change_text(move, write))}{tested}"


def _against(one: Assessment, move: Move, change: str) -> str:
    """A change and what it is held against."""
    if one.estimates:
        return say("{change} on {wave}", change=change, wave=retold(move.first)) if move.first else change
    if move.yearly:
        return say("{change} on the year", change=change)
    return say("{change} on the weeks before", change=change)


def subtitle_waves(one: Assessment) -> str:
    """What is drawn: measure, people, intervals."""
    last = one.estimates[-1]
    what = say(WHEN[one.metric.kind], kpi=name_of(one), counted=counted_text(one, last), wave=retold(last.name))
    told = [what, say("Bars: {level} intervals.", level=LEVEL)]
    told += [] if one.target != one.target else [say("Dotted: target.")]
    return " ".join(told)


def note_waves(one: Assessment, move: Move, write: Format) -> str:
    """How the last wave differs, and what stands against the verdict."""
    told = [f"{move_word(move)}: {move_text(one, move, write)}."]
    return " ".join([*told, *reasons_told(one)])
