"""What is to be done about a job: nothing, since nothing has changed, or to make its report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from kpilib.deliver.fingerprint import clients_parts, made_from
from kpilib.deliver.job import Job, Outcome
from kpilib.deliver.made import why_again
from kpilib.deliver.plans import outline
from kpilib.errors import KpilibError, ProblemsError
from kpilib.plan.periods import Quarter, check_as_of

# The reports that not every quarter has, by their notebooks.
ONLY_WITH_ACTIONS = {"pdca_review"}


@dataclass(frozen=True)
class Task:
    """A report that has to be made, and why.

    parts : the fingerprints of what it is made from.
    fork  : its kernel may come from a warm process.
    engines : of the warehouses that its client reads from, whose keys its kernel is given.
    """

    job: Job
    parts: dict[str, str]
    why: str
    fork: bool = True
    engines: tuple[str, ...] = ()


def settle(jobs: Iterable[Job], *, fresh: bool = False) -> Iterator[Task | Outcome]:
    """What is to be done about each job, in their order: a task, or its outcome where there is nothing left to do.

    A job whose client's files have problems has failed already; a review of a quarter without actions is left out.

    fresh : make everything, whatever has changed.
    """
    parts_of = cache(clients_parts)
    for job in jobs:
        parts, optional = parts_of(job.folder), job.notebook.stem in ONLY_WITH_ACTIONS and not job.asked
        try:
            told = outline(job.folder.parent, job.client, job.quarter, out=job.out, parts=parts)
            if optional and not told.actions:
                continue
            today = datetime.now(ZoneInfo(told.timezone)).date()
            day = check_as_of(job.as_of or latest_as_of(told.quarter, today), told.quarter)
        except KpilibError as error:
            if not optional:  # the client's other report says it already
                yield Outcome(job, reason=_reason(error, job.client))
        else:
            yield _settled(replace(job, as_of=str(day)), parts, told.engines, fresh=fresh)


def _reason(error: KpilibError, client: str) -> str:
    """Why in one line; of many problems the first."""
    if not isinstance(error, ProblemsError):
        return str(error)
    more = len(error.problems) - 1
    return f"{error.problems[0]}{f' (and {more} more: kpilib check {client})' if more else ''}"


def _settled(job: Job, client: dict[str, str], engines: tuple[str, ...], *, fresh: bool) -> Task | Outcome:
    parts = made_from(job, client)
    why = "it was asked for afresh" if fresh else why_again(job, parts)
    if why:
        return Task(job, parts, why, engines=engines)
    return Outcome(job, page=job.file(".html"), why="nothing has changed", kept=True)


def latest_as_of(quarter: Quarter, today: date) -> date:
    """Today within the quarter, its last day after it.

    The quarter's last day closes it, so while that day is still running the report is as of the day before.

    >>> latest_as_of(Quarter(2026, 3), date(2026, 8, 21)), latest_as_of(Quarter(2026, 3), date(2026, 11, 2))
    (datetime.date(2026, 8, 21), datetime.date(2026, 9, 30))
    """
    if today == quarter.end:
        return today - timedelta(days=1)
    return min(today, quarter.end)
