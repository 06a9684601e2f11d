"""The ways of forecasting a total that the back-test holds against each other.

All but the yes/no call have the same shape, a Student-t on the log of what the days left bring, so that they differ
in their centre and their width alone. Their width is the root of their own mean squared error in the series' past.
"""

import math
from collections.abc import Callable

import numpy as np

from kpilib.judge.blend import LEAST, WEEK, YEAR, Remainder
from kpilib.judge.forecast import Forecast, forecast_total
from tests.bench.daily_series import Case

Logs = Callable[[np.ndarray], np.ndarray]  # the log forecasts at several origins
WITHOUT_PAST = 0.1  # the width where a method has no error of its own yet
LINEAR_CALL, OURS = "linear call", "kpilib"


def ours(case: Case) -> Forecast:
    return forecast_total(case.known, start=case.start, due=case.due, as_of=case.as_of, counts=True)


def linear_call(case: Case) -> Forecast:
    """What a pacing tool says: the present pace held to the due date, and yes or no."""
    days = (case.due - case.start).days + 1
    return Forecast(case.to_date * days / (days - case.days_left), 0, "full")


def linear_pace(case: Case) -> Forecast:
    past = Past(case)
    return past.forecast(past.pace)


def share_curve(case: Case) -> Forecast:
    """As much of the total is reached as was reached a year before, weekdays matched."""
    past = Past(case)
    return past.forecast(past.share)


def seasonal_naive(case: Case) -> Forecast:
    """The days left bring what they brought a year before, weekdays matched."""
    past = Past(case)
    return past.forecast(past.year_before)


METHODS: dict[str, Callable[[Case], Forecast]] = {
    LINEAR_CALL: linear_call,
    "linear pace": linear_pace,
    "seasonal naive": seasonal_naive,
    "share curve": share_curve,
    OURS: ours,
}


class Past:
    """The sums of a series up to an as-of date, from which forecasts are made as they would have been before."""

    def __init__(self, case: Case):
        values = case.known.ffill().fillna(0.0).to_numpy()
        self.case, self.left = case, case.days_left
        self.elapsed = (case.as_of - case.start).days + 1
        self.now = len(values)
        self.sums = np.concatenate([[0.0], np.cumsum(values)])

    def forecast(self, logs: Logs) -> Forecast:
        """The forecast of today, as wide as the same forecast erred at rolling origins a week apart."""
        origins = np.arange(self.now - self.left, self.elapsed - 1, -WEEK)
        errors = self.log_sum(origins, origins + self.left) - logs(origins) if len(origins) else np.array([])
        errors = errors[~np.isnan(errors)]
        median = float(logs(np.array([self.now]))[0])
        if math.isnan(median):
            return self.forecast(self.pace)
        width = math.sqrt(float((errors**2).mean())) if len(errors) else WITHOUT_PAST
        return Forecast(self.case.to_date, self.left, "full", rest=Remainder(median, max(width, 1e-6)))

    def pace(self, origins: np.ndarray) -> np.ndarray:
        level = self.between(origins - self.elapsed, origins) / self.elapsed
        return np.log(np.maximum(level * self.left, 0) + LEAST)

    def share(self, origins: np.ndarray) -> np.ndarray:
        before = self.log_sum(origins - YEAR - self.elapsed, origins - YEAR)
        return self.log_sum(origins - self.elapsed, origins) + self.year_before(origins) - before

    def year_before(self, origins: np.ndarray) -> np.ndarray:
        return self.log_sum(origins - YEAR, origins - YEAR + self.left)

    def log_sum(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        return np.log(np.maximum(self.between(first, last), 0) + LEAST)

    def between(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        """The sums of the days from `first` to before `last`; NaN where the series begins later."""
        return np.where(first >= 0, self.sums[np.maximum(last, 0)] - self.sums[np.maximum(first, 0)], math.nan)
