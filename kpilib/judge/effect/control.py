"""An untreated series beside the treated one: what the weeks after would have been, as far as the control tells."""

import warnings
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from kpilib.judge.effect.correlated import Estimate
from kpilib.judge.effect.placebo import Placebo
from kpilib.judge.effect.weeks import Window
from kpilib.judge.thresholds import (
    FEWEST_LINE_WEEKS,
    FEWEST_PLACEBO_AFTER,
    FEWEST_PLACEBO_BEFORE,
    FEWEST_PLACEBOS,
)


@dataclass(frozen=True)
class Controlled:
    """An effect beside a control.

    effect   : by how much a week after the action differs from what the control lets expect, in their mean.
    expected : for each week before and after.
    slope    : by how much a week goes with one of the control, each in its own standard deviation.
    placebo  : the same at false dates of the baseline; None where it is too short for 20 of them.
    """

    effect: Estimate
    expected: pd.Series = field(repr=False)
    slope: float
    placebo: Placebo | None = None


@dataclass(frozen=True)
class _Model:
    """A level that wanders, beside a control with a fixed slope, in standard deviations of the baseline.

    states, spreads : level and slope after each week, and what is not known of them.
    """

    y: np.ndarray
    x: np.ndarray
    states: np.ndarray
    spreads: np.ndarray
    noise: float
    step: float

    @property
    def told(self) -> np.ndarray:
        """What the model says of each week."""
        return (np.column_stack([np.ones(len(self.x)), self.x]) * self.states).sum(axis=1)

    def ahead(self, last: int, x: np.ndarray, weeks: np.ndarray) -> tuple[np.ndarray, float]:
        """What was expected, after week `last`, of weeks counted from it; and the variance of their mean error."""
        rows = np.column_stack([np.ones(len(x)), x])
        mean = rows.mean(axis=0)
        wander = np.minimum.outer(weeks, weeks).mean() * self.step
        variance = float(mean @ self.spreads[last] @ mean) + wander + self.noise / len(weeks)
        return rows @ self.states[last], variance


def controlled(window: Window, control: pd.Series) -> Controlled | None:
    """The effect beside a control; None where fewer than 26 weeks before the start have both.

    control : one value a whole week. It must not be touched by the action: what the action moves predicts its result.
    A structural time-series model with a wandering level and a slope on the control is estimated before the start and
    carried forward; the season is the control's. Brodersen and others (2015), Annals of Applied Statistics 9:247.
    """
    beside = control.reindex(window.all.index)
    known = beside.notna()
    values, after = window.all[known], window.is_after[known.to_numpy()]
    if (~after).sum() < FEWEST_LINE_WEEKS or not after.any():
        return None
    index = pd.date_range(values.index[0], values.index[-1], freq="7D")
    y, shift, scale = _standard(values, index, ~after)
    x, _, _ = _standard(beside[known], index, ~after)
    x = x.fillna(0.0)  # its y is missing too, so nothing is told by it
    before = index < values.index[after][0]
    later = ~before & y.notna().to_numpy()
    model = _model(y[before].to_numpy(), x[before].to_numpy())
    last = int(before.sum()) - 1
    expected, variance = model.ahead(last, x[later].to_numpy(), np.flatnonzero(later) - last)
    gap, error = float((y[later].to_numpy() - expected).mean()), float(np.sqrt(variance))
    told = pd.Series(np.concatenate([model.told, expected]) * scale + shift, index[before].append(index[later]))
    return Controlled(
        Estimate.single(gap * scale, error * scale, int((~after).sum()) - 4),  # level, slope and two variances
        told,
        float(model.states[-1, 1]),
        _placebo(model, abs(gap) / error, int(later.sum())),
    )


def _standard(values: pd.Series, index: pd.DatetimeIndex, calm: np.ndarray) -> tuple[pd.Series, float, float]:
    shift, scale = float(values[calm].mean()), float(values[calm].std()) or 1.0
    return (values.reindex(index) - shift) / scale, shift, scale


def _model(y: np.ndarray, x: np.ndarray) -> _Model:
    from statsmodels.tsa.statespace.structural import UnobservedComponents  # seconds of import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a variance at its bound of zero is told as not converged
        asked = UnobservedComponents(y, "llevel", exog=x, mle_regression=False)
        found = asked.fit(disp=False, maxiter=200)
    noise, step = map(float, found.params)
    return _Model(y, x, found.filtered_state.T, np.moveaxis(found.filtered_state_cov, -1, 0), noise, step)


def _placebo(model: _Model, size: float, weeks_after: int) -> Placebo | None:
    """The same at every false date of the baseline that has weeks enough before and after it."""
    length = min(weeks_after, len(model.y) - FEWEST_PLACEBO_BEFORE - FEWEST_PLACEBOS + 1)
    if length < min(FEWEST_PLACEBO_AFTER, weeks_after):
        return None
    sizes = []
    for first in range(FEWEST_PLACEBO_BEFORE, len(model.y) - length + 1):
        seen = first + np.flatnonzero(~np.isnan(model.y[first : first + length]))
        if len(seen):
            expected, variance = model.ahead(first - 1, model.x[seen], seen - first + 1)
            sizes.append(abs(float((model.y[seen] - expected).mean())) / float(np.sqrt(variance)))
    return Placebo(len(sizes), sum(one >= size for one in sizes))
