"""The pages themselves: one for each quarter, and one that leads to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from kpilib.tell.language import say, speaking
from kpilib.tell.page import asset, fragment
from kpilib.tell.page.alone import Section, page_alone
from kpilib.tell.portfolio.clients import ClientState, shared_language
from kpilib.tell.portfolio.summary import (
    all_invented,
    counts,
    headline,
    internal,
    legend,
    quarter_name,
    run_text,
    summary,
)
from kpilib.tell.portfolio.table import table_clients
from kpilib.tell.table import Column, table


def quarter_page(quarter: str, clients: Sequence[ClientState]) -> str:
    """The page of a quarter in short: it is written after each report, and so is right while a batch is running."""
    with speaking(shared_language(clients)):
        body = summary(quarter, clients).html + Markup("\n") + table_clients(clients).html
        return page_of(quarter, clients, [Section("", body)])


def page_of(quarter: str, clients: Sequence[ClientState], sections: Sequence[Any]) -> str:
    """A page of a quarter around what is shown on it: things with a heading, an intro and a body."""
    title = say("Portfolio: KPI reports, {quarter}", quarter=quarter_name(quarter))
    up = Markup('<a href="../index.html">{}</a>').format(say("All quarters"))
    return _shell(title, sections, note=all_invented(clients), footer=[*legend(clients), up])


def quarters_page(quarters: Mapping[str, Sequence[ClientState]]) -> str:
    """The page that leads to the quarters, in the order given: one line on each."""
    everyone = [one for clients in quarters.values() for one in clients]
    with speaking(shared_language(everyone)):
        columns = [
            Column("quarter", say("Quarter")),
            Column("told", say("How it stands"), full=True),
            Column("kpis", say("KPIs"), full=True),
            Column("reports", say("Reports"), full=True),
        ]
        rows = [_quarter_row(quarter, clients) for quarter, clients in quarters.items()]
        shown = table("quarters", columns, rows, spoken=say("All quarters, the newest first"))
        newest = next(iter(quarters.items()), None)
        head = fragment(
            "portfolio_head.html.j2",
            title=say("Portfolio"),
            about=say("all quarters"),
            state="",
            headline=_newest(*newest) if newest else say("No report was made yet"),
            counts=[],
        )
        body = head + Markup("\n") + shown.html
        title = say("Portfolio: KPI reports")
        return _shell(title, [Section("", body)], note=all_invented(everyone), footer=[internal()])


def _newest(quarter: str, clients: Sequence[ClientState]) -> str:
    return say("{quarter}: {told}", quarter=quarter_name(quarter), told=headline(quarter, clients))


def _quarter_row(quarter: str, clients: Sequence[ClientState]) -> dict[str, str | Markup]:
    link = Markup('<b><a href="{}/index.html">{}</a></b>').format(quarter, quarter_name(quarter))
    words = [fragment("word.html.j2", course=course, word=word) for course, word in counts(clients)]
    told = headline(quarter, clients)
    return {"quarter": link, "told": told, "kpis": Markup("<br>").join(words), "reports": run_text(clients)}


def _shell(title: str, sections: Sequence[Any], *, note: str, footer: Sequence[str]) -> str:
    mark = " ".join(each for each in (note, internal()) if each)
    return page_alone(title, sections, css=css(), footer=footer, mark=mark)


def css() -> str:
    """The stylesheets of the pieces, for the page and for JupyterLab."""
    return asset("parts.css") + asset("portfolio.css")
