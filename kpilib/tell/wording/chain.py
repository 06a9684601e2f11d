"""The chain from intent to sales, and the funnel of RACE, in sentences."""

import math
from collections.abc import Sequence

from kpilib.judge.chain import Chain, Conversion, Link
from kpilib.judge.thresholds import CHANGED_BELOW
from kpilib.measure.funnel import Funnel, Step
from kpilib.plan.catalogue import measure_name
from kpilib.tell.formats import ABSENT, MINUS, Format, day, share
from kpilib.tell.wording.activities import singular
from kpilib.tell.wording.pairs import inside

NODE = {
    "intent": "Intent",
    "content": "Content",
    "organic": "Organic traffic",
    "engagement": "Engagement",
    "sales": "Sales",
}
STATE = {
    "empty": "Empty",
    "unmeasured": "No data",
    "unwatched": "Nobody watches",
    "weak": "Weak",
    "sound": "Sound",
    "unknown": "Cannot be told",
}
STEP = {
    "sessions": "Sessions", "engaged_sessions": "Engaged sessions", "add_to_carts": "Sessions with a cart",
    "orders": "Orders", "repeat_orders": "Repeat orders", "leads": "Leads", "qualified_leads": "Qualified leads",
    "won_leads": "Leads won",
}  # fmt: skip
PARTS = {"engaged_sessions": "engaged session", "add_to_carts": "cart", "won_leads": "won lead"}
METHOD = (
    "A link is empty where nobody watches it and nothing of it is measured; weak where a KPI of it is off course, "
    "or where clearly less of it, or of what goes on into it, is left than a year before. Association: weekly "
    "changes of the link with those of the measured link before it, one to eight weeks later, the strongest, at a "
    "stricter level since several were tried. It proves no cause."
)


def finding_chain(chain: Chain) -> str:
    """Which links are missing, or else which one is weakest."""
    empty = [inside(NODE[link.node]) for link in chain.empty]
    weakest = chain.weakest
    weak = f"the weakest is {inside(NODE[weakest.node])}" if weakest is not None else ""
    if empty:
        those = empty[0] if len(empty) == 1 else f"{', '.join(empty[:-1])} and {empty[-1]}"
        start = f"The chain from intent to sales lacks {those}"
        return f"{start}; of the others {weak}" if weak else start
    if weak:
        return f"The chain from intent to sales is whole; {weak}"
    return "The chain from intent to sales is whole, and none of its links is weak"


def subtitle_chain(chain: Chain) -> str:
    return (
        f"{day(chain.first, year=False)} to {day(chain.last)}, with the same weekdays of the year before, 364 days "
        "earlier. Goes on: what there is of this link for each unit of one before."
    )


def state_why(link: Link) -> str:
    """Why a link is called so; empty where the word says all."""
    off = [inside(one.name) for one in link.tended if one.course == "off_course"]
    if link.state == "weak":
        if off:
            return f"{' and '.join(off)} {'is' if len(off) == 1 else 'are'} off course"
        if link.into is not None and link.into.fell:
            return f"{share(link.into.fell)} less goes on into it"
        return f"{share(-link.move.relative)} less than before"
    if link.state == "unmeasured":
        return f"{' and '.join(inside(one.name) for one in link.tended)} has no data"
    if link.state == "unwatched":
        return "measured, and neither a KPI nor watched"
    return ""


def conversion_text(told: Conversion | None) -> tuple[str, str]:
    """What goes on into a link, and what it was a year before."""
    if told is None:
        return ABSENT, ""
    write = Format("percent" if told.share else "number")
    of = f" of {told.channel}" if told.channel else ""
    what = f"{measure_name(told.numerator)} per {_one(told.denominator)}{of}"
    before = "" if math.isnan(told.before) else f"; {write(told.before)} a year before"
    return write(told.now), f"{what}{before}"


def follows_text(link: Link) -> tuple[str, str]:
    """How its weeks follow those of the link before."""
    if link.follows is None:
        return ABSENT, ""
    low, high = link.follows.found.interval
    told = f"{link.follows.found.value:+.2f}".replace("-", MINUS)
    weeks = f"{link.follows.weeks} week{'s' if link.follows.weeks > 1 else ''} later"
    return told, weeks if low > 0 or high < 0 else f"{weeks}, within chance"


def finding_funnel(funnel: Funnel) -> str:
    """The step that gained most and the one that lost most, as far as chance does not explain it."""
    sure = [step for step in funnel.steps if step.p < CHANGED_BELOW]
    gained = max((step for step in sure if step.rate > step.before), key=_moved, default=None)
    lost = min((step for step in sure if step.rate < step.before), key=_moved, default=None)
    parts = []
    if gained is not None:
        parts.append(f"more go on to {inside(STEP[gained.measure])} ({gap_text(gained)})")
    if lost is not None:
        parts.append(f"fewer to {inside(STEP[lost.measure])} ({gap_text(lost)})" if parts else
                     f"fewer go on to {inside(STEP[lost.measure])} ({gap_text(lost)})")  # fmt: skip
    if parts:
        told = ", and ".join(parts)
        return f"{told[0].upper()}{told[1:]} than a year before"
    if not funnel.paired:
        worst = min((step for step in funnel.steps if step.rate == step.rate), key=lambda step: step.rate)
        return f"The narrowest step is {inside(STEP[worst.measure])}: {Format('percent')(worst.rate)} go on to it"
    return "No step of the funnel clearly gained or lost on the year before"


def subtitle_funnel(funnel: Funnel) -> str:
    total = (funnel.last - funnel.first).days + 1
    days = f", {funnel.days} of {total} days that all steps were measured" if funnel.days < total else ""
    year = "" if not funnel.paired else "; dark this year (AC), light the year before (PY, 364 days earlier)"
    return (
        f"Counts and step rates, {day(funnel.first, year=False)} to {day(funnel.last)}{days}. Bars: share that goes "
        f"on to this step, 0 to 100%{year}."
    )


def rate_text(step: Step, under: Step | None) -> str:
    """A step's rate with what it is held against."""
    if under is None or math.isnan(step.rate):
        return ""
    return f"{Format('percent')(step.rate)} per {_one(under.measure)}"


def gap_text(step: Step) -> str:
    """The change of a step's rate, in points; "–" where it is not known."""
    if math.isnan(step.before):
        return ABSENT
    change = step.rate - step.before
    return f"{MINUS if change < 0 else '+'}{Format('percent').gap(change)}"


def bar_text(steps: Sequence[Step], number: int) -> str:
    """What a bar shows, for those who hear it."""
    step, under = steps[number], steps[number - 1]
    before = "" if math.isnan(step.before) else f", {Format('percent')(step.before)} the year before"
    return f"{STEP[step.measure]}: {rate_text(step, under)}{before}"


def _moved(step: Step) -> float:
    return step.rate / step.before - 1


def _one(measure: str) -> str:
    return PARTS.get(measure) or singular(measure)
