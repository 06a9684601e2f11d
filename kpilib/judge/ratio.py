"""Where a rate will end: a ratio of sums to its due date, from paths of its denominator and of its rate.

Numerator and denominator depend on each other, so neither is forecast for itself: so many units are still to come, so
much of them converts. KPIs with the same denominator share its paths, so that statements about both together hold.
"""

import math
import zlib
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from kpilib.judge.blend import FREEDOM, MOST_YEARS, WEEK, WEEKS, YEAR, logs
from kpilib.judge.forecast import checked, day_of, forecast_total
from kpilib.judge.sampled import Sampled
from kpilib.measure.series import SMALLEST_DENOMINATOR

DRAWS = 4000
LEVELS = (7, 28, 56, 91)  # days behind a rate's level
PRIOR = np.array([0.5, 1.0, 1.5, 1.5])  # longer levels are steadier: a week of a rate is mostly noise
WINDOWS_PRIOR = 3.0
DRIFT_PRIOR = 0.02  # how strongly last years' drift is held to none, in squared logs of windows without overlap
RATE_SCALE, RATE_GROWTH = 0.03, 0.15  # the prior error of a rate's log: .03 x days_left ^ .15
SPREAD, SHORT_IS_WILDER, AT_DAYS = 0.76, -0.25, 30.0  # fitted to the coverage of a back-test on ratios


def forecast_ratio(
    numerator: pd.Series,
    denominator: pd.Series,
    *,
    start: Any,
    due: Any,
    as_of: Any,
    counts: bool,
    shares: bool,
    paths: str,
    rates: str = "",
) -> Sampled:
    """Forecast a ratio of sums to its due date.

    numerator, denominator : one value a day, known on the same days.
    counts : whether the denominator counts, rather than measures, such as money.
    shares : whether the numerator counts some of the denominator's cases, which adds the scatter of a draw.
    paths  : the denominator's name: KPIs that share it share its paths, draw by draw.
    rates  : the numerator's name: another one converts at a rate that is drawn for itself.
    """
    under = forecast_total(denominator, start=start, due=due, as_of=as_of, counts=counts)
    first, last = day_of("start", start), day_of("as_of", as_of)
    both = pd.concat([checked(numerator, last), checked(denominator, last)], axis=1, keys=["top", "under"])
    top = float(both.loc[both.index >= first, "top"].sum())
    known = {"to_date": top / under.to_date if under.to_date else math.nan, "days_left": under.days_left}
    if under.confidence == "none":
        return Sampled(**known, confidence="none", why=under.why)
    if under.rest is None and not under.to_date:
        return Sampled(**known, confidence="none", why=("nothing_lately: no value above zero",))
    if under.rest is None:
        return Sampled(**known, confidence=under.confidence, why=under.why, draws=np.array([known["to_date"]]))
    days = both.to_numpy(float, copy=True)
    days[np.isnan(days).any(axis=1)] = 0.0  # a day of no cases adds nothing, and keeps the calendar
    rate = _rate(days[:, 0], days[:, 1], under.days_left)
    if rate is None:
        return Sampled(**known, confidence="none", why=("nothing_lately: no value above zero",))
    median, scale = rate
    lots = np.random.default_rng(zlib.crc32(paths.encode())).random(DRAWS)
    rest = under.filled + under.rest.quantile(lots)
    even = (np.arange(DRAWS) + 0.5) / DRAWS
    own = np.random.default_rng(zlib.crc32(f"rate of {rates}".encode()))
    drawn = np.exp(median + scale * stdtrit(FREEDOM, own.permutation(even)))
    if shares:
        drawn = np.clip(drawn, 0.0, 1.0)
        scatter = np.sqrt(rest * drawn * (1 - drawn)) * own.standard_normal(DRAWS)
        more = np.clip(rest * drawn + scatter, 0.0, rest)
    else:
        more = rest * drawn
    whole = under.to_date + rest
    told = whole > 0  # a path on which no case comes has no rate
    if told.mean() < 0.5:
        return Sampled(**known, confidence="none", why=("nothing_lately: no value above zero",))
    ends = (top + more)[told] / whole[told]
    confidence = under.confidence
    if shares and under.to_date + float(np.median(rest)) < SMALLEST_DENOMINATOR:
        return Sampled(**known, confidence="none", why=(f"few_cases: below {SMALLEST_DENOMINATOR}",))
    return Sampled(**known, confidence=confidence, why=under.why, draws=ends)


def _rate(top: np.ndarray, under: np.ndarray, days_left: int) -> tuple[float, float] | None:
    """The log of the rate of the days left, and its scale; None where there is none.

    As in `blend`: levels that weigh by their own past errors, and last years' log drift as far as it has helped.
    """
    now = len(top)
    if now < WEEK * WEEKS or top[-28:].sum() <= 0 or under[-28:].sum() <= 0:
        return None
    rates = _Rates(top, under, days_left)
    weights, share = PRIOR / PRIOR.sum(), 0.0
    prior = (RATE_SCALE * days_left**RATE_GROWTH) ** 2
    variance = prior
    past = rates.errors(now)
    if len(past):
        errors, drifts = past[:, :-1], past[:, -1]
        windows = len(errors) * WEEK / days_left
        weights = PRIOR * ((errors**2).mean(0) + 1e-6) ** (-2 * windows / (windows + WINDOWS_PRIOR))
        weights /= weights.sum()
        left = errors @ weights
        seen = ~np.isnan(drifts)
        if seen.any():
            share = _helpful(left[seen], drifts[seen], days_left)
        left = left - share * np.where(seen, drifts, 0.0)
        own = float((left**2).mean())
        variance = (WINDOWS_PRIOR * prior + (windows + 1) * own) / (WINDOWS_PRIOR + windows + 1)
    drift = float(rates.drift(np.array([now]))[0])
    median = float(rates.levels(np.array([now]))[0] @ weights) + share * (0.0 if math.isnan(drift) else drift)
    scale = math.sqrt(variance) * SPREAD * (days_left / AT_DAYS) ** SHORT_IS_WILDER
    return (median, scale) if not math.isnan(median) else None


def _helpful(errors: np.ndarray, drifts: np.ndarray, days_left: int) -> float:
    """The share of last years' drift that would have served best so far, held to none at all."""
    step = WEEK / days_left
    best = step * (errors * drifts).sum() / (DRIFT_PRIOR + step * (drifts**2).sum())
    return float(np.clip(best, 0.0, 1.0))


class _Rates:
    """Logs of rates over any days of a ratio, and forecasts of the rate of so many days after any day."""

    def __init__(self, top: np.ndarray, under: np.ndarray, days: int):
        self.tops, self.unders = (np.concatenate([[0.0], np.cumsum(each)]) for each in (top, under))
        self.days = days

    def log(self, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        over, below = self.tops[last] - self.tops[first], self.unders[last] - self.unders[first]
        nothing = np.full(below.shape, math.nan)
        return logs(np.divide(np.maximum(over, 0.5), below, out=nothing, where=below > 0))

    def levels(self, origins: np.ndarray) -> np.ndarray:
        """A row for each origin."""
        ends = origins[:, None]
        return self.log(np.maximum(ends - np.array(LEVELS), 0), ends)

    def drift(self, origins: np.ndarray) -> np.ndarray:
        """How the rate moved in the last years, from the weeks before the same date to as many days after it."""
        total, years = np.zeros(len(origins)), np.zeros(len(origins))
        for year in range(1, MOST_YEARS + 1):
            then = origins - YEAR * year
            known = then - WEEK * WEEKS >= 0
            then = then[known]
            total[known] += self.log(then, then + self.days) - self.log(then - WEEK * WEEKS, then)
            years[known] += 1
        return np.divide(total, years, out=np.full(len(origins), math.nan), where=years > 0)

    def errors(self, now: int) -> np.ndarray:
        """One row per earlier day with as many days behind it: the errors of the levels, and the drift of then."""
        origins = np.arange(now - self.days, WEEK * WEEKS - 1, -WEEK)
        came = self.log(origins, origins + self.days)[:, None]
        table = np.column_stack([came - self.levels(origins), self.drift(origins)])
        return table[~np.isnan(table[:, :-1]).any(axis=1)]
