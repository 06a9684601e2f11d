"""An effect, a prediction and a verdict in words."""

from kpilib.judge.cycles import Cycle
from kpilib.judge.effect.verdict import Against, Verdict
from kpilib.tell import wording
from kpilib.tell.formats import MINUS, Format

VERDICT: dict[Verdict, str] = {
    "worked": "Worked",
    "harmed": "Did harm",
    "no_evidence": "No evidence",
    "inconclusive": "Inconclusive",
    "confounded": "Confounded",
    "not_implemented": "Not implemented",
    "not_yet": "Not yet",
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
AGAINST: dict[Against, str] = {
    "within": "as predicted",
    "below": "less than predicted",
    "above": "more than predicted",
}


def effect_text(value: float, cycle: Cycle) -> str:
    """An effect with its sign: "+0.20 points", "+35 a week"."""
    return f"{signed(value, wording.format_of(cycle.one))}{a_week(cycle)}"


def signed(value: float, write: Format) -> str:
    told = write.gap(value)
    nothing = not any(digit in "123456789" for digit in told)
    return told if nothing else f"{MINUS if value < 0 else '+'}{told}"


def span_text(low: float, high: float, cycle: Cycle) -> str:
    """Two ends of an effect: "+0.12 to +0.28 points"."""
    write = wording.format_of(cycle.one)
    first, last = signed(low, write), signed(high, write)
    unit = first.rpartition("\N{NO-BREAK SPACE}")[2]
    if unit.isalpha() and last.endswith(unit):
        first = first.removesuffix(unit).rstrip("\N{NO-BREAK SPACE}")
    return f"{first} to {last}"


def a_week(cycle: Cycle) -> str:
    """What stands behind an effect on a total, or on what a week adds to a level."""
    return " a week" if cycle.one.metric.kind in ("sum", "last") else ""


def moved(cycle: Cycle) -> str:
    """The KPI and which way it went: "conversion rate rose by 0.20 points"."""
    value = cycle.evidence.effect[0]
    gap = wording.format_of(cycle.one).gap(value)
    return f"{kpi_name(cycle)} {'rose' if value > 0 else 'fell'} by {gap}{a_week(cycle)}"


def kpi_name(cycle: Cycle) -> str:
    """The KPI within a sentence."""
    name = cycle.one.name
    return name if name[:2].isupper() else name[0].lower() + name[1:]
