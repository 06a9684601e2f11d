"""The agency's own pages: right while a batch is running, and made by a notebook that an agency may change."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from kpilib.data.reported import RESULTS_MIME
from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.index import write_index
from kpilib.deliver.portfolio import render_portfolio
from kpilib.errors import KpilibError
from kpilib.portfolio import open_portfolio
from tests.deliver.test_render import notebook
from tests.project import QUARTER, small_project
from tests.reported import failure, results, write

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def page(reports: Path, quarter: str = "2026Q3") -> str:
    return (reports / quarter / "index.html").read_text("utf-8")


@pytest.fixture
def reports(tmp_path) -> Path:
    write(tmp_path, results("a", "off_course", warnings=[{"kpi": "k1", "title": "Page: 46 days late"}]))
    write(tmp_path, results("b", "on_course"))
    return tmp_path


def test_the_pages_are_right_after_each_report_of_a_batch(tmp_path):
    params = small_project(tmp_path, quarter=QUARTER.replace("target: 920", "target: many"))
    shutil.copytree(params / "shop", params / "third")
    jobs = plan_jobs(
        params, [NOTEBOOKS / "kpi_progress.ipynb"], tmp_path / "reports", "2026Q3", clients=(), as_of=None
    )
    told = []
    for _ in Run(jobs):
        index = write_index(tmp_path / "reports", "2026Q3").read_text("utf-8")
        told.append(("1 report failed" in index, "2 reports failed" in page(tmp_path / "reports")))
    assert told == [(True, False), (False, True)]


def test_the_page_of_another_quarter_is_left_as_its_notebook_made_it(reports):
    write(reports, results("a", "close"), quarter="2026Q2")
    write(reports, results("a", "close"), quarter="2026Q1")
    (reports / "2026Q2/index.html").write_text("made by its notebook", "utf-8")
    (reports / "2026Q3/index.html").write_text("of the report before", "utf-8")
    index = write_index(reports, "2026q3").read_text("utf-8")
    assert page(reports, "2026Q2") == "made by its notebook"
    assert "<!doctype html>" in page(reports, "2026Q1")  # there was none
    assert "<!doctype html>" in page(reports)
    assert index.index("2026Q3/index.html") < index.index("2026Q2/index.html") < index.index("2026Q1/index.html")


def test_without_any_report_the_page_says_so(tmp_path):
    assert "No report was made yet" in write_index(tmp_path).read_text("utf-8")


def test_the_notebook_makes_the_page_and_is_kept_with_its_results(reports):
    write_index(reports)
    assert "In danger" not in page(reports)
    made = render_portfolio(NOTEBOOKS / "portfolio.ipynb", reports, "2026Q3", params=reports)
    assert (made.reason, made.page) == (None, reports / "2026Q3/index.html")
    html = page(reports)
    assert "1 of 2 clients has a KPI off course" in html
    assert "Which targets are in danger?</h2>" in html
    assert "Page: 46 days late" in html
    assert "Which decisions are due?" not in html  # none is
    assert "open_portfolio" not in html
    assert "<script" not in html
    told = json.loads((reports / "2026Q3/portfolio.json").read_text("utf-8"))
    assert [(one["client"], one["kpis"]["off_course"]) for one in told["clients"]] == [("a", 1), ("b", 0)]
    assert nbformat.read(reports / "2026Q3/portfolio.ipynb", as_version=4).cells
    assert [one.id for one in open_portfolio("2026Q3", reports=reports)] == ["a", "b"]  # its files are no client's


def test_a_notebook_that_fails_leaves_the_short_page(reports, tmp_path):
    write_index(reports)
    before = page(reports)
    made = render_portfolio(notebook(tmp_path / "mine.ipynb", "1 / 0"), reports, "2026Q3", params=tmp_path)
    assert made.reason == "ZeroDivisionError: division by zero"
    assert page(reports) == before


def test_a_notebook_without_the_three_parameters_is_told(reports, tmp_path):
    source = notebook(tmp_path / "mine.ipynb", parameters='quarter = ""')
    made = render_portfolio(source, reports, "2026Q3", params=tmp_path)
    assert made.reason == "mine.ipynb has no parameter 'client'; its parameters: quarter"


def test_a_run_ends_with_the_portfolio_and_says_when_its_notebook_failed(tmp_path, kpilib):
    params = small_project(tmp_path, quarter="agreed: nothing")
    (tmp_path / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS / "kpi_progress.ipynb", tmp_path / "notebooks")
    shutil.copy(NOTEBOOKS / "pdca_review.ipynb", tmp_path / "notebooks")
    notebook(tmp_path / "notebooks/portfolio.ipynb", "1 + 1")
    code, out, _ = kpilib("run", "2026Q3", "--params", params)
    assert code == 1
    assert "portfolio: failed: the notebook shows no report" in out
    assert "Failed" in page(tmp_path / "reports")


def test_a_portfolio_is_opened_in_a_notebook_without_reports_and_shows_that_there_are_none(tmp_path):
    portfolio = open_portfolio("2026Q3", as_of=" ", reports=tmp_path)
    assert "No report of Q3 2026 has been made yet" in portfolio.summary._repr_html_()
    pieces = (portfolio.table, portfolio.warnings, portfolio.decisions, portfolio.changed, portfolio.data)
    assert [piece._repr_html_() for piece in pieces] == [""] * 5
    shown = portfolio._repr_mimebundle_()
    assert shown["text/plain"] == "Q3 2026, 0 clients: No report of Q3 2026 has been made yet"
    assert shown[RESULTS_MIME]["clients"] == []


def test_the_pieces_speak_the_language_that_all_clients_share(tmp_path):
    write(tmp_path, results("a", "off_course", language="id"))
    write(tmp_path, failure("b", "x"))
    portfolio = open_portfolio("2026Q3", reports=tmp_path)
    assert portfolio.headline == "Satu-satunya klien punya KPI yang meleset dari rencana; 1 laporan gagal dibuat"
    assert "Temuan utama" in portfolio.table._repr_html_()


@pytest.mark.parametrize(
    ("quarter", "as_of", "told"),
    [
        ("third", "", "'third' is not a quarter; write the year, Q and 1 to 4, such as 2026Q3"),
        ("2026Q3", "yesterday", "as_of 'yesterday' is not a date; write YYYY-MM-DD, such as 2026-08-21"),
    ],
)
def test_what_is_no_quarter_and_what_is_no_date(tmp_path, quarter, as_of, told):
    with pytest.raises(KpilibError) as error:
        open_portfolio(quarter, as_of=as_of, reports=tmp_path)
    assert str(error.value) == told
