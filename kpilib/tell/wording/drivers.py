"""Sentences about why a KPI differs from the year before, and the names of the parts of the difference."""

import math
from dataclasses import dataclass, replace

import numpy as np

from kpilib.judge.assess import Assessment
from kpilib.judge.explain import MIX, Explanation, NotExplained
from kpilib.judge.thresholds import MOST_PARTS
from kpilib.plan import catalogue
from kpilib.tell import wording
from kpilib.tell.formats import Format, day, share

OTHERS = "*others*"  # no channel is called so
SMALL_CHANGE = 0.15  # of the whole: the parts of a smaller change cannot be seen beside it
FACTORS = {"lead_rate": "lead rate", "deal_value": "value of a deal"}  # the others are called as measures are

NOT_EXPLAINED = {
    "no_data": "there are no data",
    "not_added": "its days may not be added, so it has no parts that add up to it",
    "not_comparable": "it is not comparable with the year before: {text}",
    "too_few_days": "only {days} of {of} days were measured in the year before too",
    "no_parts": "the sources tell neither its channels nor what it is made of",
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
        return f"{others} other channels", f"{others} other channels"
    if part == MIX and told.way == "mix":
        return "Mix of channels", "the mix of channels"
    if told.way in ("channels", "mix"):
        name = part or "Not told apart"
        own = "" if told.way == "channels" else "’s own rate"
        return name, f"{name if part else 'what no channel tells'}{own}"
    said = FACTORS.get(part) or catalogue.measure_name(part)
    return f"{said[0].upper()}{said[1:]}", said


def _detail(one: Assessment, told: Explanation, part: str) -> str:
    """How the part itself changed: a rate from one value to another, anything else as a share."""
    if part not in told.values:
        return ""
    before, after = told.values[part]
    if told.way == "mix":
        write = wording.format_of(one)
        return f"{write(before)} to {write(after)}"
    if not before:
        return "new" if after else ""
    if not after:
        return "gone"
    return share(after / before - 1, sign=True) if before > 0 and after > 0 else ""


def finding_bridge(one: Assessment, told: Explanation) -> str:
    """By how much a KPI changed on the same days of the year before, and which part did most of it."""
    write, change = wording.format_of(one), told.drivers.change
    year = f"the same days of {one.plan.quarter.year_before.year}"
    if not written(write, change):
        return f"{one.name} came to {write(told.drivers.after)}, as on {year}"
    start = f"{one.name} {'rose' if change > 0 else 'fell'} by {write.gap(change)} against {year}"
    most = max(steps(one, told), key=lambda step: step.amount * math.copysign(1, change))
    against = max(steps(one, told), key=lambda step: -step.amount * math.copysign(1, change))
    if not written(write, most.amount):
        return start
    how = "added" if change > 0 else "took"
    own = f" ({most.detail})" if told.way in ("factors", "quotient") and most.detail else ""
    said = f"{start}; {most.within}{own} {how} the most, {write.gap(most.amount)}"
    if -against.amount * math.copysign(1, change) > 0.5 * abs(most.amount) and written(write, against.amount):
        said += f", and {against.within} {'took' if change > 0 else 'gave back'} {write.gap(against.amount)}"
    return said


def written(write: Format, value: float) -> bool:
    """Whether a difference is more than nothing as it is written."""
    return any(digit in "123456789" for digit in write.gap(value))


def change_alone(told: Explanation) -> bool:
    """Whether the change is so small beside the whole that its parts are drawn without it."""
    running = told.drivers.before + np.cumsum([0.0, *told.drivers.parts.values()])
    return np.ptp(running) < SMALL_CHANGE * np.abs(running).max()


def subtitle_bridge(one: Assessment, told: Explanation) -> str:
    """What the chart shows, without judging: measure, the days of both years, how the parts were found."""
    how = {
        "factors": "Shapley split into factors, which add up to the change.",
        "channels": "By channel.",
        "mix": "The mix of channels, and each channel’s own rate.",
        "quotient": "Shapley split into what it is divided from and by.",
    }[told.way]
    alone = " Bars: the change alone." if change_alone(told) else ""
    quarter = one.plan.quarter
    return (
        f"{one.name}, {day(told.first, year=False)} to {day(told.last)} (AC) and the same weekdays of "
        f"{quarter.year_before.year} (PY), 364 days before. {how}{alone}"
    )


def note_bridge(told: Explanation) -> str:
    """Which days were left out so that both years have the same."""
    if not told.left_out:
        return ""
    days = "one day" if told.left_out == 1 else f"{told.left_out} days"
    return (
        f"Without {days} on which, or a year before which, not every part was measured: {told.days} days of each "
        "year are compared."
    )


def why_not_explained(one: Assessment, why: NotExplained) -> str:
    """Why there is nothing to show, as a sentence."""
    return f"Why {one.name} differs from the year before is not told: {NOT_EXPLAINED[why.why].format(**why.values)}."
