"""The weeks of a check: those before the action, those after it, and those that count for neither."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpilib.judge.signals import process_limits
from kpilib.judge.thresholds import (
    FEWEST_PROCESS_WEEKS,
    LOCKED_FROM,
    MOST_BASELINE_WEEKS,
    WEEKS_AFTER_CAUSE,
)
from kpilib.measure.series import MONDAY_TO_SUNDAY


@dataclass(frozen=True)
class Window:
    """Whole weeks around an action, each dated by its Sunday.

    before    : the baseline; it ends before the action began.
    following : every week that began on the day of the action or later.
    after     : those of them that began when the effect was due to show: `following` without the lag.
    trigger   : weeks just before the action that were left out of the baseline, because they led to it.
    """

    start: date
    before: pd.Series
    following: pd.Series
    after: pd.Series
    trigger: tuple[pd.Timestamp, ...] = ()

    @property
    def all(self) -> pd.Series:
        """The weeks that an estimate rests on, before and after."""
        return pd.concat([self.before, self.after])

    @property
    def is_after(self) -> np.ndarray:
        return np.arange(len(self.before) + len(self.after)) >= len(self.before)

    @property
    def numbers(self) -> np.ndarray:
        """The number of each of these weeks, counted from the first; weeks without a value leave a gap."""
        return week_numbers(self.all.index)


def week_numbers(weeks: pd.DatetimeIndex) -> np.ndarray:
    """Weeks counted from the first one."""
    return ((weeks - weeks[0]).days // 7).to_numpy() if len(weeks) else np.array([], dtype=int)


def window_of(
    weeks: pd.Series,
    *,
    start: date,
    until: date,
    lag_days: int = 0,
    baseline: tuple[date, date] | None = None,
    trigger: tuple[date, date] | None = None,
    improvement: str = "increase",
) -> Window:
    """The weeks before and after an action.

    weeks   : one value a whole week, dated by its Sunday; NaN where a week was not measured whole.
    start   : the day on which the action was carried out. until : the last day that may be looked at.
    baseline : its first and last day where the plan names them; otherwise the two years before the start.
    trigger : first and last day of what led to the action, where the plan names them. Without them, weeks of the last
              four before the start that lie beyond the limits of the weeks before, on the side that is not wanted,
              are taken for it: after an extreme week the next is nearer to the mean whatever is done.
    """
    begin, known = pd.Timestamp(start), weeks.dropna()
    known = known[known.index <= pd.Timestamp(until)]
    monday = known.index - MONDAY_TO_SUNDAY
    before = known[known.index < begin]
    if baseline is not None:
        first, last = map(pd.Timestamp, baseline)
        before = before[(before.index - MONDAY_TO_SUNDAY >= first) & (before.index <= last)]
    before = before.iloc[-MOST_BASELINE_WEEKS:]
    led = _between(before, trigger) if trigger else _extreme(before, improvement)
    return Window(
        start,
        before[~before.index.isin(led)],
        known[monday >= begin],
        known[monday >= begin + pd.Timedelta(days=lag_days)],
        tuple(led),
    )


def _between(weeks: pd.Series, days: tuple[date, date]) -> list[pd.Timestamp]:
    """The weeks that share a day with a span."""
    first, last = map(pd.Timestamp, days)
    return [stamp for stamp in weeks.index if stamp >= first and stamp - MONDAY_TO_SUNDAY <= last]


def _extreme(weeks: pd.Series, improvement: str) -> list[pd.Timestamp]:
    """Weeks just before the action that lie beyond the limits of the weeks before, on the side that is not wanted."""
    calm, last = weeks.iloc[-WEEKS_AFTER_CAUSE - LOCKED_FROM : -WEEKS_AFTER_CAUSE], weeks.iloc[-WEEKS_AFTER_CAUSE:]
    if len(calm) < FEWEST_PROCESS_WEEKS:
        return []
    limits = process_limits(calm, spread="screened")
    low = (last < limits.lower) & (improvement != "decrease")
    high = (last > limits.upper) & (improvement != "increase")
    return list(last.index[low | high])
