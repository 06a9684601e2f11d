"""Limits and rules beyond the published examples: constant and wild values, and how often chance gives a signal."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.judge.signals import autocorrelation, process_limits, signals_of

WEEKS = st.lists(st.integers(0, 1000), min_size=6, max_size=40)


def test_limits_of_fewer_than_twelve_values_are_on_trial():
    assert process_limits(range(11)).trial
    assert not process_limits(range(12)).trial


@pytest.mark.parametrize("values", [[], [1], [1, float("nan")], [1, float("inf"), 2]])
def test_limits_need_two_values_that_are_known(values):
    with pytest.raises(ValueError, match="at least two values"):
        process_limits(values)


@pytest.mark.parametrize("value", [0, 0.1, 7e9, -3.3])
def test_a_constant_series_has_no_signal_though_its_mean_is_off_in_the_last_digit(value):
    weeks = pd.Series([value] * 30)
    for spread in ("mean", "median", "screened"):
        assert signals_of(weeks, process_limits(weeks, spread=spread)) == []


def test_the_median_is_not_moved_by_one_wild_value():
    calm, wild = [10, 12] * 6, [10, 12] * 5 + [10, 90]
    assert process_limits(wild, spread="median").spread == process_limits(calm, spread="median").spread == 2
    assert process_limits(wild).spread > 5


def test_screened_limits_are_the_plain_ones_where_no_range_is_wild():
    values = [10, 12, 9, 13, 11, 10, 12]
    assert process_limits(values, spread="screened") == process_limits(values)


def test_a_signal_has_its_side():
    up = signals_of(pd.Series([10, 11, 10, 11, 30]), process_limits([10, 11, 10, 11]))
    down = signals_of(pd.Series([-10, -11, -10, -11, -30]), process_limits([-10, -11, -10, -11]))
    assert [(one.rule, one.side) for one in up] == [("outside", 1)]
    assert [(one.rule, one.side) for one in down] == [("outside", -1)]


@given(WEEKS, st.integers(-500, 500), st.sampled_from([0.5, 3, 1000]))
def test_another_unit_or_another_zero_changes_no_signal(values, shift, times):
    weeks = pd.Series(values, dtype=float)
    moved = weeks * times + shift
    assert signals_of(weeks, process_limits(weeks)) == signals_of(moved, process_limits(moved))


@given(WEEKS)
def test_upside_down_every_signal_is_on_the_other_side(values):
    weeks = pd.Series(values, dtype=float)
    found = {(one.rule, one.side, one.first, one.last) for one in signals_of(weeks, process_limits(weeks))}
    mirrored = {(one.rule, -one.side, one.first, one.last) for one in signals_of(-weeks, process_limits(-weeks))}
    assert found == mirrored


@settings(max_examples=50)
@given(WEEKS, st.lists(st.integers(0, 1000), min_size=1, max_size=10))
def test_signals_within_the_past_do_not_vanish_with_later_values(past, later):
    """A stretch may grow with later weeks; where it began is never taken back."""
    limits = process_limits(past)
    before = signals_of(pd.Series(past), limits)
    after = signals_of(pd.Series(past + later), limits)
    for one in before:
        assert any((one.rule, one.side, one.first) == (two.rule, two.side, two.first) for two in after)


def test_autocorrelation():
    assert autocorrelation([1, -1] * 20) < -0.9
    assert autocorrelation(range(40)) > 0.9
    assert np.isnan(autocorrelation([1, 2, 3]))
    assert np.isnan(autocorrelation([5, 5, 5, 5, 5]))


# How often 13 weeks after a baseline of 24 have any signal: by the correlation of neighbouring weeks and the shift in
# standard deviations. From a simulation with 4,000 charts each; this one takes fewer.
CHARTS = 600
FALSE_ALARMS = {
    (0.0, 0): 0.16, (0.0, 1): 0.69, (0.0, 2): 0.99,
    (0.3, 0): 0.40, (0.3, 1): 0.82, (0.3, 2): 0.995,
    (0.6, 0): 0.73, (0.6, 1): 0.90, (0.6, 2): 0.99,
}  # fmt: skip


@pytest.mark.parametrize(("correlation", "shift"), FALSE_ALARMS)
def test_how_often_there_is_a_signal(correlation, shift):
    share = charts_with_a_signal(correlation, shift)
    known = FALSE_ALARMS[correlation, shift]
    assert share == pytest.approx(known, abs=3.5 * np.sqrt(known * (1 - known) / CHARTS + known * (1 - known) / 4000))


def test_screened_limits_find_a_shift_beside_a_wild_week():
    assert charts_with_a_signal(0, 0, spread="screened") < 0.23
    plain, screened = (charts_with_a_signal(0, 1, spread=spread, wild=True) for spread in ("mean", "screened"))
    assert plain < 0.35 < screened


def charts_with_a_signal(correlation: float, shift: float, *, spread="mean", wild: bool = False) -> float:
    steps = np.random.default_rng(7).normal(size=(CHARTS, 87))
    values = np.zeros_like(steps)
    for week in range(1, steps.shape[1]):
        values[:, week] = correlation * values[:, week - 1] + steps[:, week]
    values = values[:, -37:] * np.sqrt(1 - correlation**2)
    values[:, 10] += 6 * wild
    values[:, 24:] += shift
    found = [bool(signals_of(pd.Series(row[24:]), process_limits(row[:24], spread=spread))) for row in values]
    return float(np.mean(found))
