"""What is usual: the measure that a day's value is held to before it is called low, odd or broken."""

import numpy as np
import pandas as pd

from kpilib.data.quality import thresholds as at

# A standard deviation is so many median absolute deviations where values are normal: 1 / 0.6745.
OF_NORMAL = 1.4826


def usual_of(series: pd.Series) -> pd.Series:
    """For each day the median of the same weekdays before it, up to eight; NaN below four."""
    before = pd.concat([series.shift(7 * weeks) for weeks in range(1, at.SAME_WEEKDAYS + 1)], axis=1)
    return before.median(axis=1).where(before.notna().sum(axis=1) >= at.FEWEST_SAME_WEEKDAYS)


def depth_of(series: pd.Series, usual: pd.Series) -> pd.Series:
    """How far below its usual each day is, in robust standard deviations of all days before it; NaN below zero.

    A business that brings 15 leads on one day and 35 on the next has halves of its usual every week, one that brings
    1,000 visits a day has none.
    """
    below = np.log1p(usual) - np.log1p(series.where(series >= 0))
    scale = OF_NORMAL * (below - below.median()).abs().median()
    return (below - below.median()) / max(scale, at.SMALLEST_SCALE)


def expected_of(logs: pd.Series) -> tuple[pd.Series, float]:
    """What level and weekday let expect of each day, as a logarithm, and the scale of what is left.

    The weekday is the median of what its days differ by from the week around them, the level the median of the four
    weeks around a day when that is taken out: else a business that rests on weekends would have its level from few
    days, and the days beside a holiday would look odd. The scale is the median absolute deviation, in standard
    deviations.
    """
    week = logs.rolling(7, center=True, min_periods=7).median()
    weekday = (logs - week).groupby(logs.index.day_of_week).transform("median")
    level = (logs - weekday).rolling(at.LEVEL_DAYS, center=True, min_periods=at.FEWEST_LEVEL_DAYS).median()
    rest = logs - weekday - level
    scale = OF_NORMAL * float((rest - rest.median()).abs().median())
    return level + weekday, max(scale, at.SMALLEST_SCALE) if scale == scale else np.inf
