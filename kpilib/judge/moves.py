"""Whether something moved between two times, and how surely: weeks against weeks, or wave against wave."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from kpilib.judge.assessment import Assessment
from kpilib.judge.thresholds import (
    CHANGED_BELOW,
    FEEDING_WEEKS,
    FEWEST_ANSWERS,
    FEWEST_FEEDING_WEEKS,
    MOST_MEMORY,
    STANDS_STILL,
    SURVEY_LEVEL,
)
from kpilib.measure.estimate import Estimate, difference
from kpilib.measure.shares import wilson
from kpilib.measure.worths import Valued, difference_of_values
from kpilib.plan.periods import a_year_before

Course = Literal["better", "worse", "still", "unknown"]
YEAR = pd.Timedelta(weeks=52)
NEAR = pd.Timedelta(days=45)  # a wave of the same season was asked within so many days of a year before


@dataclass(frozen=True)
class Move:
    """How something moved.

    before, after : its values at the two times, in its own unit; `change` is the second less the first.
    interval      : of the change, where weeks are compared. `p` : of the test, where waves are.
    sure          : whether the change is more than chance.
    course        : better, worse, or still where it is not sure; unknown where there is too little.
    counts        : how many weeks, answers or customers stand behind each side.
    first, second : what the two times are called: waves, or the last days of weeks.
    yearly        : whether the two times are a year apart, so that the season is the same.
    """

    course: Course = "unknown"
    before: float = math.nan
    after: float = math.nan
    interval: tuple[float, float] = (math.nan, math.nan)
    p: float = math.nan
    counts: tuple[float, float] = (0, 0)
    first: str = ""
    second: str = ""
    yearly: bool = False

    @property
    def change(self) -> float:
        return self.after - self.before

    @property
    def relative(self) -> float:
        """The change as a share of what was before; NaN where that is zero or unknown."""
        return self.change / abs(self.before) if self.before else math.nan


def compared(one: Assessment) -> tuple[Estimate, Estimate] | None:
    """The two waves that are held together: the last, and that of a year before or else the one before it.

    Waves with too few answers are no ground for a trend. None where there are not two.
    """
    enough = [each for each in one.estimates if each.n >= FEWEST_ANSWERS]
    if len(enough) < 2:
        return None
    last, earlier = enough[-1], enough[:-1]
    year = [each for each in earlier if _a_year_apart(each, last)]
    return (year or earlier)[-1], last


def _a_year_apart(one: Estimate, other: Estimate) -> bool:
    return abs(pd.Timestamp(one.last) - pd.Timestamp(a_year_before(other.last))) <= NEAR


def move_of_waves(one: Assessment) -> Move:
    """How the last wave differs from the one it is compared with."""
    both = compared(one)
    if both is None:
        return Move()
    first, second = both
    told = difference_of_values(first, second) if isinstance(first, Valued) else difference(first, second)
    sure = told.p < CHANGED_BELOW
    return Move(
        _course(one, told.value) if sure else "still",
        first.value,
        second.value,
        p=told.p,
        counts=(first.n, second.n),
        first=first.name,
        second=second.name,
        yearly=_a_year_apart(first, second),
    )


def move_of_weeks(one: Assessment, until: pd.Timestamp | None = None, against: pd.Timestamp | None = None) -> Move:
    """How the quarter of weeks up to `until` differs from that up to `against`: by default now, and a year before.

    Where the year before was not measured it is the quarter before. The interval is Student's, with fewer degrees of
    freedom where weeks keep of one another.
    """
    if not one.known:
        return Move()
    weeks = one.weeks
    known = weeks.dropna()
    if not len(known):
        return Move()
    until = min(until, known.index[-1]) if until is not None else known.index[-1]
    apart = FEEDING_WEEKS
    if against is not None:
        apart = min(round((until - against).days / 7), FEEDING_WEEKS)
        choices = [against]
    else:
        choices = [until - YEAR, until - pd.Timedelta(weeks=apart)]
    if apart < FEWEST_FEEDING_WEEKS:
        return Move()
    now = _weeks(weeks, until, apart)
    for end in choices:
        then = _weeks(weeks, end, apart)
        if min(len(now), len(then)) >= FEWEST_FEEDING_WEEKS:
            return _move(one, then, now, yearly=abs((until - end) - YEAR) <= NEAR)
    return Move()


def _weeks(weeks: pd.Series, until: pd.Timestamp, count: int) -> pd.Series:
    return weeks[(weeks.index <= until) & (weeks.index > until - pd.Timedelta(weeks=count))].dropna()


def _move(one: Assessment, then: pd.Series, now: pd.Series, *, yearly: bool) -> Move:
    names = {"first": str(then.index[-1].date()), "second": str(now.index[-1].date()), "yearly": yearly}
    counts = (float(len(then)), float(len(now)))
    if one.metric.kind == "last":
        before, after = float(then.iloc[-1]), float(now.iloc[-1])
        still = not before or abs(after / before - 1) < STANDS_STILL
        return Move("still" if still else _course(one, after - before), before, after, counts=counts, **names)
    before, after = float(then.mean()), float(now.mean())
    half = half_width(then.to_numpy(float), now.to_numpy(float))
    change = after - before
    sure = abs(change) > half
    course = _course(one, change) if sure else "still"
    return Move(course, before, after, (change - half, change + half), counts=counts, **names)


def share_interval(one: Assessment) -> tuple[float, float]:
    """Wilson's interval of a share that is counted day by day; NaN for what is no share of counted things."""
    series = one.series
    if series is None or series.denominator is None or one.metric.unit != "percent":
        return math.nan, math.nan
    top, under = float(series.numerator.sum()), float(series.denominator.sum())
    return wilson(top, under, SURVEY_LEVEL) if 0 <= top <= under and under else (math.nan, math.nan)


def half_width(then: np.ndarray, now: np.ndarray, level: float = SURVEY_LEVEL) -> float:
    """Half of the interval of the difference of two means of neighbouring values that may persist.

    A series that keeps a share m of its last value tells as much as n(1 - m)/(1 + m) values that do not (Bayley and
    Hammersley, The "Effective" Number of Independent Observations in an Autocorrelated Time Series, 1946).
    """
    parts = [values - values.mean() for values in (then, now)]
    over = sum(float((part[1:] * part[:-1]).sum()) for part in parts)
    under = sum(float((part * part).sum()) for part in parts)
    memory = min(max(over / under, 0.0), MOST_MEMORY) if under else 0.0
    shrunk = (1 - memory) / (1 + memory)
    counts = [max(len(values) * shrunk, 2.0) for values in (then, now)]
    spread = math.sqrt(sum(float(values.var(ddof=1)) / n for values, n in zip((then, now), counts, strict=True)))
    return spread * float(stdtrit(sum(counts) - 2, (1 + level) / 2))


def _course(one: Assessment, change: float) -> Course:
    wanted = {"increase": 1, "decrease": -1}.get(one.metric.improvement)
    if wanted is None or not change:
        return "still"
    return "better" if change * wanted > 0 else "worse"
