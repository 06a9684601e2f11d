"""Whose readers are due a report: what `kpilib due` tells and `kpilib run --due` makes."""

from datetime import date

import pytest

from kpilib.cli import console
from kpilib.deliver.due import promises
from kpilib.plan.params import read_plan
from tests.project import CLIENT, small_project


@pytest.fixture
def params(tmp_path):
    return small_project(tmp_path, client=CLIENT + "cadence: fortnightly\n")


@pytest.mark.parametrize(
    ("today", "as_of"),
    [
        ("2026-09-21", "2026-09-21"),
        ("2026-09-30", "2026-09-29"),  # the quarter's last day is running: a report as of it would close the quarter
    ],
)
def test_a_report_that_is_late_is_as_of_the_latest_day_that_makes_sense(params, today, as_of):
    (one, *_) = promises(params, params.parent / "reports", date.fromisoformat(today))
    assert (one.quarter, one.updates.due, one.as_of) == ("2026Q3", date(2026, 9, 18), date.fromisoformat(as_of))


def test_a_file_in_the_history_that_no_run_has_left_is_no_report(params):
    history = params.parent / "reports/2026Q3/shop/history"
    history.mkdir(parents=True)
    for name in ("2026-09-18", "2026-09-04 (copy)", "._2026-09-04"):
        (history / f"{name}.json").write_text("{}", "utf-8")
    (one,) = promises(params, params.parent / "reports", date(2026, 9, 21))
    assert (one.updates.due, one.updates.missed) == (None, ())


def test_a_command_looks_at_the_report_of_today_which_closes_nothing_on_the_last_day(params, monkeypatch):
    plan = read_plan(params, "shop", "2026Q3")
    monkeypatch.setattr(console, "today_at", lambda _: date(2026, 9, 30))
    assert console.report_day(plan, None) == date(2026, 9, 29)
    assert (
        console.report_day(plan, date(2026, 9, 30)) == console.report_day(plan, date(2026, 10, 2)) == plan.quarter.end
    )
