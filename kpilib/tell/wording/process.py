"""Sentences about a KPI as a process: finding, subtitle and note of its chart."""

import math
from collections.abc import Sequence

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
from kpilib.tell.formats import Format, day, share
from kpilib.tell.wording.signals import cause_told, happened, level, main_signal, shown_limits, week_day

MOST_TOLD = 3  # signals, and causes, that are told in words beside the one in the title

LACK = {
    "no_data": "there are no data",
    "accumulates": "each week of a level stands on the week before it, so its weeks have no limits of their own",
    "too_few_weeks": f"{{number}} whole weeks can be told, and {FEWEST_PROCESS_WEEKS} are needed",
    "too_few_counts": f"fewer than {FEWEST_COUNTS_A_WEEK} a week jump by themselves",
}

REACH = {
    "reliably_met": "Left alone, every usual week of the process meets {level}.",
    "hit_or_miss": "Left alone, some usual weeks of the process meet {level} and some do not.",
    "out_of_reach": "Left alone, no usual week of the process meets {level}: that takes a change.",
}


def finding_process(one: Assessment, process: Process) -> str:
    """What the process says: its main signal or that there is none, and what is asked of it."""
    write, signal = wording.format_of(one), main_signal(process)
    low, high = (level(limit, write) for limit in shown_limits(one, process.limits))
    if signal is None:
        each = " a week" if one.metric.kind == "sum" else ""
        told = f"{one.name} stayed within {low} to {high}{each} since {day(one.start, year=False)}, without a signal"
    else:
        told = f"{one.name} {happened(one, process, signal, write)}"
    return f"{told}{_asked(one, write)}"


def _asked(one: Assessment, write: Format) -> str:
    if one.band is not None:
        return f"; {write(one.band[0])} to {write(one.band[1])} is asked for"
    need = weekly_level(one)
    if math.isnan(need):
        return ""
    if one.metric.kind != "sum":
        return (
            f"; {'at most' if one.metric.improvement == 'decrease' else 'the target is'} {write(need)}{_agreed(one)}"
        )
    return f"; {level(need, write)} a week is {'needed' if one.required else 'left'}"


def _agreed(one: Assessment) -> str:
    return " was agreed" if one.metric.improvement == "decrease" else ""


def subtitle_process(one: Assessment, process: Process) -> str:
    """What the chart shows, without judging: measure, weeks, how the limits were made, and what the marks mean."""
    first, last = process.weeks.index[0], process.weeks.index[-1]
    now = process.segments[-1]
    locked = now.baseline == LOCKED_FROM and now.locked < last
    how = "limits locked on" if locked else "trial limits of" if now.limits.trial else "limits of"
    marks = "" if math.isnan(weekly_level(one)) else " Dashed: needed." if one.required else " Dashed: target."
    return (
        f"{wording.measure_of(one)}, by whole week (dated by its Sunday), {week_day(first)} to {week_day(last)}. "
        f"XmR chart, {how} the {now.baseline} weeks to {week_day(now.locked)}.{marks}{_shapes(process)}"
    )


def _shapes(process: Process) -> str:
    told = {
        "outside": "Diamond: outside of the limits.",
        "run": "Ring: eight or more in a row on one side of the mean.",
        "near_limit": f"Square: {NEAR_LIMIT} of {NEAR_LIMIT_OF} near a limit.",
    }
    marks = [text for rule, text in told.items() if any(one.rule == rule for one in process.signals)]
    old = process.since and any(one not in process.signals_since for one in process.signals)
    marks += [f"Grey: before {week_day(process.since)}."] if old else []
    return "".join(f" {text}" for text in marks)


def explanation_process(one: Assessment, process: Process, noted: Sequence[Cause]) -> str:
    """The other signals, what was noted before them, whether the target is in reach, and what weakens all this."""
    write, main = wording.format_of(one), main_signal(process)
    others = [each for each in reversed(process.recent) if each != main]
    parts = [f"It also {happened(one, process, each, write)}." for each in others[:MOST_TOLD]]
    parts += [f"{len(others) - MOST_TOLD} more signals are marked."] if len(others) > MOST_TOLD else []
    parts += [
        f"New limits from {week_day(each.first)}, after {cause_told(each.cause)}."
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
        return [f"Noted within {WEEKS_AFTER_CAUSE} weeks before: {'; '.join(map(cause_told, latest))}."]
    known = any(each.cause for each in process.segments)
    return [] if known else [f"Cause not known: nothing was noted within {WEEKS_AFTER_CAUSE} weeks before."]


def _season(one: Assessment, process: Process, main: Signal | None) -> list[str]:
    shift = shift_a_year_before(one, process, main) if main else None
    if shift is None:
        return []
    now, then = shift
    if now * then <= 0 or abs(then) < SEASON_FROM * abs(now):
        return []
    side = "above" if then > 0 else "below"
    return [
        f"It may be the season: the same weeks of the year before were {share(abs(then))} {side} the weeks of which "
        f"the limits are made, now {share(abs(now))}."
    ]


def _reached(one: Assessment, process: Process, write: Format) -> list[str]:
    reach = reach_of_process(one, process)
    if reach is None:
        return ["The limits are of the weeks before and do not tell what it does now."] if process.ongoing else []
    asked = f"{write(one.band[0])} to {write(one.band[1])}" if one.band else level(weekly_level(one), write)
    return [REACH[reach].format(level=asked)]


def _weak(process: Process) -> list[str]:
    told = []
    if process.limits.trial:
        weeks = process.segments[-1].baseline
        told.append(f"Limits of {weeks} weeks are on trial: they hold from {TRIAL_BELOW} on.")
    if process.depends:
        told.append(
            f"Neighbouring weeks depend on each other (correlation {process.correlation:.2f}), so a signal alone "
            "proves little: four of ten such charts or more have one without any change."
        )
    if process.left_out:
        weeks = "week was" if process.left_out == 1 else "weeks were"
        told.append(f"{process.left_out} {weeks} not measured whole and left out.")
    return told


def why_no_limits(lack: NoProcess) -> str:
    """Why a chart of weeks has no limits, as a sentence."""
    return f"No limits: {LACK[lack.why].format(number=f'{lack.number:.0f}')}."
