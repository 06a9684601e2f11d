"""The sentences of an early warning: courteous, without blame, and no more than is known."""

import math

from kpilib.judge.explain import MIX
from kpilib.judge.reason import Reason
from kpilib.judge.status import chance_status
from kpilib.judge.warn import EarlyWarning
from kpilib.plan import catalogue
from kpilib.plan.agreement import LEAD_DAYS
from kpilib.plan.dependencies import Delay
from kpilib.tell.formats import MINUS, Format, day, decimal, share
from kpilib.tell.language import marked, say, say_as, say_count, spoken
from kpilib.tell.names import capital, name_of, noun_of
from kpilib.tell.wording import format_of
from kpilib.tell.wording.chance import CHANCE, chance_clause, probability_text
from kpilib.tell.wording.drivers import FACTORS

SMALLEST_REST = 0.1  # a rest of the shortfall below this share of it is not told apart

TURN = {
    "outside": marked("The week to {last} was outside of the usual range"),
    "run": marked("The weeks from {first} to {last} all lay on the unfavourable side of the usual level"),
    "near_limit": marked("The weeks from {first} to {last} lay near the unfavourable end of the usual range"),
}


def title(w: EarlyWarning) -> str:
    """What is in danger, in one sentence with a number."""
    if w.delays:
        worst, others = w.delays[0], len(w.delays) - 1
        item = worst.dependency.item
        if others:
            item = say_count("{item} and {number} more", "{item} and {number} more", others, item=item)
        return say("{item}: {late}, {costs}", item=item, late=_is_late(worst), costs=_costs(w))
    one = w.one
    if one.forecast is not None and one.forecast.judged:
        return f"{name_of(one)}: {chance_clause(one, format_of(one))}"
    if w.flag:
        return say("{kpi}: a warning was raised on {day}", kpi=name_of(one), day=day(w.flag.on))
    return say("{kpi}: a warning was raised", kpi=name_of(one))


def _is_late(delay: Delay) -> str:
    if delay.delivered:
        return say_count("came {number} day late", "came {number} days late", delay.days)
    if delay.days:
        return say_count("{number} day late", "{number} days late", delay.days)
    return say("put off to {day}", day=day(delay.until))


def _costs(w: EarlyWarning) -> str:
    if math.isnan(w.lost):
        return say("and it is not noted what that costs")
    told = {"amount": amount_text(w, w.lost), "due": day(w.one.kpi.due, year=False)}
    if w.one.metric.improvement == "decrease":
        told["kpi"] = name_of(w.one)
        if w.at_least:
            return say("{kpi} at least {amount} higher by {due}", **told)
        return say("{kpi} about {amount} higher by {due}", **told)
    return (
        say("at least {amount} lost by {due}", **told) if w.at_least else say("about {amount} lost by {due}", **told)
    )


def subtitle(w: EarlyWarning) -> str:
    """What kind of a document it is, and how long it can still change anything."""
    today = day(w.one.as_of)
    if w.flag and w.flag.target:
        said = [say("Raised on {raised}, not yet accepted, as of {day}.", raised=day(w.flag.on), day=today)]
    elif w.flag:
        said = [say("Explanation of {raised}, as of {day}.", raised=day(w.flag.on), day=today)]
    else:
        said = [say("Draft, as of {day}.", day=today)]
    if w.first_told:
        said.append(say("First told at risk on {day}.", day=day(w.first_told)))
    return " ".join([*said, _until(w)])


def _until(w: EarlyWarning) -> str:
    """How long a recalculation counts."""
    last = day(w.last_day)
    if w.too_late:
        return say("A recalculation counted until {day}.", day=last)
    if not w.days_to_last:
        return say(
            "A recalculation counts until {day}, {lead} days before the due date: the last day is today.",
            day=last,
            lead=decimal(LEAD_DAYS),
        )
    return say_count(
        "A recalculation counts until {day}, {lead} days before the due date: {number} day left.",
        "A recalculation counts until {day}, {lead} days before the due date: {number} days left.",
        w.days_to_last,
        day=last,
        lead=decimal(LEAD_DAYS),
    )


def old_target(w: EarlyWarning) -> str:
    """The targets that stay visible, whatever becomes of the KPI."""
    if w.old is None:
        return ""
    write = format_of(w.one)
    target = write(w.old.in_unit)
    first = getattr(w.first_target, "in_unit", None)
    if first is None:
        return say("The target of {target} stays visible in every report.", target=target)
    return say(
        "The target of {target}, agreed first: {first} stays visible in every report.",
        target=target,
        first=write(first),
    )


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
    whys = [as_sentence(move.reason) for move in one.moved if move.to == delay.until and move.reason]
    return " ".join([now, *whys[-1:]])


def impact_text(w: EarlyWarning) -> tuple[str, str]:
    """The impact in the KPI's unit, and what it rests on."""
    if w.flag:
        return "", as_sentence(w.flag.impact)
    if math.isnan(w.impact):
        return say("Not known"), say("No uplift is noted, and nothing is forecast.")
    if math.isnan(w.lost):
        if not _short(w):
            return say("None forecast"), say("The forecast reaches the target.")
        return _signed(w, w.shortfall), " ".join([say("The forecast against the target."), *_money(w)])
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
    lost = _signed(w, w.lost)
    return say("{amount} at least", amount=lost) if w.at_least else lost, " ".join([*parts, *_money(w), *_rest(w)])


def _short(w: EarlyWarning) -> bool:
    """Whether the forecast ends on the unfavourable side of the target."""
    return w.shortfall > 0 if w.one.metric.improvement == "decrease" else w.shortfall < 0


def _rest(w: EarlyWarning) -> list[str]:
    """How far the forecast is from the target, and how much of that is nobody's delay; as a sentence or none."""
    if math.isnan(w.shortfall) or not _short(w):
        return []
    apart = amount_text(w, w.shortfall)
    if all(delay.delivered for delay in w.delays):
        told = say("The forecast ends {amount} from the target", amount=apart)
    else:
        told = say("The forecast, made without it, ends {amount} from the target", amount=apart)
    if w.rest <= SMALLEST_REST * abs(w.shortfall):
        return [f"{told}."]
    rest = say("{amount} of that have another cause", amount=amount_text(w, w.rest))
    return [f"{told}; {rest}."]


def recalculated_text(w: EarlyWarning) -> tuple[str, ...]:
    """The recalculated target, how far it is from the old one, and what it rests on; or why there is none."""
    write, due = format_of(w.one), day(w.one.kpi.due)
    if w.too_late:
        stays = say("{target} stays", target=write(w.old.in_unit)) if w.old else say("None")
        return stays, say(
            "A recalculation had to be raised and accepted by {day}; the reason is kept.", day=day(w.last_day)
        )
    if w.new is None or w.old is None:
        return say("None"), say(
            "A target is recalculated for what another party brings late, where its uplift is noted; "
            "the packages below are other ways."
        )
    apart = w.new.in_unit / w.old.in_unit - 1 if w.old.value else math.nan
    by = " ".join([say("by {due}.", due=due), *new_chance(w)])
    return counted(w, w.new.in_unit), f"({share(apart, sign=True)})", by


def new_chance(w: EarlyWarning) -> list[str]:
    """How likely the recalculated target is, and on which condition; as a sentence or none."""
    if math.isnan(w.chance):
        return []
    word = say(CHANCE[chance_status(w.chance)])
    told = capital(word)
    told += f", {probability_text(w.chance)}" if w.one.forecast.numbered else ""
    days = [delay.until for delay in w.delays if not delay.delivered and delay.until and delay.dependency.uplift]
    if not days:
        return [f"{told}."]
    return [
        say(
            "{chance}, if what is late is there on {day} and brings what it was to bring.",
            chance=told,
            day=day(max(days), year=False),
        )
    ]


def agreement_text(w: EarlyWarning) -> tuple[str, str]:
    """By when the parties are asked to agree, and who they are."""
    parties = ", ".join(w.one.plan.agreement.agreed.by)
    if w.too_late:
        return say_as("the time in which to agree", "Over"), say(
            "The target cannot change any more. The reason goes to {parties}.", parties=parties
        )
    return (
        say("by {day}", day=day(w.answer_by)),
        say(
            "from {parties}. After {day} a recalculation no longer counts.",
            parties=parties,
            day=day(w.last_day, year=False),
        ),
    )


def chance_cell(w: EarlyWarning, probability: float) -> tuple[str, str]:
    """Status and number of a chance in a table, as far as it may be told."""
    return chance_status(probability), probability_text(probability) if w.one.forecast.numbered else ""


def amount_text(w: EarlyWarning, value: float) -> str:
    """A difference without its sign, in the KPI's unit and with what is counted: 79 qualified leads."""
    return _with_noun(w, format_of(w.one).gap(value))


def counted(w: EarlyWarning, value: float) -> str:
    """A value of the KPI with what is counted."""
    return _with_noun(w, format_of(w.one)(value))


def _with_noun(w: EarlyWarning, told: str) -> str:
    noun = noun_of(w.one.metric)
    return f"{told} {noun}" if noun and w.one.metric.unit == "count" else told


def _signed(w: EarlyWarning, value: float) -> str:
    return f"{MINUS if value < 0 else '+'}{amount_text(w, value)}"


def _money(w: EarlyWarning) -> list[str]:
    """What the impact is worth, as a sentence or none."""
    if math.isnan(w.money) or w.one.metric.unit == "money":
        return []
    currency = Format("money", w.one.plan.client.currency)
    return [say("Worth {money} by the value agreed for one.", money=currency(abs(w.money)))]


def as_sentence(text: str) -> str:
    """A text of the plan as a sentence: it ends with a stop."""
    told = " ".join(text.split())
    return told if told.endswith((".", "!", "?", "…")) else f"{told}."
