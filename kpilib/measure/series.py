"""A metric day by day, and what it comes to over days, weeks, and up to each day."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from pandas.api.typing import Resampler

from kpilib.plan.catalogue import Kind

# Below this count in the denominator a rate is noise and is not shown: a convention of this project.
SMALLEST_DENOMINATOR = 30
MONDAY_TO_SUNDAY = pd.Timedelta(days=6)  # a week is dated by its Sunday
A_SUNDAY = pd.Timestamp("2024-01-07")
UNREAD = (math.nan, math.nan)

Span = tuple[pd.Timestamp, pd.Timestamp]


@dataclass(frozen=True)
class Series:
    """A metric day by day, NaN where it was not measured.

    A ratio's two parts are known on the same days: a day on which one of them is missing counts for neither. Its
    factor or complement is in the numerator already, so every sum of days has it too.
    `spans` hold the two parts of a metric that may not be added, by first and last day: such a metric is known for
    exactly the days that were read together, and for no others.
    `data_to` is the last day on which every source that the metric needs has spoken; None where one never did.
    """

    kind: Kind
    numerator: pd.Series
    denominator: pd.Series | None = None
    data_to: date | None = None
    absent: tuple[str, ...] = ()
    spans: Mapping[Span, tuple[float, float]] = field(default_factory=dict, repr=False)

    def between(self, first: date, last: date) -> "Series":
        """The days from `first` to `last`, each of them present, measured or not."""
        over = _days(self.numerator, first, last)
        under = _days(self.denominator, first, last) if self.denominator is not None else None
        return Series(self.kind, over, under, self.data_to, self.absent, self.spans)

    @property
    def measured(self) -> pd.Series:
        """True on the days that were measured: all or none of those that were read together."""
        if self.read_together:
            return pd.Series(not math.isnan(self.value), self.numerator.index)
        return self.numerator.notna()

    @property
    def days_measured(self) -> int:
        """How many days were measured."""
        return int(self.measured.sum()) if self.read_together else int(self.numerator.count())

    @property
    def value(self) -> float:
        """The metric over all days of the series; NaN where nothing was measured or a denominator is zero.

        A ratio is a sum divided by a sum, never a mean of ratios.

        >>> days = pd.date_range("2026-07-01", periods=3)
        >>> rate = Series("ratio", pd.Series([2.0, 30, 8], days), pd.Series([100.0, 1000, 100], days))
        >>> round(rate.value, 4)
        0.0333
        """
        if self.read_together:
            return _quotient(self._parts)
        days = self.numerator.to_numpy(float)
        known = ~np.isnan(days)
        if not known.any():
            return math.nan
        if self.denominator is not None:
            under = float(np.nansum(self.denominator.reindex(self.numerator.index).to_numpy(float)[known]))
            return float(days[known].sum()) / under if under else math.nan
        if self.kind == "mean_day":
            return float(days[known].mean())
        return float(days[known][-1] if self.kind == "last" else days[known].sum())

    @property
    def to_date(self) -> pd.Series:
        """The value of all days up to each day: the last one is `value`; NaN before the first measured day."""
        if self.read_together:
            days = self.numerator.index
            return pd.Series([_quotient(self._over(days[0], day)) for day in days], days, dtype=float)
        top = self.numerator.fillna(0).cumsum()
        if self.denominator is not None:
            under = self.denominator.fillna(0).cumsum()
            return top / under.where(under > 0)
        if self.kind == "last":
            return self.numerator.ffill()
        count = self.measured.cumsum()
        return (top / count.where(count > 0)) if self.kind == "mean_day" else top.where(count > 0)

    @property
    def steady(self) -> bool:
        """Whether there is enough under a rate to show it."""
        if self.read_together:
            return self._enough(self._parts)
        return self.denominator is None or float(self.denominator.sum()) >= SMALLEST_DENOMINATOR

    def weekly(self) -> pd.Series:
        """One value a week from Monday to Sunday, NaN for a week in which a day was not measured."""
        top = weeks_of(self.numerator)
        if self.read_together:
            sundays = top.size().index
            weeks = [self._over(sunday - MONDAY_TO_SUNDAY, sunday) for sunday in sundays]
            shown = [_quotient(parts) if self._enough(parts) else math.nan for parts in weeks]
            return pd.Series(shown, sundays, dtype=float)
        whole = top.count() == 7
        if self.denominator is not None:
            under = weeks_of(self.denominator).sum()
            values = top.sum() / under.where(under >= SMALLEST_DENOMINATOR)
        else:
            values = {"sum": top.sum, "mean_day": top.mean, "last": top.last}[self.kind]()
        return values.where(whole)

    @property
    def read_together(self) -> bool:
        """Whether it is known for spans of days only, as a number of persons is."""
        return self.denominator is None and self.kind not in ("sum", "mean_day", "last")

    @property
    def _parts(self) -> tuple[float, float]:
        """Both parts over all days of the series."""
        days = self.numerator.index
        return self._over(days[0], days[-1]) if len(days) else UNREAD

    def _enough(self, parts: tuple[float, float]) -> bool:
        return self.kind != "ratio" or parts[1] >= SMALLEST_DENOMINATOR

    def _over(self, first: pd.Timestamp, last: pd.Timestamp) -> tuple[float, float]:
        return self.spans.get((first, last), UNREAD)


def weeks_of(days: pd.Series | pd.DataFrame) -> Resampler:
    """Days by the Sunday that ends their week: as "W-SUN", whose every week pandas would count out in Python."""
    return days.resample("7D", origin=A_SUNDAY, closed="right", label="right")


def _days(values: pd.Series, first: date, last: date) -> pd.Series:
    """The days from `first` to `last`, NaN where there is none."""
    known = values.index
    if isinstance(known, pd.DatetimeIndex) and known.freqstr == "D" and len(known):
        begin, end = (first - known[0].date()).days, (last - known[0].date()).days + 1
        if 0 <= begin < end <= len(known):
            return values.iloc[begin:end]  # the same, without a search for each day
    return values.reindex(pd.date_range(first, last))


def _quotient(parts: tuple[float, float]) -> float:
    over, under = parts
    return over / under if under else math.nan
