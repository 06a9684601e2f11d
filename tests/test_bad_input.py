"""Every wrong input gives one clear message: what was found, where, and what is allowed. Never a traceback."""

import json

import pytest

from tests.project import CLIENT, QUARTER, shop_days, small_project


def one_line(text: str) -> str:
    assert "Traceback" not in text
    return text.strip()


def test_an_unknown_client_is_one_helpful_line_and_exit_2(kpilib, tmp_path):
    code, out, err = kpilib("run", "2026Q3", "--client", "nobody", "--params", small_project(tmp_path))
    assert (code, out, one_line(err)) == (2, "", "no client is named 'nobody' in params/; allowed: shop")


def test_a_quarter_without_a_file_is_one_helpful_line_and_exit_2(kpilib, tmp_path):
    params = small_project(tmp_path)
    code, _, err = kpilib("run", "2026Q4", "--params", params)
    assert (code, one_line(err)) == (2, "no client in params/ has a file 2026Q4.yml; did you mean '2026Q3'?")
    code, _, err = kpilib("check", "shop", "2026Q4", "--params", params)
    assert (code, one_line(err)) == (2, "params/shop has no file 2026Q4.yml; did you mean '2026Q3'?")


def test_what_is_no_quarter_and_what_is_no_date(kpilib, tmp_path):
    params = small_project(tmp_path)
    code, _, err = kpilib("run", "third", "--params", params)
    assert (code, one_line(err)) == (2, "'third' is not a quarter; write the year, Q and 1 to 4, such as 2026Q3")
    code, _, err = kpilib("run", "2026Q3", "--as-of", "yesterday", "--params", params)
    assert (code, one_line(err)) == (2, "as_of 'yesterday' is not a date; write YYYY-MM-DD")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"quarter": "kpis: [\n"}, "params/shop/2026Q3.yml:2: not valid YAML"),
        ({"quarter": QUARTER.replace("target: 920", "targt: 920")}, "unknown key 'targt'; did you mean 'target'?"),
        ({"quarter": QUARTER.replace("metric: orders", "metric: joy")}, "no metric is named 'joy'; allowed: "),
        ({"quarter": QUARTER.replace("target: 920", "target: many")}, "target 'many' is not a number such as 1200"),
        ({"client": CLIENT.replace("shop.csv", "store*.csv")}, "'exports/store*.csv' matches nothing; did you mean"),
        ({"export": ""}, "params/shop/exports/shop.csv: the file is empty"),
        ({"export": "date,orders,revenue,sessions\n"}, "shop.csv:1: it holds a header and no rows"),
        ({"export": "date,orders,revenue,sessions\nTotal,10,500,400\n"}, "shop.csv:1: all 1 rows are totals"),
        ({"export": shop_days().replace("revenue", "turnover")}, "shop.csv:1: has no column 'revenue'; allowed: "),
        ({"export": shop_days().replace("2026-02-05", "soon")}, "shop.csv:6: column 'date': 'soon' is not a date"),
        ({"export": shop_days().replace(",10,", ",ten,", 1)}, "shop.csv:2: column 'orders': 'ten' is not a number"),
        (
            {"client": CLIENT.split("sources:")[0] + "sources:\n  - {file: exports/shop.csv, reader: google_ads}\n"},
            "shop.csv: is not an export of Google Ads; its kind is not known",
        ),
    ],
)
def test_check_and_run_tell_the_same_mistake(kpilib, tmp_path, changed, told):
    params = small_project(tmp_path, **changed)
    code, out, err = kpilib("check", "--params", params)
    assert code == 1
    assert told in one_line(out)
    assert err == ""


def test_run_fails_a_client_with_broken_files_before_any_notebook_runs(kpilib, tmp_path):
    params = small_project(tmp_path, quarter=QUARTER.replace("target: 920", "targt: 920"))
    code, out, _ = kpilib("run", "2026Q3", "--as-of", "2026-08-21", "--params", params)
    told = "params/shop/2026Q3.yml:6: kpi 'orders': unknown key 'targt'; did you mean 'target'?"
    assert code == 1
    assert f"1/1 shop kpi_progress: failed: {told}" in one_line(out)
    assert "0 reports made, 1 failed" in out
    record = json.loads((tmp_path / "reports/2026Q3/shop/kpi_progress.json").read_text("utf-8"))
    assert (record["state"], record["reason"]) == ("failed", told)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2026-10-01", "as_of 2026-10-01 is after 2026Q3 ends; the closing report of 2026Q3 is as of 2026-09-30"),
        ("2026-05-01", "as_of 2026-05-01 leaves no whole day of 2026Q3, which starts on 2026-07-01"),
    ],
)
def test_an_as_of_outside_of_the_quarter_is_named(kpilib, tmp_path, as_of, told):
    code, out, _ = kpilib("run", "2026Q3", "--as-of", as_of, "--params", small_project(tmp_path))
    assert code == 1
    assert told in one_line(out)


def test_check_as_json_is_read_by_other_programs(kpilib, tmp_path):
    params = small_project(tmp_path, quarter=QUARTER.replace("goal: grow", "goal: rest", 1))
    code, out, _ = kpilib("check", "--json", "--params", params)
    told = {
        "file": "params/shop/2026Q3.yml",
        "line": 10,
        "text": "kpi 'orders': no goal is named 'rest'; allowed: grow",
    }
    assert (code, json.loads(out)) == (1, {"checked": 1, "problems": [told], "findings": []})


def test_a_client_without_mistakes_is_said_to_be_so(kpilib, tmp_path):
    code, out, _ = kpilib("check", "shop", "2026Q3", "--params", small_project(tmp_path))
    assert code == 0
    assert out.splitlines()[-1] == "1 quarter checked, 0 problems, 0 errors, 4 warnings, 1 note"


def test_what_the_disk_refuses_is_one_line_too(kpilib, tmp_path):
    params = small_project(tmp_path)
    (params / ".schema").write_text("", "utf-8")
    code, out, err = kpilib("schema", "--write", "--params", params)
    assert (code, out, one_line(err)) == (2, "", f"{params / '.schema'}: File exists")


def test_text_of_a_message_is_never_taken_for_markup(kpilib, tmp_path):
    params = small_project(tmp_path, quarter=QUARTER.replace("metric: orders", "metric: '[red]joy[/red]'"))
    _, out, _ = kpilib("check", "--params", params)
    assert "no metric is named '[red]joy[/red]'" in out


def test_check_tells_a_missing_key_beside_a_mistake_that_has_a_line(kpilib, tmp_path):
    params = small_project(tmp_path, client=CLIENT.replace("currency: EUR\n", "").replace("Europe/Berlin", "Berlin"))
    code, out, _ = kpilib("check", "--params", params)
    assert code == 1
    assert one_line(out).splitlines()[:2] == [
        "params/shop/client.yml: 'currency' is missing",
        "params/shop/client.yml:2: timezone 'Berlin' is not a time zone such as Asia/Jakarta or Europe/Berlin",
    ]
