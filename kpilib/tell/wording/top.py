"""The quarter in a sentence, and the two sentences under it."""

import math
from collections import Counter

from kpilib.judge.assessment import Assessment
from kpilib.judge.thresholds import CHANCES
from kpilib.tell.formats import share, something
from kpilib.tell.language import say, say_count
from kpilib.tell.names import name_of
from kpilib.tell.phrases import inside
from kpilib.tell.wording.chance import CHANCE, ends_apart, probability_text
from kpilib.tell.wording.explained import needed
from kpilib.tell.wording.verdict import finding

SMALLEST_SHARE = 0.001  # that is written out


def headline(assessments: list[Assessment], *, closed: bool) -> str:
    """The quarter in one sentence, the worst KPI named."""
    total = len(assessments)
    counts = Counter(one.course for one in assessments)
    on = counts["on_course"]
    start = standing(assessments, closed=closed)
    if on == total:
        return start
    if counts["off_course"]:
        off = [one for one in assessments if one.course == "off_course"]
        worst = min(off, key=lambda one: (1.0 if math.isnan(one.probability) else one.probability, one.distance))
        return f"{start}; {_shortfall(worst, closed=closed)}"
    if not counts["close"]:
        rest = say_count("{number} without a verdict", "{number} without a verdict", total - on)
    elif any(one.status == "close" for one in assessments):
        rest = say_count("{number} close", "{number} close", counts["close"])
    else:
        rest = say_count("{number} a toss-up", "{number} toss-ups", counts["close"])
    return f"{start}, {rest}"


def standing(assessments: list[Assessment], *, closed: bool) -> str:
    """How many of the KPIs are on course, as a clause: the headline's first, without a figure of the client's."""
    total, on = len(assessments), _on_course(assessments)
    return _all_of_them(total, closed=closed) if on == total else _some_of_them(on, total, closed=closed)


def state(assessments: list[Assessment], *, closed: bool) -> str:
    """The same without a verb, for the subject of a mail: "4 of 6 KPIs on course"."""
    total, on = len(assessments), _on_course(assessments)
    if total == 1:
        return standing(assessments, closed=closed)
    if closed:
        return say("{on} of {total} KPIs hit", on=on, total=total)
    return say("{on} of {total} KPIs on course", on=on, total=total)


def _on_course(assessments: list[Assessment]) -> int:
    return sum(one.course == "on_course" for one in assessments)


def _all_of_them(total: int, *, closed: bool) -> str:
    if total == 1:
        return say("The one KPI was hit") if closed else say("The one KPI is on course")
    if closed:
        return say("All {total} KPIs were hit", total=total)
    return say("All {total} KPIs are on course", total=total)


def _some_of_them(on: int, total: int, *, closed: bool) -> str:
    if total == 1:
        return say("The one KPI was not hit") if closed else say("The one KPI is not on course")
    if not on:
        if closed:
            return say("None of {total} KPIs was hit", total=total)
        return say("None of {total} KPIs is on course", total=total)
    if closed:
        return say_count("{number} of {total} KPIs was hit", "{number} of {total} KPIs were hit", on, total=total)
    return say_count(
        "{number} of {total} KPIs is on course", "{number} of {total} KPIs are on course", on, total=total
    )


def _shortfall(one: Assessment, *, closed: bool) -> str:
    fewer = one.metric.improvement == "decrease"
    about = {"kpi": inside(name_of(one)), "apart": _least(one.distance)}
    if one.status in CHANCES and one.forecast.numbered and not math.isnan(ends := ends_apart(one)):
        about |= {"apart": _least(ends), "p": probability_text(one.forecast.probability)}
        if fewer:
            return say("the forecast for {kpi} ends {apart} over its limit ({p})", **about)
        return say("the forecast for {kpi} ends {apart} short of its target ({p})", **about)
    if one.status in CHANCES and not one.distance < 0:  # it stands well, and will not end so
        return say("hitting the target for {kpi} is {chance}", kpi=about["kpi"], chance=say(CHANCE[one.status]))
    if not math.isfinite(one.distance):
        return say("{kpi} missed its target", **about) if closed else say("{kpi} is off target", **about)
    if closed:
        return say("{kpi} missed by {apart}", **about)
    if one.pace is None:
        return say("{kpi} came out {apart} off target", **about)
    if fewer:
        return say("{kpi} ran {apart} over pace", **about)
    return say("{kpi} fell {apart} behind pace", **about)


def _least(apart: float) -> str:
    """How far a shortfall goes, as a share that is never nothing."""
    text = share(abs(apart))
    return text if something(text) else say("less than {share}", share=share(SMALLEST_SHARE))


def lede(ranked: list[Assessment]) -> tuple[str, str]:
    """Two sentences under the headline: the first business KPI that was agreed, and what the worst KPI needs."""
    agreed = [kpi.id for kpi in ranked[0].plan.kpis]
    business = [one for one in ranked if one.kpi.level == "business" and not math.isnan(one.actual)]
    business.sort(key=lambda one: agreed.index(one.kpi.id))
    first = f"{finding(business[0])}." if business else ""
    off = [one for one in ranked if one.course in ("off_course", "close")]
    return first, next((text for one in off if (text := needed(one))), "")
