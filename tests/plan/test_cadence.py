"""On which days a report is due, and whether one came."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.judge.updates import given_for, updates_of
from kpilib.plan.cadence import update_days
from kpilib.plan.periods import Quarter

CADENCES = ("weekly", "fortnightly", "monthly", "quarterly")
Q3 = (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    ("cadence", "days"),
    [
        ("weekly", "10-07 17-07 24-07 31-07 07-08 14-08 21-08 28-08 04-09 11-09 18-09 25-09 09-10"),
        ("fortnightly", "10-07 24-07 07-08 21-08 04-09 18-09 09-10"),
        ("monthly", "31-07 28-08 09-10"),
        ("quarterly", "09-10"),
    ],
)
def test_the_days_of_a_quarter(cadence, days):
    assert [f"{day:%d-%m}" for day in update_days(*Q3, cadence)] == days.split()


@given(
    year=st.integers(2020, 2035),
    number=st.integers(1, 4),
    first=st.integers(1, 12),
    cadence=st.sampled_from(CADENCES),
)
def test_every_day_is_a_friday_and_only_the_closing_one_lies_after_the_quarter(year, number, first, cadence):
    quarter = Quarter(year, number, first)
    *within, closing = update_days(quarter.start, quarter.end, cadence)
    assert {day.weekday() for day in (*within, closing)} == {4}
    assert sorted({*within, closing}) == [*within, closing]
    assert all(quarter.start + timedelta(days=7) <= day <= quarter.end for day in within)
    assert timedelta(days=3) <= closing - quarter.end <= timedelta(days=9)


DAYS = update_days(*Q3, "fortnightly")


def said(today: str, *came: str) -> tuple[list[str], str, str]:
    """Missed, due and next; Q2's closing report came."""
    dates = {date(2026, 6, 30), *map(date.fromisoformat, came)}
    told = updates_of(DAYS, given_for(DAYS, dates, *Q3), date.fromisoformat(today), first=min(dates))
    return (
        [f"{day:%d-%m}" for day in told.missed],
        told.due and f"{told.due:%d-%m}",
        told.next and f"{told.next:%d-%m}",
    )


def test_what_was_before_the_first_report_was_never_promised():
    told = updates_of(DAYS, set(), date(2026, 8, 21))
    assert (told.missed, told.due) == ((), date(2026, 8, 21))
    assert updates_of(DAYS, set(), date(2026, 8, 25)).missed == (date(2026, 8, 21),)
    later = {date(2026, 8, 7)}
    assert updates_of(DAYS, later, date(2026, 8, 21), first=min(later)).missed == ()


def test_before_the_first_day_nothing_is_due():
    assert said("2026-07-09") == ([], None, "10-07")


def test_on_its_day_and_over_the_weekend_a_report_is_due_and_then_it_is_missed():
    assert said("2026-07-10") == ([], "10-07", "24-07")
    assert said("2026-07-13") == ([], "10-07", "24-07")
    assert said("2026-07-14") == (["10-07"], "10-07", "24-07")


def test_a_report_up_to_three_days_early_counts_and_a_late_one_ends_the_wait():
    assert said("2026-07-20", "2026-07-07") == ([], None, "24-07")
    assert said("2026-07-20", "2026-07-06") == (["10-07"], "10-07", "24-07")
    assert said("2026-07-20", "2026-07-18") == ([], None, "24-07")


def test_a_missed_day_stays_missed_when_the_next_report_comes():
    assert said("2026-08-21", "2026-07-10", "2026-08-07", "2026-08-21") == (["24-07"], None, "04-09")


def test_the_closing_report_is_as_of_the_last_day_and_counts_for_its_own():
    came = ["2026-07-10", "2026-07-24", "2026-08-07", "2026-08-21", "2026-09-04", "2026-09-18"]
    assert said("2026-10-20", *came) == (["09-10"], "09-10", None)
    assert said("2026-10-20", *came, "2026-09-30") == ([], None, None)
