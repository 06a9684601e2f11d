"""The sections on what builds up: velocity and accumulation as pairs, and the funnel with the chain behind it."""

from collections.abc import Iterable

from kpilib.judge.activities import runs_of
from kpilib.judge.assessment import Assessment
from kpilib.judge.chain import chain_of
from kpilib.judge.insight import Insight
from kpilib.judge.pairs import pairs_of
from kpilib.judge.thresholds import FEWEST_ANSWERS
from kpilib.judge.watched import agreed, measured, watched
from kpilib.measure.campaigns import campaigns
from kpilib.measure.customers import Withheld, clv_to_cac, costs_of
from kpilib.measure.estimates import orders_of
from kpilib.measure.funnel import funnel
from kpilib.measure.loyalty import cohorts
from kpilib.measure.surveys import scale_notes
from kpilib.plan.periods import last_whole_day
from kpilib.tell.activities import table_campaigns, table_runs
from kpilib.tell.funnel import table_chain, table_funnel
from kpilib.tell.loyalty import MONTHS, table_awareness, table_cohorts, table_loyalty
from kpilib.tell.pairs import table_pairs
from kpilib.tell.part import Part
from kpilib.tell.rollup import table_rollup
from kpilib.tell.sections import joined
from kpilib.tell.table import Table, titled
from kpilib.tell.wording import loyalty, pairs
from kpilib.tell.worth import table_cac, table_worth


def velocity_and_accumulation(insight: Insight) -> Part:
    """What can be read at once, what it adds up to, loyalty, awareness, and what activities and campaigns did."""
    plan, facts = insight.plan, insight.facts
    as_of = insight.assessments[0].as_of
    found = pairs_of(plan, facts, insight.assessments)
    bought = orders_of(facts, plan)
    followed = cohorts(bought, months=MONTHS) if bought is not None and bought.followed else ()
    last = last_whole_day(as_of, plan.quarter)
    return joined(
        [
            titled(pairs.finding_pairs(found), table_pairs(found, insight.processes)),
            table_rollup(found, insight.assessments),
            table_loyalty(_shown(insight, loyalty.LOYALTY), scale_notes(facts)),
            table_cohorts(followed, FEWEST_ANSWERS),
            *_worth(insight),
            table_awareness(_shown(insight, loyalty.AWARENESS)),
            table_runs(runs_of(plan, facts, as_of)),
            table_campaigns(campaigns(facts, plan.quarter.start, last)),
        ]
    )


def funnel_and_chain(insight: Insight) -> Part:
    """How many go on from step to step of RACE, and which link from intent to sales is missing or weak."""
    plan, facts = insight.plan, insight.facts
    last = last_whole_day(insight.assessments[0].as_of, plan.quarter)
    told = funnel(facts, plan, plan.quarter.start, last)
    return joined([table_funnel(told), table_chain(chain_of(plan, facts, insight.assessments))])


def _worth(insight: Insight) -> list[Table]:
    """What customers are worth, and against what winning them cost; nothing where no orders tell who bought."""
    value = insight.customers
    if value is None:
        return []
    tables = [table_worth(value, insight.plan)]
    if not isinstance(value.clv, Withheld):
        costs = costs_of(insight.facts, insight.plan, value.summary)
        ratios = clv_to_cac(value.summary, value.clv, costs, currency=insight.plan.client.currency)
        tables.append(table_cac(ratios, insight.plan))
    return tables


def _shown(insight: Insight, names: Iterable[str]) -> list[Assessment]:
    """Those of these metrics that have data, in this order: the agreed KPI, what is watched, what is measured."""
    plan, facts, as_of = insight.plan, insight.facts, insight.assessments[0].as_of
    known = [*insight.assessments, *watched(plan, facts, as_of), *measured(plan, facts, as_of, names)]
    told: dict[str, Assessment] = {}
    for one in sorted(known, key=lambda one: not agreed(one)):
        if one.kpi.metric in names and (one.known or one.estimates):
            told.setdefault(one.kpi.metric, one)
    return [told[name] for name in names if name in told]
