"""How likely a target is, in words and numbers: always the word, the probability and the 80 % range together."""

import math

from kpilib.judge.assess import Assessment, chance_status
from kpilib.judge.blend import WEEK, WEEKS
from kpilib.judge.thresholds import FEWEST_COUNTS, MOST_MISSING_DAYS, NUMBER_FROM_DAYS
from kpilib.tell.formats import Format, day

SMALLEST, LARGEST = 0.01, 0.99  # nearer to 0 or 1 than this a probability is not written out

# A chance within a sentence, by the status that it gives.
CHANCE = {
    "very_likely": "very likely",
    "likely": "likely",
    "toss_up": "a toss-up",
    "unlikely": "unlikely",
    "very_unlikely": "very unlikely",
}

# Why there is no forecast, by the code of `Forecast.why`; {n} is the code's number.
WITHHELD = {
    "too_little_history": f"only {{n}} of history, and {WEEKS * WEEK} days are needed",
    "level_break": "its level has changed by {n} within the last four weeks",
    "missing_days": f"{{n}} days of the period are missing, and more than {MOST_MISSING_DAYS} are too many",
    "few_counts": f"fewer than {FEWEST_COUNTS} are expected in the whole period",
    "few_cases": f"fewer than {FEWEST_COUNTS} cases are expected in the whole period",
    "nothing_lately": "the last weeks brought nothing",
    "not_added": "its days may not be added",
}


def probability_text(probability: float) -> str:
    """A probability as it is written, with spaces that do not break.

    >>> probability_text(0.18).split(), probability_text(0.996).split()
    (['P', '=', '0.18'], ['P', '>', '0.99'])
    """
    sign = "<" if probability < SMALLEST else ">" if probability > LARGEST else "="
    return f"P\N{NO-BREAK SPACE}{sign}\N{NO-BREAK SPACE}{shown_probability(probability):.2f}"


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
    return f"{_goal(one, write)} is {CHANCE[chance_status(one.forecast.probability)]}{p}"


def _goal(one: Assessment, write: Format) -> str:
    if one.band is not None:
        low, high = one.band
        return f"ending between {write(low)} and {write(high)}"
    if one.metric.improvement == "decrease":
        return f"ending at {write(one.target)} or less"
    target = write(one.target)
    # Money that may still go back can be past its target already.
    reaching = one.metric.kind == "sum" and one.actual < one.target
    return f"reaching {target}" if reaching else f"ending at {target} or more"


def range_note(one: Assessment, write: Format) -> str:
    """Where a KPI will end, with the range; or why that is not told."""
    told = one.forecast
    if told is None:
        return ""
    if not told.known:
        return f"No forecast: {withheld(one)}."
    if not told.numbered:
        return f"With less than {NUMBER_FROM_DAYS // WEEK} weeks of history the forecast has low confidence."
    low, high = told.most
    text = (
        f"Forecast for {day(one.kpi.due)}: {write(told.median)}, with 80% probability between "
        f"{write(low)} and {write(high)}."
    )
    return text + (" It has seen no year before." if told.confidence == "no_seasonal_memory" else "")


def withheld(one: Assessment) -> str:
    """Why there is no forecast."""
    return "; ".join(_reason(code) for code in one.forecast.why) or "there is nothing to forecast from"


def _reason(code: str) -> str:
    name, _, number = code.partition(": ")
    return WITHHELD.get(name, name.replace("_", " ")).format(n=number)


def ends_apart(one: Assessment) -> float:
    """How far from its target the forecast ends, as a share; unfavourable below zero, NaN where it is unknown."""
    if one.forecast is None or not one.forecast.numbered or not one.target or one.band is not None:
        return math.nan
    apart = one.forecast.median / one.target - 1
    return -apart if one.metric.improvement == "decrease" else apart
