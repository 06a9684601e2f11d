"""The steps of the evidence: signal, placebo, control, randomised test, and what each is blind for."""

import numpy as np
import pandas as pd
import pytest

from kpilib.judge.effect.ladder import Evidence, evidence
from kpilib.judge.effect.randomised import Difference
from kpilib.judge.effect.weeks import window_of
from kpilib.measure.series import MONDAY_TO_SUNDAY

BEFORE, AFTER = 104, 13


def series(step: float = 0.0, *, before: int = BEFORE, at: int = 0, seed: int = 1, season: float = 0.0) -> pd.Series:
    """Noise around 100 with a deviation of 1, a season, and a step that begins `at` weeks after the start."""
    count = np.arange(before + AFTER)
    values = 100 + np.random.default_rng(seed).normal(size=len(count)) + season * np.sin(2 * np.pi * count / 52.18)
    return pd.Series(
        values + step * (count >= before + at), pd.date_range("2024-01-07", periods=len(count), freq="7D")
    )


def found(values: pd.Series, *, before: int = BEFORE, after: int = AFTER, **more) -> Evidence:
    start = (values.index[before] - MONDAY_TO_SUNDAY).date()
    return evidence(window_of(values, start=start, until=values.index[before + after - 1].date()), **more)


def test_a_step_of_three_deviations_has_a_signal_in_time_and_is_beyond_the_false_dates():
    one = found(series(3))
    assert one.used == "interrupted"
    assert one.side == 1
    assert one.effect[0] == pytest.approx(3, abs=0.8)
    assert one.signals.began(1)
    assert not one.signals.had_begun(one.effect[0])
    assert one.placebo.as_large == 0
    assert one.placebo.dates >= 20
    assert one.placebo.passed


def test_nothing_is_found_where_nothing_is():
    one = found(series(0))
    assert one.side == 0
    assert one.effect[1] < 0 < one.effect[2]


def test_a_signal_that_begins_long_after_the_lag_is_not_the_action():
    late = found(series(5, at=8))
    assert not late.signals.began(1)
    assert found(series(5, at=8), lag_days=56).signals.began(1)


def test_what_had_begun_before_the_start_is_not_the_action():
    values = series(6, at=-5)
    one = found(values)
    assert one.signals.had_begun(6.0)
    assert not found(series(6)).signals.had_begun(6.0)


def test_a_season_is_no_signal():
    one = found(series(0, season=8, seed=3))
    assert one.side == 0


def test_too_few_weeks_before_or_after_are_said():
    assert found(series(3, before=40), before=40).weeks == "too_few_before"
    assert found(series(3), after=3).weeks == "too_few_after"
    assert found(series(3, before=40), before=40).effect is None
    empty = window_of(
        series(3).iloc[:0], start=pd.Timestamp("2026-01-05").date(), until=pd.Timestamp("2026-02-01").date()
    )
    assert evidence(empty).weeks == "none"


def test_the_least_effect_that_would_be_found_shrinks_with_more_weeks():
    assert found(series(0), after=13).detectable < found(series(0), after=5).detectable
    one = found(series(0))
    assert one.detectable == pytest.approx(2.83 * one.estimate.error, rel=0.02)


def test_a_control_that_shares_a_shock_takes_it_out_of_the_effect():
    shock = pd.Series(np.where(np.arange(BEFORE + AFTER) >= BEFORE, 10.0, 0.0), series().index)
    common = pd.Series(np.random.default_rng(5).normal(size=BEFORE + AFTER).cumsum() * 3, shock.index) + shock
    treated, control = 100 + common + series(0) - 100, 50 + common + (series(0, seed=9) - 100)
    alone, beside = found(treated), found(treated, control=control)
    assert beside.used == "control"
    assert beside.side == 0
    assert abs(beside.effect[0]) < abs(alone.effect[0])
    assert beside.beside.slope > 0.8
    moved = found(treated + 6 * (np.arange(BEFORE + AFTER) >= BEFORE), control=control)
    assert moved.side == 1
    assert moved.effect[0] == pytest.approx(6, abs=1.5)
    assert moved.placebo.passed


def test_a_control_that_is_not_measured_is_left_out():
    one = found(series(3), control=series(0).iloc[-20:])
    assert one.used == "interrupted"


def test_a_randomised_test_beats_all():
    one = Evidence(found(series(0)).window, "enough", tested=Difference(0.2, 0.05, 0.33))
    assert (one.used, one.side, one.effect) == ("randomised", 1, (0.2, 0.05, 0.33))
    assert one.chance < 0.01
    assert one.detectable == pytest.approx(0.2, abs=0.01)


def test_every_step_is_kept_as_plain_data():
    steps = found(series(3)).steps()
    assert set(steps) == {
        "weeks_before",
        "weeks_after",
        "trigger_weeks",
        "signals",
        "charted",
        "interrupted",
        "placebo",
    }
    assert (steps["weeks_before"], steps["weeks_after"], steps["trigger_weeks"]) == (104, 13, [])
    assert steps["interrupted"]["low"] < steps["interrupted"]["value"] < steps["interrupted"]["high"]
    assert "control" in found(series(3), control=series(0, seed=8)).steps()


def test_the_verdict_rests_on_what_is_wanted_and_predicted():
    one = found(series(3))
    assert (one.ground(1, 3.0).side, one.ground(-1, -3.0).side, one.ground(None, 3.0).side) == (1, -1, None)
    assert one.ground(1, 3.0).sees
    assert not one.ground(1, 0.1).sees
    assert one.ground(1, None).sees is None
