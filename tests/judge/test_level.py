"""Levels and means a day: what their past changes say of their end, and where nothing is said."""

import numpy as np
import pandas as pd
import pytest

from kpilib.judge.level import forecast_level, forecast_mean

DUE, AS_OF = "2026-09-30", "2026-08-20"  # 41 days left


def days(values, last=AS_OF) -> pd.Series:
    return pd.Series(np.asarray(values, float), pd.date_range(end=last, periods=len(values)))


def walk(count: int, *, seed: int = 1, drift: float = 1.0) -> pd.Series:
    steps = np.random.default_rng(seed).normal(drift, 5, count)
    return days(1000 + np.cumsum(steps))


def test_a_level_goes_on_as_it_went():
    told = forecast_level(walk(700), due=DUE, as_of=AS_OF)
    low, high = told.interval(0.8)
    assert low < told.median < high
    assert told.median == pytest.approx(walk(700).iloc[-1] + 41, abs=60)
    assert (told.confidence, told.days_left) == ("full", 41)


def test_the_range_of_a_level_holds_what_comes_as_often_as_it_says():
    hits = []
    for seed in range(300):
        whole = walk(741, seed=seed)
        seen = whole.iloc[:700]
        low, high = forecast_level(seen, due=whole.index[-1], as_of=seen.index[-1]).interval(0.8)
        hits.append(low <= whole.iloc[-1] <= high)
    assert 0.74 <= np.mean(hits) <= 0.88


def test_what_comes_after_the_as_of_day_is_not_seen():
    whole = walk(741)
    other = whole.copy()
    other.iloc[700:] = 0
    first, second = (forecast_level(each, due=whole.index[-1], as_of=whole.index[699]) for each in (whole, other))
    assert np.array_equal(first.draws, second.draws)


@pytest.mark.parametrize(
    ("series", "why"),
    [
        (days([]), "nothing_lately: no reading"),
        (days([1000] * 200, last="2026-08-01"), "nothing_lately: no reading"),
        (days(range(50)), "too_little_history: 50 days"),
        (days(range(150)), "too_little_history: 150 days"),  # fewer than three changes over 41 days
    ],
)
def test_without_readings_or_history_nothing_is_said(series, why):
    told = forecast_level(series, due=DUE, as_of=AS_OF)
    assert (told.confidence, told.why) == ("none", (why,))
    assert np.isnan(told.median)
    assert np.isnan(told.probability(1000))


def test_a_level_that_never_moved_stays():
    told = forecast_level(days([500] * 700), due=DUE, as_of=AS_OF)
    assert told.interval(0.8) == (500, 500)
    assert told.probability(500) == 0.995
    assert told.probability(501) == 0.005


def test_a_level_on_its_due_date_is_certain():
    told = forecast_level(walk(700), due=AS_OF, as_of=AS_OF)
    assert told.probability(told.median) == 1.0


def test_a_level_that_was_never_below_zero_does_not_fall_below_it():
    told = forecast_level(days(np.linspace(400, 5, 700)), due=DUE, as_of=AS_OF)
    assert told.interval(0.8)[0] == 0


def test_the_mean_of_the_days_is_their_total_over_their_number():
    told = forecast_mean(days([10] * 700), start="2026-07-01", due=DUE, as_of=AS_OF, counts=True)
    assert told.median == pytest.approx(10, rel=0.01)
    assert told.to_date == 10


def test_a_mean_is_withheld_with_the_reason_of_its_total():
    told = forecast_mean(days([10] * 50), start="2026-07-02", due=DUE, as_of=AS_OF, counts=True)
    assert (told.confidence, told.why) == ("none", ("too_little_history: 50 days",))
