"""Where a total will end: its forecast to the due date, with a range that keeps its promise, and how sure that is."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from kpilib.errors import KpilibError
from kpilib.judge.blend import CLIP, WEEK, WEEKS, Remainder, remainder
from kpilib.judge.thresholds import (
    FEWEST_COUNTS,
    LEVEL_BREAK,
    LONGEST_GAP,
    MOST_MISSING_DAYS,
    NUMBER_FROM_DAYS,
    SEASON_FROM_DAYS,
)

Confidence = Literal["full", "no_seasonal_memory", "low", "none"]
NUMBERED: tuple[Confidence, ...] = ("full", "no_seasonal_memory")  # with these it is told as a number
Improvement = Literal["increase", "decrease"]


@dataclass(frozen=True)
class Forecast:
    """A total at its due date, as a distribution.

    to_date    : what the measured days of the period brought, in the KPI's unit.
    days_left  : days after the as-of date up to the due date.
    confidence : "full"; "no_seasonal_memory" below 400 days of history; "low" below 26 weeks: words, no number;
                 "none": nothing may be said, and `why` tells the reason.
    why        : reasons, as codes with the numbers behind them: "too_little_history: 40 days".
    """

    to_date: float
    days_left: int
    confidence: Confidence
    why: tuple[str, ...] = ()
    rest: Remainder | None = None
    filled: float = 0.0  # what the days that were not measured are taken to have brought

    @property
    def median(self) -> float:
        """The total that is as likely exceeded as missed; NaN where nothing may be said."""
        return self.quantile(0.5)

    def quantile(self, share: float) -> float:
        """The total below which it ends with this probability; NaN where nothing may be said."""
        if self.confidence == "none":
            return math.nan
        if self.rest is None:
            return self.to_date
        return self.to_date + self.filled + float(self.rest.quantile(share))

    def interval(self, level: float) -> tuple[float, float]:
        """The range that holds the total with this probability, such as .8. Raises ValueError outside of 0 to 1."""
        if not 0 < level < 1:
            raise ValueError(f"a level is between 0 and 1, such as 0.8; not {level}")
        return self.quantile((1 - level) / 2), self.quantile((1 + level) / 2)

    def probability(self, target: float, improvement: Improvement = "increase") -> float:
        """How likely the total ends at `target` or better; NaN where nothing may be said, never quite 0 or 1 before
        the period is over.

        improvement : "increase" for a total that should reach the target, "decrease" for one that should not pass it.
        """
        if improvement not in ("increase", "decrease"):
            raise ValueError(f"improvement is increase or decrease, not {improvement!r}")
        if self.confidence == "none" or math.isnan(target):
            return math.nan
        if self.rest is None:
            reached = self.to_date >= target if improvement == "increase" else self.to_date <= target
            return float(reached)
        above = self.rest.above(target - self.to_date - self.filled)
        return above if improvement == "increase" else min(max(1 - above, CLIP), 1 - CLIP)


def forecast_total(daily: pd.Series, *, start: Any, due: Any, as_of: Any, counts: bool) -> Forecast:
    """Forecast a total to its due date.

    daily  : one value a day under a DatetimeIndex, NaN for days that were not measured; days after `as_of` are not
             looked at. Any numeric type; in a time zone, days are those of that zone.
    start  : first day of the period; `due` its last, `as_of` the last day that counts as measured.
    counts : whether the values are counts, which scatter by themselves, and not money or measures.
    Raises KpilibError for days that stand twice, an index without dates, values that are no numbers, or dates in the
    wrong order. Where nothing may be said, the forecast says why.
    """
    start, due, as_of = (day_of(name, value) for name, value in (("start", start), ("due", due), ("as_of", as_of)))
    if due < start:
        raise KpilibError(f"due {due:%Y-%m-%d} is before start {start:%Y-%m-%d}")
    if as_of > due:
        raise KpilibError(f"as_of {as_of:%Y-%m-%d} is after the due date {due:%Y-%m-%d}")
    series = checked(daily, as_of)
    begun = series.iloc[series.index.searchsorted(start) :]
    missing = max((as_of - start).days + 1, 0) - int(begun.count())
    to_date, left = float(begun.sum()), (due - as_of).days
    known = {"to_date": to_date, "days_left": left}
    if left == 0:
        return Forecast(**known, confidence="none" if missing > MOST_MISSING_DAYS else "full", why=_missing(missing))
    ahead = max((start - as_of).days - 1, 0)
    if missing > MOST_MISSING_DAYS:
        return Forecast(**known, confidence="none", why=_missing(missing))
    series = _unbroken(series)
    whole = _filled(series)
    days = int(series.count())  # what a gap was filled with is no history
    if days < WEEK * WEEKS:
        return Forecast(**known, confidence="none", why=(f"too_little_history: {days} days",))
    if break_of := _level_break(whole):
        return Forecast(**known, confidence="none", why=(f"level_break: {break_of:+.0%}",))
    rest = remainder(whole.to_numpy(), left, counts=counts, skip=ahead)
    if rest is None:
        return Forecast(**known, confidence="none", why=("nothing_lately: no value above zero",))
    filled = float(whole[begun.index[begun.isna()]].sum()) if missing else 0.0
    if counts and to_date + filled + float(rest.quantile(0.5)) < FEWEST_COUNTS:
        return Forecast(**known, confidence="none", why=(f"few_counts: below {FEWEST_COUNTS}",))
    confidence: Confidence = "full"
    why = list(_missing(missing))
    if days < NUMBER_FROM_DAYS:
        confidence, why = "low", [*why, f"too_little_history: {days} days"]
    elif days < SEASON_FROM_DAYS:
        confidence, why = "no_seasonal_memory", [*why, f"no_year_before: {days} days"]
    return Forecast(**known, confidence=confidence, why=tuple(why), rest=rest, filled=filled)


def _missing(count: int) -> tuple[str, ...]:
    return (f"missing_days: {count}",) if count else ()


def day_of(name: str, value: Any) -> pd.Timestamp:
    """A date as the day that it names. Raises KpilibError for what is none."""
    try:
        stamp = pd.Timestamp(value)
    except (ValueError, TypeError):
        stamp = pd.NaT
    if stamp is pd.NaT:
        raise KpilibError(f"{name} '{value}' is not a date; write YYYY-MM-DD")
    return stamp.tz_localize(None).normalize()


def checked(daily: pd.Series, as_of: pd.Timestamp) -> pd.Series:
    """The days up to as_of as floats, every day between the first measured one and as_of present.

    Raises KpilibError for days that stand twice, an index without dates, and values that are no numbers.
    """
    if not isinstance(daily.index, pd.DatetimeIndex):
        raise KpilibError("the days of a series to forecast stand in a DatetimeIndex")
    days = daily.index.tz_localize(None)
    days = days if days.is_normalized else days.normalize()
    try:
        numbers = daily if daily.dtype == float else pd.to_numeric(daily, errors="raise")
        values = numbers.to_numpy(dtype=float, na_value=math.nan)
    except (ValueError, TypeError) as error:
        raise KpilibError(f"the values of a series to forecast are numbers: {error}") from None
    series = pd.Series(np.where(np.isfinite(values), values, math.nan), days).sort_index()
    series = series.iloc[: series.index.searchsorted(as_of, side="right")]
    if series.index.has_duplicates:
        twice = series.index[series.index.duplicated()][0]
        raise KpilibError(f"{twice:%Y-%m-%d} stands twice in the series; each day may stand once")
    known = np.flatnonzero(series.notna().to_numpy())
    if not len(known):
        return pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    series = series.iloc[known[0] :]
    days = pd.date_range(series.index[0], as_of)
    # Where there are as many as there should be, none is missing.
    return series.set_axis(days) if len(series) == len(days) else series.reindex(days)


def _unbroken(series: pd.Series) -> pd.Series:
    """The days after the last gap that is too long to be filled: what came before it is no history of today."""
    known = np.flatnonzero(series.notna().to_numpy())
    gaps = np.flatnonzero(np.diff(known) > LONGEST_GAP + 1)
    return series.iloc[known[gaps[-1] + 1] :] if len(gaps) else series


def _filled(series: pd.Series) -> pd.Series:
    """Every day with a value: a missing one takes the mean of the same weekday one week before and after, or the
    nearest one that is known."""
    whole = series.copy()
    for weeks in (1, 2, 3, 4):
        if not whole.hasnans:
            return whole
        around = pd.concat([series.shift(WEEK * weeks), series.shift(-WEEK * weeks)], axis=1).mean(axis=1)
        whole = whole.fillna(around)
    return whole.ffill().bfill()


def _level_break(whole: pd.Series) -> float | None:
    """A lasting change of level within the last four weeks, as a share; None where there is none.

    The median of the last two to four weeks lies outside of all of the eight weeks before, at twice or half their
    median, and no year before did the same.
    """
    weeks = whole.to_numpy()[len(whole) % WEEK :].reshape(-1, WEEK).sum(1)
    for count in (2, 3, 4):
        now = _step(weeks, len(weeks), count)
        if now and not any(_step(weeks, len(weeks) - back, count) for back in (51, 52, 53)):
            return now
    return None


def _step(weeks: np.ndarray, end: int, count: int) -> float | None:
    after, before = weeks[max(end - count, 0) : end], weeks[max(end - count - WEEKS, 0) : max(end - count, 0)]
    if len(before) < WEEKS or np.median(before) <= 0:
        return None
    level, usual = float(np.median(after)), float(np.median(before))
    if before.min() <= level <= before.max():
        return None
    times = level / usual
    return times - 1 if times >= LEVEL_BREAK or times <= 1 / LEVEL_BREAK else None
