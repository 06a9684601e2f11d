"""A breach of what facts promise is told by file, column and first row, and nothing is computed from it."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.data.contracts import check_facts
from kpilib.data.export import Export, no_events
from kpilib.data.facts import Facts
from kpilib.errors import ExportError
from kpilib.plan.client import Source
from tests.builders import facts_of, readings, rows


def told_of(facts: Facts) -> str:
    with pytest.raises(ExportError) as error:
        check_facts(facts)
    return str(error.value)


def events(**changes) -> Facts:
    """One order of 50 at noon of 1 July, with these values in place of its own."""
    one = {"kind": "order", "id": "a", "customer": "", "time": pd.Timestamp("2026-07-01 12:00", tz="UTC")}
    one |= {"value": 50.0, "channel": "", "source": "shop", "date": pd.Timestamp("2026-07-01")} | changes
    return replace(facts_of(rows("shop", "2026-07-01", orders=[1])), events=pd.DataFrame([one]))


def test_whole_facts_pass():
    facts = facts_of(
        rows("ga4", "2026-07-01", sessions=[1, None, 3]), readings("ga4", "2026-07-01", active_users=[1])
    )
    check_facts(facts)
    check_facts(events())


def test_no_facts_pass():
    check_facts(Facts(facts_of().daily, facts_of().readings, no_events(), (), ()))


def test_sessions_below_zero_are_refused_with_the_first_row():
    facts = facts_of(rows("ga4", "2026-07-01", channel="Email", sessions=[5, -3, -9]))
    assert told_of(facts) == (
        "ga4: source 'ga4': column 'sessions': -3 is below zero, which a count cannot be (2026-07-02, 'Email'); "
        "correct it where it comes from, or leave it out"
    )


@pytest.mark.parametrize("measure", ["revenue", "refunds", "claimed_value", "orders", "likes"])
def test_what_can_be_taken_back_may_be_below_zero(measure):
    check_facts(facts_of(rows("shop", "2026-07-01", **{measure: [5, -3]})))


def test_what_channels_leave_unexplained_may_be_below_zero():
    """Sessions are estimates: the channels of a day may come to more than the day."""
    check_facts(facts_of(rows("ga4", "2026-07-01", channel="Unattributed", sessions=[-3])))


def test_readings_below_zero_are_refused_by_their_measure():
    facts = facts_of(readings("ga4", "2026-07-01", active_users=[4, -1]))
    assert "column 'active_users': -1 is below zero, which a count cannot be (2026-07-02)" in told_of(facts)


def test_a_day_source_channel_and_campaign_stand_once():
    twice = rows("ga4", "2026-07-01", channel="Email", sessions=[5])
    assert "source 'ga4': a row stands there twice (2026-07-01, 'Email')" in told_of(facts_of(twice, twice))


def test_two_sources_may_tell_of_the_same_day():
    check_facts(facts_of(rows("ga4", "2026-07-01", sessions=[5]), rows("shop", "2026-07-01", sessions=[5])))


def test_a_span_that_ends_before_it_starts_is_refused():
    facts = facts_of(readings("ga4", "2026-07-02", active_users=[4]))
    early = facts.readings.assign(end=pd.Timestamp("2026-07-01"))
    found = told_of(replace(facts, readings=early))
    assert "source 'ga4': a row ends before it starts (2026-07-02, 2026-07-01)" in found


def test_a_channel_that_is_not_text_is_refused():
    facts = facts_of(rows("ga4", "2026-07-01", sessions=[5, 6]))
    assert "column 'channel': 7 is not text (2026-07-01, 7)" in told_of(
        replace(facts, daily=facts.daily.assign(channel=[7, "Email"]))
    )


def test_an_absent_campaign_is_not_the_same_as_an_empty_one():
    facts = facts_of(rows("ga4", "2026-07-01", sessions=[5, 6]))
    found = told_of(replace(facts, daily=facts.daily.assign(campaign=["", None])))
    assert "column 'campaign' is empty (2026-07-02)" in found


def test_a_column_that_is_not_there_is_named():
    facts = facts_of(rows("ga4", "2026-07-01", sessions=[5]))
    assert "column 'campaign' is absent" in told_of(replace(facts, daily=facts.daily.drop(columns="campaign")))


def test_text_among_numbers_is_refused():
    facts = facts_of(rows("ga4", "2026-07-01", sessions=[5, 6]))
    values = pd.Series([5, "six"], dtype=object)
    found = told_of(replace(facts, daily=facts.daily.assign(sessions=values)))
    assert "column 'sessions': 'six' is not a number (2026-07-02)" in found


def test_a_number_without_end_is_refused():
    assert "'revenue': inf has no end" in told_of(facts_of(rows("shop", "2026-07-01", revenue=[math.inf])))


def test_people_of_a_day_may_not_stand_among_what_is_added():
    found = told_of(facts_of(rows("ga4", "2026-07-01", active_users=[5])))
    assert "column 'active_users': 5 is of a day and may not be added" in found


def test_a_day_as_text_is_refused():
    facts = facts_of(rows("ga4", "2026-07-01", sessions=[5]))
    found = told_of(replace(facts, daily=facts.daily.assign(date="2026-07-01")))
    assert "column 'date': '2026-07-01' is not a day" in found


def test_an_event_of_an_unknown_kind_is_refused_with_those_that_are_known():
    found = told_of(events(kind="sale"))
    assert "column 'kind': 'sale' is none of order, refund, lead, qualified, won, lost" in found


def test_a_time_without_a_zone_is_refused():
    found = told_of(events(time=pd.Timestamp("2026-07-01 12:00")))
    assert "column 'time': 2026-07-01 is a time that knows no zone (2026-07-01, 'order', 'a')" in found


def test_an_order_stands_once():
    twice = events()
    found = told_of(replace(twice, events=pd.concat([twice.events] * 2, ignore_index=True)))
    assert "source 'shop': a row stands there twice (2026-07-01, 'order', 'a')" in found


def test_the_one_file_that_tells_of_the_day_is_named():
    facts = facts_of(rows("ga4", "2026-07-01", sessions=[5, -1]))
    first, second = (
        Export(name, "ga4", "", "", "", 1, daily=part.drop(columns="source"))
        for name, part in (("june.csv", facts.daily[:1]), ("july.csv", facts.daily[1:]))
    )
    named = replace(facts, exports=(("ga4", first), ("ga4", second)))
    assert told_of(named).startswith("july.csv: source 'ga4': column 'sessions': -1 is below zero")


def test_a_file_that_is_read_alone_is_held_to_it_too(tmp_path):
    path = tmp_path / "web.csv"
    path.write_text("d,n\n2026-07-01,5\n2026-07-02,-5\n")
    with pytest.raises(ExportError, match=r"^web.csv: source 'table': column 'sessions': -5 is below zero"):
        read_export(
            path, "table", source=Source(file="web.csv", reader="table", columns={"date": "d", "sessions": "n"})
        )


def test_the_facts_are_left_as_they_are():
    facts = facts_of(rows("ga4", "2026-07-01", sessions=[5, None]))
    before = facts.daily.copy()
    check_facts(facts)
    pd.testing.assert_frame_equal(facts.daily, before)
