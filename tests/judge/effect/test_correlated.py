"""Least squares for weeks that depend on each other, held to statsmodels and to simulated series."""

import numpy as np
import pytest
from statsmodels.regression.linear_model import GLS, OLS

from kpilib.judge.effect.correlated import Estimate, fit

COUNT = 40
TERMS = np.column_stack([np.ones(COUNT), np.arange(COUNT), np.arange(COUNT) >= 30]).astype(float)
VALUES = np.random.default_rng(3).normal(size=COUNT).cumsum()


def test_without_dependence_it_is_ordinary_least_squares():
    ours, theirs = fit(TERMS, VALUES, np.arange(COUNT), grid=np.array([0.0])), OLS(VALUES, TERMS).fit()
    assert ours.slopes[0] == pytest.approx(theirs.params)
    effect = ours.of([0, 0, 1])
    assert (effect.value, effect.error) == (pytest.approx(theirs.params[2]), pytest.approx(theirs.bse[2]))
    assert effect.interval(0.95) == pytest.approx(tuple(theirs.conf_int()[2]))
    assert effect.chance == pytest.approx(theirs.pvalues[2])


def test_with_one_degree_of_dependence_it_is_generalised_least_squares():
    order = np.abs(np.subtract.outer(np.arange(COUNT), np.arange(COUNT)))
    theirs = GLS(VALUES, TERMS, sigma=0.6**order).fit()
    ours = fit(TERMS, VALUES, np.arange(COUNT), grid=np.array([0.6]))
    assert ours.slopes[0] == pytest.approx(theirs.params)
    assert ours.of([0, 0, 1]).interval(0.95) == pytest.approx(tuple(theirs.conf_int()[2]))


def test_weeks_that_are_missing_leave_a_gap():
    kept = np.delete(np.arange(COUNT), [5, 6, 20])
    order = np.abs(np.subtract.outer(kept, kept))
    theirs = GLS(VALUES[kept], TERMS[kept], sigma=0.6**order).fit()
    ours = fit(TERMS[kept], VALUES[kept], kept, grid=np.array([0.6]))
    assert ours.slopes[0] == pytest.approx(theirs.params)


@pytest.mark.parametrize("memory", [0.0, 0.6])
def test_the_dependence_is_found_and_the_interval_holds_the_truth(memory):
    draw, inside, told = np.random.default_rng(1), [], []
    for _ in range(60):
        steps = draw.normal(size=160)
        values = np.zeros(160)
        for at in range(1, 160):
            values[at] = memory * values[at - 1] + steps[at]
        terms = np.column_stack([np.ones(100), np.arange(100) >= 80]).astype(float)
        found = fit(terms, values[60:], np.arange(100))
        low, high = found.of([0, 1]).interval(0.95)
        inside.append(low <= 0 <= high)
        told.append(found.dependence)
    assert np.mean(inside) >= 0.9
    assert np.mean(told) == pytest.approx(memory, abs=0.12)


def test_more_terms_than_weeks_are_refused():
    with pytest.raises(ValueError, match="3 weeks are too few for 3 terms"):
        fit(TERMS[:3], VALUES[:3], np.arange(3))


def test_weeks_that_are_all_alike_show_no_effect():
    effect = fit(TERMS, np.full(COUNT, 140.0), np.arange(COUNT)).of([0, 0, 1])
    low, high = effect.interval(0.95)
    assert low < 0 < high
    assert high < 1e-4


def test_a_mixture_of_one_is_a_t_distribution():
    one = Estimate.single(2.0, 1.0, 10)
    assert (one.value, one.error) == (2.0, 1.0)
    assert one.interval(0.95) == pytest.approx((2 - 2.2281, 2 + 2.2281), abs=1e-3)
    assert one.chance == pytest.approx(0.0734, abs=1e-4)
