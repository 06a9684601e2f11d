from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.special import hyp2f1

from kpilib.measure.customers import CustomerError, Withheld, fit_buying, net_purchases, summarise
from kpilib.measure.customers.cells import cells_of
from kpilib.measure.customers.frequency import MODELS, expected_if_alive, expected_of_new, likelihood_of, p_alive
from kpilib.measure.customers.simulate import simulate_purchases
from tests.builders import day
from tests.measure.customers.orders import BUYING, invented, orders

UNTIL = day("2026-06-30")
ANY = cells_of(np.array([0, 1, 5, 40]), np.array([0, 3.0, 20, 51.5]), np.array([10.0, 52, 21, 52]))


def fitted(*rows: tuple, until: date = UNTIL):
    return fit_buying(summarise(net_purchases(orders(*rows), until)))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("values", [(0.3, 4.0, 0.9, 2.0), (5.0, 0.1, 0.01, 300.0), (0.01, 90.0, 20.0, 0.5)])
def test_the_gradient_is_that_of_the_likelihood(model, values):
    likelihood, at = likelihood_of(ANY, model), np.array(values)
    _, gradient = likelihood(at)
    for place in range(4):
        step = np.zeros(4)
        step[place] = at[place] * 1e-6
        slope = (likelihood(at + step)[0] - likelihood(at - step)[0]) / (2 * step[place])
        assert slope == pytest.approx(gradient[place], rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_a_customer_with_thousands_of_purchases_has_finite_numbers(model):
    cells = cells_of(np.array([5000]), np.array([250.0]), np.array([260.0]))
    total, gradient = likelihood_of(cells, model)(BUYING)
    assert np.isfinite([total, *gradient]).all()
    assert 0 <= p_alive(cells, model, BUYING)[0] <= 1
    more = expected_if_alive(np.array(10.0), cells.x, cells.age, model, BUYING)
    assert more[0] == pytest.approx(10 * 5000 / 260, rel=0.05)


@pytest.mark.parametrize("values", [(0.243, 4.414, 0.793, 2.426), (3.0, 20.0, 1.7, 0.6), (0.05, 0.5, 0.2, 5.0)])
def test_purchases_are_those_of_the_published_formula(values):
    r, alpha, a, b = values
    t = np.array([0.1, 1, 10, 52])
    bracket = 1 - (alpha / (alpha + t)) ** r * hyp2f1(r, b, a + b - 1, t / (alpha + t))
    assert expected_of_new(t, "bg_nbd", np.array(values)) == pytest.approx((a + b - 1) / (a - 1) * bracket, rel=1e-9)


def test_purchases_are_known_where_the_formula_divides_by_zero():
    beside = [expected_of_new(np.array(9.0), "bg_nbd", np.array([0.5, 6, near, 2])) for near in (0.999, 1.001)]
    found = expected_of_new(np.array(9.0), "bg_nbd", np.array([0.5, 6, 1, 2]))
    assert found == pytest.approx(np.mean(beside), rel=1e-6)


@pytest.mark.parametrize("values", [(15000.0, 1e5, 1e-5, 1e-4), (1e4, 1e5, 1e-5, 1e5), (0.5, 1e5, 1e5, 1e5)])
def test_customers_who_are_all_alike_have_finite_purchases(values):
    r, alpha, *_ = values
    found = expected_of_new(np.array([1.0, 52.0]), "bg_nbd", np.array(values))
    # They buy at the rate r / alpha, and so rarely that it hardly matters how many leave after it.
    assert found == pytest.approx(r / alpha * np.array([1.0, 52.0]), rel=0.4)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("model", MODELS)
def test_purchases_of_a_new_customer_are_what_simulated_ones_buy(model):
    rng = np.random.default_rng(5)
    who, _ = simulate_purchases(np.full(200_000, 52.0), model, BUYING, rng)
    count = np.bincount(who, minlength=200_000)
    error = count.std() / np.sqrt(len(count))
    assert expected_of_new(np.array(52.0), model, BUYING) == pytest.approx(count.mean(), abs=4 * error)


def test_who_never_came_back_is_surely_there_in_bg_nbd_and_not_in_mbg_nbd():
    never = cells_of(np.array([0]), np.array([0.0]), np.array([40.0]))
    assert p_alive(never, "bg_nbd", BUYING)[0] == 1
    assert p_alive(never, "mbg_nbd", BUYING)[0] < 0.5


def test_who_bought_on_the_last_day_is_likelier_there_than_who_did_not():
    two = cells_of(np.array([3, 3]), np.array([10.0, 39.0]), np.array([40.0, 40.0]))
    early, late = p_alive(two, "mbg_nbd", BUYING)
    assert early < 0.2 < 0.8 < late


def test_the_unit_of_time_changes_alpha_alone():
    purchases = net_purchases(invented(800), UNTIL)
    week, by_day = (fit_buying(summarise(purchases, unit)).fit.parameters for unit in ("week", "day"))
    assert by_day["alpha"] == pytest.approx(7 * week["alpha"], rel=1e-4)
    for name in ("r", "a", "b"):
        assert by_day[name] == pytest.approx(week[name], rel=1e-4)


def test_equal_customers_in_one_cell_are_as_good_as_apart():
    summary = summarise(net_purchases(invented(300), UNTIL))
    whole = fit_buying(summary).fit
    frame = pd.concat([summary.frame, summary.frame])
    twice = fit_buying(type(summary)(frame, summary.unit, summary.until)).fit
    assert twice.values == pytest.approx(whole.values, rel=1e-5)
    assert twice.log_likelihood == pytest.approx(2 * whole.log_likelihood)
    assert twice.covariance == pytest.approx(whole.covariance / 2, rel=1e-3)


def test_one_customer_is_withheld():
    assert fitted(("a", "2026-01-01", 10), ("a", "2026-02-01", 10)) == Withheld("one_customer")


def test_nobody_who_bought_twice_is_withheld():
    assert fitted(*((str(n), "2026-01-01", 10) for n in range(100))) == Withheld("nobody_returned")


def test_few_who_bought_twice_are_withheld():
    rows = [(str(n), on, 10) for n in range(29) for on in ("2026-01-01", "2026-03-01")]
    assert fitted(*rows) == Withheld("few_returned", 29, 30)


def test_all_on_one_day_are_withheld():
    assert fitted(*((str(n), "2026-06-30", 10) for n in range(100))) == Withheld("no_time")


def test_all_who_buy_every_day_are_withheld():
    days = pd.date_range("2026-06-01", "2026-06-30").strftime("%Y-%m-%d")
    assert fitted(*((str(n), on, 10) for n in range(40) for on in days)) == Withheld("every_day", 1.0, 0.5)


def test_customers_who_are_all_alike_and_never_leave_have_a_rate_nonetheless():
    days = pd.date_range("2026-01-01", "2026-06-30", freq="14D").strftime("%Y-%m-%d")
    summary = summarise(net_purchases(orders(*((str(n), on, 10) for n in range(60) for on in days)), UNTIL))
    found = fit_buying(summary)
    assert found.fit.edge
    assert found.expected(summary, 4.0) == pytest.approx(np.full(60, 12 / 180 * 28), rel=1e-3)


def test_the_other_engine_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pymc_marketing", None)
    with pytest.raises(CustomerError, match=r"kpilib\[posterior\]"):
        fit_buying(summarise(net_purchases(invented(300), UNTIL)), engine="posterior")
