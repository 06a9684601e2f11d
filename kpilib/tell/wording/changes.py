"""What changed since the last report, in words: the chance then, the chance now, and why."""

import math
from collections.abc import Sequence

from kpilib.judge.changes import Change
from kpilib.judge.surprises import Missed
from kpilib.tell.formats import MINUS, day
from kpilib.tell.wording import format_of
from kpilib.tell.wording.chance import probability_text, shown_probability

NOT_TOLD = "not told"


def then_text(one: Change) -> str:
    """The chance as the last report told it."""
    return _told(one.before, one.then.confidence in ("full", "no_seasonal_memory"))


def now_text(one: Change) -> str:
    """The chance as it is told now."""
    return _told(one.now, one.one.forecast is not None and one.one.forecast.numbered)


def _told(probability: float, numbered: bool) -> str:
    if math.isnan(probability):
        return NOT_TOLD
    return probability_text(probability) if numbered else "told in words only"


def why_text(one: Change) -> str:
    """Why it is another: data restated, target changed, new days, in that order."""
    if one.recounted:
        return "It is counted in another way now, so that the two cannot be compared."
    parts = [*_restated(one), *_target(one), *_new_days(one)]
    return " ".join(parts) or "Nothing is new: no day, no restated number, the same target."


def _restated(one: Change) -> list[str]:
    if math.isnan(one.restated) or not one.restated:
        return []
    write = format_of(one.one)
    if not any(digit in "123456789" for digit in write.gap(one.restated)):
        return []  # less than what is ever shown
    sign = MINUS if one.restated < 0 else "+"
    return [f"Data up to {day(one.then.data_to, year=False)} were restated: {sign}{write.gap(one.restated)}."]


def _target(one: Change) -> list[str]:
    if math.isnan(one.old_target):
        return []
    write = format_of(one.one)
    now = "there is none now" if math.isnan(one.one.target) else f"now {write(one.one.target)}"
    return [f"The target changed: {write(one.old_target)} then, {now}."]


def _new_days(one: Change) -> list[str]:
    if not one.new_days:
        return []
    days = f"{one.new_days} new day{'s' if one.new_days > 1 else ''}"
    if math.isnan(one.brought):
        return [f"{days}."]
    write = format_of(one.one)
    verb = "brought" if one.one.metric.kind == "sum" else "came to"
    plan = "" if math.isnan(one.expected) else f"; the plan path expected {write(one.expected)}"
    return [f"{days} {verb} {write(one.brought)}{plan}."]


def surprises_text(quarter: str, missed: Sequence[Missed]) -> str:
    """How many targets of a quarter were missed, and how many of these nobody was warned of.

    quarter : as managers say it, such as Q2 2026.
    """
    if not missed:
        return f"{quarter}: no target was missed."
    surprises = [one.name for one in missed if one.surprise]
    count = len(missed)
    start = f"{quarter}: {count} target{'s were' if count > 1 else ' was'} missed"
    if not surprises:
        return f"{start}, and none without an earlier warning."
    return f"{start}, {len(surprises)} of them without an earlier warning: {', '.join(surprises)}."


def change_cell(one: Change) -> tuple[str, str]:
    """By how much the chance changed, and what it was, for a table: ("−0.23", "P was 0.41")."""
    then, now = then_text(one), now_text(one)
    if math.isnan(one.before) or math.isnan(one.now) or not (then.startswith("P") and now.startswith("P")):
        return "\N{EN DASH}", "" if then == NOT_TOLD else f"was {then}"
    # Of the two as they are written, so that the three numbers agree.
    moved = f"{shown_probability(one.now) - shown_probability(one.before):+.2f}".replace("-", MINUS)
    moved = "0" if moved.endswith("0.00") else moved
    return moved, then.replace("P", "P was", 1).replace("=\N{NO-BREAK SPACE}", "")
