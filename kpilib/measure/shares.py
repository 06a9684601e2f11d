"""Intervals of shares, and whether two shares differ: how far an answer of some people stands for all of them."""

import math
from collections.abc import Sequence
from statistics import NormalDist

LEVEL = 0.95  # of an interval, where nothing else is asked


def z_of(level: float) -> float:
    """Standard deviations to either side of the middle that hold a share `level` of a normal distribution.

    >>> round(z_of(0.95), 3)
    1.96
    """
    if not 0 < level < 1:
        raise ValueError(f"a level is between 0 and 1, such as 0.95; not {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def wilson(hits: float, count: float, level: float = LEVEL) -> tuple[float, float]:
    """Wilson's interval of a share. Written out here: scipy.stats takes longer to import than a report to judge.

    hits, count : how many said so, of how many; weighted answers by their effective number.
    Wilson, Probable Inference, the Law of Succession, and Statistical Inference (1927).

    >>> [round(end, 3) for end in wilson(7, 9, 0.8)]
    [0.566, 0.904]
    """
    _check(hits, count)
    z, share = z_of(level), hits / count
    middle = share + z * z / (2 * count)
    half = z * math.sqrt(share * (1 - share) / count + (z / (2 * count)) ** 2)
    return max((middle - half) / (1 + z * z / count), 0.0), min((middle + half) / (1 + z * z / count), 1.0)


def agresti_coull(hits: float, count: float, level: float = LEVEL) -> tuple[float, float]:
    """The plain interval around Wilson's middle: a little wider than Wilson's, and never narrower.

    Agresti and Coull, Approximate Is Better than "Exact" for Interval Estimation of Binomial Proportions (1998).

    >>> [round(end, 3) for end in agresti_coull(7, 9)]
    [0.443, 0.947]
    """
    _check(hits, count)
    z = z_of(level)
    middle = (hits + z * z / 2) / (count + z * z)
    half = z * math.sqrt(middle * (1 - middle) / (count + z * z))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def effective_n(weights: Sequence[float]) -> float:
    """How many equally weighted answers tell as much as these weighted ones: (sum w)^2 / sum w^2.

    Kish, Survey Sampling (1965). The number of answers divided by it is the design effect of the weights.
    Raises ValueError for weights below zero, and where all are zero.

    >>> effective_n([1, 1, 1, 1]), effective_n([3, 1])
    (4.0, 1.6)
    """
    if not weights or min(weights) < 0 or not sum(weights):
        raise ValueError("weights are zero or more, and one of them is above zero")
    return sum(weights) ** 2 / sum(weight * weight for weight in weights)


def two_shares(first: tuple[float, float], second: tuple[float, float]) -> tuple[float, float]:
    """z and p of the difference of two shares of different people, each as (hits, count).

    The two-proportion test with the pooled share. Two shares that are both 0 or both 1 do not differ: z is 0.

    >>> z, p = two_shares((40, 200), (60, 200))
    >>> round(z, 2), round(p, 3)
    (2.31, 0.021)
    """
    for hits, count in (first, second):
        _check(hits, count)
    pooled = (first[0] + second[0]) / (first[1] + second[1])
    spread = math.sqrt(pooled * (1 - pooled) * (1 / first[1] + 1 / second[1]))
    z = (second[0] / second[1] - first[0] / first[1]) / spread if spread else 0.0
    return z, two_sided(z)


def two_sided(z: float) -> float:
    """How often chance alone leads so far from zero, to either side."""
    return 2 * NormalDist().cdf(-abs(z))


def _check(hits: float, count: float) -> None:
    if not 0 <= hits <= count or not count:
        raise ValueError(f"{hits:g} of {count:g} is no share")
