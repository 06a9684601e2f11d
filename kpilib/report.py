"""The Report that a notebook opens: plan, facts and assessments of one client and quarter at an as-of date."""

import math
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import escape

from kpilib.data.collect import collect
from kpilib.data.facts import Facts
from kpilib.data.history import find_reports, read_history, read_past_quarters
from kpilib.data.quality import DataFinding, quality
from kpilib.data.reported import COURSES, MAIL_MIME, RESULTS_MIME
from kpilib.errors import KpilibError, UnknownNameError, nearest
from kpilib.judge.assess import assess
from kpilib.judge.assessment import Assessment
from kpilib.judge.checks import check_plan
from kpilib.judge.insight import Insight
from kpilib.judge.stale import stale
from kpilib.plan.finding import Finding
from kpilib.plan.model import Plan
from kpilib.plan.params import about_client, client_folder, find_params, quarter_names, read_plan
from kpilib.plan.periods import check_as_of, last_whole_day
from kpilib.results import results_of
from kpilib.tell import sections, tables
from kpilib.tell import summary as pieces
from kpilib.tell.accumulation import funnel_and_chain, velocity_and_accumulation
from kpilib.tell.checks.table import table_checks
from kpilib.tell.decisions import decisions_block
from kpilib.tell.language import in_clients_language, say, say_count
from kpilib.tell.leading import table_leading
from kpilib.tell.mail.letter import mail_of
from kpilib.tell.page import asset
from kpilib.tell.part import Part
from kpilib.tell.phrases import capital
from kpilib.tell.quality import data_sentence, source_name
from kpilib.tell.reference import notes_of
from kpilib.tell.scorecard import table_scorecard
from kpilib.tell.showing import at_home_in_notebook
from kpilib.tell.table import Table
from kpilib.tell.warning import letters


@dataclass(frozen=True)
class Report:
    """One client's quarter as of a date. Iterates over its assessments, worst first.

    plan, facts  : what was agreed, and what had happened by then; nothing later is in them.
    assessments  : one for each KPI, in the order in which they were agreed.
    findings     : the rules that the plan does not meet.
    insight      : the second look: signals, reasons, changes since earlier reports, early warnings.

    >>> report
    Kopi Contoh, Q3 2026, as of 2026-08-21: 6 KPIs
    >>> [one.kpi.id for one in report][:2], report.worst.kpi.id
    (['leads', 'revenue'], 'leads')
    >>> report["leads"].status
    'very_unlikely'
    """

    plan: Plan
    facts: Facts = field(repr=False)
    as_of: date
    assessments: tuple[Assessment, ...] = field(repr=False)
    findings: tuple[Finding, ...]
    insight: Insight = field(repr=False)

    @in_clients_language
    def __repr__(self) -> str:
        return say_count(
            "{client}, {quarter}, as of {day}: {number} KPI",
            "{client}, {quarter}, as of {day}: {number} KPIs",
            len(self.assessments),
            client=self.plan.client.name,
            quarter=self.plan.quarter.name,
            day=self.as_of,
        )

    def __getitem__(self, kpi: str) -> Assessment:
        by_id = {one.kpi.id: one for one in self.assessments}
        if kpi not in by_id:
            raise UnknownNameError(f"no KPI is named '{kpi}'; {nearest(kpi, by_id)}")
        return by_id[kpi]

    def __iter__(self):
        return iter(self.ranked)

    @property
    def ranked(self) -> list[Assessment]:
        """Worst first, by verdict, chance and distance; in a recession the leading indicators before all others."""
        recession = self.plan.client.mode == "recession"
        return sorted(
            self.assessments,
            key=lambda one: (
                recession and one.metric.timing != "leading",
                COURSES.index(one.course),
                math.isnan(one.probability),
                one.probability,
                math.isnan(one.distance),
                one.distance,
            ),
        )

    @property
    def worst(self) -> Assessment:
        """The KPI that needs attention most."""
        return self.ranked[0]

    @property
    def others(self) -> list[Assessment]:
        """The other KPIs, worst first; those that add up to a target before rates and levels."""
        return sorted(self.ranked[1:], key=lambda one: one.pace is None)

    @property
    @in_clients_language
    def summary(self) -> Part:
        """The top of the page: who, when, the headline, and what is to be decided."""
        return sections.joined([pieces.summary(self.plan, self.ranked, self.as_of), self.decisions])

    @property
    @in_clients_language
    def decisions(self) -> Part:
        """What is to be decided, by whom and until when; nothing where nothing is."""
        return decisions_block(self.insight.decisions, self.plan)

    @property
    @in_clients_language
    def scorecard(self) -> Table:
        """Every KPI in a row, worst first."""
        return table_scorecard(self.ranked, self.insight)

    @property
    @in_clients_language
    def closeup(self) -> Part:
        """The KPI that needs attention most, from near: its forecast, its weeks and their signals, why it moved."""
        return sections.closeup(self.worst, self.insight)

    @property
    @in_clients_language
    def warnings(self) -> Part:
        """Each target in danger: cause, impact, recalculated KPI, until when it can be agreed, and the packages."""
        return sections.dangers(self.insight)

    @property
    def letters(self) -> Part:
        """For the analyst: the letter to the client about each warning, in both languages."""
        return letters(self.insight.warnings)

    @property
    @in_clients_language
    def moved(self) -> Part:
        """What changed since the last report, every target that moved, and what was missed without a warning."""
        return sections.moved(self.insight, self.ranked)

    @cached_property
    def data_findings(self) -> tuple[DataFinding, ...]:
        """What there is to know of the data, the worst first: KPIs that wait for a slow source, then all checks."""
        waiting = stale(self.assessments, self.facts, self.as_of)
        late = {one.source for one in waiting}  # told already, with the KPIs that it means
        checks = quality(self.plan, self.facts, self.as_of)
        return (*waiting, *(one for one in checks if one.code != "behind" or one.source not in late))

    @property
    @in_clients_language
    def accumulation(self) -> Part:
        """What can be read at once beside what it adds up to: customers, loyalty, awareness, and their pairs."""
        return velocity_and_accumulation(self.insight)

    @property
    @in_clients_language
    def funnel(self) -> Part:
        """The way to a sale, step by step, and the links between the steps."""
        return funnel_and_chain(self.insight)

    @property
    @in_clients_language
    def channels(self) -> Part:
        """Which channels bring the results, and what they cost."""
        return sections.joined([tables.table_channels(self.plan, self.facts, self.assessments)])

    @property
    @in_clients_language
    def agreed(self) -> Part:
        """What was agreed, and whether it is sound: SMART, the plan as a whole, and what leads to what."""
        agreed = tables.table_agreed(self.plan, self.assessments)
        found = table_checks(self.plan, self.ranked, self.findings)
        return sections.joined([agreed, found, table_leading(self.insight.links)])

    @property
    @in_clients_language
    def data(self) -> Part:
        """What the numbers rest on: sources, gaps, what was left out, and what stands against them."""
        until = last_whole_day(self.as_of, self.plan.quarter)
        against = [one for one in self.data_findings if one.severity != "note"]
        said = [(source_name(one.source) or say("Data"), data_sentence(one, self.plan).says) for one in against]
        told = [(name, f"{capital(says)}.") for name, says in said]
        sources = tables.table_sources(self.facts, self.plan.quarter.start, until)
        return sections.joined([sources, pieces.notes(self.plan, self.as_of, told)])

    @property
    @in_clients_language
    def method(self) -> Part:
        """How the verdicts come about, and how earlier forecasts turned out."""
        return sections.method(self.insight)

    @property
    @in_clients_language
    def definitions(self) -> Part:
        """How each KPI is counted, what it means and where it misleads; its name in the scorecard leads there."""
        return notes_of(self.ranked)

    @property
    def results(self) -> dict[str, Any]:
        """The truth about this run as plain data, which is kept beside the page."""
        return results_of(
            self.plan, self.facts, self.as_of, self.ranked, self.findings, self.data_findings, self.insight
        )

    @in_clients_language
    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """In JupyterLab one line and the stylesheet; for the page, the results; for its readers, their mail."""
        line, mail = repr(self), mail_of(self)
        return {
            "text/plain": line,
            "text/html": f"<style>{asset('parts.css')}</style><p>{escape(line)}</p>",
            RESULTS_MIME: self.results,
        } | ({MAIL_MIME: mail} if mail else {})


def open_report(client: str, quarter: str, as_of: str | date, *, params: Path | str | None = None) -> Report:
    """Open one client's quarter as of a date.

    client, quarter, as_of : three strings, such as "kopi-contoh", "2026Q3", "2026-08-21"; the last may be a date.
    params : the folder of all clients; found from the working folder upwards where it is not given.
    In a notebook, plain matplotlib figures get the look of our charts from then on, unless they were given another.
    Raises KpilibError, whose text says what to mend, for unknown names, problems in the files, or a date outside
    of the quarter or before the data begin.

    >>> report = open_report("kopi-contoh", "2026Q3", "2026-08-21")
    >>> len(report.assessments), str(report.facts.first_day)
    (6, '2024-02-01')
    """
    at_home_in_notebook()
    params = Path(params) if params else find_params()
    about = about_client(params, client)
    plan = read_plan(params, client, quarter, about=about)
    day = check_as_of(as_of, plan.quarter)
    facts = collect(plan, client_folder(params, client), as_of=day)
    first = facts.first_day
    until = last_whole_day(day, plan.quarter)
    if first is None or first > until:
        begin = f"the data of {client} begin on {first}" if first else f"{client} has no data at all"
        raise KpilibError(f"{begin}; there is nothing to report as of {day}")
    seen = facts.until(until)
    assessments = tuple(assess(plan, kpi, seen, day) for kpi in plan.kpis)
    reports = find_reports(params)
    history = read_history(reports, client, str(plan.quarter), day)
    past = read_past_quarters(reports, client, str(plan.quarter), day)
    earlier = str(plan.quarter.before)
    known = bool(plan.agreement.actions) and earlier in quarter_names(params, client)
    before = read_plan(params, client, earlier, about=about) if known else None
    insight = Insight(plan, seen, assessments, history, past, before)
    return Report(plan, seen, day, assessments, tuple(check_plan(plan, seen, assessments, day)), insight)
