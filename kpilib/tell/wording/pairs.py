"""Pairs of velocity and accumulation, in sentences."""

from collections.abc import Sequence

from babel.lists import format_list

from kpilib.judge.locked import Process
from kpilib.judge.moves import Move
from kpilib.judge.pairs import Feeder, Pair
from kpilib.judge.thresholds import FEEDING_WEEKS
from kpilib.tell.formats import Format, decimal, share
from kpilib.tell.language import SOURCE, marked, retold, say, say_count, spoken
from kpilib.tell.names import name_of
from kpilib.tell.phrases import inside
from kpilib.tell.wording import format_of
from kpilib.tell.wording.estimates import LEVEL, change_text, p_text
from kpilib.tell.wording.signals import signals_text

TOGETHER = {
    "agree": marked("move together"),
    "conflict": marked("conflict"),
    "apart": marked("grows without it"),
    "waits": marked("has not answered yet"),
    "alone": marked("moves by itself"),
    "still": marked("both stand still"),
    "unknown": marked("cannot be told"),
}
MOST_NAMED = 4  # of what nobody agreed to


def subtitle_pairs() -> str:
    """What the two sides show."""
    return say(
        "Left: the last {weeks} whole weeks, grey the natural process limits. Right: every wave with its {level} "
        "interval, or weeks where it is counted; dotted: target. Changes are on the year before where that was "
        "measured.",
        weeks=FEEDING_WEEKS,
        level=LEVEL,
    )


def method_pairs() -> str:
    """How what feeds is found, and what moving together proves."""
    return say(
        "What feeds an accumulation is what the plan says leads to it, and what the list of metrics names. Both are "
        "held together over the same two quarters of weeks; a change counts where its {level} interval or its test "
        "leaves no room for chance. Moving together, or apart, is no proof that one makes the other.",
        level=LEVEL,
    )


def finding_pairs(pairs: Sequence[Pair]) -> str:
    """The pair that matters most: a conflict, else what grows or falls."""
    conflicts = [(pair, feeder) for pair in pairs for feeder in pair.conflicts]
    if conflicts:
        names = list(dict.fromkeys(inside(name_of(pair.one)) for pair, _ in conflicts))[:2]
        feeder = conflicts[0][1]
        values = {"name": name_of(feeder.one), "others": listed(names)}
        if feeder.move.change > 0:
            return say("{name} rose while {others} got worse", **values)
        return say("{name} got better while {others} got worse", **values)
    sure = [pair for pair in pairs if pair.move.course in ("better", "worse")]
    worse = [pair for pair in sure if pair.move.course == "worse"]
    if worse:
        return say("{names} got worse", names=listed([name_of(pair.one) for pair in worse[:2]]))
    if sure:
        return say_count(
            "{number} of {total} measures that accumulate got better, none got worse",
            "{number} of {total} measures that accumulate got better, none got worse",
            len(sure),
            total=len(pairs),
        )
    return say("Nothing that accumulates has clearly changed")


def conflict_text(pair: Pair, feeder: Feeder) -> str:
    """One conflict with its evidence and its size."""
    first, then, write = feeder.one, pair.one, format_of(pair.one)
    size = {"name": name_of(first), "size": _sized(feeder.move, format_of(first))}
    fed = say("{name} rose by {size}", **size) if feeder.move.change > 0 else say("{name} fell by {size}", **size)
    values = {"name": inside(name_of(then)), "before": write(pair.move.before), "after": write(pair.move.after)}
    if not then.estimates:
        went = say("{name} went from {before} to {after}", **values)
        return say("Conflict: {one} while {other}.", one=fed, other=went)
    went = say(
        "{name} went from {before} to {after} between {first} and {second} ({p}, {people})",
        **values,
        first=retold(pair.move.first),
        second=retold(pair.move.second),
        p=p_text(pair.move.p),
        people=_counts(pair),
    )
    told = say("Conflict: {one} while {other}.", one=fed, other=went)
    return f"{told} {say('Two waves cannot prove that one took from the other.')}"


def _sized(move: Move, write: Format) -> str:
    size = change_text(move, write).lstrip("+−")
    low, high = move.interval
    if low != low or not move.before:
        return size
    low, high = sorted((low / abs(move.before), high / abs(move.before)))
    values = {"low": share(low, sign=True), "high": share(high, sign=True)}
    return say("{size} ({level}: {low} to {high})", size=size, level=LEVEL, **values)


def _counts(pair: Pair) -> str:
    first, second = (decimal(count) for count in pair.move.counts)
    if pair.one.metric.kind == "cohort":
        return say("{first} and {second} customers", first=first, second=second)
    return say("{first} and {second} answers", first=first, second=second)


def lagged_text(feeder: Feeder) -> str:
    """The weekly association of a feeder; empty where there is none."""
    lagged = feeder.lagged
    if lagged is None:
        return ""
    low, high = lagged.found.interval
    value = association(lagged.found.value)
    if not lagged.weeks:
        told = say("association {value} in the same week", value=value)
    else:
        told = say_count(
            "association {value} {number} week later",
            "association {value} {number} weeks later",
            lagged.weeks,
            value=value,
        )
    return told if low > 0 or high < 0 else say("{association}, within chance", association=told)


def association(value: float) -> str:
    """A correlation with its sign.

    >>> association(0.318), association(-0.2)
    ('+0.32', '−0.20')
    """
    return decimal(value, 2, sign=True)


def unasked_text(pairs: Sequence[Pair]) -> str:
    """That accumulations are measured which nobody agreed to; empty where all are agreed."""
    names = [inside(name_of(pair.one)) for pair in pairs if not pair.agreed]
    if not names:
        return ""
    those, more = listed(names), len(names) - MOST_NAMED
    if more > 0:
        several = ", ".join(names[:MOST_NAMED])
        those = say_count("{names} and {number} more", "{names} and {number} more", more, names=several)
    return say("Measured, but no agreed KPI: {names}.", names=those)


def signals_told(process: Process | None) -> str:
    """The signals of the weeks, as a line of a cell: "no signal", "signals: 2, both low"."""
    if process is None:
        return say("no limits yet")
    if not process.recent and not process.limits.trial:
        return say("no signal")
    return say("signals: {signals}", signals=signals_text(process))


def listed(names: Sequence[str]) -> str:
    """Names in a row.

    >>> listed(["leads"]), listed(["leads", "orders", "sales"])
    ('leads', 'leads, orders and sales')
    """
    return format_list(list(names), locale="en_GB" if spoken() == SOURCE else spoken())
