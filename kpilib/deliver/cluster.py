"""More than one machine: the same tasks on the workers of a Dask cluster (`pip install kpilib[cluster]`).

The machines share the folders of clients, notebooks and reports under the same paths. Tasks, fingerprints and files
are those of a run on one machine; the coordinator alone decides what is made, holds the lock, writes index and log.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from uuid import uuid4

from kpilib.deliver.job import Outcome
from kpilib.deliver.on_worker import make_here, unfit
from kpilib.deliver.tasks import Task
from kpilib.errors import KpilibError

if TYPE_CHECKING:
    from distributed import Client, Future

FIND_SECONDS = 10  # for a scheduler to answer, and then for a first worker to be there
ALONE_SECONDS = 60  # without any worker; one that died is started again within seconds
AHEAD = 2  # reports given out for each worker: one in the making, one that it need not wait for

Make = Callable[[Task], Outcome]


def work_on_cluster(
    address: str, make: Make, tasks: Sequence[Task], failed: Callable[[Task, str], Outcome]
) -> Iterator[Outcome]:
    """The results of all tasks as they come, from workers of which some may die.

    A task whose worker dies is done by another; how often Dask tries is set by its scheduler. One that was there each
    time is done once more alone, so that those which were only beside it are not held to be the cause.

    failed : the result of a task that could not be done, with the reason.
    Raises KpilibError where Dask is not installed, where no scheduler or no worker is there, where a worker would
    make something else than this machine, and when all are lost; what was made until then stays.
    """
    with _client(address) as client:
        _check(client, tasks[0])
        alone = []
        for task, future in _done(client, make, tasks):
            if _killed(future):
                alone.append(task)
            else:
                yield _outcome(task, future, failed)
        for one in alone:
            for task, future in _done(client, make, [one]):
                if _killed(future):
                    yield failed(task, "every worker that tried to make it died, also when it made nothing else")
                else:
                    yield _outcome(task, future, failed)


@contextmanager
def _client(address: str) -> "Iterator[Client]":
    try:
        from distributed import Client
    except ImportError:
        raise KpilibError("a run on a cluster needs Dask: pip install 'kpilib[cluster]'") from None
    try:
        asyncio.run(_greet(address))  # a client that finds nobody cannot be closed in good order
        client = Client(address, timeout=FIND_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise KpilibError(f"no scheduler answers at {address}: {error}") from None
    with client:
        yield client


async def _greet(address: str) -> None:
    from distributed import Security
    from distributed.comm import connect

    comm = await connect(address, timeout=FIND_SECONDS, **Security().get_connection_args("client"))
    await comm.close()


def _check(client: "Client", task: Task) -> None:
    """Raise KpilibError unless there are workers, and all of them would make what this machine would."""
    try:
        client.wait_for_workers(1, timeout=FIND_SECONDS)
    except TimeoutError:
        address = client.scheduler.address
        raise KpilibError(
            f"the scheduler {address} has no workers; start some on each machine: dask worker {address} --nthreads 1"
        ) from None
    with _mark(task.job.out.parents[1]) as mark:
        answers = client.run(unfit, task, mark, on_error="return")
    # One that is gone meanwhile does no harm.
    told = {worker: answer for worker, answer in answers.items() if answer and not isinstance(answer, OSError)}
    for worker, answer in sorted(told.items()):
        more = f" ({len(told) - 1} more workers are not fit either)" if len(told) > 1 else ""
        raise KpilibError(f"the worker {worker} cannot make these reports: {answer}{more}")


@contextmanager
def _mark(reports: Path) -> Iterator[Path]:
    """A file by which another machine knows that it sees the same folder."""
    mark = reports / f".{uuid4().hex}.cluster"
    mark.touch()
    try:
        yield mark
    finally:
        mark.unlink(missing_ok=True)


def _done(client: "Client", make: Make, tasks: Sequence[Task]) -> "Iterator[tuple[Task, Future]]":
    """Each task as it ends. Few are given out at a time: what waits on a worker that dies counts as its victim."""
    ended: SimpleQueue[Future] = SimpleQueue()
    rest, given = iter(tasks), {}
    try:
        while True:
            room = AHEAD * max(1, _workers(client)) - len(given)
            for task in islice(rest, max(0, room)):
                future = client.submit(make_here, make, task, pure=False)
                given[future.key] = task, future
                future.add_done_callback(ended.put)
            if not given:
                return
            future = _next(client, ended)
            yield given.pop(future.key)
    finally:
        if given and client.status == "running":
            client.cancel([future for _, future in given.values()])


def _next(client: "Client", ended: "SimpleQueue[Future]") -> "Future":
    """The next that ends. Raises KpilibError when nobody is left to do it."""
    waited = 0
    while True:
        try:
            future = ended.get(timeout=1)
        except Empty:
            waited = 0 if _workers(client) else waited + 1
            if waited < ALONE_SECONDS:
                continue
            raise KpilibError(f"no worker is left; {_GO_ON}") from None
        if future.status == "cancelled":
            raise KpilibError(_GONE)
        return future


def _workers(client: "Client") -> int:
    """How many there are now."""
    if client.status != "running":  # one that looks for its scheduler again would be asked in vain
        raise KpilibError(_GONE)
    try:
        return len(client.nthreads())
    except OSError:
        raise KpilibError(_GONE) from None


_GO_ON = "what is made is whole; run it again and only the rest is made"
_GONE = f"the scheduler is gone; {_GO_ON}"


def _killed(future: "Future") -> bool:
    from distributed import KilledWorker

    return future.status == "error" and isinstance(future.exception(), KilledWorker)


def _outcome(task: Task, future: "Future", failed: Callable[[Task, str], Outcome]) -> Outcome:
    if future.status == "error":
        error = future.exception()
        return failed(task, f"{type(error).__name__}: {error}".splitlines()[0])
    answer = future.result()
    return failed(task, f"a worker cannot make it: {answer}") if isinstance(answer, str) else answer
