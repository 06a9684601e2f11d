"""The verdict on a KPI in a word and in a sentence, which is a title, an alt text, a line of the mail.

A sentence has a verb, a number and a reference; it is in the past tense, which fits one order and many.
"""

import math

from kpilib.judge.assessment import Assessment, outside
from kpilib.judge.thresholds import CHANCES
from kpilib.tell.formats import Format, decimal, something
from kpilib.tell.language import marked, retold, say
from kpilib.tell.names import name_of
from kpilib.tell.wording.chance import chance_clause
from kpilib.tell.wording.estimates import interval_clause

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
SMALLEST_GAP = 0.005  # of the path: nearer to it a total is on it, where the gap rounds to nothing
CAME_TO = {
    "sum": marked("{kpi} reached {value}"),
    "distinct": marked("{kpi} reached {value}"),
    "mean_day": marked("{kpi} averaged {value}"),
    "last": marked("{kpi} stood at {value}"),
}


def format_of(one: Assessment) -> Format:
    """How the values of a KPI are written."""
    return Format(one.metric.unit, one.plan.client.currency)


def target_value(one: Assessment, write: Format) -> str:
    """The target as a number, or a band by its ends."""
    return "\N{EN DASH}".join(map(write, one.band)) if one.band is not None else write(one.target)


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
        return say("{kpi} cannot be told: {why}", kpi=name_of(one), why=retold(one.reasons[0]))
    if math.isnan(one.target):
        no_target = say("there is no target to hold it to")
        return f"{_came_to(one, write)}; {no_target}"
    if one.status in ("hit", "missed"):
        ended = say("{kpi} ended at {value}", kpi=name_of(one), value=_value(one, write))
        return f"{ended}, {_against_target(one, write)}"
    if one.status == "reached" and _alike(one, write):
        return say(
            "{kpi} reached its target of {target} before the due date", kpi=name_of(one), target=write(one.target)
        )
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
    about = {"kpi": name_of(one), "value": write(one.actual), "gap": path_gap(one, write)}
    if not something(about["gap"]):
        return say("{kpi} reached {value}, on the plan path to {target}", target=write(one.target), **about)
    more = one.pace.gap >= 0
    if one.metric.improvement == "increase":
        if more:
            return say("{kpi} reached {value}, {gap} ahead of the plan path", **about)
        return say("{kpi} reached {value}, {gap} behind the plan path", **about)
    if more:
        return say("{kpi} reached {value}, {gap} over the plan path", **about)
    return say("{kpi} reached {value}, {gap} under the plan path", **about)


def path_gap(one: Assessment, write: Format) -> str:
    """How far a total is from its path: part of a count where it is a share of the path that a table would tell."""
    gap = write.gap(one.pace.gap)
    part = write.unit == "count" and abs(one.pace.relative) >= SMALLEST_GAP
    return gap if something(gap) or not part else decimal(abs(one.pace.gap), 1)


def _alike(one: Assessment, write: Format) -> bool:
    """Whether actual and target are written alike, or are nothing apart as that is written."""
    return write(one.actual) == write(one.target) or not something(write.gap(one.actual - one.target))


def _nearly(one: Assessment, write: Format) -> str:
    """Beside its target, by so little that it cannot be written: on which side, as far as that decides."""
    target, gap = write(one.target), one.actual - one.target
    if one.metric.improvement == "increase" and gap < 0:
        return say("just short of its target of {target}", target=target)
    if one.metric.improvement == "decrease" and gap > 0:
        return say("just over the limit of {target}", target=target)
    if write(one.actual) == target:
        return say("at its target of {target}", target=target)
    if gap < 0:
        return say("just under the limit of {target}", target=target)
    return say("just past its target of {target}", target=target)


def _against_target(one: Assessment, write: Format) -> str:
    if one.band is not None:
        ends = {"low": write(one.band[0]), "high": write(one.band[1])}
        if outside(one.actual, one.band) == 0:
            return say("within {low} to {high}", **ends)
        return say("outside of {low} to {high}", **ends)
    gap = one.actual - one.target
    about = {"target": write(one.target), "gap": write.gap(gap)}
    if _alike(one, write):
        return _nearly(one, write)
    if one.metric.improvement == "decrease":
        if gap > 0:
            return say("{gap} over the limit of {target}", **about)
        return say("{gap} under the limit of {target}", **about)
    if gap > 0:
        return say("{gap} above the target of {target}", **about)
    return say("{gap} below the target of {target}", **about)
