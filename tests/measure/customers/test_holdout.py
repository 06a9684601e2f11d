from datetime import timedelta

import pytest

from kpilib.measure.customers import HoldOut, Withheld, choose_model, fit_buying, hold_out, net_purchases, summarise
from tests.builders import day
from tests.measure.customers.orders import invented, orders

UNTIL = day("2026-06-30")


@pytest.fixture(scope="module")
def events():
    return invented(4000)


@pytest.fixture(scope="module")
def held(events):
    return hold_out(events, UNTIL, "mbg_nbd")


def test_a_quarter_of_a_year_is_held_out(held):
    assert held.cut == UNTIL - timedelta(weeks=13)
    assert len(held.weeks) == 13
    assert held.weeks.index[-1].date() == UNTIL


def test_the_model_of_simulated_customers_comes_near_to_what_they_bought(held):
    assert abs(held.error) < 0.05
    assert abs(held.cumulative_error) < 0.05


def test_only_customers_of_the_cut_and_their_later_purchases_count(events, held):
    then = net_purchases(events, held.cut)
    late = events[events["date"].dt.date > held.cut]
    days = late[late["customer"].isin(then.customers)].drop_duplicates(["customer", "date"])
    assert held.customers == len(then.customers)
    assert held.actual == len(days)
    assert held.frequency["customers"].sum() == held.customers
    assert (held.frequency["actual"] * held.frequency["customers"]).sum() == pytest.approx(held.actual)
    assert (held.frequency["expected"] * held.frequency["customers"]).sum() == pytest.approx(held.expected)


def test_the_tracked_weeks_are_all_repeat_purchases_of_these_customers(events, held):
    then = summarise(net_purchases(events, held.cut))
    assert held.tracked["actual"].sum() == then.frame["frequency"].sum() + held.actual


def test_the_model_saw_nothing_after_the_cut(events, held):
    past = summarise(net_purchases(events[events["date"].dt.date <= held.cut], held.cut))
    assert held.buying.fit.values == pytest.approx(fit_buying(past, "mbg_nbd").fit.values)


def test_a_short_history_is_not_held_out():
    rows = [(str(n), on, 10) for n in range(40) for on in ("2026-05-01", "2026-06-01")]
    found = hold_out(orders(*rows), UNTIL, "bg_nbd")
    assert isinstance(found, Withheld)
    assert found.why == "short_history"


def test_the_likelihood_decides_where_nothing_can_be_held_out():
    rows = [(str(n), on, 10) for n in range(40) for on in ("2026-05-01", "2026-06-01")]
    events = orders(*rows)
    found = choose_model(events, net_purchases(events, UNTIL))
    assert found.by == "likelihood"
    assert all(isinstance(one, Withheld) for one in found.held_out.values())
    assert found.buying.fit.log_likelihood == max(one.fit.log_likelihood for one in found.fits.values())


def test_both_models_are_tried_on_the_same_weeks(events):
    found = choose_model(events, net_purchases(events, UNTIL))
    assert set(found.fits) == set(found.held_out) == {"bg_nbd", "mbg_nbd"}
    assert all(isinstance(one, HoldOut) for one in found.held_out.values())
    assert len({one.actual for one in found.held_out.values()}) == 1


def test_no_model_is_chosen_where_none_can_be_made():
    events = orders(("a", "2026-01-01", 10), ("b", "2026-02-01", 10))
    assert choose_model(events, net_purchases(events, UNTIL)) == Withheld("nobody_returned")
