"""Where a KPI stands that is asked or followed and not counted day by day: by its value and the interval around it.

Nothing is forecast: a wave says nothing of the next one. A target within the interval is neither met nor missed as
long as its due date is to come; on the due date the value decides, as was agreed, and the interval says how surely.
"""

import math
from dataclasses import dataclass
from datetime import date

from kpilib.data.facts import Facts
from kpilib.judge.thresholds import FEWEST_ANSWERS, SURVEY_LEVEL
from kpilib.measure.estimate import Estimate
from kpilib.measure.estimates import Estimates, estimates_of
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.periods import Quarter, a_year_before
from kpilib.plan.target import Amount, Band

Ends = tuple[float, float]


@dataclass(frozen=True)
class Standing:
    """What is known of such a KPI.

    now    : the latest estimate of its period; None where there is none. `before` is the one of the year before.
    waves  : all of them, oldest first, those before the period too.
    """

    estimates: Estimates
    now: Estimate | None
    before: Estimate | None

    @property
    def waves(self) -> tuple[Estimate, ...]:
        return self.estimates.waves


def standing_of(plan: Plan, kpi: Kpi, facts: Facts, start: date) -> Standing:
    """`facts` hold nothing later than the as-of date's last whole day."""
    found = estimates_of(plan.metric_of(kpi), facts, plan, channel=kpi.channel, level=SURVEY_LEVEL)
    now = found.within(start, kpi.due)
    before = found.within(a_year_before(start), a_year_before(kpi.due))
    return Standing(found, now, before)


def standing_target(plan: Plan, kpi: Kpi, found: Estimates) -> tuple[float, str | None]:
    """The target in the metric's unit, and why there is none."""
    target = kpi.target
    if target is None:
        return math.nan, "no target was agreed"
    if isinstance(target, Amount):
        return target.in_unit, None
    if isinstance(target, Band):
        return (target.low.in_unit + target.high.in_unit) / 2, None
    if kpi.baseline and kpi.baseline.quarter == target.against:
        return target.applied_to(kpi.baseline.value.in_unit), None
    client = plan.client
    quarter = Quarter.parse(
        target.against, fiscal_year_starts=client.fiscal_year_starts, named_by=client.fiscal_year_named_by
    )
    then = found.within(quarter.start, quarter.end)
    if then is None:
        return math.nan, f"{quarter}, which the target refers to, was not measured"
    return target.applied_to(then.value), None


def standing_status(
    now: Estimate, target: float, *, improvement: str, band: Ends | None, closed: bool
) -> tuple[str, list[str]]:
    """The status and its reasons, with a target that is known and a metric of which one way is better."""
    if now.n < FEWEST_ANSWERS:
        return "too_early", [
            f"{now.n:.0f} answers or customers are too few for a verdict; {FEWEST_ANSWERS} are needed"
        ]
    better = _better(now.value, target, improvement, band)
    surely = all(_better(end, target, improvement, band) == better for end in now.interval)
    if band is not None and not better:
        surely = now.high < band[0] or now.low > band[1]
    why = [] if surely else ["the target lies within the interval, so that chance may decide it"]
    if closed:
        return ("hit" if better else "missed"), why
    if not surely:
        return "close", why
    return ("on_pace" if better else "behind"), []


def _better(value: float, target: float, improvement: str, band: Ends | None) -> bool:
    if band is not None:
        return band[0] <= value <= band[1]
    return value <= target if improvement == "decrease" else value >= target
