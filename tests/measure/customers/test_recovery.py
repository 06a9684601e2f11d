"""Parameters of simulated customers are found again, within ranges that hold as often as they say."""

import math

import numpy as np
import pytest

from kpilib.measure.customers.cells import cells_of
from kpilib.measure.customers.frequency import MODELS, NAMES, expected_if_alive, fit_cells, p_alive
from kpilib.measure.customers.maximum import in_logarithm, spread_of
from kpilib.measure.customers.retention import Retention, fit_counts
from kpilib.measure.customers.simulate import simulate_purchases, simulate_values
from kpilib.measure.customers.spend import fit_spend
from tests.measure.customers.orders import BUYING, SPEND

REPETITIONS, CUSTOMERS, LEVEL = 60, 1500, 0.80
# A range that holds 80 % of the time does so 39 to 56 of 60 times but once in a thousand.
FEWEST, MOST = 39, 56


def summarised(ages, who, when):
    last = np.zeros(len(ages))
    np.maximum.at(last, who, when)
    return cells_of(np.bincount(who, minlength=len(ages)), last, ages)


@pytest.mark.parametrize("model", MODELS)
def test_buying_is_found_again(model):
    rng = np.random.default_rng(11)
    held = dict.fromkeys([*NAMES, "purchases"], 0)
    for _ in range(REPETITIONS):
        ages = rng.integers(90, 540, CUSTOMERS) / 7
        cells = summarised(ages, *simulate_purchases(ages, model, BUYING, rng))
        fit = fit_cells(cells, model)
        for name, true in zip(NAMES, BUYING, strict=True):
            told = fit.interval(name, LEVEL)
            held[name] += told.low <= true <= told.high

        def further(values, cells=cells):
            more = expected_if_alive(np.array(26.0), cells.x, cells.age, model, values)
            return (p_alive(cells, model, values) * more * cells.weight).sum()

        total = further(fit.values)
        told = in_logarithm(total, math.sqrt(spread_of(further, fit)) / total, LEVEL)
        held["purchases"] += told.low <= further(BUYING) <= told.high
    assert all(FEWEST <= count <= MOST for count in held.values()), held


def test_spend_is_found_again():
    rng = np.random.default_rng(12)
    held = dict.fromkeys("pqv", 0)
    for _ in range(REPETITIONS):
        count = rng.integers(1, 6, CUSTOMERS)
        who = np.repeat(np.arange(CUSTOMERS), count)
        mean = np.bincount(who, simulate_values(who, CUSTOMERS, SPEND, rng)) / count
        fit = fit_spend(count, mean).fit
        for name, true in zip("pqv", SPEND, strict=True):
            told = fit.interval(name, LEVEL)
            held[name] += told.low <= true <= told.high
    assert all(FEWEST <= count <= MOST for count in held.values()), held


def test_retention_is_found_again():
    rng = np.random.default_rng(13)
    true, held = np.array([0.7, 3.8]), [0, 0, 0]
    for _ in range(REPETITIONS):
        ends = rng.geometric(rng.beta(*true, CUSTOMERS))
        watched = rng.integers(1, 13, CUSTOMERS)
        fit = fit_counts(np.bincount(ends[ends <= watched]), np.bincount(watched[ends > watched]))
        for place, name in enumerate(("alpha", "beta")):
            told = fit.interval(name, LEVEL)
            held[place] += told.low <= true[place] <= told.high
        later = Retention(fit)
        found = float(later.survival(24))
        spread = spread_of(lambda values, later=later: float(later.survival(24, values)), fit)
        told = in_logarithm(found, math.sqrt(spread) / found, LEVEL)
        held[2] += told.low <= float(later.survival(24, true)) <= told.high
    assert all(FEWEST <= count <= MOST for count in held), held


def test_the_range_of_purchases_is_that_of_a_parametric_bootstrap():
    rng = np.random.default_rng(14)
    ages = rng.integers(90, 540, CUSTOMERS) / 7
    cells = summarised(ages, *simulate_purchases(ages, "mbg_nbd", BUYING, rng))
    fit = fit_cells(cells, "mbg_nbd")

    def further(values):
        more = expected_if_alive(np.array(26.0), cells.x, cells.age, "mbg_nbd", values)
        return (p_alive(cells, "mbg_nbd", values) * more * cells.weight).sum()

    again = []
    for _ in range(REPETITIONS):
        other = summarised(ages, *simulate_purchases(ages, "mbg_nbd", fit.values, rng))
        again.append(np.log(further(fit_cells(other, "mbg_nbd").values)))
    ours = math.sqrt(spread_of(further, fit)) / further(fit.values)
    assert np.std(again) == pytest.approx(ours, rel=0.3)
