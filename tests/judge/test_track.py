"""How earlier forecasts turned out: which forecast is held to which result, and what is said of fairness."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.data.history import PastKpi, PastReport
from kpilib.judge.thresholds import FEWEST_TRACKED
from kpilib.judge.track import Group, Track, back_test, shown, track_of, wilson

DUE = date(2026, 6, 30)


def forecast(probability: float = 0.7, low: float = 900, high: float = 1100, **fields) -> PastKpi:
    known = {"id": "leads", "name": "Leads", "metric": "leads", "status": "likely", "due": DUE, "target": 1000.0}
    known |= {"actual": 500.0, "confidence": "full", "probability": probability, "low": low, "high": high}
    return PastKpi(**(known | fields))


def result(actual: float = 1050, status: str = "hit", **fields) -> PastKpi:
    return forecast(math.nan, math.nan, math.nan, actual=actual, status=status, confidence="none", **fields)


def report(days_left: int, *kpis: PastKpi, quarter: str = "2026Q2", due: date = DUE) -> PastReport:
    return PastReport("shop", quarter, due - timedelta(days=days_left), {one.id: one for one in kpis})


def track(told: PastKpi, came: PastKpi) -> Track:
    return track_of([report(45, told), report(0, came)])


# Which forecast is held to which result


def test_a_forecast_is_held_to_its_result():
    found = track(forecast(0.7), result(1050, "hit"))
    (one,) = found.kept
    assert (one.hit, one.inside, one.quarter) == (True, True, "2026Q2")
    assert found.groups == (Group(0.7, 1, 1),)
    assert (found.inside, found.ranges) == (1, 1)


@pytest.mark.parametrize(
    ("actual", "status", "hit", "inside"),
    [
        (900, "missed", False, True),
        (899, "missed", False, False),
        (1100, "hit", True, True),
        (1101, "hit", True, False),
    ],
)
def test_the_ends_of_the_range_are_in_it(actual, status, hit, inside):
    (one,) = track(forecast(), result(actual, status)).kept
    assert (one.hit, one.inside) == (hit, inside)


def test_of_several_forecasts_the_one_nearest_to_45_days_counts():
    days = (80, 60, 44, 30, 7)
    reports = [report(left, forecast(left / 100)) for left in days]
    (one,) = track_of([*reports, report(0, result())]).kept
    assert (DUE - one.as_of).days == 44


def test_the_order_of_the_reports_does_not_matter():
    reports = [report(44, forecast(0.4)), report(0, result()), report(70, forecast(0.6))]
    assert track_of(reports) == track_of(reports[::-1])


def test_a_forecast_of_the_due_date_is_none():
    assert track_of([report(0, forecast()), report(-1, result())]).kept == ()


@pytest.mark.parametrize("status", ["likely", "incomplete", "no_data", "reached"])
def test_without_a_result_nothing_is_held(status):
    assert track(forecast(), result(status=status)).kept == ()


@pytest.mark.parametrize(
    "told",
    [
        forecast(confidence="low"),
        forecast(confidence="none"),
        forecast(low=math.nan, high=math.nan),
        forecast(due=date(2026, 5, 31)),
        forecast(definition="another"),
        forecast(id="orders"),
    ],
    ids=["in words only", "withheld", "without a range", "of another day", "counted otherwise", "of another KPI"],
)
def test_what_cannot_be_compared_is_not_held(told):
    assert track(told, result()).kept == ()


@pytest.mark.parametrize("told", [forecast(target=1200.0), forecast(math.nan)], ids=["another target", "no target"])
def test_a_range_is_held_even_where_the_chance_cannot_be(told):
    found = track(told, result())
    assert found.kept[0].hit is None
    assert (found.inside, found.ranges, found.count) == (1, 1, 0)


def test_each_quarter_has_its_own_results():
    before = date(2026, 3, 31)
    reports = [
        report(45, forecast(0.9, due=before), quarter="2026Q1", due=before),
        report(0, result(500, "missed", due=before), quarter="2026Q1", due=before),
        report(45, forecast(0.5)),
        report(0, result()),
    ]
    found = track_of(reports)
    assert [one.quarter for one in found.kept] == ["2026Q1", "2026Q2"]
    assert found.groups == (Group(0.5, 1, 1), Group(0.9, 0, 1))
    assert (found.inside, found.ranges) == (1, 2)


def test_without_reports_there_is_no_record():
    found = track_of([])
    assert (found.count, found.ranges, found.kept, found.groups) == (0, 0, (), ())


# Fairness


@pytest.mark.parametrize(
    ("groups", "fairness"),
    [
        ((), "fair"),
        ((Group(0.5, 2, 4),), "fair"),
        ((Group(0.1, 1, 1),), "fair"),  # chance
        ((Group(0.3, 300, 1000),), "fair"),
        ((Group(0.3, 200, 1000),), "fair"),  # certainly not 30%, and near enough
        ((Group(0.7, 400, 1000),), "too_hopeful"),
        ((Group(0.3, 600, 1000),), "too_cautious"),
        ((Group(0.1, 400, 1000), Group(0.9, 600, 1000)), "too_sure"),
        ((Group(0.3, 50, 1000), Group(0.7, 950, 1000)), "not_sure_enough"),
    ],
)
def test_fairness_is_told_by_what_is_off_by_more_than_chance(groups, fairness):
    assert Track(groups, 0, 0).fairness == fairness


def test_the_clients_own_record_is_shown_from_ten_forecasts_on():
    few = Track((Group(0.5, 4, FEWEST_TRACKED - 1),), 9, 9)
    enough = Track((Group(0.5, 5, FEWEST_TRACKED),), 10, 10)
    assert shown(few) is back_test()
    assert shown(enough) is enough


def test_the_back_test_has_five_groups_and_its_promises():
    record = back_test()
    assert len(record.groups) == 5
    assert record.fairness == "fair"
    assert record.kept == ()
    assert 0.78 <= record.inside / record.ranges <= 0.87
    assert record.count > 10_000
    assert record.quarters > 300
    assert [group.stated for group in record.groups] == sorted(group.stated for group in record.groups)


# Wilson


def test_wilsons_interval_is_the_published_one():
    # Newcombe, Two-sided confidence intervals for the single proportion (1998): 81 of 263, and 15 of 148, at 95 %.
    assert wilson(81, 263, 0.95) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148, 0.95) == pytest.approx((0.0624, 0.1605), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda count: st.tuples(st.integers(0, count), st.just(count))))
def test_an_interval_holds_its_share_and_stays_between_zero_and_one(pair):
    hits, count = pair
    low, high = wilson(hits, count)
    assert 0 <= low <= hits / count + 1e-12
    assert hits / count - 1e-12 <= high <= 1
