"""A ratio of sums to its due date: paths of the denominator, and a rate at which they convert."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.errors import KpilibError
from kpilib.judge import ratio
from kpilib.judge.blend import Remainder
from kpilib.judge.ratio import forecast_ratio
from kpilib.judge.sampled import Sampled
from tests.judge.daily import DUE, SPAN, noisy, steady

SESSIONS = noisy(800, 1000)
ORDERS = pd.Series(np.random.default_rng(1).binomial(SESSIONS.astype(int), 0.02).astype(float), SESSIONS.index)


def told(top: pd.Series = ORDERS, under: pd.Series = SESSIONS, *, rates: str = "orders", **options) -> Sampled:
    asked = {"counts": True, "shares": True, "paths": "sessions", "rates": rates, **SPAN} | options
    return forecast_ratio(top, under, **asked)


def silent(forecast: Sampled) -> bool:
    values = (forecast.median, *forecast.interval(0.8), forecast.probability(0.02))
    return forecast.confidence == "none" and all(map(math.isnan, values)) and bool(forecast.why)


def test_a_steady_rate_ends_where_it_is():
    forecast = told()
    low, high = forecast.interval(0.8)
    assert forecast.to_date == pytest.approx(ORDERS.iloc[-51:].sum() / SESSIONS.iloc[-51:].sum())
    assert forecast.median == pytest.approx(0.02, rel=0.06)
    assert low < 0.55 * forecast.to_date + 0.45 * 0.02 < high
    assert high - low < 0.003


@pytest.mark.parametrize(("without", "confidence"), [(0.2, "full"), (0.8, "none")])
def test_a_path_on_which_no_case_comes_has_no_rate(monkeypatch, without, confidence):
    """Nothing came so far, and on a share of the paths nothing comes: of most there is a rate, or of too few."""

    def quantile(shares: np.ndarray) -> np.ndarray:
        return np.where(shares < without, 0.0, 1000.0)

    rest = SimpleNamespace(quantile=quantile)
    known = {"to_date": 0.0, "days_left": 41, "confidence": "full", "why": (), "filled": 0.0}
    monkeypatch.setattr(ratio, "forecast_total", lambda *_, **__: SimpleNamespace(rest=rest, **known))
    forecast = told(shares=False)
    assert forecast.confidence == confidence
    assert not np.isnan(forecast.draws).any()
    assert silent(forecast) == (confidence == "none")


def test_a_ratio_is_sums_over_sums_and_never_a_mean_of_ratios():
    # Weekends bring a tenth of the sessions and convert at 10% instead of 2%.
    index = SESSIONS.index
    weekend = index.day_of_week >= 5
    sessions = pd.Series(np.where(weekend, 100.0, 1000.0), index)
    orders = pd.Series(np.where(weekend, 10.0, 20.0), index)
    assert told(orders, sessions).median == pytest.approx(120 / 5200, rel=0.01)


def test_what_was_seen_counts_with_its_weight():
    early = ORDERS.copy()
    early.iloc[-51:-20] *= 2  # a month at 4% is in the quarter already
    forecast = told(early, SESSIONS)
    assert 0.026 < forecast.median < 0.036
    assert forecast.median < forecast.to_date


def test_on_the_due_date_the_ratio_is_certain():
    sessions, orders = steady(800, 1000, last=DUE), steady(800, 20, last=DUE)
    forecast = told(orders, sessions, as_of=DUE)
    assert forecast.interval(0.8) == pytest.approx((0.02, 0.02))
    assert (forecast.probability(0.0199), forecast.probability(0.0201)) == (1, 0)


def test_on_the_due_date_a_ratio_over_nothing_is_withheld():
    nothing = steady(800, 0, last=DUE)
    assert silent(told(nothing, nothing, as_of=DUE))


def test_before_the_due_date_nothing_is_certain():
    assert (told().probability(0), told().probability(1)) == (0.995, 0.005)
    assert (told().probability(0, "decrease"), told().probability(1, "decrease")) == (0.005, 0.995)


def test_money_for_each_case_may_be_more_than_one():
    cost = steady(800, 50_000)
    forecast = told(cost, SESSIONS, shares=False, rates="cost")
    assert forecast.median == pytest.approx(50, rel=0.03)


def test_a_share_of_cases_stays_a_share():
    forecast = told(SESSIONS * 0.999, SESSIONS)
    assert forecast.interval(0.98)[1] <= 1


def test_few_cases_scatter_more_than_many():
    def width(times: float) -> float:
        low, high = told(ORDERS.round() * times, SESSIONS * times).interval(0.8)
        return high - low

    assert width(0.1) > 1.5 * width(10)


def test_a_ratio_that_has_not_begun_is_forecast_whole():
    before = {"as_of": "2026-06-20"}
    forecast = told(noisy(800, 20, last="2026-06-20"), noisy(800, 1000, last="2026-06-20"), **before)
    assert math.isnan(forecast.to_date)
    assert forecast.median == pytest.approx(0.02, rel=0.06)


# Statements about several KPIs


def test_ratios_of_one_denominator_share_its_paths(monkeypatch):
    lots = []

    def quantile(self: Remainder, share: np.ndarray) -> np.ndarray:
        lots.append(share)
        return asked(self, share)

    asked = Remainder.quantile
    monkeypatch.setattr(Remainder, "quantile", quantile)

    def paths_of(top: pd.Series, **options) -> np.ndarray:
        lots.clear()
        told(top, **options)
        return next(share for share in lots if np.size(share) > 1)

    one, same, other = (
        paths_of(ORDERS, rates="orders"),
        paths_of(ORDERS * 0.5, rates="leads", shares=False),
        paths_of(ORDERS, rates="orders", paths="clicks"),
    )
    assert (one == same).all()
    assert not (one == other).any()


def test_the_same_ratio_is_the_same_draw_by_draw():
    assert (told().draws == told().draws).all()
    assert (told().draws == told(ORDERS.copy(), SESSIONS.copy()).draws).all()


def test_two_numerators_convert_for_themselves():
    one, other = told(rates="orders").draws, told(rates="leads").draws
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.5
    assert np.quantile(one, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(other, [0.1, 0.5, 0.9]), rel=0.02)


def test_paths_of_another_denominator_are_others():
    assert not (told(paths="sessions").draws == told(paths="clicks").draws).all()


# Little data and bad input: those of the denominator hold for the ratio


@pytest.mark.parametrize(
    ("days", "confidence"), [(55, "none"), (100, "low"), (300, "no_seasonal_memory"), (500, "full")]
)
def test_confidence_grows_with_the_history(days, confidence):
    forecast = told(ORDERS.iloc[-days:], SESSIONS.iloc[-days:])
    assert forecast.confidence == confidence
    assert silent(forecast) == (confidence == "none")


def test_fewer_than_30_cases_are_no_rate():
    rare = (SESSIONS * 0).where(np.arange(800) % 4 > 0, 1.0)
    assert silent(told(rare * 0.5, rare))
    assert told(rare * 0.5, rare).why == ("few_counts: below 30",)


def test_fewer_than_30_cases_of_a_measure_are_no_rate():
    hours = SESSIONS * 0 + 0.2
    assert told(hours * 0.5, hours, counts=False).why == ("few_cases: below 30",)


def test_no_numerator_lately_withholds_it():
    stopped = ORDERS.copy()
    stopped.iloc[-30:] = 0
    assert silent(told(stopped))


def test_missing_days_of_both_are_taken_at_their_usual():
    holes = slice(-20, -17)
    top, under = ORDERS.copy(), SESSIONS.copy()
    top.iloc[holes], under.iloc[holes] = math.nan, math.nan
    assert told(top, under).median == pytest.approx(told().median, rel=0.02)
    assert told(top, under).why == ("missing_days: 3",)


def test_days_stand_once():
    twice = pd.concat([ORDERS, ORDERS.iloc[-1:]])
    with pytest.raises(KpilibError, match="stands twice"):
        told(twice)


@pytest.mark.parametrize("kind", ["Int64", "Float64", "int64"])
def test_any_numeric_type_is_forecast_alike(kind):
    assert (told(ORDERS.astype(kind), SESSIONS.astype(kind)).draws == told().draws).all()


def test_days_of_a_time_zone_are_its_days():
    zone = "Asia/Jakarta"
    assert (told(ORDERS.tz_localize(zone), SESSIONS.tz_localize(zone)).draws == told().draws).all()


# Laws


@settings(deadline=None, max_examples=20)
@given(st.floats(-1e6, 1e6), st.floats(0, 1e9))
def test_nothing_after_the_as_of_date_is_seen(top, under):
    future = pd.date_range("2026-08-21", DUE)
    seen = told(pd.concat([ORDERS, pd.Series(top, future)]), pd.concat([SESSIONS, pd.Series(under, future)]))
    assert (seen.draws == told().draws).all()
    assert (seen.to_date, seen.why) == (told().to_date, told().why)


@settings(deadline=None, max_examples=20)
@given(st.lists(st.floats(0, 0.05), min_size=2, max_size=8))
def test_chances_fall_as_the_target_rises(targets):
    forecast = told()
    chances = [forecast.probability(target) for target in sorted(targets)]
    assert chances == sorted(chances, reverse=True)
    for target in targets:
        both = forecast.probability(target) + forecast.probability(target, "decrease")
        assert both == pytest.approx(1, abs=1e-3)


@settings(deadline=None, max_examples=20)
@given(st.sampled_from([0.001, 0.5, 16_000.0, 1e9]))
def test_money_is_forecast_alike_in_any_currency(rate):
    cost = steady(800, 50_000)
    euros = told(cost, shares=False, rates="cost")
    others = told(cost * rate, shares=False, rates="cost")
    assert others.median == pytest.approx(euros.median * rate)
    assert others.interval(0.8) == pytest.approx(tuple(end * rate for end in euros.interval(0.8)))


def test_the_80_percent_range_holds_80_percent_of_known_truths():
    held = []
    for seed in range(120):
        draw = np.random.default_rng(seed)
        sessions = pd.Series(
            draw.poisson(steady(900, 800, last=DUE)).astype(float), pd.date_range(end=DUE, periods=900)
        )
        rate = 0.03 * np.exp(0.01 * draw.normal(size=900).cumsum())
        orders = pd.Series(draw.binomial(sessions.astype(int), np.minimum(rate, 1)).astype(float), sessions.index)
        forecast = told(orders, sessions)
        low, high = forecast.interval(0.8)
        held.append(low <= orders.iloc[-92:].sum() / sessions.iloc[-92:].sum() <= high)
    assert abs(np.mean(held) - 0.8) < 3 * math.sqrt(0.8 * 0.2 / len(held))
