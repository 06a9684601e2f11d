"""Where a level will stand: its last value, and how much such levels changed over as many days before."""

import math
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from kpilib.judge.blend import WEEK, WEEKS
from kpilib.judge.forecast import Confidence, forecast_total
from kpilib.judge.sampled import Sampled
from kpilib.judge.thresholds import NUMBER_FROM_DAYS, SEASON_FROM_DAYS

DRAWS = 2000
FEWEST_CHANGES = 3  # changes without overlap, below which their spread says nothing
LATEST = 14  # days without a reading, after which the level of today is not known


def forecast_level(daily: pd.Series, *, due: Any, as_of: Any) -> Sampled:
    """Forecast a level, such as a number of followers, to its due date.

    daily : one reading a day under a DatetimeIndex, NaN for days without one; nothing after `as_of` is looked at.
    The changes over as many days as are left, ending on every day of the last two years, have a mean and a spread; a
    Student distribution of them, with as many degrees of freedom as there were changes without overlap, is set on the
    last value.
    """
    last, due = pd.Timestamp(as_of), pd.Timestamp(due)
    known = daily[daily.index <= last].dropna().sort_index()
    left = (due - last).days
    if not len(known) or (last - known.index[-1]).days > LATEST:
        return Sampled(math.nan, left, "none", ("nothing_lately: no reading",))
    now, days = float(known.iloc[-1]), (known.index[-1] - known.index[0]).days + 1
    if left <= 0:
        return Sampled(now, left, "full", draws=np.array([now]))
    whole = known.reindex(pd.date_range(known.index[0], known.index[-1])).ffill().iloc[-2 * 364 :].to_numpy(float)
    changes = whole[left:] - whole[:-left] if len(whole) > left else np.array([])
    windows = len(changes) / left
    if days < WEEK * WEEKS or windows < FEWEST_CHANGES:
        return Sampled(now, left, "none", (f"too_little_history: {days} days",))
    spread = float(changes.std()) * math.sqrt(1 + 1 / windows)
    lots = (np.arange(DRAWS) + 0.5) / DRAWS
    draws = now + float(changes.mean()) + spread * stdtrit(windows - 1, lots)
    if whole.min() >= 0:
        draws = np.maximum(draws, 0.0)
    confidence: Confidence = "full" if days >= SEASON_FROM_DAYS else "no_seasonal_memory"
    return Sampled(now, left, "low" if days < NUMBER_FROM_DAYS else confidence, draws=draws)


def forecast_mean(daily: pd.Series, *, start: Any, due: Any, as_of: Any, counts: bool) -> Sampled:
    """Forecast the mean of the days of a period: its total, over the days that it has."""
    total = forecast_total(daily, start=start, due=due, as_of=as_of, counts=counts)
    first, last = pd.Timestamp(start), pd.Timestamp(as_of)
    so_far = float(daily[(daily.index >= first) & (daily.index <= last)].mean())
    if total.confidence == "none":
        return Sampled(so_far, total.days_left, "none", total.why)
    days = (pd.Timestamp(due) - first).days + 1
    lots = (np.arange(DRAWS) + 0.5) / DRAWS
    draws = np.array([so_far]) if total.rest is None else np.array([total.quantile(lot) for lot in lots]) / days
    return Sampled(so_far, total.days_left, total.confidence, total.why, draws)
