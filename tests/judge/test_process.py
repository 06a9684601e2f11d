"""A KPI as a process: which weeks, when limits are locked, when they are made anew, and what is asked of a week."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.judge.causes import Cause
from kpilib.judge.process import (
    NoProcess,
    Process,
    first_of_process,
    process_of,
    process_of_assessment,
    process_or_why,
    reach_of_process,
    shift_a_year_before,
    weekly_level,
)
from kpilib.judge.signals import process_limits
from tests.builders import day, facts_of, judged, kpi_of, readings, rows

CALM = [18, 22, 20, 19, 21, 23, 17, 20] * 3  # 24 weeks around 20


def weekly(values) -> pd.Series:
    return pd.Series(values, pd.date_range("2026-01-04", periods=len(values), freq="W-SUN"), dtype=float)


def note(on: str) -> Cause:
    return Cause(day(on), "Something happened", "note")


def by_day(weeks: list[float]) -> list[float]:
    """Seven equal days a week, from Monday on."""
    return [value / 7 for value in weeks for _ in range(7)]


def leads(weeks: list[float], *, first: str = "2026-01-05", as_of: str = "2026-08-21", target=500, **plan):
    return judged(
        facts_of(rows("crm", first, leads=by_day(weeks))),
        as_of,
        kpi_of("leads", target=target, **plan.pop("kpi", {})),
        **plan,
    )


def test_limits_are_locked_on_24_weeks_and_carried_forward():
    process = process_of(weekly([*CALM, 25, 25, 25, 25]))
    assert process.limits == process_limits(CALM, spread="screened")
    assert (process.segments[-1].baseline, str(process.segments[-1].locked.date())) == (24, "2026-06-14")


def test_below_six_weeks_there_is_no_process_and_below_twelve_limits_are_on_trial():
    assert process_of(weekly(CALM[:5])) is None
    assert process_of(weekly(CALM[:6])).limits.trial
    assert not process_of(weekly(CALM[:12])).limits.trial


def test_missing_weeks_are_left_out_and_counted():
    weeks = weekly([math.nan, *CALM, math.nan, 20, math.nan])
    process = process_of(weeks)
    assert len(process.weeks) == 25
    assert process.left_out == 1  # the one between; before the first and after the last nothing is known


def test_a_shift_for_the_better_with_a_cause_gets_new_limits_from_its_first_week():
    process = process_of(weekly([*CALM, *[26, 27, 25, 26] * 3]), [note("2026-06-15")], improvement="increase")
    old, new = process.segments
    assert str(new.first.date()) == "2026-06-21"
    assert (old.limits.centre, new.limits.centre) == (20, 26)
    assert new.cause == note("2026-06-15")
    run = [one for one in process.signals if one.rule == "run"]
    assert [(one.side, one.values) for one in run] == [(1, 12)]  # the run that led to them stays a signal
    assert process.ongoing == frozenset()  # and the new limits tell what the process does now


def test_new_limits_do_not_hold_the_jump_that_led_to_them():
    """The vignette of xmrr takes it in, 27 from 53 to 80, and comes to limits from 46.5 to 112.1."""
    years = [54, 56, 59, 65, 53, 64, 65, 61, 60, 51, 53, 53, 80, 76, 82, 77, 81, 85, 80, 79]
    process = process_of(weekly(years), [note("2026-03-27")])
    assert str(process.segments[1].first.date()) == "2026-03-29"
    assert 65 < process.limits.lower < process.limits.upper < 95


@pytest.mark.parametrize(
    ("causes", "improvement", "later"),
    [
        ([], "increase", 26),  # nothing was noted
        ([note("2026-05-01")], "increase", 26),  # too long before
        ([note("2026-07-01")], "increase", 26),  # after its beginning
        ([note("2026-06-15")], "increase", 14),  # a shift for the worse is not explained away
        ([note("2026-06-15")], "decrease", 26),
    ],
)
def test_limits_stay_without_a_cause_and_for_a_shift_for_the_worse(causes, improvement, later):
    process = process_of(weekly([*CALM, *[later] * 12]), causes, improvement=improvement)
    assert len(process.segments) == 1
    assert process.limits.centre == 20
    assert any(one.rule == "run" for one in process.signals)


def test_what_came_after_a_turn_has_no_part_in_the_limits_before_it():
    process = process_of(weekly([*CALM[:8], *[30] * 16]), [note("2026-02-25")])
    assert [segment.limits.centre for segment in process.segments] == [20, 30]


def test_neighbouring_weeks_that_depend_on_each_other_are_told():
    waves = [20 + 5 * math.sin(week / 3) for week in range(24)]
    assert process_of(weekly(waves)).depends
    assert not process_of(weekly(CALM)).depends
    assert math.isnan(process_of(weekly(CALM[:8])).correlation)  # too short to tell


def test_signals_are_told_for_the_period_and_a_run_is_not_told_twice():
    weeks = weekly([*CALM[:4], 60, *CALM[5:], *[15.5] * 9])
    process = process_of(weeks, since=day("2026-07-01"))
    assert [(one.rule, one.side) for one in process.recent] == [("run", -1)]
    assert ("outside", 1) in [(one.rule, one.side) for one in process.signals]


def test_neighbouring_weeks_outside_are_told_as_one():
    process = process_of(weekly([*CALM, 40, 41, 20, 42]))
    assert [(one.rule, one.values) for one in process.recent if one.rule == "outside"] == [
        ("outside", 2),
        ("outside", 1),
    ]


# ---- of an assessment


def test_weeks_come_from_before_and_within_the_period_and_only_whole_ones():
    process = process_of_assessment(leads([*CALM, *[20] * 9]))
    assert len(process.weeks) == 32  # 5 January to 16 August; the week of the 20th is not over
    assert str(process.weeks.index[-1].date()) == "2026-08-16"
    assert process.weeks.iloc[0] == 18


def test_values_are_of_single_weeks_and_never_cumulative():
    one = leads([20] * 33)
    assert set(process_of_assessment(one).weeks.round(6)) == {20}
    assert one.actual > 100


@pytest.mark.parametrize(
    ("starts", "first"),
    [("2026-07-01", "2026-01-01"), ("2026-04-01", "2025-07-01"), ("2026-01-01", "2025-07-01")],
)
def test_limits_are_made_of_the_half_year_before(starts, first):
    one = leads([20] * 120, first="2025-01-06", kpi={"starts": starts})
    assert str(first_of_process(one)) == first
    assert process_of_assessment(one).weeks.index[0] - pd.Timedelta(days=6) >= pd.Timestamp(first)


def test_nothing_before_a_break_is_held_against_what_came_after():
    breaks = [{"metric": "leads", "on": "2026-03-02", "text": "Phone calls no longer count"}]
    process = process_of_assessment(leads([*[90] * 8, *CALM], breaks=breaks, as_of="2026-08-14"))
    assert process.weeks.max() < 30
    assert process.signals == ()


def test_a_level_that_builds_up_has_no_process():
    facts = facts_of(readings("mail", "2026-01-05", active_subscribers=range(1000, 1228)))
    one = judged(facts, "2026-08-21", kpi_of("list_size", target=1300))
    assert process_or_why(one) == NoProcess("accumulates")
    assert process_of_assessment(one) is None


@pytest.mark.parametrize(
    ("weeks", "why"), [([20] * 4, NoProcess("too_few_weeks", 4)), ([3, 4] * 16, NoProcess("too_few_counts", 3.5))]
)
def test_why_there_is_no_process(weeks, why):
    one = leads(weeks, first="2026-07-20" if len(weeks) == 4 else "2026-01-05")
    found = process_or_why(one)
    assert found.why == why.why
    assert found.number == pytest.approx(why.number)


def test_a_kpi_without_data_has_no_process():
    one = judged(facts_of(rows("crm", "2026-07-01", orders=[1])), "2026-08-20", kpi_of("leads", target=5))
    assert process_or_why(one) == NoProcess("no_data")


def test_what_a_week_has_to_bring():
    total = leads([20] * 33)
    assert weekly_level(total) == pytest.approx(7 * (500 - total.actual) / 41)
    rate = judged(
        facts_of(rows("shop", "2026-01-05", orders=[1] * 228, sessions=[50] * 228)),
        "2026-08-21",
        kpi_of("conversion_rate", target="2.4%"),
    )
    assert weekly_level(rate) == pytest.approx(0.024)
    assert math.isnan(weekly_level(leads([20] * 33, target=None)))
    assert math.isnan(weekly_level(leads([90] * 33, target=100)))  # reached


@pytest.mark.parametrize(
    ("target", "reach"), [(200, "reliably_met"), (260, "hit_or_miss"), (500, "out_of_reach"), (None, None)]
)
def test_reach_of_what_is_needed(target, reach):
    one = leads([*CALM, *CALM], target=target)
    assert reach_of_process(one, process_of_assessment(one)) == reach


def test_reach_is_not_told_of_limits_that_the_process_has_left():
    one = leads([*CALM, *[10] * 9], target=200)
    process = process_of_assessment(one)
    assert process.ongoing == {-1}
    assert reach_of_process(one, process) is None


def test_the_year_before_tells_whether_it_may_be_the_season():
    year = [*[20] * 24, *[10] * 28]
    one = leads([*year, *CALM, *[10] * 9], first="2025-01-06", as_of="2026-08-21")
    process = process_of_assessment(one)
    signal = next(each for each in process.recent if each.rule == "run")
    now, then = shift_a_year_before(one, process, signal)
    assert (now, then) == (pytest.approx(-0.5), pytest.approx(-0.5))
    short = leads([*CALM, *[10] * 9])
    young = process_of_assessment(short)
    assert shift_a_year_before(short, young, young.recent[0]) is None


def test_a_first_week_outside_of_the_limits_is_held_to_the_limits_that_it_is_part_of():
    broken = [{"metric": "leads", "on": "2026-07-06", "text": "Phone calls count now."}]
    one = leads([*[20] * 26, 60, 20, 21, 19, 22, 20, 21], as_of="2026-08-28", breaks=broken)
    process = process_of_assessment(one)
    signal = process.recent[0]
    assert signal.first == process.weeks.index[0] == process.segments[0].first
    assert shift_a_year_before(one, process, signal) is None  # the year before was not measured


def test_a_run_that_led_to_new_limits_is_held_to_the_old_ones():
    one = leads([*[20] * 24, *[40] * 28, *CALM, *[40] * 9], first="2025-01-06", notes=[
        {"on": "2026-06-20", "text": "A new page."}
    ])  # fmt: skip
    process = process_of_assessment(one)
    assert [segment.turn is not None for segment in process.segments] == [False, True]
    assert shift_a_year_before(one, process, process.segments[1].turn) == (pytest.approx(1.0), pytest.approx(1.0))


# ---- laws


@settings(max_examples=25, deadline=None)
@given(
    weeks=st.lists(st.integers(5, 300), min_size=33, max_size=33),
    future=st.lists(st.integers(0, 9_999_999), min_size=1, max_size=60),
    on=st.integers(1, 30),
)
def test_later_days_and_notes_change_nothing(weeks, future, on):
    past = by_day(weeks)[:228]  # 5 January to 20 August
    kpi = kpi_of("leads", target=2000)
    notes = [{"on": f"2026-06-{on:02}", "text": "A note"}]
    later = [*notes, {"on": "2026-08-22", "text": "A later note"}]
    told = [
        process_or_why(judged(facts_of(rows("crm", "2026-01-05", leads=values)), "2026-08-21", kpi, notes=noted))
        for values, noted in ((past, notes), (past + future, later))
    ]
    assert isinstance(told[0], Process)
    assert repr(told[0]) == repr(told[1])


@settings(max_examples=50)
@given(st.lists(st.floats(-1e6, 1e6) | st.none(), max_size=60), st.integers(0, 40))
def test_any_weeks_give_a_process_without_nan_or_none(values, week):
    weeks = weekly([math.nan if value is None else value for value in values])
    causes = [Cause((pd.Timestamp("2026-01-04") + pd.Timedelta(weeks=week)).date(), "x", "note")]
    process = process_of(weeks, causes)
    if process is None:
        assert weeks.notna().sum() < 6
        return
    assert np.isfinite([(one.limits.lower, one.limits.centre, one.limits.upper) for one in process.segments]).all()
    firsts = [one.first for one in process.segments]
    assert firsts == sorted(set(firsts))
    assert all(one.first <= one.last for one in process.signals)


def test_a_metric_that_is_read_by_weeks_has_the_weeks_that_were_read():
    sundays = pd.date_range("2026-04-12", periods=19, freq="W-SUN", unit="us")
    read = readings("ga4", "2026-04-12", active_users=[100 + n for n in range(19)])
    read = read.assign(end=sundays, start=sundays - pd.Timedelta(days=6))
    whole = readings("ga4", "2026-08-16", active_users=[900]).assign(start=pd.Timestamp("2026-07-01"))
    one = judged(facts_of(read, whole), "2026-08-17", kpi_of("active_users", target=2000))
    assert process_of_assessment(one).weeks.tolist() == [100 + n for n in range(19)]
    assert process_or_why(judged(facts_of(whole), "2026-08-17", kpi_of("active_users"))).why == "too_few_weeks"
