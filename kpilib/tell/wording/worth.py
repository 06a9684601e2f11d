"""Sentences about what customers are worth."""

import pandas as pd

from kpilib.judge.standing import why_withheld
from kpilib.measure.customers import CustomerValue, HoldOut, Retained, Spend, Withheld, Worth
from kpilib.measure.customers.acquisition import WHOLE
from kpilib.measure.customers.thresholds import LARGEST_CORRELATION
from kpilib.tell.formats import Format, day, decimal, month, share
from kpilib.tell.language import marked, retold, say
from kpilib.tell.wording.pairs import association

MODEL = {
    "bg_nbd": marked("BG/NBD with Gamma-Gamma"),
    "mbg_nbd": marked("MBG/NBD with Gamma-Gamma"),
    "contract": marked("Shifted beta-geometric"),
}
CHOSEN_BY = {
    "hold_out": marked("it came nearer to the weeks that were held out"),
    "likelihood": marked("it is the likelier of the two models that were tried"),
}
CONTRACT = marked("customers are under contract: who leaves is seen to leave")
CAC = marked(
    "Margin to date and to come of the customers won in a month, and what was spent on winning them in the same "
    "month and channel. Months in which the history of orders begins are left out."
)


def model_name(model: str) -> str:
    """A model of the customers by its name in the field."""
    return say(MODEL[model])


def finding_worth(value: CustomerValue, write: Format) -> str:
    """What a customer is expected to bring, beside what one has brought."""
    predicted = value.predicted
    if isinstance(predicted, Withheld):
        return say("What customers will bring cannot be told: {why}", why=withheld(predicted))
    values = {"value": write(predicted.mean.value), "days": predicted.horizon}
    if isinstance(value.historic, Withheld):
        return say("A customer is expected to bring {value} within {days} days", **values)
    return say(
        "A customer is expected to bring {value} within {days} days, after {past} so far",
        **values,
        past=write(value.historic.mean),
    )


def withheld(why: Withheld) -> str:
    """Why a value of the customers is not told."""
    return retold(why_withheld(why))


def ranged(predicted: Worth | Retained, write: Format) -> str:
    """The range of what a customer is expected to bring."""
    ends = write.range(predicted.mean.low, predicted.mean.high)
    return say("{level} range {ends}", level=share(predicted.level), ends=ends)


def correlation(spend: Spend) -> str:
    """How value goes with frequency, as a correlation."""
    if spend.correlation != spend.correlation:
        return say("correlation not known")
    return say("correlation {value}", value=association(spend.correlation))


def correlation_detail(spend: Spend) -> str:
    """What the correlation means for the model of spend."""
    if not spend.doubtful:
        return say("near enough to none, as the model of spend takes it")
    return say(
        "beyond {largest}, where the model of spend takes it that there is none: frequent buyers are valued wrongly",
        largest=decimal(LARGEST_CORRELATION, 1),
    )


def held_out(held: HoldOut) -> str:
    """How the model did on weeks that it had not seen."""
    return say("{error} of the purchases after {day}", error=share(held.error, sign=True), day=day(held.cut))


def hold_out_detail(held: HoldOut) -> str:
    """What was expected and what came in the weeks held out, and the error over all of them."""
    return say(
        "{expected} expected, {actual} bought; {error} of all so far",
        expected=decimal(held.expected),
        actual=decimal(held.actual),
        error=share(held.cumulative_error, sign=True),
    )


def finding_cac(known: pd.DataFrame) -> str:
    """The last month of which the whole is known, in a sentence."""
    whole = known[known.index.get_level_values("channel") == WHOLE]
    if not len(whole):
        return say("What winning customers cost is known for single channels only")
    (cohort, _), row = whole.index[-1], whole.iloc[-1]
    return say(
        "Customers won in {month} are worth {times} times what winning them cost",
        month=month(cohort.start_time, whole=True),
        times=decimal(row["ratio"], 1),
    )
