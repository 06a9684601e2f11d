"""Values of a KPI with what is counted behind them: 1,200 qualified leads."""

from kpilib.judge.assessment import Assessment
from kpilib.tell.names import noun_of
from kpilib.tell.wording.verdict import format_of


def counted(one: Assessment, value: float) -> str:
    """A value of the KPI: "1,200 qualified leads", or as it is written where nothing is counted."""
    return _with_noun(one, format_of(one)(value))


def counted_gap(one: Assessment, value: float, *, sign: bool = False) -> str:
    """A difference between two of its values: "79 qualified leads", or with `sign` "−79 qualified leads"."""
    return _with_noun(one, format_of(one).gap(value, sign=sign))


def _with_noun(one: Assessment, told: str) -> str:
    noun = noun_of(one.metric) if one.metric.unit == "count" else ""
    return f"{told} {noun}" if noun else told
