"""The funnel of RACE, in sentences."""

import math
from collections.abc import Sequence

from kpilib.judge.thresholds import CHANGED_BELOW
from kpilib.measure.funnel import Funnel, Step
from kpilib.tell.formats import ABSENT, Format, day
from kpilib.tell.language import marked, say
from kpilib.tell.phrases import inside
from kpilib.tell.wording.activities import singular

STEP = {
    "sessions": marked("Sessions"),
    "engaged_sessions": marked("Engaged sessions"),
    "add_to_carts": marked("Sessions with a cart"),
    "orders": marked("Orders"),
    "repeat_orders": marked("Repeat orders"),
    "leads": marked("Leads"),
    "qualified_leads": marked("Qualified leads"),
    "won_leads": marked("Leads won"),
}
PARTS = {
    "engaged_sessions": marked("engaged session"),
    "add_to_carts": marked("cart"),
    "won_leads": marked("won lead"),
}


def step_name(measure: str) -> str:
    """A step of the funnel."""
    return say(STEP[measure])


def finding_funnel(funnel: Funnel) -> str:
    """The step that gained most and the one that lost most, as far as chance does not explain it."""
    sure = [step for step in funnel.steps if step.p < CHANGED_BELOW]
    gained = max((step for step in sure if step.rate > step.before), key=_moved, default=None)
    lost = min((step for step in sure if step.rate < step.before), key=_moved, default=None)
    values = {}
    if gained is not None:
        values |= {"more": inside(step_name(gained.measure)), "gain": gap_text(gained)}
    if lost is not None:
        values |= {"fewer": inside(step_name(lost.measure)), "loss": gap_text(lost)}
    if gained is not None and lost is not None:
        return say("More go on to {more} ({gain}), and fewer to {fewer} ({loss}) than a year before", **values)
    if gained is not None:
        return say("More go on to {more} ({gain}) than a year before", **values)
    if lost is not None:
        return say("Fewer go on to {fewer} ({loss}) than a year before", **values)
    if not funnel.paired:
        known = [step for step in funnel.steps if not math.isnan(step.rate)]
        if not known:
            return say("No step rate can be told: nothing was counted at the first step")
        worst = min(known, key=lambda step: step.rate)
        return say(
            "The narrowest step is {step}: {rate} go on to it",
            step=inside(step_name(worst.measure)),
            rate=Format("percent")(worst.rate),
        )
    return say("No step of the funnel clearly gained or lost on the year before")


def subtitle_funnel(funnel: Funnel) -> str:
    """The days that are told, and what the bars show."""
    total = (funnel.last - funnel.first).days + 1
    values = {"first": day(funnel.first, year=False), "last": day(funnel.last), "days": funnel.days, "total": total}
    if funnel.days < total:
        span = say(
            "Counts and step rates, {first} to {last}, {days} of {total} days that all steps were measured.", **values
        )
    else:
        span = say("Counts and step rates, {first} to {last}.", **values)
    if not funnel.paired:
        return f"{span} {say('Bars: share that goes on to this step, 0 to 100%.')}"
    bars = say(
        "Bars: share that goes on to this step, 0 to 100%; dark this year (AC), light the year before (PY, 364 days "
        "earlier)."
    )
    return f"{span} {bars}"


def rate_text(step: Step, under: Step | None) -> str:
    """A step's rate with what it is held against."""
    if under is None or math.isnan(step.rate):
        return ""
    return say("{rate} per {one}", rate=Format("percent")(step.rate), one=one_of(under.measure))


def gap_text(step: Step) -> str:
    """The change of a step's rate, in points; "–" where it is not known."""
    if math.isnan(step.before):
        return ABSENT
    return Format("percent").gap(step.rate - step.before, sign=True)


def bar_text(steps: Sequence[Step], number: int) -> str:
    """What a bar shows, for those who hear it."""
    step, under = steps[number], steps[number - 1]
    told = f"{step_name(step.measure)}: {rate_text(step, under)}"
    if math.isnan(step.before):
        return told
    return say("{rate}, {before} the year before", rate=told, before=Format("percent")(step.before))


def one_of(measure: str) -> str:
    """One of what a measure counts."""
    return say(PARTS[measure]) if measure in PARTS else singular(measure)


def _moved(step: Step) -> float:
    """The change of a step's rate as a share; without end where nobody went on to it a year before."""
    return step.rate / step.before - 1 if step.before else math.inf
