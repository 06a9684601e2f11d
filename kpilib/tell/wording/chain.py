"""The chain from intent to sales, in sentences."""

import math

from kpilib.judge.chain import Chain, Conversion, Link
from kpilib.plan.catalogue import measure_name
from kpilib.tell.formats import ABSENT, Format, day, share
from kpilib.tell.language import marked, say, say_count, spoken
from kpilib.tell.names import name_of
from kpilib.tell.phrases import inside
from kpilib.tell.wording.funnel import one_of
from kpilib.tell.wording.pairs import association, listed

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
METHOD = marked(
    "A link is empty where nobody watches it and nothing of it is measured; weak where a KPI of it is off course, "
    "or where clearly less of it, or of what goes on into it, is left than a year before. Association: weekly "
    "changes of the link with those of the measured link before it, one to eight weeks later, the strongest, at a "
    "stricter level since several were tried. It proves no cause."
)


def node_name(node: str) -> str:
    """A link of the chain."""
    return say(NODE[node])


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
        tended = [inside(name_of(one)) for one in link.tended]
        return say_count("{names} has no data", "{names} have no data", len(tended), names=listed(tended))
    if link.state == "unwatched":
        return say("measured, and neither a KPI nor watched")
    return ""


def conversion_text(told: Conversion | None) -> tuple[str, str]:
    """What goes on into a link, and what it was a year before."""
    if told is None:
        return ABSENT, ""
    write = Format("percent" if told.share else "number")
    values = {
        "what": measure_name(told.numerator, spoken()),
        "one": one_of(told.denominator),
        "channel": told.channel,
    }
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
