import pandas as pd
import pytest

from kpilib.measure.customers import CustomerError, clv_to_cac, costs_of, net_purchases, purchases_of, summarise
from kpilib.measure.customers.summary import Summary
from tests.builders import day, plan_of, rows
from tests.measure.customers.orders import facts_of_orders, orders

EVENTS = orders(
    ("z", "2026-01-20", 10),
    ("a", "2026-02-01", 100),
    ("b", "2026-02-10", 100),
    ("b", "2026-03-10", 100),
    ("c", "2026-03-05", 40),
).assign(channel=["Direct", "Paid Search", "Email", "Email", "Paid Search"])
FEBRUARY, MARCH = pd.Period("2026-02"), pd.Period("2026-03")


def summary(until: str = "2026-03-31", since: str | None = None) -> Summary:
    plain = summarise(net_purchases(EVENTS, day(until)))
    return Summary(plain.frame, plain.unit, plain.until, day(since) if since else None, "EUR")


def ratios(costs: dict, **about) -> pd.DataFrame:
    told = summary(**about)
    return clv_to_cac(told, told.frame["margin"], costs, currency="EUR")


def test_worth_and_cost_are_of_the_same_customers():
    table = ratios({(FEBRUARY, ""): 60.0, (FEBRUARY, "Paid Search"): 50.0, (MARCH, ""): 10.0})
    # a has brought 50, b 100: a mean of 75 against 30 each
    assert table.loc[(FEBRUARY, ""), ["customers", "clv", "cac", "ratio"]].tolist() == [2, 75, 30, 2.5]
    assert table.loc[(FEBRUARY, "Paid Search"), ["customers", "clv", "cac", "ratio"]].tolist() == [1, 50, 50, 1.0]
    assert table.loc[(MARCH, ""), ["customers", "clv", "cac", "ratio"]].tolist() == [1, 20, 10, 2.0]


def test_a_cost_that_is_missing_or_zero_has_no_ratio():
    table = ratios({(FEBRUARY, ""): 0.0})
    assert table.loc[(FEBRUARY, ""), "why"] == "no_cost"
    assert table.loc[(FEBRUARY, "Email"), "why"] == "no_cost"
    assert table["ratio"].isna().all()


def test_the_cohort_in_which_the_history_begins_is_withheld():
    costs = {(pd.Period("2026-01"), ""): 10.0}
    january = (pd.Period("2026-01"), "")
    assert ratios(costs).loc[january, "why"] == "history_begins"
    assert ratios(costs, since="2026-01-15").loc[january, "ratio"] == pytest.approx(0.5)


def test_one_customer_without_a_value_leaves_the_mean_unknown():
    told = summary()
    clv = told.frame["margin"].drop("b")
    table = clv_to_cac(told, clv, {(FEBRUARY, ""): 60.0, (FEBRUARY, "Paid Search"): 50.0}, currency="EUR")
    assert table.loc[(FEBRUARY, ""), "why"] == "no_margin"
    assert table.loc[(FEBRUARY, "Paid Search"), "why"] == ""


def test_two_currencies_are_an_error():
    told = summary()
    with pytest.raises(CustomerError, match="EUR, their cost in IDR"):
        clv_to_cac(told, told.frame["margin"], {}, currency="IDR")


def test_costs_are_of_the_days_of_the_cohort_up_to_the_day_and_by_channel():
    spent = pd.concat(
        [
            rows("ads", "2026-02-01", channel="Paid Search", cost=[1.0] * 59),
            rows("ads", "2026-02-01", channel="Email", cost=[0.5] * 59),
        ]
    )
    facts = facts_of_orders(EVENTS, "2026-01-01", "2026-03-20", spent)
    told = summarise(purchases_of(facts, plan_of(), day("2026-03-20")))
    costs = costs_of(facts, plan_of(), told)
    assert costs[FEBRUARY, ""] == 42
    assert costs[FEBRUARY, "Email"] == 14
    assert costs[MARCH, "Paid Search"] == 20
    assert (pd.Period("2026-01"), "") not in costs


def test_a_missing_day_leaves_the_cost_of_its_cohort_unknown():
    spent = rows("ads", "2026-02-01", cost=[1.0] * 30 + [None] + [1.0] * 28)
    facts = facts_of_orders(EVENTS, "2026-01-01", "2026-03-31", spent)
    told = summarise(purchases_of(facts, plan_of(), day("2026-03-31")))
    assert set(costs_of(facts, plan_of(), told)) == {(FEBRUARY, "")}
