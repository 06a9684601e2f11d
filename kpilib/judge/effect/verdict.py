"""The verdict on a cycle, as a table of rules, and how the effect compares with the prediction that was written down.

Source: domain.md 3.5. tests/spec/verdicts.md has every rule with a case.
"""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal[
    "not_yet", "not_implemented", "worked", "harmed", "no_evidence", "inconclusive", "confounded"
]  # fmt: skip
Why = Literal[
    "check_in_future", "not_done", "no_check", "no_data", "too_few_before", "too_few_after", "no_direction",
    "shown", "tested", "others", "interval", "no_signal", "had_begun", "placebo", "no_placebo", "several", "blind",
]  # fmt: skip
Against = Literal["within", "below", "above"]
Weeks = Literal["enough", "none", "too_few_before", "too_few_after"]

CLAIMS = ("worked", "harmed")


@dataclass(frozen=True)
class Ground:
    """What a verdict rests on.

    due      : whether the check date has come; None where there is none.
    done     : whether the action was carried out by the check date.
    weeks    : whether there are enough of them, or which are too few.
    side     : of the effect beside what is wanted: 1 better, -1 worse, 0 where its interval holds zero; None where
               nobody said which side is wanted.
    tested   : whether the effect comes from a randomised test.
    signal   : whether a signal on that side began in time. had_begun : whether it was there before the start.
    placebo  : whether the effect is beyond those at false dates; None where there is no room for them.
    sees     : whether the check could see the effect that was predicted; None without a prediction.
    others   : whether something else in these weeks cannot be told from the action.
    stands   : whether the effect stands among all that are checked in the report.
    """

    due: bool | None = True
    done: bool = True
    weeks: Weeks = "enough"
    side: int | None = 0
    tested: bool = False
    signal: bool = False
    had_begun: bool = False
    placebo: bool | None = None
    sees: bool | None = None
    others: bool = False
    stands: bool = True


def verdict_of(on: Ground) -> tuple[Verdict, Why]:
    """The verdict, and the rule that gave it: the first that fits.

    >>> verdict_of(Ground(side=1, signal=True, placebo=True))
    ('worked', 'shown')
    >>> verdict_of(Ground(side=0, sees=False))
    ('inconclusive', 'blind')
    """
    if not on.due:
        return "not_yet", "no_check" if on.due is None else "check_in_future"
    if not on.done:
        return "not_implemented", "not_done"
    if on.tested:
        return _tested(on)
    if on.weeks != "enough":
        return "inconclusive", "no_data" if on.weeks == "none" else on.weeks
    if on.side is None:
        return "inconclusive", "no_direction"
    lacks = _lacks(on)
    if lacks in ("interval", "placebo", "no_signal") and on.sees is False:
        return "inconclusive", "blind"
    if lacks == "no_placebo":
        return "inconclusive", lacks
    if on.others:
        return "confounded", "others"
    if lacks:
        return "no_evidence", lacks
    return ("worked" if on.side > 0 else "harmed"), "shown"


def _tested(on: Ground) -> tuple[Verdict, Why]:
    """Chance has dealt out both groups, so that nothing else is between them."""
    if on.side is None:
        return "inconclusive", "no_direction"
    if on.side and on.stands:
        return ("worked" if on.side > 0 else "harmed"), "tested"
    if on.sees is False:
        return "inconclusive", "blind"
    return "no_evidence", "several" if on.side else "interval"


def _lacks(on: Ground) -> Why | None:
    """What is missing for a claim; None where nothing is."""
    if not on.side:
        return "interval"
    if on.had_begun:
        return "had_begun"
    if not on.signal:
        return "no_signal"
    if on.placebo is None:
        return "no_placebo"
    if not on.placebo:
        return "placebo"
    return None if on.stands else "several"


def against(effect: float, predicted: tuple[float, float, float]) -> Against:
    """The effect beside the prediction (effect, low, high): below is less than its range in the direction predicted.

    >>> against(0.0020, (0.0020, 0.0010, 0.0030)), against(-500, (-3000, -5000, -1000))
    ('within', 'below')
    """
    told, low, high = predicted
    if told < 0:
        effect, low, high = -effect, -high, -low
    return "below" if effect < low else "above" if effect > high else "within"
