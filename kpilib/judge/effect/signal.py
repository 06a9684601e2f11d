"""Whether the weeks after an action hold a signal, on which side, and whether it had begun before."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpilib.judge.effect.weeks import Window
from kpilib.judge.signals import Limits, Signal, process_limits, signals_of
from kpilib.judge.thresholds import AUTOCORRELATED, HALF_BEFORE, LOCKED_FROM, RUN_LENGTH, WEEKS_AFTER_CAUSE
from kpilib.measure.series import MONDAY_TO_SUNDAY


@dataclass(frozen=True)
class Signals:
    """Signals in how far the weeks are from what was expected without the change.

    limits  : of these distances, from the last half-year of the baseline; `apart` are the distances themselves.
    inside  : the signals that began between the start and the end of the lag, or four weeks where that is longer.
    before  : those of the last eight weeks before the start.
    lately  : the mean distance of the last four weeks before the start.
    charted : "values", or "news" where weeks depend on each other so much that only what is new in each is charted.
    """

    limits: Limits
    apart: pd.Series
    inside: tuple[Signal, ...]
    before: tuple[Signal, ...]
    lately: float
    charted: str = "values"

    def began(self, side: int) -> bool:
        """Whether a signal on this side began in time."""
        return any(one.side == side for one in self.inside)

    def had_begun(self, effect: float) -> bool:
        """Whether the process had turned before anything was done: a signal on the side of the effect, and half of
        the effect in the mean of the last four weeks.
        """
        side = 1 if effect > 0 else -1
        return any(one.side == side for one in self.before) and side * self.lately >= HALF_BEFORE * abs(effect)

    def first(self, side: int) -> Signal | None:
        """The signal on this side that began first."""
        return min((one for one in self.inside if one.side == side), key=lambda one: one.first, default=None)


def signals_after(window: Window, expected: pd.Series, *, lag_days: int, dependence: float = 0.0) -> Signals:
    """The three rules of a signal, for the weeks before and after an action.

    expected : what every week would be without the change. Where a trend or a season was expected, a week is held to
               it: a chart of the values themselves would take the season for a signal.
    dependence : how much a week depends on the one before it; above 0.3 a chart of the values raises false alarms,
               and what is new in each week is charted instead.
    """
    values = pd.concat([window.before, window.following])
    apart = charted = values - expected.reindex(values.index)
    news = dependence > AUTOCORRELATED
    if news:
        charted = apart - dependence * apart.shift(fill_value=0.0)
    calm, later = charted[window.before.index].iloc[-LOCKED_FROM:], charted[window.following.index]
    limits = process_limits(calm, spread="screened")
    latest = _in_time(window.start, lag_days)
    inside = tuple(one for one in signals_of(later, limits) if one.first - MONDAY_TO_SUNDAY <= latest)
    turned = tuple(one for one in signals_of(calm, limits) if one.last in calm.index[-RUN_LENGTH:])
    lately = float(apart[window.before.index].iloc[-WEEKS_AFTER_CAUSE:].mean())
    return Signals(limits, charted, inside, turned, lately, "news" if news else "values")


def _in_time(start: date, lag_days: int) -> pd.Timestamp:
    """The last day on which a week of the signal may begin."""
    return pd.Timestamp(start) + max(pd.Timedelta(days=lag_days), pd.Timedelta(weeks=WEEKS_AFTER_CAUSE))
