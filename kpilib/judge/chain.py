"""The chain from what people look for to what they buy: intent, content, organic traffic, engagement, sales.

For each link: who tends it, how much of it there is, what share of the link before goes on to it, and how its weeks
follow those of the link before. Named are the links that are empty or weak.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.moves import Move, move_of_weeks
from kpilib.judge.pairs import Lagged, lagged
from kpilib.judge.thresholds import CHANGED_BELOW, LARGEST_MISSING_SHARE, WEAK_LINK
from kpilib.judge.watched import seen, watched
from kpilib.measure.metrics import series_of
from kpilib.measure.shares import two_shares
from kpilib.plan.catalogue import Metric, Node
from kpilib.plan.guards import CHAIN
from kpilib.plan.model import Plan

State = Literal["empty", "unmeasured", "unwatched", "weak", "sound", "unknown"]
YEAR = timedelta(days=364)
ORGANIC = "Organic Search"
# What there is of a link, the best first.
VOLUMES: dict[Node, tuple[str, ...]] = {
    "intent": ("search_impressions", "brand_search"),
    "content": ("content_published",),
    "organic": ("organic_sessions", "search_clicks"),
    "engagement": ("engaged_sessions",),
    "sales": ("orders", "qualified_conversions", "conversions"),
}
# What goes on into a link: numerator, denominator, the one channel of both or of the numerator, the best first.
INTO: dict[Node, tuple[dict[str, str], ...]] = {
    "organic": (
        {"numerator": "search_clicks", "denominator": "search_impressions"},
        {"numerator": "sessions", "denominator": "content_pieces", "numerator_channel": ORGANIC},
    ),
    "engagement": (
        {"numerator": "engaged_sessions", "denominator": "sessions", "channel": ORGANIC},
        {"numerator": "engaged_sessions", "denominator": "sessions"},
    ),
    "sales": (
        {"numerator": "orders", "denominator": "engaged_sessions"},
        {"numerator": "qualified_conversions", "denominator": "engaged_sessions"},
        {"numerator": "key_events", "denominator": "engaged_sessions"},
    ),
}


@dataclass(frozen=True)
class Conversion:
    """What goes on into a link per unit of one before: now, and 364 days before; `p` of shares being the same."""

    numerator: str
    denominator: str
    channel: str | None
    now: float
    before: float = math.nan
    p: float = math.nan
    share: bool = True

    @property
    def fell(self) -> float:
        """By what share it fell; 0 where it did not, or where chance explains it."""
        if not self.share or not self.p < CHANGED_BELOW or not self.before > 0:
            return 0.0
        return max(1 - self.now / self.before, 0.0)


@dataclass(frozen=True)
class Link:
    """One link: empty where nobody tends it and nothing of it is measured, unmeasured where somebody would like to,
    unwatched where it is measured and nobody looks; weak, sound, or unknown where nothing can be compared.

    `tended` are the KPIs and the context about it; `volume` is None where nothing of it is measured.

    follows : how the weeks of the volume go with those of the last link before that is measured.
    """

    node: Node
    state: State
    tended: tuple[Assessment, ...]
    volume: Assessment | None = None
    move: Move = field(default_factory=Move)
    into: Conversion | None = None
    follows: Lagged | None = None


@dataclass(frozen=True)
class Chain:
    """The five links in their order."""

    links: tuple[Link, ...]
    first: date
    last: date

    @property
    def empty(self) -> tuple[Link, ...]:
        return tuple(link for link in self.links if link.state in ("empty", "unmeasured"))

    @property
    def weakest(self) -> Link | None:
        """The weak link that lost most: by what goes on into it, or by how much of it there is."""
        weak = [link for link in self.links if link.state == "weak"]
        return max(weak, key=_loss, default=None)


def chain_of(plan: Plan, facts: Facts, assessments: Sequence[Assessment]) -> Chain:
    """The chain over the quarter to date. `facts` hold nothing later than the as-of date's last whole day."""
    as_of = assessments[0].as_of
    tended = (*assessments, *watched(plan, facts, as_of))
    links: list[Link] = []
    for node in CHAIN:
        volume = next((one for name in VOLUMES[node] if (one := seen(plan, facts, as_of, name)).known), None)
        mine = tuple(one for one in tended if one.metric.node == node)
        before = next((link.volume for link in reversed(links) if link.volume is not None), None)
        move = move_of_weeks(volume) if volume else Move()
        into = _into(node, plan, facts) if volume else None
        follows = lagged(before, volume, least=1) if before is not None and volume is not None else None
        links.append(Link(node, _state(mine, volume, move, into), mine, volume, move, into, follows))
    ends = [link.volume.data_to for link in links if link.volume is not None]
    return Chain(tuple(links), plan.quarter.start, min(ends, default=as_of))


def _into(node: Node, plan: Plan, facts: Facts) -> Conversion | None:
    for parts in INTO.get(node, ()):
        metric = Metric(name=node, kind="ratio", unit="number", improvement="increase", stage="reach", **parts)
        series = series_of(metric, facts, plan)
        if series.absent or series.data_to is None or series.data_to < plan.quarter.start:
            continue
        now = series.between(plan.quarter.start, series.data_to)
        if math.isnan(now.value) or not now.steady:
            continue
        then = series.between(plan.quarter.start - YEAR, series.data_to - YEAR)
        # The same days of both years: a day that one of them lacks counts for neither.
        both = now.measured.to_numpy() & then.measured.to_numpy()
        sums = [(float(one.numerator[both].sum()), float(one.denominator[both].sum())) for one in (now, then)]
        share = all(top <= under for top, under in sums) and now.value <= 1
        channel = parts.get("channel") or parts.get("numerator_channel")
        told = Conversion(parts["numerator"], parts["denominator"], channel, now.value, share=share)
        if both.mean() < 1 - LARGEST_MISSING_SHARE or not all(under for _, under in sums):
            return told
        p = two_shares(sums[1], sums[0])[1] if share else math.nan
        now_paired, before = (top / under for top, under in sums)
        return Conversion(told.numerator, told.denominator, channel, now_paired, before, p, share)
    return None


def _state(mine: Sequence[Assessment], volume: Assessment | None, move: Move, into: Conversion | None) -> State:
    known = [one for one in mine if one.known or one.estimate is not None]
    if volume is None and not known:
        return "unmeasured" if mine else "empty"
    if not mine:
        return "unwatched"
    if any(one.course == "off_course" for one in mine) or move.course == "worse":
        return "weak"
    if into is not None and into.fell > WEAK_LINK:
        return "weak"
    judged = any(one.course in ("on_course", "close") for one in mine)
    return "sound" if judged or move.course in ("better", "still") else "unknown"


def _loss(link: Link) -> float:
    fell = link.into.fell if link.into else 0.0
    lost = -link.move.relative if link.move.course == "worse" else 0.0
    missed = [-one.distance for one in link.tended if one.course == "off_course" and one.distance == one.distance]
    return max([fell, lost, *missed])
