"""Interrupted time series: what the weeks after an action are, beside what those before it let expect."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from kpilib.judge.effect.correlated import Estimate, Fit, fit
from kpilib.judge.effect.weeks import Window, week_numbers
from kpilib.judge.thresholds import EFFECT_LEVEL, SEASON_WAVES, WEEKS_FOR_SEASON

YEAR = 365.25 / 7  # weeks


@dataclass(frozen=True)
class Interrupted:
    """A segmented regression on weekly values.

    effect   : by how much a week after the action differs from what was expected, in the mean of these weeks.
    step     : the same at the first of these weeks; `slope` by how much it grows in each week that follows.
    expected : for every week before and after, what it would be without the change.
    season   : what of the expectation is the season: one value a week; zero where none could be told.
    waves    : of the season: two, or none below a year of weeks before the start.
    """

    effect: Estimate
    step: Estimate
    slope: Estimate
    expected: pd.Series = field(repr=False)
    season: pd.Series = field(repr=False)
    waves: int = 0
    _model: Fit | None = field(default=None, repr=False)
    _without: pd.DataFrame | None = field(default=None, repr=False)

    @cached_property
    def band(self) -> pd.DataFrame:
        """Low and high end of the 95 % band of what was expected, week by week after the start."""
        ends = [self._model.of(row).interval(EFFECT_LEVEL) for row in self._without.to_numpy()]
        return pd.DataFrame(ends, self._without.index, columns=["low", "high"])

    @property
    def dependence(self) -> float:
        """How much a week depends on the one before it, between 0 and 1."""
        return self.effect.dependence


def interrupted(window: Window) -> Interrupted:
    """y = b0 + b1 t + b2 D + b3 (t - t0) D + season, with errors that depend on those of the week before.

    D is 1 in the weeks after. Whole weeks hold every weekday once, so they need no terms for weekdays; the season is
    a wave of a year, and one of half a year. The effect is b2 + b3 (t - t0) at the mean of the weeks after.
    Source: Wagner and others (2002), Journal of Clinical Pharmacy and Therapeutics 27:299, on segmented regression.
    Raises ValueError where there are not more weeks than terms.
    """
    waves = waves_of(window)
    terms = terms_of(window.numbers, window.is_after, waves)
    model = fit(terms, window.all.to_numpy(dtype=float), window.numbers)
    after = window.numbers[window.is_after]
    _, _, mean, slope, *_ = np.eye(terms.shape[1])  # the slope counts from the mean of the weeks after
    first = mean + slope * ((after[0] - after.mean()) / YEAR)
    index = pd.date_range(window.all.index[0], max(window.all.index[-1], window.following.index[-1]), freq="7D")
    numbers = week_numbers(index)
    without = terms_of(numbers, np.zeros(len(numbers), dtype=bool), waves)
    season = np.column_stack([np.zeros((len(numbers), 4)), without[:, 4:]])
    later = numbers >= after[0]
    return Interrupted(
        model.of(mean),
        model.of(first),
        model.of(slope / YEAR),
        pd.Series(without @ model.mean_slopes, index),
        pd.Series(season @ model.mean_slopes, index),
        waves,
        model,
        pd.DataFrame(without[later], index[later]),
    )


def waves_of(window: Window) -> int:
    """How many waves of a season the weeks before the start can tell."""
    span = window.numbers[~window.is_after]
    weeks = int(span[-1] - span[0]) + 1 if len(span) else 0
    return SEASON_WAVES if weeks >= WEEKS_FOR_SEASON else 0


def terms_of(numbers: np.ndarray, is_after: np.ndarray, waves: int) -> np.ndarray:
    """The terms of the regression, one row a week: level, trend, step, slope from the mean week after, season.

    Without a week after, step and slope are zero: what is expected without the change.
    """
    years = numbers / YEAR
    middle = years[is_after].mean() if is_after.any() else 0.0
    slope = np.where(is_after, years - middle, 0.0)
    columns = [np.ones(len(numbers)), years, is_after.astype(float), slope]
    for wave in range(1, waves + 1):
        columns += [np.sin(2 * np.pi * wave * years), np.cos(2 * np.pi * wave * years)]
    return np.column_stack(columns)
