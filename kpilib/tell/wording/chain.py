"""The chain from intent to sales, and the funnel of RACE, in sentences."""

import math
from collections.abc import Sequence

from kpilib.judge.chain import Chain, Conversion, Link
from kpilib.judge.thresholds import CHANGED_BELOW
from kpilib.measure.funnel import Funnel, Step
from kpilib.plan.catalogue import measure_name
from kpilib.tell.formats import ABSENT, MINUS, Format, day, share
from kpilib.tell.language import SOURCE, marked, say, say_count, spoken
from kpilib.tell.names import name_of
from kpilib.tell.wording.activities import singular
from kpilib.tell.wording.pairs import association, inside, listed

NODE = {
    "intent": marked("Intent"),
    "content": marked("Content"),
    "organic": marked("Organic traffic"),
    "engagement": marked("Engagement"),
    "sales": marked("Sales"),
}
STATE = {
    "empty": marked("Empty"),
    "unmeasured": marked("No data"),
    "unwatched": marked("Nobody watches"),
    "weak": marked("Weak"),
    "sound": marked("Sound"),
    "unknown": marked("Cannot be told"),
}
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
METHOD = marked(
    "A link is empty where nobody watches it and nothing of it is measured; weak where a KPI of it is off course, "
    "or where clearly less of it, or of what goes on into it, is left than a year before. Association: weekly "
    "changes of the link with those of the measured link before it, one to eight weeks later, the strongest, at a "
    "stricter level since several were tried. It proves no cause."
)


def node_name(node: str) -> str:
    """A link of the chain."""
    return say(NODE[node])


def step_name(measure: str) -> str:
    """A step of the funnel."""
    return say(STEP[measure])


def finding_chain(chain: Chain) -> str:
    """Which links are missing, or else which one is weakest."""
    weakest = chain.weakest
    link = inside(node_name(weakest.node)) if weakest is not None else ""
    if chain.empty:
        links = listed([inside(node_name(one.node)) for one in chain.empty])
        if link:
            return say(
                "The chain from intent to sales lacks {links}; of the others the weakest is {link}",
                links=links,
                link=link,
            )
        return say("The chain from intent to sales lacks {links}", links=links)
    if link:
        return say("The chain from intent to sales is whole; the weakest is {link}", link=link)
    return say("The chain from intent to sales is whole, and none of its links is weak")


def subtitle_chain(chain: Chain) -> str:
    """The days that are compared."""
    return say(
        "{first} to {last}, with the same weekdays of the year before, 364 days earlier. Goes on: what there is of "
        "this link for each unit of one before.",
        first=day(chain.first, year=False),
        last=day(chain.last),
    )


def state_why(link: Link) -> str:
    """Why a link is called so; empty where the word says all."""
    off = [inside(name_of(one)) for one in link.tended if one.course == "off_course"]
    if link.state == "weak":
        if off:
            return say_count("{names} is off course", "{names} are off course", len(off), names=listed(off))
        if link.into is not None and link.into.fell:
            return say("{share} less goes on into it", share=share(link.into.fell))
        return say("{share} less than before", share=share(-link.move.relative))
    if link.state == "unmeasured":
        return say("{names} has no data", names=listed([inside(name_of(one)) for one in link.tended]))
    if link.state == "unwatched":
        return say("measured, and neither a KPI nor watched")
    return ""


def conversion_text(told: Conversion | None) -> tuple[str, str]:
    """What goes on into a link, and what it was a year before."""
    if told is None:
        return ABSENT, ""
    write = Format("percent" if told.share else "number")
    values = {"what": measure_name(told.numerator, spoken()), "one": _one(told.denominator), "channel": told.channel}
    rate = say("{what} per {one} of {channel}", **values) if told.channel else say("{what} per {one}", **values)
    if math.isnan(told.before):
        return write(told.now), rate
    return write(told.now), say("{rate}; {before} a year before", rate=rate, before=write(told.before))


def follows_text(link: Link) -> tuple[str, str]:
    """How its weeks follow those of the link before."""
    if link.follows is None:
        return ABSENT, ""
    low, high = link.follows.found.interval
    weeks = say_count("{number} week later", "{number} weeks later", link.follows.weeks)
    sure = low > 0 or high < 0
    return association(link.follows.found.value), weeks if sure else say("{weeks}, within chance", weeks=weeks)


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
        worst = min((step for step in funnel.steps if step.rate == step.rate), key=lambda step: step.rate)
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
    return say("{rate} per {one}", rate=Format("percent")(step.rate), one=_one(under.measure))


def gap_text(step: Step) -> str:
    """The change of a step's rate, in points; "–" where it is not known."""
    if math.isnan(step.before):
        return ABSENT
    change = step.rate - step.before
    return f"{MINUS if change < 0 else '+'}{Format('percent').gap(change)}"


def bar_text(steps: Sequence[Step], number: int) -> str:
    """What a bar shows, for those who hear it."""
    step, under = steps[number], steps[number - 1]
    told = f"{step_name(step.measure)}: {rate_text(step, under)}"
    if math.isnan(step.before):
        return told
    return say("{rate}, {before} the year before", rate=told, before=Format("percent")(step.before))


def _moved(step: Step) -> float:
    return step.rate / step.before - 1


def _one(measure: str) -> str:
    """One of what a measure counts."""
    if measure in PARTS:
        return say(PARTS[measure])
    return singular(measure) if spoken() == SOURCE else measure_name(measure, spoken())
