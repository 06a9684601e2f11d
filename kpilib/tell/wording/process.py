"""Sentences about a KPI as a process: finding, subtitle and labels of its chart."""

import math

import pandas as pd

from kpilib.judge.assessment import Assessment
from kpilib.judge.locked import Process
from kpilib.judge.process import weekly_level
from kpilib.judge.thresholds import (
    LOCKED_FROM,
    NEAR_LIMIT,
    NEAR_LIMIT_OF,
)
from kpilib.tell import wording
from kpilib.tell.formats import Format, day, decimal
from kpilib.tell.language import marked, say
from kpilib.tell.names import name_of
from kpilib.tell.wording.signals import happened, level, main_signal, shown_limits, week_day

SHAPES = {
    "outside": marked("Diamond: outside of the limits."),
    "run": marked("Ring: eight or more in a row on one side of the mean."),
    "near_limit": marked("Square: {some} of {several} near a limit."),
}


def finding_process(one: Assessment, process: Process) -> str:
    """What the process says: its main signal or that there is none, and what is asked of it."""
    write, signal = wording.format_of(one), main_signal(process)
    if signal is None:
        told = _stayed(one, process, write)
    else:
        told = say("{name} {happened}", name=name_of(one), happened=happened(one, process, signal, write))
    asked = _asked(one, write)
    return f"{told}; {asked}" if asked else told


def _stayed(one: Assessment, process: Process, write: Format) -> str:
    low, high = (level(limit, write) for limit in shown_limits(one, process.limits))
    values = {"name": name_of(one), "low": low, "high": high, "day": day(one.start, year=False)}
    if one.metric.kind == "sum":
        return say("{name} stayed within {low} to {high} a week since {day}, without a signal", **values)
    return say("{name} stayed within {low} to {high} since {day}, without a signal", **values)


def _asked(one: Assessment, write: Format) -> str:
    if one.band is not None:
        return say("{low} to {high} is asked for", low=write(one.band[0]), high=write(one.band[1]))
    need = weekly_level(one)
    if math.isnan(need):
        return ""
    if one.metric.kind != "sum":
        if one.metric.improvement == "decrease":
            return say("at most {value} was agreed", value=write(need))
        return say("the target is {value}", value=write(need))
    if one.required:
        return say("{value} a week is needed", value=level(need, write))
    return say("{value} a week is left", value=level(need, write))


def need_label(one: Assessment, need: float, write: Format) -> str:
    """What a week has to bring, or may take, as the chart labels it."""
    value = level(need, write)
    if one.required:
        return say("Needed {value}", value=value)
    if one.metric.improvement != "decrease":
        return say("Target {value}", value=value)
    return say("Left {value}", value=value) if one.metric.kind == "sum" else say("At most {value}", value=value)


def subtitle_process(one: Assessment, process: Process) -> str:
    """What the chart shows, without judging: measure, weeks, how the limits were made, and what the marks mean."""
    first, last = process.weeks.index[0], process.weeks.index[-1]
    told = say(
        "{measure}, by whole week (dated by its Sunday), {first} to {last}.",
        measure=wording.measure_of(one),
        first=week_day(first),
        last=week_day(last),
    )
    parts = [told, _limits(process, last)]
    if not math.isnan(weekly_level(one)):
        parts.append(say("Dashed: needed.") if one.required else say("Dashed: target."))
    return " ".join([*parts, *_shapes(process)])


def _limits(process: Process, last: pd.Timestamp) -> str:
    now = process.segments[-1]
    values = {"weeks": decimal(now.baseline), "day": week_day(now.locked)}
    if now.baseline == LOCKED_FROM and now.locked < last:
        return say("XmR chart, limits locked on the {weeks} weeks to {day}.", **values)
    if now.limits.trial:
        return say("XmR chart, trial limits of the {weeks} weeks to {day}.", **values)
    return say("XmR chart, limits of the {weeks} weeks to {day}.", **values)


def _shapes(process: Process) -> list[str]:
    marks = [
        say(text, some=NEAR_LIMIT, several=NEAR_LIMIT_OF)
        for rule, text in SHAPES.items()
        if any(one.rule == rule for one in process.signals)
    ]
    if process.since and any(one not in process.signals_since for one in process.signals):
        marks.append(say("Grey: before {day}.", day=week_day(process.since)))
    return marks
