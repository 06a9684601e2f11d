"""`kpilib metrics`: the list by stage, everything about one, the same as data, and what is not there."""

import json

import pytest

from tests.project import CLIENT, small_project

OWN = """\
metrics:
  demos: {name: Demos held, kind: sum, numerator: demos, unit: count, improvement: increase, stage: act}
  orders: {name: On paper, kind: sum, numerator: paper_orders, unit: count, improvement: increase, stage: convert}
"""


def line_of(name: str, printed: str) -> list[str]:
    """The words of a metric's line in the list."""
    return next(line.split() for line in printed.splitlines() if line.split()[:1] == [name])


def test_metrics_are_listed_by_stage(kpilib):
    code, printed, _ = kpilib("metrics")
    lines = printed.splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert code == 0
    assert headings == ["PLAN", "REACH", "ACT", "CONVERT", "ENGAGE"]
    assert (
        lines.index("ACT") < lines.index(next(line for line in lines if " leads " in line)) < lines.index("CONVERT")
    )


def test_a_line_tells_name_unit_kind_tempo_timing_and_marks(kpilib):
    _, printed, _ = kpilib("metrics")
    assert line_of("likes", printed) == ["likes", "Likes", "count", "sum", "velocity", "leading", "vanity"]
    assert line_of("orders", printed) == ["orders", "Orders", "count", "sum", "velocity", "lagging"]


def test_the_columns_of_the_list_stand_below_each_other(kpilib):
    _, printed, _ = kpilib("metrics", "rate")
    lines = [line for line in printed.splitlines() if line.startswith(" ")]
    place = lines[0].index("unit")
    assert {line[place - 2 : place] for line in lines} == {"  "}
    assert "percent" in {line[place:].split()[0] for line in lines[1:]}


def test_a_word_narrows_the_list_in_either_language(kpilib):
    _, printed, _ = kpilib("metrics", "konversi", "--language", "id")
    assert line_of("campaign_conversion_rate", printed)[1:5] == ["Rasio", "konversi", "per", "kampanye"]
    assert "list_size" not in printed


def test_one_metric_is_told_whole(kpilib):
    code, printed, _ = kpilib("metrics", "cost_per_mille")
    told = dict(line.split(None, 1) for line in printed.splitlines()[1:])
    assert code == 0
    assert printed.splitlines()[0] == "cost_per_mille: Cost per thousand impressions (CPM)"
    assert told["formula"] == "1,000 × sum of cost divided by sum of impressions"
    assert told["measures"] == "cost, impressions"
    assert told["needs"] == "ads"


def test_a_word_with_one_answer_tells_that_one_whole(kpilib):
    assert kpilib("metrics", "pentalan")[1].startswith("bounce_rate: Bounce rate\n")


def test_one_metric_is_told_in_indonesian(kpilib):
    _, printed, _ = kpilib("metrics", "bounce_rate", "--language", "id")
    assert printed.startswith("bounce_rate: Rasio pentalan\n")
    assert "1 − jumlah sesi terlibat dibagi jumlah sesi" in printed


def test_a_mark_is_explained(kpilib):
    assert "never a KPI" in kpilib("metrics", "email_open_rate")[1]
    assert "a KPI only with leads_to" in kpilib("metrics", "followers")[1]


def test_metrics_as_json(kpilib):
    code, printed, _ = kpilib("metrics", "--json")
    by_id = {one["id"]: one for one in json.loads(printed)}
    assert code == 0
    assert len(by_id) >= 55
    assert by_id["bounce_rate"]["complement"] is True
    assert by_id["orders"]["names"] == {"en": "Orders", "id": "Pesanan"}


def test_one_metric_as_json_is_a_list_of_one(kpilib):
    one = json.loads(kpilib("metrics", "orders", "--json", "--language", "id")[1])
    assert [(metric["name"], metric["formula"]) for metric in one] == [("Pesanan", "jumlah pesanan")]


def test_a_clients_own_metrics_are_listed_in_place_of_the_catalogues(kpilib, tmp_path):
    params = small_project(tmp_path, client=CLIENT + OWN)
    _, printed, _ = kpilib("metrics", "--client", "shop", "--params", params)
    assert line_of("demos", printed)[1:3] == ["Demos", "held"]
    assert line_of("orders", printed)[1:3] == ["On", "paper"]
    assert "demos" not in kpilib("metrics")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("reveneu",), "no metric has 'reveneu' in its id, name or stage; did you mean 'revenue'?"),
        (("xyzzy",), "'kpilib metrics' lists them all"),
        (("orders", "--language", "de"), "no language is named 'de'; allowed: en, id"),
    ],
)
def test_what_is_not_there_is_told_with_what_is(kpilib, arguments, words):
    code, printed, told = kpilib("metrics", *arguments)
    assert (code, printed) == (2, "")
    assert words in told


def test_a_client_that_is_not_there_is_told_with_the_nearest(kpilib, tmp_path):
    code, _, told = kpilib("metrics", "--client", "shup", "--params", small_project(tmp_path))
    assert code == 2
    assert "did you mean 'shop'?" in told


def test_faults_of_a_clients_metrics_are_told_with_their_lines(kpilib, tmp_path):
    faulty = (
        "metrics:\n  demos: {name: Demos, kind: ratio, numerator: demos, unit: count, improvement: up, stage: act}\n"
    )
    params = small_project(tmp_path, client=CLIENT + faulty)
    code, _, told = kpilib("metrics", "--client", "shop", "--params", params)
    assert code == 2
    assert "params/shop/client.yml:10: metric 'demos': improvement 'up' is not one of" in told


def test_the_metrics_are_a_page_of_their_own(kpilib, tmp_path):
    file = tmp_path / "metrics.html"
    code, printed, _ = kpilib("metrics", "--html", file, "--language", "id")
    assert (code, printed) == (0, f"81 metrics in {file}\n")
    page = file.read_text("utf-8")
    assert '<html lang="id">' in page
    assert "Rasio konversi" in page


def test_the_page_holds_the_metrics_of_a_word_and_a_clients_own(kpilib, tmp_path):
    params, file = small_project(tmp_path, client=CLIENT + OWN), tmp_path / "metrics.html"
    code, printed, _ = kpilib("metrics", "demos", "--client", "shop", "--params", params, "--html", file)
    assert (code, printed) == (0, f"1 metric in {file}\n")
    page = file.read_text("utf-8")
    assert "Demos held" in page
    assert "this client’s own" in page
    assert "Conversion rate" not in page


def test_a_page_that_cannot_be_written_is_told(kpilib, tmp_path):
    code, printed, told = kpilib("metrics", "--html", tmp_path / "none/metrics.html")
    assert (code, printed) == (2, "")
    assert told == f"{tmp_path}/none/metrics.html cannot be written: No such file or directory\n"
