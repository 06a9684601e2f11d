"""The verdict on a KPI in a word and in a sentence, which is a title, an alt text, a line of the mail.

A sentence has a verb, a number and a reference; it is in the past tense, which fits one order and many.
"""

import math

from kpilib.judge.assess import Assessment, outside
from kpilib.judge.thresholds import CHANCES
from kpilib.tell.formats import Format
from kpilib.tell.language import marked, say
from kpilib.tell.names import name_of
from kpilib.tell.wording.chance import chance_clause
from kpilib.tell.wording.estimates import interval_clause
from kpilib.tell.wording.reasons import reason_text

STATUS = {
    "hit": marked("Hit"),
    "reached": marked("Reached"),
    "very_likely": marked("Very likely"),
    "likely": marked("Likely"),
    "toss_up": marked("Toss-up"),
    "unlikely": marked("Unlikely"),
    "very_unlikely": marked("Very unlikely"),
    "on_pace": marked("On pace"),
    "close": marked("Close"),
    "behind": marked("Behind"),
    "missed": marked("Missed"),
    "no_data": marked("No data"),
    "no_target": marked("No target"),
    "no_baseline": marked("No baseline"),
    "not_judged": marked("Not judged"),
    "too_early": marked("Too early"),
    "incomplete": marked("Incomplete"),
}
CAME_TO = {
    "sum": marked("{kpi} reached {value}"),
    "distinct": marked("{kpi} reached {value}"),
    "mean_day": marked("{kpi} averaged {value}"),
    "last": marked("{kpi} stood at {value}"),
}


def format_of(one: Assessment) -> Format:
    """How the values of a KPI are written."""
    return Format(one.metric.unit, one.plan.client.currency)


def status_word(one: Assessment) -> str:
    """The status in a word or two; a rate has no pace, so it is on or off its target."""
    if one.pace is None and one.status in ("on_pace", "behind"):
        return say("On target") if one.status == "on_pace" else say("Off target")
    if one.status == "behind" and one.metric.improvement == "decrease":
        return say("Over pace")
    return say(STATUS[one.status])


def finding(one: Assessment) -> str:
    """The verdict on a KPI as a sentence."""
    write = format_of(one)
    if math.isnan(one.actual):
        return say("{kpi} cannot be told: {why}", kpi=name_of(one), why=reason_text(one.reasons[0]))
    if math.isnan(one.target):
        no_target = say("there is no target to hold it to")
        return f"{_came_to(one, write)}; {no_target}"
    if one.status in ("hit", "missed"):
        ended = say("{kpi} ended at {value}", kpi=name_of(one), value=_value(one, write))
        return f"{ended}, {_against_target(one, write)}"
    if one.status == "reached":
        return say(
            "{kpi} reached {value}, past its target of {target} before the due date",
            kpi=name_of(one),
            value=write(one.actual),
            target=write(one.target),
        )
    chance = f"; {chance_clause(one, write)}" if one.status in CHANCES else ""
    if one.pace is None:
        return f"{_came_to(one, write)}, {_against_target(one, write)}{chance}"
    return f"{_against_path(one, write)}{chance}"


def _came_to(one: Assessment, write: Format) -> str:
    message = CAME_TO.get(one.metric.kind, marked("{kpi} came to {value}"))
    return say(message, kpi=name_of(one), value=_value(one, write))


def _value(one: Assessment, write: Format) -> str:
    return f"{write(one.actual)}{interval_clause(one, write)}"


def _against_path(one: Assessment, write: Format) -> str:
    """Ahead and behind belong to a total of which more is better; any other is over or under its path."""
    about = {"kpi": name_of(one), "value": write(one.actual), "gap": write.gap(one.pace.gap)}
    if not any(digit in "123456789" for digit in write(one.pace.gap)):
        return say("{kpi} reached {value}, on the plan path to {target}", target=write(one.target), **about)
    more = one.pace.gap >= 0
    if one.metric.improvement == "increase":
        if more:
            return say("{kpi} reached {value}, {gap} ahead of the plan path", **about)
        return say("{kpi} reached {value}, {gap} behind the plan path", **about)
    if more:
        return say("{kpi} reached {value}, {gap} over the plan path", **about)
    return say("{kpi} reached {value}, {gap} under the plan path", **about)


def _against_target(one: Assessment, write: Format) -> str:
    if one.band is not None:
        ends = {"low": write(one.band[0]), "high": write(one.band[1])}
        if outside(one.actual, one.band) == 0:
            return say("within {low} to {high}", **ends)
        return say("outside of {low} to {high}", **ends)
    gap = one.actual - one.target
    about = {"target": write(one.target), "gap": write.gap(gap)}
    if write(one.actual) == write(one.target):
        return say("at its target of {target}", target=about["target"])
    if one.metric.improvement == "decrease":
        if gap > 0:
            return say("{gap} over the limit of {target}", **about)
        return say("{gap} under the limit of {target}", **about)
    if gap > 0:
        return say("{gap} above the target of {target}", **about)
    return say("{gap} below the target of {target}", **about)
