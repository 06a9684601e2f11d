import numpy as np
import pandas as pd
import pytest

from kpilib.measure.customers import (
    Retention,
    Withheld,
    fit_retention,
    net_purchases,
    predict_retained,
    retention_curve,
    tenures_of,
)
from kpilib.measure.customers.contracts import TERMS
from kpilib.measure.customers.retention import fit_counts
from tests.builders import day
from tests.measure.customers.orders import orders

UNTIL = day("2026-06-30")


def paying(*months: int, customer: str = "a", start: str = "2026-01-10") -> list[tuple]:
    """Payments of 10 so many months after the start."""
    return [(customer, (pd.Timestamp(start) + pd.DateOffset(months=m)).strftime("%Y-%m-%d"), 10) for m in months]


def tenures(*rows: tuple, until=UNTIL, term: float | None = TERMS["month"]):
    return tenures_of(net_purchases(orders(*rows), until), term)


def renewing(customers: int, *, seed: int = 1, until=UNTIL):
    """Monthly payments of customers who began in the last year and leave with chances Beta(0.7, 3)."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(customers):
        months = int(rng.integers(1, 13))
        start = (pd.Timestamp(until) - pd.DateOffset(months=months)).strftime("%Y-%m-%d")
        rows += paying(*range(min(rng.geometric(rng.beta(0.7, 3)), months + 1)), customer=f"c{n}", start=start)
    return rows


def test_terms_in_a_row_are_counted():
    frame = tenures(*paying(0, 1, 2, 3, 4, 5), *paying(0, 1, customer="b")).frame
    assert frame["paid"].to_dict() == {"a": 6, "b": 2}
    assert frame["lost"].to_dict() == {"a": False, "b": True}


def test_who_is_late_by_less_than_half_a_term_still_pays():
    assert not tenures(*paying(0, 1), until=day("2026-03-24")).frame.loc["a", "lost"]
    assert tenures(*paying(0, 1), until=day("2026-03-28")).frame.loc["a", "lost"]


def test_who_left_out_a_term_was_lost():
    frame = tenures(*paying(0, 1, 3, 4, 5)).frame
    assert frame.loc["a", ["paid", "lost"]].tolist() == [2, True]


def test_two_payments_within_a_term_are_one_term():
    rows = [*paying(0, 1, 2, 3, 4, 5), ("a", "2026-02-12", 5)]
    assert tenures(*rows).frame.loc["a", "paid"] == 6


@pytest.mark.parametrize(("months", "term"), [(1, "month"), (3, "quarter"), (12, "year")])
def test_the_term_is_read_from_the_gaps(months, term):
    rows = paying(*range(0, 4 * months, months), start="2022-01-10")
    assert tenures(*rows, term=None).term == TERMS[term]


def test_the_curve_counts_a_renewal_for_those_for_whom_it_came_due():
    stay = [row for n in range(40) for row in paying(0, 1, 2, customer=f"s{n}", start="2026-04-10")]
    leave = [row for n in range(10) for row in paying(0, customer=f"l{n}", start="2026-04-10")]
    fresh = [row for n in range(30) for row in paying(0, customer=f"f{n}", start="2026-06-10")]
    curve = retention_curve(tenures(*stay, *leave, *fresh))
    assert curve["at_risk"].tolist() == [50, 40]
    assert curve["renewed"].tolist() == [40, 40]
    assert curve["survival"].tolist() == pytest.approx([0.8, 0.8])


def test_rates_of_few_customers_are_blank():
    rows = [row for n in range(35) for row in paying(*range(6 if n < 25 else 2), customer=f"s{n}")]
    curve = retention_curve(tenures(*rows))
    assert curve["at_risk"].tolist() == [35, 35, 25, 25, 25]
    assert curve["rate"].isna().tolist() == [False, False, True, True, True]
    assert curve["survival"].isna().tolist() == [False, False, True, True, True]


def test_retention_rises_with_tenure_and_survival_is_its_product():
    model = Retention(fit_counts(np.array([0, 131, 126, 90, 60, 42, 34, 26]), np.array([0] * 7 + [491])))
    rates = model.rate(np.arange(1, 9))
    assert (np.diff(rates) > 0).all()
    assert model.survival(8) == pytest.approx(rates.prod())


def test_the_worth_of_a_customer_who_pays_on_without_discount_is_its_expected_terms():
    told = tenures(*renewing(400))
    model = fit_retention(told)
    found = predict_retained(told, model, horizon=92, discount=0.0)
    frame = told.frame
    some = frame.index[~frame["lost"] & (frame["paid"] == 3)][0]
    survival = model.survival(np.arange(6))
    # Three renewals come due within three months, each brings 5.
    assert found.frame.loc[some, "clv"] == pytest.approx(5 * survival[3:6].sum() / survival[2])
    assert (found.frame["clv"][frame["lost"]] == 0).all()
    assert found.total.low < found.total.value < found.total.high


def test_a_year_ahead_is_about_what_the_same_kind_of_customers_will_pay():
    rows, later = renewing(3000, until=day("2025-06-30"), seed=2), []
    told = tenures(*rows, until=day("2025-06-30"))
    found = predict_retained(told, fit_retention(told), horizon=365, discount=0.0)
    rng = np.random.default_rng(4)
    there = told.frame[~told.frame["lost"]]
    # The chance of a customer who has renewed n - 1 times is Beta(0.7, 3 + n - 1).
    for paid in there["paid"]:
        later.append(min(12, rng.geometric(rng.beta(0.7, 2 + paid)) - 1))
    assert found.total.value == pytest.approx(5 * sum(later), rel=0.08)


def test_bad_input_is_withheld():
    assert fit_retention(tenures(*paying(0, 1))) == Withheld("one_customer")
    new = [row for n in range(50) for row in paying(0, customer=str(n), start="2026-06-20")]
    assert fit_retention(tenures(*new)) == Withheld("nobody_returned")
    assert tenures(*new, term=None) == Withheld("nobody_returned")
    loyal = [row for n in range(50) for row in paying(*range(6), customer=str(n))]
    assert fit_retention(tenures(*loyal)) == Withheld("nobody_was_lost")
    few = [row for n in range(20) for row in paying(0, 1, customer=str(n))]
    assert fit_retention(tenures(*few)) == Withheld("few_returned", 20, 30)


def test_worth_needs_margins():
    rows = orders(*renewing(100)).assign(margin=float("nan"))
    told = tenures_of(net_purchases(rows, UNTIL), TERMS["month"])
    assert predict_retained(told, fit_retention(told)) == Withheld("no_margin", 100)
