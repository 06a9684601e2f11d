"""Whether leading indicators lead, in sentences."""

import math
from collections.abc import Sequence

from kpilib.judge.leading import Link
from kpilib.judge.thresholds import FEWEST_LEADING_WEEKS
from kpilib.tell.formats import ABSENT, NO_BREAK
from kpilib.tell.language import marked, say, say_count
from kpilib.tell.names import name_of
from kpilib.tell.phrases import inside
from kpilib.tell.wording.pairs import association

VERDICT = {
    "supported": marked("Supported"),
    "not_proven": marked("Not proven"),
    "contradicted": marked("Contradicted"),
}
WHY = {
    "no_data": marked("Not proven: one of the two has no data."),
    "by_wave": marked("Not proven: one of the two is told by wave and not by week; see velocity and accumulation."),
    "too_few_weeks": marked("Not proven: {weeks} whole weeks could be compared, and {needed} are needed."),
    "constant": marked("Not proven: one of the two never changed."),
}
METHOD = marked(
    "Changes from week to week, freed from what the leading KPI's own last weeks foretell of it, are compared at the "
    "agreed lag: their rank correlation, above zero where both move the good way, with its 95% interval. Supported: "
    "all of the interval lies above zero. Contradicted: all of it lies below. An association is no proof of a cause."
)
ONE = {
    "supported": marked("{leader} as an early sign of {follower} is supported by the data"),
    "not_proven": marked("{leader} as an early sign of {follower} is not proven by the data"),
    "contradicted": marked("{leader} as an early sign of {follower} is contradicted by the data"),
}
SAME_WEEK = {
    "supported": marked(
        "In {weeks} weeks a better week of {leader} mostly went along with a better one of {follower}."
    ),
    "not_proven": marked(
        "{weeks} weeks do not show that a better week of {leader} goes along with a better one of {follower}."
    ),
    "contradicted": marked(
        "In {weeks} weeks a better week of {leader} mostly went along with a worse one of {follower}."
    ),
}
LATER = {
    "supported": marked(
        "In {weeks} weeks a better week of {leader} was mostly followed by a better one of {follower} {lag} later."
    ),
    "not_proven": marked(
        "{weeks} weeks do not show that a better week of {leader} is followed by a better one of {follower} {lag} "
        "later."
    ),
    "contradicted": marked(
        "In {weeks} weeks a better week of {leader} was mostly followed by a worse one of {follower} {lag} later."
    ),
}


def finding_leading(links: Sequence[Link]) -> str:
    """How many links the data show; empty without any."""
    if not links:
        return ""
    if len(links) == 1:
        leader, follower = name_of(links[0].leader), inside(name_of(links[0].follower))
        return say(ONE[links[0].verdict], leader=leader, follower=follower)
    shown = sum(link.verdict == "supported" for link in links)
    against = sum(link.verdict == "contradicted" for link in links)
    if shown:
        start = say_count(
            "{number} of {total} leading indicators is supported by the data",
            "{number} of {total} leading indicators are supported by the data",
            shown,
            total=len(links),
        )
    else:
        start = say("None of {total} leading indicators is supported by the data", total=len(links))
    if not against:
        return start
    other = say_count("{number} is contradicted", "{number} are contradicted", against)
    return f"{start}; {other}"


def explained(link: Link) -> str:
    """The verdict on one link in a sentence."""
    if link.why:
        return say(WHY[link.why], weeks=link.weeks, needed=FEWEST_LEADING_WEEKS)
    about = {"weeks": link.weeks, "leader": inside(name_of(link.leader)), "follower": inside(name_of(link.follower))}
    if not link.lag_weeks:
        return say(SAME_WEEK[link.verdict], **about)
    return say(LATER[link.verdict], lag=lag_text(link), **about)


def suspicion(link: Link) -> str:
    """A suspicion of vanity; empty where there is none."""
    if not link.suspected:
        return ""
    return say(
        "It may be vanity: {owner} says that it leads, and the data do not show it yet.", owner=link.leader.kpi.owner
    )


def association_text(link: Link) -> tuple[str, str]:
    """The association, and its interval: "+0.42" and "+0.21 to +0.60"."""
    if math.isnan(link.association):
        return ABSENT, ""
    low, high = map(association, link.interval)
    return association(link.association), say("{low} to {high}", low=low, high=high).replace(" ", NO_BREAK)


def lag_text(link: Link) -> str:
    """The agreed lag as it was judged, in whole weeks."""
    if not link.lag_weeks:
        return say("same week").replace(" ", NO_BREAK)
    return say_count("{number} week", "{number} weeks", link.lag_weeks).replace(" ", NO_BREAK)
