"""Reports in memory whose mail is looked at: a few KPIs, decisions, and an earlier report."""

from copy import deepcopy
from dataclasses import replace
from datetime import date
from functools import cache

from kpilib.judge.assessment import Assessment
from kpilib.judge.insight import Insight
from kpilib.plan.model import Plan
from kpilib.report import Report
from kpilib.tell.mail.letter import Letter, letter_of
from tests.builders import facts_of, plan_of, rows
from tests.judge.past import foreseen
from tests.judge.past import report as reported
from tests.tell.examples import START, conversion, forecast, lead_cost, leads, money, nothing, subscribers, visitors

HOSTILE = "<script>alert('1')</script> \"quoted\" & عربى 🎉 " + 80 * "W"
OPEN = {"on": "2026-08-10", "kpi": "leads", "old": 1840, "new": 1700, "reason": "The page is late"}


def report_of(*assessments: Assessment, readers=("en",), history=(), client=None, **agreement) -> Report:
    """A report of KPIs that were judged one by one, under one plan.

    readers : the language of each recipient, None for the client's own. history : earlier reports, oldest first.
    """
    recipients = [
        {"name": f"Reader {number}", "email": f"reader{number}@kedai-uji.example", "language": language}
        for number, language in enumerate(readers, 1)
    ]
    about = {"recipients": recipients, "brand": "#6b3e26"} | (client or {})
    plan: Plan = plan_of(*(one.kpi for one in assessments), client=about, **agreement)
    judged = tuple(replace(one, plan=plan) for one in assessments)
    facts = facts_of(rows("crm", START, leads=[20] * 50))
    return Report(plan, facts, judged[0].as_of, judged, (), Insight(plan, facts, judged, tuple(history)))


def unlikely() -> Assessment:
    """900 leads of 1,840 are 100 behind the path; 1,650 are forecast."""
    return replace(foreseen(leads(18), 0.18, low=1500, high=1800), status="unlikely")


def several() -> list[Assessment]:
    """Six KPIs: off course, a toss-up, three on course in their ways, one of which there are no data."""
    unknown = replace(nothing(), kpi=nothing().kpi.model_copy(update={"id": "calls", "name": "Calls"}))
    return [
        unlikely(),
        forecast(conversion(1.2), 0.5, 0.024),
        forecast(lead_cost(45), 0.8, 46),
        forecast(money(21), 0.97, 1930, low=True),
        visitors(110),
        unknown,
    ]


def everything(language: str = "en", **about: str) -> Letter:
    """A letter with all that one can have, the caller's own."""
    return deepcopy(_everything(language, **about))


@cache
def _everything(language: str, **about: str) -> Letter:
    told = {
        "leads": {
            "target": 1840,
            "actual": 666,
            "probability": 0.41,
            "data_to": date(2026, 8, 6),
            "confidence": "full",
        }
    }
    report = report_of(
        *several(), history=[reported("2026-08-07", **told)], negotiations=[OPEN], client={"invented": True} | about
    )
    return letter_of(report, language)


def alone(one: Assessment | None = None, language: str = "en", **about) -> Letter:
    """The letter of one KPI, with nothing to decide and no earlier report."""
    return letter_of(report_of(one or subscribers(4600), **about), language)
