"""How earlier forecasts turned out: those of this client, or of the back-test while there are too few of them."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from scipy.special import bdtr, bdtrc

from kpilib.data.history import PastKpi, PastReport
from kpilib.judge.forecast import NUMBERED
from kpilib.judge.thresholds import FAIR_LEVEL, FAIR_WITHIN, FEWEST_TRACKED, TRACKED_DAYS_LEFT
from kpilib.measure.shares import wilson
from kpilib.plan.yaml_text import read_yaml

GROUPS = 5  # of probabilities: 0 to .2, .2 to .4, and so on
LEVEL = 0.8

Fairness = Literal["fair", "too_hopeful", "too_cautious", "too_sure", "not_sure_enough"]


@dataclass(frozen=True)
class Kept:
    """A forecast beside what came of it.

    told    : the KPI as the report of `as_of` told it; `came` as it was told after its due date.
    hit     : whether the target was reached; None where no probability was told, or where the target was changed.
    inside  : whether the result lies in the 80 % range.
    """

    quarter: str
    as_of: date
    told: PastKpi
    came: PastKpi
    hit: bool | None
    inside: bool


@dataclass(frozen=True)
class Group:
    """Forecasts that told about the same probability: its mean, how many of their targets were hit, of how many."""

    stated: float
    hits: int
    count: int

    @property
    def share(self) -> float:
        return self.hits / self.count

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.hits, self.count, LEVEL)


@dataclass(frozen=True)
class Track:
    """How forecasts turned out.

    groups : by probability, lowest first. inside, ranges : so many results lay in their 80 % range, of how many.
    kept   : of a client, the forecasts themselves, oldest first; empty for the back-test.
    series, quarters : of the back-test, how many public series and quarters of them.
    """

    groups: tuple[Group, ...]
    inside: int
    ranges: int
    kept: tuple[Kept, ...] = ()
    series: int = 0
    quarters: int = 0

    @property
    def count(self) -> int:
        """How many probabilities were held to what came."""
        return sum(group.count for group in self.groups)

    @property
    def fairness(self) -> Fairness:
        """Whether targets were hit as often as told; a group that is off by chance or by little is not off."""
        off = [group for group in self.groups if _is_off(group)]
        better = {group.share > group.stated for group in off}
        if not off:
            return "fair"
        if len(better) == 1:
            return "too_cautious" if better.pop() else "too_hopeful"
        # Better than told where little was told, worse where much was: too sure of both.
        return "too_sure" if off[0].share > off[0].stated else "not_sure_enough"


def track_of(reports: Sequence[PastReport]) -> Track:
    """The track record of one client.

    reports : of all its quarters, the present one included, in any order. A forecast is held to what the last report
    of its quarter tells of the same due date and definition; of several, the one made nearest to 45 days before.
    """
    quarters: dict[str, list[PastReport]] = {}
    for report in sorted(reports, key=lambda one: one.as_of):
        quarters.setdefault(report.quarter, []).append(report)
    kept = tuple(
        one
        for quarter in quarters.values()
        for came in _results(quarter)
        if (one := _kept(quarter, came)) is not None
    )
    held = [(one.told.probability, one.hit) for one in kept if one.hit is not None]
    return Track(_groups(held), sum(one.inside for one in kept), len(kept), kept)


@cache
def back_test() -> Track:
    """The track record of the back-test on public daily series, as written by tests/bench/forecast_backtest.py."""
    told: Mapping[str, Any] = read_yaml(files(__package__).joinpath("track_record.yml"))
    merged: dict[int, list[Group]] = {}
    for one in told["bins"]:
        merged.setdefault(_group(one["stated"]), []).append(Group(one["stated"], one["hits"], one["count"]))
    groups = []
    for parts in merged.values():
        count = sum(part.count for part in parts)
        stated = sum(part.stated * part.count for part in parts) / count
        groups.append(Group(stated, sum(part.hits for part in parts), count))
    return Track(tuple(groups), told["inside"], told["ranges"], series=told["series"], quarters=told["quarters"])


def shown(own: Track) -> Track:
    """The track record whose probabilities are shown: the client's own as soon as it says something."""
    return own if own.count >= FEWEST_TRACKED else back_test()


def _is_off(group: Group) -> bool:
    """Whether so many hits, or so few, would be odd if all were as likely as told."""
    if abs(group.share - group.stated) <= FAIR_WITHIN:
        return False
    at_most = bdtr(group.hits, group.count, group.stated)
    at_least = bdtrc(group.hits - 1, group.count, group.stated) if group.hits else 1.0
    return min(at_most, at_least) < (1 - FAIR_LEVEL) / 2


def _results(reports: Sequence[PastReport]) -> list[PastKpi]:
    """What became of each KPI of a quarter, by the last report that knows its whole period."""
    last = {key: kpi for report in reports for key, kpi in report.kpis.items() if kpi.status in ("hit", "missed")}
    return [kpi for kpi in last.values() if kpi.due is not None and not math.isnan(kpi.actual)]


def _kept(reports: Sequence[PastReport], came: PastKpi) -> Kept | None:
    """The forecast that is held to a result; None where none was made of the same thing."""
    made = [
        (report, told)
        for report in reports
        if report.as_of < came.due and (told := report.kpis.get(came.id)) is not None and _comparable(told, came)
    ]
    if not made:
        return None
    report, told = min(made, key=lambda one: abs((came.due - one[0].as_of).days - TRACKED_DAYS_LEFT))
    same_target = math.isclose(told.target, came.target, rel_tol=1e-9)
    hit = came.status == "hit" if same_target and not math.isnan(told.probability) else None
    return Kept(report.quarter, report.as_of, told, came, hit, told.low <= came.actual <= told.high)


def _comparable(told: PastKpi, came: PastKpi) -> bool:
    numbered = told.confidence in NUMBERED and not math.isnan(told.low)
    return numbered and told.due == came.due and told.definition == came.definition


def _groups(held: Iterable[tuple[float, bool]]) -> tuple[Group, ...]:
    by: dict[int, list[tuple[float, bool]]] = {}
    for probability, hit in held:
        by.setdefault(_group(probability), []).append((probability, hit))
    return tuple(
        Group(sum(p for p, _ in members) / len(members), sum(hit for _, hit in members), len(members))
        for _, members in sorted(by.items())
    )


def _group(probability: float) -> int:
    return min(int(probability * GROUPS), GROUPS - 1)
