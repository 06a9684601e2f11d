"""The plan path and what it takes from here, with weeks that bring 100 a weekday or nothing."""

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.judge.pace import days_between, pace_of, plan_path, required_of, weekday_weights
from kpilib.judge.thresholds import FEWEST_WEEKS, MOST_WEEKS, RECENT_DAYS, tolerance
from tests.builders import day

NONE = pd.Series(dtype=float, index=pd.DatetimeIndex([]))
START, DUE = day("2026-07-01"), day("2026-07-10")  # ten days: a target of 100 is 10 a day
SHOP_WEEK = [20, 10, 10, 10, 10, 10, 0]  # Monday to Sunday, 70 in all


def days(first: str, values: list) -> pd.Series:
    return pd.Series(values, pd.date_range(first, periods=len(values)), dtype=float)


def weeks(count: int) -> pd.Series:
    """So many whole weeks, Monday to Sunday, ending on Sunday 28 June 2026."""
    return days("2026-01-05", SHOP_WEEK * 25).iloc[-7 * count :]


# Weekdays


def test_weekday_weights_have_mean_one():
    weights = weekday_weights(weeks(4))
    assert weights.round(9).tolist() == [2, 1, 1, 1, 1, 1, 0]


def test_three_weeks_tell_nothing_of_weekdays():
    assert FEWEST_WEEKS == 4
    assert weekday_weights(weeks(4)) is not None
    assert weekday_weights(weeks(3)) is None
    assert weekday_weights(weeks(4).iloc[1:]) is None


def test_a_hole_in_four_weeks_leaves_fewer_than_four():
    holed = weeks(4)
    holed.iloc[3] = math.nan
    assert weekday_weights(holed) is None


def test_a_hole_in_five_weeks_leaves_four():
    holed = weeks(5)
    holed.iloc[3] = math.nan
    assert weekday_weights(holed).round(9).tolist() == [2, 1, 1, 1, 1, 1, 0]


def test_only_the_last_twelve_weeks_count():
    assert MOST_WEEKS == 12
    other = days("2025-01-06", [0, 0, 0, 0, 0, 0, 700] * 10)
    assert weekday_weights(pd.concat([other, weeks(12)])).round(9).tolist() == [2, 1, 1, 1, 1, 1, 0]


def test_weeks_in_which_nothing_happened_leave_the_path_even():
    assert weekday_weights(weeks(4) * 0) is None


def test_a_weekday_of_refunds_leaves_the_path_even():
    assert weekday_weights(weeks(4) - 5) is None


# The path


def test_an_even_path_brings_the_same_every_day():
    assert plan_path(100, START, DUE, None).tolist() == [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]


def test_a_path_with_weekdays_expects_more_on_a_strong_day():
    monday, sunday = day("2026-07-06"), day("2026-07-12")
    path = plan_path(70, monday, sunday, weekday_weights(weeks(4)))
    assert path.round(9).tolist() == [20, 30, 40, 50, 60, 70, 70]


@settings(deadline=None)
@given(st.floats(1, 1e9), st.integers(2, 120), st.booleans())
def test_the_path_ends_at_the_target_and_never_falls(target, length, weekdays):
    due = START + pd.Timedelta(days=length - 1)
    path = plan_path(target, START, due, weekday_weights(weeks(4)) if weekdays else None)
    assert len(path) == length
    assert path.iloc[-1] == pytest.approx(target)
    assert (path.diff().dropna() >= -1e-9 * target).all()


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=1, max_size=10))
def test_the_path_never_moves_with_the_actuals(values):
    path = pace_of(days("2026-07-01", values), weeks(4), target=100, due=DUE).path
    pd.testing.assert_series_equal(path, plan_path(100, START, DUE, weekday_weights(weeks(4))))


# The gap


def test_the_gap_is_actual_less_expected():
    pace = pace_of(days("2026-07-01", [8, 10, 9]), NONE, target=100, due=DUE)
    assert (pace.expected, pace.gap, pace.weekdays) == (30, -3, False)
    assert pace.relative == pytest.approx(-0.1)


def test_a_missing_day_is_expected_to_bring_nothing():
    pace = pace_of(days("2026-07-01", [8, None, 9]), NONE, target=100, due=DUE)
    assert (pace.expected, pace.gap) == (20, -3)


def test_a_measured_zero_is_expected_to_bring_its_day():
    pace = pace_of(days("2026-07-01", [8, 0, 9]), NONE, target=100, due=DUE)
    assert (pace.expected, pace.gap) == (30, -13)


def test_a_missing_first_day_is_expected_to_bring_nothing_too():
    assert pace_of(days("2026-07-01", [None, 10]), NONE, target=100, due=DUE).expected == 10


def test_with_weekdays_a_weak_day_is_no_shortfall():
    # Wednesday 1 July to Sunday 5 July 2026. Of the ten days one is a Monday (20), one a Sunday (0), eight bring 10.
    pace = pace_of(days("2026-07-01", [10, 10, 10, 10, 0]), weeks(4), target=100, due=DUE)
    assert pace.weekdays
    assert pace.expected == pytest.approx(40)
    assert pace.gap == pytest.approx(0)


def test_nothing_expected_has_no_relative_gap():
    assert math.isnan(pace_of(days("2026-07-01", [0, 0]), NONE, target=0, due=DUE).relative)


# What it takes from here


def test_required_is_the_rest_over_the_days_left():
    required = required_of(days("2026-07-01", [8, 10, 9]), NONE, target=100, due=DUE)
    assert (required.days_left, round(required.per_day, 3)) == (7, 10.429)  # 73 in 7 days
    assert required.recent_per_day == 9
    assert required.times == pytest.approx(73 / 7 / 9)


def test_the_present_rate_is_taken_over_the_last_28_days_with_those_before_the_period():
    assert RECENT_DAYS == 28
    before = days("2026-06-01", [100] * 5 + [4] * 25)
    assert required_of(days("2026-07-01", [32, 32, 32]), before, target=100, due=DUE).recent_per_day == 7


def test_a_missing_day_does_not_lower_the_present_rate():
    assert required_of(days("2026-07-01", [8, None, 10]), NONE, target=100, due=DUE).recent_per_day == 9


def test_nothing_is_required_when_the_target_is_reached():
    assert required_of(days("2026-07-01", [60, 40]), NONE, target=100, due=DUE) is None


def test_nothing_is_required_when_no_day_is_left():
    assert required_of(days("2026-07-01", [1] * 10), NONE, target=100, due=DUE) is None


def test_a_present_rate_of_zero_has_no_multiple():
    assert math.isnan(required_of(days("2026-07-01", [0, 0]), NONE, target=100, due=DUE).times)


# The band


@pytest.mark.parametrize(("elapsed", "band"), [(0, 0.25), (0.25, 0.20), (0.5, 0.15), (0.75, 0.10), (1, 0.05)])
def test_the_band_narrows_in_a_straight_line(elapsed, band):
    assert tolerance(elapsed) == pytest.approx(band)


def test_a_period_has_both_its_ends():
    assert days_between(day("2026-07-01"), day("2026-09-30")) == 92
    assert days_between(START, START) == 1
