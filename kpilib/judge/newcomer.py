"""Which KPIs the data of a new client can support, for which quarter, and what they came to before."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kpilib.data.facts import Facts
from kpilib.judge.thresholds import FEWEST_DAYS_OF_A_KPI, LARGEST_MISSING_SHARE
from kpilib.measure.metrics import NOT_MADE, series_of
from kpilib.measure.series import Series
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric
from kpilib.plan.model import Plan
from kpilib.plan.newcomer import NewKpi
from kpilib.plan.periods import Quarter
from kpilib.plan.written import written_amount

# What a client promises, in the order in which it is looked for, and how many of each kind are proposed at most:
# results first, then what one costs, then what tells of them early. Few: a list of twenty KPIs is nobody's.
RESULTS = ("orders", "revenue", "qualified_leads", "leads", "conversions")
COSTS = ("cost_per_order", "cost_per_lead", "cost_per_acquisition")
# What stands in for a result where nobody counts one: the claims of the platform that is paid for them.
CLAIMS = ("platform_conversions", "subscribers_gained")
COSTS_OF_CLAIMS = ("platform_cost_per_conversion",)
RATES = ("conversion_rate", "lead_rate", "campaign_conversion_rate")
EARLY = (
    "add_to_cart_rate", "engagement_rate", "email_click_rate", "search_clicks", "click_rate", "organic_sessions",
    "sessions", "new_users", "daily_visitors", "list_size", "cost_per_click",
)  # fmt: skip
STAYING = ("unsubscribe_rate", "repeat_order_share")
KINDS = ((RESULTS, 2, "a result"), (COSTS, 1, "what a result costs"), (RATES, 1, "how many come to a result"))
KINDS += ((EARLY, 1, "tells early of what will come"),)
IF_NO_RESULT = 3  # of those that tell early
NO_CURRENCY = "XXX"  # ISO 4217's own code for none, while nobody has said which
RECENT = timedelta(days=91)  # a quarter of a year, beside which a quarter that was not measured is told


@dataclass(frozen=True)
class Supported:
    """A metric of which the data tell day by day."""

    id: str
    metric: Metric
    series: Series
    why: str

    @property
    def active_to(self) -> date:
        """The last day that is not zero: exports go on with zeros after a campaign or a shop has stopped."""
        return self.series.numerator[self.series.numerator > 0].index.max().date()


@dataclass(frozen=True)
class Chosen:
    """The KPIs of a new client's first quarter: which quarter, why that one, and up to which day the data go."""

    quarter: Quarter
    why: str
    kpis: tuple[NewKpi, ...]
    data_to: date


def supported(plan: Plan, facts: Facts) -> list[Supported]:
    """The metrics to propose as KPIs: a few results, what one costs, how many come to one, and what tells early."""
    found = [_of_kind(plan, facts, names, most, why) for names, most, why in KINDS]
    if not found[0]:
        found[0] = _of_kind(plan, facts, CLAIMS, 1, KINDS[0][2])
        found[1] = _of_kind(plan, facts, COSTS_OF_CLAIMS, 1, KINDS[1][2])
    if not found[0]:
        found[-1] = _of_kind(plan, facts, EARLY, IF_NO_RESULT, KINDS[-1][2])
        found.append(_of_kind(plan, facts, STAYING, 1, "whether people stay"))
    return [one for kind in found for one in kind]


def _of_kind(plan: Plan, facts: Facts, names: Sequence[str], most: int, why: str) -> list[Supported]:
    known = catalogue.metrics()
    found: list[Supported] = []
    for name in names:
        metric = known[name]
        if metric.kind in NOT_MADE or len(found) == most:
            continue
        series = series_of(metric, facts, plan)
        if series.absent or series.days_measured < FEWEST_DAYS_OF_A_KPI or not series.steady or not series.value > 0:
            continue
        found.append(Supported(name, metric, series, why))
    return found


def chosen_for(plan: Plan, facts: Facts, *, wanted: Quarter | None = None) -> Chosen | None:
    """The first quarter's KPIs, or None where the data support none day by day.

    wanted : the quarter, if it is not to be chosen by where the data end.
    A KPI whose data end before the quarter and the one before it is left out: its export is an old one.
    """
    found = supported(plan, facts)
    if not found:
        return None
    last = max(one.series.data_to for one in found)
    quarter, why = _quarter(plan.quarter, last, max(one.active_to for one in found), wanted)
    fresh = [one for one in found if one.series.data_to >= min(quarter.before.start, last)]
    result = next((one.id for one in fresh if one.id in (*RESULTS, *CLAIMS)), None)
    kpis = tuple(
        NewKpi(
            one.id,
            one.metric,
            tuple(_before(one, plan, quarter)),
            one.why,
            result if one.id in EARLY else None,
        )
        for one in fresh
    )
    return Chosen(quarter, why, kpis, last)


def _quarter(like: Quarter, last: date, active: date, wanted: Quarter | None) -> tuple[Quarter, str]:
    """The quarter and why: `last` is the last day of the data, `active` the last one that is not zero."""
    if wanted is not None:
        return wanted, "as it was asked for"
    within = Quarter.containing(active, like)
    if active == within.end:
        return within.next, f"the quarter after {active}, with which the data end"
    if last > within.end:
        return within, f"the quarter of {active}, the last day that is not zero"
    return within, f"the quarter in which the data end, on {last}"


def _before(one: Supported, plan: Plan, quarter: Quarter) -> list[str]:
    """What the metric came to in the same quarter of the year before; where that was hardly measured, lately too."""
    last_year = quarter.year_before
    told = _told(one, plan, last_year.start, last_year.end)
    measured = one.series.between(last_year.start, last_year.end).measured
    absent = "it had too few cases to tell" if measured.any() else "it was not measured"
    said = [f"In {last_year} it was {told}." if told else f"In {last_year}, a year before, {absent}."]
    if not told or measured.mean() < 1 - LARGEST_MISSING_SHARE:
        first = one.active_to - RECENT + timedelta(days=1)
        lately = _told(one, plan, first, one.active_to)
        said += [f"From {first} to {one.active_to} it was {lately}."] if lately else []
    return said


def _told(one: Supported, plan: Plan, first: date, last: date) -> str | None:
    """A metric's value over some days and how many of them were measured; None where it has none."""
    part = one.series.between(first, last)
    days, measured = len(part.numerator), part.days_measured
    if not measured or math.isnan(part.value) or not part.steady:
        return None
    value = written_amount(part.value, one.metric.unit)
    said = f"{value:_}" if isinstance(value, int | float) else value
    money = f" {plan.client.currency}" if one.metric.unit == "money" and plan.client.currency != NO_CURRENCY else ""
    whole = "on all" if measured == days else f"on {measured} of the"
    less = ", so the whole is more" if measured < days and one.metric.kind == "sum" else ""
    return f"{said}{money}, measured {whole} {days} days{less}"


def conversions_of(chosen: Chosen) -> tuple[str, ...]:
    """The measures of the proposed KPIs that somebody has to define."""
    known = catalogue.measures()
    used = dict.fromkeys(measure for kpi in chosen.kpis for measure in kpi.metric.measures)
    return tuple(measure for measure in used if known[measure].conversion)


def two_truths(chosen: Chosen, facts: Facts) -> dict[str, tuple[str, ...]]:
    """The measures of the proposed KPIs that several sources tell, though they are not platforms of their own."""
    known = catalogue.measures()
    used = dict.fromkeys(measure for kpi in chosen.kpis for measure in kpi.metric.measures)
    told = {measure: tuple(one.source for one in facts.sources_of(measure)) for measure in used}
    return {
        measure: sources for measure, sources in told.items() if len(sources) > 1 and not known[measure].platforms
    }
