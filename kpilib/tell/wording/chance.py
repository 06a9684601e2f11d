"""How likely a target is, in words and numbers: always the word, the probability and the 80 % range together."""

import math

from kpilib.judge.assessment import Assessment
from kpilib.judge.blend import WEEK, WEEKS
from kpilib.judge.status import chance_status
from kpilib.judge.thresholds import FEWEST_COUNTS, MOST_MISSING_DAYS, NUMBER_FROM_DAYS
from kpilib.tell.formats import Format, day, decimal, share
from kpilib.tell.language import marked, say, say_count

SMALLEST, LARGEST = 0.01, 0.99  # nearer to 0 or 1 than this a probability is not written out

# A chance within a sentence, by the status that it gives.
CHANCE = {
    "very_likely": marked("very likely"),
    "likely": marked("likely"),
    "toss_up": marked("a toss-up"),
    "unlikely": marked("unlikely"),
    "very_unlikely": marked("very unlikely"),
}

# The same of a goal, such as "reaching 1,200".
GOAL = {
    "very_likely": marked("{goal} is very likely"),
    "likely": marked("{goal} is likely"),
    "toss_up": marked("{goal} is a toss-up"),
    "unlikely": marked("{goal} is unlikely"),
    "very_unlikely": marked("{goal} is very unlikely"),
}


def probability_text(probability: float) -> str:
    """A probability as it is written, with spaces that do not break.

    >>> probability_text(0.18).split(), probability_text(0.996).split()
    (['P', '=', '0.18'], ['P', '>', '0.99'])
    """
    sign = "<" if probability < SMALLEST else ">" if probability > LARGEST else "="
    return f"P\N{NO-BREAK SPACE}{sign}\N{NO-BREAK SPACE}{decimal(shown_probability(probability), 2)}"


def shown_probability(probability: float) -> float:
    """A probability to two decimals, rounded down where rounding up would give it another word: 0.657 is a toss-up.

    >>> shown_probability(0.657), shown_probability(0.654), shown_probability(0.667)
    (0.65, 0.65, 0.67)
    """
    near = min(max(probability, SMALLEST), LARGEST)
    shown = round(near, 2)
    return shown if chance_status(shown) == chance_status(near) else round(shown - 0.01, 2)


def chance_clause(one: Assessment, write: Format) -> str:
    """What is likely, for the end of a finding: "reaching 1,200 is unlikely (P = 0.18)"."""
    p = f" ({probability_text(one.forecast.probability)})" if one.forecast.numbered else ""
    return say(GOAL[chance_status(one.forecast.probability)], goal=_goal(one, write)) + p


def _goal(one: Assessment, write: Format) -> str:
    if one.band is not None:
        low, high = one.band
        return say("ending between {low} and {high}", low=write(low), high=write(high))
    target = write(one.target)
    if one.metric.improvement == "decrease":
        return say("ending at {target} or less", target=target)
    # Money that may still go back can be past its target already.
    if one.metric.kind == "sum" and one.actual < one.target:
        return say("reaching {target}", target=target)
    return say("ending at {target} or more", target=target)


def range_note(one: Assessment, write: Format) -> str:
    """Where a KPI will end, with the range; or why that is not told."""
    told = one.forecast
    if told is None:
        return ""
    if not told.known:
        return say("No forecast: {why}.", why=withheld(one))
    if not told.numbered:
        return say(
            "With less than {weeks} weeks of history the forecast has low confidence.",
            weeks=NUMBER_FROM_DAYS // WEEK,
        )
    low, high = told.most
    text = say(
        "Forecast for {due}: {median}, with 80% probability between {low} and {high}.",
        due=day(one.kpi.due),
        median=write(told.median),
        low=write(low),
        high=write(high),
    )
    if told.confidence == "no_seasonal_memory":
        text += " " + say("It has seen no year before.")
    return text


def withheld(one: Assessment) -> str:
    """Why there is no forecast."""
    return "; ".join(_reason(code, one.forecast.days_left) for code in one.forecast.why) or say(
        "there is nothing to forecast from"
    )


def _reason(code: str, left: int) -> str:
    """A code of `Forecast.why` as a clause; behind it stands the number that it rests on: "missing_days: 12"."""
    name, _, number = code.partition(": ")
    if name == "too_little_history":
        seen = int(number.split()[0])
        if seen >= WEEKS * WEEK:  # enough for most, but not to see how a level moves over so many days
            return say("{seen} days of history are too few to look {left} days ahead", seen=decimal(seen), left=left)
        return say_count(
            "only {number} day of history, and {needed} days are needed",
            "only {number} days of history, and {needed} days are needed",
            seen,
            needed=WEEKS * WEEK,
        )
    if name == "missing_days":
        return say_count(
            "{number} day of the period is missing, and more than {most} are too many",
            "{number} days of the period are missing, and more than {most} are too many",
            int(number),
            most=MOST_MISSING_DAYS,
        )
    if name == "level_break":
        change = share(int(number.removesuffix("%")) / 100, sign=True)
        return say("its level has changed by {change} within the last four weeks", change=change)
    if name == "few_counts":
        return say("fewer than {least} are expected in the whole period", least=FEWEST_COUNTS)
    if name == "few_cases":
        return say("fewer than {least} cases are expected in the whole period", least=number.split()[-1])
    if name == "nothing_lately":
        return say("the last weeks brought nothing")
    if name == "not_added":
        return say("its days may not be added")
    return name.replace("_", " ")


def ends_apart(one: Assessment) -> float:
    """How far from its target the forecast ends, as a share; unfavourable below zero, NaN where it is unknown."""
    if one.forecast is None or not one.forecast.numbered or not one.target or one.band is not None:
        return math.nan
    apart = one.forecast.median / one.target - 1
    return -apart if one.metric.improvement == "decrease" else apart
