"""A client's two files become a plan, or every problem in them is told at once."""

from datetime import date

import pytest

from kpilib.errors import KpilibError, ProblemsError, UnknownNameError
from kpilib.plan.params import about_client, client_names, find_params, quarter_names, read_plan
from tests.project import CLIENT, QUARTER, small_project


def problems(params) -> list[str]:
    with pytest.raises(ProblemsError) as told:
        read_plan(params, "shop", "2026Q3")
    return [str(problem) for problem in told.value.problems]


def test_two_files_become_a_plan(tmp_path):
    plan = read_plan(small_project(tmp_path), "shop", "2026Q3")
    assert [kpi.id for kpi in plan.kpis] == ["orders", "conversion_rate"]
    assert plan.quarter.end == date(2026, 9, 30)
    assert plan.metric_of(plan.kpis[1]).denominator == "sessions"


def test_a_client_file_that_was_read_before_serves_for_another_plan(tmp_path):
    params = small_project(tmp_path)
    about = about_client(params, "shop")
    plans = [read_plan(params, "shop", "2026Q3", about=about) for _ in range(2)]
    assert plans[0] == plans[1] == read_plan(params, "shop", "2026Q3")


def test_a_missing_key_is_told_where_its_question_stands_within_its_own_item(tmp_path):
    """The second KPI asks for its owner in a comment, the first one for nothing."""
    quarter = QUARTER.replace("    owner: Owner\n", "", 1).replace("    owner: Owner", "    # owner:  # who?")
    assert problems(small_project(tmp_path, quarter=quarter)) == [
        "params/shop/2026Q3.yml:3: kpi 'orders': 'owner' is missing",
        "params/shop/2026Q3.yml:16: kpi 'conversion_rate': 'owner' is missing",
    ]


def test_a_plan_never_changes(tmp_path):
    plan = read_plan(small_project(tmp_path), "shop", "2026Q3")
    with pytest.raises(ValueError, match="frozen"):
        plan.kpis[0].owner = "Somebody else"


def test_every_problem_of_both_files_is_told_at_once_with_its_line(tmp_path):
    client = CLIENT.replace("currency: EUR", "currency: EURO").replace("timezone", "timezon")
    quarter = QUARTER.replace("metric: orders", "metric: ordrs").replace("level: channel", "level: chanel")
    assert problems(small_project(tmp_path, client=client, quarter=quarter)) == [
        "params/shop/2026Q3.yml:4: kpi 'orders': no metric is named 'ordrs'; did you mean 'orders'?",
        "params/shop/2026Q3.yml:18: kpi 'conversion_rate': level 'chanel' is not one of activity, channel, business",
        "params/shop/client.yml: 'timezone' is missing",
        "params/shop/client.yml:2: currency 'EURO' is not an ISO 4217 code such as IDR or EUR",
        "params/shop/client.yml:3: unknown key 'timezon'; did you mean 'timezone'?",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "quarter",
            "target: 920",
            "targt: 920",
            "2026Q3.yml:6: kpi 'orders': unknown key 'targt'; did you mean 'target'?",
        ),
        (
            "quarter",
            "target: 920",
            "target: lots",
            "6: kpi 'orders': target 'lots' is not a number such as 1200 or 2.4%",
        ),
        (
            "quarter",
            "target: 920",
            "target: '1,200'",
            "'1,200' is not a number such as 1200 or 2.4%; leave out separators",
        ),
        (
            "quarter",
            "target: 920",
            "target: .inf",
            "6: kpi 'orders': target 'inf' is not a number such as 1200 or 2.4%",
        ),
        ("quarter", "target: 2%", "target: 2.4", "'conversion_rate' is a percentage: write the target with its mark"),
        ("quarter", "target: 920", "target: 29%", "a growth is written {change: +29%, against: 2025Q3}"),
        ("quarter", "target: 920", "target: {change: +29%}", "6: kpi 'orders': 'against' is missing"),
        ("quarter", "target: 920", "target: {change: 5%, against: 2025}", "'2025' is not a quarter such as 2025Q3"),
        ("quarter", "due: 2026-09-30", "due: soon", "7: kpi 'orders': due 'soon' is not a date; write YYYY-MM-DD"),
        (
            "quarter",
            "due: 2026-09-30",
            "due: 2026-09-31",
            "7: kpi 'orders': due '2026-09-31' is not a date; write YYYY-MM-DD",
        ),
        ("quarter", "due: 2026-09-30", "due: !!int soon", "not valid YAML: invalid literal for int()"),
        ("quarter", "due: 2026-09-30", "due: 2026-06-30", "due 2026-06-30 is before 2026Q3 starts on 2026-07-01"),
        ("quarter", "owner: Owner", "owner: ''", "8: kpi 'orders': owner is empty"),
        ("quarter", "id: conversion_rate", "id: orders", "12: kpi 'orders': the id 'orders' is used a second time"),
        ("quarter", "goal: grow", "goal: shrink", "no goal is named 'shrink'; allowed: grow"),
        ("quarter", "kpis:", "breaks: [{metric: lead, on: 2026-01-01, text: x}]\nkpis:", "no metric is named 'lead'"),
        ("quarter", "kpis:", "flags: soon\nkpis:", "2: flags 'soon' is not a list"),
        ("quarter", "kpis:", "kpis: [", "not valid YAML: while parsing"),
        ("quarter", "agreed:", "kpis: []\nagreed:", "the key 'kpis' stands here a second time"),
        ("quarter", QUARTER, "", "2026Q3.yml: holds no keys"),
        ("quarter", QUARTER, "- 1", "2026Q3.yml: is not a block of keys"),
        ("quarter", "  - id: orders", "  - just text\n  - id: orders", "3: kpi 1: "),
        ("client", "exports/shop.csv", "exports/shopp.csv", "matches nothing; did you mean 'exports/shop.csv'?"),
        ("client", "exports/shop.csv", "../other/shop.csv", "leads out of the client's folder"),
        ("client", "reader: table", "reader: tabel", "no reader is named 'tabel'; did you mean 'table'?"),
        ("client", "orders: orders", "oders: orders", "no measure is named 'oders'; did you mean 'orders'?"),
        (
            "client",
            "orders: orders",
            "active_users: x",
            "the days of 'active_users' may not be added; write it under",
        ),
        ("client", "date: date, ", "", "columns names no 'date'"),
        ("client", "reader: table", "reader: ga4", "'columns' belongs to the reader 'table', not to 'ga4'"),
        ("client", "goals:", "truth: {revenue: shopp}\ngoals:", "no source is named 'shopp'; did you mean 'shop'?"),
        ("client", "timezone: Europe/Berlin", "timezone: Berlin", "'Berlin' is not a time zone such as"),
        ("client", "goals:", "fiscal_year_starts: 13\ngoals:", "fiscal_year_starts"),
        (
            "client",
            "goals:",
            "recipients: [{name: A, email: nobody}]\ngoals:",
            "email 'nobody' is not an e-mail address such as name@agency.example",
        ),
        (
            "quarter",
            "due: 2026-09-30",
            "due: 2026-09-30 10:00:00",
            "7: kpi 'orders': due '2026-09-30 10:00:00' is not",
        ),
        (
            "quarter",
            "due: 2026-09-30",
            'due: "2026-06-30"',
            "due 2026-06-30 is before 2026Q3 starts",
        ),
        ("quarter", "due: 2026-09-30", "starts:\n    due: 2026-06-30", "due 2026-06-30 is before 2026Q3 starts"),
        ("quarter", "metric: orders", "metric: [orders]", "4: kpi 'orders': metric '['orders']' is not text"),
        ("quarter", "id: orders", "id: [orders]", "id '['orders']' is not text"),
        ("client", "timezone: Europe/Berlin", "timezone: Asia", "'Asia' is not a time zone such as"),
        ("client", "exports/shop.csv", "exports/**.csv", "may hold ** as the name of a folder only"),
        ("client", "reader: table", "reader: table\n    rename: {a: [b]}", "a '['b']' is not text"),
        (
            "client",
            "goals:",
            "metrics: {won: {name: Won, kind: sum, numerator: [a], unit: count, improvement: increase, stage: act}}\n"
            "goals:",
            "metric 'won': numerator '['a']' is not text",
        ),
    ],
)
def test_each_mistake_has_its_message(tmp_path, file, old, new, told):
    text = {"client": CLIENT, "quarter": QUARTER}
    assert old in text[file]
    text[file] = text[file].replace(old, new, 1)
    assert told in "\n".join(problems(small_project(tmp_path, **text)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("currency: EUR", "currency: [", "not valid YAML"),
        ("goals: {grow: Grow sales}", "goals: [grow]", "goals '['grow']' is not a block of keys"),
        ("goals:", "metrics: [demos]\ngoals:", "metrics '['demos']' is not a block of keys"),
        ("goals:", "fiscal_year_starts: 13\ngoals:", "fiscal_year_starts '13' is above 12"),
    ],
)
def test_what_a_faulty_client_file_may_name_is_not_missed_in_the_quarters(tmp_path, old, new, told):
    """A metric of the client's own, and a KPI that is due in June, as the third quarter of a fiscal year may be."""
    quarter = QUARTER.replace("metric: orders", "metric: demos") if "metrics" in new else QUARTER
    quarter = quarter.replace("due: 2026-09-30", "due: 2026-06-30", 1) if "fiscal" in new else quarter
    (found,) = problems(small_project(tmp_path, client=CLIENT.replace(old, new), quarter=quarter))
    assert told in found


def test_items_without_an_id_are_not_told_to_share_one(tmp_path):
    quarter = QUARTER.replace("- id: orders\n    ", "- ").replace("- id: conversion_rate\n    ", "- ")
    assert [one.partition(": ")[2] for one in problems(small_project(tmp_path, quarter=quarter))] == [
        "kpi 1: 'id' is missing",
        "kpi 2: 'id' is missing",
    ]


def test_a_fiscal_year_in_quotes_counts_like_a_plain_one(tmp_path):
    """The second quarter of a year that starts in April: July to September."""
    params = small_project(tmp_path, client=CLIENT + 'fiscal_year_starts: "4"\nfiscal_year_named_by: start\n')
    (params / "shop" / "2026Q3.yml").rename(params / "shop" / "2026Q2.yml")
    assert read_plan(params, "shop", "2026Q2").quarter.start == date(2026, 7, 1)


def test_a_metric_of_the_clients_own_may_use_measures_of_its_own(tmp_path):
    own = "{name: Calls, kind: sum, numerator: calls, unit: count, improvement: increase, stage: act}"
    client = CLIENT.replace("goals:", f"metrics: {{calls: {own}}}\ngoals:").replace("orders: orders", "calls: orders")
    quarter = QUARTER.replace("metric: orders", "metric: calls")
    plan = read_plan(small_project(tmp_path, client=client, quarter=quarter), "shop", "2026Q3")
    assert plan.metric_of(plan.kpis[0]).name == "Calls"


def test_a_ratio_without_denominator_is_no_metric(tmp_path):
    own = "{name: R, kind: ratio, numerator: orders, unit: number, improvement: increase, stage: act}"
    client = CLIENT.replace("goals:", f"metrics: {{rate: {own}}}\ngoals:")
    told = problems(small_project(tmp_path, client=client))
    assert told == ["params/shop/client.yml:4: metric 'rate': a metric of kind ratio needs a denominator"]


def test_an_unknown_client_or_quarter_names_the_nearest(tmp_path):
    params = small_project(tmp_path)
    with pytest.raises(UnknownNameError, match="no client is named 'shoop' in params/; did you mean 'shop'"):
        read_plan(params, "shoop", "2026Q3")
    with pytest.raises(UnknownNameError, match=r"params/shop has no file 2026Q4.yml; did you mean '2026Q3'"):
        read_plan(params, "shop", "2026Q4")
    with pytest.raises(KpilibError, match="'Q3 2026' is not a quarter; did you mean 2026Q3"):
        read_plan(params, "shop", "Q3 2026")


def test_a_client_name_is_a_name_and_not_a_path(tmp_path):
    params = small_project(tmp_path)
    with pytest.raises(UnknownNameError):
        read_plan(params, "../params/shop", "2026Q3")


def test_params_are_found_from_the_project_its_notebooks_and_a_clients_folder(tmp_path):
    params = small_project(tmp_path)
    (tmp_path / "notebooks").mkdir()
    for start in (tmp_path, tmp_path / "notebooks", params / "shop", params / "shop" / "exports"):
        assert find_params(start) == params
    assert (client_names(params), quarter_names(params, "shop")) == (["shop"], ["2026Q3"])


def test_outside_of_a_project_the_message_says_so(tmp_path):
    with pytest.raises(UnknownNameError, match="there is no folder 'params'"):
        find_params(tmp_path)
