"""What another party brings late: how late on a day, and what that takes from a KPI."""

import math
from datetime import date

import pytest

from kpilib.errors import ProblemsError
from kpilib.plan.dependencies import delay_of, delays_of
from kpilib.plan.model import Dependency
from kpilib.plan.params import read_plan
from tests.builders import kpi_of, plan_of
from tests.project import QUARTER, small_project

PAGE = {"item": "Wholesale page", "party": "Web vendor", "kpi": "leads", "promised": "2026-07-06", "uplift": 87}


def delay(day: str, *, due: str = "2026-09-30", **fields):
    one = Dependency(**(PAGE | fields))
    return delay_of(one, start=date(2026, 7, 1), due=date.fromisoformat(due), day=date.fromisoformat(day))


def moved(on: str, to: str) -> dict:
    return {"moved": [{"on": on, "to": to}]}


def test_on_the_promised_day_it_is_not_late_and_the_day_after_it_is():
    assert delay("2026-07-06") is None
    late = delay("2026-07-07")
    # from 6 July to 30 September there are 87 planned days, each of them worth 1
    assert (late.days, late.delayed, late.planned, late.lost, late.at_least) == (1, 1, 87, 1, True)


def test_a_new_promise_counts_up_to_its_day_from_when_it_was_told():
    told = moved("2026-08-04", "2026-08-31")
    assert delay("2026-08-03", **told).delayed == 28
    late = delay("2026-08-04", **told)
    assert (late.days, late.delayed, late.lost, late.still_to_come, late.at_least) == (29, 56, 56, 31, False)


def test_a_reason_that_is_told_later_is_not_known_before():
    first = {"on": "2026-08-04", "to": "2026-08-31", "reason": "the photos are late"}
    again = {"on": "2026-08-25", "to": "2026-08-31", "reason": "the vendor was ill"}
    assert delay("2026-08-21", moved=[first, again]).why == "the photos are late"
    assert delay("2026-08-25", moved=[first, again]).why == "the vendor was ill"
    assert delay("2026-08-03", moved=[first, again]).why is None


def test_a_postponement_is_known_before_the_promised_day():
    late = delay("2026-07-02", **moved("2026-07-01", "2026-07-13"))
    assert (late.days, late.delayed) == (0, 7)


def test_a_new_promise_that_was_broken_too_is_told_as_at_least():
    late = delay("2026-09-10", **moved("2026-08-04", "2026-08-31"))
    assert (late.until, late.delayed, late.at_least) == (None, 66, True)
    assert math.isnan(late.still_to_come)


def test_what_was_delivered_late_keeps_its_loss_and_what_came_in_time_has_none():
    late = delay("2026-09-10", delivered="2026-07-16")
    assert (late.delivered, late.days, late.lost) == (True, 10, 10)
    assert delay("2026-09-10", delivered="2026-07-06") is None
    assert delay("2026-07-10", delivered="2026-07-16").delivered is False  # not known yet on that day


def test_days_before_the_kpi_begins_and_after_it_is_due_cost_nothing():
    assert delay("2026-08-21", promised="2026-06-01", delivered="2026-06-20") is None
    assert delay("2026-08-21", promised="2026-06-01", delivered="2026-07-11").delayed == 10
    never = delay("2026-09-20", **moved("2026-08-04", "2026-12-31"))
    assert (never.delayed, never.lost) == (87, 87)
    assert delay("2026-12-01", promised="2026-11-01") is None


def test_a_cost_that_was_to_fall_stays_higher():
    assert delay("2026-08-21", uplift="-87").lost == -46


def test_without_an_uplift_the_loss_is_not_known():
    assert math.isnan(delay("2026-08-21", uplift=None).lost)


def test_the_worst_delay_comes_first_and_ones_own_work_is_no_dependency():
    small, own = PAGE | {"item": "Photos", "uplift": 10}, PAGE | {"item": "Text", "party": "Ana"}
    plan = plan_of(kpi_of("leads", target=1200), kpi_of("orders"), dependencies=[small, PAGE, own])
    found = delays_of(plan, plan.kpis[0], date(2026, 8, 21))
    assert [one.dependency.item for one in found] == ["Wholesale page", "Photos"]
    assert delays_of(plan, plan.kpis[1], date(2026, 8, 21)) == []


@pytest.mark.parametrize(
    ("kpi", "uplift", "told"),
    [
        ("order", "5", "no kpi is named 'order'; did you mean 'orders'?"),
        ("orders", "5%", "uplift '5%' has the mark of a percentage: write it as a plain number"),
        ("conversion_rate", "0.2%", "write the uplift in percentage points, such as +0.20pp"),
        ("conversion_rate", "0.2", "write the uplift in percentage points, such as +0.20pp"),
        ("conversion_rate", "soon", "uplift 'soon' is not a number such as 1200 or 2.4%"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(tmp_path, kpi, uplift, told):
    entry = f"dependencies:\n  - {{item: Page, party: Vendor, kpi: {kpi}, promised: 2026-07-06, uplift: {uplift}}}\n"
    params = small_project(tmp_path, quarter=QUARTER + entry)
    with pytest.raises(ProblemsError) as problems:
        read_plan(params, "shop", "2026Q3")
    assert told in str(problems.value)
    assert f"2026Q3.yml:{len(QUARTER.splitlines()) + 2}: dependency 'Page': " in str(problems.value)
    assert len(problems.value.problems) == 1
