"""What changed since the last report: data restated, target changed, new days."""

import math
from datetime import date

import pytest

from kpilib.judge.changes import changes
from kpilib.tell.changes import change_data, table_changes
from kpilib.tell.wording.changes import then_text, why_text
from tests.judge.past import foreseen, report
from tests.tell.examples import conversion, leads, plain

THEN = {"data_to": date(2026, 8, 12), "actual": 860.0, "target": 1840.0, "probability": 0.31, "confidence": "full"}


def change(one, **fields):
    """The change since a report of 13 August that saw 43 days of 20 leads, unless told otherwise."""
    (found,) = changes([one], [report("2026-08-13", leads=THEN | fields)])
    return found


def test_seven_new_days_are_told_with_what_the_plan_expected():
    # 50 days of 20: the last one is 19 August, a week after the report's
    found = change(foreseen(leads(), 0.18))
    assert (found.before, found.now, found.since) == (0.31, 0.18, date(2026, 8, 13))
    assert (found.restated, found.new_days, found.brought, found.expected) == (0, 7, 140, pytest.approx(140))
    assert math.isnan(found.old_target)
    assert plain(why_text(found)) == "7 new days brought 140; the plan path expected 140."


def test_restated_data_are_told_by_how_much():
    found = change(leads(), actual=871.0)
    assert found.restated == -11
    assert plain(why_text(found)).startswith("Data up to 12 Aug were restated: −11.")


def test_what_only_floating_point_adds_is_no_restatement():
    assert change(leads(), actual=860.0 + 1e-10).restated == 0


def test_a_target_that_moved_is_told_with_the_old_one():
    found = change(leads(), target=1700.0)
    assert found.old_target == 1700
    assert "The target changed: 1,700 then, now 1,840." in plain(why_text(found))
    assert "1,700 then, there is none now" in plain(why_text(change(leads(target=None), target=1700.0)))
    assert not change(leads(target=None), target=math.nan).moved


def test_a_first_target_is_something_new():
    found = change(leads(days=43), target=math.nan)
    assert (found.moved, found.nothing) == (True, False)
    assert plain(why_text(found)) == "A target of 1,840 was agreed; there was none then."


def test_a_rate_is_told_over_the_new_days():
    then = {"metric": "conversion_rate", "data_to": date(2026, 8, 12), "actual": 0.02, "target": 0.024}
    (found,) = changes([conversion()], [report("2026-08-13", conversion_rate=then)])
    assert (found.restated, found.new_days, found.brought) == (0, 7, pytest.approx(0.02))
    assert math.isnan(found.expected)
    assert why_text(found) == "7 new days came to 2.00%."


def test_a_kpi_that_is_counted_in_another_way_is_not_compared():
    assert change(leads(), metric="orders").recounted
    found = change(leads(), definition="000000000000")
    assert (found.recounted, found.nothing) == (True, False)
    assert "counted in another way" in why_text(found)


def test_nothing_new_is_said_so():
    found = change(leads(days=43))
    assert found.nothing
    assert why_text(found).startswith("Nothing is new")


def test_the_last_report_that_told_the_kpi_is_the_one_to_compare_with():
    history = [report("2026-08-06", leads=THEN | {"probability": 0.5}), report("2026-08-13", orders={})]
    (found,) = changes([leads()], history)
    assert (found.since, found.before) == (date(2026, 8, 6), 0.5)
    assert changes([leads()], []) == ()


def test_missing_days_are_neither_new_nor_expected():
    found = change(leads(missing=45), actual=0.0)
    assert (found.new_days, found.brought, found.expected) == (5, 100, pytest.approx(100))


def test_a_report_without_data_of_the_period_tells_nothing_of_restatement():
    found = change(leads(), data_to=None, actual=math.nan)
    assert math.isnan(found.restated)
    assert found.new_days == 0


def test_the_table_shows_then_and_now_and_results_hold_no_nan():
    found = change(foreseen(leads(), 0.18))
    html = plain(table_changes([found]).html)
    for text in ("P = 0.31", "13 Aug", "P = 0.18", "7 new days", "Against the report as of 13 Aug 2026."):
        assert text in html
    assert not str(table_changes([]).html)
    told = change_data(change(leads(), probability=math.nan))
    assert (told["before"], told["now"], told["old_target"]) == (None, None, None)
    assert then_text(change(leads(), probability=math.nan)) == "not told"
    assert then_text(change(leads(), confidence="low")) == "told in words only"
