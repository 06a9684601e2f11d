"""An effect, a prediction and a verdict in words."""

from kpilib.judge.cycles import Cycle
from kpilib.judge.effect.verdict import Verdict
from kpilib.judge.thresholds import EFFECT_LEVEL
from kpilib.tell import wording
from kpilib.tell.formats import GAPS, NO_BREAK, Format, share
from kpilib.tell.language import marked, say
from kpilib.tell.names import name_of
from kpilib.tell.phrases import inside

LEVEL = share(EFFECT_LEVEL)
VERDICT: dict[Verdict, str] = {
    "worked": marked("Worked"),
    "harmed": marked("Did harm"),
    "no_evidence": marked("No evidence"),
    "inconclusive": marked("Inconclusive"),
    "confounded": marked("Confounded"),
    "not_implemented": marked("Not implemented"),
    "not_yet": marked("Not yet"),
}
# A verdict as the shapes and colours of a status have it.
COURSE = {
    "worked": "on_course",
    "harmed": "off_course",
    "no_evidence": "unknown",
    "inconclusive": "close",
    "confounded": "close",
    "not_implemented": "off_course",
    "not_yet": "unknown",
}


def verdict_word(verdict: Verdict) -> str:
    """A verdict in a word or two."""
    return say(VERDICT[verdict])


def effect_text(value: float, cycle: Cycle) -> str:
    """An effect with its sign: "+0.20 points", "+35 a week"."""
    return a_week(wording.format_of(cycle.one).gap(value, sign=True), cycle)


def size_text(value: float, cycle: Cycle) -> str:
    """How large an effect is, whichever way it goes: "0.20 points", "35 a week"."""
    return a_week(wording.format_of(cycle.one).gap(value), cycle)


def unitless(told: str, write: Format) -> str:
    """A difference without the word behind it, as an axis has it.

    >>> unitless(Format("percent").gap(0.002, sign=True), Format("percent"))
    '+0.20'
    """
    return told.removesuffix(f"{NO_BREAK}{GAPS[write.language].get(write.unit, '')}")


def span_text(low: float, high: float, cycle: Cycle) -> str:
    """Two ends of an effect: "+0.12 to +0.28 points"."""
    return " ".join(span_lines(low, high, cycle))


def span_lines(low: float, high: float, cycle: Cycle) -> list[str]:
    """Two ends of an effect in two lines, for a picture that has no room for one: ["+0.12 to", "+0.28 points"]."""
    write = wording.format_of(cycle.one)
    first, last = write.gap(low, sign=True), write.gap(high, sign=True)
    unit = first.rpartition(NO_BREAK)[2]
    if unit.replace(" ", "").isalpha() and last.endswith(unit):
        first = first.removesuffix(unit).rstrip(NO_BREAK)
    return [line.strip(" ") for line in say("{low} to {high}", low=first, high=f"\n{last}").split("\n")]


def a_week(told: str, cycle: Cycle) -> str:
    """A number with what stands behind it where it is an effect on a total, or on what a week adds to a level."""
    return say("{effect} a week", effect=told) if cycle.one.metric.kind in ("sum", "last") else told


def moved(cycle: Cycle) -> str:
    """The KPI and which way it went: "conversion rate rose by 0.20 points"."""
    value = cycle.evidence.effect[0]
    told = {"kpi": kpi_name(cycle), "size": size_text(value, cycle)}
    return say("{kpi} rose by {size}", **told) if value > 0 else say("{kpi} fell by {size}", **told)


def kpi_name(cycle: Cycle) -> str:
    """The KPI within a sentence."""
    return inside(name_of(cycle.one))
