"""What was predicted of a cycle, in the unit of a week of its KPI."""

import math

from kpilib.plan.catalogue import Metric
from kpilib.plan.cycle import Prediction
from kpilib.plan.target import Amount

Predicted = tuple[float, float, float]


def planned(prediction: Prediction | None, without: float) -> Predicted | None:
    """Effect, low and high; None without a prediction, or where a share of what is not known was predicted.

    without : what a week would be without the action.

    >>> told = Prediction(effect="+10%", low="+5%", high="+20%", by="2026-08-16")
    >>> planned(told, 200)
    (20.0, 10.0, 40.0)
    """
    if prediction is None:
        return None
    told = tuple(in_weeks(one, without) for one in (prediction.effect, prediction.low, prediction.high))
    return None if any(math.isnan(one) for one in told) else told


def in_weeks(amount: Amount, without: float) -> float:
    """An amount as a prediction has it: points, a share of what would be without the action, or plain units."""
    return amount.in_unit * abs(without) if amount.mark == "%" else amount.in_unit


def wanted(metric: Metric, prediction: Prediction | None) -> int | None:
    """The side that is better: the KPI's, or of one that is neither the side that was predicted; None for neither."""
    side = {"increase": 1, "decrease": -1}.get(metric.improvement)
    if side is None and prediction is not None and prediction.effect.value:
        side = 1 if prediction.effect.value > 0 else -1
    return side
