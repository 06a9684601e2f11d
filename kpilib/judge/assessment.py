"""A KPI as it was judged at an as-of date: its status, the numbers that it rests on, and the reasons."""

import math
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from kpilib.judge.outlook import Outlook
from kpilib.judge.pace import Pace, Required, days_between
from kpilib.judge.status import COURSE, Course, Status
from kpilib.measure.estimate import Estimate
from kpilib.measure.metrics import Series
from kpilib.plan.catalogue import Metric
from kpilib.plan.model import Kpi, Plan


@dataclass(frozen=True)
class Assessment:
    """One KPI, judged.

    actual    : the metric from `start` to `data_to`; NaN where it cannot be known.
    target    : in the metric's unit (a percentage as a share); NaN where there is none.
    first_target : the target that was agreed to first, where it has been moved since; NaN where it has not.
    baseline  : the same metric over the same days a year earlier, up to the due date; NaN where not comparable.
    days_seen : days of the period with data; `missing` are those before `data_to` without.
    pace      : for totals; None for metrics that do not add up to a target, and where there is no verdict.
    band      : low and high end, for a KPI that is to stay between them; `target` is then its middle.
    absent    : measures that no source brings.
    forecast  : how likely the target is on its due date; None where there is nothing to forecast.
    estimate  : the wave or the customers behind `actual`, with their interval, for what is asked or followed; such a
                KPI has no series. `estimates` are all of them, oldest first.

    >>> leads = report["leads"]
    >>> leads
    leads as of 2026-08-21: very_unlikely, 548 of 1,199.7
    >>> leads.course, leads.days_seen, leads.days_total
    ('off_course', 49, 92)
    """

    plan: Plan = field(repr=False)
    kpi: Kpi
    metric: Metric = field(repr=False)
    as_of: date
    start: date
    data_to: date | None
    status: Status
    actual: float = math.nan
    target: float = math.nan
    baseline: float = math.nan
    first_target: float = math.nan
    band: tuple[float, float] | None = None
    absent: tuple[str, ...] = ()
    days_seen: int = 0
    missing: tuple[date, ...] = ()
    pace: Pace | None = None
    required: Required | None = None
    reasons: tuple[str, ...] = ()
    series: Series | None = field(default=None, repr=False)
    year_before: Series | None = field(default=None, repr=False)
    history: Series | None = field(default=None, repr=False)
    forecast: Outlook | None = field(default=None, repr=False)
    estimate: Estimate | None = None
    estimates: tuple[Estimate, ...] = field(default=(), repr=False)

    def __repr__(self) -> str:
        numbers = ["unknown" if math.isnan(value) else f"{value:,.6g}" for value in (self.actual, self.target)]
        return f"{self.kpi.id} as of {self.as_of}: {self.status}, {' of '.join(numbers)}"

    @property
    def course(self) -> Course:
        """On course, close, off course, or unknown: never on course by default."""
        return COURSE.get(self.status, "unknown")

    @property
    def probability(self) -> float:
        """How likely the target is on the due date; NaN where it is not told."""
        return self.forecast.probability if self.forecast is not None else math.nan

    @property
    def known(self) -> bool:
        """Whether there is an actual to judge and to draw."""
        return self.series is not None and not math.isnan(self.actual)

    @property
    def name(self) -> str:
        return self.kpi.name or self.metric.name

    @property
    def scope(self) -> str | None:
        """The one channel that the KPI is about, if it is about one."""
        return self.kpi.channel or self.metric.channel

    @property
    def days_total(self) -> int:
        return days_between(self.start, self.kpi.due)

    @cached_property
    def weeks(self) -> pd.Series:
        """The metric by whole weeks, from the first day that is known to the last one of the period."""
        parts = [part for part in (self.history, self.series) if part is not None]
        under = [part.denominator for part in parts if part.denominator is not None]
        spans = self.series.spans if self.series is not None else {}
        days = pd.concat([part.numerator for part in parts])
        return Series(self.metric.kind, days, pd.concat(under) if under else None, spans=spans).weekly()

    @property
    def attainment(self) -> float:
        """Actual as a share of the target, whatever the day; NaN where either is unknown or the target is zero."""
        return self.actual / self.target if self.target else math.nan

    @property
    def distance(self) -> float:
        """How far from pace, or for a rate or level from its target, as a share; below zero is unfavourable."""
        if self.band is not None:
            return -outside(self.actual, self.band)
        if self.pace is not None:
            apart = self.pace.relative
        else:
            apart = self.attainment - 1 if not math.isnan(self.attainment) else math.nan
        return -apart if self.metric.improvement == "decrease" else apart


def outside(value: float, band: tuple[float, float]) -> float:
    """How far a value is outside of a band, as a share of the end that it has passed; zero within it.

    >>> outside(1.0, (0.9, 1.05)), round(outside(0.81, (0.9, 1.05)), 2)
    (0.0, 0.1)
    """
    low, high = band
    end = low if value < low else high
    return 0.0 if low <= value <= high else abs(value - end) / abs(end) if end else math.inf
