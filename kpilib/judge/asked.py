"""What a KPI's target comes to in its metric's unit, or why there is none."""

import math
from collections.abc import Callable

from kpilib.plan.message import Message
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.periods import Quarter
from kpilib.plan.target import Amount, Band

Asked = tuple[float, str | None]


def asked_of(plan: Plan, kpi: Kpi, then: Callable[[Quarter], Asked]) -> Asked:
    """The target, or NaN and the reason; of a band its middle.

    then : what the KPI came to in an earlier quarter, or NaN and why that cannot be told. It is asked where the
           target is a change against a quarter of which the plan tells no baseline.
    """
    target = kpi.target
    if target is None:
        return math.nan, Message("no target was agreed")
    if isinstance(target, Amount):
        return target.in_unit, None
    if isinstance(target, Band):
        return (target.low.in_unit + target.high.in_unit) / 2, None
    if kpi.baseline and kpi.baseline.quarter == target.against:
        return target.applied_to(kpi.baseline.value.in_unit), None
    value, why = then(plan.client.quarter(target.against))
    return (math.nan, why) if why else (target.applied_to(value), None)
