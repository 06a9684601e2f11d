"""Whether a leading indicator leads: when its weeks rise, do those of the KPI that follows rise at the lag agreed?

Two series that drift or persist seem to move together by chance (Yule 1926, Granger and Newbold 1974). So the weekly
changes are taken, the leader's own memory is filtered out of both, and what is left is held together at the one lag
that was agreed beforehand: prewhitening (Box and Jenkins, Time Series Analysis, 1970). Ranks keep one great week from
deciding it. An association is no proof of a cause; a KPI without one has nothing to show for leading.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

import numpy as np
import pandas as pd

from kpilib.judge.assessment import Assessment
from kpilib.judge.soundness import CONVERTING
from kpilib.judge.thresholds import FEWEST_LEADING_WEEKS, LEADING_LEVEL, MOST_LEADING_WEEKS

MEMORY = 2  # weeks of its own past that a weekly change is freed from

Verdict = Literal["supported", "not_proven", "contradicted"]
Why = Literal["", "no_data", "by_wave", "too_few_weeks", "constant"]


@dataclass(frozen=True)
class Link:
    """One `leads_to`, held to the data.

    lag_weeks   : the agreed lag in whole weeks. weeks : pairs of weeks that were held together.
    association : rank correlation from -1 to 1 with its 95 % interval; above zero where both move the way that is
                  good for them, whichever that is; NaN where it cannot be told.
    why         : why nothing could be told, as a code.
    suspected   : of vanity: its owner says that it leads, and nothing shows it. What counts conversions is a result
                  by itself, as a business KPI is; too few weeks make suspicious only what the catalogue calls vanity.
    """

    leader: Assessment
    follower: Assessment
    lag_weeks: int
    weeks: int
    verdict: Verdict
    association: float = math.nan
    interval: tuple[float, float] = (math.nan, math.nan)
    why: Why = ""

    @property
    def suspected(self) -> bool:
        metric = self.leader.metric
        result = self.leader.kpi.level == "business" or {metric.numerator, metric.denominator} & set(CONVERTING)
        return self.verdict != "supported" and (metric.vanity or not (self.why or result))


def leading_links(assessments: Sequence[Assessment]) -> tuple[Link, ...]:
    """Every `leads_to` of the KPIs, in their order."""
    by_id = {one.kpi.id: one for one in assessments}
    return tuple(
        link_of(one, by_id[one.kpi.leads_to.kpi], one.kpi.leads_to.lag_days)
        for one in assessments
        if one.kpi.leads_to is not None and one.kpi.leads_to.kpi in by_id
    )


def link_of(leader: Assessment, follower: Assessment, lag_days: int) -> Link:
    """Hold one link to the data."""
    lag = round(lag_days / 7)
    if leader.estimate is not None or follower.estimate is not None:
        return Link(leader, follower, lag, 0, "not_proven", why="by_wave")
    if leader.series is None or follower.series is None:
        return Link(leader, follower, lag, 0, "not_proven", why="no_data")
    first, then = (one.weeks.iloc[-MOST_LEADING_WEEKS:] for one in (leader, follower))
    found = association(first, then, lag)
    if good_side(leader) != good_side(follower):
        found = found.turned
    if found.count < FEWEST_LEADING_WEEKS:
        return Link(leader, follower, lag, found.count, "not_proven", why="too_few_weeks")
    if math.isnan(found.value):
        return Link(leader, follower, lag, found.count, "not_proven", why="constant")
    low, high = found.interval
    verdict: Verdict = "supported" if low > 0 else "contradicted" if high < 0 else "not_proven"
    return Link(leader, follower, lag, found.count, verdict, found.value, found.interval)


@dataclass(frozen=True)
class Association:
    """A rank correlation of so many pairs with its interval; NaN where one side never changed."""

    count: int
    value: float = math.nan
    interval: tuple[float, float] = (math.nan, math.nan)

    @property
    def turned(self) -> "Association":
        """The same with one of the two sides upside down, for two KPIs of which one is to fall and one to rise."""
        low, high = self.interval
        return Association(self.count, -self.value, (-high, -low))


def association(leader: pd.Series, follower: pd.Series, lag: int, level: float = LEADING_LEVEL) -> Association:
    """How the weekly changes of two series go together, the second one `lag` weeks after the first.

    leader, follower : one value a week under the same kind of weekly index, NaN for weeks that are not known.
    The interval is Fisher's with the variance of Bonett and Wright (2000) for Spearman's correlation.
    """
    weeks = leader.index.union(follower.index)
    first, then = (_changes(one.reindex(weeks)) for one in (leader, follower))
    memory = _memory(first)
    both = max(len(weeks) - lag, 0)  # none where the lag is longer than what is known
    pairs = np.column_stack([_freed(first, memory)[:both], _freed(then, memory)[len(weeks) - both :]])
    pairs = pairs[~np.isnan(pairs).any(axis=1)]
    count = len(pairs)
    if count <= 3 or (np.ptp(pairs, axis=0) <= 1e-9 * np.abs(pairs).max(axis=0, initial=1e-300)).any():
        return Association(count)
    value = float(np.corrcoef(pd.DataFrame(pairs).rank().to_numpy(), rowvar=False)[0, 1])
    spread = math.sqrt((1 + value**2 / 2) / (count - 3)) * NormalDist().inv_cdf((1 + level) / 2)
    middle = math.atanh(min(max(value, -0.9999), 0.9999))
    return Association(count, value, (math.tanh(middle - spread), math.tanh(middle + spread)))


def good_side(one: Assessment) -> int:
    """1 for a KPI that is to rise, or of which neither way is better; -1 for one that is to fall."""
    return -1 if one.metric.improvement == "decrease" else 1


def _changes(weeks: pd.Series) -> np.ndarray:
    """Changes from week to week: of the log where all values are above zero, since marketing grows by shares."""
    values = weeks.to_numpy(dtype=float)
    known = values[~np.isnan(values)]
    return np.diff(np.log(values) if len(known) and known.min() > 0 else values, prepend=math.nan)


def _memory(changes: np.ndarray) -> np.ndarray:
    """How much of its last changes a change keeps, by least squares; weeks without a whole past are left out."""
    past = _past(changes)
    whole = ~np.isnan(past).any(axis=1) & ~np.isnan(changes)
    if whole.sum() <= 3 * MEMORY:
        return np.zeros(MEMORY)
    return np.linalg.lstsq(past[whole], changes[whole], rcond=None)[0]


def _freed(changes: np.ndarray, memory: np.ndarray) -> np.ndarray:
    return changes - _past(changes) @ memory


def _past(changes: np.ndarray) -> np.ndarray:
    """For each week the changes of the weeks before, NaN where they are not known."""
    padded = np.concatenate([np.full(MEMORY, math.nan), changes])
    return np.column_stack([padded[MEMORY - back : len(padded) - back] for back in range(1, MEMORY + 1)])
