"""From an executed notebook to one self-contained HTML page, with nbconvert and our own template."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape
from nbconvert.exporters import TemplateExporter
from nbconvert.preprocessors import TagRemovePreprocessor
from nbformat import NotebookNode

from kpilib.data.reported import MAIL_MIME, RESULTS_MIME
from kpilib.deliver.markdown import to_html
from kpilib.deliver.neutral import neutral
from kpilib.deliver.outputs import shown
from kpilib.deliver.standalone import refuse_unless_standalone
from kpilib.errors import KpilibError
from kpilib.tell.language import marked, say, say_count, speaking
from kpilib.tell.page import asset
from kpilib.tell.part import SAMPLE

HIDDEN_TAGS = {"analyst", "parameters", "injected-parameters"}
HEADING = re.compile(r"\s*<h[12][^>]*>(.*?)</h[12]>", re.DOTALL)
ANCHOR = re.compile(r' id="(kpi-(?:note|row)-[^"]+)"')
LINK = re.compile(r'<a class="kpi-(to|back)"[^>]* href="#([^"]+)">(.*?)</a>')
FEWEST_LINKS = 3  # a row of fewer links is no help
INTERNAL = marked("For the analyst. This page is never sent.")


@dataclass
class Section:
    """A heading of the notebook, the text under it, and what the cells below show."""

    heading: str = ""
    intro: str = ""
    shown: list[Markup] = field(default_factory=list)
    first: bool = False  # whether it is the first one with a heading

    @property
    def body(self) -> str:
        return "\n".join(self.shown)


def to_page(notebook: NotebookNode) -> tuple[str, dict[str, Any]]:
    """The page of an executed notebook, and the results of its run.

    Code is never shown; neither are cells tagged `analyst`, nor a heading under which nothing is shown. Raises
    KpilibError for a notebook that opened no report, and for a page that would not stand alone.
    """
    results = read_results(notebook)
    with speaking(results["language"]):
        return _page_of(notebook, results), results


def _page_of(notebook: NotebookNode, results: Mapping[str, Any]) -> str:
    exporter = TemplateExporter(raw_template=asset("report.html.j2"))
    exporter.register_preprocessor(TagRemovePreprocessor(remove_cell_tags=HIDDEN_TAGS), enabled=True)
    page = without_dead_links(neutral(exporter.from_notebook_node(notebook, {"page": _Page(results)})[0]))
    refuse_unless_standalone(page)
    return page


def without_dead_links(page: str) -> str:
    """The page without links to a note or a row that no cell of it shows: the name stays, the way back goes.

    >>> without_dead_links('<b><a class="kpi-to" id="kpi-row-a" href="#kpi-note-a">A</a></b>')
    '<b>A</b>'
    """
    there = set(ANCHOR.findall(page))
    return LINK.sub(lambda link: link[0] if link[2] in there else link[3] if link[1] == "to" else "", page)


def read_results(notebook: NotebookNode) -> dict[str, Any]:
    """The results that the report left in the notebook when it was opened."""
    for results in all_results(notebook):
        return results
    raise KpilibError("the notebook shows no report; let a cell end with the report that open_report returned")


def all_results(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    """The results of every report that was shown in the notebook, in their order."""
    return _all_of(notebook, RESULTS_MIME)


def all_mails(notebook: NotebookNode) -> Iterator[dict[str, Any]]:
    """The letters of every report that was shown and has somebody to mail it to, in their order."""
    return _all_of(notebook, MAIL_MIME)


def _all_of(notebook: NotebookNode, kind: str) -> Iterator[dict[str, Any]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if kind in output.get("data", {}):
                yield output["data"][kind]


class _Page(dict):
    """What the template needs beside the cells: facts of the run, and the cells as sections."""

    def __init__(self, results: Mapping[str, Any]):
        name, quarter = results["client_name"], results["quarter_name"]
        report = say(results.get("report_name", "KPI progress"))
        banners = [SAMPLE] if results["invented"] else []
        banners += [INTERNAL] if results.get("audience") == "analyst" else []
        super().__init__(
            title=f"{name}: {report}, {quarter}",
            language=results["language"],
            brand=results["brand"],
            skip=say("Skip to content"),
            banners=[say(banner) for banner in banners],
            css=asset("parts.css") + asset("shell.css"),
            sections=sections,
            links=links,
            links_name=say("Sections of this report"),
            footer=_footer(results),
        )


def _footer(results: Mapping[str, Any]) -> list[str]:
    """What the page was made of, and what it was made with."""
    read = results["inputs"]
    versions = ", ".join(f"{package} {number}" for package, number in results["versions"].items())
    return [
        say(
            "{client}, {quarter}, as of {day}, from {files} of {sources}. PL plan, PY previous year.",
            client=results["client_name"],
            quarter=results["quarter_name"],
            day=results["as_of"],
            files=say_count("{number} file", "{number} files", len(read)),
            sources=say_count("{number} source", "{number} sources", len({one["source"] for one in read})),
        ),
        say("Plan {fingerprint}. Made with {versions}.", fingerprint=results["plan_sha256"][:12], versions=versions),
    ]


def sections(cells: list[NotebookNode]) -> list[Section]:
    """Cells by heading, without the headings under which nothing is shown."""
    found = [Section()]
    for cell in cells:
        if cell.cell_type == "markdown":
            html = to_html(_with_attachments(cell))
            heading = HEADING.match(html)
            if heading:
                found.append(Section(heading[1], html[heading.end() :]))
            else:
                found[-1].shown.append(Markup(html))
        elif cell.cell_type == "code":
            found[-1].shown += [html for output in cell.outputs if (html := shown(output, found[-1].heading))]
    kept = [section for section in found if section.body.strip()]
    for section in [one for one in kept if one.heading][:1]:
        section.first = True
    return kept


def _with_attachments(cell: NotebookNode) -> str:
    """The Markdown of a cell, with the pictures that were dropped into it."""
    source = cell.source
    for name, data in cell.get("attachments", {}).items():
        for kind, content in data.items():
            source = source.replace(f"attachment:{name}", f"data:{kind};base64,{content.strip()}")
    return source


def links(told: list[Section]) -> list[tuple[int, str]]:
    """Number and heading of the sections after the first one; nothing where they are few."""
    after = [(number, one) for number, one in enumerate(told, 1) if one.heading and not one.first]
    told_by = [(number, str(escape(Markup(one.heading).striptags()))) for number, one in after]
    return told_by if len(after) >= FEWEST_LINKS else []
