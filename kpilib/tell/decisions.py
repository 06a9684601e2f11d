"""The block under the headline: what is to be decided, by whom and until when; and the same as plain data."""

import math
from collections.abc import Sequence
from typing import Any

from babel.lists import format_list
from markupsafe import Markup

from kpilib.judge.cycles import Cycle
from kpilib.judge.decisions import Due, cheapest, lowered
from kpilib.judge.package import Package
from kpilib.judge.warn import EarlyWarning
from kpilib.plan.cycle import Act
from kpilib.plan.model import Kpi, Negotiation, Plan
from kpilib.tell.formats import Format, day
from kpilib.tell.language import marked, say, say_count, spoken
from kpilib.tell.names import name_of
from kpilib.tell.page import fragment
from kpilib.tell.part import Part
from kpilib.tell.phrases import capital
from kpilib.tell.wording import format_of
from kpilib.tell.wording.chance import probability_text
from kpilib.tell.wording.cycles.act import BECAUSE
from kpilib.tell.wording.cycles.lengths import hours

MOST = 5  # more than these would push the scorecard from the first sheet

PROPOSED: dict[Act, str] = {
    "adopt": marked("{cycle}: adopt it as the standard, or say why not."),
    "adapt": marked("{cycle}: adapt it and try again, or say why not."),
    "abandon": marked("{cycle}: abandon it, or say why not."),
    "extend": marked("{cycle}: extend it and check again, or say why not."),
}


def decisions_block(due: Sequence[Due], plan: Plan) -> Part:
    """The decisions in an outlined box, the most urgent first; nothing where nothing is to be decided."""
    if not due:
        return Part(Markup(""))
    rest = len(due) - MOST
    html = fragment(
        "decisions.html.j2",
        title=decisions_title(due),
        decisions=[(*decision_text(one, plan), who_text(one), until_text(one)) for one in due[:MOST]],
        more=say_count("{number} more is told below.", "{number} more are told below.", rest) if rest > 0 else "",
    )
    return Part(html)


def decisions_title(due: Sequence[Due]) -> str:
    """How many decisions wait."""
    return say_count("{number} decision needed", "{number} decisions needed", len(due))


def decision_data(one: Due, plan: Plan) -> dict[str, Any]:
    """A decision as plain data, for the results of a run."""
    what, why = decision_text(one, plan)
    return {"kind": one.kind, "id": one.id, "what": what, "why": why, "who": list(one.who), "by": one.by.isoformat()}


def who_text(one: Due) -> str:
    """Who decides."""
    return format_list(one.who, locale=spoken())


def until_text(one: Due) -> str:
    """Until when it is to be decided; a cycle's check is past."""
    when = day(one.by, weekday=True, year=False)
    return say("due since {day}", day=when) if one.kind == "cycle" else say("by {day}", day=when)


def decision_text(one: Due, plan: Plan) -> tuple[str, str]:
    """What is to be decided, and what becomes of it without a decision or what speaks for it."""
    about = one.about
    if isinstance(about, EarlyWarning):
        return _target_text(about), _without(about)
    return _cycle_text(about) if isinstance(about, Cycle) else _negotiation_text(*about, plan)


def _cycle_text(cycle: Cycle) -> tuple[str, str]:
    act, why = cycle.proposal
    return say(PROPOSED[act], cycle=cycle.name), f"{capital(say(BECAUSE[why]))}."


def _negotiation_text(one: Negotiation, kpi: Kpi, plan: Plan) -> tuple[str, str]:
    metric = plan.metric_of(kpi)
    write = Format(metric.unit, plan.client.currency)
    what = say(
        "{kpi}: agree on {new} instead of {old}, or keep {old}.",
        kpi=kpi.name or metric.name_in(spoken()),
        new=write(one.new.in_unit),
        old=write(one.old.in_unit),
    )
    return what, say("Negotiated on {day}; nobody has agreed yet.", day=day(one.on))


def _target_text(w: EarlyWarning) -> str:
    kpi, write = name_of(w.one), format_of(w.one)
    if w.old is None:
        return say("{kpi}: decide what is done to reach the target.", kpi=kpi)
    kept, other = cheapest(w), lowered(w)
    told = {"kpi": kpi, "old": write(w.old.in_unit), "cost": _cost(w, kept) if kept else ""}
    if w.new is not None:
        told["new"] = write(w.new.in_unit)
        if kept:
            return say("{kpi}: accept {new} as the new target, or keep {old} with {cost}.", **told)
        return say("{kpi}: accept {new} as the new target, or keep {old}.", **told)
    if other:
        told["new"] = write(other.new.in_unit)
        if kept:
            return say("{kpi}: keep {old} with {cost}, or agree on {new}.", **told)
        return say("{kpi}: agree on {new}, or decide what is done to reach {old}.", **told)
    if kept:
        return say("{kpi}: decide whether {old} is kept with {cost}.", **told)
    return say("{kpi}: decide what is done to reach {old}.", **told)


def _cost(w: EarlyWarning, offer: Package) -> str:
    """What a package takes, as a thing that one can add: "Rp38 m more for Google Ads"."""
    if offer.cost_of == "money":
        amount = Format("money", w.one.plan.client.currency)(offer.cost.value)
        return say("{amount} more for {line}", amount=amount, line=offer.line)
    if offer.cost_of == "hours":
        return say("{amount} more for {line}", amount=hours(round(offer.cost.value)), line=offer.line)
    other = next(kpi for kpi in w.one.plan.kpis if kpi.id == offer.cost_of)
    metric = w.one.plan.metric_of(other)
    less = Format(metric.unit, w.one.plan.client.currency).gap(offer.cost.value)
    return say("{amount} less of {kpi}", amount=less, kpi=other.name or metric.name_in(spoken()))


def _without(w: EarlyWarning) -> str:
    told = w.one.forecast
    if told is None or not told.numbered or math.isnan(told.median):
        return ""
    return say(
        "Without a decision the forecast ends at {value} ({p}).",
        value=format_of(w.one)(told.median),
        p=probability_text(told.probability),
    )
