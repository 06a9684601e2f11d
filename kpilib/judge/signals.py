"""Signals in a process: natural process limits, the three rules that tell a signal from noise, and reach of a target.

Source: Wheeler, Understanding Variation (1993), and for the three rules the public calculator xmrit.com. Never to be
used on cumulative values, which depend on each other by construction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from kpilib.judge.thresholds import NEAR_LIMIT, NEAR_LIMIT_OF, RUN_LENGTH, TRIAL_BELOW

# What turns the mean or the median of moving ranges of two into limits: 3 / d2, D4, and the same for the median
# (3 / 0.954 and 3.686 / 0.954), as Wheeler and xmrit.com print them.
FACTORS = {"mean": (2.66, 3.268), "median": (3.145, 3.865), "screened": (2.66, 3.268)}

Spread = Literal["mean", "median", "screened"]
Rule = Literal["outside", "run", "near_limit"]
Assurance = Literal["reliably_met", "hit_or_miss", "out_of_reach"]
Band = tuple[float, float]


@dataclass(frozen=True)
class Limits:
    """Natural process limits: what the process does by itself, in the unit of its values.

    spread      : the mean (or median) moving range; `range_upper` the limit for a single moving range.
    trial       : made of fewer than twelve values, so that they may still move.
    """

    centre: float
    lower: float
    upper: float
    spread: float
    range_upper: float
    trial: bool = False

    @property
    def quartiles(self) -> Band:
        """The lines half-way between the centre and the limits."""
        return (self.centre + self.lower) / 2, (self.centre + self.upper) / 2


@dataclass(frozen=True)
class Signal:
    """What the process does not bring by itself: the rule, its side (1 above, -1 below), the first and last label.

    values : how many values it is made of.
    """

    rule: Rule
    side: int
    first: pd.Timestamp | int
    last: pd.Timestamp | int
    values: int = 1


def process_limits(values: Sequence[float] | pd.Series, *, spread: Spread = "mean") -> Limits:
    """Natural process limits of an XmR chart.

    values : one number per complete week, oldest first, in the KPI's own unit; no missing values.
    spread : `mean` of the moving ranges; their `median` for a baseline that holds outliers; or `screened`, the mean
             without the ranges that are above their own limit (Nelson, 1982, as NHS England has it).
    Raises ValueError below 2 values; below TRIAL_BELOW the limits are marked as trial.
    Mean +/- 2.66 x mean moving range (Wheeler, Understanding Variation, 1993).

    >>> round(process_limits([10, 12, 11, 13]).upper, 2)
    15.93
    """
    numbers = np.asarray(values, dtype=float)
    if len(numbers) < 2 or not np.isfinite(numbers).all():
        raise ValueError("limits need at least two values, none of them missing")
    ranges = np.abs(np.diff(numbers))
    times, of_range = FACTORS[spread]
    if spread == "screened" and ranges.any():
        ranges = ranges[ranges < of_range * ranges.mean()]
    centre, width = float(numbers.mean()), float(np.median(ranges) if spread == "median" else ranges.mean())
    return Limits(
        centre, centre - times * width, centre + times * width, width, of_range * width, len(numbers) < TRIAL_BELOW
    )


def signals_of(values: pd.Series, limits: Limits) -> list[Signal]:
    """Every signal of a series against limits, by the three rules: a value outside of the limits, eight in a row on
    one side of the centre, three of four nearer to a limit than to the centre.

    >>> weeks = pd.Series([10, 12, 11, 13, 10, 12, 20])
    >>> signals_of(weeks, process_limits(weeks[:6]))
    [Signal(rule='outside', side=1, first=6, last=6, values=1)]
    """
    numbers, labels = values.to_numpy(dtype=float), list(values.index)
    found: list[tuple[int, Signal]] = []
    low, high = limits.quartiles
    # Equal values differ in their last digit once their mean is taken; that is no signal.
    hair = 1e-9 * float(np.abs([*numbers, limits.centre]).max(initial=0))
    for side, limit, line in ((1, limits.upper, high), (-1, limits.lower, low)):
        beyond = {"outside": limit, "run": limits.centre, "near_limit": line}
        flags = {rule: side * (numbers - level) > hair for rule, level in beyond.items()}
        places = [("outside", place, place) for place in np.flatnonzero(flags["outside"])]
        places += [("run", *ends) for ends in _runs(flags["run"])]
        places += [("near_limit", *ends) for ends in _near(flags["near_limit"])]
        for rule, first, last in places:
            count = int(flags[rule][first : last + 1].sum())
            found.append((first, Signal(rule, side, labels[first], labels[last], count)))
    return [signal for _, signal in sorted(found, key=lambda one: (one[0], one[1].rule, one[1].side))]


def _runs(flags: np.ndarray) -> list[tuple[int, int]]:
    """Stretches of so many flagged values in a row as first and last place."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(int), [0]))))
    return [(int(a), int(b) - 1) for a, b in edges.reshape(-1, 2) if b - a >= RUN_LENGTH]


def _near(flags: np.ndarray) -> list[tuple[int, int]]:
    """Stretches in which three of each four values are flagged, put together where they overlap."""
    found: list[tuple[int, int]] = []
    for begin in range(len(flags) - NEAR_LIMIT_OF + 1):
        places = np.flatnonzero(flags[begin : begin + NEAR_LIMIT_OF]) + begin
        if len(places) < NEAR_LIMIT:
            continue
        first, last = int(places[0]), int(places[-1])
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def assurance(limits: Limits, target: float | Band, improvement: str) -> Assurance:
    """Whether single values of the process, left alone, reach the target: Making Data Count (NHS England).

    target : one value, or the two ends that values are to stay between.

    >>> limits = process_limits([10, 12, 11, 13])
    >>> [assurance(limits, level, "increase") for level in (7, 12, 16)]
    ['reliably_met', 'hit_or_miss', 'out_of_reach']
    """
    if isinstance(target, tuple):
        low, high = target
        if low <= limits.lower and limits.upper <= high:
            return "reliably_met"
        return "out_of_reach" if limits.upper < low or limits.lower > high else "hit_or_miss"
    if limits.lower <= target <= limits.upper:
        return "hit_or_miss"
    below = target < limits.lower
    return "reliably_met" if below == (improvement == "increase") else "out_of_reach"


def autocorrelation(values: Sequence[float] | pd.Series) -> float:
    """How much a value depends on the one before it, from -1 to 1; NaN below four values or for constant ones."""
    numbers = np.asarray(values, dtype=float)
    if len(numbers) < 4 or not np.ptp(numbers):
        return float("nan")
    apart = numbers - numbers.mean()
    return float((apart[1:] * apart[:-1]).sum() / (apart**2).sum())
