"""A run keeps what it reported, and a later one finds it."""

import json

import pytest

from kpilib.data.history import read_history
from kpilib.deliver.render import render
from kpilib.judge.changes import changes
from kpilib.report import open_report
from tests.builders import day
from tests.deliver.test_render import NOTEBOOK, OPEN, job, notebook
from tests.project import small_project

# What a notebook's kernel sees of the history, which is where the run says that the reports are.
LOOK = """\
from kpilib.data.history import find_reports, read_history
from kpilib.plan.params import find_params
print([str(one.as_of) for one in read_history(find_reports(find_params()), client, quarter, report.as_of)])
"""


@pytest.fixture
def source(tmp_path):
    small_project(tmp_path)
    return notebook(tmp_path / "mine.ipynb", "# Results", OPEN, LOOK)


def history(tmp_path):
    return tmp_path / "reports/2026Q3/shop/history"


def test_each_run_keeps_its_results_and_a_later_one_sees_them(tmp_path, source):
    render(job(tmp_path, source, as_of="2026-08-14"))
    second = render(job(tmp_path, source, as_of="2026-08-21"))
    assert sorted(path.name for path in history(tmp_path).iterdir()) == ["2026-08-14.json", "2026-08-21.json"]

    assert "2026-08-14" in second.page.read_text("utf-8")
    kept = json.loads((history(tmp_path) / "2026-08-14.json").read_text("utf-8"))
    assert (kept["client"], kept["as_of"], kept["state"]) == ("shop", "2026-08-14", "rendered")


def test_a_second_run_shows_the_chance_then_and_now_and_why(tmp_path, source):
    render(job(tmp_path, source, as_of="2026-08-14"))
    report = open_report("shop", "2026Q3", "2026-08-21", params=tmp_path / "params")
    past = read_history(tmp_path / "reports", "shop", "2026Q3", day("2026-08-21"))
    orders = next(one for one in changes(report.assessments, past) if one.one.kpi.id == "orders")
    # 10 orders a day: from 14 to 20 August there are seven new days
    assert (orders.since, orders.restated, orders.new_days, orders.brought) == (day("2026-08-14"), 0, 7, 70)
    assert orders.now == report["orders"].forecast.probability
    assert orders.before == past[0].kpis["orders"].probability > 0


def test_a_past_report_made_again_sees_nothing_later_and_gives_the_same_page(tmp_path, source):
    page = render(job(tmp_path, source, as_of="2026-08-14")).page.read_bytes()
    render(job(tmp_path, source, as_of="2026-08-21"))
    assert render(job(tmp_path, source, as_of="2026-08-14")).page.read_bytes() == page


def test_the_history_follows_reports_that_are_put_elsewhere(tmp_path, source):
    from dataclasses import replace

    elsewhere = tmp_path / "elsewhere/2026Q3/shop"
    render(replace(job(tmp_path, source, as_of="2026-08-14"), out=elsewhere))
    page = render(replace(job(tmp_path, source, as_of="2026-08-21"), out=elsewhere)).page
    assert "2026-08-14" in page.read_text("utf-8")
    assert not (tmp_path / "reports").exists()


def test_a_failed_run_leaves_the_history_as_it_was(tmp_path, source):
    render(job(tmp_path, source, as_of="2026-08-14"))
    before = (history(tmp_path) / "2026-08-14.json").read_bytes()
    failing = notebook(tmp_path / "mine.ipynb", OPEN, "1 / 0")
    render(job(tmp_path, failing, as_of="2026-08-14"))
    render(job(tmp_path, failing, as_of="2026-08-21"))
    assert [path.read_bytes() for path in history(tmp_path).iterdir()] == [before]


def test_a_check_of_the_data_and_another_report_than_asked_for_are_not_kept(tmp_path):
    small_project(tmp_path)
    render(job(tmp_path, NOTEBOOK.with_name("data_check.ipynb")))
    other = OPEN.replace("(client, quarter, as_of)", '(client, quarter, "2026-08-14")')
    render(job(tmp_path, notebook(tmp_path / "mine.ipynb", other)))
    assert not history(tmp_path).exists()


def test_another_clients_history_stops_the_report(tmp_path, source):
    render(job(tmp_path, source, as_of="2026-08-14"))
    kept = history(tmp_path) / "2026-08-14.json"
    kept.write_text(kept.read_text("utf-8").replace('"client": "shop"', '"client": "rival"'), "utf-8")
    outcome = render(job(tmp_path, source, as_of="2026-08-21"))
    assert outcome.page is None
    assert "2026Q3/shop/history/2026-08-14.json is a report of another client" in outcome.reason
