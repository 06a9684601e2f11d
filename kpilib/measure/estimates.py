"""The estimates behind a metric that is no column of days: waves of a survey, customers followed over time."""

from dataclasses import dataclass
from datetime import date

from kpilib.data.facts import Facts
from kpilib.measure.customers.withheld import Withheld
from kpilib.measure.days import sources_used
from kpilib.measure.estimate import Estimate
from kpilib.measure.loyalty import by_quarter, repurchased, returned
from kpilib.measure.purchases import LEAST_KNOWN, Bought, bought
from kpilib.measure.shares import LEVEL
from kpilib.measure.surveys import asked_for, last_told, waves_of
from kpilib.measure.worths import Valued, worths_of
from kpilib.plan.catalogue import Kind, Metric, Worthy
from kpilib.plan.message import Message
from kpilib.plan.model import Plan

ESTIMATED: tuple[Kind, ...] = ("survey", "cohort", "model")


@dataclass(frozen=True)
class Estimates:
    """What is known of a metric, oldest first, and the last day that its source tells of.

    absent : what no source brings; there are no estimates then. `why` tells why the latest value is withheld.
    """

    waves: tuple[Estimate | Valued, ...] = ()
    data_to: date | None = None
    absent: tuple[str, ...] = ()
    why: Withheld | None = None

    def within(self, first: date, last: date) -> Estimate | Valued | None:
        """The latest that ended between two days; None where there is none."""
        return next((one for one in reversed(self.waves) if first <= one.last <= last), None)


def estimates_of(
    metric: Metric, facts: Facts, plan: Plan, *, channel: str | None = None, level: float = LEVEL
) -> Estimates:
    """All estimates of a metric of kind survey, cohort or model.

    channel : of a survey those asked in it; customers are followed as a whole and of one channel alone not at all.
    """
    if metric.kind == "survey":
        waves = waves_of(metric, facts, plan, channel or metric.channel, level)
        return Estimates(waves, last_told(waves), () if waves else _unasked(metric, facts))
    if channel or metric.channel:
        return Estimates(absent=(Message("figures on customers"),))
    if metric.worth is not None:
        return _worths(metric.worth, facts, plan, level)
    if metric.cohort is None:
        return Estimates(absent=(Message("the customers under contract at the start and at the end of a period"),))
    if plan.client.contract:  # a renewal is no return
        return Estimates(absent=(Message("purchases that customers choose anew; under contract they renew"),))
    found = orders_of(facts, plan)
    if found is None:
        return Estimates(absent=(Message("orders one by one, with their customers"),))
    if not found.followed:
        return Estimates(
            absent=(Message("the customers of at least {share} of the orders", share=f"{LEAST_KNOWN:.0%}"),)
        )
    how, amount = (repurchased, metric.days) if metric.cohort == "repurchase" else (returned, metric.month)
    return Estimates(tuple(by_quarter(found, plan.quarter, how, amount, level)), found.last)


def _unasked(metric: Metric, facts: Facts) -> tuple[str, ...]:
    """What is missing for a wave: of a score the half that is not there, or else what is counted."""
    asked = asked_for(metric)
    missing = tuple(one for one in asked if not facts.sources_of(one))
    return missing if 0 < len(missing) < len(asked) else asked[:1]


def _worths(what: Worthy, facts: Facts, plan: Plan, level: float) -> Estimates:
    """Values of customers; one that is withheld is no estimate, and the last one's reason is told."""
    sources = sources_used("orders", facts, plan)
    if not sources:
        return Estimates(absent=(Message("orders one by one, with their customers"),))
    last = min(one.last for one in sources)
    if not facts.events["source"].isin([one.source for one in sources]).any():
        return Estimates(absent=(Message("orders one by one, with their customers"),))
    found = worths_of(what, facts, plan, last, level=level)
    known = tuple(one for one in found if one.withheld is None)
    if found and found[-1].withheld is not None:
        return Estimates(known, last, why=found[-1].withheld)
    return Estimates(known, last)


def orders_of(facts: Facts, plan: Plan) -> Bought | None:
    """The purchases of the source whose orders count; None where it tells none one by one."""
    sources = sources_used("orders", facts, plan)[:1]
    return bought(facts, sources[0].source) if sources else None
