"""The forecast of a total: what it says, when it says nothing, and what it must never do."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.errors import KpilibError
from kpilib.judge.forecast import Forecast, forecast_total
from tests.judge.daily import AS_OF, DUE, SPAN, START, noisy, simulated, steady

LONG = noisy(800)
KINDS = ("persisting", "wandering", "seasonal", "noise")


def told(daily: pd.Series, *, counts: bool = True, **span) -> Forecast:
    return forecast_total(daily, **(SPAN | span), counts=counts)


def said(forecast: Forecast) -> list[float]:
    """All that a report shows of a forecast."""
    chances = [forecast.probability(target) for target in (5000, 8500, 9000, 9500)]
    return [forecast.median, *forecast.interval(0.5), *forecast.interval(0.8), *chances]


def silent(forecast: Forecast) -> bool:
    return forecast.confidence == "none" and all(math.isnan(value) for value in said(forecast))


# What it says


def test_a_steady_series_ends_where_it_goes():
    forecast = told(steady(800))
    low, high = forecast.interval(0.8)
    assert forecast.to_date == pytest.approx(steady(51).sum())
    assert (forecast.days_left, forecast.confidence, forecast.why) == (41, "full", ())
    assert forecast.median == pytest.approx(steady(92, last=DUE).sum(), rel=0.01)
    assert low < forecast.median < high


def test_the_median_is_hit_with_one_half():
    forecast = told(LONG)
    assert forecast.probability(forecast.median) == pytest.approx(0.5)
    assert forecast.probability(forecast.median, "decrease") == pytest.approx(0.5)


def test_the_end_of_a_range_is_passed_as_often_as_it_says():
    forecast = told(LONG)
    low, high = forecast.interval(0.8)
    assert forecast.probability(low) == pytest.approx(0.9)
    assert forecast.probability(high) == pytest.approx(0.1)


def test_it_is_surer_the_nearer_the_due_date():
    def width(as_of: str) -> float:
        low, high = told(noisy(800, last=as_of), as_of=as_of).interval(0.8)
        return high - low

    assert width("2026-07-20") > width("2026-08-20") > width("2026-09-20")


def test_last_years_season_is_remembered():
    index = pd.date_range("2024-01-01", AS_OF)
    season = pd.Series(np.where(index.month == 9, 200.0, 100.0), index)  # September brings twice as much
    memory, none = told(season), told(season.iloc[-300:])
    assert memory.median > none.median + 1000
    assert (memory.confidence, none.confidence) == ("full", "no_seasonal_memory")


def test_on_the_due_date_all_is_certain():
    forecast = told(noisy(800, last=DUE), as_of=DUE)
    assert forecast.days_left == 0
    assert forecast.interval(0.8) == (forecast.to_date, forecast.to_date)
    assert forecast.probability(forecast.to_date) == 1
    assert forecast.probability(forecast.to_date + 1) == 0
    assert forecast.probability(forecast.to_date, "decrease") == 1


def test_before_the_due_date_nothing_is_certain():
    forecast = told(LONG)
    for improvement in ("increase", "decrease"):
        sure, unsure = (0.995, 0.005) if improvement == "increase" else (0.005, 0.995)
        assert forecast.probability(0, improvement) == pytest.approx(sure)
        assert forecast.probability(1e9, improvement) == pytest.approx(unsure)
        assert forecast.probability(math.inf, improvement) == pytest.approx(unsure)


def test_a_target_that_is_not_known_has_no_probability():
    assert math.isnan(told(LONG).probability(math.nan))


@pytest.mark.parametrize("level", [0, 1, -0.5, 80, math.nan])
def test_a_level_is_between_zero_and_one(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        told(LONG).interval(level)


def test_improvement_is_one_of_two():
    with pytest.raises(ValueError, match="increase or decrease"):
        told(LONG).probability(9000, "up")


# A period that has not begun


def test_a_period_that_has_not_begun_is_forecast_whole():
    eve = told(steady(800, last="2026-06-30"), as_of="2026-06-30")
    assert (eve.to_date, eve.days_left) == (0, 92)
    assert eve.median == pytest.approx(steady(92, last=DUE).sum(), rel=0.01)


def test_days_before_a_period_are_not_in_its_total():
    far = told(steady(800, last="2026-06-10"), as_of="2026-06-10")
    assert far.median == pytest.approx(steady(92, last=DUE).sum(), rel=0.01)
    assert far.days_left == 112


def test_a_year_that_has_just_begun_is_forecast_to_its_end():
    year = told(noisy(900, last="2026-01-01"), start="2026-01-01", due="2026-12-31", as_of="2026-01-01")
    assert year.median == pytest.approx(36_500, rel=0.1)


# Little data: every branch


@pytest.mark.parametrize(
    ("days", "confidence", "why"),
    [
        (55, "none", ("too_little_history: 55 days",)),
        (56, "low", ("too_little_history: 56 days",)),
        (181, "low", ("too_little_history: 181 days",)),
        (182, "no_seasonal_memory", ("no_year_before: 182 days",)),
        (399, "no_seasonal_memory", ("no_year_before: 399 days",)),
        (400, "full", ()),
    ],
)
def test_confidence_grows_with_the_history(days, confidence, why):
    forecast = told(noisy(days))
    assert (forecast.confidence, forecast.why) == (confidence, why)
    assert silent(forecast) == (confidence == "none")


def test_what_came_before_a_long_gap_is_no_history_of_today():
    gap = LONG.copy()
    gap.iloc[1:-60] = math.nan  # one day two years ago, and the last 60
    assert told(gap).why == ("too_little_history: 60 days",)
    assert said(told(gap)) == said(told(LONG.iloc[-60:]))


def test_what_fills_a_short_gap_is_no_history_either():
    gap = noisy(200)
    gap.iloc[20:45] = math.nan
    assert told(gap).why == ("too_little_history: 175 days",)


@pytest.mark.parametrize(("every", "confidence"), [(4, "none"), (2, "full")])
def test_fewer_than_30_counts_in_the_period_are_no_number(every, confidence):
    rare = pd.Series(0.0, LONG.index)
    rare.iloc[::every] = 1.0  # 23 or 46 in the 92 days
    forecast = told(rare)
    assert forecast.confidence == confidence
    assert forecast.why == (("few_counts: below 30",) if silent(forecast) else ())


def test_little_money_is_not_few_counts():
    assert told(steady(800, 0.1), counts=False).confidence == "full"


@pytest.mark.parametrize(("missing", "confidence"), [(1, "full"), (3, "full"), (4, "none")])
def test_more_than_three_missing_days_withhold_it(missing, confidence):
    holed = LONG.copy()
    holed.iloc[-20 : -20 + missing] = math.nan
    forecast = told(holed)
    assert forecast.confidence == confidence
    assert forecast.why == (f"missing_days: {missing}",)
    assert silent(forecast) == (confidence == "none")


def test_missing_days_are_not_zero():
    holed = steady(800)
    holed.iloc[-20:-17] = math.nan
    assert told(holed).median == pytest.approx(told(steady(800)).median, rel=0.005)
    assert told(holed).to_date < told(steady(800)).to_date


@pytest.mark.parametrize("drop", [False, True])
def test_an_absent_row_is_a_missing_day(drop):
    holed = LONG.copy()
    holed.iloc[-20:-18] = math.nan
    assert said(told(holed.dropna() if drop else holed)) == said(told(holed))


def test_days_that_a_source_has_not_brought_yet_are_missing():
    assert told(LONG.iloc[:-3]).why == ("missing_days: 3",)
    assert silent(told(LONG.iloc[:-4]))


def test_too_many_missing_days_withhold_the_result_too():
    closed = noisy(800, last=DUE)
    closed.iloc[-10:-5] = math.nan
    assert silent(told(closed, as_of=DUE))


@pytest.mark.parametrize(("times", "weeks"), [(3.0, 2), (3.0, 4), (0.3, 3)])
def test_a_level_break_in_the_last_four_weeks_withholds_it(times, weeks):
    broken = LONG.copy()
    broken.iloc[-7 * weeks :] *= times
    forecast = told(broken)
    assert silent(forecast)
    assert forecast.why[0].startswith("level_break: ")


def test_a_break_of_ten_days_is_seen():
    broken = LONG.copy()
    broken.iloc[-10:] *= 3
    assert silent(told(broken))


def test_one_wild_day_is_no_level_break():
    wild = LONG.copy()
    wild.iloc[-5] *= 5
    assert told(wild).confidence == "full"


def test_a_change_that_comes_every_year_is_no_level_break():
    yearly = LONG.copy()
    yearly.iloc[-21:] *= 3
    yearly.iloc[-21 - 364 : -364 + 40] *= 3
    assert told(yearly).confidence == "full"


def test_an_old_level_break_is_history():
    old = LONG.copy()
    old.iloc[: -7 * 16] *= 3
    assert told(old).confidence == "full"


# Bad input


@pytest.mark.parametrize(
    "daily",
    [
        LONG * 0,
        (LONG * 0).where(np.arange(800) != 770, 1000.0),  # a single spike in the period
        (LONG * 0).where(np.arange(800) != 500, 1000.0),  # a single spike long ago
        -LONG,
        LONG * math.nan,
        LONG.iloc[:0],
        LONG[START:],
        LONG["2026-07-10":],
    ],
    ids=["zero", "spike", "old spike", "refunds only", "nothing measured", "empty", "begins", "begins late"],
)
def test_a_series_without_ground_is_withheld_with_a_reason(daily):
    forecast = told(daily)
    assert silent(forecast)
    assert forecast.why
    assert math.isfinite(forecast.to_date)


def test_a_constant_series_is_forecast_with_a_range():
    low, high = told(LONG * 0 + 100).interval(0.8)
    assert low < 9200 < high


def test_refunds_are_taken_off():
    refunds = steady(800)
    refunds.iloc[::10] = -50.0
    forecast = told(refunds, counts=False)
    assert forecast.median < told(steady(800), counts=False).median - 1000
    assert all(map(math.isfinite, said(forecast)))


@pytest.mark.parametrize("kind", ["int64", "int32", "float32", "Int64", "Float64", "object"])
def test_any_numeric_type_is_forecast_alike(kind):
    assert said(told(LONG.astype(kind))) == said(told(LONG))


@pytest.mark.parametrize("kind", ["Int64", "Float64", "object"])
def test_a_missing_value_of_any_type_is_a_missing_day(kind):
    holed = LONG.astype(kind)
    holed.iloc[-5] = pd.NA
    assert told(holed).why == ("missing_days: 1",)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Jakarta", "America/New_York"])
def test_days_of_a_time_zone_are_its_days(zone):
    assert said(told(LONG.tz_localize(zone))) == said(told(LONG))


def test_dates_are_read_from_text_dates_and_stamps():
    as_dates = {key: pd.Timestamp(value).date() for key, value in SPAN.items()}
    as_stamps = {key: pd.Timestamp(value, tz="Asia/Jakarta") for key, value in SPAN.items()}
    assert said(told(LONG, **as_dates)) == said(told(LONG, **as_stamps)) == said(told(LONG))


def test_the_order_of_the_days_does_not_matter():
    assert said(told(LONG.sample(frac=1, random_state=1))) == said(told(LONG))


def test_an_infinite_value_is_a_missing_day():
    endless = LONG.copy()
    endless.iloc[-5] = math.inf
    assert told(endless).why == ("missing_days: 1",)


def test_the_series_is_not_changed():
    daily, before = LONG.copy(), LONG.copy()
    told(daily)
    pd.testing.assert_series_equal(daily, before)


@pytest.mark.parametrize(
    ("daily", "span", "says"),
    [
        (pd.concat([LONG, LONG.iloc[-1:]]), {}, "2026-08-20 stands twice"),
        (LONG.reset_index(drop=True), {}, "DatetimeIndex"),
        (LONG.astype(str) + " visits", {}, "are numbers"),
        (LONG, {"due": "2026-06-01"}, "due 2026-06-01 is before start 2026-07-01"),
        (LONG, {"as_of": "2026-10-01"}, "as_of 2026-10-01 is after the due date 2026-09-30"),
        (LONG, {"as_of": "soon"}, "as_of 'soon' is not a date"),
        (LONG, {"start": None}, "start 'None' is not a date"),
    ],
    ids=["twice", "no dates", "words", "due first", "as_of late", "no date", "none"],
)
def test_what_cannot_be_forecast_is_told(daily, span, says):
    with pytest.raises(KpilibError, match=says):
        told(daily, **span)


def test_an_as_of_before_all_data_is_withheld():
    assert silent(told(LONG, as_of="2020-01-01"))


# Laws

values = st.lists(st.floats(-1e6, 1e9), min_size=41, max_size=41)


@settings(deadline=None, max_examples=40)
@given(values, st.sampled_from([AS_OF, "2026-08-01", "2026-06-25"]))
def test_nothing_after_the_as_of_date_is_seen(later, as_of):
    future = pd.Series(later, pd.date_range(after(AS_OF), DUE))
    known = pd.concat([LONG, future])
    changed = known.copy()
    changed[changed.index > as_of] = changed[changed.index > as_of] * -3 + 1e7
    cut = told(known[:as_of], as_of=as_of)
    assert told(known, as_of=as_of) == told(changed, as_of=as_of) == cut
    assert said(told(changed, as_of=as_of)) == said(cut)


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.lists(st.floats(0, 30_000), min_size=2, max_size=8), st.booleans())
def test_chances_fall_as_the_target_rises_and_the_two_ways_share_one(seed, targets, counts):
    forecast = told(noisy(450, seed=seed), counts=counts)
    chances = [forecast.probability(target) for target in sorted(targets)]
    assert chances == sorted(chances, reverse=True)
    for target in targets:
        more, less = forecast.probability(target), forecast.probability(target, "decrease")
        assert more + less == pytest.approx(1)
        assert 0.005 <= more <= 0.995


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.floats(0.01, 0.98), st.floats(0.001, 0.019))
def test_a_surer_range_holds_a_less_sure_one(seed, level, more):
    forecast = told(noisy(450, seed=seed))
    inner, outer = forecast.interval(level), forecast.interval(level + more)
    assert outer[0] <= inner[0] <= forecast.median <= inner[1] <= outer[1]


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.sampled_from([1e-6, 1e-3, 0.5, 16_000.0, 1e12]))
def test_money_is_forecast_alike_in_any_currency(seed, rate):
    daily = noisy(450, seed=seed)
    euros, others = told(daily, counts=False), told(daily * rate, counts=False)
    assert others.median == pytest.approx(euros.median * rate)
    assert others.interval(0.8) == pytest.approx(tuple(end * rate for end in euros.interval(0.8)))
    assert others.probability(9300 * rate) == pytest.approx(euros.probability(9300))


number = st.one_of(st.none(), st.floats(-1e4, 1e6), st.just(0.0))


@settings(deadline=None, max_examples=60)
@given(st.lists(number, min_size=1, max_size=30), st.integers(1, 600), st.booleans())
def test_a_number_is_right_or_absent(values, days, counts):
    index = pd.date_range(end=AS_OF, periods=days)
    daily = pd.Series(np.resize(np.array(values, dtype=float), days), index)
    forecast = told(daily, counts=counts)
    assert silent(forecast) or all(map(math.isfinite, said(forecast)))
    assert math.isfinite(forecast.to_date)
    assert forecast.why or forecast.confidence == "full"


# Its promise, on processes whose truth is known


@pytest.fixture(scope="module")
def simulations() -> pd.DataFrame:
    """100 quarters of each process with three years before, at 45 and at 14 days left: what was said, what came."""
    rows = []
    for kind in KINDS:
        for seed in range(100):
            daily = simulated(kind, seed)
            start, due = daily.index[-92], daily.index[-1]
            actual = daily[start:].sum()
            for left in (45, 14):
                forecast = told(daily, start=start, due=due, as_of=due - pd.Timedelta(days=left), counts=False)
                low, high = forecast.interval(0.8)
                target = forecast.to_date + (forecast.median - forecast.to_date) * (0.85 + 0.003 * seed)
                row = {"kind": kind, "left": left, "covered": low <= actual <= high}
                rows.append(row | {"chance": forecast.probability(target), "hit": actual >= target})
    return pd.DataFrame(rows)


def test_the_80_percent_range_holds_80_percent_of_known_truths(simulations):
    pooled = simulations["covered"]
    error = math.sqrt(0.8 * 0.2 / len(pooled))
    assert len(pooled) == 800
    assert abs(pooled.mean() - 0.8) < 3 * error


@pytest.mark.parametrize("left", [45, 14])
@pytest.mark.parametrize("kind", KINDS)
def test_the_range_of_each_process_holds_within_the_binomial_error(simulations, kind, left):
    mine = simulations[(simulations["kind"] == kind) & (simulations["left"] == left)]["covered"]
    assert abs(mine.mean() - 0.8) < 3 * math.sqrt(0.8 * 0.2 / len(mine))


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.34), (0.34, 0.66), (0.66, 1.0)])
def test_chances_come_true_about_as_often_as_told(simulations, low, high):
    mine = simulations[simulations["chance"].between(low, high)]
    assert len(mine) > 100
    assert abs(mine["hit"].mean() - mine["chance"].mean()) < 0.15


def after(date: str) -> pd.Timestamp:
    return pd.Timestamp(date) + pd.Timedelta(days=1)
