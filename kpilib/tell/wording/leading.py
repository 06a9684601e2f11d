"""Whether leading indicators lead, in sentences."""

import math
from collections.abc import Sequence

from kpilib.judge.leading import Link
from kpilib.judge.thresholds import FEWEST_LEADING_WEEKS
from kpilib.tell.formats import ABSENT, MINUS, NO_BREAK

VERDICT = {"supported": "Supported", "not_proven": "Not proven", "contradicted": "Contradicted"}
WHY = {
    "no_data": "one of the two has no data",
    "by_wave": "one of the two is told by wave and not by week; see velocity and accumulation",
    "too_few_weeks": f"{{weeks}} whole weeks could be compared, and {FEWEST_LEADING_WEEKS} are needed",
    "constant": "one of the two never changed",
}
METHOD = (
    "Changes from week to week, freed from what the leading KPI's own last weeks foretell of it, are compared at the "
    "agreed lag: their rank correlation, above zero where both move the good way, with its 95% interval. Supported: "
    "all of the interval lies above zero. Contradicted: all of it lies below. An association is no proof of a cause."
)


def finding_leading(links: Sequence[Link]) -> str:
    """How many links the data show; empty without any."""
    if not links:
        return ""
    shown = sum(link.verdict == "supported" for link in links)
    against = sum(link.verdict == "contradicted" for link in links)
    if len(links) == 1:
        name = f"{links[0].leader.name} as an early sign of {_inside(links[0].follower.name)}"
        said = {"supported": "is supported", "not_proven": "is not proven", "contradicted": "is contradicted"}
        return f"{name} {said[links[0].verdict]} by the data"
    verb = "is" if shown < 2 else "are"
    start = f"{shown or 'None'} of {len(links)} leading indicators {verb} supported by the data"
    return start + (f"; {against} {'is' if against == 1 else 'are'} contradicted" if against else "")


def explained(link: Link) -> str:
    """The verdict on one link in a sentence."""
    if link.why:
        return f"Not proven: {WHY[link.why].format(weeks=link.weeks)}."
    better = f"a better week of {_inside(link.leader.name)}"
    is_, was = ("is followed", "was mostly followed") if link.lag_weeks else ("goes along", "mostly went along")
    by = "by" if link.lag_weeks else "with"
    after = f" {lag_text(link)} later" if link.lag_weeks else ""
    if link.verdict == "not_proven":
        return f"{link.weeks} weeks do not show that {better} {is_} {by} a better one of {_other(link)}{after}."
    kind = "better" if link.verdict == "supported" else "worse"
    return f"In {link.weeks} weeks {better} {was} {by} a {kind} one of {_other(link)}{after}."


def suspicion(link: Link) -> str:
    """A suspicion of vanity; empty where there is none."""
    if not link.suspected:
        return ""
    return f"It may be vanity: {link.leader.kpi.owner} says that it leads, and the data do not show it yet."


def association_text(link: Link) -> tuple[str, str]:
    """The association, and its interval: "+0.42" and "+0.21 to +0.60"."""
    if math.isnan(link.association):
        return ABSENT, ""
    low, high = link.interval
    return _signed(link.association), f"{_signed(low)} to {_signed(high)}".replace(" ", NO_BREAK)


def lag_text(link: Link) -> str:
    """The agreed lag as it was judged, in whole weeks."""
    if not link.lag_weeks:
        return f"same{NO_BREAK}week"
    return f"{link.lag_weeks}{NO_BREAK}week{'s' if link.lag_weeks > 1 else ''}"


def _other(link: Link) -> str:
    return _inside(link.follower.name)


def _signed(value: float) -> str:
    text = f"{abs(value):.2f}"
    return text if text == "0.00" else f"{MINUS if value < 0 else '+'}{text}"


def _inside(name: str) -> str:
    """A name within a sentence; one that begins with an abbreviation keeps its capitals."""
    return name if name[:2].isupper() else name[0].lower() + name[1:]
