"""Why a target is in danger and what that costs: courteous, without blame, and no more than is known."""

import math

from kpilib.judge.explain import MIX
from kpilib.judge.reason import Reason
from kpilib.judge.warn import EarlyWarning
from kpilib.plan import catalogue
from kpilib.plan.dependencies import Delay
from kpilib.tell.formats import Format, day, decimal
from kpilib.tell.language import marked, say, spoken
from kpilib.tell.phrases import as_sentence
from kpilib.tell.wording.counted import counted_gap
from kpilib.tell.wording.drivers import FACTORS

SMALLEST_REST = 0.1  # a rest of the shortfall below this share of it is not told apart

TURN = {
    "outside": marked("The week to {last} was outside of the usual range"),
    "run": marked("The weeks from {first} to {last} all lay on the unfavourable side of the usual level"),
    "near_limit": marked("The weeks from {first} to {last} lay near the unfavourable end of the usual range"),
}


def cause_text(reason: Reason) -> str:
    """A reason as a sentence; what somebody wrote stands as it was written."""
    if reason.kind == "said":
        return as_sentence(reason.text)
    if reason.kind == "delay":
        return _delay_text(reason.delay)
    if reason.kind == "signal":
        first, last = (day(one.date()) for one in (reason.signal.first, reason.signal.last))
        turned = say(TURN[reason.signal.rule], first=first, last=last)
        if reason.text:
            noted = say("noted shortly before: {text}", text=as_sentence(reason.text))
        else:
            noted = say("no cause of it is noted.")
        return f"{turned}; {noted}"
    if reason.kind == "driver":
        return say("Held to the same days of the year before, {driver} took the most.", driver=_driver(reason.text))
    return say("Not known: nothing that explains it is noted in the plan.")


def _driver(part: str) -> str:
    """A factor, a channel or the mix of channels within a sentence."""
    if part == MIX:
        return say("the mix of channels")
    if part in FACTORS:
        return say(FACTORS[part])
    if part in catalogue.measures() or part in catalogue.metrics():
        return catalogue.measure_name(part, spoken())
    return part or say("what no channel tells")


def _delay_text(delay: Delay) -> str:
    one = delay.dependency
    told = {"item": one.item, "party": one.party, "promised": day(one.promised, year=False)}
    if delay.delivered:
        return say("{item} ({party}), promised for {promised}, came on {day}.", **told, day=day(delay.until))
    if not delay.until:
        return say(
            "{item} ({party}), promised for {promised}, has not come yet, and no day that is still to come is "
            "promised.",
            **told,
        )
    now = say("{item} ({party}), promised for {promised}, is now promised for {day}.", **told, day=day(delay.until))
    return f"{now} {as_sentence(delay.why)}" if delay.why else now


def impact_text(w: EarlyWarning) -> tuple[str, str]:
    """The impact in the KPI's unit, and what it rests on."""
    if w.flag:
        return "", as_sentence(w.flag.impact)
    if math.isnan(w.impact):
        return say("Not known"), say("No uplift is noted, and nothing is forecast.")
    if math.isnan(w.lost):
        if not _short(w):
            return say("None forecast"), say("The forecast reaches the target.")
        short = counted_gap(w.one, w.shortfall, sign=True)
        return short, " ".join([say("The forecast against the target."), *_money(w)])
    known = [delay for delay in w.delays if not math.isnan(delay.lost)]
    parts = [
        say(
            "{delayed} of {planned} planned days without “{item}”.",
            delayed=decimal(delay.delayed),
            planned=decimal(delay.planned),
            item=delay.dependency.item,
        )
        for delay in known
    ]
    lost = counted_gap(w.one, w.lost, sign=True)
    return say("{amount} at least", amount=lost) if w.at_least else lost, " ".join([*parts, *_money(w), *_rest(w)])


def _short(w: EarlyWarning) -> bool:
    """Whether the forecast ends on the unfavourable side of the target."""
    return w.shortfall > 0 if w.one.metric.improvement == "decrease" else w.shortfall < 0


def _rest(w: EarlyWarning) -> list[str]:
    """How far the forecast is from the target, and how much of that is nobody's delay; as a sentence or none."""
    if math.isnan(w.shortfall) or not _short(w):
        return []
    apart = counted_gap(w.one, w.shortfall)
    if all(delay.delivered for delay in w.delays):
        told = say("The forecast ends {amount} from the target", amount=apart)
    else:
        told = say("The forecast, made without it, ends {amount} from the target", amount=apart)
    if w.rest <= SMALLEST_REST * abs(w.shortfall):
        return [f"{told}."]
    rest = say("{amount} of that have another cause", amount=counted_gap(w.one, w.rest))
    return [f"{told}; {rest}."]


def _money(w: EarlyWarning) -> list[str]:
    """What the impact is worth, as a sentence or none."""
    if math.isnan(w.money) or w.one.metric.unit == "money":
        return []
    currency = Format("money", w.one.plan.client.currency)
    return [say("Worth {money} by the value agreed for one.", money=currency(abs(w.money)))]
