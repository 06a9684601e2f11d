"""`kpilib data`, `kpilib read` and the data check: what was read, what was left out, what there is to know."""

import csv
import json
from pathlib import Path

from kpilib import open_data
from kpilib.tell.data_listing import neutral, write_daily
from tests.project import CLIENT, shop_days, small_project

GAP = "\n".join(line for line in shop_days().splitlines() if not line.startswith("2026-07-0"))


def test_files_days_gaps_and_findings_are_told(kpilib, tmp_path):
    params = small_project(tmp_path, export=GAP)
    code, out, _ = kpilib("data", "shop", "2026Q3", "--as-of", "2026-08-21", "--params", params)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "Small Shop, EUR, up to 2026-08-20"
    # 212 days less the nine from 1 to 9 July
    assert "  rows: 203, kept 203, left out 0" in lines
    assert any(line.startswith("shop, orders: 2026-02-01 to 2026-08-20, missing since 2026-07-01") for line in lines)
    assert any(line.startswith("warning gap: ") for line in lines)


def test_the_same_as_json(kpilib, tmp_path):
    params = small_project(tmp_path, export=GAP)
    code, out, _ = kpilib("data", "shop", "--as-of", "2026-08-21", "--json", "--params", params)
    told = json.loads(out)
    assert (code, told["client"], told["report_name"]) == (0, "shop", "Data check")
    assert [(one["code"], len(one["days"])) for one in told["data_findings"] if one["code"] == "gap"] == [("gap", 9)]


def test_an_unknown_client_is_named(kpilib, tmp_path):
    code, _, err = kpilib("data", "shp", "--params", small_project(tmp_path))
    assert (code, err) == (2, "no client is named 'shp' in params/; did you mean 'shop'?\n")


def test_a_csv_of_the_facts_holds_no_formula(tmp_path):
    export = "date,orders,revenue,sessions,channel\n2026-07-01,1,5,9,=cmd\n2026-07-02,2,5,9,Direct\n"
    client = CLIENT.replace("columns: {", "columns: {channel: channel, ")
    check = open_data("shop", "2026Q3", "2026-08-21", params=small_project(tmp_path, client=client, export=export))
    write_daily(check.look.facts, tmp_path / "facts.csv")
    with (tmp_path / "facts.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["date"], row["channel"], row["orders"]) for row in rows] == [
        ("2026-07-01", "'=cmd", "1.0"), ("2026-07-02", "Direct", "2.0"),
    ]  # fmt: skip


def test_every_sign_that_begins_a_formula_is_made_harmless():
    assert [neutral(text) for text in ("+1", "-1", "@x", "\tx", "x")] == ["'+1", "'-1", "'@x", "'\tx", "x"]


def test_nothing_after_the_as_of_date_is_in_the_check(tmp_path):
    params = small_project(tmp_path)
    early = open_data("shop", "2026Q3", "2026-07-15", params=params)
    assert early.look.facts.daily["date"].max().date().isoformat() == "2026-07-14"


def test_a_check_without_findings_says_so_and_its_parts_show_themselves(tmp_path):
    check = open_data("shop", "2026Q3", "2026-08-21", params=small_project(tmp_path))
    assert check.headline == "Nothing stands against the data"
    assert len(check.calendars) == 1
    assert "all 51 days of the quarter are told" in check.calendars.charts[0].title
    assert "shop.csv" in check.files.html
    assert "Not sent" not in check.summary.html
    assert "For the analyst, not sent" in check.summary.html


def test_the_page_is_made_by_name_and_says_that_it_is_not_sent(kpilib, tmp_path):
    params = small_project(tmp_path, export=GAP)
    code, out, _ = kpilib("run", "2026Q3", "--as-of", "2026-08-21", "--notebook", "data_check", "--params", params)
    assert code == 0, out
    page = Path(tmp_path / "reports/2026Q3/shop/data_check.html").read_text("utf-8")
    assert "For the analyst, not sent" in page
    assert "9 of 51 days of the quarter are missing" in page


def test_a_notebook_that_does_not_exist_is_named(kpilib, tmp_path):
    code, _, err = kpilib("run", "2026Q3", "--notebook", "data_chek", "--params", small_project(tmp_path))
    assert (code, err) == (2, "there is no notebook data_chek.ipynb; did you mean 'data_check'?\n")


def test_a_look_at_a_folder_names_each_file(kpilib, tmp_path):
    small_project(tmp_path)
    code, out, _ = kpilib("read", tmp_path / "params/shop/exports")
    assert code == 0
    assert "| shop.csv | – | – | – | is not an export that is known here" in out
    assert kpilib("read", tmp_path / "nowhere")[0] == 2
