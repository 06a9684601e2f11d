"""Many reports: every client's quarter, side by side. A failure stops no other, and nothing is made twice."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from kpilib.deliver.job import PARAMETERS, Job, Outcome
from kpilib.deliver.made import withdraw
from kpilib.deliver.manifest import notebooks_for
from kpilib.deliver.tasks import Task, settle
from kpilib.deliver.workers import in_processes
from kpilib.errors import UnknownNameError, nearest
from kpilib.plan.params import client_folder, client_names, quarter_names
from kpilib.plan.periods import Quarter


def plan_jobs(
    params: Path,
    notebooks: Sequence[Path | str],
    reports: Path,
    quarter: str,
    *,
    clients: Iterable[str] = (),
    as_of: date | str | None = None,
    asked: bool = False,
) -> list[Job]:
    """The manifest of a run. Raises KpilibError before anything runs, for what is wrong with the whole run.

    notebooks : each is run for every client, one after the other: a path, or a name; see `notebooks_for`.
    clients   : names; none for every client that has a file for the quarter.
    as_of     : None for the latest date that makes sense for each client, see `latest_as_of`.
    asked     : the notebooks were named; where they were not, a client.yml may list others in their place, and only
        those are run that a quarter has something for.
    """
    quarter = str(Quarter.parse(quarter))
    chosen = list(dict.fromkeys(clients)) or [
        name for name in client_names(params) if quarter in quarter_names(params, name)
    ]
    if not chosen:
        known = {one for name in client_names(params) for one in quarter_names(params, name)}
        raise UnknownNameError(f"no client in {params.name}/ has a file {quarter}.yml; {nearest(quarter, known)}")
    folders = {client: client_folder(params, client) for client in chosen}
    return [
        Job(client, quarter, str(as_of or ""), notebook, folders[client], reports / quarter / client, asked)
        for client, its in notebooks_for(folders, notebooks, asked=asked).items()
        for notebook in its
    ]


Workers = Callable[[Callable[[Task], Outcome], Sequence[Task], Callable[[Task, str], Outcome]], Iterator[Outcome]]


class Run:
    """The reports of a manifest: as many as there are to tell of; iterating makes them and tells of each.

    fresh   : make everything, whatever has changed.
    fork    : take kernels from a warm process, where that can be.
    workers : how many processes; with one, or for one report, the reports are made in this one. Or a function that
        does the work elsewhere: of what makes a report, the tasks, and what tells of a task that could not be done.
    last    : asked, once every outcome has been told, for what is then to be done, if anything. It is done by a
        process that has made reports, whose warm process is there already; what comes of it is `at_last`.
    Raises KpilibError, before anything is made, where a notebook cannot take the parameters.
    """

    def __init__(
        self,
        jobs: Iterable[Job],
        *,
        fresh: bool = False,
        fork: bool = True,
        workers: Workers | int = 1,
        last: Callable[[], Callable[[], object] | None] = lambda: None,
    ):
        self.left_out: list[Job] = []
        settled = list(settle(jobs, fresh=fresh, left_out=self.left_out.append))
        self.tasks = [replace(one, fork=fork) for one in settled if isinstance(one, Task)]
        self.done = [one for one in settled if isinstance(one, Outcome)]
        self.workers = workers
        self.last = last
        self.at_last: object = None
        if self.tasks:
            _check({task.job.notebook for task in self.tasks})

    def __len__(self) -> int:
        return len(self.done) + len(self.tasks)

    def __iter__(self) -> Iterator[Outcome]:
        for job in self.left_out:
            withdraw(job)
        yield from map(_told, self.done)
        ours = isinstance(self.workers, int)
        if ours and (self.workers == 1 or len(self.tasks) == 1):
            yield from map(make, self.tasks)
        elif self.tasks:
            elsewhere = in_processes(self.workers, self._finish) if ours else self.workers
            yield from elsewhere(make, self.tasks, _undone)
        self._finish()

    def _finish(self, workers: Executor | None = None) -> None:
        """Do what is to be done at last, once."""
        found, self.last = self.last(), lambda: None
        if found is None:
            return
        if workers is not None:
            with suppress(BrokenExecutor):  # it died of this, or beside it: here it is done anew
                self.at_last = workers.submit(found).result()
                return
        self.at_last = found()


def _check(notebooks: Iterable[Path]) -> None:
    # Papermill takes a second to import, and a run that has nothing left to do needs none.
    from kpilib.deliver.render import check_parameters

    for notebook in sorted(notebooks):
        check_parameters(notebook, dict.fromkeys(PARAMETERS, ""))


def _told(outcome: Outcome) -> Outcome:
    """What was settled before anything was made; a failure takes away the page of an earlier run."""
    if outcome.page is not None:
        return outcome
    from kpilib.deliver.render import fail

    return fail(outcome.job, outcome.reason)


def make(task: Task) -> Outcome:
    """Make one report, in whatever process this is."""
    from kpilib.deliver.render import render

    asked = {"parts": task.parts, "fork": task.fork, "engines": task.engines}
    outcome = render(task.job, why=task.why, **asked)
    if outcome.died:  # an error of the notebook's would only come again
        outcome = render(task.job, why=f"{task.why}; its kernel died once", **asked)
    return outcome


def _undone(task: Task, reason: str) -> Outcome:
    """The outcome of a task that could not be done; recorded, unless that fails too."""
    from kpilib.deliver.render import fail

    try:
        return fail(task.job, reason)
    except OSError:
        return Outcome(task.job, reason=reason)
