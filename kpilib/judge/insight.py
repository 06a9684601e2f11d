"""What the assessments of a report say beside their verdicts: signals, reasons, changes, warnings, surprises."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kpilib.data.facts import Facts
from kpilib.data.history import PastReport
from kpilib.judge.assessment import Assessment
from kpilib.judge.causes import causes
from kpilib.judge.changes import Change, changes
from kpilib.judge.cycles import Cycle, cycles_of
from kpilib.judge.decisions import Due, decisions_due, undecided
from kpilib.judge.explain import Explanation, NotExplained, drivers_of
from kpilib.judge.leading import Link, leading_links
from kpilib.judge.process import NoProcess, Process, process_or_why, shortly_before
from kpilib.judge.reason import Evidence
from kpilib.judge.surprises import Missed, missed_in, present
from kpilib.judge.track import Track, track_of
from kpilib.judge.warn import EarlyWarning, early_warnings
from kpilib.measure.customers import CustomerValue, customer_value
from kpilib.plan.model import Plan


@dataclass(frozen=True)
class Insight:
    """The second look at a report's KPIs. Each part is worked out when it is first asked for.

    facts   : nothing later than the report's last whole day.
    history : earlier reports of the same client and quarter, oldest first; `past` those of earlier quarters.
    before  : the plan of the quarter before, whose actions may still be at work; None where there is none.
    """

    plan: Plan
    facts: Facts = field(repr=False)
    assessments: tuple[Assessment, ...] = field(repr=False)
    history: tuple[PastReport, ...] = ()
    past: Mapping[str, tuple[PastReport, ...]] = field(default_factory=dict)
    before: Plan | None = field(default=None, repr=False)

    @cached_property
    def processes(self) -> dict[str, Process | NoProcess]:
        """KPI to its weeks with their limits and signals, or why it has none."""
        return {one.kpi.id: process_or_why(one) for one in self.assessments}

    @cached_property
    def explanations(self) -> dict[str, Explanation | NotExplained]:
        """KPI to the parts of its change on the year before, or why they cannot be told."""
        return {one.kpi.id: drivers_of(self.plan, self.facts, one) for one in self.assessments}

    @cached_property
    def changes(self) -> dict[str, Change]:
        """KPI to what changed since the last report that told it."""
        return {each.one.kpi.id: each for each in changes(self.assessments, self.history)}

    @cached_property
    def warnings(self) -> tuple[EarlyWarning, ...]:
        """The targets that are in danger, each with what is known of its cause."""
        evidence = {one.kpi.id: self._evidence(one) for one in self.assessments}
        return early_warnings(self.assessments, self.facts, self.history, evidence)

    @cached_property
    def cycles(self) -> tuple[Cycle, ...]:
        """Every PDCA cycle of the quarter, checked."""
        return cycles_of(self.plan, self.assessments, self.facts, self.assessments[0].as_of, before=self.before)

    @cached_property
    def decisions(self) -> tuple[Due, ...]:
        """What people have to decide now, the most urgent first."""
        as_of = self.assessments[0].as_of
        cycles = self.cycles if undecided(self.plan, as_of) else ()  # to check them takes a while
        return decisions_due(self.plan, self.warnings, cycles, as_of)

    @cached_property
    def missed(self) -> tuple[Missed, ...]:
        """The targets that were missed so far, surprises among them."""
        now = present(self.assessments, [each.one.kpi.id for each in self.warnings])
        return tuple(each for reports in (*self.past.values(), (*self.history, now)) for each in missed_in(reports))

    @cached_property
    def customers(self) -> CustomerValue | None:
        """What customers have brought and will bring; None where no orders tell who bought."""
        if not len(self.facts.events):
            return None
        found = customer_value(self.facts, self.plan, self.assessments[0].as_of)
        return found if isinstance(found, CustomerValue) else None

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Whether the KPIs lead to what they are said to lead to."""
        return leading_links(self.assessments)

    @cached_property
    def track(self) -> Track:
        """How the earlier forecasts of this client turned out."""
        return track_of([*(report for reports in self.past.values() for report in reports), *self.history])

    def _evidence(self, one: Assessment) -> Evidence:
        process, told = self.processes[one.kpi.id], self.explanations[one.kpi.id]
        signals = []
        if isinstance(process, Process):
            noted = causes(self.plan, one.kpi, one.as_of)
            for signal in process.recent:
                before = shortly_before(signal, noted)
                signals.append((signal, before[-1].text if before else ""))
        return Evidence(told.drivers if isinstance(told, Explanation) else None, signals)
