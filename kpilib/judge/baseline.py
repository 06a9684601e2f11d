"""What a KPI came to in its quarter, as the baseline of the next."""

import math

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.standing import standing_of
from kpilib.judge.thresholds import LARGEST_MISSING_SHARE
from kpilib.measure.estimates import ESTIMATED
from kpilib.measure.metrics import series_of
from kpilib.plan.successor import Ended


def quarter_value(one: Assessment, facts: Facts) -> tuple[float, str | None]:
    """The metric over the whole quarter in its unit, or NaN and why it cannot be told.

    A total with a missing day is no total; a rate or a level stands with up to a fifth of the days missing. Of what
    is asked or followed it is the last wave of the quarter.
    """
    quarter = one.plan.quarter
    if one.metric.kind in ESTIMATED:
        return _last_estimate(one, facts)
    series = series_of(one.metric, facts, one.plan, channel=one.kpi.channel)
    if series.absent:
        return math.nan, f"no source brings {' or '.join(series.absent)}"
    if series.data_to < quarter.end:
        return math.nan, f"the data end on {series.data_to}, {quarter} on {quarter.end}"
    whole = series.between(quarter.start, quarter.end)
    days, measured = len(whole.numerator), whole.days_measured
    if measured < (days if one.metric.kind == "sum" else days * (1 - LARGEST_MISSING_SHARE)):
        return math.nan, f"{days - measured} of the {days} days of {quarter} were not measured"
    if not whole.steady or math.isnan(whole.value):
        return math.nan, f"{quarter} has too few cases"
    return whole.value, None


def _last_estimate(one: Assessment, facts: Facts) -> tuple[float, str | None]:
    quarter = one.plan.quarter
    standing = standing_of(one.plan, one.kpi.model_copy(update={"due": quarter.end}), facts, quarter.start)
    if standing.estimates.absent:
        return math.nan, f"no source brings {' or '.join(standing.estimates.absent)}"
    return (standing.now.value, None) if standing.now is not None else (math.nan, standing.why_nothing)


def how_it_ended(one: Assessment, facts: Facts, finding: str) -> Ended:
    """What the next quarter's file has to know of a KPI; `finding` is its verdict as a sentence."""
    value, why = quarter_value(one, facts)
    achieved = one.status in ("hit", "reached")
    return Ended(finding, achieved, None if why else value, why)
