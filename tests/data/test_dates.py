from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.data.dates import AmbiguousDatesError, calendar_span, parse_date, parse_dates

JULY = (date(2026, 7, 1), date(2026, 7, 31))


def test_a_thirteenth_in_the_second_place_says_that_the_month_comes_first():
    assert parse_dates(["4/5/2026", "4/13/2026"]) == [date(2026, 4, 5), date(2026, 4, 13)]


def test_a_thirteenth_in_the_first_place_says_that_the_day_comes_first():
    assert parse_dates(["5.4.2026", "13.4.2026"]) == [date(2026, 4, 5), date(2026, 4, 13)]


def test_the_declared_period_says_which_of_day_and_month_comes_first():
    assert parse_dates(["07/02/2026"], within=JULY) == [date(2026, 7, 2)]
    assert parse_dates(["02/07/2026"], within=JULY) == [date(2026, 7, 2)]


def test_daily_steps_say_which_of_day_and_month_comes_first():
    assert parse_dates(["1/2/2026", "2/2/2026", "3/2/2026"])[2] == date(2026, 2, 3)
    assert parse_dates(["2/1/2026", "2/2/2026", "2/3/2026"])[2] == date(2026, 2, 3)


def test_daily_steps_may_go_back_and_repeat_a_day():
    assert parse_dates(["3/2/2026", "3/2/2026", "2/2/2026", "1/2/2026"])[3] == date(2026, 2, 1)


@pytest.mark.parametrize("texts", [["3/4/2026"], ["3/4/2026", "3/4/2026"], ["4/4/2026", "3/4/2026", "7/8/2026"]])
def test_dates_with_two_readings_are_refused_with_both_of_them_and_how_to_say_which(texts):
    with pytest.raises(AmbiguousDatesError) as told:
        parse_dates(texts)
    assert str(told.value) == (
        "'3/4/2026' may be 3 April 2026 or 4 March 2026; say which with date_format: '%d/%m/%Y' or '%m/%d/%Y'"
    )
    assert texts[told.value.place] == "3/4/2026"


def test_the_forms_to_choose_from_are_written_as_the_file_writes_its_dates():
    with pytest.raises(AmbiguousDatesError, match=r"date_format: '%d\.%m\.%y' or '%m\.%d\.%y'$"):
        parse_dates(["3.4.26"])


def test_a_date_that_is_the_same_both_ways_is_no_riddle():
    assert parse_dates(["5/5/2026", "6/6/2026"]) == [date(2026, 5, 5), date(2026, 6, 6)]


def test_the_first_days_of_january_may_be_the_first_days_of_months():
    with pytest.raises(AmbiguousDatesError, match="'2/1/2026' may be 2 January 2026 or 1 February 2026"):
        parse_dates(["1/1/2026", "2/1/2026", "3/1/2026"])
    january = (date(2026, 1, 1), date(2026, 1, 31))
    assert parse_dates(["1/1/2026", "2/1/2026", "3/1/2026"], within=january)[2] == date(2026, 1, 3)


def test_a_period_that_allows_both_readings_settles_nothing():
    with pytest.raises(AmbiguousDatesError):
        parse_dates(["3/4/2026"], within=(date(2026, 1, 1), date(2026, 12, 31)))


def test_a_form_that_is_told_settles_everything():
    assert parse_dates(["03/04/2026", "x"], form="%d/%m/%Y") == [date(2026, 4, 3), None]


def test_a_cell_between_dates_that_is_none_is_none():
    assert parse_dates(["4/26/2026", "Total", "4/31/2026"]) == [date(2026, 4, 26), None, None]


@pytest.mark.parametrize("text", ["9999-12-31", "0026-07-01", "22060701", "1 Jul 1926", "2206/07/01"])
def test_a_year_that_no_report_tells_of_is_no_date(text):
    assert parse_date(text) is None
    assert parse_dates([text, "13.07.2206"]) == [None, None]


def test_a_time_beside_a_date_is_no_part_of_it():
    assert parse_dates(["2/13/2026 9:05", "2/14/2026, 11:59 PM"]) == [date(2026, 2, 13), date(2026, 2, 14)]


def test_dates_of_both_orders_in_one_column_are_not_all_dates():
    assert None in parse_dates(["13/2/2026", "2/14/2026"])


def test_a_year_of_two_digits_is_of_this_century():
    assert parse_dates(["31/12/25"]) == [date(2025, 12, 31)]


@pytest.mark.parametrize(
    "text",
    [
        "20260205",
        "2026-02-05",
        "2026-02-05 23:30:00",
        "2026-02-05T23:30:00+07:00",
        "2026-02-05 (Thu)",
        "5 Feb 2026",
        "05 February 2026",
        "Feb 5, 2026",
        "February 5, 2026",
        "Thu, 5 Feb 2026",
        "5-Feb-26",
        "2026/02/05",
        "2026/2/5",
        "2026-2-5",
        "2026.02.05 23:30",
    ],
)
def test_a_date_that_needs_no_neighbours_is_read(text):
    assert parse_date(text) == date(2026, 2, 5)
    assert parse_dates([text]) == [date(2026, 2, 5)]


@pytest.mark.parametrize("text", ["", "Total", "20261301", "2026-02-30", "1234", "3/4/2026"])
def test_what_is_no_date_by_itself_is_none(text):
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text", ["2026-07-06 - 2026-07-12", "2026-07-06 to 2026-07-12", "2026-07-06/12", "2026-W28-1"]
)
def test_a_week_is_not_taken_for_its_first_day(text):
    assert parse_dates([text]) == [None]


DAYS = st.dates(date(2000, 1, 1), date(2099, 10, 31))  # the 60 days from there stay in years that are read as years


@given(DAYS, st.integers(2, 60), st.sampled_from(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y%m%d", "%Y-%m-%d"]))
def test_days_that_follow_each_other_are_read_back_or_refused_but_never_read_wrong(first, count, form):
    days = [first + timedelta(offset) for offset in range(count)]
    try:
        found = parse_dates([day.strftime(form) for day in days])
    except AmbiguousDatesError:
        return  # 1/1, 2/1, 3/1: days of January or beginnings of months; and two days may be a month apart
    assert found == days


def test_the_nth_day_counts_from_the_start():
    assert calendar_span(*JULY, "day", 0) == (date(2026, 7, 1), date(2026, 7, 1))
    assert calendar_span(*JULY, "day", 30) == (date(2026, 7, 31), date(2026, 7, 31))


def test_nth_weeks_start_on_sunday_and_the_period_cuts_the_first_and_the_last():
    # 1 July 2026 is a Wednesday, 31 July a Friday.
    assert [calendar_span(*JULY, "week", n) for n in range(5)] == [
        (date(2026, 7, 1), date(2026, 7, 4)),
        (date(2026, 7, 5), date(2026, 7, 11)),
        (date(2026, 7, 12), date(2026, 7, 18)),
        (date(2026, 7, 19), date(2026, 7, 25)),
        (date(2026, 7, 26), date(2026, 7, 31)),
    ]


def test_a_period_that_starts_on_sunday_starts_with_a_whole_week():
    sunday = date(2026, 7, 5)
    assert calendar_span(sunday, date(2026, 7, 31), "week", 0) == (sunday, date(2026, 7, 11))


def test_nth_months_are_calendar_months_cut_by_the_period():
    period = date(2025, 11, 15), date(2026, 1, 10)
    assert [calendar_span(*period, "month", n) for n in range(3)] == [
        (date(2025, 11, 15), date(2025, 11, 30)),
        (date(2025, 12, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 10)),
    ]


@given(DAYS, st.integers(0, 400), st.sampled_from(["day", "week", "month"]))
def test_the_spans_of_a_period_cover_each_of_its_days_once(start, length, grain):
    end = start + timedelta(length)
    covered, offset = [], 0
    while not covered or covered[-1] < end:
        first, last = calendar_span(start, end, grain, offset)
        covered += [first + timedelta(n) for n in range((last - first).days + 1)]
        offset += 1
    assert covered == [start + timedelta(n) for n in range(length + 1)]
