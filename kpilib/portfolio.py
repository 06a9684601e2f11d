"""The Portfolio that the agency's own notebook opens: all clients of a quarter, as their reports left them."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any

from markupsafe import escape

from kpilib.data.history import VARIABLE, find_reports
from kpilib.data.mailed import read_mailed
from kpilib.data.reported import COURSES, RESULTS_MIME, read_reported
from kpilib.errors import KpilibError
from kpilib.plan.params import find_params
from kpilib.plan.periods import Quarter
from kpilib.tell import portfolio as pieces
from kpilib.tell.language import say_count, speaking
from kpilib.tell.part import Part
from kpilib.tell.portfolio import ClientState
from kpilib.tell.portfolio.page import css
from kpilib.tell.table import Table


def _in_shared_language(shown: Callable) -> Callable:
    """A piece is told in the language that all clients share, else in English."""

    @wraps(shown)
    def told(self: "Portfolio") -> Any:
        with speaking(self.language):
            return shown(self)

    return told


@dataclass(frozen=True)
class Portfolio:
    """All clients of a quarter, worst first. Iterates over them.

    quarter : such as "2026Q3". clients : each with its reports, made or failed.

    >>> Portfolio("2026Q3", ())
    Q3 2026, 0 clients: No report of Q3 2026 has been made yet
    """

    quarter: str
    clients: tuple[ClientState, ...] = field(repr=False)

    @_in_shared_language
    def __repr__(self) -> str:
        return say_count(
            "{quarter}, {number} client: {headline}",
            "{quarter}, {number} clients: {headline}",
            len(self.clients),
            quarter=Quarter.parse(self.quarter).name,
            headline=self.headline,
        )

    def __iter__(self):
        return iter(self.clients)

    @property
    def language(self) -> str:
        """The language that all clients share, else English."""
        return pieces.shared_language(self.clients)

    @property
    @_in_shared_language
    def summary(self) -> Part:
        """The top of the page: the headline, and how many KPIs stand where."""
        return pieces.summary(self.quarter, self.clients)

    @property
    @_in_shared_language
    def table(self) -> Table:
        """Every client in a row, with the links to its reports."""
        return pieces.table_clients(self.clients)

    @property
    @_in_shared_language
    def warnings(self) -> Table:
        """Every target in danger, the soonest answer first."""
        return pieces.table_warnings(self.clients)

    @property
    @_in_shared_language
    def decisions(self) -> Table:
        """Every cycle that was checked and waits for a decision."""
        return pieces.table_decisions(self.clients)

    @property
    @_in_shared_language
    def changed(self) -> Table:
        """Every KPI whose chance has another word than in the report before."""
        return pieces.table_changed(self.clients)

    @property
    @_in_shared_language
    def data(self) -> Table:
        """What stands against the clients' data."""
        return pieces.table_data(self.clients)

    @property
    @_in_shared_language
    def headline(self) -> str:
        """How the clients stand, in one sentence."""
        return pieces.headline(self.quarter, self.clients)

    @property
    def results(self) -> dict[str, Any]:
        """The portfolio as plain data, which is kept beside the page."""
        return {
            "state": "rendered",
            "report": "portfolio",
            "audience": "agency",
            "language": self.language,
            "quarter": self.quarter,
            "headline": self.headline,
            "clients": [_client_data(one) for one in self.clients],
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """In JupyterLab one line and the stylesheet; for the page, the results."""
        line = repr(self)
        shown = f"<style>{css()}</style><p>{escape(line)}</p>"
        return {"text/plain": line, "text/html": shown, RESULTS_MIME: self.results}


def _client_data(one: ClientState) -> dict[str, Any]:
    return {
        "client": one.id,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        "days_left": one.days_left,
        "kpis": {course: one.count(course) for course in COURSES},
        "reports": {each.report: each.state for each in one.reports},
    }


def open_portfolio(
    quarter: str,
    *,
    as_of: str | date = "",
    client: str = "",
    reports: Path | str | None = None,
    params: Path | str | None = None,
) -> Portfolio:
    """Open what was reported of all clients of a quarter.

    as_of   : nothing that was reported as of a later day is seen; "" for what was reported last.
    client  : only this one, by the name of its folder; "" for all.
    reports : the folder of all reports; the one of the run, or beside params, where it is not given.
    Raises KpilibError for what is no quarter and what is no date. A quarter without a report is no error: the page
    says so.

    >>> open_portfolio("2026Q3").headline
    'No report of Q3 2026 has been made yet'
    """
    name = str(Quarter.parse(quarter))
    # Within a run the folder is told, and the clients' own may have any name.
    reports = Path(reports or os.environ.get(VARIABLE) or find_reports(Path(params) if params else find_params()))
    day = _day(as_of)
    mails = [one for one in read_mailed(reports) if not day or one.as_of <= day.isoformat()]
    return Portfolio(name, tuple(pieces.clients_of(read_reported(reports, name, client=client, until=day), mails)))


def _day(as_of: str | date) -> date | None:
    """The day up to which reports are seen; None for all. Raises KpilibError for what is no date."""
    if isinstance(as_of, date):
        return as_of
    text = str(as_of).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise KpilibError(f"as_of '{as_of}' is not a date; write YYYY-MM-DD, such as 2026-08-21") from None
