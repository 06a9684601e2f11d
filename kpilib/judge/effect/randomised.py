"""A randomised test: the effect between two groups that chance has dealt out, with its interval."""

import math
from dataclasses import dataclass

from scipy.special import ndtr

from kpilib.judge.thresholds import EFFECT_LEVEL
from kpilib.measure.shares import wilson, z_of
from kpilib.plan.cycle import Group


@dataclass(frozen=True)
class Difference:
    """The effect of a randomised test, its 95 % interval, and the p-value of no effect."""

    value: float
    low: float
    high: float

    @property
    def error(self) -> float:
        """The standard error that the interval stands for."""
        return (self.high - self.low) / (2 * z_of(EFFECT_LEVEL))

    @property
    def chance(self) -> float:
        return 2 * float(ndtr(-abs(self.value) / self.error)) if self.error else float(self.value == 0)


def between(treated: Group, control: Group) -> Difference:
    """The difference of two shares with Newcombe's interval, which holds for small groups too.

    Newcombe (1998), Statistics in Medicine 17:873, method 10, whose first example this is: 56 of 70 and 48 of 80.

    >>> found = between(Group(cases=70, counted=56), Group(cases=80, counted=48))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    one, other = treated.counted / treated.cases, control.counted / control.cases
    low, high = wilson(treated.counted, treated.cases, EFFECT_LEVEL)
    least, most = wilson(control.counted, control.cases, EFFECT_LEVEL)
    apart = one - other
    return Difference(
        apart,
        apart - math.hypot(one - low, most - other),
        apart + math.hypot(high - one, other - least),
    )
