"""Sentences about a process: its limits and signals, what was noted before them, and the reach of its target."""

import math
from collections.abc import Sequence
from datetime import date

import pandas as pd

from kpilib.judge.assess import Assessment
from kpilib.judge.causes import Cause
from kpilib.judge.process import (
    NoProcess,
    Process,
    reach_of_process,
    shift_a_year_before,
    shortly_before,
    weekly_level,
)
from kpilib.judge.signals import Limits, Signal
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
from kpilib.tell.formats import ABSENT, Format, day, share

SIDE = {1: "high", -1: "low"}
MOST_TOLD = 3  # signals, and causes, that are told in words beside the one in the title
LONGEST_NOTE = 90  # letters of an analyst's note that a chart repeats

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


def signals_text(process: Process | None) -> str:
    """The signals of the period in a few words, for a table.

    "2, both low", "1, high", "None"; with limits of too few weeks "None (trial limits)"; "–" without limits.
    """
    if process is None:
        return ABSENT
    sides = [one.side for one in process.recent]
    how = {1: "", 2: "both "}.get(len(sides), "all ")
    told = "None" if not sides else f"{len(sides)}, {how}{SIDE[sides[0]]}"
    if len(set(sides)) > 1:
        told = f"{len(sides)}, high and low"
    return f"{told} (trial limits)" if process.limits.trial else told


def signals_detail(process: Process | None) -> str:
    """Which signals they are, in a second line: "week to 16 Aug; 8 weeks in a row"; empty without any."""
    recent = process.recent if process else ()
    short = [_short(one) for one in reversed(recent)]
    more = f" and {len(short) - 2} more" if len(short) > 2 else ""
    return "; ".join(short[:2]) + more


def _short(signal: Signal) -> str:
    if signal.rule == "outside":
        weeks = "week to" if signal.values == 1 else f"{signal.values} weeks outside to"
        return f"{weeks} {_day(signal.last)}"
    if signal.rule == "run":
        return f"{signal.values} weeks in a row to {_day(signal.last)}"
    return f"near the limit to {_day(signal.last)}"


def main_signal(process: Process) -> Signal | None:
    """The signal that a chart is about: of those of the period the latest, a run before a single week."""
    order = ("near_limit", "outside", "run")
    return max(process.recent, key=lambda one: (one.last, order.index(one.rule)), default=None)


def finding_process(one: Assessment, process: Process) -> str:
    """What the process says: its main signal or that there is none, and what is asked of it."""
    write, signal = wording.format_of(one), main_signal(process)
    low, high = (level(limit, write) for limit in shown_limits(one, process.limits))
    if signal is None:
        each = " a week" if one.metric.kind == "sum" else ""
        told = f"{one.name} stayed within {low} to {high}{each} since {day(one.start, year=False)}, without a signal"
    else:
        told = f"{one.name} {_happened(one, process, signal, write)}"
    return f"{told}{_asked(one, write)}"


def _happened(one: Assessment, process: Process, signal: Signal, write: Format) -> str:
    limits = limits_at(process, signal.first)
    low, high = shown_limits(one, limits)
    above = signal.side > 0
    if signal.rule == "outside":
        edge = f"{'above the upper' if above else 'below the lower'} limit of {level(high if above else low, write)}"
        if signal.values > 1:
            return f"stayed {edge} for {signal.values} weeks in a row, {_day(signal.first)} to {_day(signal.last)}"
        return f"came to {level(process.weeks[signal.last], write)} in the week to {_day(signal.last)}, {edge}"
    if signal.rule == "run":
        mean = f"the mean of {level(limits.centre, write)}"
        side = "above" if above else "below"
        return f"stayed {side} {mean} for {signal.values} weeks in a row, to {_day(signal.last)}"
    edge = f"the {'upper' if above else 'lower'} limit of {level(high if above else low, write)}"
    return f"came near or past {edge} in {signal.values} weeks, {_day(signal.first)} to {_day(signal.last)}"


def signal_mark(process: Process, signal: Signal, write: Format) -> str:
    """A signal in the few words that stand in the picture, beside its mark."""
    if signal.rule == "outside":
        if signal.values > 1:
            return f"{signal.values} weeks {'above' if signal.side > 0 else 'below'} the limit"
        return f"Week to {_day(signal.last)}: {level(process.weeks[signal.last], write)}"
    if signal.rule == "run":
        return f"{signal.values} weeks {'above' if signal.side > 0 else 'below'} the mean"
    return f"{signal.values} weeks near the limit"


def limits_at(process: Process, week: pd.Timestamp) -> Limits:
    """The limits that a signal was told by: of a run that led to new limits, the old ones."""
    held = [each for each in process.segments if each.first < week]
    return (held or process.segments)[-1 if held else 0].limits


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
        f"{wording._measure(one)}, by whole week (dated by its Sunday), {_day(first)} to {_day(last)}. "
        f"XmR chart, {how} the {now.baseline} weeks to {_day(now.locked)}.{marks}{_shapes(process)}"
    )


def _shapes(process: Process) -> str:
    told = {
        "outside": "Diamond: outside of the limits.",
        "run": "Ring: eight or more in a row on one side of the mean.",
        "near_limit": f"Square: {NEAR_LIMIT} of {NEAR_LIMIT_OF} near a limit.",
    }
    marks = [text for rule, text in told.items() if any(one.rule == rule for one in process.signals)]
    old = process.since and any(one not in process.signals_since for one in process.signals)
    marks += [f"Grey: before {_day(process.since)}."] if old else []
    return "".join(f" {text}" for text in marks)


def explanation_process(one: Assessment, process: Process, noted: Sequence[Cause]) -> str:
    """The other signals, what was noted before them, whether the target is in reach, and what weakens all this."""
    write, main = wording.format_of(one), main_signal(process)
    others = [each for each in reversed(process.recent) if each != main]
    parts = [f"It also {_happened(one, process, each, write)}." for each in others[:MOST_TOLD]]
    parts += [f"{len(others) - MOST_TOLD} more signals are marked."] if len(others) > MOST_TOLD else []
    parts += [
        f"New limits from {_day(each.first)}, after {cause_told(each.cause)}."
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


def cause_told(cause: Cause) -> str:
    """A cause in the analyst's own words, cut where it is long: "C-26-07 (15 Jun): One-page checkout"."""
    name = f"{cause.name} ({_day(cause.on)})" if cause.name else _day(cause.on)
    return f"{name}: {cut(cause.text.rstrip('.'), LONGEST_NOTE)}"


def cut(text: str, most: int) -> str:
    """A text of at most so many letters, cut between words where that leaves most of it.

    >>> cut("The link left the menu", 14), cut("Short", 14)
    ('The link left…', 'Short')
    """
    if len(text) <= most:
        return text
    whole = text[: max(0, most - 1)]
    if text[len(whole)] != " " and whole.rfind(" ") > most / 2:
        whole = whole[: whole.rfind(" ")]
    return whole.rstrip(" ,;:.") + "…"


def level(value: float, write: Format) -> str:
    """A value of a week: a small count that is not whole keeps a decimal."""
    small = write.unit == "count" and abs(value) < 20 and abs(value - round(value)) > 1e-6
    return f"{value:.1f}" if small else write(value)


def shown_limits(one: Assessment, limits: Limits) -> tuple[float, float]:
    """Limits without what the metric cannot be: below zero, or for a share of a whole above one."""
    share = one.metric.unit == "percent" and limits.centre <= 1
    bound = one.metric.unit != "points" and limits.centre >= 0
    return max(0.0, limits.lower) if bound else limits.lower, min(1.0, limits.upper) if share else limits.upper


def _day(stamp: pd.Timestamp | date) -> str:
    return day(stamp.date() if isinstance(stamp, pd.Timestamp) else stamp, year=False)
