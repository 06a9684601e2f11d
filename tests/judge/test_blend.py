"""The blend of simple forecasts: the sum of the days left as a distribution."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.judge.blend import CLIP, LONGEST, YEAR, Remainder, remainder
from tests.judge.daily import WEEK

FLAT = np.full(800, 100.0)


def median(values: np.ndarray, days_left: int, *, counts: bool = True, skip: int = 0) -> float:
    return float(remainder(values, days_left, counts=counts, skip=skip).quantile(0.5))


def pattern(days: int) -> np.ndarray:
    return 100 * np.resize(WEEK, days)


def test_the_days_left_bring_what_their_weekdays_bring():
    # 800 days are 114 weeks and 2 days, so the next five days are the third to the seventh of a week.
    assert median(pattern(800), 5) == pytest.approx(100 * WEEK[2:].sum(), rel=0.02)


def test_days_before_the_period_are_left_out():
    assert median(FLAT, 40, skip=10) == pytest.approx(3000, rel=0.02)
    whole, part = remainder(FLAT, 40, counts=True), remainder(FLAT, 40, counts=True, skip=10)
    assert part.log_scale == whole.log_scale


def test_eight_weeks_are_needed():
    assert remainder(FLAT[:55], 30, counts=True) is None
    assert remainder(FLAT[:56], 30, counts=True) is not None


@pytest.mark.parametrize("zeros", [28, 56])
def test_four_weeks_of_nothing_say_nothing_of_the_next(zeros):
    dead = FLAT.copy()
    dead[-zeros:] = 0
    assert remainder(dead, 30, counts=True) is None


def test_the_level_that_erred_less_weighs_more():
    # Every other week brings three times as much: the last week alone is always wrong, four weeks never.
    weeks = np.repeat(np.resize([50.0, 150.0], 110), 7)
    assert median(weeks, 28) == pytest.approx(2800, rel=0.05)


def test_a_wandering_level_is_followed_faster_than_a_noisy_one():
    steps = np.random.default_rng(3).normal(size=800)
    wandering, noisy = 100 * np.exp(0.03 * steps.cumsum()), 100 * np.exp(0.5 * steps)
    for values in (wandering, noisy):
        values[-7:] *= 1.5

    def followed(values: np.ndarray) -> float:
        return median(values, 14) / 14 / values[-56:-7].mean()

    assert followed(wandering / wandering[-56:-7].mean()) > followed(noisy / noisy[-56:-7].mean())


def test_years_that_rose_alike_raise_the_next():
    years = np.tile(np.where(np.arange(YEAR) < 60, 200.0, 100.0), 4)[:-304]
    before_the_rise = years[: 3 * YEAR]
    assert 4500 < median(before_the_rise, 30) < 6200  # 3000 without the rise


def test_noise_is_covered_by_a_wider_range_than_steadiness():
    noise = FLAT * np.exp(np.random.default_rng(0).normal(0, 0.8, 800))
    assert remainder(noise, 30, counts=True).log_scale > 2 * remainder(FLAT, 30, counts=True).log_scale


def test_few_counts_scatter_more_than_many():
    few, many = remainder(FLAT / 100, 30, counts=True), remainder(FLAT, 30, counts=True)
    assert few.log_scale > 2 * many.log_scale
    money = remainder(FLAT / 100, 30, counts=False)
    assert money.log_scale < few.log_scale / 2


def test_days_older_than_three_years_and_a_period_do_not_matter():
    old = np.concatenate([np.full(400, 9e9), np.resize(pattern(70), LONGEST)])
    assert remainder(old, 30, counts=True) == remainder(old[-LONGEST:], 30, counts=True)


def test_more_days_left_than_a_year_are_forecast_without_last_years_drift():
    far = remainder(pattern(800), 500, counts=True)
    assert float(far.quantile(0.5)) == pytest.approx(50_000, rel=0.05)


def test_refunds_do_not_turn_the_weekdays_around():
    refunds = pattern(800)
    refunds[6::7] = -300
    rest = remainder(refunds, 30, counts=False)
    assert np.isfinite(rest.quantile(np.array([0.1, 0.5, 0.9]))).all()


# The distribution


def test_a_sum_is_never_below_zero():
    wide = Remainder(log_median=0.0, log_scale=3.0)
    assert float(wide.quantile(0.001)) == 0.0


def test_what_is_reached_already_is_as_sure_as_can_be():
    assert Remainder(5.0, 0.1).above(0) == Remainder(5.0, 0.1).above(-20) == 1 - CLIP


@settings(deadline=None)
@given(st.floats(0, 20), st.floats(0.01, 2), st.floats(0.01, 0.99), st.sampled_from([1e-6, 1.0, 1e9]))
def test_the_quantile_and_the_chance_undo_each_other(log_median, log_scale, share, unit):
    rest = Remainder(log_median, log_scale, unit)
    value = float(rest.quantile(share))
    assert value <= 0 or rest.above(value) == pytest.approx(np.clip(1 - share, CLIP, 1 - CLIP), abs=1e-6)


def test_the_values_are_not_changed():
    values = pattern(300)
    before = values.copy()
    remainder(values, 30, counts=False)
    assert (values == before).all()
