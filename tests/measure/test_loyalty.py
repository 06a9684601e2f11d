"""Returning, repurchase and repeat orders: three things of the same orders, each counted by hand."""

import math

import pandas as pd
import pytest

from kpilib.measure.estimates import estimates_of
from kpilib.measure.loyalty import cohorts, repurchased, returned
from kpilib.measure.metrics import series_of
from kpilib.measure.purchases import bought
from tests.builders import day, metric_of, plan_of
from tests.people import orders_of

PLAN = plan_of()
# Old buys before the others; of four new customers of February Ana returns in March and May, Ben in May.
BOUGHT = {
    "old": ["2026-01-05", "2026-03-01"],
    "ana": ["2026-02-02", "2026-03-10", "2026-05-20"],
    "ben": ["2026-02-03", "2026-05-01"],
    "cem": ["2026-02-04", "2026-02-04"],
    "dan": ["2026-02-05"],
}
SHOP = orders_of(BOUGHT, "2026-01-01", "2026-05-31")


def purchases(facts=SHOP):
    found = bought(facts, "shop")
    assert found is not None
    return found


def test_a_cohort_returns_in_a_month_and_not_up_to_it():
    february = cohorts(purchases(), months=4)[1]
    assert (str(february.month), february.n, february.bought) == ("2026-02", 4, (1, 0, 2, None))
    assert february.share(3).value == 0.5
    assert february.share(1).interval == pytest.approx((0.0456, 0.6994), abs=1e-4)  # Wilson, 1 of 4


def test_a_month_that_is_not_over_is_blank_and_not_zero():
    facts = orders_of(BOUGHT, "2026-01-01", "2026-05-30")
    assert cohorts(purchases(facts), months=3)[1].bought == (1, 0, None)
    assert cohorts(purchases(facts), months=3)[1].share(3) is None


def test_repurchase_only_grows_with_the_days():
    whole = repurchased(purchases(), day("2026-05-03"), day("2026-05-06"), 90)
    assert (whole.hits, whole.n) == (2, 4)  # Ana after 36 days, Ben after 87
    assert repurchased(purchases(), day("2026-03-10"), day("2026-03-13"), 36).hits == 1


def test_customers_whose_days_are_not_over_are_not_counted():
    early = orders_of(BOUGHT, "2026-01-01", "2026-05-04")
    assert repurchased(purchases(early), day("2026-05-01"), day("2026-05-31"), 90).n == 2  # of 2 and 3 February


def test_two_orders_of_one_day_are_one_purchase():
    assert purchases().days["customer"].value_counts()["cem"] == 1


def test_an_order_that_was_paid_back_is_no_purchase():
    facts = orders_of(BOUGHT, "2026-01-01", "2026-05-31", refunds={"ana-2": 50.0, "ben-2": 20.0})
    assert cohorts(purchases(facts), months=4)[1].bought == (0, 0, 2, None)


def test_orders_without_value_are_no_purchases():
    assert not len(purchases(orders_of(BOUGHT, "2026-01-01", "2026-05-31", value=0.0)).days)


def test_the_month_in_which_the_data_begin_holds_old_customers_and_is_no_cohort():
    assert [one.cut for one in cohorts(purchases())] == [True, False]
    told = returned(purchases(), day("2026-01-01"), day("2026-03-31"), 1)
    assert (told.hits, told.n) == (1, 4)


def test_by_quarter_the_customers_are_those_whose_time_was_over_in_it():
    found = estimates_of(metric_of("repurchase_rate"), SHOP, PLAN)
    assert [(one.name, one.hits, one.n) for one in found.waves] == [("Q2 2026", 3, 5)]
    assert found.data_to == day("2026-05-31")


def test_repeat_orders_are_a_share_of_orders():
    series = series_of(metric_of("repeat_order_share"), SHOP, PLAN)
    whole = series.between(day("2026-01-01"), day("2026-05-31"))
    assert float(whole.numerator.sum()) == 4  # of old, twice of Ana, of Ben; Cem's second of the same day is none
    assert float(whole.denominator.sum()) == 10


def test_nobody_buys_twice():
    facts = orders_of({"ana": ["2026-02-02"], "ben": ["2026-02-03"]}, "2026-01-01", "2026-06-30")
    assert cohorts(purchases(facts), months=2)[0].bought == (0, 0)
    assert repurchased(purchases(facts), day("2026-04-01"), day("2026-06-30"), 30) is None
    assert repurchased(purchases(facts), day("2026-04-01"), day("2026-06-30"), 60).value == 0


def test_where_too_many_orders_name_nobody_nobody_is_followed():
    facts = orders_of({"": ["2026-02-02"] * 2, "ana": ["2026-02-02"] * 8}, "2026-01-01", "2026-06-30")
    assert estimates_of(metric_of("repurchase_rate"), facts, PLAN).absent == (
        "the customers of at least 90% of the orders",
    )
    assert series_of(metric_of("repeat_order_share"), facts, PLAN).absent == ("repeat_orders",)


def test_nothing_after_a_day_is_seen():
    seen = SHOP.until(day("2026-04-30"))
    assert cohorts(bought(seen, "shop"), months=3)[1].bought == (1, 0, None)


def test_facts_without_single_orders_have_no_purchases():
    facts = orders_of({}, "2026-01-01", "2026-05-31")
    assert bought(facts, "shop") is None
    assert math.isnan(series_of(metric_of("repeat_order_share"), facts, PLAN).value)


def test_arguments_are_not_changed():
    before = SHOP.events.copy()
    cohorts(purchases())
    pd.testing.assert_frame_equal(SHOP.events, before)


def test_a_renewal_is_no_return():
    plan = plan_of(client={"contract": True})
    (absent,) = estimates_of(metric_of("repurchase_rate"), SHOP, plan).absent
    assert absent.endswith("under contract they renew")


@pytest.mark.parametrize("metric", ["repurchase_rate", "predicted_clv"])
def test_customers_of_one_channel_are_not_told_by_those_of_all(metric):
    assert estimates_of(metric_of(metric), SHOP, PLAN, channel="Email").absent == ("figures on customers",)
