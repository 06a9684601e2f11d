"""The least effect that a check can see: what it is blind for is never called "no evidence"."""

from scipy.special import stdtrit

from kpilib.judge.effect.correlated import Estimate
from kpilib.judge.thresholds import EFFECT_LEVEL, POWER


def detectable(effect: Estimate) -> float:
    """The minimum detectable effect, in the unit of the effect: what is found in 80 of 100 cases at the 95 % level.

    (t(.975) + t(.80)) x standard error; Bloom (1995), Evaluation Review 19:547.

    >>> round(detectable(Estimate.single(0.0, 1.0, 10_000)), 2)
    2.8
    """
    ends = stdtrit(effect.freedom, [(1 + EFFECT_LEVEL) / 2, POWER])
    return float(ends.sum()) * effect.error
