"""Words for signals: in a table, in a sentence, in a picture; with limits, causes and weeks as they are written."""

from datetime import date

import pandas as pd

from kpilib.judge.assess import Assessment
from kpilib.judge.causes import Cause
from kpilib.judge.locked import Process
from kpilib.judge.signals import Limits, Signal
from kpilib.plan import catalogue
from kpilib.tell.formats import ABSENT, Format, day

SIDE = {1: "high", -1: "low"}
LONGEST_NOTE = 90  # letters of an analyst's note that a chart repeats


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
        return f"{weeks} {week_day(signal.last)}"
    if signal.rule == "run":
        return f"{signal.values} weeks in a row to {week_day(signal.last)}"
    return f"near the limit to {week_day(signal.last)}"


def main_signal(process: Process) -> Signal | None:
    """The signal that a chart is about: of those of the period the latest, a run before a single week."""
    order = ("near_limit", "outside", "run")
    return max(process.recent, key=lambda one: (one.last, order.index(one.rule)), default=None)


def happened(one: Assessment, process: Process, signal: Signal, write: Format) -> str:
    """A signal as the end of a sentence that begins with the KPI's name."""
    limits = limits_at(process, signal.first)
    low, high = shown_limits(one, limits)
    above = signal.side > 0
    if signal.rule == "outside":
        edge = f"{'above the upper' if above else 'below the lower'} limit of {level(high if above else low, write)}"
        if signal.values > 1:
            span = f"{week_day(signal.first)} to {week_day(signal.last)}"
            return f"stayed {edge} for {signal.values} weeks in a row, {span}"
        week = level(process.weeks[signal.last], write)
        just = "just " if week == level(high if above else low, write) else ""
        return f"came to {week} in the week to {week_day(signal.last)}, {just}{edge}"
    if signal.rule == "run":
        mean = f"the mean of {level(limits.centre, write)}"
        side = "above" if above else "below"
        return f"stayed {side} {mean} for {signal.values} weeks in a row, to {week_day(signal.last)}"
    edge = f"the {'upper' if above else 'lower'} limit of {level(high if above else low, write)}"
    return f"came near or past {edge} in {signal.values} weeks, {week_day(signal.first)} to {week_day(signal.last)}"


def signal_mark(process: Process, signal: Signal, write: Format) -> str:
    """A signal in the few words that stand in the picture, beside its mark."""
    if signal.rule == "outside":
        if signal.values > 1:
            return f"{signal.values} weeks {'above' if signal.side > 0 else 'below'} the limit"
        return f"Week to {week_day(signal.last)}: {level(process.weeks[signal.last], write)}"
    if signal.rule == "run":
        return f"{signal.values} weeks {'above' if signal.side > 0 else 'below'} the mean"
    return f"{signal.values} weeks near the limit"


def limits_at(process: Process, week: pd.Timestamp) -> Limits:
    """The limits that a signal was told by: of a run that led to new limits, the old ones."""
    held = [each for each in process.segments if each.first < week]
    return (held or process.segments)[-1 if held else 0].limits


def cause_told(cause: Cause) -> str:
    """A cause in the analyst's own words, cut where it is long: "C-26-07 (15 Jun): One-page checkout"."""
    name = f"{cause.name} ({week_day(cause.on)})" if cause.name else week_day(cause.on)
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
    above = catalogue.measures().get(
        one.metric.numerator or ""
    )  # money that is earned or spent can be more than 100%
    share = one.metric.unit == "percent" and limits.centre <= 1 and not (above and above.money)
    bound = one.metric.unit != "points" and limits.centre >= 0
    return max(0.0, limits.lower) if bound else limits.lower, min(1.0, limits.upper) if share else limits.upper


def week_day(stamp: pd.Timestamp | date) -> str:
    """The day by which a week is called, without its year."""
    return day(stamp.date() if isinstance(stamp, pd.Timestamp) else stamp, year=False)
