"""Whether a target was within reach on the day it was agreed, from how much the same KPI moved before.

An agreement is made before the first day of its period, so nothing of the period is looked at here.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.special import stdtr

from kpilib.judge.pace import days_between
from kpilib.judge.thresholds import LARGEST_MISSING_SHARE
from kpilib.measure.metrics import Series

YEAR = 364  # whole weeks, so that weekdays match
FEWEST_PERIODS = 3  # earlier periods without overlap, below which their spread says nothing: a convention
LEAST_SPREAD = 0.05  # of the log of a growth: steadier than this no quarter can be trusted to be


@dataclass(frozen=True)
class Reach:
    """How likely a target looked, and from what.

    chance   : of reaching it, from a Student distribution of the log growth of earlier periods.
    needed   : growth that the target asks for, as a share; `usual` the mean growth of the earlier periods.
    periods  : how many earlier periods without overlap there were; `yearly` whether they were held to a year before.
    """

    chance: float
    needed: float
    usual: float
    periods: int
    yearly: bool


def reach_of(series: Series, *, target: float, start: date, due: date, improvement: str) -> list[Reach]:
    """How likely a target looked before its period began, held to the year before and to the period before.

    A business that has just changed its level is told right by the second, a seasonal one by the first: a target is
    out of reach only if both say so. Empty where there was too little history for either.

    series : the metric day by day, over all days known.
    """
    length = days_between(start, due)
    views = (_view(series, target, start, length, lag, improvement) for lag in (YEAR, length))
    return [view for view in views if view is not None]


def _view(series: Series, target: float, start: date, length: int, lag: int, improvement: str) -> Reach | None:
    """How likely the growth is that the target asks for, over `lag` days, from the growths of earlier periods."""
    first = series.numerator.index[0].date() if len(series.numerator) else start
    count = ((start - first).days - lag) // length
    growths = []
    for number in range(count):
        last = start - timedelta(days=1 + number * length)
        now, then = (_value(series, last - timedelta(days=back), length) for back in (0, lag))
        if now > 0 and then > 0:
            growths.append(math.log(now / then))
    base = _value(series, start + timedelta(days=length - 1 - lag), length)
    if len(growths) < FEWEST_PERIODS or not base > 0 or not target > 0:
        return None
    usual, spread = float(np.mean(growths)), max(float(np.std(growths, ddof=1)), LEAST_SPREAD)
    needed = math.log(target / base)
    distance = (needed - usual) / (spread * math.sqrt(1 + 1 / len(growths)))
    below = float(stdtr(len(growths) - 1, distance))
    chance = below if improvement == "decrease" else 1 - below
    return Reach(chance, math.expm1(needed), math.expm1(usual), len(growths), lag == YEAR)


def _value(series: Series, last: date, length: int) -> float:
    """The metric over a period of some length; a sum with missing days is brought up to the whole of it."""
    part = series.between(last - timedelta(days=length - 1), last)
    measured = part.days_measured
    if measured < (1 - LARGEST_MISSING_SHARE) * length:
        return math.nan
    return part.value * (length / measured if part.kind == "sum" else 1)
