"""What needs somebody at the agency, over all clients: warnings, decisions, changes, troubles with data."""

from collections.abc import Sequence

from markupsafe import Markup

from kpilib.data.reported import Reported
from kpilib.tell.formats import ABSENT, day
from kpilib.tell.language import say
from kpilib.tell.page import fragment
from kpilib.tell.phrases import capital
from kpilib.tell.portfolio.changed import moved, moved_text
from kpilib.tell.portfolio.clients import ClientState
from kpilib.tell.portfolio.table import in_language
from kpilib.tell.portfolio.words import kpi_name
from kpilib.tell.quality import source_name
from kpilib.tell.table import Column, Table, cell, table


def table_warnings(clients: Sequence[ClientState]) -> Table:
    """Every target in danger, the soonest answer first."""
    columns = [
        Column("client", say("Client")),
        Column("danger", say("In danger"), full=True),
        Column("answer", say("Answer due by")),
    ]
    found = [(one, warning) for one in clients if one.judged for warning in one.judged.warnings]
    found.sort(key=lambda pair: (pair[1].answer_by is None, pair[1].answer_by))
    rows = [
        {
            "client": cell(one.name, strong=True),
            "danger": in_language(warning.title, one.language),
            "answer": day(warning.answer_by) if warning.answer_by else say("Too late to agree on anything"),
        }
        for one, warning in found
    ]
    return table("danger", columns, rows, spoken=say("Targets in danger"))


def table_decisions(clients: Sequence[ClientState]) -> Table:
    """Every cycle that was checked and waits for a decision."""
    columns = [Column("client", say("Client")), Column("cycle", say("Waits for a decision"), full=True)]
    rows = [
        {"client": cell(one.name, strong=True), "cycle": in_language(headline, one.language)}
        for one in clients
        for review in _made(one)
        for headline in review.due
    ]
    return table("due", columns, rows, spoken=say("Cycles that wait for a decision"))


def table_changed(clients: Sequence[ClientState]) -> Table:
    """Every KPI whose chance has another word than in the report before, the worst change first."""
    columns = [
        Column("client", say("Client")),
        Column("kpi", say("KPI")),
        Column("word", say("Chance")),
        Column("why", say("Why"), full=True),
    ]
    found = sorted(((one, change) for one in clients for change in moved(one)), key=lambda pair: pair[1].steps)
    rows = [
        {
            "client": cell(one.name, say("since {day}", day=day(each.change.since, year=False)), strong=True),
            "kpi": kpi_name(each.kpi),
            "word": fragment("word.html.j2", course=each.kpi.course, word=moved_text(each)),
            "why": in_language(each.change.why, one.language) if each.change.why else ABSENT,
        }
        for one, each in found
    ]
    return table("moved", columns, rows, spoken=say("KPIs whose chance has another word now"))


def table_data(clients: Sequence[ClientState]) -> Table:
    """What stands against the clients' data, as far as it is more than a note."""
    columns = [
        Column("client", say("Client")),
        Column("source", say("Source")),
        Column("what", say("What stands against the data"), full=True),
    ]
    rows: dict[tuple, dict[str, Markup | str]] = {}
    for one in clients:
        for report in _made(one):
            for each in report.troubles:
                if each.severity in ("error", "warning") and each.message:
                    row = {
                        "client": cell(one.name, strong=True),
                        "source": source_name(each.source) if each.source else ABSENT,
                        "what": in_language(capital(each.message), one.language),
                    }
                    rows.setdefault((one.id, each.source, each.message), row)
    return table("data", columns, list(rows.values()), spoken=say("What stands against the data"))


def _made(one: ClientState) -> list[Reported]:
    return [each for each in one.reports if each.state == "made"]
