"""Where a KPI stands that is asked or followed and not counted day by day: by its value and the interval around it.

Nothing is forecast: a wave says nothing of the next one. A target within the interval is neither met nor missed as
long as its due date is to come; on the due date the value decides, as was agreed, and the interval says how surely.
"""

import math
from dataclasses import dataclass
from datetime import date

from kpilib.data.facts import Facts
from kpilib.judge.asked import asked_of
from kpilib.judge.thresholds import FEWEST_ANSWERS, SURVEY_LEVEL
from kpilib.measure.customers.withheld import Withheld
from kpilib.measure.estimate import Estimate
from kpilib.measure.estimates import Estimates, estimates_of
from kpilib.plan.message import Message
from kpilib.plan.model import Kpi, Plan
from kpilib.plan.periods import Quarter, a_year_before

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
    def why_nothing(self) -> str:
        """Why there is no estimate in the period."""
        why = self.estimates.why
        if why is not None:
            return why_withheld(why)
        if not self.waves:
            return Message("nothing was measured in the period; there is none yet")
        return Message("nothing was measured in the period; the last one ended on {day}", day=self.waves[-1].last)

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

    def then(quarter: Quarter) -> tuple[float, str | None]:
        wave = found.within(quarter.start, quarter.end)
        if wave is None:
            return math.nan, Message("{quarter}, which the target refers to, was not measured", quarter=str(quarter))
        return wave.value, None

    return asked_of(plan, kpi, then)


def standing_status(
    now: Estimate, target: float, *, improvement: str, band: Ends | None, closed: bool
) -> tuple[str, list[str]]:
    """The status and its reasons, with a target that is known and a metric of which one way is better."""
    if now.n < FEWEST_ANSWERS:
        return "too_early", [_too_few(round(now.n))]
    better = _better(now.value, target, improvement, band)
    surely = all(_better(end, target, improvement, band) == better for end in now.interval)
    if band is not None and not better:
        surely = now.high < band[0] or now.low > band[1]
    why = [] if surely else [Message("the target lies within the interval, so that chance may decide it")]
    if closed:
        return ("hit" if better else "missed"), why
    if not surely:
        return "close", why
    return ("on_pace" if better else "behind"), []


def _too_few(people: int) -> Message:
    if people == 1:
        return Message("one answer or customer is too few for a verdict; {needed} are needed", needed=FEWEST_ANSWERS)
    return Message(
        "{found} answers or customers are too few for a verdict; {needed} are needed",
        found=people,
        needed=FEWEST_ANSWERS,
    )


def _better(value: float, target: float, improvement: str, band: Ends | None) -> bool:
    if band is not None:
        return band[0] <= value <= band[1]
    return value <= target if improvement == "decrease" else value >= target


def why_withheld(why: Withheld) -> Message:
    """Why a value of customers is withheld, as a sentence."""
    found, needed = round(why.found or 0), round(why.needed or 0)
    all_days = f"{why.found or 0:.0%}"
    return {
        "no_orders": Message("no source brings orders by that day"),
        "no_customers": Message("no order names who bought"),
        "one_customer": Message("there is one customer only, and a model is about how customers differ"),
        "nobody_returned": Message("nobody bought on a second day"),
        "few_returned": Message("{found} customers came back, and {needed} are needed", found=found, needed=needed),
        "no_time": Message("every customer bought first on the last day"),
        "every_day": Message("customers buy on {share} of all days, too often to tell who has left", share=all_days),
        "contract": Message("client.yml says that customers are under contract"),
        "no_contract": Message("client.yml does not say that customers are under contract"),
        "no_maximum": Message("no model of the customers could be fitted"),
        "no_value": Message(
            "{found} customers paid more than zero when they came back, and {needed} are needed",
            found=found,
            needed=needed,
        ),
        "no_mean": Message("what customers spend scatters too widely"),
        "no_margin": Message("the margin of an order is not known; it can be given for each source"),
        "short_history": Message(
            "{found} weeks of orders are known, and {needed} are needed", found=found, needed=needed
        ),
        "no_cost": Message("what it cost to win these customers is not known"),
        "no_channel": Message("the orders do not tell the channel of a customer's first one"),
        "history_begins": Message("the orders begin within this quarter, so that older customers look like new ones"),
        "nobody_was_lost": Message("every customer still pays, so that nothing tells how long they stay"),
    }[why.why]
