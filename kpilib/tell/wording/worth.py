"""Sentences about what customers are worth."""

import pandas as pd

from kpilib.judge.standing import why_withheld
from kpilib.measure.customers import CustomerValue, HoldOut, Retained, Spend, Withheld, Worth
from kpilib.measure.customers.acquisition import WHOLE
from kpilib.measure.customers.thresholds import LARGEST_CORRELATION
from kpilib.tell.formats import MINUS, Format, day, share
from kpilib.tell.language import retold

MODEL = {
    "bg_nbd": "BG/NBD with Gamma-Gamma",
    "mbg_nbd": "MBG/NBD with Gamma-Gamma",
    "contract": "Shifted beta-geometric",
}
CHOSEN_BY = {
    "hold_out": "it came nearer to the weeks that were held out",
    "likelihood": "it is the likelier of the two models that were tried",
}
CONTRACT = "customers are under contract: who leaves is seen to leave"
INDEPENDENT = "near enough to none, as the model of spend takes it"
DOUBTFUL = (
    f"beyond {LARGEST_CORRELATION:g}, where the model of spend takes it that there is none: frequent buyers are "
    "valued wrongly"
)
CAC = (
    "Margin to date and to come of the customers won in a month, and what was spent on winning them in the same "
    "month and channel. Months in which the history of orders begins are left out."
)


def finding_worth(value: CustomerValue, write: Format) -> str:
    """What a customer is expected to bring, beside what one has brought."""
    predicted = value.predicted
    if isinstance(predicted, Withheld):
        return f"What customers will bring cannot be told: {withheld(predicted)}"
    start = f"A customer is expected to bring {write(predicted.mean.value)} within {predicted.horizon} days"
    if isinstance(value.historic, Withheld):
        return start
    return f"{start}, after {write(value.historic.mean)} so far"


def withheld(why: Withheld) -> str:
    return retold(why_withheld(why))


def ranged(predicted: Worth | Retained, write: Format) -> str:
    return f"{share(predicted.level)} range {write.range(predicted.mean.low, predicted.mean.high)}"


def correlation(spend: Spend) -> str:
    """How value goes with frequency, as a correlation."""
    if spend.correlation != spend.correlation:
        return "correlation not known"
    return f"correlation {spend.correlation:+.2f}".replace("-", MINUS)


def held_out(held: HoldOut) -> str:
    """How the model did on weeks that it had not seen."""
    return f"{share(held.error, sign=True)} of the purchases after {day(held.cut)}"


def hold_out_detail(held: HoldOut) -> str:
    so_far = f"{share(held.cumulative_error, sign=True)} of all so far"
    return f"{held.expected:,.0f} expected, {held.actual:,} bought; {so_far}"


def finding_cac(known: pd.DataFrame) -> str:
    """The last month of which the whole is known, in a sentence."""
    whole = known[known.index.get_level_values("channel") == WHOLE]
    if not len(whole):
        return "What winning customers cost is known for single channels only"
    (cohort, _), row = whole.index[-1], whole.iloc[-1]
    return f"Customers won in {cohort.strftime('%B %Y')} are worth {row['ratio']:.1f} times what winning them cost"
