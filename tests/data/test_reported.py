"""What was reported of all clients is read whatever the files hold."""

import json
import math
from datetime import date

import pytest

from kpilib.data.reported import read_reported, reported_quarters
from kpilib.tell.portfolio import clients_of, quarter_page
from tests.reported import failure, kpi, results, write

ODD = (None, 7, -7.5, "text", "2026-13-01", [], {}, [None], [[]], [7], True, 1e400, 10**400)


def only(reports, **asked):
    (found,) = read_reported(reports, "2026Q3", **asked)
    return found


def test_a_report_is_told_with_its_kpis_and_its_page(tmp_path):
    write(tmp_path, results("a", "off_course", "on_course"))
    one = only(tmp_path)
    assert (one.client, one.name, one.about, one.state) == ("a", "A", "Shop, atown", "made")
    assert [(each.id, each.course, each.probability, each.median) for each in one.kpis] == [
        ("k1", "off_course", 0.18, 88.0),
        ("k2", "on_course", 0.8, 110.0),
    ]
    assert (one.page, one.pdf, one.notebook) == ("a/kpi_progress.html", "", "")


def test_a_failure_is_told_with_its_reason(tmp_path):
    write(tmp_path, failure("a", "no data"))
    one = only(tmp_path)
    assert (one.state, one.reason, one.page) == ("failed", "no data", "")


@pytest.mark.parametrize(
    "odd", ["", "{", "[]", "null", "7", '{"state": "rendered"}', '{"state": ["failed"], "client": "a"}', "[" * 5000]
)
def test_a_file_that_is_no_results_is_unreadable_and_nothing_is_raised(tmp_path, odd):
    write(tmp_path, odd, "a")
    assert only(tmp_path).state == "unreadable"


def test_a_file_that_is_no_text_is_unreadable(tmp_path):
    write(tmp_path, "", "a").write_bytes(b"\xff\xfe\x00")
    assert only(tmp_path).state == "unreadable"


def test_results_of_another_client_are_not_shown(tmp_path):
    write(tmp_path, results("b", "close"), "a")
    one = only(tmp_path)
    assert (one.client, one.state, one.name, one.kpis) == ("a", "unreadable", "", ())


@pytest.mark.parametrize("key", sorted(results("a", "close")))
def test_any_value_of_another_kind_is_left_out(tmp_path, key):
    for odd in ODD:
        write(tmp_path, results("a", "close") | {key: odd}, "a")
        assert quarter_page("2026Q3", clients_of([only(tmp_path)])).startswith("<!doctype html>")


@pytest.mark.parametrize("key", sorted(kpi(1, "close")))
def test_any_value_of_a_kpi_of_another_kind_is_left_out(tmp_path, key):
    for odd in ODD:
        write(tmp_path, results("a", kpis=[kpi(1, "close") | {key: odd}, kpi(2, "on_course")]))
        assert only(tmp_path).kpis[-1].id == "k2"
        assert quarter_page("2026Q3", clients_of([only(tmp_path)])).startswith("<!doctype html>")


def test_a_number_that_is_none_is_not_known(tmp_path):
    write(tmp_path, results("a", kpis=[kpi(1, "close", target=None, actual="many")]))
    (one,) = only(tmp_path).kpis
    assert math.isnan(one.target)
    assert math.isnan(one.actual)


def test_a_chance_that_is_counted_in_another_way_now_is_not_compared(tmp_path):
    change = {"kpi": "k1", "since": "2026-08-07", "before": 0.5, "now": 0.2, "recounted": True}
    write(tmp_path, results("a", "close", changes=[change]))
    assert math.isnan(only(tmp_path).changes[0].before)


def test_nothing_later_than_the_day_asked_for_is_seen(tmp_path):
    write(tmp_path, results("a", "on_course", as_of="2026-08-21"))
    assert read_reported(tmp_path, "2026Q3", until=date(2026, 8, 20)) == []
    assert len(read_reported(tmp_path, "2026Q3", until=date(2026, 8, 21))) == 1


def test_an_earlier_day_is_told_from_the_history_and_has_no_page(tmp_path):
    path = write(tmp_path, results("a", "on_course", as_of="2026-08-21"))
    history = path.parent / "history"
    history.mkdir()
    for day, course in (("2026-07-24", "close"), ("2026-08-07", "off_course"), ("2026-08-21", "on_course")):
        (history / f"{day}.json").write_text(json.dumps(results("a", course, as_of=day)), "utf-8")
    one = only(tmp_path, until=date(2026, 8, 10))
    assert (one.as_of, one.kpis[0].course, one.page) == (date(2026, 8, 7), "off_course", "")


def test_one_client_may_be_asked_for(tmp_path):
    for client in ("a", "b"):
        write(tmp_path, results(client, "close"))
    assert only(tmp_path, client="b").client == "b"


def test_a_report_that_is_made_again_is_read_again(tmp_path):
    write(tmp_path, results("a", "close"))
    assert only(tmp_path).kpis[0].course == "close"
    write(tmp_path, results("a", "on_course"))
    assert only(tmp_path).kpis[0].course == "on_course"


def test_the_newest_quarter_stands_first_and_other_folders_are_none(tmp_path):
    for quarter in ("2026Q2", "2027Q1", "drafts"):
        write(tmp_path, results("a", "close"), quarter=quarter)
    assert reported_quarters(tmp_path) == ["2027Q1", "2026Q2"]
