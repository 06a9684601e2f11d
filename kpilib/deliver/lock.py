"""One run at a time writes into a folder of reports."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from kpilib.deliver.files import trouble
from kpilib.errors import KpilibError

FILE = ".run.lock"


@contextmanager
def only_run(reports: Path, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the folder for this run. The system lets it go when the run ends, however it ends.

    Raises KpilibError where another run holds it still after `wait` seconds, and where nothing can be written.
    """
    taken = f"another run is writing into {reports.name}/; wait for its end, or let this one wait: --wait SECONDS"
    with held(reports, FILE, wait=wait, taken=lambda: taken):
        yield


@contextmanager
def held(reports: Path, file: str, *, wait: float, taken: Callable[[], str]) -> Iterator[None]:
    """Hold a lock in a folder of reports, which is made where there is none.

    taken : what to tell where another process holds it still after `wait` seconds.
    Raises KpilibError then, and where nothing can be written.
    """
    lock = FileLock(reports / file, timeout=wait)
    try:
        reports.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise KpilibError(taken()) from None
    except OSError as error:
        raise unwritable(reports, error) from None
    try:
        yield
    finally:
        lock.release()


def unwritable(reports: Path, error: OSError) -> KpilibError:
    return KpilibError(f"nothing can be written into {reports.name}/: {trouble(error)}")
