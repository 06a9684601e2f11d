"""Where a total should be by now, and what it takes from here."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from kpilib.judge.thresholds import FEWEST_WEEKS, MOST_WEEKS, RECENT_DAYS


@dataclass(frozen=True)
class Pace:
    """A total against its plan path.

    path     : the plan, cumulative, one value a day from the first day to the due date, in the KPI's unit.
    expected : where the plan is on the days that were measured; a missing day is expected to bring nothing.
    gap      : actual less expected. `weekdays` tells whether the path knows the weekdays.
    """

    path: pd.Series
    expected: float
    gap: float
    weekdays: bool

    @property
    def relative(self) -> float:
        """The gap as a share of what was expected; NaN where nothing was expected."""
        return self.gap / self.expected if self.expected else math.nan


@dataclass(frozen=True)
class Required:
    """What each day that is left has to bring on average, beside what recent days brought."""

    per_day: float
    recent_per_day: float
    days_left: int

    @property
    def times(self) -> float:
        """The needed rate as a multiple of the present one; NaN where the present one is zero or unknown."""
        return self.per_day / self.recent_per_day if self.recent_per_day > 0 else math.nan


def weekday_weights(history: pd.Series) -> pd.Series | None:
    """How much each weekday (0 is Monday) brings, with mean 1, from the whole weeks at the end of `history`.

    history : one value a day, ending on the day before the period, NaN where not measured.
    None where fewer than four weeks were measured, or nothing was in them: the path is then even.
    """
    recent = history.iloc[-7 * MOST_WEEKS :]
    of_weekday = recent.groupby(recent.index.day_of_week)
    if len(recent) < 7 * FEWEST_WEEKS or of_weekday.count().min() < FEWEST_WEEKS:
        return None
    means = of_weekday.mean()
    return means / means.mean() if means.mean() > 0 and means.min() >= 0 else None


def plan_path(target: float, start: date, due: date, weights: pd.Series | None) -> pd.Series:
    """The target spread over the days from `start` to `due` by weekday, cumulative.

    >>> plan_path(100, date(2026, 7, 1), date(2026, 7, 4), None).tolist()
    [25.0, 50.0, 75.0, 100.0]
    """
    days = pd.date_range(start, due)
    shares = pd.Series(1.0, days) if weights is None else pd.Series(weights[days.day_of_week].to_numpy(), days)
    return target * shares.cumsum() / shares.sum()


def pace_of(measured: pd.Series, history: pd.Series, *, target: float, due: date) -> Pace:
    """A total against its plan path.

    measured : one value a day from the first day of the period to the last day with data, NaN where missing.
    history  : the days before the period; the path's weekdays come from them, so it never moves with the actuals.
    """
    weights = weekday_weights(history)
    path = plan_path(target, measured.index[0].date(), due, weights)
    steps = path.diff().fillna(path.iloc[0]).reindex(measured.index)
    expected = float(steps[measured.notna()].sum())
    return Pace(path, expected, float(measured.sum()) - expected, weights is not None)


def required_of(measured: pd.Series, before: pd.Series, *, target: float, due: date) -> Required | None:
    """What the days left have to bring; None where none is left, or the target is reached."""
    days_left = (due - measured.index[-1].date()).days
    rest = target - float(measured.sum())
    if days_left <= 0 or rest <= 0:
        return None
    recent = pd.concat([before, measured]).iloc[-RECENT_DAYS:].dropna()
    return Required(rest / days_left, float(recent.mean()) if len(recent) else math.nan, days_left)


def days_between(first: date, last: date) -> int:
    """How many days a period has, both ends included."""
    return (last - first + timedelta(days=1)).days
