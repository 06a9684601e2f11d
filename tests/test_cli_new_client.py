"""`kpilib new client`: from a folder of downloads to two files that hold what is known and ask for the rest."""

import json
import re
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from kpilib.judge import newcomer
from kpilib.plan import catalogue
from kpilib.plan.newcomer import suggested_statement
from kpilib.plan.periods import Quarter
from kpilib.plan.smart import word_findings
from kpilib.plan.statement import read_statement
from tests.answers import answer, uncomment
from tests.downloads import DAY, crm, ga4, shop_downloads
from tests.plan.test_schema import wrong

ANSWERS = {
    "currency": "EUR",
    "timezone": "Europe/Berlin",
    "agreed": "{on: 2026-06-26, by: [Owner]}",
    "owner": "Owner",
    "goal": "grow",
    "conversions/statement": "920 key events by 30 September 2026",
    "campaign_conversion_rate/statement": "At least 2% key events per session by 30 September 2026",
    "engagement_rate/statement": "At least 50% engaged sessions per session by 30 September 2026",
}
PROPOSED = (*newcomer.RESULTS, *newcomer.CLAIMS, *newcomer.COSTS, *newcomer.COSTS_OF_CLAIMS)
PROPOSED += (*newcomer.RATES, *newcomer.EARLY, *newcomer.STAYING)


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """An empty project, in which one works."""
    (tmp_path / "project" / "params").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project")
    return tmp_path / "project"


@pytest.fixture
def shop(tmp_path) -> Path:
    return shop_downloads(tmp_path / "My Shop (July)")


def loaded(path: Path) -> dict:
    return YAML(typ="safe").load(path.read_text("utf-8"))


# What is made


def test_a_folder_of_downloads_becomes_a_client(kpilib, root, shop):
    code, printed, _ = kpilib("new", "client", shop)
    folder = root / "params" / "my-shop-july"
    assert code == 0
    assert sorted(path.name for path in folder.iterdir()) == ["2026Q3.yml", "client.yml", "exports"]
    assert loaded(folder / "client.yml") == {
        "name": "My Shop July",
        "sources": [{"file": "exports/ga4_*.csv", "reader": "ga4"}],
    }
    kpis = loaded(folder / "2026Q3.yml")["kpis"]
    assert [kpi["metric"] for kpi in kpis] == ["conversions", "campaign_conversion_rate", "engagement_rate"]
    assert kpis[0] == {"id": "conversions", "metric": "conversions", "due": date(2026, 9, 30), "level": "business"}
    assert printed.splitlines()[-3:] == [
        "2. kpilib check my-shop-july 2026Q3: names what is open, until no problem and no error is left.",
        "3. kpilib run 2026Q3 --client my-shop-july --as-of 2026-08-21: the report, as a page.",
        "4. kpilib review 2026Q3 --client my-shop-july: the mail to its readers, to look at before it is sent.",
    ]


def test_exports_are_copied_byte_for_byte_and_the_downloads_stay(kpilib, root, shop):
    (shop / "ga4_2025.csv").chmod(0o444)
    before = {path.name: path.read_bytes() for path in shop.iterdir()}
    kpilib("new", "client", shop, "--name", "shop")
    copied = root / "params" / "shop" / "exports"
    assert {path.name: path.read_bytes() for path in copied.iterdir()} == before
    assert {path.name: path.read_bytes() for path in shop.iterdir()} == before


def test_a_file_that_nobody_reads_is_copied_and_named_with_the_reason(kpilib, root, shop):
    _, printed, _ = kpilib("new", "client", shop, "--name", "shop")
    assert (root / "params" / "shop" / "exports" / "notes.txt").is_file()
    assert "not read: exports/notes.txt is not an export that is known here" in printed
    assert "# Not read: exports/notes.txt is not an export" in (root / "params/shop/client.yml").read_text("utf-8")


def test_downloads_that_lie_in_the_clients_folder_already_stay_there(kpilib, root):
    exports = shop_downloads(root / "params" / "shop" / "exports")
    code, printed, _ = kpilib("new", "client", "params/shop")
    assert (code, printed.splitlines()[0]) == (0, "params/shop is made: 0 files copied into params/shop/exports")
    assert sorted(path.name for path in exports.iterdir()) == ["ga4_2025.csv", "ga4_2026.csv", "notes.txt"]


def test_files_of_two_folders_with_one_name_are_both_kept(kpilib, root, shop, tmp_path):
    other = tmp_path / "search"
    other.mkdir()
    (other / "notes.txt").write_text("Another note.\n", "utf-8")
    kpilib("new", "client", shop, "--exports", other, "--name", "shop")
    exports = root / "params" / "shop" / "exports"
    assert (exports / "notes.txt").read_text("utf-8") == "The tag was down in May.\n"
    assert (exports / "search" / "notes.txt").read_text("utf-8") == "Another note.\n"


def test_a_pattern_names_no_file_of_another_kind(kpilib, root, shop):
    (shop / "ga4_old.csv").write_text(crm(date(2025, 7, 1), date(2026, 8, 20)), "utf-8")
    kpilib("new", "client", shop, "--name", "shop")
    files = [one["file"] for one in loaded(root / "params" / "shop" / "client.yml")["sources"]]
    assert files == ["exports/ga4_2025.csv", "exports/ga4_2026.csv"]


def test_a_name_with_the_marks_of_a_pattern_is_still_that_file(kpilib, root, shop):
    (shop / "ga4_2025.csv").rename(shop / "ga4 [2025].csv")
    kpilib("new", "client", shop, "--name", "shop")
    answer(root, kpilib("check")[1], ANSWERS)
    _, printed, _ = kpilib("check")
    assert "matches nothing" not in printed


def test_files_that_hold_one_ad_each_become_one_export(kpilib, root, tmp_path):
    """Two ads of one campaign on the same days: read file by file, one would take the place of the other."""
    (tmp_path / "shop").mkdir()
    for ad in ("A", "B"):
        rows = "".join(f"Brand,Group,{ad},{date(2026, 7, 1) + day * DAY},1000,200,50,4,EUR\n" for day in range(40))
        header = (
            "Campaign name,Ad Group Name,Ad Name,Date,Cost,Impression,Clicks (Destination),Conversions,Currency\n"
        )
        (tmp_path / "shop" / f"ad_{ad}.csv").write_text(header + rows, "utf-8")
    kpilib("new", "client", tmp_path / "shop")
    sources = loaded(root / "params" / "shop" / "client.yml")["sources"]
    assert sources == [{"file": "exports/tiktok_ads", "reader": "tiktok_ads"}]
    # 4 conversions of each ad on 40 days
    assert "From 2026-05-11 to 2026-08-09 it was 320" in (root / "params/shop/2026Q3.yml").read_text("utf-8")


def test_the_first_line_names_a_schema_that_is_there(kpilib, root, shop):
    kpilib("new", "client", shop, "--name", "shop")
    for path in (*root.glob("params/shop/*.yml"), root / "params" / "mail.yml"):
        schema = path.read_text("utf-8").splitlines()[0].partition("$schema=")[2]
        assert (path.parent / schema).is_file()


def test_what_was_made_is_told_to_a_program(kpilib, root, shop):
    told = json.loads(kpilib("new", "client", shop, "--json")[1])
    assert (told["client"], told["copied"], told["quarter"]) == ("my-shop-july", 3, "2026Q3")
    assert told["sources"] == [{"file": "exports/ga4_*.csv", "reader": "ga4"}]
    assert told["folder"] == str(root / "params" / "my-shop-july")


# What is asked


def test_check_names_the_open_questions_with_their_lines_and_nothing_else(kpilib, root, shop):
    kpilib("new", "client", shop, "--name", "shop")
    code, printed, _ = kpilib("check")
    problems = printed.splitlines()[:-1]
    assert code == 1
    assert len(problems) == 12  # currency, time zone, agreed; statement, owner, goal of three KPIs
    for problem in problems:
        file, line, key = re.fullmatch(r"(\S+):(\d+): (?:kpi '\w+': )?'(\w+)' is missing", problem).groups()
        asked = (root / file).read_text("utf-8").splitlines()[int(line) - 1]
        assert asked.strip().startswith(f"# {key}:")


def test_the_questions_once_answered_leave_no_problem(kpilib, root, shop):
    kpilib("new", "client", shop, "--name", "shop")
    client, quarter = root / "params/shop/client.yml", root / "params/shop/2026Q3.yml"
    answer(root, kpilib("check")[1], ANSWERS)
    _, printed, _ = kpilib("check")
    assert printed.count("client.yml names none yet; write there goals: {grow: ...}") == 3
    uncomment(client, "goals:", "conversions:", "key_events:")
    defined = "{event: order, counted: every, value: 50, owner: Owner, measured_in: GA4}"
    text = client.read_text("utf-8").replace("goals: {}", "goals: {grow: Grow sales}")
    client.write_text(re.sub(r"key_events: {.*", f"key_events: {defined}", text), "utf-8")
    text = re.sub(r"# levers: \[\].*", "levers: [shop page]", quarter.read_text("utf-8"))
    quarter.write_text(re.sub(r"# leads_to: {kpi: conversions.*", "leads_to: {kpi: conversions, lag_days: 2}", text))
    code, printed, _ = kpilib("check")
    assert (code, printed.splitlines()[-1].partition(", ")[2]) == (0, "0 problems, 0 errors, 4 warnings, 1 note")
    assert wrong("client", client.read_text("utf-8")) == []
    assert wrong("quarter", quarter.read_text("utf-8")) == []


@pytest.mark.parametrize("key", ["currency", "timezone", "agreed", "statement", "owner", "goal", "sender"])
def test_a_question_whose_mark_alone_is_taken_away_is_not_answered(kpilib, root, shop, key):
    kpilib("new", "client", shop, "--name", "shop")
    for path in (*root.glob("params/shop/*.yml"), root / "params" / "mail.yml"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(rf"^(\s*)# ({key}:)", r"\1\2", text, flags=re.MULTILINE), "utf-8")
    if key == "sender":
        _, _, printed = kpilib("review", "2026Q3")
    else:
        _, printed, _ = kpilib("check")
    told = [line for line in printed.splitlines() if re.search(rf"{key}|sender|on ''|name ''", line)]
    assert told


def test_what_is_written_before_any_answer_lacks_only_what_is_asked(kpilib, root, shop):
    kpilib("new", "client", shop, "--name", "shop")
    for file, path in (("client", "client.yml"), ("quarter", "2026Q3.yml")):
        problems = wrong(file, (root / "params" / "shop" / path).read_text("utf-8"))
        assert all("is a required property" in problem for problem in problems)


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("name", PROPOSED)
def test_a_suggested_statement_passes_once_its_blank_is_filled(name, language):
    metric, quarter = catalogue.metrics()[name], Quarter(2026, 3)
    text = suggested_statement(metric, quarter, language, "IDR").replace("___", "50")
    said = read_statement(text, quarter=quarter, on=date(2026, 6, 1), metrics=catalogue.metrics(), unit=metric.unit)
    assert [one.code for one in word_findings(said, metric, fields=True)] == []
    assert (said.value, said.due) == (0.5 if metric.unit == "percent" else 50, date(2026, 9, 30))


# What the data say


def test_last_years_value_stands_beside_the_question_with_its_coverage(kpilib, root, shop):
    kpilib("new", "client", shop, "--name", "shop")
    text = (root / "params/shop/2026Q3.yml").read_text("utf-8")
    assert (
        "    # In 2025Q3 it was 920, measured on all 92 days.\n    # target:  # such as ___ or {change: +___%" in text
    )


def test_a_day_that_was_not_measured_last_year_is_said(kpilib, root, tmp_path):
    kpilib("new", "client", shop_downloads(tmp_path / "shop", without=date(2025, 8, 1)))
    text = (root / "params/shop/2026Q3.yml").read_text("utf-8")
    assert "In 2025Q3 it was 910, measured on 91 of the 92 days, so the whole is more." in text
    assert "# zero_fill: true  # is it so? 1 of its 416 days have no row" in (
        root / "params/shop/client.yml"
    ).read_text("utf-8")


@pytest.mark.parametrize(
    ("last", "asked", "quarter", "why"),
    [
        (date(2026, 8, 20), (), "2026Q3", "the quarter in which the data end, on 2026-08-20"),
        (date(2026, 6, 30), (), "2026Q3", "the quarter after 2026-06-30, with which the data end"),
        (date(2026, 8, 20), ("--quarter", "2026Q2"), "2026Q2", "as it was asked for"),
    ],
)
def test_the_quarter_is_where_the_data_end_or_as_it_is_asked_for(kpilib, root, tmp_path, last, asked, quarter, why):
    _, printed, _ = kpilib("new", "client", shop_downloads(tmp_path / "shop", last=last), *asked)
    assert f"for {why}" in printed
    assert (root / "params" / "shop" / f"{quarter}.yml").is_file()


def test_zeros_after_everything_has_stopped_are_no_reason_for_a_quarter(kpilib, root, tmp_path):
    shop = shop_downloads(tmp_path / "shop", last=date(2026, 6, 20))
    zeros = ga4(date(2026, 6, 21), date(2026, 8, 20)).replace("400,200,10", "0,0,0")
    (shop / "ga4_2027.csv").write_text(zeros, "utf-8")
    _, printed, _ = kpilib("new", "client", shop)
    assert "for the quarter of 2026-06-20, the last day that is not zero" in printed
    assert "kpilib run 2026Q2 --client shop --as-of 2026-06-30" in printed
    assert (root / "params" / "shop" / "2026Q2.yml").is_file()


def test_a_table_that_no_reader_knows_is_proposed_as_a_comment(kpilib, root, tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "crm.csv").write_text(crm(date(2025, 6, 30), date(2026, 8, 24)), "utf-8")
    kpilib("new", "client", tmp_path / "shop")
    client, quarter = root / "params/shop/client.yml", root / "params/shop/2026Q3.yml"
    assert loaded(client) == {"name": "Shop", "currency": "EUR"}
    assert [kpi["metric"] for kpi in loaded(quarter)["kpis"]] == ["leads", "cost_per_lead"]
    # 13 Mondays of the third quarter of 2025, 30 leads on each
    assert "In 2025Q3 it was 390, measured on all 92 days." in quarter.read_text("utf-8")
    uncomment(client, "sources:", "- file: exports/crm.csv", "reader: table", "columns:", "zero_fill: true")
    assert loaded(client)["sources"] == [
        {
            "file": "exports/crm.csv",
            "reader": "table",
            "columns": {"date": "Week", "campaign": "Campaign", "leads": "Leads", "cost": "Cost (EUR)"},
            "zero_fill": True,
        }
    ]
    problems = kpilib("check")[1].splitlines()[:-1]
    assert all(problem.endswith("is missing") for problem in problems)


@pytest.mark.usefixtures("root")
def test_a_client_whose_data_support_no_kpi_is_checked_all_the_same(kpilib, tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "ga4.csv").write_text(ga4(date(2026, 8, 1), date(2026, 8, 7)), "utf-8")
    _, printed, _ = kpilib("new", "client", tmp_path / "shop")
    assert "no quarter is proposed, as no file tells of a metric day by day" in printed
    code, printed, _ = kpilib("check")
    assert code == 1
    assert printed.splitlines()[:2] == [
        "params/shop/client.yml:6: 'currency' is missing",
        "params/shop/client.yml:7: 'timezone' is missing",
    ]
    assert "shop has no quarter yet; begin one with: kpilib new quarter shop" in printed


def test_the_first_quarter_can_be_proposed_later(kpilib, root, shop):
    kpilib("new", "client", shop, "--name", "shop")
    answer(root, kpilib("check")[1], ANSWERS)
    (root / "params/shop/2026Q3.yml").unlink()
    code, printed, _ = kpilib("new", "quarter", "shop", "2026Q3")
    assert code == 0
    assert printed.partition(";")[0] == (
        "params/shop/2026Q3.yml is made, the first one, with conversions, campaign_conversion_rate, engagement_rate"
    )


# What is refused


def test_a_client_that_exists_is_refused_and_left_alone(kpilib, root, shop):
    kpilib("new", "client", shop, "--name", "shop")
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    code, _, errors = kpilib("new", "client", shop, "--name", "shop")
    assert (code, errors.split(";")[0]) == (2, "params/shop exists already, and nothing was written")
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["my shop", "../shop", ".schema", "-shop", ""])
def test_a_name_that_is_none_is_refused(kpilib, root, shop, name):
    code, _, errors = kpilib("new", "client", shop, f"--name={name or '?'}")
    assert (code, "is no name for a client" in errors) == (2, True)
    assert list((root / "params").iterdir()) == []


def test_a_folder_without_files_is_refused(kpilib, root, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "absent"):
        code, _, errors = kpilib("new", "client", tmp_path / folder)
        assert (code, "there is no file" in errors) == (2, True)
    assert list((root / "params").iterdir()) == []


def test_without_a_folder_of_clients_one_is_made_here(kpilib, tmp_path, monkeypatch):
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    code, _, told = kpilib("new", "client", shop_downloads(tmp_path / "shop"))
    assert (code, told) == (0, "params/ is made, the folder of all clients\n")
    assert (tmp_path / "here" / "params" / "shop" / "client.yml").is_file()
