"""Placebo: the same analysis at dates on which nothing was done, to see how often it finds something."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kpilib.judge.effect.correlated import Estimate, fit
from kpilib.judge.effect.interrupted import Interrupted, terms_of
from kpilib.judge.effect.weeks import week_numbers
from kpilib.judge.thresholds import (
    FEWEST_PLACEBO_AFTER,
    FEWEST_PLACEBO_BEFORE,
    FEWEST_PLACEBOS,
    PLACEBO_SHARE,
)


@dataclass(frozen=True)
class Placebo:
    """What the analysis finds at false dates in the baseline.

    dates    : the false dates; `as_large` of them showed an effect as large, in standard errors, on either side.
    """

    dates: int
    as_large: int

    @property
    def share(self) -> float:
        return self.as_large / self.dates

    @property
    def passed(self) -> bool:
        """Whether the effect is beyond what nine of ten false dates show."""
        return self.share <= PLACEBO_SHARE


def placebo(before: pd.Series, found: Interrupted, weeks_after: int) -> Placebo | None:
    """The effect held to those at every false date of the baseline; None with fewer than 20 of them.

    before      : the weeks of the baseline. found : the analysis at the true date.
    weeks_after : of the true date; a false one looks as far, or less far where the baseline is short.
    """
    calm = before - found.season.reindex(before.index)
    numbers = week_numbers(calm.index)
    room = len(calm) - FEWEST_PLACEBO_BEFORE - FEWEST_PLACEBOS + 1
    length = min(weeks_after, room)
    if length < min(FEWEST_PLACEBO_AFTER, weeks_after):
        return None
    size, values = abs(in_errors(found.effect)), calm.to_numpy(dtype=float)
    sizes = []
    for first in range(FEWEST_PLACEBO_BEFORE, len(calm) - length + 1):
        until = first + length
        sizes.append(_size(values[:until], numbers[:until], first))
    return Placebo(len(sizes), int((np.array(sizes) >= size).sum()))


def _size(values: np.ndarray, numbers: np.ndarray, first: int) -> float:
    terms = terms_of(numbers, np.arange(len(values)) >= first, 0)
    return abs(in_errors(fit(terms, values, numbers).of([0, 0, 1, 0])))


def in_errors(effect: Estimate) -> float:
    """An effect in its standard errors."""
    return effect.value / effect.error if effect.error else 0.0
