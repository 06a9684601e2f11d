"""Words for signals: in a table, in a sentence, in a picture; with limits, causes and weeks as they are written."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kpilib.judge.assessment import Assessment
from kpilib.judge.causes import Cause
from kpilib.judge.locked import Process
from kpilib.judge.signals import Limits, Signal
from kpilib.plan import catalogue
from kpilib.tell.formats import ABSENT, Format, day, decimal
from kpilib.tell.language import marked, say, say_as, say_count

LONGEST_NOTE = 90  # letters of an analyst's note that a chart repeats


def signals_text(process: Process | None) -> str:
    """The signals of the period in a few words, for a table.

    "2, both low", "1, high", "None"; with limits of too few weeks "None (trial limits)"; "–" without limits.
    """
    if process is None:
        return ABSENT
    told = _sides([one.side for one in process.recent])
    return say("{signals} (trial limits)", signals=told) if process.limits.trial else told


def _sides(sides: Sequence[int]) -> str:
    count, high = len(sides), 1 in sides
    if not sides:
        return say_as("signals", "None")
    if len(set(sides)) > 1:
        return say("{number}, high and low", number=count)
    if count == 1:
        return say("1, high") if high else say("1, low")
    if count == 2:
        return say("2, both high") if high else say("2, both low")
    return say("{number}, all high", number=count) if high else say("{number}, all low", number=count)


def signals_detail(process: Process | None) -> str:
    """Which signals they are, in a second line: "week to 16 Aug; 8 weeks in a row"; empty without any."""
    recent = process.recent if process else ()
    short = [_short(one) for one in reversed(recent)]
    told = "; ".join(short[:2])
    if len(short) <= 2:
        return told
    return say_count("{signals} and {number} more", "{signals} and {number} more", len(short) - 2, signals=told)


def _short(signal: Signal) -> str:
    last = week_day(signal.last)
    if signal.rule == "outside":
        if signal.values == 1:
            return say("week to {day}", day=last)
        return say("{number} weeks outside to {day}", number=signal.values, day=last)
    if signal.rule == "run":
        return say("{number} weeks in a row to {day}", number=signal.values, day=last)
    return say("near the limit to {day}", day=last)


def main_signal(process: Process) -> Signal | None:
    """The signal that a chart is about: of those of the period the latest, a run before a single week."""
    order = ("near_limit", "outside", "run")
    return max(process.recent, key=lambda one: (one.last, order.index(one.rule)), default=None)


def happened(one: Assessment, process: Process, signal: Signal, write: Format) -> str:
    """A signal as the end of a sentence that begins with the KPI's name."""
    limits, above = limits_at(process, signal.first), signal.side > 0
    low, high = shown_limits(one, limits)
    values = {"limit": level(high if above else low, write), "number": signal.values}
    values |= {"first": week_day(signal.first), "last": week_day(signal.last)}
    if signal.rule == "outside" and signal.values > 1:
        if above:
            return say(
                "stayed above the upper limit of {limit} for {number} weeks in a row, {first} to {last}", **values
            )
        return say("stayed below the lower limit of {limit} for {number} weeks in a row, {first} to {last}", **values)
    if signal.rule == "outside":
        week = values["value"] = level(process.weeks[signal.last], write)
        just = week == values["limit"]
        if above and just:
            return say("came to {value} in the week to {last}, just above the upper limit of {limit}", **values)
        if above:
            return say("came to {value} in the week to {last}, above the upper limit of {limit}", **values)
        if just:
            return say("came to {value} in the week to {last}, just below the lower limit of {limit}", **values)
        return say("came to {value} in the week to {last}, below the lower limit of {limit}", **values)
    if signal.rule == "run":
        values["mean"] = level(limits.centre, write)
        if above:
            return say("stayed above the mean of {mean} for {number} weeks in a row, to {last}", **values)
        return say("stayed below the mean of {mean} for {number} weeks in a row, to {last}", **values)
    if above:
        return say("came near or past the upper limit of {limit} in {number} weeks, {first} to {last}", **values)
    return say("came near or past the lower limit of {limit} in {number} weeks, {first} to {last}", **values)


def signal_mark(process: Process, signal: Signal, write: Format) -> str:
    """A signal in the few words that stand in the picture, beside its mark."""
    number, above = signal.values, signal.side > 0
    if signal.rule == "outside" and number == 1:
        value = level(process.weeks[signal.last], write)
        return say("Week to {day}: {value}", day=week_day(signal.last), value=value)
    if signal.rule == "outside":
        told = marked("{number} weeks above the limit") if above else marked("{number} weeks below the limit")
        return say(told, number=number)
    if signal.rule == "run":
        told = marked("{number} weeks above the mean") if above else marked("{number} weeks below the mean")
        return say(told, number=number)
    return say("{number} weeks near the limit", number=number)


def limit_labels(low: float, mean: float, high: float, write: Format, *, few: bool) -> tuple[str, str, str]:
    """The lines of a process as its chart labels them: lower limit, mean, upper limit; in `few` words on a phone."""
    below, middle, above = (level(value, write) for value in (low, mean, high))
    told = say("Mean {value}", value=middle)
    if few:
        return say("Lower {value}", value=below), told, say("Upper {value}", value=above)
    return say("Lower limit {value}", value=below), told, say("Upper limit {value}", value=above)


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
    return decimal(value, 1) if small else write(value)


def shown_limits(one: Assessment, limits: Limits) -> tuple[float, float]:
    """Limits without what the metric cannot be: below zero, or for a share of a whole above one."""
    over = catalogue.measures().get(one.metric.numerator or "")
    money = over is not None and over.money  # what is earned or spent can be more than 100%
    share = one.metric.unit == "percent" and limits.centre <= 1 and not money
    bound = one.metric.unit != "points" and limits.centre >= 0
    return max(0.0, limits.lower) if bound else limits.lower, min(1.0, limits.upper) if share else limits.upper


def week_day(stamp: pd.Timestamp | date) -> str:
    """The day by which a week is called, without its year."""
    return day(stamp.date() if isinstance(stamp, pd.Timestamp) else stamp, year=False)
