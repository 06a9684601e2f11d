"""Packages to agree on when a KPI is in doubt: interests are served by several ways, not by one position.

Source: Fisher, Ury and Patton, Getting to Yes (options for mutual gain): more budget, more hours, less of another KPI
that draws on the same resource, or another target. A package that the data cannot price says so, with the reason.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kpilib.data.facts import Facts
from kpilib.errors import UnknownNameError, nearest
from kpilib.judge.agreeable import agreeable, amount, target_of
from kpilib.judge.assessment import Assessment
from kpilib.judge.outlook import chance
from kpilib.judge.package import LETTERS, Package, Range, ShareMove
from kpilib.judge.resources import MEASURE, Resource, spent_of
from kpilib.judge.response import NotEnoughData, Response, response_of
from kpilib.judge.thresholds import FARTHEST_RESOURCE
from kpilib.measure.metrics import series_of
from kpilib.plan.catalogue import Unit
from kpilib.plan.model import Move, Plan
from kpilib.plan.target import Band

# Statuses on which nothing can be negotiated: there is no number to start from, or the time is over.
NO_GROUND = ("no_data", "no_target", "no_baseline", "too_early", "incomplete")
OVER = ("hit", "missed")
# A normal curve by its middle and the ends of its 80 % range: weights of 1 / (2 x 1.2816^2) keep its variance.
QUADRATURE = (0.304, 0.392, 0.304)


def packages(
    plan: Plan, facts: Facts, assessments: tuple[Assessment, ...], kpi_id: str, as_of: date
) -> tuple[Package, ...]:
    """The packages for a KPI, A to D, always all four. `facts` hold nothing later than the as-of date.

    Raises UnknownNameError for a KPI that the plan does not have.
    """
    by_id = {one.kpi.id: one for one in assessments}
    if kpi_id not in by_id:
        raise UnknownNameError(f"no KPI is named '{kpi_id}'; {nearest(kpi_id, by_id)}")
    talks = Talks(plan, facts, by_id, by_id[kpi_id], as_of)
    if reason := talks.no_ground:
        return tuple(talks.refused(letter, reason) for letter in LETTERS)
    offers = (talks.more("A", "budget"), talks.more("B", "hours"), talks.lower_another("C"))
    return (*offers, talks.another_target("D"))


@dataclass(frozen=True)
class Talks:
    """One negotiation: the KPI, the others, and what the data say on the as-of date."""

    plan: Plan
    facts: Facts
    by_id: dict[str, Assessment]
    one: Assessment
    as_of: date

    @property
    def no_ground(self) -> str | None:
        """Why no package can be told at all, or None."""
        if self.one.status in OVER or self.as_of > self.one.kpi.due:
            return "over"
        if isinstance(self.one.kpi.target, Band):
            return "band"
        if self.one.status in NO_GROUND or not self.one.known or math.isnan(self.one.target):
            return self.one.status
        if self.one.forecast is None or not self.one.forecast.numbered:
            return "no_forecast"
        return None

    @property
    def gap(self) -> float:
        """What the forecast leaves short of the target by the due date."""
        return self.one.target - self.one.forecast.median

    @property
    def weeks_left(self) -> float:
        return (self.one.kpi.due - self.one.data_to).days / 7

    def refused(self, letter: str, reason: str, line: str | None = None, **numbers: float) -> Package:
        old = None if isinstance(self.one.kpi.target, Band) or math.isnan(self.one.target) else target_of(self.one)
        return Package(letter, LETTERS[letter], self.one.kpi.id, old, old, line=line, reason=reason, numbers=numbers)

    def _kept(self, letter: str, line: str, **told: Any) -> Package:
        """A package that keeps the target."""
        old = target_of(self.one)
        return Package(letter, LETTERS[letter], self.one.kpi.id, old, old, line=line, **told)

    def more(self, letter: str, resource: Resource) -> Package:
        """The target is kept, with more on the cheapest line that the KPI uses."""
        reason = _no_purchase(self.one) or ("no_gap" if self.gap <= 0 else None)
        if reason:
            return self.refused(letter, reason)
        lines = [line for line in self.one.kpi.uses if line in getattr(self.plan.agreement, resource)]
        if not lines:
            return self.refused(letter, "no_line")
        return _first([self._more_on(letter, resource, line) for line in lines])

    def _more_on(self, letter: str, resource: Resource, line: str) -> Package:
        answer = self._answer(self.one, resource, line)
        if not isinstance(answer, Response):
            return self._not_told(letter, line, answer)
        weeks = self.weeks_left
        cost, low, high = (week * weeks for week in answer.needed(self.gap / weeks))
        if math.isinf(cost):
            return self.refused(letter, "too_far", line, largest=answer.largest, times=FARTHEST_RESOURCE)
        old = getattr(self.plan.agreement, resource)[line]
        new = agreeable(old, old + cost, up=True)
        gain = Range(*(week * weeks for week in answer.gain((new - old) / weeks)))
        move = Move(**{resource: line}, old=old, new=new)
        return self._kept(
            letter,
            line,
            moves=(move,),
            effect=gain,
            cost=Range(new - old, _round_cost(low), _round_cost(high)),
            cost_of="money" if resource == "budget" else "hours",
            shifted=new - old,
            chance=self._chance_with(gain),
            answers=(answer,),
        )

    def lower_another(self, letter: str) -> Package:
        """The target is kept, and another KPI gives up a part of a line that both use: the one that loses least."""
        reason = _no_purchase(self.one) or ("no_gap" if self.gap <= 0 else None)
        if reason:
            return self.refused(letter, reason)
        found = [self._less_of(letter, other, resource, line) for other, resource, line in self._sharing()]
        return _first(found) if found else self.refused(letter, "no_shared_resource")

    def _sharing(self) -> Iterator[tuple[Assessment, Resource, str]]:
        """The other KPIs that draw on a line that this one draws on."""
        for other in self.by_id.values():
            for line in self.one.kpi.uses:
                if other is self.one or not self.one.kpi.uses[line] or not other.kpi.uses.get(line):
                    continue
                for resource in MEASURE:
                    if line in getattr(self.plan.agreement, resource):
                        yield other, resource, line

    def _less_of(self, letter: str, other: Assessment, resource: Resource, line: str) -> Package:
        if _no_purchase(other) or math.isnan(other.target) or other.status in (*NO_GROUND, *OVER):
            return self.refused(letter, "other_has_no_price", line)
        answer, loss = self._answer(self.one, resource, line), self._answer(other, resource, line)
        for told in (answer, loss):
            if not isinstance(told, Response):
                return self._not_told(letter, line, told)
        mine, theirs = self.one.kpi.uses[line], other.kpi.uses[line]
        weeks, whole = self.weeks_left, getattr(self.plan.agreement, resource)[line]
        need = answer.needed(self.gap / weeks, share=mine)[0] * weeks
        if math.isinf(need):
            return self.refused(letter, "too_far", line, largest=answer.largest, times=FARTHEST_RESOURCE)
        moved = agreeable(0, need, up=True)
        if moved >= theirs * min(whole, loss.resource * weeks):
            have = theirs * min(whole, loss.resource * weeks)
            return self.refused(letter, "too_little_to_move", line, needed=moved, there=have)
        effect = Range(*(week * weeks for week in answer.gain(moved / weeks, share=mine)))
        less, most, least = (-week * weeks for week in loss.gain(-moved / weeks, share=theirs))
        old, unit = target_of(other), other.metric.unit
        lower = agreeable(old.in_unit, old.in_unit - less, up=False, unit=unit)
        return self._kept(
            letter,
            line,
            moves=(Move(kpi=other.kpi.id, old=old, new=amount(lower, unit)),),
            shares=(
                ShareMove(self.one.kpi.id, line, mine, mine + moved / whole),
                ShareMove(other.kpi.id, line, theirs, theirs - moved / whole),
            ),
            effect=effect,
            cost=Range(old.in_unit - lower, _round_cost(least, unit), _round_cost(most, unit)),
            cost_of=other.kpi.id,
            shifted=moved,
            chance=self._chance_with(effect),
            answers=(answer, loss),
        )

    def another_target(self, letter: str) -> Package:
        """The median of the forecast, rounded to the side that is easier to reach."""
        told, old = self.one.forecast, target_of(self.one)
        end = Range(told.median, *told.most)
        easier_is_more = self.one.metric.improvement == "decrease"
        unit = self.one.metric.unit
        new = amount(agreeable(old.in_unit, end.value, up=easier_is_more, unit=unit), unit)
        if new == old:
            return self.refused(letter, "no_gap")
        likely = chance(told.of, self.one.metric, new.in_unit)
        return Package(letter, LETTERS[letter], self.one.kpi.id, old, new, effect=end, chance=likely)

    def _chance_with(self, gain: Range) -> float:
        """How likely the target is with a gain of which the value and the 80 % range are known."""
        ends = (gain.low, gain.value, gain.high)
        if not all(map(math.isfinite, ends)):
            return math.nan
        told = [chance(self.one.forecast.of, self.one.metric, self.one.target - end) for end in ends]
        return float(np.average(told, weights=QUADRATURE))

    def _answer(self, one: Assessment, resource: Resource, line: str) -> Response | NotEnoughData | None:
        """How a KPI answers to a line, beside the plan's other lines; None where no source tells what was spent."""
        spent = spent_of(line, resource, self.plan, self.facts)
        if spent is None:
            return None
        lines = [name for name in getattr(self.plan.agreement, resource) if name != line]
        others = [spent_of(name, resource, self.plan, self.facts) for name in lines]
        result = series_of(one.metric, self.facts, self.plan, channel=one.kpi.channel).numerator
        return response_of(result, spent, beside=[other for other in others if other is not None])

    def _not_told(self, letter: str, line: str, why: NotEnoughData | None) -> Package:
        if why is None:
            return self.refused(letter, "no_source", line)
        return self.refused(letter, why.reason, line, **why.numbers)


def _no_purchase(one: Assessment) -> str | None:
    """Why more of a resource cannot be said to bring more of a KPI; None where it can."""
    if one.metric.kind != "sum" or isinstance(one.kpi.target, Band):
        return "not_a_total"
    return None if one.metric.improvement == "increase" else "more_is_not_better"


def _round_cost(value: float, unit: Unit | None = None) -> float:
    """An end of a cost's range, rounded as the cost itself; what is beyond all that was tried stays infinite."""
    return value if math.isinf(value) else agreeable(0, value, up=True, unit=unit)


def _first(found: list[Package]) -> Package:
    """The cheapest package, by the share that the other KPI loses where one is lowered; or else the first reason."""

    def cost(one: Package) -> float:
        return one.cost.value / (one.moves[0].old.in_unit if one.kind == "lower_another" else 1)

    return min((one for one in found if one.estimated), key=cost, default=found[0])
