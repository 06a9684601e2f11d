"""What an analyst finds behind `import kpilib as kpi`: twenty names, each with an example."""

import re
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import IPython
import matplotlib
import pytest
from IPython.core.formatters import DisplayFormatter

import kpilib as kpi
from kpilib.tell import showing
from kpilib.tell.language import speaking
from tests.tell.examples import leads, plain

ROOT = Path(__file__).parents[1]
WRITTEN = "\n".join(
    path.read_text("utf-8") for path in (*ROOT.glob("notebooks/*.ipynb"), ROOT / "notebooks/README.md")
)


def test_there_are_about_twenty():
    assert 15 <= len(kpi.__all__) <= 22
    assert kpi.__all__ == sorted(kpi.__all__)
    assert set(kpi.__all__) <= set(dir(kpi))


@pytest.mark.parametrize("name", kpi.__all__)
def test_each_is_documented_with_an_example_and_told_in_the_notebooks_or_their_readme(name):
    one = getattr(kpi, name)
    assert ">>> " in (one.__doc__ or "")
    assert re.search(rf"\b{name}\b", WRITTEN)


@pytest.fixture(scope="module")
def report():
    return kpi.open_report("kopi-contoh", "2026Q3", "2026-08-21", params=ROOT / "params")


@pytest.mark.parametrize(
    ("door", "told"),
    [
        (kpi.open_report, "Kopi Contoh, Q3 2026, as of 2026-08-21: 6 KPIs"),
        (kpi.open_review, "Kopi Contoh, Q3 2026, as of 2026-08-21: 4 cycles"),
        (kpi.open_data, "Kopi Contoh, data as of 2026-08-21: 1 warning"),
    ],
)
def test_a_folder_may_be_named_by_text_and_a_day_by_a_date(door, told):
    assert repr(door("kopi-contoh", "2026Q3", date(2026, 8, 21), params=str(ROOT / "params"))).startswith(told)


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(kpi.KpilibError, match="there is no folder nowhere/params; clients lie in one"):
        kpi.open_report("kopi-contoh", "2026Q3", "2026-08-21", params="nowhere/params")


def test_the_folders_of_a_portfolio_may_be_named_by_text(tmp_path):
    told = kpi.open_portfolio("2026Q3", as_of=date(2026, 8, 21), reports=str(tmp_path), params=str(tmp_path))
    assert told.headline == "No report of Q3 2026 has been made yet"


def test_each_piece_of_a_report_prints_as_a_reader_would_want(report):
    assert repr(report) == "Kopi Contoh, Q3 2026, as of 2026-08-21: 6 KPIs"
    assert repr(report["leads"]) == "leads as of 2026-08-21: very_unlikely, 548 of 1,199.7"
    assert plain(repr(report.scorecard)).splitlines()[2].startswith("Qualified leads  Act · channel · Bima S.  548")
    for piece in (report.summary, report.scorecard, report.closeup, report.channels, report.definitions):
        assert "<" not in repr(piece).replace("< ", "")
        assert "=Markup(" not in repr(piece)


@pytest.fixture
def kernel(monkeypatch):
    """A notebook's kernel, which has been told how an assessment and the coverage of a source are shown."""
    made = SimpleNamespace(kernel=object(), display_formatter=DisplayFormatter())
    monkeypatch.setattr(IPython, "get_ipython", lambda: made)
    inline = SimpleNamespace(instance=lambda **_: SimpleNamespace(figure_formats={"svg"}))
    monkeypatch.setitem(sys.modules, "matplotlib_inline.config", SimpleNamespace(InlineBackend=inline))
    with matplotlib.rc_context():
        showing.at_home_in_notebook()
        yield made


def shown(kernel: SimpleNamespace, one: object) -> dict:
    data, _ = kernel.display_formatter.format(one)
    return data


def test_each_shows_itself_in_a_notebook(kernel, report):
    chart = kpi.chart_progress(report["leads"])
    for one, words in (
        (report, "6 KPIs"),
        (report["leads"], "Qualified leads reached 548"),
        (report.scorecard, "Paid social sessions"),
        (chart, "Qualified leads reached 548"),
        (report.facts.coverage[0], "3–4 Jul"),
    ):
        data = shown(kernel, one)
        assert words in plain(data["text/html"])
        assert data["text/plain"] == repr(one)


def test_an_assessment_is_shown_in_its_clients_language_and_escaped():
    one = leads(10, client={"language": "id"}, kpi={"name": "<i>Leads", "statement": "<b>"})
    told = showing.show_assessment(one)
    assert "<i>Leads" not in told
    assert "&lt;i&gt;Leads" in told
    assert "&lt;b&gt;" in told
    assert "prospek" in told or "jalur rencana" in told


def test_a_kpi_without_data_says_why():
    one = leads(missing=50)
    assert repr(one).endswith("no_data, unknown of 1,840")
    assert "cannot be told: the data end on" in showing.show_assessment(one)


def test_outside_of_a_notebook_nothing_is_told_to_it():
    showing.at_home_in_notebook()  # without a kernel nothing is done, and nothing fails


def test_coverage_is_told_in_the_language_that_is_spoken(report):
    with speaking("id"):
        assert "tidak ada data" in showing.show_coverage(report.facts.coverage[0])
