"""Assessments with round numbers: 1,840 leads in the 92 days of Q3 2026 are 20 a day, and 50 days expect 1,000."""

from dataclasses import replace

from kpilib.judge.assessment import Assessment
from kpilib.judge.outlook import Outlook
from kpilib.judge.status import chance_status
from kpilib.tell.formats import NO_BREAK
from tests.builders import after, facts_of, judged, kpi_of, readings, rows

START = "2026-07-01"
CLOSING = "2026-09-30"


def plain(text: str) -> str:
    """A text with common spaces, to compare."""
    return str(text).replace(NO_BREAK, " ")


def as_of(days: int) -> str:
    """The day on which a report sees so many days: the day after the last, or the quarter's end."""
    return min(after(START, days), CLOSING)


def leads(each: float = 20, days: int = 50, *, target=1840, missing: int = 0, at: str | None = None, **plan):
    """A total of `each` a day, the first `missing` days not measured."""
    kpi = kpi_of("leads", target=target, **plan.pop("kpi", {}))
    values = [None] * missing + [each] * (days - missing)
    first = rows("crm", "2026-06-30", leads=[0])  # so that a missing 1 July lies within the data
    return judged(facts_of(first, rows("crm", START, leads=values)), at or as_of(days), kpi, **plan)


def conversion(orders: float = 1, days: int = 50, *, target="2.4%", **kpi) -> Assessment:
    """So many orders on 50 sessions a day: one is 2%."""
    frame = rows("shop", START, orders=[orders] * days, sessions=[50] * days)
    return judged(facts_of(frame), as_of(days), kpi_of("conversion_rate", target=target, **kpi))


def lead_cost(cost: float, days: int = 50, *, target=50, a_day: int = 10) -> Assessment:
    """What a lead costs, at so many leads a day."""
    frame = rows("ads", START, cost=[cost * a_day] * days, leads=[a_day] * days)
    return judged(facts_of(frame), as_of(days), kpi_of("cost_per_lead", target=target))


def visitors(each: float, days: int = 50, *, target=100) -> Assessment:
    return judged(
        facts_of(readings("ga4", START, active_users=[each] * days)),
        as_of(days),
        kpi_of("daily_visitors", target=target),
    )


def subscribers(size: float, days: int = 50, *, target=5000) -> Assessment:
    facts = facts_of(readings("mail", START, active_subscribers=[size] * days))
    return judged(facts, as_of(days), kpi_of("list_size", target=target))


def money(each: float, days: int = 50, *, metric: str = "revenue", target=1840, currency: str = "EUR") -> Assessment:
    frame = rows("shop", START, **{metric: [each] * days})
    return judged(facts_of(frame), as_of(days), kpi_of(metric, target=target), client={"currency": currency})


def nothing() -> Assessment:
    """A KPI that no source brings."""
    return judged(facts_of(rows("crm", START, orders=[1])), "2026-08-20", kpi_of("leads", target=1840))


def forecast(one: Assessment, probability: float, median: float, *, low: bool = False) -> Assessment:
    """An assessment with a forecast: 80 % between a tenth below and a tenth above its median, 41 days left."""
    most, half = ((median * (1 - part), median * (1 + part)) for part in (0.1, 0.05))
    told = Outlook(probability, median, half, most, 41, "low" if low else "full")
    return replace(one, forecast=told, status=chance_status(probability))
