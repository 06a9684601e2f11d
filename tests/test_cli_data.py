"""`kpilib data`, `kpilib read` and the data check: what was read, what was left out, what there is to know."""

import csv
import json

import pytest

from kpilib import open_data, open_report
from kpilib.errors import KpilibError
from kpilib.tell.data_listing import neutral, write_daily
from kpilib.tell.formats import NO_BREAK
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


def test_a_file_is_told_with_its_reader_days_and_how_sure_that_is(kpilib, tmp_path):
    ads = "Campaign report\n2026-07-01 - 2026-07-02\nDay,Campaign,Currency code,Cost,Impr.\n"
    ads += "2026-07-01,Brand,EUR,5,10\n2026-07-02,Brand,EUR,6,11\nTotal: Account,,EUR,11,21\n"
    client = CLIENT + "  - {file: exports/ads.csv, reader: google_ads}\n"
    params = small_project(tmp_path, client=client)
    (params / "shop/exports/ads.csv").write_text(ads, "utf-8")
    out = kpilib("data", "shop", "2026Q3", "--as-of", "2026-08-21", "--params", params)[1]
    assert "ads.csv: Google Ads (certain), source google_ads, by day, 2026-07-01 to 2026-07-02, EUR" in out
    assert "shop.csv: a table of your own (as client.yml says), source shop, by day, 2026-02-01 to 2026-08-20" in out
    told = json.loads(kpilib("data", "shop", "--as-of", "2026-08-21", "--json", "--params", params)[1])
    (one,) = [file for file in told["inputs"] if file["file"] == "ads.csv"]
    assert (one["rows"], one["kept"], one["currency"]) == (3, 2, "EUR")
    assert (one["first"], one["last"]) == ("2026-07-01", "2026-07-02")
    assert one["certainty"] >= 0.9


def test_a_download_that_no_source_names_is_told(kpilib, tmp_path):
    params = small_project(tmp_path)
    (params / "shop/exports/orders.csv").write_text("date,orders\n2026-07-01,5\n")
    out = kpilib("data", "shop", "--as-of", "2026-08-21", "--params", params)[1]
    assert "exports/orders.csv: not read, as no source of client.yml names it" in out.splitlines()


def test_the_facts_are_written_elsewhere_and_never_among_the_exports(kpilib, tmp_path):
    params = small_project(tmp_path)
    options = ("data", "shop", "--as-of", "2026-07-03", "--params", params, "--csv")
    assert kpilib(*options, tmp_path / "facts.csv")[0] == 0
    # from 1 February to 2 July are 152 days
    assert len((tmp_path / "facts.csv").read_text("utf-8").splitlines()) == 153
    code, _, err = kpilib(*options, params / "shop/exports/shop.csv")
    assert (code, "lies in the folder of shop, where files stay as downloaded" in err) == (2, True)
    assert (params / "shop/exports/shop.csv").read_text("utf-8") == shop_days()
    code, _, err = kpilib(*options, tmp_path / "nowhere/facts.csv")
    assert (code, err) == (2, f"{tmp_path}/nowhere/facts.csv cannot be written: No such file or directory\n")


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


def test_a_csv_that_cannot_be_written_leaves_nothing_behind(tmp_path):
    check = open_data("shop", "2026Q3", "2026-08-21", params=small_project(tmp_path))
    taken = tmp_path / "out" / "facts.csv"
    taken.mkdir(parents=True)
    with pytest.raises(KpilibError, match="cannot be written"):
        write_daily(check.look.facts, taken)
    assert [path.name for path in taken.parent.iterdir()] == ["facts.csv"]


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


def test_the_page_is_made_by_name_is_not_sent_and_counts_as_no_report_on_kpis_in_the_index(kpilib, tmp_path):
    params = small_project(tmp_path, export=GAP)
    both = ("--notebook", "kpi_progress", "--notebook", "data_check", "--jobs", "1")
    code, out, _ = kpilib("run", "2026Q3", "--as-of", "2026-08-21", *both, "--params", params)
    assert code == 0, out
    folder = tmp_path / "reports/2026Q3"
    page = (folder / "shop/data_check.html").read_text("utf-8")
    assert "For the analyst, not sent" in page
    assert "This page is never sent" in page
    assert "9 of 51 days of the quarter are missing" in page
    told = json.loads((folder / "shop/data_check.json").read_text("utf-8"))
    assert (told["audience"], told["kpis"], told["report"]) == ("analyst", [], "data_check")
    index = (folder / "index.html").read_text("utf-8")
    assert "The one client has no KPI off course" in index
    assert "2 of 2 on course" in index  # of the KPIs of the one report, not twice
    assert "Data check" in index


def test_odd_days_that_several_measures_have_are_one_row(tmp_path):
    days = shop_days().replace("2026-07-08,10,500.00,400", "2026-07-08,10,1500.00,1200")
    check = open_data("shop", "2026Q3", "2026-08-21", params=small_project(tmp_path, export=days))
    assert "shop: revenue and sessions" in check.odd.html
    assert check.odd.html.count("<tr>") == 1


def test_measures_with_the_same_days_are_one_row_of_the_coverage(tmp_path):
    check = open_data("shop", "2026Q3", "2026-08-21", params=small_project(tmp_path))
    assert "orders, revenue, and sessions" in check.coverage.html


def test_claims_are_held_to_the_orders(tmp_path):
    """51 days of 10 orders are 510, of which the platform claims 2 a day, 102, a fifth."""
    client = (
        CLIENT + "  - {file: exports/ads.csv, reader: table, columns: {date: date, claimed_conversions: claims}}\n"
    )
    params = small_project(tmp_path, client=client)
    ads = "date,claims\n" + "".join(line.split(",")[0] + ",2\n" for line in shop_days().splitlines()[1:])
    (params / "shop/exports/ads.csv").write_text(ads, "utf-8")
    told = open_data("shop", "2026Q3", "2026-08-21", params=params).agreement.html
    assert "Claims against the 510 orders of shop" in told
    assert "20% of the orders are claimed" in told


def test_a_report_says_which_kpis_wait_for_a_slow_source(tmp_path):
    export = "\n".join(shop_days().splitlines()[:199])  # 198 days, to 17 August
    report = open_report("shop", "2026Q3", "2026-08-21", params=small_project(tmp_path, export=export))
    text = report.data.html.replace(NO_BREAK, " ")
    assert "tells nothing after 17 Aug 2026, so these are judged up to that day: Orders and Conversion rate" in text
    assert [one["code"] for one in report.results["data_findings"]] == ["stale"]


def test_a_notebook_that_does_not_exist_is_named(kpilib, tmp_path):
    code, _, err = kpilib("run", "2026Q3", "--notebook", "data_chek", "--params", small_project(tmp_path))
    assert (code, err) == (2, "there is no notebook data_chek.ipynb; did you mean 'data_check'?\n")


def test_a_look_at_a_folder_names_each_file(kpilib, tmp_path):
    small_project(tmp_path)
    code, out, _ = kpilib("read", tmp_path / "params/shop/exports")
    assert code == 0
    assert "| shop.csv | – | – | – | is not an export that is known here" in out
    assert kpilib("read", tmp_path / "nowhere")[0] == 2
