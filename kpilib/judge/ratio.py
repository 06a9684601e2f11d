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

from kpilib.judge.blend import FREEDOM, WEEK, WEEKS
from kpilib.judge.forecast import checked, day_of, forecast_total
from kpilib.judge.sampled import Sampled

DRAWS = 4000
LEVELS = (7, 28, 56, 91)  # days behind a rate's level
PRIOR = np.array([0.5, 1.0, 1.5, 1.5])  # longer levels are steadier: a week of a rate is mostly noise
WINDOWS_PRIOR = 3.0
RATE_SCALE, RATE_GROWTH = 0.03, 0.15  # the prior error of a rate's log: .03 x days_left ^ .15
FEWEST_CASES = 30
SPREAD, SHORT_IS_WILDER, AT_DAYS = 0.82, -0.25, 30.0  # fitted to the coverage of a back-test on ratios


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
    if under.rest is None:
        return Sampled(**known, confidence=under.confidence, why=under.why, draws=np.array([known["to_date"]]))
    both = both.dropna()
    rate = _rate(both["top"].to_numpy(float), both["under"].to_numpy(float), under.days_left)
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
    ends = (top + more) / (under.to_date + rest)
    confidence = under.confidence
    if shares and under.to_date + float(np.median(rest)) < FEWEST_CASES:
        return Sampled(**known, confidence="none", why=(f"few_cases: below {FEWEST_CASES}",))
    return Sampled(**known, confidence=confidence, why=under.why, draws=ends)


def _rate(top: np.ndarray, under: np.ndarray, days_left: int) -> tuple[float, float] | None:
    """The log of the rate of the next days, and its scale; None where there is none."""
    now = len(top)
    if now < WEEK * WEEKS or top[-28:].sum() <= 0 or under[-28:].sum() <= 0:
        return None
    tops, unders = (np.concatenate([[0.0], np.cumsum(each)]) for each in (top, under))

    def log_rate(first: int, last: int) -> float:
        over, below = tops[last] - tops[first], unders[last] - unders[first]
        return math.log(max(over, 0.5) / below) if below > 0 else math.nan

    def levels(origin: int) -> np.ndarray:
        return np.array([log_rate(max(origin - days, 0), origin) for days in LEVELS])

    origins = np.arange(now - days_left, WEEK * WEEKS - 1, -WEEK)
    weights = PRIOR / PRIOR.sum()
    prior = (RATE_SCALE * days_left**RATE_GROWTH) ** 2
    variance = prior
    if len(origins):
        errors = np.array([log_rate(origin, origin + days_left) - levels(origin) for origin in origins])
        errors = errors[~np.isnan(errors).any(axis=1)]
        if len(errors):
            windows = len(errors) * WEEK / days_left
            squared = (errors**2).mean(0) + 1e-6
            weights = PRIOR * squared ** (-2 * windows / (windows + WINDOWS_PRIOR))
            weights /= weights.sum()
            own = float(((errors @ weights) ** 2).mean())
            variance = (WINDOWS_PRIOR * prior + (windows + 1) * own) / (WINDOWS_PRIOR + windows + 1)
    median = float(levels(now) @ weights)
    scale = math.sqrt(variance) * SPREAD * (days_left / AT_DAYS) ** SHORT_IS_WILDER
    return (median, scale) if not math.isnan(median) else None
