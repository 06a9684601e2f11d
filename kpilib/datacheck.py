"""The check of the data that the analyst's notebook opens: what is covered, odd, left out, and whether it agrees."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import escape

from kpilib.data.collect import collect
from kpilib.data.quality import DataFinding, Look, quality
from kpilib.data.quality.odd import OddDay, odd_days
from kpilib.data.reported import RESULTS_MIME
from kpilib.errors import KpilibError
from kpilib.plan.model import Plan
from kpilib.plan.params import client_folder, find_params, read_plan
from kpilib.plan.periods import check_as_of
from kpilib.plan.places import unread_files
from kpilib.results import results_of
from kpilib.tell import data_tables as tables
from kpilib.tell.charts.chart import Charts
from kpilib.tell.charts.coverage import charts_coverage
from kpilib.tell.formats import day, decimal
from kpilib.tell.language import in_clients_language, marked, say, say_count
from kpilib.tell.page import asset, fragment
from kpilib.tell.part import Part
from kpilib.tell.quality import data_sentence
from kpilib.tell.showing import at_home_in_notebook
from kpilib.tell.table import Table

REPORT = marked("Data check")


@dataclass(frozen=True)
class DataCheck:
    """The data of one client as of a date. It is for the analyst and never sent.

    look     : plan and facts; nothing after the as-of date is in them.
    findings : what there is to know, the worst first.
    unread   : files in exports/ that no source of client.yml names.

    >>> check
    Kopi Contoh, data as of 2026-08-21: 1 warning
    >>> [one.code for one in check.findings][:2]
    ['gap', 'may-change']
    """

    look: Look = field(repr=False)
    findings: tuple[DataFinding, ...] = field(repr=False)
    unread: tuple[str, ...] = field(default=(), repr=False)

    @in_clients_language
    def __repr__(self) -> str:
        return say(
            "{client}, data as of {day}: {headline}",
            client=self.look.plan.client.name,
            day=self.look.as_of,
            headline=self.headline,
        )

    @property
    def plan(self) -> Plan:
        """What was agreed for the quarter."""
        return self.look.plan

    @property
    @in_clients_language
    def headline(self) -> str:
        """How much there is to know, in one sentence."""
        counts = Counter(one.severity for one in self.findings)
        if not counts["error"] and not counts["warning"]:
            return say("Nothing stands against the data")
        errors = say_count("{number} error", "{number} errors", counts["error"])
        warnings = say_count("{number} warning", "{number} warnings", counts["warning"])
        if counts["error"] and counts["warning"]:
            return say("{errors} and {warnings}", errors=errors, warnings=warnings)
        return errors if counts["error"] else warnings

    @property
    @in_clients_language
    def summary(self) -> Part:
        """The top of the page: who, when, how much there is to know."""
        plan, look = self.look.plan, self.look
        against = [one for one in self.findings if one.severity != "note"]
        first = data_sentence(against[0], plan) if against else None
        facts = [
            (say("As of"), day(look.as_of, weekday=True)),
            (say("Last whole day"), day(look.until, weekday=True)),
            (say("Sources"), decimal(len(look.sources))),
            (say("Files"), decimal(len(look.facts.exports))),
        ]
        html = fragment(
            "summary.html.j2",
            logo=plan.logo,
            client=plan.client.name,
            about=say("For the analyst, not sent"),
            report=say(REPORT),
            quarter=plan.quarter.name,
            facts=facts,
            headline=self.headline,
            first=f"{first.says[0].upper()}{first.says[1:]}." if first else "",
            second=first.mend if first else "",
        )
        return Part(html)

    @cached_property
    def odd_ones(self) -> list[OddDay]:
        """Every odd day of the quarter and of the year before it."""
        return odd_days(self.look)

    @property
    @in_clients_language
    def calendars(self) -> Charts:
        """A calendar for each source: which days it tells of, and which are odd."""
        return charts_coverage(self.look, self.odd_ones)

    @property
    @in_clients_language
    def coverage(self) -> Table:
        """First day, last day and gaps of every measure."""
        return tables.table_coverage(self.look)

    @property
    @in_clients_language
    def to_know(self) -> Table:
        """Every finding, with what to do about it."""
        return tables.table_findings(self.look, self.findings)

    @property
    @in_clients_language
    def odd(self) -> Table:
        """The days that are far from their usual."""
        return tables.table_odd(self.look, self.odd_ones)

    @property
    @in_clients_language
    def agreement(self) -> Table:
        """Channels against totals, platforms against orders."""
        return tables.table_agreement(self.look)

    @property
    @in_clients_language
    def files(self) -> Table:
        """What was read as what, and what was left out."""
        return tables.table_files(self.look, self.unread)

    @property
    @in_clients_language
    def results(self) -> dict[str, Any]:
        """The check as plain data, which is kept beside the page."""
        told = results_of(self.look.plan, self.look.facts, self.look.as_of, [], data=self.findings)
        own = {
            "report_name": say(REPORT),
            "audience": "analyst",
            "headline": self.headline,
            "unread": list(self.unread),
        }
        return told | own

    @in_clients_language
    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """In JupyterLab one line and the stylesheet; for the page, the results of the check."""
        line = repr(self)
        return {
            "text/plain": line,
            "text/html": f"<style>{asset('parts.css')}</style><p>{escape(line)}</p>",
            RESULTS_MIME: self.results,
        }


def open_data(client: str, quarter: str, as_of: str | date, *, params: Path | str | None = None) -> DataCheck:
    """Open the data of one client as of a date within a quarter.

    client, quarter, as_of : three strings, such as "kopi-contoh", "2026Q3", "2026-08-21".
    params : the folder of all clients; found from the working folder upwards where it is not given.
    Raises KpilibError, whose text says what to mend, for unknown names, problems in the files, or a wrong date.

    >>> check = open_data("kopi-contoh", "2026Q3", "2026-08-21")
    >>> check.headline
    '1 warning'
    """
    at_home_in_notebook()
    params = Path(params) if params else find_params()
    plan = read_plan(params, client, quarter)
    when = check_as_of(as_of, plan.quarter)
    folder = client_folder(params, client)
    look = Look.at(plan, collect(plan, folder, as_of=when), when)
    if not look.sources:
        raise KpilibError(f"the data of {client} tell nothing up to {look.until}")
    named = [source.file for source in plan.client.sources if source.file]
    return DataCheck(look, tuple(quality(plan, look.facts, when)), tuple(unread_files(named, folder)))
