"""The clients of a quarter as their reports tell them, worst first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kpilib.data.mailed import Mail
from kpilib.data.reported import COURSES, Reported, ReportedKpi
from kpilib.judge.updates import given_for, reached, updates_of
from kpilib.plan.cadence import update_days


@dataclass(frozen=True)
class ClientState:
    """One client's quarter.

    id      : the name of its folder. reports : all of them, made or failed. mails : what the ledger knows of them.
    today   : the day as of which its readers' reports are counted; None for the day of its own.
    """

    id: str
    reports: tuple[Reported, ...]
    mails: tuple[Mail, ...] = ()
    today: date | None = None

    @cached_property
    def judged(self) -> Reported | None:
        """The report in which its KPIs are judged; None where none was made."""
        with_kpis = [one for one in self.reports if one.state == "made" and one.kpis]
        return min(with_kpis, key=lambda one: (one.cycles, one.report != "kpi_progress"), default=None)

    @property
    def name(self) -> str:
        """As the client calls itself, as far as a report says so."""
        return next((one.name for one in self.reports if one.name), self.id)

    @property
    def about(self) -> str:
        """What the client is, in its own words; "" where no report says so."""
        return next((one.about for one in self.reports if one.about), "")

    @property
    def language(self) -> str:
        """The language in which its reports are written."""
        return next((one.language for one in self.reports if one.state == "made"), "en")

    @cached_property
    def kpis(self) -> tuple[ReportedKpi, ...]:
        """Worst first."""
        return tuple(sorted(self.judged.kpis, key=lambda one: COURSES.index(one.course))) if self.judged else ()

    @property
    def failed(self) -> tuple[Reported, ...]:
        """Reports that could not be made, or whose results cannot be read."""
        return tuple(one for one in self.reports if one.state != "made")

    @property
    def as_of(self) -> date | None:
        """The day of the report in which its KPIs are judged, or else the newest of all."""
        if self.judged:
            return self.judged.as_of
        return max((one.as_of for one in self.reports if one.as_of), default=None)

    @property
    def since(self) -> date | None:
        """The day of the report before, where there was one."""
        return max((one.since for one in self.judged.changes), default=None) if self.judged else None

    @property
    def days_left(self) -> int | None:
        """Days of the quarter after the last one that the data of all KPIs reach; None where that is not known."""
        ends = [one.data_to for one in self.kpis if one.data_to]
        return max(0, (self.ends - min(ends)).days) if ends and self.ends else None

    @property
    def ends(self) -> date | None:
        """The quarter's last day, or at least the last due date."""
        told = self.judged.quarter_end if self.judged else None
        return told or max((one.due for one in self.kpis if one.due), default=None)

    @property
    def closed(self) -> bool:
        """Whether the report is the closing one of the quarter."""
        return bool(self.as_of and self.ends and self.as_of >= self.ends)

    @cached_property
    def letters(self) -> tuple[Mail, ...]:
        """The mails of the report that is told here, in its last revision: one for each reader."""
        told = [one for one in self.mails if self.as_of and one.as_of == self.as_of.isoformat()]
        last = max((one.revision for one in told), default=0)
        return tuple(one for one in told if one.revision == last)

    @property
    def missed(self) -> tuple[date, ...]:
        """The days for which its readers were promised a report and got none, oldest first."""
        told, today = self.judged, self.today or self.as_of
        if not (told and told.cadence and told.quarter_start and told.quarter_end and today):
            return ()
        days = update_days(told.quarter_start, told.quarter_end, told.cadence)
        came = reached(self.mails)
        given = given_for(days, came, told.quarter_start, told.quarter_end)
        return updates_of(days, given, today, first=min(came, default=None)).missed

    def count(self, course: str) -> int:
        """How many of its KPIs stand so."""
        return sum(one.course == course for one in self.kpis)


def clients_of(reported: Iterable[Reported], mailed: Iterable[Mail] = ()) -> list[ClientState]:
    """The clients, worst first: failed reports, then KPIs off course, then toss-ups, then KPIs without a verdict.

    mailed : what the ledger knows, of all quarters. Missed reports are counted as of the newest of all reports.
    """
    found: dict[str, list[Reported]] = {}
    for one in reported:
        found.setdefault(one.client, []).append(one)
    mails: dict[str, list[Mail]] = {}
    for one in mailed:
        mails.setdefault(one.client, []).append(one)
    newest = max((one.as_of for mine in found.values() for one in mine if one.as_of), default=None)
    states = [
        ClientState(client, tuple(mine), tuple(mails.get(client, ())), newest) for client, mine in found.items()
    ]
    return sorted(states, key=_badness)


def _badness(one: ClientState) -> tuple:
    return (not one.failed, *(-one.count(course) for course in COURSES[:3]), one.name.casefold(), one.id)


def shared_language(clients: Sequence[ClientState]) -> str:
    """The language that all clients share, else English."""
    languages = {one.language for one in clients if any(each.state == "made" for each in one.reports)}
    return languages.pop() if len(languages) == 1 else "en"
