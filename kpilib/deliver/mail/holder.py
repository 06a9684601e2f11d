"""One process at a time writes into the ledger, and who else wants to is told which."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from kpilib.deliver.files import trouble, write
from kpilib.errors import KpilibError

FILE = ".ledger.lock"
TOLD = ".ledger.holder"  # not in the lock's own file, which whoever waits for it may empty


@contextmanager
def only_writer(reports: Path, *, command: str, wait: float = 0.0) -> Iterator[None]:
    """Hold the ledger. The system lets it go when the process ends, however it ends.

    Raises KpilibError that says who holds it, where somebody does still after `wait` seconds.
    """
    lock = FileLock(reports / FILE, timeout=wait)
    try:
        reports.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        try:
            since = datetime.now().astimezone().isoformat(" ", timespec="seconds")
            write(reports / TOLD, f"{command} (process {os.getpid()} on {platform.node()}, since {since})\n")
        except BaseException:
            lock.release()
            raise
    except Timeout:
        raise KpilibError(
            f"{_holder(reports)} is writing into the ledger of {reports.name}/; wait for its end"
        ) from None
    except OSError as error:
        raise KpilibError(f"nothing can be written into {reports.name}/: {trouble(error)}") from None
    try:
        yield
    finally:
        lock.release()


def _holder(reports: Path) -> str:
    try:
        return (reports / TOLD).read_text("utf-8").strip() or "another process"
    except OSError:
        return "another process"
