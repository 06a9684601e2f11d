"""The page's own words, and the headings of our notebooks, are told in the report's language."""

from pathlib import Path

import nbformat
import pytest

from kpilib.data.reported import RESULTS_MIME
from kpilib.deliver.markdown import messages, to_html, translated
from kpilib.deliver.page import to_page
from kpilib.tell.language import say_as, speaking

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
RESULTS = {
    "client_name": "Kedai Uji", "quarter_name": "Q3 2026", "as_of": "2026-08-21", "language": "en",
    "brand": "#123456", "invented": True, "plan_sha256": "0123456789abcdef", "versions": {"kpilib": "1.0"},
    "inputs": [{"source": "shop"}, {"source": "shop"}],
}  # fmt: skip


def output(data: dict, **metadata) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)


def page_of(*cells: str | dict, **results) -> str:
    """The page of an executed notebook: Markdown as text, and code cells by the data that they showed."""
    made = [nbformat.v4.new_code_cell(outputs=[output({RESULTS_MIME: RESULTS | results})])]
    for cell in cells:
        if isinstance(cell, str):
            made.append(nbformat.v4.new_markdown_cell(cell))
        else:
            made.append(nbformat.v4.new_code_cell(outputs=[output(cell)]))
    return to_page(nbformat.v4.new_notebook(cells=made))[0]


def test_an_english_page_is_english():
    page = page_of({"text/html": "<p>Shown</p>"})
    assert '<html lang="en">' in page
    assert "<title>Kedai Uji: KPI progress, Q3 2026</title>" in page
    assert ">Skip to content</a>" in page
    assert "Kedai Uji, Q3 2026, as of 2026-08-21, from 2 files of 1 source. PL plan, PY previous year." in page
    assert "Plan 0123456789ab. Made with kpilib 1.0." in page


def test_an_indonesian_page_is_indonesian():
    page = page_of("## Where does each KPI stand?", {"text/html": "<p>1</p>"}, language="id", audience="analyst")
    assert '<html lang="id">' in page
    assert "<title>Kedai Uji: Perkembangan KPI, Q3 2026</title>" in page
    assert ">Langsung ke isi</a>" in page
    assert "Contoh laporan. Klien, orang, dan semua angkanya rekaan." in page
    assert "Untuk analis. Halaman ini tidak pernah dikirim." in page
    assert "Bagaimana posisi setiap KPI?</h2>" in page
    assert "Kedai Uji, Q3 2026, per 2026-08-21, dari 2 berkas dan 1 sumber. PL rencana, PY tahun sebelumnya." in page


def test_what_an_analyst_wrote_stays_as_it_was_written():
    with speaking("id"):
        assert (
            translated("## Why did leads fall?\n\nSee the *menu*.\n") == "## Why did leads fall?\n\nSee the *menu*."
        )
        # A word that the catalogue knows from elsewhere is no heading of ours.
        assert translated("## On pace") == "## On pace"
        assert to_html("") == ""
    assert translated("## Where does each KPI stand?") == "## Where does each KPI stand?"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_heading_and_paragraph_of_our_notebooks_is_translated(path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    assert cells
    with speaking("id"):
        told = {text: say_as("a notebook's own text", text) for cell in cells for text in messages(cell.source)}
    assert [text for text, said in told.items() if text == said] == []
