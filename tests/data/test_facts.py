from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kpilib.data.export import no_daily, no_events, no_readings
from kpilib.data.facts import Coverage, Facts, missing_days


def july(day):
    return date(2026, 7, day)


def covers(measure, first, last, missing=()):
    return Coverage("shop", "table", measure, july(first), july(last), tuple(map(july, missing)))


@pytest.fixture
def facts():
    """Orders of 1 to 4 July, weekly users of 1-4 and 5-11 July, an order on the 2nd and one on the 9th."""
    days = pd.to_datetime([july(day) for day in (1, 2, 3, 4)])
    spans = [(july(1), july(4)), (july(5), july(11))]
    readings = pd.DataFrame(spans, columns=["start", "end"]).apply(pd.to_datetime)
    events = pd.DataFrame({"kind": "order", "id": ["a", "b"], "date": pd.to_datetime([july(2), july(9)])})
    return Facts(
        daily=pd.DataFrame({"date": days, "source": "shop", "channel": "", "campaign": "", "orders": [1.0, 2, 3, 4]}),
        readings=readings.assign(source="shop", measure="active_users", channel="", campaign="", value=[10.0, 20.0]),
        events=events.assign(source="shop"),
        coverage=(covers("orders", 1, 4), covers("active_users", 1, 11)),
        exports=(),
    )


def test_nothing_later_than_the_day_is_left(facts):
    seen = facts.until(july(3))
    assert seen.daily["orders"].tolist() == [1, 2, 3]
    assert seen.readings.empty
    assert seen.events["id"].tolist() == ["a"]
    assert max(one.last for one in seen.coverage) <= july(3)


def test_a_reading_is_seen_on_the_last_day_of_its_span_and_not_before(facts):
    assert facts.until(july(10)).readings["value"].tolist() == [10]
    assert facts.until(july(11)).readings["value"].tolist() == [10, 20]


def test_readings_cover_the_days_up_to_the_last_span_that_is_over(facts):
    assert [one.measure for one in facts.until(july(3)).coverage] == ["orders"]
    assert [one.last for one in facts.until(july(10)).coverage] == [july(4), july(4)]
    assert [one.last for one in facts.until(july(11)).coverage] == [july(4), july(11)]


def test_a_source_that_begins_later_is_not_seen():
    assert covers("orders", 5, 9).until(july(4)) is None


def test_coverage_ends_on_the_day_and_keeps_the_gaps_before_it():
    assert covers("orders", 1, 9, [3, 7]).until(july(6)) == covers("orders", 1, 6, [3])


def test_a_day_that_is_missing_so_far_is_an_end_and_not_a_gap():
    assert covers("orders", 1, 9, [3, 6, 7]).until(july(7)) == covers("orders", 1, 5, [3])


def test_a_day_after_the_last_changes_nothing(facts):
    later = facts.until(july(31))
    assert later.coverage == facts.coverage
    pd.testing.assert_frame_equal(later.daily, facts.daily)


def test_looking_twice_is_looking_at_the_earlier_day(facts):
    once, twice = facts.until(july(2)), facts.until(july(10)).until(july(2))
    pd.testing.assert_frame_equal(once.daily, twice.daily)
    pd.testing.assert_frame_equal(once.readings, twice.readings)
    assert once.coverage == twice.coverage


def test_the_facts_themselves_are_not_changed(facts):
    before = facts.daily.copy(), facts.readings.copy(), facts.events.copy(), facts.coverage
    facts.until(july(2))
    for frame, copy in zip((facts.daily, facts.readings, facts.events), before, strict=False):
        pd.testing.assert_frame_equal(frame, copy)
    assert facts.coverage == before[3]


def test_measures_and_their_sources_are_named(facts):
    assert facts.measures == ("orders", "active_users")
    assert facts.sources_of("orders") == (facts.coverage[0],)
    assert facts.sources_of("cost") == ()
    assert facts.first_day == july(1)


def test_facts_of_nothing_have_no_first_day():
    assert Facts(no_daily(), no_readings(), no_events(), (), ()).first_day is None


def test_days_without_a_row_between_two_with_one_are_missing():
    assert missing_days({july(1), july(4)}, july(1), july(4)) == (july(2), july(3))
    assert missing_days({july(1)}, july(1), july(1)) == ()


def test_the_sum_of_weeks_within_a_month_that_is_told_too_counts_each_day_once(facts):
    spans = [(july(1), july(31)), (july(1), july(31)), (july(5), july(11)), (july(12), july(18))]
    readings = pd.DataFrame(spans, columns=["start", "end"]).apply(pd.to_datetime)
    readings = readings.assign(source="shop", measure="views", campaign="", channel=["Email", "Direct", "", ""])
    told = replace(
        facts, readings=readings.assign(value=[60.0, 40.0, 20.0, 30.0]), coverage=(covers("views", 1, 31),)
    )
    assert repr(told).splitlines()[-1] == "  views: 100"


def test_what_is_made_of_facts_is_made_once_and_belongs_to_them_alone(facts):
    made = []

    def make(value):
        return made.append(value) or value

    assert facts.kept("sum", lambda: make(10)) == facts.kept("sum", lambda: make(99)) == 10
    assert facts.until(july(2)).kept("sum", lambda: make(3)) == 3  # fewer days, and nothing of the others' in them
    assert replace(facts, coverage=()).kept("sum", lambda: make(0)) == 0
    assert made == [10, 3, 0]


def test_what_depends_on_a_plan_is_made_anew_for_another_one(facts):
    one, other = ["a plan"], ["a plan"]  # alike, and yet two
    kept = [facts.kept("kpi", lambda value=value: value, by=plan) for value, plan in ((1, one), (2, other), (3, one))]
    assert kept == [1, 2, 1]
