"""How the verdicts come about: what a report says of its own method."""

from kpilib.judge.thresholds import CHANCES, FEWEST_WEEKS, MOST_WEEKS, SMALLEST_DAYS, tolerance
from kpilib.tell.formats import decimal, share
from kpilib.tell.language import say


def method() -> tuple[str, ...]:
    """How the verdicts come about, a paragraph each."""
    least = {status: decimal(probability, 2) for status, probability in CHANCES.items()}
    return (
        say(
            "A total is held to its plan path: the target spread over the days by weekday, from the {fewest} to "
            "{most} whole weeks before the period. Days that were not measured are neither expected nor counted. "
            "A rate is a sum divided by a sum and is held to its target; the due date decides.",
            fewest=FEWEST_WEEKS,
            most=MOST_WEEKS,
        ),
        say(
            "How likely a target is comes from a forecast of the days left: the last weeks, the weekday pattern and "
            "last years’ course between the same dates, each weighed by how well it served this KPI before. Very "
            "likely is a probability of {very_likely} or more, likely {likely}, a toss-up {toss_up}, unlikely "
            "{unlikely}; below that, very unlikely. On course: likely or better.",
            **least,
        ),
        say(
            "Without a forecast the pace decides. On pace: at or better than the path, or the target. Close: within "
            "a band that narrows in a straight line from {wide} at the start to {narrow} at the due date. Behind: "
            "outside of it. No verdict is given before {days} days of data, without a target, or with more than "
            "a fifth of the days missing.",
            days=SMALLEST_DAYS,
            wide=share(tolerance(0)),
            narrow=share(tolerance(1)),
        ),
        say(
            "The as-of day is still running and is left out, except at the quarter's end. Days of the period that "
            "are missing are filled for the forecast with what their weekday usually brings, and never in the actual."
        ),
    )
