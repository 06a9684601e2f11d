"""The packages of a negotiation, as text for the people at the table and as plain data for other programs."""

import math
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from kpilib.errors import KpilibError, UnknownNameError, nearest
from kpilib.judge.assessment import Assessment
from kpilib.judge.package import Package, Range
from kpilib.judge.response import Response
from kpilib.judge.status import chance_status
from kpilib.plan.model import Move
from kpilib.plan.target import Amount
from kpilib.tell.formats import Format, day, decimal, share
from kpilib.tell.language import marked, say
from kpilib.tell.wording import format_of
from kpilib.tell.wording.chance import CHANCE, probability_text
from kpilib.tell.wording.cycles.lengths import hours

KIND = {
    "more_budget": "More budget, same target",
    "more_hours": "More hours, same target",
    "lower_another": "Less of another KPI, same target",
    "another_target": "Another target",
}
REASON = {
    "over": marked("its time is over"),
    "band": marked("its target is a band"),
    "no_data": marked("it has no data"),
    "no_target": marked("it has no target"),
    "no_baseline": marked("its target refers to a quarter that cannot be told"),
    "not_judged": marked("it has no target to hold it to"),
    "too_early": marked("it is too early to tell"),
    "incomplete": marked("too many days were not measured"),
    "no_forecast": marked("where it will end cannot be told"),
    "no_gap": marked("the forecast reaches the target"),
    "not_a_total": marked("it is a rate or a level, of which more does not buy more"),
    "more_is_not_better": marked("more of it is not better"),
    "no_line": marked("the KPI's uses name no line of it"),
    "no_source": marked("no source tells what was spent on {line}"),
    "too_few_weeks": marked("not enough data: {weeks} whole weeks of {line}, {needed} are needed"),
    "hardly_varied": marked("not enough data: {line} hardly varied (by {variation} of its mean, {needed} is needed)"),
    "no_effect": marked("not enough data: in {weeks} weeks, 1% of {line} went with {low}% to {high}%"),
    "too_far": marked("not enough data: it needs more than {times} times the largest week of {line} ever seen"),
    "no_shared_resource": marked("no other KPI uses a line that this one uses"),
    "other_has_no_price": marked("the other KPI on {line} is not a total with a target"),
    "too_little_to_move": marked("the other KPI's part of {line} is too small"),
}


def packages_text(one: Assessment, offers: tuple[Package, ...], others: dict[str, Assessment]) -> str:
    """All packages of a KPI, each with what changes, effect, cost, and what the estimate rests on."""
    write = format_of(one)
    head = f"{one.name}, as of {day(one.as_of)}: target {write(one.target)}"
    if one.forecast is not None and one.forecast.numbered:
        head += f"; forecast {_range(write, Range(one.forecast.median, *one.forecast.most))} by {day(one.kpi.due)}"
    blocks = ["\n".join([f"{offer.id}  {KIND[offer.kind]}", *_lines(one, offer, others)]) for offer in offers]
    return "\n\n".join([head, *blocks])


def reason_text(offer: Package) -> str:
    """Why a package has no estimate, in words."""
    told = {name: _number(offer.reason, name, value) for name, value in offer.numbers.items()}
    return say(REASON[offer.reason], line=offer.line, **told)


def _number(reason: str, name: str, value: float) -> str:
    """A number of a reason: weeks as they are, a variation as whole per cents, an end of an effect with its sign."""
    if reason == "hardly_varied":
        return f"{decimal(100 * value)}%"
    if reason == "no_effect" and name in ("low", "high"):
        return f"{'' if value < 0 else '+'}{decimal(value, 2)}"
    return decimal(value, 0 if name != "times" or float(value).is_integer() else 1)


def find_package(offers: tuple[Package, ...], letter: str) -> Package:
    """The package to accept. Raises KpilibError for one that has no estimate, as it has no numbers to write."""
    by_letter = {one.id: one for one in offers}
    found = by_letter.get(letter.strip().upper())
    if found is None:
        raise UnknownNameError(f"no package is named '{letter}'; {nearest(letter, by_letter)}")
    if not found.estimated:
        raise KpilibError(f"package {found.id} cannot be accepted: {reason_text(found)}; nothing was written")
    return found


def package_data(offer: Package) -> dict[str, Any]:
    """A package as plain data; what is not known, or lies beyond what was seen, is null."""
    told = asdict(offer) | {"moves": [move.model_dump(exclude_none=True) for move in offer.moves]}
    told |= {"old": _plain(offer.old), "new": _plain(offer.new)}
    return _finite(told)


def _lines(one: Assessment, offer: Package, others: dict[str, Assessment]) -> Iterator[str]:
    if not offer.estimated:
        yield f"   not estimated: {reason_text(offer)}"
        return
    write, due = format_of(one), day(one.kpi.due)
    for move in offer.moves:
        yield f"   change   {move.kpi or move.budget or move.hours}: {_amount(move.old)} -> {_amount(move.new)}"
    for moved in offer.shares:
        yield f"   change   {moved.kpi} uses {share(moved.new)} of {moved.line} instead of {share(moved.old)}"
    if offer.kind == "another_target":
        yield f"   change   {offer.kpi}: {_amount(offer.old)} -> {_amount(offer.new)}"
        yield f"   effect   ends at {_range(write, offer.effect)} on {due}"
        yield "   cost     the distance to the old target, which stays visible"
        yield f"   chance   {_chance(offer)}"
        yield "   basis    the forecast"
        return
    yield f"   effect   {_range(write, offer.effect, sign=True)} by {due}"
    yield f"   cost     {_cost(one, offer, others)}"
    yield f"   chance   {_chance(offer)}"
    names = [one.name, *(others[move.kpi].name for move in offer.moves if move.kpi)]
    for name, answer in zip(names, offer.answers, strict=True):
        yield f"   basis    {_basis(name, offer.line, answer)}"


def _chance(offer: Package) -> str:
    """How likely the target is once the package is agreed."""
    if math.isnan(offer.chance):
        return "not told: what it brings has no known end"
    return f"{CHANCE[chance_status(offer.chance)]} ({probability_text(offer.chance)})"


def _cost(one: Assessment, offer: Package, others: dict[str, Assessment]) -> str:
    if offer.kind == "lower_another":
        other = others[offer.cost_of]
        shifted = _resource(one, "money" if offer.line in one.plan.agreement.budget else "hours")(offer.shifted)
        return f"{_range(format_of(other), offer.cost)} of {other.name}; {shifted} of {offer.line} is moved"
    return _range(_resource(one, offer.cost_of), offer.cost)


def _resource(one: Assessment, unit: str) -> Any:
    """How money or hours are written."""
    if unit == "money":
        return Format("money", one.plan.client.currency)
    return lambda value: hours(round(value))


def _range(write: Any, told: Range, *, sign: bool = False) -> str:
    """An estimate with its 80 % range, as far as it has one."""
    value = write(told.value, sign=True) if sign else write(told.value)
    if math.isnan(told.low) or math.isnan(told.high):
        return value
    high = "more than was ever tried" if math.isinf(told.high) else write(told.high)
    return f"{value} ({write(told.low)} to {high})"


def _basis(name: str, line: str | None, answer: Response) -> str:
    return (
        f"{answer.weeks} whole weeks: 1% more of {line} went with {answer.elasticity:.2f}% "
        f"({answer.low:.2f} to {answer.high:.2f}) more of {name}"
    )


def _amount(told: Amount | None) -> str:
    return f"{told.value:,.12g}{told.mark}" if told else "none"


def _plain(told: Amount | None) -> str | None:
    return str(told) if told else None


def _finite(told: Any) -> Any:
    if isinstance(told, dict):
        return {key: _finite(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_finite(value) for value in told]
    if isinstance(told, float) and not math.isfinite(told):
        return None
    return str(told) if isinstance(told, date | Move) else told
