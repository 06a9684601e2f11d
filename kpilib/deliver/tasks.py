"""What is to be done about a job: nothing, since nothing has changed, or to make its report."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from kpilib.deliver.fingerprint import clients_parts, made_from, outside_parts
from kpilib.deliver.job import Job, Outcome
from kpilib.deliver.made import why_again
from kpilib.deliver.plans import Outline, outline
from kpilib.errors import KpilibError, ProblemsError
from kpilib.plan.periods import check_as_of, latest_as_of

# The reports that not every quarter has, by their notebooks.
ONLY_WITH_ACTIONS = {"pdca_review"}


@dataclass(frozen=True)
class Task:
    """A report that has to be made, and why.

    parts : the fingerprints of what it is made from.
    fork  : its kernel may come from a warm process.
    engines : of the warehouses that its client reads from, whose keys its kernel is given.
    outside : the exports that lie elsewhere, as its client names them.
    """

    job: Job
    parts: dict[str, str]
    why: str
    fork: bool = True
    engines: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


def settle(
    jobs: Iterable[Job], *, fresh: bool = False, left_out: Callable[[Job], object] = lambda _: None
) -> Iterator[Task | Outcome]:
    """What is to be done about each job, in their order: a task, or its outcome where there is nothing left to do.

    A job whose client's files have problems has failed already, which one report of a client tells; a review of a
    quarter without actions is left out.

    fresh    : make everything, whatever has changed.
    left_out : hears of each review of a quarter that has no actions, or none any more.
    """
    parts_of, outside_of, jobs = cache(clients_parts), cache(outside_parts), list(jobs)
    told_elsewhere = {job.client for job in jobs if job.notebook.stem not in ONLY_WITH_ACTIONS}
    for job in jobs:
        optional = job.notebook.stem in ONLY_WITH_ACTIONS and not job.asked
        try:
            parts = parts_of(job.folder)
            told = outline(job.folder.parent, job.client, job.quarter, out=job.out, parts=parts)
            if optional and not told.actions:
                left_out(job)
                continue
            today = datetime.now(ZoneInfo(told.timezone)).date()
            day = check_as_of(job.as_of or latest_as_of(told.quarter, today), told.quarter)
            parts = parts | outside_of(told.outside, job.folder)  # those of the folder serve its other reports too
        except (KpilibError, OSError) as error:
            if not (optional and job.client in told_elsewhere):
                yield Outcome(job, reason=_reason(error, job.client))
        else:
            yield _settled(replace(job, as_of=str(day)), parts, told, fresh=fresh)


def _reason(error: KpilibError | OSError, client: str) -> str:
    """Why in one line; of many problems the first."""
    if isinstance(error, OSError):
        return f"{error.filename} cannot be read: {error.strerror}"
    if not isinstance(error, ProblemsError):
        return str(error)
    more = len(error.problems) - 1
    return f"{error.problems[0]}{f' (and {more} more: kpilib check {client})' if more else ''}"


def _settled(job: Job, client: dict[str, str], plan: Outline, *, fresh: bool) -> Task | Outcome:
    parts = made_from(job, client)
    why = "it was asked for afresh" if fresh else why_again(job, parts)
    if why:
        return Task(job, parts, why, engines=plan.engines, outside=plan.outside)
    return Outcome(job, page=job.file(".html"), why="nothing has changed", kept=True)
