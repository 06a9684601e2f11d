"""Quarters and fiscal years as dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.errors import KpilibError
from kpilib.plan.periods import Quarter, check_as_of, last_whole_day

QUARTERS = st.builds(
    Quarter, st.integers(2001, 2090), st.integers(1, 4), st.integers(1, 12), st.sampled_from(["end", "start"])
)


@pytest.mark.parametrize(
    ("text", "starts", "named_by", "first", "last"),
    [
        ("2026Q1", 1, "end", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026Q4", 1, "end", date(2026, 10, 1), date(2026, 12, 31)),
        ("2027Q1", 4, "end", date(2026, 4, 1), date(2026, 6, 30)),
        ("2027Q4", 4, "end", date(2027, 1, 1), date(2027, 3, 31)),
        ("2026Q1", 4, "start", date(2026, 4, 1), date(2026, 6, 30)),
        ("2024Q2", 12, "end", date(2024, 3, 1), date(2024, 5, 31)),
        ("2024Q1", 12, "end", date(2023, 12, 1), date(2024, 2, 29)),
    ],
)
def test_a_fiscal_quarter_has_its_dates(text, starts, named_by, first, last):
    quarter = Quarter.parse(text, fiscal_year_starts=starts, named_by=named_by)
    assert (quarter.start, quarter.end) == (first, last)


@given(QUARTERS)
def test_quarters_follow_each_other_without_gap(quarter):
    assert quarter.next.start == quarter.end + timedelta(days=1)
    assert 89 <= (quarter.end - quarter.start).days + 1 <= 92


@given(QUARTERS)
def test_the_year_before_starts_on_the_same_calendar_day(quarter):
    before = quarter.year_before.start
    assert (before.year, before.month, before.day) == (quarter.start.year - 1, quarter.start.month, quarter.start.day)


@pytest.mark.parametrize("text", ["2026", "2026Q5", "Q3 2026", "26Q3", "", "2026-Q3", "0000Q1", "9999Q4"])
def test_other_forms_are_no_quarter(text):
    with pytest.raises(KpilibError, match="is not a quarter"):
        Quarter.parse(text)


def test_the_as_of_day_is_still_running_except_on_the_last_day():
    quarter = Quarter(2026, 3)
    assert last_whole_day(date(2026, 9, 29), quarter) == date(2026, 9, 28)
    assert last_whole_day(date(2026, 9, 30), quarter) == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2026-10-01", "as_of 2026-10-01 is after 2026Q3 ends; the closing report of 2026Q3 is as of 2026-09-30"),
        (
            "2026-07-01",
            "leaves no whole day of 2026Q3, which starts on 2026-07-01; the first possible date is 2026-07-02",
        ),
        ("21 August", "as_of '21 August' is not a date; write YYYY-MM-DD, such as 2026-09-30"),
        ("", "as_of '' is not a date"),
    ],
)
def test_an_impossible_as_of_says_what_is_possible(as_of, told):
    with pytest.raises(KpilibError) as error:
        check_as_of(as_of, Quarter(2026, 3))
    assert told in str(error.value)
