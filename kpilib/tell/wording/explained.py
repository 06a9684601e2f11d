"""The note under a chart: where a KPI will end, what it takes from here, what is missing."""

import math

from kpilib.judge.assessment import Assessment
from kpilib.judge.thresholds import RECENT_DAYS
from kpilib.tell.formats import Format, day, days, decimal, something
from kpilib.tell.language import say
from kpilib.tell.wording.chance import range_note
from kpilib.tell.wording.counted import counted
from kpilib.tell.wording.reasons import reasons_told
from kpilib.tell.wording.verdict import format_of

SMALLEST_MULTIPLE = 0.01  # of the present rate; what is smaller is not written out


def explanation(one: Assessment) -> str:
    """What it takes from here, and what is missing: the note under a chart."""
    parts = [range_note(one, format_of(one)), needed(one)]
    if one.missing and one.pace:
        parts.append(
            say("Not measured: {days}; the plan path expects nothing of these days.", days=days(one.missing))
        )
    elif one.missing:
        parts.append(say("Not measured: {days}.", days=days(one.missing)))
    parts += reasons_told(one)
    return " ".join(part for part in parts if part)


def needed(one: Assessment) -> str:
    """The required rate beside the present one."""
    if not one.required:
        return ""
    write, need = format_of(one), one.required
    about = {"goal": counted(one, one.target), "due": day(one.kpi.due), "rate": rate(need.per_day, write)}
    if need.days_left == 1:
        start = say("To reach {goal} by {due}, the one day left has to bring {rate}", **about)
    else:
        start = say(
            "To reach {goal} by {due}, each of the {days} days left has to bring {rate}", days=need.days_left, **about
        )
    if math.isnan(need.times):
        return f"{start}."
    recent = say(
        "the last {days} days brought {rate} a day, so {times} the present rate",
        days=RECENT_DAYS,
        rate=rate(need.recent_per_day, write),
        times=multiple(need.times),
    )
    return f"{start}; {recent}."


def multiple(times: float) -> str:
    """A multiple in words: "1.50 times"; "less than 0.01 times" where it would be written as nothing."""
    if times < SMALLEST_MULTIPLE:
        return say("less than {number} times", number=decimal(SMALLEST_MULTIPLE, 2))
    return say("{number} times", number=decimal(times, 2 if times < 10 else 0))


def rate(value: float, write: Format) -> str:
    """A daily rate: small counts keep a decimal, and more where one would show nothing."""
    if write.unit != "count" or value >= 100:
        return write(value)
    return next((text for places in (1, 2, 3) if something(text := decimal(value, places))), decimal(value, 1))
