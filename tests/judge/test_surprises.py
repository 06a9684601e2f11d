"""A miss is a surprise where no report before the due date had told the target at risk."""

import math
from datetime import date

import pytest

from kpilib.judge.surprises import first_told, missed_in, present
from kpilib.tell.changes import missed_data
from kpilib.tell.wording.changes import surprises_text
from tests.judge.past import report
from tests.tell.examples import leads

MISSED = {"status": "missed", "course": "off_course"}
CLOSING = "2026-09-30"


def missed(*earlier, **closing):
    return missed_in([*earlier, report(CLOSING, **(closing or {"leads": MISSED}))])


def test_a_miss_that_nobody_was_warned_of_is_a_surprise():
    (one,) = missed(report("2026-08-21", leads={"probability": 0.8}))
    assert one.surprise
    (alone,) = missed()
    assert alone.surprise


@pytest.mark.parametrize(
    ("told", "warned"),
    [
        ({"probability": 0.49}, ()),
        ({"probability": 0.8}, ("leads",)),  # a late dependency
        ({"probability": math.nan, "course": "off_course"}, ()),  # a report of the first schema
    ],
)
def test_a_miss_that_was_told_before_is_none(told, warned):
    (one,) = missed(report("2026-08-14", leads={}), report("2026-08-21", warned=warned, leads=told))
    assert (one.first_told, one.surprise) == (date(2026, 8, 21), False)


def test_an_even_chance_is_no_warning():
    (one,) = missed(report("2026-08-21", leads={"probability": 0.5}))
    assert one.surprise


def test_the_closing_report_itself_is_too_late_to_warn():
    (one,) = missed_in([report(CLOSING, warned=("leads",), leads=MISSED | {"probability": 0.0})])
    assert one.surprise


def test_the_last_word_on_a_kpi_counts():
    assert missed(report("2026-09-20", leads=MISSED), leads={"status": "hit"}) == ()


def test_a_kpi_due_earlier_was_to_be_warned_of_before_its_own_due_date():
    due = {"due": date(2026, 8, 15)}
    late = report("2026-08-21", leads=due | {"probability": 0.1})
    (one,) = missed(late, leads=MISSED | due)
    assert one.surprise


def test_at_risk_is_told_since_the_first_report_that_says_so():
    reports = [report("2026-08-07", leads={"probability": 0.4}), report("2026-08-14", leads={"probability": 0.3})]
    assert first_told(reports, "leads") == date(2026, 8, 7)
    assert first_told(reports, "orders") is None


def test_surprises_are_counted_and_named():
    both = missed(report("2026-08-21", leads={"probability": 0.3}, orders={}), leads=MISSED, orders=MISSED)
    assert surprises_text("Q3 2026", both) == (
        "Q3 2026: 2 targets were missed, 1 of them without an earlier warning: Orders."
    )
    assert surprises_text("Q3 2026", both[:1]) == "Q3 2026: 1 target was missed, and none without an earlier warning."
    assert surprises_text("Q3 2026", ()) == "Q3 2026: no target was missed."
    assert missed_data(both[1]) == {"quarter": "2026Q3", "kpi": "orders", "first_told": None, "surprise": True}


def test_the_report_that_is_being_made_counts_its_own_quarters_misses():
    closing = leads(each=10, days=92)
    (one,) = missed_in([report("2026-08-21", leads={"probability": 0.7}), present([closing])])
    assert (one.kpi, one.quarter, one.surprise) == ("leads", "2026Q3", True)
    open_still = present([leads()], warned=["leads"])
    assert (missed_in([open_still]), open_still.warned) == ((), {"leads"})
