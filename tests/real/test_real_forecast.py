"""The forecast's promises on every second public series; on all of them in tests/bench/forecast_backtest.py."""

import pandas as pd
import pytest

from tests.bench.daily_series import DAYS_LEFT, daily_series
from tests.bench.forecast_methods import METHODS, OURS
from tests.bench.forecast_scores import macro, promises, scored
from tests.bench.ratio_backtest import ratio_scores


@pytest.fixture(scope="module")
def series(data) -> list:
    if not (data / "daily").is_dir():
        pytest.skip(f"there are no public daily series in {data / 'daily'}")
    return daily_series(data / "daily")


@pytest.fixture(scope="module")
def ours(series) -> pd.DataFrame:
    """What ours said of every second series of each family, and so of at least one of each."""
    families: dict[str, list] = {}
    for one in series:
        families.setdefault(one.family, []).append(one)
    half = [one for members in families.values() for one in members[::2]]
    rows = scored(half, DAYS_LEFT, {OURS: METHODS[OURS]})
    return rows[rows["method"] == OURS]


def test_the_forecast_keeps_its_promises_on_public_series(ours):
    assert len(ours) > 2000
    assert [name for name, held in promises(ours).items() if not held] == []


def test_the_forecast_is_better_the_nearer_the_due_date(ours):
    briers = macro(ours, ["days_left"])["brier"].sort_index()
    assert briers.index.tolist() == sorted(DAYS_LEFT)
    assert briers.is_monotonic_increasing


def test_ratios_keep_their_80_percent_range_and_beat_the_ratio_to_date(series):
    ratios = ratio_scores([one for one in series if one.family != "wikipedia72"], (60, 45, 14))
    assert 0.74 <= ratios["covered"].mean() <= 0.88
    assert ratios["error"].mean() < ratios["present_error"].mean()
