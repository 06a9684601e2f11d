"""What a delay takes from a KPI, and the target that accounts for it: the counterfactual of F26.

A delay costs the share of the planned uplift that falls on the delayed days. The rest of the target stays as it was
agreed: what a team did not reach by itself is not recalculated away.
"""

import math
from collections.abc import Sequence

from kpilib.judge.agreeable import agreeable, amount
from kpilib.judge.assessment import Assessment
from kpilib.judge.outlook import chance
from kpilib.plan.dependencies import Delay
from kpilib.plan.target import Amount


def lost_by(one: Assessment, delays: Sequence[Delay]) -> float:
    """The change of the KPI at its due date by delays. An uplift with the wrong sign is told by a check, and not
    counted.
    """
    wanted = {"increase": 1, "decrease": -1}.get(one.metric.improvement)
    known = [delay.lost for delay in delays if wanted and delay.lost * wanted > 0]
    return -sum(known) if known else math.nan


def recalculated(one: Assessment, old: Amount | None, lost: float) -> Amount | None:
    """The target less what the delays take, rounded to the side that is easier to reach (F26)."""
    if old is None or math.isnan(lost):
        return None
    easier_is_more = one.metric.improvement == "decrease"
    new = agreeable(old.in_unit, old.in_unit + lost, up=easier_is_more, unit=one.metric.unit)
    told = amount(new, one.metric.unit)
    return told if told != old and (new > 0 or old.value <= 0) else None


def chance_after(one: Assessment, new: Amount | None, delays: Sequence[Delay]) -> float:
    """How likely the new target is once what is late has come: the forecast, made from days without it, and what it
    is still to bring.
    """
    told = one.forecast
    if new is None or told is None or not told.known or told.of is None:
        return math.nan
    to_come = [delay.still_to_come for delay in delays if not delay.delivered]
    return chance(told.of, one.metric, new.in_unit - sum(each for each in to_come if not math.isnan(each)))


def worth(one: Assessment, value: float) -> float:
    """What so much of a KPI is worth, in the client's currency: of money itself, of conversions what one was agreed
    to be worth; NaN for everything else.
    """
    if one.metric.unit == "money" and one.metric.kind == "sum":
        return value
    conversion = one.plan.client.conversions.get(one.metric.numerator or "")
    if one.metric.kind != "sum" or conversion is None or conversion.value is None:
        return math.nan
    return value * conversion.value
