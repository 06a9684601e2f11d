"""What the portfolio says of KPIs: their names, their standing, and the finding that matters most of a client."""

import math
from collections import Counter
from collections.abc import Iterable

from kpilib.data.reported import ReportedKpi
from kpilib.judge.forecast import NUMBERED
from kpilib.plan import catalogue
from kpilib.tell.formats import share, something
from kpilib.tell.language import marked, say, say_count, spoken
from kpilib.tell.portfolio.clients import ClientState
from kpilib.tell.wording.chance import probability_text

SHOWN = ("off_course", "close", "on_course", "unknown")  # the order of marks: what cannot be told comes last
WORDS = {
    "very_likely": marked("very likely"),
    "likely": marked("likely"),
    "toss_up": marked("toss-up"),
    "unlikely": marked("unlikely"),
    "very_unlikely": marked("very unlikely"),
    "hit": marked("hit"),
    "reached": marked("reached"),
    "missed": marked("missed"),
}


def kpi_name(one: ReportedKpi) -> str:
    """The name of a KPI. A metric's own name is told in the language being spoken; a client's name stays."""
    metric = catalogue.metrics().get(one.metric)
    own = metric and one.name in (metric.name_in("en"), metric.name_in("id"))
    return metric.name_in(spoken()) if own else one.name


def counted(kpis: Iterable[ReportedKpi], *, closed: bool) -> list[tuple[str, str]]:
    """How many KPIs stand where, as course and words; nothing of a course without any."""
    told = list(kpis)
    by_course = {course: [one for one in told if one.course == course] for course in SHOWN}
    return [(course, _count(course, mine, closed=closed)) for course, mine in by_course.items() if mine]


def _count(course: str, kpis: list[ReportedKpi], *, closed: bool) -> str:
    number = len(kpis)
    if course == "off_course":
        if closed:
            return say_count("{number} KPI missed", "{number} KPIs missed", number)
        return say_count("{number} KPI off course", "{number} KPIs off course", number)
    if course == "close":
        return say_count("{number} toss-up", "{number} toss-ups", number)
    if course == "on_course":
        if closed:
            return say_count("{number} hit", "{number} hit", number)
        return say_count("{number} on course", "{number} on course", number)
    if all(one.status == "no_target" for one in kpis):
        return say_count("{number} without a target", "{number} without a target", number)
    return say_count("{number} without a verdict", "{number} without a verdict", number)


def course_label(course: str, kpis: Iterable[ReportedKpi], *, closed: bool) -> str:
    """What stands before the names of the KPIs of a course."""
    if course == "off_course":
        return say("Missed:") if closed else say("Off:")
    if course == "close":
        return say("Toss-up:")
    return say("No target:") if all(one.status == "no_target" for one in kpis) else say("No verdict:")


def main_finding(client: ClientState) -> tuple[str, str]:
    """The finding that matters most of a client, and the language that it is written in."""
    kpis = client.kpis
    if not kpis:
        return "", spoken()
    courses = Counter(one.course for one in kpis)
    if courses["on_course"] == len(kpis):
        return _all_well(len(kpis), closed=client.closed), spoken()
    worst = kpis[0]
    told = {"off_course": _off, "close": _even, "unknown": _unjudged}[worst.course](worst)
    return (told, spoken()) if told else (worst.finding, client.language)


def _all_well(number: int, *, closed: bool) -> str:
    if number == 1:
        return say("The one target was hit") if closed else say("The one KPI is on course")
    if closed:
        return say_count("All {number} targets were hit", "All {number} targets were hit", number)
    return say_count("All {number} KPIs are on course", "All {number} KPIs are on course", number)


def _off(one: ReportedKpi) -> str:
    name, limit = kpi_name(one), one.improvement == "decrease"
    if one.improvement not in ("increase", "decrease"):
        return ""
    if one.status == "missed":
        by = _apart(one, one.actual)
        if not by:
            return ""
        if limit:
            return say("{name} ended {share} over its limit", name=name, share=by)
        return say("{name} missed its target by {share}", name=name, share=by)
    by = _apart(one, one.median)
    if not by or one.confidence not in NUMBERED or math.isnan(one.probability):
        return _behind(one, name)
    p = probability_text(one.probability)
    if limit:
        return say("{name}: the forecast ends {share} over its limit ({p})", name=name, share=by, p=p)
    return say("{name}: the forecast ends {share} short of its target ({p})", name=name, share=by, p=p)


def _behind(one: ReportedKpi, name: str) -> str:
    if math.isnan(one.gap) or not one.expected > 0 or one.gap >= 0:
        return ""
    return say("{name} is {share} behind the plan path", name=name, share=share(-one.gap / one.expected))


def _apart(one: ReportedKpi, end: float) -> str:
    """By which share of the target a KPI ends on the unfavourable side of it; "" where it does not, or is unknown."""
    if math.isnan(end) or not one.target > 0:
        return ""
    apart = end / one.target - 1 if one.improvement == "decrease" else 1 - end / one.target
    told = share(apart)
    return told if apart > 0 and something(told) else ""


def _even(one: ReportedKpi) -> str:
    if one.status != "toss_up" or math.isnan(one.probability) or one.confidence not in NUMBERED:
        return ""
    name, p = kpi_name(one), probability_text(one.probability)
    if one.improvement == "decrease":
        return say("{name} may or may not stay within its limit ({p})", name=name, p=p)
    return say("{name} may or may not reach its target ({p})", name=name, p=p)


def _unjudged(one: ReportedKpi) -> str:
    return say("{name} has no target yet", name=kpi_name(one)) if one.status == "no_target" else ""
