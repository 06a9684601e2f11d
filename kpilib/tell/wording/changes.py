"""What changed since the last report, in words: the chance then, the chance now, and why."""

import math
from collections.abc import Sequence

from kpilib.judge.changes import Change
from kpilib.judge.forecast import NUMBERED
from kpilib.judge.status import chance_status
from kpilib.judge.surprises import Missed
from kpilib.tell.formats import NO_BREAK, day, decimal, something
from kpilib.tell.language import marked, say, say_count
from kpilib.tell.wording import format_of
from kpilib.tell.wording.chance import CHANCE, probability_text, shown_probability

NOT_TOLD = marked("not told")


def then_text(one: Change) -> str:
    """The chance as the last report told it."""
    return _told(one.before, numbered=_then_numbered(one))


def now_text(one: Change) -> str:
    """The chance as it is told now."""
    return _told(one.now, numbered=_now_numbered(one))


def then_told(one: Change) -> str:
    """The same with its word before it: "a toss-up (P = 0.41)"."""
    return _in_words(one.before, then_text(one), numbered=_then_numbered(one))


def now_told(one: Change) -> str:
    """The same of the chance now."""
    return _in_words(one.now, now_text(one), numbered=_now_numbered(one))


def _in_words(probability: float, text: str, *, numbered: bool) -> str:
    if math.isnan(probability):
        return text
    word = say(CHANCE[chance_status(probability)])
    return f"{word} ({text})" if numbered else word


def _then_numbered(one: Change) -> bool:
    return one.then.confidence in NUMBERED


def _now_numbered(one: Change) -> bool:
    return one.one.forecast is not None and one.one.forecast.numbered


def _told(probability: float, *, numbered: bool) -> str:
    if math.isnan(probability):
        return say(NOT_TOLD)
    return probability_text(probability) if numbered else say("told in words only")


def why_text(one: Change) -> str:
    """Why it is another: data restated, target changed, new days, in that order."""
    if one.recounted:
        return say("It is counted in another way now, so that the two cannot be compared.")
    parts = [*_restated(one), *_target(one), *_new_days(one)]
    return " ".join(parts) or say("Nothing is new: no day, no restated number, the same target.")


def _restated(one: Change) -> list[str]:
    if math.isnan(one.restated) or not one.restated:
        return []
    write = format_of(one.one)
    change = write.gap(one.restated, sign=True)
    if not something(change):
        return []  # less than what is ever shown
    until = day(one.then.data_to, year=False)
    return [say("Data up to {day} were restated: {change}.", day=until, change=change)]


def _target(one: Change) -> list[str]:
    if not one.moved:
        return []
    write = format_of(one.one)
    if math.isnan(one.old_target):
        return [say("A target of {now} was agreed; there was none then.", now=write(one.one.target))]
    then = write(one.old_target)
    if math.isnan(one.one.target):
        return [say("The target changed: {then} then, there is none now.", then=then)]
    return [say("The target changed: {then} then, now {now}.", then=then, now=write(one.one.target))]


def _new_days(one: Change) -> list[str]:
    if not one.new_days:
        return []
    if math.isnan(one.brought):
        return [say_count("{number} new day.", "{number} new days.", one.new_days)]
    write = format_of(one.one)
    about = {"value": write(one.brought)}
    if one.one.metric.kind == "sum":
        told = say_count(
            "{number} new day brought {value}", "{number} new days brought {value}", one.new_days, **about
        )
    else:
        told = say_count(
            "{number} new day came to {value}", "{number} new days came to {value}", one.new_days, **about
        )
    if math.isnan(one.expected):
        return [f"{told}."]
    plan = say("the plan path expected {value}", value=write(one.expected))
    return [f"{told}; {plan}."]


def surprises_text(quarter: str, missed: Sequence[Missed]) -> str:
    """How many targets of a quarter were missed, and how many of these nobody was warned of.

    quarter : as managers say it, such as Q2 2026.
    """
    if not missed:
        return say("{quarter}: no target was missed.", quarter=quarter)
    surprises = [one.name for one in missed if one.surprise]
    start = say_count(
        "{quarter}: {number} target was missed",
        "{quarter}: {number} targets were missed",
        len(missed),
        quarter=quarter,
    )
    if not surprises:
        none = say("and none without an earlier warning")
        return f"{start}, {none}."
    some = say_count(
        "{number} of them without an earlier warning",
        "{number} of them without an earlier warning",
        len(surprises),
    )
    return f"{start}, {some}: {', '.join(surprises)}."


def change_cell(one: Change) -> tuple[str, str]:
    """By how much the chance changed, and what it was, for a table: ("−0.23", "P was 0.41")."""
    then = then_text(one)
    if math.isnan(one.before) or math.isnan(one.now) or not (_then_numbered(one) and _now_numbered(one)):
        return "\N{EN DASH}", "" if math.isnan(one.before) else say("was {then}", then=then)
    # Of the two as they are written, so that the three numbers agree.
    apart = shown_probability(one.now) - shown_probability(one.before)
    moved = decimal(apart, 2, sign=True)
    moved = moved if something(moved) else "0"
    was = then.removeprefix("P").strip(NO_BREAK).removeprefix(f"={NO_BREAK}")
    return moved, say("P was\N{NO-BREAK SPACE}{p}", p=was)
