"""Sentences about why a KPI differs from the year before, and the names of the parts of the difference."""

import math
from dataclasses import dataclass, replace

import numpy as np

from kpilib.judge.assessment import Assessment
from kpilib.judge.explain import MIX, Explanation
from kpilib.judge.thresholds import MOST_PARTS
from kpilib.plan import catalogue
from kpilib.tell import wording
from kpilib.tell.formats import Format, day, share, something
from kpilib.tell.language import marked, say, say_count, spoken
from kpilib.tell.names import name_of
from kpilib.tell.phrases import capital

OTHERS = "*others*"  # no channel is called so
SMALL_CHANGE = 0.15  # of the whole: the parts of a smaller change cannot be seen beside it
# The other factors are called as measures are.
FACTORS = {
    "conversion_rate": marked("conversion rate"),
    "lead_rate": marked("lead rate"),
    "order_value": marked("order value"),
    "deal_value": marked("value of a deal"),
}
WAYS = {
    "factors": marked("Shapley split into factors, which add up to the change."),
    "channels": marked("By channel."),
    "mix": marked("The mix of channels, and each channel’s own rate."),
    "quotient": marked("Shapley split into what it is divided from and by."),
}


@dataclass(frozen=True)
class Step:
    """One part of a change as it is told: its name, alone and in a sentence, the amount, and its own change."""

    name: str
    within: str
    amount: float
    detail: str = ""


def steps(one: Assessment, told: Explanation) -> list[Step]:
    """The parts of a change in the order in which they are shown; small ones are put together."""
    parts = dict(told.drivers.parts)
    first = {MIX: parts.pop(MIX)} if told.way == "mix" else {}
    kept = replace(told.drivers, parts=parts).largest(MOST_PARTS, OTHERS).parts
    others = len(parts) - len(kept) + 1
    return [
        Step(*_names(told, name, others), amount, _detail(one, told, name))
        for name, amount in {**first, **kept}.items()
    ]


def _names(told: Explanation, part: str, others: int) -> tuple[str, str]:
    if part == OTHERS:
        name = say_count("{number} other channel", "{number} other channels", others)
        return name, name
    if part == MIX and told.way == "mix":
        return say("Mix of channels"), say("the mix of channels")
    if told.way in ("channels", "mix"):
        within = part or say("what no channel tells")
        return part or say("Not told apart"), within if told.way == "channels" else say(
            "{channel}’s own rate", channel=within
        )
    said = say(FACTORS[part]) if part in FACTORS else catalogue.measure_name(part, spoken())
    return capital(said), said


def _detail(one: Assessment, told: Explanation, part: str) -> str:
    """How the part itself changed: a rate from one value to another, anything else as a share."""
    if part not in told.values:
        return ""
    before, after = told.values[part]
    if told.way == "mix":
        write = wording.format_of(one)
        return say("{first} to {last}", first=write(before), last=write(after))
    if not before:
        return say("new") if after else ""
    if not after:
        return say("gone")
    return share(after / before - 1, sign=True) if before > 0 and after > 0 else ""


def finding_bridge(one: Assessment, told: Explanation) -> str:
    """By how much a KPI changed on the same days of the year before, and which part did most of it."""
    write, change, parts = wording.format_of(one), told.drivers.change, steps(one, told)
    name, year, sign = name_of(one), one.plan.quarter.year_before.year, math.copysign(1, change)
    if not written(write, change):
        value = write(told.drivers.after)
        return say("{name} came to {value}, as on the same days of {year}", name=name, value=value, year=year)
    moved = (
        marked("{name} rose by {gap} against the same days of {year}")
        if change > 0
        else marked("{name} fell by {gap} against the same days of {year}")
    )
    start = say(moved, name=name, gap=write.gap(change), year=year)
    most = max(parts, key=lambda step: step.amount * sign)
    against = min(parts, key=lambda step: step.amount * sign)
    if not written(write, most.amount):
        return start
    own = f" ({most.detail})" if told.way in ("factors", "quotient") and most.detail else ""
    values = {"start": start, "part": f"{most.within}{own}", "amount": write.gap(most.amount)}
    if -against.amount * sign > 0.5 * abs(most.amount) and written(write, against.amount):
        values |= {"other": against.within, "back": write.gap(against.amount)}
        if change > 0:
            return say("{start}; {part} added the most, {amount}, and {other} took {back}", **values)
        return say("{start}; {part} took the most, {amount}, and {other} gave back {back}", **values)
    if change > 0:
        return say("{start}; {part} added the most, {amount}", **values)
    return say("{start}; {part} took the most, {amount}", **values)


def written(write: Format, value: float) -> bool:
    """Whether a difference is more than nothing as it is written."""
    return something(write.gap(value))


def change_alone(told: Explanation) -> bool:
    """Whether the change is so small beside the whole that its parts are drawn without it."""
    running = told.drivers.before + np.cumsum([0.0, *told.drivers.parts.values()])
    return np.ptp(running) < SMALL_CHANGE * np.abs(running).max()


def subtitle_bridge(one: Assessment, told: Explanation) -> str:
    """What the chart shows, without judging: measure, the days of both years, how the parts were found."""
    told_of = say(
        "{name}, {first} to {last} (AC) and the same weekdays of {year} (PY), 364 days before.",
        name=name_of(one),
        first=day(told.first, year=False),
        last=day(told.last),
        year=one.plan.quarter.year_before.year,
    )
    parts = [told_of, say(WAYS[told.way])]
    return " ".join([*parts, say("Bars: the change alone.")] if change_alone(told) else parts)


def note_bridge(told: Explanation) -> str:
    """Which days were left out so that both years have the same."""
    if not told.left_out:
        return ""
    return say_count(
        "Without one day on which, or a year before which, not every part was measured: {days} days of each year are "
        "compared.",
        "Without {number} days on which, or a year before which, not every part was measured: {days} days of each "
        "year are compared.",
        told.left_out,
        days=told.days,
    )
