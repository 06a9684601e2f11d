"""The sum of the days that are left, as a distribution: a blend of simple forecasts that weighs itself.

Four levels (last week, four weeks, eight weeks, the median of six weeks) are spread over the days left by the weekday
pattern of the last eight weeks. What weighs how much the series' own past decides: each level forecast is made again
at rolling origins, and those that erred less at the same number of days left weigh more. Last years' drift between
the same dates is added as far as it has helped before. The error is mixed from a prior and the series' own errors.
The log of the sum is Student-t with few degrees of freedom: marketing has more surprises than a normal curve allows.
Method and constants: back-tested on public daily series, see tests/bench/forecast_backtest.py.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit

WEEKS = 8  # of the weekday pattern, and the least history there can be
WEEK = 7
YEAR = 364  # whole weeks, so that weekdays match
MOST_YEARS = 3
LONGEST = 3 * YEAR + 119  # days; older ones say nothing of today
LEVEL_PRIOR = np.array([2.0, 1.0, 1.0, 1.0])  # before the series' own errors are known the last week weighs double
WEIGHT_PRIOR_WINDOWS = 3.0  # so many windows without overlap until the errors count for half
DRIFT_PRIOR = 0.3  # how strongly the share of last years' drift is held to years / (years + 1)
MOST_DRIFT = 1.1
SCALE_PRIOR_WINDOWS = 3.0
SCALE_AT_ONE_DAY, SCALE_GROWTH = 0.06, 0.2  # the prior error of the log: .06 x days_left ^ .2
HALF_LIFE = 365.0  # days after which an error counts for half
WITHOUT_SEASON = 0.3  # weight of errors made when no year before was known
BY_YEARS = (1.0, 0.85, 0.75, 0.7)  # how much a season seen once, twice, three times narrows the error where it helps
SHORT_IS_WILDER = -0.1  # the last days of a quarter hold month ends and holidays that a scale by days left misses
AT_DAYS = 30.0
SPREAD = 0.84
# A swing such as that of Christmas, known from few years, is itself uncertain by this part of it. Without it the last
# week of December was held by 48 % of the 80 % ranges.
SEASON_DOUBT = 0.25
FREEDOM = 4.0
OPTIMISM = 0.1  # of a scale: without it chances between .2 and .5 came true more rarely than told
LEAST = 0.5  # added to sums before their log, so that a sum of zero has one
USUAL = 10_000.0  # money is taken in a unit of which a usual day has so many: LEAST is then nothing in any currency
CLIP = 0.005


@dataclass(frozen=True)
class Remainder:
    """The sum of the days left: `log_median` and `log_scale` of a Student-t on the log of (sum / unit + LEAST)."""

    log_median: float
    log_scale: float
    unit: float = 1.0

    def quantile(self, share: float | np.ndarray) -> np.ndarray:
        """The value below which the sum falls with this probability."""
        ends = np.exp(self.log_median + self.log_scale * stdtrit(FREEDOM, share)) - LEAST
        return np.maximum(ends, 0.0) * self.unit

    def above(self, value: float) -> float:
        """The probability that the sum is at least `value`, never quite 0 or 1."""
        if value <= 0:
            return 1 - CLIP
        distance = (math.log(value / self.unit + LEAST) - self.log_median) / self.log_scale
        return float(np.clip(1 - stdtr(FREEDOM, distance), CLIP, 1 - CLIP))


def remainder(values: np.ndarray, days_left: int, *, counts: bool, skip: int = 0) -> Remainder | None:
    """The sum of the next `days_left` days; None where the last eight weeks hold nothing to forecast from.

    values : one a day, oldest first, none missing. counts : whether they are counts, which scatter by themselves.
    skip   : so many of these days come before a period that has not begun yet; they are not in the sum.
    """
    values = np.asarray(values, dtype=float)[-LONGEST:]
    if len(values) < WEEK * WEEKS:
        return None
    if values[-WEEK * WEEKS :].sum() <= 0 or values[-4 * WEEK :].sum() <= 0:
        return None
    unit = 1.0 if counts else float(values[-WEEK * WEEKS :].mean()) / USUAL
    window = _Window(values / unit, days_left)
    now = len(values)
    (levels,), drift = window.at(np.array([now]))
    drift = float(drift[0])
    years = max(0, min(MOST_YEARS, (now - 28) // YEAR) - (days_left - 1) // YEAR)  # those whose days left are over
    origins = np.arange(now - days_left, WEEK * WEEKS - 1, -WEEK)
    past, drifts = window.at(origins)
    errors = window.actual(origins)[:, None] - past
    seen = ~np.isnan(drifts)
    drifts = np.where(seen, drifts, 0.0)
    share = years / (years + 1)
    weights = _weights(errors, drifts, share, days_left)
    if len(origins) and years and seen.any():
        share = _drift_share(errors @ weights, drifts, share, days_left)
    median = float(levels @ weights) + share * (0.0 if math.isnan(drift) else drift)
    scatter = math.exp(-median) if counts else 0.0  # a count scatters by its root
    prior = (SCALE_AT_ONE_DAY * days_left**SCALE_GROWTH) ** 2 + scatter
    variance = prior
    if len(origins):
        fade = 0.5 ** ((now - origins) / HALF_LIFE) * np.where(seen | ~seen.any(), 1.0, WITHOUT_SEASON)
        windows = fade.sum() * WEEK / days_left + 1
        own = float((fade * (errors @ weights - share * drifts) ** 2).sum() / fade.sum())
        variance = (SCALE_PRIOR_WINDOWS * prior + windows * own) / (SCALE_PRIOR_WINDOWS + windows)
    median += math.log(window.share_after(skip, now))
    # A season that has not helped so far is none: it narrows nothing.
    helped = min(share * (years + 1) / years, 1.0) if years else 0.0
    narrow = 1 - (1 - BY_YEARS[years]) * helped
    doubt = 0.0 if math.isnan(drift) else SEASON_DOUBT * drift
    scale = math.sqrt(narrow**2 * variance + scatter + doubt**2) * SPREAD * (days_left / AT_DAYS) ** SHORT_IS_WILDER
    return Remainder(median - OPTIMISM * scale, scale, unit)


class _Window:
    """Forecasts of the sum of so many days after any days of a series, which are asked for together."""

    def __init__(self, values: np.ndarray, days: int):
        self.values, self.days = values, days
        self.sums = np.concatenate([[0.0], np.cumsum(values)])
        self.weekday = np.arange(days) % WEEK

    def between(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        return self.sums[last] - self.sums[first]

    def actual(self, origins: np.ndarray) -> np.ndarray:
        """The log of what the days after each origin brought."""
        return _logs(self.between(origins, origins + self.days))

    def share_after(self, skip: int, origin: int) -> float:
        """How much of the sum falls on the days after the first `skip`, by the weekday pattern."""
        days = self.pattern(np.array([origin]))[0][self.weekday]
        return float(days[skip:].sum() / days.sum())

    def pattern(self, origins: np.ndarray) -> np.ndarray:
        """What each of the next seven weekdays brings, with mean 1, from the eight weeks before each origin."""
        before = self.values[origins[:, None] + np.arange(-WEEK * WEEKS, 0)]
        means = before.reshape(-1, WEEKS, WEEK).mean(1)
        means = np.maximum(means, 0.0) + LEAST / WEEK
        return means / means.mean(1, keepdims=True)

    def at(self, origins: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The log forecasts of the four levels, a row for each origin, and last years' log drift, NaN if unknown."""
        days = np.take(self.pattern(origins), self.weekday, axis=1).sum(1)  # how many average days are left
        ends = origins[:, None] - WEEK * np.arange(6)
        weeks = self.between(ends - WEEK, ends)
        levels = [
            weeks[:, 0] / WEEK,
            self.between(origins - 28, origins) / 28,
            self.between(origins - 56, origins) / 56,
            np.median(weeks, axis=1) / WEEK,
        ]
        return _logs(np.column_stack(levels) * days[:, None]), self._drift(origins, days)

    def _drift(self, origins: np.ndarray, days: np.ndarray) -> np.ndarray:
        total, years = np.zeros(len(origins)), np.zeros(len(origins))
        for year in range(1, MOST_YEARS + 1):
            then = origins - YEAR * year
            known = (then >= 28) & (then + self.days <= origins)
            then, worth = then[known], days[known]
            ahead, before = self.between(then, then + self.days) / worth, self.between(then - 28, then) / 28
            total[known] += _logs(ahead, LEAST / worth) - _logs(before, LEAST / 28)
            years[known] += 1
        return np.divide(total, years, out=np.full(len(origins), math.nan), where=years > 0)


def _logs(values: np.ndarray, least: float | np.ndarray = LEAST) -> np.ndarray:
    return logs(np.maximum(values, 0.0) + least)


def logs(values: np.ndarray) -> np.ndarray:
    """Logs by the C library: those of numpy differ in their last digit from one processor to another."""
    return np.array([math.log(one) for one in values.ravel().tolist()]).reshape(values.shape)


def _weights(errors: np.ndarray, drifts: np.ndarray, share: float, days_left: int) -> np.ndarray:
    """How much each level weighs: the prior times the inverse of its own squared errors, tempered by their number."""
    weights = LEVEL_PRIOR / LEVEL_PRIOR.sum()
    if len(errors):
        windows = len(errors) * WEEK / days_left
        squared = ((errors - share * drifts[:, None]) ** 2).mean(0) + 1e-6
        weights = LEVEL_PRIOR * squared ** (-2 * windows / (windows + WEIGHT_PRIOR_WINDOWS))
    return weights / weights.sum()


def _drift_share(errors: np.ndarray, drifts: np.ndarray, share: float, days_left: int) -> float:
    """The share of last years' drift that would have served best so far, held to what the years known suggest."""
    step = WEEK / days_left
    best = (DRIFT_PRIOR * share + step * (errors * drifts).sum()) / (DRIFT_PRIOR + step * (drifts**2).sum())
    return float(np.clip(best, 0.0, MOST_DRIFT))
