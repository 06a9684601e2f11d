"""What things are called in the language that is being spoken. What a client named keeps its name."""

from typing import TYPE_CHECKING

from kpilib.plan.catalogue import Metric
from kpilib.tell.language import marked, say, spoken

if TYPE_CHECKING:  # whoever only sends a mail does not pay for the statistics
    from kpilib.judge.assessment import Assessment

STAGES = {
    "plan": marked("Plan"),
    "reach": marked("Reach"),
    "act": marked("Act"),
    "convert": marked("Convert"),
    "engage": marked("Engage"),
}
LEVELS = {"activity": marked("activity"), "channel": marked("channel"), "business": marked("business")}

REPORTS = {
    "kpi_progress": marked("KPI progress"),
    "pdca_review": marked("PDCA review"),
    "data_check": marked("Data check"),
}


def report_name(notebook: str) -> str:
    """What the report of a notebook is called: kpilib's own by their names, an analyst's as it calls itself."""
    return say(REPORTS[notebook]) if notebook in REPORTS else notebook


def name_of(one: "Assessment") -> str:
    """The name of a KPI: the one that was agreed, or else that of its metric."""
    return one.kpi.name or one.metric.name_in(spoken())


def noun_of(metric: Metric) -> str:
    """What a metric counts, as a word after a number; "" where it has none."""
    return metric.nouns.told(spoken()) if metric.nouns else ""


def stage_name(stage: str) -> str:
    """A stage of RACE."""
    return say(STAGES[stage])


def level_name(level: str) -> str:
    """Activity, channel or business: how far a KPI is from money."""
    return say(LEVELS[level])
