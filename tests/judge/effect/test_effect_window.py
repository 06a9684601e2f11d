"""The weeks of a check, by hand."""

from datetime import date

import pandas as pd
import pytest

from kpilib.judge.effect.weeks import window_of

# 60 weeks to 24 August 2025 (a Sunday); every value is the number of its week.
WEEKS = pd.Series(range(60), pd.date_range("2024-07-07", periods=60, freq="W-SUN"), dtype=float)
START, UNTIL = date(2025, 6, 2), date(2025, 8, 24)  # the Monday of week 48


def window(values: pd.Series = WEEKS, **options):
    return window_of(values, **({"start": START, "until": UNTIL} | options))


def test_before_ends_before_the_start_and_after_begins_with_it():
    found = window()
    assert (found.before.iloc[-1], found.after.iloc[0], found.after.iloc[-1]) == (47, 48, 59)


def test_a_week_that_holds_the_start_counts_for_neither():
    found = window(start=date(2025, 6, 4))
    assert (found.before.iloc[-1], found.after.iloc[0]) == (47, 49)


def test_the_lag_is_left_out_of_the_estimate_and_not_of_the_signals():
    found = window(lag_days=7)
    assert (found.following.iloc[0], found.after.iloc[0]) == (48, 49)


def test_nothing_after_the_check_is_seen():
    assert window(until=date(2025, 8, 23)).after.iloc[-1] == 58


def test_a_week_that_was_not_measured_leaves_a_gap():
    found = window(WEEKS.where(WEEKS != 50))
    assert list(found.after[:3]) == [48, 49, 51]
    assert list(found.numbers[-3:]) == [57, 58, 59]


def test_a_baseline_that_the_plan_names_is_kept():
    found = window(baseline=(date(2024, 9, 2), date(2025, 5, 25)))
    assert (found.before.iloc[0], found.before.iloc[-1]) == (9, 46)


def test_the_weeks_that_the_plan_names_as_trigger_are_left_out():
    found = window(trigger=(date(2025, 5, 20), date(2025, 5, 26)))
    assert [stamp.date() for stamp in found.trigger] == [date(2025, 5, 25), date(2025, 6, 1)]
    assert found.before.iloc[-1] == 45


CALM = pd.Series([10.0, 12, 11, 9, 10, 11, 12, 10] * 6, pd.date_range("2024-07-07", periods=48, freq="W-SUN"))


@pytest.mark.parametrize(
    ("improvement", "extreme", "left_out"),
    [("increase", 2.0, 1), ("increase", 20.0, 0), ("decrease", 20.0, 1), ("decrease", 2.0, 0), ("neutral", 20.0, 1)],
)
def test_an_extreme_week_before_the_start_is_taken_for_the_trigger(improvement, extreme, left_out):
    values = CALM.copy()
    values.iloc[-2] = extreme
    found = window(values, improvement=improvement)
    assert len(found.trigger) == left_out
    assert (extreme in set(found.before)) == (not left_out)


def test_the_series_is_never_changed():
    kept = CALM.copy()
    window(CALM)
    pd.testing.assert_series_equal(CALM, kept)
