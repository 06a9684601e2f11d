"""The page that lists all reports, for the agency: worst first, failures named."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from kpilib.tell.formats import ABSENT, day
from kpilib.tell.page import asset, fragment
from kpilib.tell.table import Column, cell, table

NAMES = {"kpi_progress": "KPI progress", "pdca_review": "PDCA review", "data_check": "Data check, not sent"}
UNJUDGED = {"data_check", "pdca_review"}  # pages about the data or the cycles; the KPIs are judged on another
SHAPES = {"off_course": "off course", "close": "close", "unknown": "without a verdict", "on_course": "on course"}


def portfolio(results: Sequence[Mapping[str, Any]]) -> str:
    """The index page.

    results : the results of every report, each with `href`, the page's address as seen from the index, and where the
        page was printed `pdf`, that of its PDF.
    """
    quarters = {one["quarter"]: [] for one in sorted(results, key=lambda one: one["quarter"], reverse=True)}
    for one in results:
        quarters[one["quarter"]].append(one)
    tables = [(quarter, _quarter_table(quarter, mine)) for quarter, mine in quarters.items()]
    css = Markup(asset("parts.css") + asset("shell.css"))
    return str(fragment("index.html.j2", headline=_headline(results), quarters=tables, css=css))


def _headline(results: Sequence[Mapping[str, Any]]) -> str:
    failed = sum(one["state"] == "failed" for one in results)
    judged = [one for one in results if one["report"] not in UNJUDGED]
    off = sum(any(kpi["course"] == "off_course" for kpi in one.get("kpis", [])) for one in judged)
    if not results:
        return "No report was made yet"
    told = f"{off or 'None'} of {len(judged)} reports {'has' if off < 2 else 'have'} a KPI off course"
    return told + (f"; {failed} failed" if failed else "")


def _quarter_table(quarter: str, results: Sequence[Mapping[str, Any]]) -> Markup:
    columns = [
        Column("client", "Client"),
        Column("kpis", "KPIs", full=True),
        Column("finding", "Main finding", full=True),
        Column("as_of", "As of"),
        Column("page", "Report"),
    ]
    ranked = sorted(results, key=lambda one: (one["state"] != "failed", *_badness(one), one["client"]))
    return table(f"q{quarter}", columns, [_row(one) for one in ranked], spoken=f"Reports of {quarter}").html


def _badness(one: Mapping[str, Any]) -> tuple[int, ...]:
    courses = [kpi["course"] for kpi in one.get("kpis", []) if "cycles" not in one]
    return tuple(-courses.count(course) for course in list(SHAPES)[:3])


def _cycles(cycles: Sequence[Mapping[str, Any]]) -> Markup:
    """How many cycles a review has, and how many wait for a decision."""
    due = sum(bool(one.get("decision_due")) for one in cycles)
    told = f"{len(cycles)} cycle{'' if len(cycles) == 1 else 's'}"
    waits = f"{due or 'none'} wait{'s' if due == 1 else ''} for a decision"
    return cell(told, waits)


def _row(one: Mapping[str, Any]) -> dict[str, str | Markup]:
    title = cell(one.get("client_name", one["client"]), one["client"], strong=True)
    when = day(date.fromisoformat(one["as_of"])) if one["as_of"] else ABSENT
    if one["state"] == "failed":
        word = Markup('<b class="kpi-off_course">Failed</b>')
        link = Markup('<a href="{}">Notebook</a>').format(one["href"]) if one["href"] else ""
        return {"client": title, "kpis": word, "finding": one["reason"], "as_of": when, "page": link}
    marks = (
        _cycles(one["cycles"])
        if "cycles" in one
        else Markup("").join(
            fragment("word.html.j2", course=course, word=f"{count} {label}") + Markup("<br>")
            for course, label in SHAPES.items()
            if (count := sum(kpi["course"] == course for kpi in one["kpis"]))
        )
    )
    link = Markup('<a href="{}">{}</a>').format(one["href"], NAMES.get(one["report"], one["report"]))
    if one.get("pdf"):
        link += Markup(' <a href="{}">PDF</a>').format(one["pdf"])
    return {"client": title, "kpis": marks, "finding": one["headline"], "as_of": when, "page": link}
