"""How likely a KPI's target is on its due date, and the range in which it will end."""

import math
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from kpilib.judge.forecast import NUMBERED, Confidence, Forecast, forecast_total
from kpilib.judge.level import forecast_level, forecast_mean
from kpilib.judge.ratio import forecast_ratio
from kpilib.judge.sampled import Sampled
from kpilib.measure.series import Series
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric

HALF, MOST = 0.5, 0.8


@dataclass(frozen=True)
class Outlook:
    """Where a KPI ends on its due date, in its own unit.

    probability : that it ends at its target or better, or within its band; NaN where there is no target, or where
                  nothing may be said. With `confidence` "low" it is told as a word and never as a number.
    median      : as likely exceeded as missed; `half` holds it with 50 %, `most` with 80 %; NaN if nothing is said.
    days_left   : days after the data's last day up to the due date.
    confidence  : of `Forecast`.
    why         : codes with their numbers, of `Forecast`: why nothing, or only a word, is said.
    of          : the forecast itself, which can be asked about another target.
    """

    probability: float = math.nan
    median: float = math.nan
    half: tuple[float, float] = (math.nan, math.nan)
    most: tuple[float, float] = (math.nan, math.nan)
    days_left: int = 0
    confidence: Confidence = "none"
    why: tuple[str, ...] = ()
    of: Forecast | Sampled | None = field(default=None, repr=False)

    @property
    def known(self) -> bool:
        """Whether anything may be said of where it ends."""
        return not math.isnan(self.median)

    @property
    def judged(self) -> bool:
        """Whether the chance of the target may be told, as a word at least."""
        return not math.isnan(self.probability)

    @property
    def numbered(self) -> bool:
        """Whether it may be told as a number with its range."""
        return self.known and self.confidence in NUMBERED


def outlook_of(
    metric: Metric,
    days: Series,
    *,
    start: date,
    due: date,
    data_to: date,
    target: float,
    band: tuple[float, float] | None = None,
    paths: str = "",
) -> Outlook:
    """Forecast a metric to its due date and hold it to its target.

    days    : the metric day by day, over all that is known; nothing after `data_to` is looked at.
    target  : in the metric's unit, NaN where there is none; `band` is low and high end where it is to stay between.
    paths   : what the denominator is called, with its channel: ratios that share it share its paths.
    """
    found = _forecast(metric, days, start, due, data_to, paths)
    if found.confidence == "none":
        return Outlook(days_left=found.days_left, why=found.why, of=found)
    return Outlook(
        chance(found, metric, target, band),
        found.median,
        found.interval(HALF),
        found.interval(MOST),
        found.days_left,
        found.confidence,
        found.why,
        found,
    )


def chance(
    found: Forecast | Sampled, metric: Metric, target: float, band: tuple[float, float] | None = None
) -> float:
    """How likely a forecast ends at a target or better, or within a band; NaN where neither way is better."""
    if band is not None:
        low, high = band
        return max(found.probability(low) - found.probability(np.nextafter(high, math.inf)), 0.0)
    if metric.improvement not in ("increase", "decrease"):
        return math.nan
    return found.probability(target, metric.improvement)


def _forecast(metric: Metric, days: Series, start: date, due: date, data_to: date, paths: str) -> Forecast | Sampled:
    span = {"start": start, "due": due, "as_of": data_to}
    if days.read_together:
        # Persons of two halves of a quarter are not the persons of the quarter.
        return Sampled(math.nan, (due - data_to).days, "none", ("not_added: its days may not be added",))
    if days.denominator is not None:
        under = catalogue.measures().get(metric.denominator or "")
        known = days.numerator.notna()
        whole = bool((days.numerator[known] <= days.denominator[known]).all())
        shares = (
            metric.unit == "percent" and whole and not _money(metric.numerator) and not _money(metric.denominator)
        )
        counts = under is None or not under.money
        return forecast_ratio(
            days.numerator,
            days.denominator,
            **span,
            counts=counts,
            shares=shares,
            paths=paths,
            rates=metric.numerator or "",
        )
    if metric.kind == "last":
        return forecast_level(days.numerator, due=due, as_of=data_to)
    counts = metric.unit == "count"
    if metric.kind == "mean_day":
        return forecast_mean(days.numerator, **span, counts=counts)
    return forecast_total(days.numerator, **span, counts=counts)


def _money(measure: str | None) -> bool:
    known = catalogue.measures().get(measure or "")
    return known is not None and known.money
