"""The review of a quarter's PDCA cycles, from the files to its results, and when a run makes it."""

import json
from pathlib import Path

import pytest

from kpilib.cli.running import NOTEBOOKS
from kpilib.data.reported import RESULTS_MIME
from kpilib.deliver.batch import plan_jobs
from kpilib.deliver.tasks import settle
from kpilib.pdca import open_review
from tests.project import small_project

PARAMS = Path(__file__).parents[1] / "params"
NOW = ("kopi-contoh", "2026Q3", "2026-08-21")


@pytest.fixture(scope="module")
def review():
    return open_review(*NOW, params=PARAMS)


def test_the_review_knows_last_quarters_promises_and_this_quarters_cycles(review):
    assert str(review.before.quarter) == "2026Q2"
    assert {one.kept for one in review.promises} == {"not_kept", "late", "kept"}
    assert {one.action.id: one.verdict for one in review.cycles} == {
        "C-26-06": "harmed", "C-26-07": "inconclusive", "C-26-08": "not_implemented", "C-26-11": "not_yet",
    }  # fmt: skip


def test_a_cycle_whose_next_one_stands_here_goes_on_as_that(review):
    told = review.carried._repr_html_()
    assert told.count("C-26-11") == 1
    assert "C-26-08" not in told


def test_the_results_hold_the_cycles_beside_what_every_report_has(review):
    told = json.loads(json.dumps(review.results))
    assert told["report_name"] == "PDCA review"
    assert {one["id"] for one in told["kpis"]} >= {"leads", "revenue"}
    by_id = {one["id"]: one for one in told["cycles"]}
    assert by_id["C-26-07"]["against_evidence"]
    assert not by_id["C-26-06"]["decision_due"]
    assert RESULTS_MIME in review._repr_mimebundle_()


def test_the_quarter_before_may_have_no_file():
    first = open_review("kopi-contoh", "2026Q2", "2026-06-30", params=PARAMS)
    assert (first.before, first.promises, first.kept.html) == (None, (), "")


def test_a_run_makes_the_review_where_a_quarter_has_actions(tmp_path):
    notebooks = [PARAMS.parent / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS]

    def made(params, client, *, asked=False):
        jobs = plan_jobs(params, notebooks, tmp_path, "2026Q3", clients=[client], as_of="2026-08-21", asked=asked)
        return [task.job.notebook.stem for task in settle(jobs)]

    assert made(PARAMS, "kopi-contoh") == ["kpi_progress", "pdca_review"]
    small = small_project(tmp_path)
    assert made(small, "shop") == ["kpi_progress"]
    assert made(small, "shop", asked=True) == ["kpi_progress", "pdca_review"]


def test_a_quarter_that_cannot_be_read_has_one_report_that_says_so(tmp_path):
    folder = tmp_path / "params" / "shop"
    folder.mkdir(parents=True)
    (folder / "client.yml").write_text("name: Shop\n", "utf-8")
    (folder / "2026Q3.yml").write_text("agreed: never\n", "utf-8")
    notebooks = [PARAMS.parent / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS]
    found = list(settle(plan_jobs(folder.parent, notebooks, tmp_path, "2026Q3")))
    assert [one.job.notebook.stem for one in found] == ["kpi_progress"]
    assert found[0].reason == "params/shop/2026Q3.yml: 'kpis' is missing (and 4 more: kpilib check shop)"
