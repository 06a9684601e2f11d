"""Sentences about a KPI as a process: finding, subtitle and note of its chart."""

import math
from collections.abc import Sequence

import pandas as pd

from kpilib.judge.assess import Assessment
from kpilib.judge.causes import Cause
from kpilib.judge.locked import Process, shortly_before
from kpilib.judge.process import NoProcess, reach_of_process, shift_a_year_before, weekly_level
from kpilib.judge.signals import Signal
from kpilib.judge.thresholds import (
    FEWEST_COUNTS_A_WEEK,
    FEWEST_PROCESS_WEEKS,
    LOCKED_FROM,
    NEAR_LIMIT,
    NEAR_LIMIT_OF,
    SEASON_FROM,
    TRIAL_BELOW,
    WEEKS_AFTER_CAUSE,
)
from kpilib.tell import wording
from kpilib.tell.formats import Format, day, decimal, share
from kpilib.tell.language import marked, say, say_count
from kpilib.tell.names import name_of
from kpilib.tell.wording.signals import cause_told, happened, level, main_signal, shown_limits, week_day

MOST_TOLD = 3  # signals, and causes, that are told in words beside the one in the title

LACK = {
    "no_data": marked("No limits: there are no data."),
    "accumulates": marked(
        "No limits: each week of a level stands on the week before it, so its weeks have no limits of their own."
    ),
    "too_few_counts": marked("No limits: fewer than {fewest} a week jump by themselves."),
}

REACH = {
    "reliably_met": marked("Left alone, every usual week of the process meets {level}."),
    "hit_or_miss": marked("Left alone, some usual weeks of the process meet {level} and some do not."),
    "out_of_reach": marked("Left alone, no usual week of the process meets {level}: that takes a change."),
}

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


def explanation_process(one: Assessment, process: Process, noted: Sequence[Cause]) -> str:
    """The other signals, what was noted before them, whether the target is in reach, and what weakens all this."""
    write, main = wording.format_of(one), main_signal(process)
    others = [each for each in reversed(process.recent) if each != main]
    parts = [say("It also {happened}.", happened=happened(one, process, each, write)) for each in others[:MOST_TOLD]]
    if (more := len(others) - MOST_TOLD) > 0:
        parts.append(say_count("{number} more signal is marked.", "{number} more signals are marked.", more))
    parts += [
        say("New limits from {day}, after {cause}.", day=week_day(each.first), cause=cause_told(each.cause))
        for each in process.segments
        if each.cause is not None
    ]
    parts += _noted(process, noted)
    parts += _season(one, process, main)
    parts += _reached(one, process, write)
    return " ".join([*parts, *_weak(process)])


def _noted(process: Process, noted: Sequence[Cause]) -> list[str]:
    """What stands written shortly before the signals of the period; that nothing does is said too."""
    if not process.recent:
        return []
    told = {one for signal in process.recent for one in shortly_before(signal, noted)}
    told -= {each.cause for each in process.segments}
    if told:
        latest = sorted(told, key=lambda one: one.on)[-MOST_TOLD:]
        causes = "; ".join(map(cause_told, latest))
        return [say("Noted within {weeks} weeks before: {causes}.", weeks=WEEKS_AFTER_CAUSE, causes=causes)]
    if any(each.cause for each in process.segments):
        return []
    return [say("Cause not known: nothing was noted within {weeks} weeks before.", weeks=WEEKS_AFTER_CAUSE)]


def _season(one: Assessment, process: Process, main: Signal | None) -> list[str]:
    shift = shift_a_year_before(one, process, main) if main else None
    if shift is None:
        return []
    now, then = shift
    if now * then <= 0 or abs(then) < SEASON_FROM * abs(now):
        return []
    values = {"then": share(abs(then)), "now": share(abs(now))}
    if then > 0:
        return [
            say(
                "It may be the season: the same weeks of the year before were {then} above the weeks of which the "
                "limits are made, now {now}.",
                **values,
            )
        ]
    return [
        say(
            "It may be the season: the same weeks of the year before were {then} below the weeks of which the "
            "limits are made, now {now}.",
            **values,
        )
    ]


def _reached(one: Assessment, process: Process, write: Format) -> list[str]:
    reach = reach_of_process(one, process)
    if reach is None:
        told = say("The limits are of the weeks before and do not tell what it does now.")
        return [told] if process.ongoing else []
    if one.band:
        asked = say("{low} to {high}", low=write(one.band[0]), high=write(one.band[1]))
    else:
        asked = level(weekly_level(one), write)
    return [say(REACH[reach], level=asked)]


def _weak(process: Process) -> list[str]:
    told = []
    if process.limits.trial:
        weeks = decimal(process.segments[-1].baseline)
        told.append(
            say("Limits of {weeks} weeks are on trial: they hold from {enough} on.", weeks=weeks, enough=TRIAL_BELOW)
        )
    if process.depends:
        told.append(
            say(
                "Neighbouring weeks depend on each other (correlation {correlation}), so a signal alone proves "
                "little: four of ten such charts or more have one without any change.",
                correlation=decimal(process.correlation, 2),
            )
        )
    if process.left_out:
        told.append(
            say_count(
                "{number} week was not measured whole and left out.",
                "{number} weeks were not measured whole and left out.",
                process.left_out,
            )
        )
    return told


def why_no_limits(lack: NoProcess) -> str:
    """Why a chart of weeks has no limits, as a sentence."""
    if lack.why == "too_few_weeks":
        return say_count(
            "No limits: {number} whole week can be told, and {needed} are needed.",
            "No limits: {number} whole weeks can be told, and {needed} are needed.",
            round(lack.number),
            needed=FEWEST_PROCESS_WEEKS,
        )
    return say(LACK[lack.why], fewest=FEWEST_COUNTS_A_WEEK)
