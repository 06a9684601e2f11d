"""Many reports: every client's quarter, side by side; a failure stops none of the others, and nothing is made twice."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from pathlib import Path

from kpilib.deliver.job import PARAMETERS, Job, Outcome
from kpilib.deliver.tasks import Task, settle
from kpilib.deliver.workers import processes, work
from kpilib.errors import UnknownNameError
from kpilib.plan.params import client_folder, client_names, quarter_names
from kpilib.plan.periods import Quarter


def plan_jobs(
    params: Path,
    notebooks: Sequence[Path],
    reports: Path,
    quarter: str,
    *,
    clients: Iterable[str] = (),
    as_of: str = "",
    asked: bool = False,
) -> list[Job]:
    """The manifest of a run. Raises KpilibError before anything runs, for what is wrong with the whole run.

    notebooks : each is run for every client, one after the other.
    clients   : names; none for every client that has a file for the quarter.
    as_of     : "" for the latest date that makes sense for each client, see `latest_as_of`.
    asked     : the notebooks were named; where they were not, only those are run that a quarter has something for.
    """
    quarter = str(Quarter.parse(quarter))
    chosen = list(dict.fromkeys(clients)) or [
        name for name in client_names(params) if quarter in quarter_names(params, name)
    ]
    if not chosen:
        raise UnknownNameError(f"no client in {params.name}/ has a file {quarter}.yml")
    folders = {client: client_folder(params, client) for client in chosen}
    return [
        Job(client, quarter, as_of, notebook, folder, reports / quarter / client, asked)
        for client, folder in folders.items()
        for notebook in notebooks
    ]


def run(
    jobs: Sequence[Job], *, fresh: bool = False, workers: Callable[[], Executor] | int = 1
) -> tuple[int, Iterator[Outcome]]:
    """How many reports there are to tell of, and what became of each of them, as they come.

    fresh   : make everything, whatever has changed.
    workers : how many processes, or a function that starts an executor of another kind. With one process the reports
        are made in this one.
    Raises KpilibError, before anything is made, where a notebook cannot take the parameters.
    """
    settled = list(settle(jobs, fresh=fresh))
    tasks = [one for one in settled if isinstance(one, Task)]
    if tasks:
        _check({task.job.notebook for task in tasks})
    return len(settled), _outcomes([one for one in settled if isinstance(one, Outcome)], tasks, workers)


def _check(notebooks: Iterable[Path]) -> None:
    # Papermill takes a second to import, and a run that has nothing left to do needs none.
    from kpilib.deliver.render import check_parameters

    for notebook in sorted(notebooks):
        check_parameters(notebook, dict.fromkeys(PARAMETERS, ""))


def _outcomes(
    done: Iterable[Outcome], tasks: Sequence[Task], workers: Callable[[], Executor] | int
) -> Iterator[Outcome]:
    for outcome in done:
        if outcome.page is None:
            from kpilib.deliver.render import fail

            outcome = fail(outcome.job, outcome.reason)
        yield outcome
    if workers == 1 or not tasks:
        yield from map(make, tasks)
        return
    number = min(workers, len(tasks)) if isinstance(workers, int) else 0
    yield from work(make, tasks, (lambda: processes(number)) if number else workers, _died)


def make(task: Task) -> Outcome:
    """Make one report, in whatever process this is."""
    from kpilib.deliver.render import render

    return render(task.job, parts=task.parts, why=task.why)


def _died(task: Task) -> Outcome:
    from kpilib.deliver.render import fail

    return fail(task.job, "the process that made it died, three times")
