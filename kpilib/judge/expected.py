"""Where a KPI ends if its present rate goes on. To be replaced by the calibrated forecast."""

import math
from dataclasses import dataclass
from datetime import timedelta
from statistics import NormalDist

import pandas as pd

from kpilib.judge.assess import Assessment, weekly_values
from kpilib.judge.thresholds import MOST_WEEKS, RECENT_DAYS, RESPONSE_LEVEL


@dataclass(frozen=True)
class Range:
    """An estimate with its 80 % range; an end that cannot be told is infinite or NaN."""

    value: float
    low: float = math.nan
    high: float = math.nan


def expected_end(one: Assessment) -> Range:
    """The KPI on its due date at the present rate, in its own unit.

    A total: what came so far, and for each day left the mean of its weekday over the last 28 days. Its range comes
    from how much the last 12 whole weeks differ: the standard deviation of the sum of w weeks whose mean is known
    from 4 is s x sqrt(w + w^2 / 4). A rate or a level: its present value, without a range.
    NaN where there is no actual.
    """
    if not one.known or one.metric.kind != "sum":
        return Range(one.actual)
    left = pd.date_range(one.data_to + timedelta(days=1), one.kpi.due)
    days = pd.concat([one.history.numerator, one.series.numerator]).iloc[-RECENT_DAYS:].dropna()
    if not len(days):
        return Range(math.nan)
    by_weekday = days.groupby(days.index.day_of_week).mean()
    rest = float(by_weekday.reindex(left.day_of_week).fillna(days.mean()).sum())
    weeks, recent = len(left) / 7, RECENT_DAYS / 7
    spread = float(weekly_values(one).dropna().iloc[-MOST_WEEKS:].std()) * math.sqrt(weeks + weeks**2 / recent)
    reach = NormalDist().inv_cdf((1 + RESPONSE_LEVEL) / 2) * spread
    end = one.actual + rest
    return Range(end, max(end - reach, one.actual) if one.metric.unit != "money" else end - reach, end + reach)
