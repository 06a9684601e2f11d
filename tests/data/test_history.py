"""The history is the client's own, of days before, and whatever its schema."""

import json
import math
from datetime import date

import pytest

from kpilib.data.history import find_reports, history_file, read_history, read_past_quarters
from kpilib.errors import KpilibError

AS_OF = date(2026, 8, 21)


def kept(reports, as_of: str, *, client="shop", quarter="2026Q3", folder_of="shop", folder="2026Q3", **fields):
    """Keep a report's results as a run does it."""
    path = history_file(reports / folder / folder_of, as_of)
    path.parent.mkdir(parents=True, exist_ok=True)
    results = {"schema": 2, "client": client, "quarter": quarter, "as_of": as_of, "kpis": []} | fields
    path.write_text(json.dumps(results), "utf-8")
    return path


LEADS = {
    "id": "leads",
    "name": "Leads",
    "metric": "leads",
    "status": "unlikely",
    "course": "off_course",
    "due": "2026-09-30",
    "data_to": "2026-08-13",
    "actual": 500.0,
    "target": 1200.0,
    "forecast": {"probability": 0.31, "median": 1050.0, "low": 980.0, "high": 1120.0, "confidence": "full"},
}


def test_what_was_reported_is_read_oldest_first(tmp_path):
    kept(tmp_path, "2026-08-14", kpis=[LEADS], warnings=[{"kpi": "leads"}])
    kept(tmp_path, "2026-08-07")
    first, last = read_history(tmp_path, "shop", "2026Q3", AS_OF)
    assert (first.as_of, last.as_of) == (date(2026, 8, 7), date(2026, 8, 14))
    leads = last.kpis["leads"]
    assert (leads.probability, leads.low, leads.high, leads.confidence) == (0.31, 980, 1120, "full")
    assert (leads.actual, leads.target, leads.data_to) == (500, 1200, date(2026, 8, 13))
    assert (first.warned, last.warned) == (frozenset(), {"leads"})


def test_a_past_report_sees_nothing_later_and_not_itself(tmp_path):
    kept(tmp_path, "2026-08-14")
    later = kept(tmp_path, "2026-08-21")
    kept(tmp_path, "2026-08-28").write_text("not even JSON", "utf-8")  # not opened at all
    later.write_text("nor this", "utf-8")
    assert [one.as_of for one in read_history(tmp_path, "shop", "2026Q3", AS_OF)] == [date(2026, 8, 14)]


def test_without_a_history_there_is_none(tmp_path):
    assert read_history(tmp_path, "shop", "2026Q3", AS_OF) == ()
    assert read_past_quarters(tmp_path, "shop", "2026Q3", AS_OF) == {}


def test_the_first_schema_has_no_forecast_and_no_warnings(tmp_path):
    old = {key: value for key, value in LEADS.items() if key not in ("course", "data_to")} | {"forecast": None}
    kept(tmp_path, "2026-08-14", schema=1, kpis=[old | {"target": None}])
    (report,) = read_history(tmp_path, "shop", "2026Q3", AS_OF)
    leads = report.kpis["leads"]
    assert math.isnan(leads.probability)
    assert math.isnan(leads.target)
    assert (leads.data_to, leads.course, leads.definition, report.warned) == (None, "unknown", "", frozenset())


@pytest.mark.parametrize(
    ("found", "told"),
    [
        ({"client": "rival"}, "2026Q3/shop/history/2026-08-14.json is a report of another client"),
        ({"quarter": "2026Q2"}, "is a report of 2026Q2 as of 2026-08-14"),
    ],
)
def test_a_report_that_is_not_of_this_place_is_refused_and_its_client_is_not_named(tmp_path, found, told):
    kept(tmp_path, "2026-08-14", **found)
    with pytest.raises(KpilibError) as refused:
        read_history(tmp_path, "shop", "2026Q3", AS_OF)
    assert told in str(refused.value)
    assert "rival" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", '{"client": "shop"', "\udcff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, text):
    kept(tmp_path, "2026-08-14").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(KpilibError, match=r"2026Q3/shop/history/2026-08-14.json cannot be read as an earlier report"):
        read_history(tmp_path, "shop", "2026Q3", AS_OF)


def test_files_that_are_no_reports_are_passed_over(tmp_path):
    kept(tmp_path, "2026-08-14").with_name("notes.json").write_text("x", "utf-8")
    kept(tmp_path, "2026-08-14").with_name(".2026-08-20.json.draft").write_text("x", "utf-8")
    kept(tmp_path, "2026-08-14").with_name("20260813.json").write_text("x", "utf-8")  # a copy under a name of its own
    assert len(read_history(tmp_path, "shop", "2026Q3", AS_OF)) == 1


def test_earlier_quarters_of_the_client_are_read_and_those_of_others_are_not(tmp_path):
    kept(tmp_path, "2026-06-30", quarter="2026Q2", folder="2026Q2")
    kept(tmp_path, "2026-03-31", quarter="2026Q1", folder="2026Q1")
    kept(tmp_path, "2026-12-31", quarter="2026Q4", folder="2026Q4")
    kept(tmp_path, "2026-06-30", quarter="2026Q2", folder="2026Q2", client="rival", folder_of="rival")
    found = read_past_quarters(tmp_path, "shop", "2026Q3", AS_OF)
    assert list(found) == ["2026Q1", "2026Q2"]
    assert {report.client for reports in found.values() for report in reports} == {"shop"}


def test_reports_are_beside_params_unless_the_run_says_otherwise(tmp_path, monkeypatch):
    monkeypatch.delenv("KPILIB_REPORTS", raising=False)
    assert find_reports(tmp_path / "params") == tmp_path / "reports"
    monkeypatch.setenv("KPILIB_REPORTS", str(tmp_path / "elsewhere"))
    assert find_reports(tmp_path / "params") == tmp_path / "elsewhere"
