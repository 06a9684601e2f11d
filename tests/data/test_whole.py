import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.data.export import DAILY_KEYS
from kpilib.data.whole import ContradictionError, combine


def test_no_tables_make_an_empty_table():
    whole, dropped = combine([])
    assert len(whole) == 0
    assert dropped == []


def test_tables_of_different_days_stand_below_each_other(daily):
    one, two = daily([(1, "", "", 10.0)], "orders"), daily([(2, "", "", 20.0)], "orders")
    whole, dropped = combine([("june", one), ("july", two)])
    assert whole["orders"].tolist() == [10, 20]
    assert dropped == []


def test_tables_of_different_measures_stand_beside_each_other(daily):
    one, two = daily([(1, "Email", "", 10.0)], "orders"), daily([(1, "Email", "", 500.0)], "revenue")
    whole, _ = combine([("a", one), ("b", two)])
    assert whole[["orders", "revenue"]].values.tolist() == [[10, 500]]


def test_a_row_that_two_tables_hold_is_taken_once_and_counted(daily):
    rows = daily([(1, "", "", 10.0), (2, "", "", 20.0)], "orders")
    whole, [dropped] = combine([("a", rows), ("b", rows)])
    assert whole["orders"].tolist() == [10, 20]
    assert dropped.count == 2


def test_what_the_channels_leave_of_the_whole_is_unattributed(daily):
    total = daily([(1, "", "", 100.0)], "sessions")
    parts = daily([(1, "Email", "", 30.0), (1, "Direct", "", 60.0)], "sessions")
    whole, _ = combine([("total", total), ("parts", parts)])
    assert dict(zip(whole["channel"], whole["sessions"], strict=True)) == {
        "Direct": 60,
        "Email": 30,
        "Unattributed": 10,
    }


def test_channels_that_explain_the_whole_leave_no_rest(daily):
    total = daily([(1, "", "", 90.0)], "sessions")
    parts = daily([(1, "Email", "", 30.0), (1, "Direct", "", 60.0)], "sessions")
    assert set(combine([("total", total), ("parts", parts)])[0]["channel"]) == {"Direct", "Email"}


def test_channels_that_hold_more_than_the_whole_leave_a_negative_rest(daily):
    total, parts = daily([(1, "", "", 90.0)], "sessions"), daily([(1, "Email", "", 100.0)], "sessions")
    whole, _ = combine([("total", total), ("parts", parts)])
    assert whole.loc[whole["channel"] == "Unattributed", "sessions"].tolist() == [-10]


def test_a_day_that_only_the_whole_tells_stays_without_channels(daily):
    total = daily([(1, "", "", 90.0), (2, "", "", 50.0)], "sessions")
    parts = daily([(1, "Email", "", 90.0)], "sessions")
    whole, _ = combine([("total", total), ("parts", parts)])
    assert whole[["channel", "sessions"]].values.tolist() == [["Email", 90], ["", 50]]


def test_channels_and_campaigns_of_one_day_are_not_added_to_each_other(daily):
    channels = daily([(1, "Paid Search", "", 100.0)], "clicks")
    campaigns = daily([(1, "Paid Search", "brand", 40.0), (1, "Paid Search", "generic", 60.0)], "clicks")
    assert combine([("a", channels), ("b", campaigns)])[0]["clicks"].sum() == 100


def test_two_tables_that_contradict_each_other_are_refused_naming_both(daily):
    one, two = daily([(1, "Email", "", 10.0)], "orders"), daily([(1, "Email", "", 11.0)], "orders")
    with pytest.raises(
        ContradictionError, match=r"^orders of 2026-07-01, Email is 10 in a\.csv and 11 in b\.csv; keep only the one"
    ):
        combine([("a.csv", one), ("b.csv", two)])


def test_a_difference_of_rounding_is_no_contradiction(daily):
    one, two = daily([(1, "", "", 1e6)], "revenue"), daily([(1, "", "", 1e6 + 0.5)], "revenue")
    assert combine([("a", one), ("b", two)])[0]["revenue"].tolist() == [1e6]


def test_a_missing_value_contradicts_nothing_and_stays_missing(daily):
    one = daily([(1, "", "", math.nan, 1.0)], "orders", "views")
    two = daily([(1, "", "", 10.0, 1.0), (2, "", "", math.nan, 1.0)], "orders", "views")
    orders = combine([("a", one), ("b", two)])[0]["orders"]
    assert orders[0] == 10
    assert math.isnan(orders[1])


CELLS = st.tuples(st.sampled_from([1, 2, 3]), st.sampled_from(["Email", "Direct", "Paid Search"]))
COUNTS = st.integers(0, 1000).map(float)


def frame(values):
    rows = [(pd.Timestamp(2026, 7, day), channel, "", value) for (day, channel), value in values.items()]
    return pd.DataFrame(rows, columns=[*DAILY_KEYS, "sessions"])


@given(st.dictionaries(CELLS, COUNTS, min_size=1), st.dictionaries(st.sampled_from([1, 2, 3]), COUNTS, min_size=1))
def test_the_whole_is_the_sum_of_its_parts(parts, wholes):
    total = frame({(day, ""): value for day, value in wholes.items()})
    combined, _ = combine([("parts", frame(parts)), ("total", total)])
    sums = combined.groupby("date")["sessions"].sum().to_dict()
    of_parts = frame(parts).groupby("date")["sessions"].sum().to_dict()
    assert sums == of_parts | {pd.Timestamp(2026, 7, day): value for day, value in wholes.items()}


@given(st.dictionaries(CELLS, COUNTS, min_size=1))
def test_nothing_is_counted_twice_when_a_table_is_given_twice(parts):
    once, _ = combine([("a", frame(parts))])
    twice, [dropped] = combine([("a", frame(parts)), ("b", frame(parts))])
    pd.testing.assert_frame_equal(once, twice)
    assert dropped.count == len(parts)


@given(st.dictionaries(CELLS, COUNTS, min_size=1), st.dictionaries(st.sampled_from([1, 2, 3]), COUNTS, min_size=1))
def test_what_was_combined_may_be_combined_again(parts, wholes):
    total = frame({(day, ""): value for day, value in wholes.items()})
    once, _ = combine([("parts", frame(parts)), ("total", total)])
    again, _ = combine([("file", once), ("total", total)])
    assert again.groupby("date")["sessions"].sum().to_dict() == once.groupby("date")["sessions"].sum().to_dict()


def test_the_tables_are_not_changed(daily):
    total, parts = daily([(1, "", "", 100.0)], "sessions"), daily([(1, "Email", "", 30.0)], "sessions")
    before = total.copy(), parts.copy()
    combine([("total", total), ("parts", parts)])
    pd.testing.assert_frame_equal(total, before[0])
    pd.testing.assert_frame_equal(parts, before[1])


def test_of_two_downloads_the_newer_one_is_right_and_says_what_it_changed(daily):
    old = daily([(1, "", "", 10), (2, "", "", 4)], "orders")
    new = daily([(2, "", "", 9), (3, "", "", 7)], "orders")
    whole, dropped = combine([("old.csv", old), ("new.csv", new)], ages=[2, 3])
    assert whole["orders"].tolist() == [10, 9, 7]
    assert [(one.reason, one.count) for one in dropped] == [("orders that a newer download restates, from 4 to 9", 1)]
    assert combine([("new.csv", new), ("old.csv", old)], ages=[3, 2])[0].equals(whole)


def test_a_repetition_in_a_newer_download_is_no_restatement(daily):
    same = daily([(1, "", "", 10)], "orders")
    _, dropped = combine([("old.csv", same), ("new.csv", same)], ages=[1, 2])
    assert [(one.reason, one.count) for one in dropped] == [("row that another table or file holds too", 1)]


def test_two_downloads_of_one_day_that_differ_are_a_contradiction(daily):
    tables = [("a.csv", daily([(1, "", "", 10)], "orders")), ("b.csv", daily([(1, "", "", 11)], "orders"))]
    with pytest.raises(ContradictionError, match=r"orders of 2026-07-01 is 10 in a\.csv and 11 in b\.csv"):
        combine(tables, ages=[5, 5])
