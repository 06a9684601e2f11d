"""The sentences of an early warning: what is in danger, how long a target can still move, and who is asked to agree.

Why it is in danger, and what that costs, is told by `danger`.
"""

import math

from kpilib.judge.status import chance_status
from kpilib.judge.warn import EarlyWarning
from kpilib.plan.agreement import LEAD_DAYS
from kpilib.plan.dependencies import Delay
from kpilib.tell.formats import day, decimal, share
from kpilib.tell.language import say, say_as, say_count
from kpilib.tell.names import name_of
from kpilib.tell.phrases import capital
from kpilib.tell.wording import format_of
from kpilib.tell.wording.chance import CHANCE, chance_clause, probability_text
from kpilib.tell.wording.counted import counted, counted_gap


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
    told = {"amount": counted_gap(w.one, w.lost), "due": day(w.one.kpi.due, year=False)}
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
    return counted(w.one, w.new.in_unit), f"({share(apart, sign=True)})", by


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
