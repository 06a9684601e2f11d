"""A value that some people stand for, with its interval: a wave of a survey, customers who were followed."""

import math
from dataclasses import dataclass
from datetime import date
from typing import Literal

from kpilib.measure.shares import LEVEL, two_shares, two_sided, wilson, z_of

Way = Literal["share", "nps"]


@dataclass(frozen=True)
class Estimate:
    """What was found of the people of one wave or cohort.

    name        : of the wave, or of the quarter in which it was known.
    first, last : the days on which they were asked, or on which the last of them was known.
    hits, n     : how many said or did so, of how many. `against` are the detractors of an NPS.
    value       : a share; of an NPS points from -100 to 100. `low` and `high` are its interval.
    """

    name: str
    first: date
    last: date
    hits: float
    n: float
    against: float = 0.0
    way: Way = "share"
    level: float = LEVEL

    @property
    def value(self) -> float:
        scale = 100 if self.way == "nps" else 1
        return scale * (self.hits - self.against) / self.n if self.n else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's of a share, the adjusted Wald of an NPS; NaN where nobody was asked."""
        if not self.n:
            return math.nan, math.nan
        if self.way == "share":
            return wilson(self.hits, self.n, self.level)
        return nps_interval(self.hits, self.against, self.n, self.level)

    @property
    def low(self) -> float:
        return self.interval[0]

    @property
    def high(self) -> float:
        return self.interval[1]


@dataclass(frozen=True)
class Difference:
    """How two estimates differ: the second less the first, with its z and p; NaN where one of them has nobody."""

    value: float
    z: float
    p: float


def nps_interval(
    promoters: float, detractors: float, n: float, level: float = LEVEL, *, adjusted: bool = True
) -> tuple[float, float]:
    """The interval of a net promoter score in points.

    The adjusted Wald adds three quarters of a promoter, of a detractor, and three people: the best of those that were
    tested (Rocks, Interval Estimation for the "Net Promoter Score", 2016, arXiv 1601.07235); without it the Wald.
    Raises ValueError for more promoters and detractors than people.

    >>> [round(end, 1) for end in nps_interval(12, 7, 31)]
    [-10.9, 40.3]
    >>> [round(end, 1) for end in nps_interval(12, 7, 31, adjusted=False)]
    [-10.8, 43.1]
    """
    if min(promoters, detractors) < 0 or promoters + detractors > n or not n:
        raise ValueError(f"{promoters:g} promoters and {detractors:g} detractors of {n:g} people are no score")
    more = 0.75 if adjusted else 0.0
    count = n + 4 * more
    score, variance = _nps(promoters + more, detractors + more, count)
    half = z_of(level) * math.sqrt(variance / count)
    return max(100 * (score - half), -100.0), min(100 * (score + half), 100.0)


def difference(first: Estimate, second: Estimate) -> Difference:
    """Whether the second estimate is another than the first: two proportions, or two scores by summed variances."""
    if not first.n or not second.n:
        return Difference(math.nan, math.nan, math.nan)
    apart = second.value - first.value
    if first.way == "share":
        return Difference(apart, *two_shares((first.hits, first.n), (second.hits, second.n)))
    spread = math.sqrt(sum(_nps(one.hits, one.against, one.n)[1] / one.n for one in (first, second)))
    z = apart / 100 / spread if spread else 0.0
    return Difference(apart, z, two_sided(z))


def _nps(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """Score and variance of one person's answer, which is 1, 0 or -1."""
    for_it, against = promoters / n, detractors / n
    return for_it - against, for_it + against - (for_it - against) ** 2
