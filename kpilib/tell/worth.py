"""What customers are worth: how the numbers were made, how far they can be trusted, and what winning them cost."""

import math

import pandas as pd

from kpilib.measure.customers import CustomerValue, HoldOut, Retained, Tenures, Withheld, Worth
from kpilib.measure.customers.acquisition import WHOLE
from kpilib.plan.model import Plan
from kpilib.tell.formats import Format, day, decimal, month, share
from kpilib.tell.language import say, say_count
from kpilib.tell.table import Column, Table, cell, table, titled
from kpilib.tell.wording import worth as words

MOST_COHORTS = 6


def table_worth(value: CustomerValue, plan: Plan) -> Table:
    """A row for each thing that one has to know to trust a customer lifetime value."""
    write = Format("money", value.summary.currency or plan.client.currency)
    rows = [{"what": cell(what, strong=True), "told": cell(told, more)} for what, told, more in _facts(value, write)]
    columns = [
        Column("what", say("Customer lifetime value")),
        Column("told", say("As of {day}", day=day(value.summary.until)), full=True),
    ]
    return titled(words.finding_worth(value, write), table("worth", columns, rows))


def _facts(value: CustomerValue, write: Format) -> list[tuple[str, str, str]]:
    summary, count = value.summary, Format("count")
    returned = say("{number} bought again on a later day", number=count(summary.returned))
    told = [(say("Customers"), count(len(summary)), returned)]
    if not isinstance(value.historic, Withheld):
        told.append((say("Margin to date"), write(value.historic.mean), say("a customer, counted")))
    predicted = value.predicted
    if isinstance(predicted, Withheld):
        return [*told, (say("Margin to come"), say("not told"), words.withheld(predicted))]
    about = say(
        "{range}, within {days} days, discounted by {share} a year",
        range=words.ranged(predicted, write),
        days=predicted.horizon,
        share=share(predicted.discount),
    )
    told.append((say("Margin to come"), say("{value} a customer", value=write(predicted.mean.value)), about))
    return told + (
        _of_shop(value, predicted, count) if isinstance(predicted, Worth) else _of_contracts(value, predicted)
    )


def _of_shop(value: CustomerValue, predicted: Worth, count: Format) -> list[tuple[str, str, str]]:
    choice, spend = value.choice, value.spend
    alive, expected = predicted.frame["p_alive"], predicted.purchases.over(len(predicted.frame))
    told = [
        (say("Model"), words.model_name(choice.model), say(words.CHOSEN_BY[choice.by])),
        (
            say("Still customers"),
            count(float(alive.sum())),
            say("by the model; {share} of all", share=share(float(alive.mean()))),
        ),
        (
            say("Orders to come"),
            say("{value} a customer", value=decimal(expected.value, 2)),
            say("within {days} days", days=predicted.horizon),
        ),
        (say("Value and frequency"), words.correlation(spend), words.correlation_detail(spend)),
    ]
    held = choice.held_out.get(choice.model)
    if isinstance(held, HoldOut) and not math.isnan(held.error):
        told.append((say("Held to its past"), words.held_out(held), words.hold_out_detail(held)))
    return told


def _of_contracts(value: CustomerValue, predicted: Retained) -> list[tuple[str, str, str]]:
    assert isinstance(value.tenures, Tenures)
    frame = value.tenures.frame
    lost = int(frame["lost"].sum())
    kept = predicted.retention.survival([1, 6, 12])
    return [
        (say("Model"), words.model_name("contract"), say(words.CONTRACT)),
        (
            say("Still customers"),
            Format("count")(len(frame) - lost),
            say_count("{number} did not pay their next term", "{number} did not pay their next term", lost),
        ),
        (
            say("Renewals"),
            ", ".join(share(float(one)) for one in kept),
            say("of new customers are expected after 1, 6, 12 renewals"),
        ),
    ]


def table_cac(costs: pd.DataFrame, plan: Plan) -> Table:
    """Lifetime value against acquisition cost of the customers won in each month, whole and channel by channel.

    costs : of `clv_to_cac`. Cohorts of which nothing can be told are left out; without any there is no table.
    """
    known = costs[costs["why"] == ""]
    if not len(known):
        return table("cac", [], [])
    write, ratio = Format("money", plan.client.currency), Format("number")
    months = sorted({cohort for cohort, _ in known.index})[-MOST_COHORTS:]
    rows = [
        {
            "cohort": cell(month(cohort.start_time), channel or say("all channels"), strong=channel == WHOLE),
            "customers": Format("count")(row.customers),
            "clv": write(row.clv),
            "cac": write(row.cac),
            "ratio": ratio(row.ratio),
        }
        for (cohort, channel), row in zip(known.index, known.itertuples(), strict=True)
        if cohort in months
    ]
    columns = [
        Column("cohort", say("Won in")),
        Column("customers", say("Customers"), "right"),
        Column("clv", say("Lifetime value"), "right"),
        Column("cac", say("Acquisition cost"), "right"),
        Column("ratio", say("Value to cost"), "right"),
    ]
    return titled(words.finding_cac(known), table("cac", columns, rows, caption=say(words.CAC)))
