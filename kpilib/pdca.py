"""The Review that a notebook opens: the PDCA cycles of one client and quarter at an as-of date."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import escape

from kpilib.data.reported import RESULTS_MIME
from kpilib.judge.cycles import Cycle, Promise, promises_of
from kpilib.plan.model import Plan
from kpilib.plan.params import find_params, quarter_names, read_plan
from kpilib.report import Report, open_report
from kpilib.tell import cycles as pages
from kpilib.tell.language import in_clients_language, marked, say, say_count
from kpilib.tell.page import asset
from kpilib.tell.part import Part
from kpilib.tell.table import Table
from kpilib.tell.wording.cycles import quarter as words

REPORT = marked("PDCA review")


@dataclass(frozen=True)
class Review:
    """What was planned, done, found and decided in one quarter.

    report : the report of the same client, quarter and day, whose assessments the cycles are checked on.
    before : the plan of the quarter before, whose promises are looked at first; None where there is none.

    >>> review
    Kopi Contoh, Q3 2026, as of 2026-08-21: 4 cycles
    >>> [cycle.action.id for cycle in review.cycles]
    ['C-26-06', 'C-26-07', 'C-26-08', 'C-26-11']
    """

    report: Report = field(repr=False)
    before: Plan | None = field(default=None, repr=False)

    @in_clients_language
    def __repr__(self) -> str:
        return say_count(
            "{client}, {quarter}, as of {day}: {number} cycle",
            "{client}, {quarter}, as of {day}: {number} cycles",
            len(self.cycles),
            client=self.plan.client.name,
            quarter=self.plan.quarter.name,
            day=self.report.as_of,
        )

    @property
    def plan(self) -> Plan:
        """What was agreed for the quarter."""
        return self.report.plan

    @cached_property
    def cycles(self) -> tuple[Cycle, ...]:
        """Every cycle of the quarter, checked."""
        return self.report.insight.cycles

    @cached_property
    def promises(self) -> tuple[Promise, ...]:
        """What was promised in the quarter before, those not kept first."""
        return promises_of(self.before, self.report.plan, self.report.as_of)

    @property
    @in_clients_language
    def summary(self) -> Part:
        """The top of the page: who, when, what became of the cycles."""
        return pages.review_summary(self.report.plan, self.cycles, self.promises, self.report.as_of)

    @property
    @in_clients_language
    def kept(self) -> Table:
        """Last quarter's promises, and what became of them."""
        return pages.table_promises(self.promises, self.before)

    @property
    @in_clients_language
    def overview(self) -> Table:
        """Every cycle with its verdict; decisions that are due first."""
        return pages.table_cycles(self.cycles)

    @property
    @in_clients_language
    def carried(self) -> Table:
        """What goes on into the next quarter."""
        return pages.table_open(self.cycles, self.report.plan.quarter.next.name)

    @property
    @in_clients_language
    def pages(self) -> Part:
        """A page for each cycle: Plan, Do, Check, Act; on paper a sheet of A3."""
        return pages.cycle_pages(self.cycles)

    @property
    @in_clients_language
    def results(self) -> dict[str, Any]:
        """The review as plain data, which is kept beside the page."""
        return self.report.results | {
            "report_name": say(REPORT),
            "headline": words.headline(self.cycles, self.promises),
            "cycles": [pages.cycle_data(one) for one in self.cycles],
            "promises": [pages.promise_data(one) for one in self.promises],
        }

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """In JupyterLab one line and the stylesheet; for the page, the results of the review."""
        line = repr(self)
        return {
            "text/plain": line,
            "text/html": f"<style>{asset('parts.css')}</style><p>{escape(line)}</p>",
            RESULTS_MIME: self.results,
        }


def open_review(client: str, quarter: str, as_of: str | date, *, params: Path | str | None = None) -> Review:
    """Open the PDCA review of one client's quarter as of a date.

    client, quarter, as_of, params : as of `open_report`, which also says what is wrong with them.

    >>> review = open_review("kopi-contoh", "2026Q3", "2026-08-21")
    >>> len(review.cycles)
    4
    """
    params = Path(params) if params else find_params()
    report = open_report(client, quarter, as_of, params=params)
    earlier = str(report.plan.quarter.before)
    before = report.insight.before
    if before is None and earlier in quarter_names(params, client):
        before = read_plan(params, client, earlier)
    return Review(report, before)
