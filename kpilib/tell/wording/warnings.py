"""The sentences of an early warning: courteous, without blame, and no more than is known."""

import math

from kpilib.judge.assess import chance_status
from kpilib.judge.explain import MIX
from kpilib.judge.reason import Reason
from kpilib.judge.warn import EarlyWarning
from kpilib.plan import catalogue
from kpilib.plan.agreement import LEAD_DAYS
from kpilib.plan.dependencies import Delay
from kpilib.tell.formats import MINUS, Format, day, share
from kpilib.tell.wording import format_of
from kpilib.tell.wording.chance import CHANCE, chance_clause, probability_text
from kpilib.tell.wording.drivers import FACTORS

SMALLEST_REST = 0.1  # a rest of the shortfall below this share of it is not told apart

UNKNOWN = "Not known: nothing that explains it is noted in the plan."
NO_COUNTERFACTUAL = (
    "None. A target is recalculated for what another party brings late, where its uplift is noted; "
    "the packages below are other ways."
)
TURN = {
    "outside": "The week to {last} was outside of the usual range",
    "run": "The weeks from {first} to {last} all lay on the unfavourable side of the usual level",
    "near_limit": "The weeks from {first} to {last} lay near the unfavourable end of the usual range",
}


def title(w: EarlyWarning) -> str:
    """What is in danger, in one sentence with a number."""
    if w.delays:
        worst = w.delays[0]
        more = f" and {len(w.delays) - 1} more" if len(w.delays) > 1 else ""
        return f"{worst.dependency.item}{more}: {_is_late(worst)}, {_costs(w)}"
    one = w.one
    if one.forecast is not None and one.forecast.judged:
        clause = chance_clause(one, format_of(one))
        return f"{one.name}: {clause}"
    return f"{one.name}: a warning was raised" + (f" on {day(w.flag.on)}" if w.flag else "")


def _is_late(delay: Delay) -> str:
    if delay.delivered:
        return f"came {_days(delay.days)} late"
    return f"{_days(delay.days)} late" if delay.days else f"put off to {day(delay.until)}"


def _costs(w: EarlyWarning) -> str:
    if math.isnan(w.lost):
        return "and it is not noted what that costs"
    least = "at least" if w.at_least else "about"
    due = day(w.one.kpi.due, year=False)
    if w.one.metric.improvement == "decrease":
        return f"{w.one.name} {least} {amount_text(w, w.lost)} higher by {due}"
    return f"{least} {amount_text(w, w.lost)} lost by {due}"


def subtitle(w: EarlyWarning) -> str:
    """What kind of a document it is, and how long it can still change anything."""
    raised = f"Raised on {day(w.flag.on)}, not yet accepted" if w.flag and w.flag.target else "Draft"
    raised = f"Explanation of {day(w.flag.on)}" if w.flag and not w.flag.target else raised
    told = f" First told at risk on {day(w.first_told)}." if w.first_told else ""
    if w.too_late:
        until = f"A recalculation counted until {day(w.last_day)}"
    else:
        left = "the last day is today" if not w.days_to_last else f"{_days(w.days_to_last)} left"
        until = f"A recalculation counts until {day(w.last_day)}, {LEAD_DAYS} days before the due date: {left}"
    return f"{raised}, as of {day(w.one.as_of)}.{told} {until}."


def old_target(w: EarlyWarning) -> str:
    """The targets that stay visible, whatever becomes of the KPI."""
    if w.old is None:
        return ""
    write = format_of(w.one)
    first = getattr(w.first_target, "in_unit", None)
    since = f", agreed first: {write(first)}" if first is not None else ""
    return f"The target of {write(w.old.in_unit)}{since} stays visible in every report."


def cause_text(reason: Reason) -> str:
    """A reason as a sentence; what somebody wrote stands as it was written."""
    if reason.kind == "said":
        return as_sentence(reason.text)
    if reason.kind == "delay":
        return _delay_text(reason.delay)
    if reason.kind == "signal":
        first, last = (day(one.date()) for one in (reason.signal.first, reason.signal.last))
        noted = f"; noted shortly before: {as_sentence(reason.text)}" if reason.text else "; no cause of it is noted."
        return TURN[reason.signal.rule].format(first=first, last=last) + noted
    if reason.kind == "driver":
        return f"Held to the same days of the year before, {_driver(reason.text)} took the most."
    return UNKNOWN


def _driver(part: str) -> str:
    """A factor, a channel or the mix of channels within a sentence."""
    if part == MIX:
        return "the mix of channels"
    known = part in FACTORS or part in catalogue.measures() or part in catalogue.metrics()
    return (FACTORS.get(part) or catalogue.measure_name(part)) if known else part or "what no channel tells"


def _delay_text(delay: Delay) -> str:
    one = delay.dependency
    start = f"{one.item} ({one.party}), promised for {day(one.promised, year=False)}, "
    if delay.delivered:
        return f"{start}came on {day(delay.until)}."
    if delay.until:
        why = next(
            (
                f" {as_sentence(move.reason)}"
                for move in reversed(one.moved)
                if move.to == delay.until and move.reason
            ),
            "",
        )
        return f"{start}is now promised for {day(delay.until)}.{why}"
    return f"{start}has not come yet, and no day that is still to come is promised."


def impact_text(w: EarlyWarning) -> tuple[str, str]:
    """The impact in the KPI's unit, and what it rests on."""
    if w.flag:
        return "", as_sentence(w.flag.impact)
    if math.isnan(w.impact):
        return "Not known", "No uplift is noted, and nothing is forecast."
    if math.isnan(w.lost):
        if not _short(w):
            return "None forecast", "The forecast reaches the target."
        return _signed(w, w.shortfall), f"The forecast against the target.{_money(w)}"
    known = [delay for delay in w.delays if not math.isnan(delay.lost)]
    parts = [f"{delay.delayed} of {delay.planned} planned days without {_lower(delay)}." for delay in known]
    least = " at least" if w.at_least else ""
    return f"{_signed(w, w.lost)}{least}", " ".join(parts) + _money(w) + _rest(w)


def _short(w: EarlyWarning) -> bool:
    """Whether the forecast ends on the unfavourable side of the target."""
    return w.shortfall > 0 if w.one.metric.improvement == "decrease" else w.shortfall < 0


def _rest(w: EarlyWarning) -> str:
    """How far the forecast is from the target, and how much of that is nobody's delay."""
    if math.isnan(w.shortfall) or not _short(w):
        return ""
    without = "" if all(delay.delivered for delay in w.delays) else ", made without it,"
    told = f" The forecast{without} ends {amount_text(w, w.shortfall)} from the target"
    if w.rest <= SMALLEST_REST * abs(w.shortfall):
        return f"{told}."
    return f"{told}; {amount_text(w, w.rest)} of that have another cause."


def recalculated_text(w: EarlyWarning) -> tuple[str, ...]:
    """The recalculated target, how far it is from the old one, and what it rests on; or why there is none."""
    write, due = format_of(w.one), day(w.one.kpi.due)
    if w.too_late:
        stays = f"{write(w.old.in_unit)} stays" if w.old else "None"
        return stays, f"A recalculation had to be raised and accepted by {day(w.last_day)}; the reason is kept."
    if w.new is None or w.old is None:
        return "None", NO_COUNTERFACTUAL.removeprefix("None. ")
    apart = w.new.in_unit / w.old.in_unit - 1 if w.old.value else math.nan
    return counted(w, w.new.in_unit), f"({share(apart, sign=True)})", f"by {due}.{new_chance(w)}"


def new_chance(w: EarlyWarning) -> str:
    """How likely the recalculated target is, and on which condition."""
    if math.isnan(w.chance):
        return ""
    word = CHANCE[chance_status(w.chance)]
    told = f", {probability_text(w.chance)}" if w.one.forecast.numbered else ""
    days = [delay.until for delay in w.delays if not delay.delivered and delay.until and delay.dependency.uplift]
    given = (
        f", if what is late is there on {day(max(days), year=False)} and brings what it was to bring" if days else ""
    )
    return f" {word[0].upper()}{word[1:]}{told}{given}."


def agreement_text(w: EarlyWarning) -> tuple[str, str]:
    """By when the parties are asked to agree, and who they are."""
    parties = ", ".join(w.one.plan.agreement.agreed.by)
    if w.too_late:
        return "Over", f"The target cannot change any more. The reason goes to {parties}."
    return (
        f"by {day(w.answer_by)}",
        f"from {parties}. After {day(w.last_day, year=False)} a recalculation no longer counts.",
    )


def chance_cell(w: EarlyWarning, probability: float) -> tuple[str, str]:
    """Status and number of a chance in a table, as far as it may be told."""
    return chance_status(probability), probability_text(probability) if w.one.forecast.numbered else ""


def amount_text(w: EarlyWarning, value: float) -> str:
    """A difference without its sign, in the KPI's unit and with what is counted: 79 qualified leads."""
    told = format_of(w.one).gap(value)
    noun = w.one.metric.noun
    return f"{told} {noun}" if noun and w.one.metric.unit == "count" else told


def counted(w: EarlyWarning, value: float) -> str:
    """A value of the KPI with what is counted."""
    told = format_of(w.one)(value)
    noun = w.one.metric.noun
    return f"{told} {noun}" if noun and w.one.metric.unit == "count" else told


def _signed(w: EarlyWarning, value: float) -> str:
    return f"{MINUS if value < 0 else '+'}{amount_text(w, value)}"


def _money(w: EarlyWarning) -> str:
    if math.isnan(w.money) or w.one.metric.unit == "money":
        return ""
    currency = Format("money", w.one.plan.client.currency)
    return f" Worth {currency(abs(w.money))} by the value agreed for one."


def _lower(delay: Delay) -> str:
    return f"“{delay.dependency.item}”"


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def as_sentence(text: str) -> str:
    """A text of the plan as a sentence: it ends with a stop."""
    told = " ".join(text.split())
    return told if told.endswith((".", "!", "?", "…")) else f"{told}."
