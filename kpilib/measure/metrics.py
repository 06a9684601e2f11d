"""The numbers of a metric: from facts to daily numerator and denominator, and from those to one value."""

import math
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpilib.data.facts import Coverage, Facts
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Kind, Metric
from kpilib.plan.model import Plan

# Below this count in the denominator a rate is noise and is not shown: a convention of this project.
SMALLEST_DENOMINATOR = 30


@dataclass(frozen=True)
class Series:
    """A metric day by day, NaN where it was not measured.

    A ratio's two parts are known on the same days: a day on which one of them is missing counts for neither.
    `data_to` is the last day on which every source that the metric needs has spoken; None where one never did.
    """

    kind: Kind
    numerator: pd.Series
    denominator: pd.Series | None = None
    data_to: date | None = None
    absent: tuple[str, ...] = ()

    def between(self, first: date, last: date) -> "Series":
        """The days from `first` to `last`, each of them present, measured or not."""
        days = pd.date_range(first, last)
        under = self.denominator.reindex(days) if self.denominator is not None else None
        return Series(self.kind, self.numerator.reindex(days), under, self.data_to, self.absent)

    @property
    def measured(self) -> pd.Series:
        """True on the days that were measured."""
        return self.numerator.notna()

    @property
    def value(self) -> float:
        """The metric over all days of the series; NaN where nothing was measured or a denominator is zero.

        A ratio is a sum divided by a sum, never a mean of ratios.

        >>> days = pd.date_range("2026-07-01", periods=3)
        >>> rate = Series("ratio", pd.Series([2.0, 30, 8], days), pd.Series([100.0, 1000, 100], days))
        >>> round(rate.value, 4)
        0.0333
        """
        known = self.numerator.dropna()
        if not len(known):
            return math.nan
        if self.denominator is not None:
            under = float(self.denominator[known.index].sum())
            return float(known.sum()) / under if under else math.nan
        if self.kind == "mean_day":
            return float(known.mean())
        return float(known.iloc[-1] if self.kind == "last" else known.sum())

    @property
    def to_date(self) -> pd.Series:
        """The value of all days up to each day: the last one is `value`; NaN before the first measured day."""
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
        return self.denominator is None or float(self.denominator.sum()) >= SMALLEST_DENOMINATOR

    def weekly(self) -> pd.Series:
        """One value a week from Monday to Sunday, NaN for a week in which a day was not measured."""
        whole = self.measured.resample("W-SUN").sum() == 7
        top = self.numerator.resample("W-SUN")
        if self.denominator is not None:
            under = self.denominator.resample("W-SUN").sum()
            values = top.sum() / under.where(under >= SMALLEST_DENOMINATOR)
        else:
            values = {"sum": top.sum, "mean_day": top.mean, "last": top.last}[self.kind]()
        return values.where(whole)


def series_of(metric: Metric, facts: Facts, plan: Plan, *, channel: str | None = None) -> Series:
    """A metric day by day. `channel` narrows it to one channel, as the metric's own `channel` does."""
    scope = channel or metric.channel
    parts = [_daily(measure, facts, plan, scope) for measure in metric.measures]
    absent = tuple(
        measure for measure, (days, _) in zip(metric.measures, parts, strict=True) if not days.notna().any()
    )
    ends = [last for _, last in parts]
    data_to = None if absent or None in ends else min(ends)
    top = parts[0][0]
    if len(parts) == 1:
        return Series(metric.kind, top, None, data_to, absent)
    top, under = top.align(parts[1][0])
    both = top.notna() & under.notna()
    return Series(metric.kind, top.where(both), under.where(both), data_to, absent)


def channels_of(metric: Metric, facts: Facts, plan: Plan, first: date, last: date) -> dict[str, float]:
    """An additive metric by channel over a period, largest first; channels that the sources do not tell are "".

    The channels add up to the metric's own value over the same days.
    """
    whole = series_of(metric, facts, plan).between(first, last)
    days = whole.numerator.index
    values: dict[str, float] = {}
    # Source by source: one that does not tell channels must not hide the channels of the others.
    for one in _used(metric.numerator, facts, plan):
        rows = facts.daily[(facts.daily["source"] == one.source) & facts.daily[metric.numerator].notna()]
        for name in sorted(set(rows["channel"])):
            part = _of_source(metric.numerator, facts, one, name, days).where(whole.measured)
            values[name] = values.get(name, 0.0) + float(part.sum())
    return dict(sorted(values.items(), key=lambda item: -item[1]))


def _used(measure: str, facts: Facts, plan: Plan) -> list[Coverage]:
    """The sources whose values of a measure count: all ad platforms, or the one that is the truth."""
    sources = facts.sources_of(measure)
    known = catalogue.measures().get(measure)
    if known and known.platforms:
        return list(sources)
    chosen = plan.client.truth.get(measure)
    return [one for one in sources if one.source == chosen] or list(sources[:1])


def _daily(measure: str, facts: Facts, plan: Plan, channel: str | None) -> tuple[pd.Series, date | None]:
    """A measure day by day, and the last day on which all its sources have spoken."""
    sources = _used(measure, facts, plan)
    if not sources:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([])), None
    # A source that says when it was first used has zeros before, from the quarter's start at the latest.
    first = min(min(one.first, one.starts, plan.quarter.start) if one.starts else one.first for one in sources)
    days = pd.date_range(first, max(one.last for one in sources))
    total = pd.Series(0.0, days)
    for one in sources:
        total = total + _of_source(measure, facts, one, channel, days)
    return total, min(one.last for one in sources)


def _of_source(measure: str, facts: Facts, one: Coverage, channel: str | None, days: pd.DatetimeIndex) -> pd.Series:
    mine = facts.daily[facts.daily["source"] == one.source]
    added = measure in mine.columns and mine[measure].notna().any()
    table, key, column = (facts.daily, "date", measure) if added else (facts.readings, "end", "value")
    rows = table[table["source"] == one.source]
    if key == "end":
        rows = rows[(rows["measure"] == measure) & (rows["start"] == rows["end"])]
    rows = rows[rows[column].notna()]
    present = pd.DatetimeIndex(rows[key].unique())
    if channel is not None:
        if channel and not (rows["channel"] != "").any():
            return pd.Series(math.nan, days)  # this source does not tell channels apart
        rows = rows[rows["channel"] == channel]
    elif key == "end":
        rows = rows[rows["channel"] == ""]  # what may not be added has its whole under no channel
        present = pd.DatetimeIndex(rows[key].unique())
    values = rows.groupby(key)[column].sum().reindex(present, fill_value=0.0).reindex(days)
    if one.starts is not None:
        values[values.index < pd.Timestamp(one.starts)] = 0.0
    return values
