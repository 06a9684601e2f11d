"""Signals in a process: an XmR chart of whole weeks, with limits that stay where they were until there is a cause.

Source: Wheeler, Understanding Variation (1993); the three rules as the public calculator xmrit.com has them. Never to
be drawn on cumulative values, which depend on each other by construction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from kpilib.judge.thresholds import AUTOCORRELATED, LOCKED_FROM, TRIAL_BELOW

LIMIT = 2.66  # 3 / d2 for moving ranges of two values
RANGE_LIMIT = 3.268
MEDIAN_LIMIT = 3.145
MEDIAN_RANGE_LIMIT = 3.865
RUN = 8
NEAR, OF = 3, 4  # three of four beyond the same quartile line

Rule = Literal["outside", "run", "near_limit"]
Assurance = Literal["reliably_met", "hit_or_miss", "out_of_reach"]


@dataclass(frozen=True)
class Limits:
    """Natural process limits: what the process does by itself.

    trial : made of fewer than twelve values, so that they may still move.
    """

    centre: float
    lower: float
    upper: float
    range_mean: float
    range_upper: float
    trial: bool = False

    @property
    def quartiles(self) -> tuple[float, float]:
        """The lines half-way between the centre and the limits."""
        return (self.centre + self.lower) / 2, (self.centre + self.upper) / 2


@dataclass(frozen=True)
class Signal:
    """A value that the process does not bring by itself: the rule, its side (1 above, -1 below), first and last week."""

    rule: Rule
    side: int
    first: pd.Timestamp | int
    last: pd.Timestamp | int


def process_limits(values: Sequence[float] | pd.Series, *, by_median: bool = False) -> Limits:
    """Natural process limits of an XmR chart.

    values    : one number per complete week, oldest first, in the KPI's own unit; no missing values.
    by_median : for a baseline that holds outliers.
    Raises ValueError below 2 values; below TRIAL_BELOW the limits are marked as trial.
    Mean +/- 2.66 x mean moving range (Wheeler, Understanding Variation, 1993).

    >>> round(process_limits([10, 12, 11, 13]).upper, 2)
    15.93
    """
    numbers = np.asarray(values, dtype=float)
    if len(numbers) < 2 or np.isnan(numbers).any():
        raise ValueError("limits need at least two values, none of them missing")
    ranges = np.abs(np.diff(numbers))
    centre, spread = float(numbers.mean()), float(np.median(ranges) if by_median else ranges.mean())
    times, of_range = (MEDIAN_LIMIT, MEDIAN_RANGE_LIMIT) if by_median else (LIMIT, RANGE_LIMIT)
    return Limits(
        centre,
        centre - times * spread,
        centre + times * spread,
        spread,
        of_range * spread,
        len(numbers) < TRIAL_BELOW,
    )


def signals_of(values: pd.Series, limits: Limits) -> list[Signal]:
    """Every signal of a series against limits, by the three rules: a value outside of the limits, eight in a row on
    one side of the centre, three of four nearer to a limit than to the centre.
    """
    numbers, labels = values.to_numpy(dtype=float), list(values.index)
    found: list[Signal] = []
    for place, value in enumerate(numbers):
        if value > limits.upper or value < limits.lower:
            found.append(Signal("outside", 1 if value > limits.upper else -1, labels[place], labels[place]))
    for side in (1, -1):
        beyond = numbers > limits.centre if side > 0 else numbers < limits.centre
        found += [Signal("run", side, labels[a], labels[b]) for a, b in _runs(beyond, RUN)]
        line = limits.quartiles[1 if side > 0 else 0]
        near = numbers > line if side > 0 else numbers < line
        found += [Signal("near_limit", side, labels[a], labels[b]) for a, b in _near(near)]
    return sorted(found, key=lambda one: (labels.index(one.first), one.rule, one.side))


def _runs(flags: np.ndarray, least: int) -> list[tuple[int, int]]:
    runs, begin = [], None
    for place, flag in enumerate([*flags, False]):
        if flag and begin is None:
            begin = place
        elif not flag and begin is not None:
            if place - begin >= least:
                runs.append((begin, place - 1))
            begin = None
    return runs


def _near(flags: np.ndarray) -> list[tuple[int, int]]:
    """Stretches in which three of each four values are flagged, put together where they overlap."""
    found: list[tuple[int, int]] = []
    for begin in range(len(flags) - OF + 1):
        if flags[begin : begin + OF].sum() >= NEAR:
            places = np.flatnonzero(flags[begin : begin + OF]) + begin
            first, last = int(places[0]), int(places[-1])
            if found and first <= found[-1][1]:
                found[-1] = (found[-1][0], max(last, found[-1][1]))
            else:
                found.append((first, last))
    return found


def assurance(limits: Limits, target: float, improvement: Literal["increase", "decrease"]) -> Assurance:
    """Whether the process, left alone, reaches the target: Making Data Count (NHS England)."""
    if limits.lower <= target <= limits.upper:
        return "hit_or_miss"
    below = target < limits.lower
    return "reliably_met" if below == (improvement == "increase") else "out_of_reach"


def autocorrelation(values: Sequence[float]) -> float:
    """How much a value depends on the one before it, from -1 to 1; NaN below four values or for constant ones."""
    numbers = np.asarray(values, dtype=float)
    apart = numbers - numbers.mean() if len(numbers) else numbers
    spread = float((apart**2).sum())
    return float((apart[1:] * apart[:-1]).sum()) / spread if len(numbers) > 3 and spread else float("nan")


@dataclass(frozen=True)
class Process:
    """A KPI by whole weeks, its limits and its signals.

    segments : (first label, limits) of every stretch with limits of its own; the last one holds today.
    depends  : whether neighbouring weeks depend on each other, so that signals alone prove nothing.
    """

    weeks: pd.Series
    segments: tuple[tuple[pd.Timestamp, Limits], ...]
    signals: tuple[Signal, ...]
    correlation: float

    @property
    def limits(self) -> Limits:
        return self.segments[-1][1]

    @property
    def depends(self) -> bool:
        return self.correlation > AUTOCORRELATED


def process_of(weeks: pd.Series, causes: Sequence[pd.Timestamp] = ()) -> Process | None:
    """The process behind weekly values; None below six of them.

    weeks  : one value a whole week, oldest first, indexed by the week's last day; missing weeks are left out.
    causes : days of noted events or actions. Limits are locked after their baseline and carried forward; they are
             made anew only where a run begins within four weeks after a cause: a bad shift without a cause is not
             explained away.
    """
    known = weeks.dropna()
    if len(known) < TRIAL_BELOW // 2:
        return None
    begin, segments, found = 0, [], []
    while True:
        baseline = known.iloc[begin : begin + LOCKED_FROM]
        limits = process_limits(baseline)
        segments.append((known.index[begin], limits))
        rest = known.iloc[begin:]
        mine = signals_of(rest, limits)
        turn = next(
            (one for one in mine if one.rule == "run" and _caused(one.first, causes, known.index[begin])), None
        )
        place = known.index.get_loc(turn.first) if turn else None
        if place is None or len(known) - place < TRIAL_BELOW // 2 or place <= begin:
            found += mine
            break
        found += [one for one in mine if one.last < turn.first]
        begin = place
    return Process(known, tuple(segments), tuple(found), autocorrelation(known.iloc[:LOCKED_FROM]))


def _caused(first: pd.Timestamp, causes: Sequence[pd.Timestamp], begun: pd.Timestamp) -> bool:
    return any(begun < cause and pd.Timedelta(0) <= first - cause <= pd.Timedelta(weeks=4) for cause in causes)
