"""The segmented regression on lines whose answer is known."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from kpilib.judge.effect.interrupted import YEAR, interrupted
from kpilib.judge.effect.weeks import window_of

START = date(2026, 1, 5)


def window(values: np.ndarray, before: int):
    first = pd.Timestamp(START) - pd.Timedelta(days=1, weeks=before - 1)
    weeks = pd.Series(values, pd.date_range(first, periods=len(values), freq="7D"))
    return window_of(weeks, start=START, until=weeks.index[-1].date())


def hair(count: int) -> np.ndarray:
    """Noise so small that it cannot matter."""
    return np.random.default_rng(0).normal(0, 1e-6, count)


def test_a_step_on_a_rising_line_is_found_whole():
    at = np.arange(50)
    found = interrupted(window(100 + 2 * at + 30 * (at >= 40) + hair(50), 40))
    assert found.effect.value == pytest.approx(30, abs=1e-4)
    assert (found.step.value, found.slope.value) == (pytest.approx(30, abs=1e-4), pytest.approx(0, abs=1e-4))
    assert found.waves == 0
    assert found.expected.iloc[-1] == pytest.approx(198, abs=1e-3)


def test_an_effect_that_grows_is_told_by_its_mean_its_first_week_and_its_slope():
    at = np.arange(50)
    found = interrupted(window(100 + 5 * np.maximum(0, at - 39) + hair(50), 40))  # 5, 10, ... 50 after the start
    assert found.effect.value == pytest.approx(27.5, abs=1e-3)
    assert (found.step.value, found.slope.value) == (pytest.approx(5, abs=1e-3), pytest.approx(5, abs=1e-4))


def test_the_season_is_told_from_a_year_of_weeks_on():
    at = np.arange(117)
    wave = 20 * np.sin(2 * np.pi * at / YEAR) + 5 * np.cos(4 * np.pi * at / YEAR)
    found = interrupted(window(100 + wave + 10 * (at >= 104) + hair(117), 104))
    assert (found.waves, found.effect.value) == (2, pytest.approx(10, abs=1e-3))
    assert found.season.to_numpy() == pytest.approx(wave, abs=0.01)
    assert interrupted(window((100 + wave)[:63], 51)).waves == 0


def test_the_band_holds_what_was_expected_and_widens():
    values = 100 + np.random.default_rng(2).normal(size=70)
    found = interrupted(window(values, 50))
    inside = found.expected.reindex(found.band.index)
    assert ((found.band["low"] < inside) & (inside < found.band["high"])).all()
    width = found.band["high"] - found.band["low"]
    assert width.iloc[-1] > width.iloc[0]


def test_the_effect_is_the_gap_between_the_weeks_and_what_was_expected():
    values = 100 + np.random.default_rng(4).normal(size=70)
    seen = window(values, 50)
    found = interrupted(seen)
    gap = (seen.after - found.expected.reindex(seen.after.index)).mean()
    assert found.effect.value == pytest.approx(gap, abs=0.15)
