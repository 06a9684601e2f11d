"""One process at a time writes into the ledger, and who else wants to is told which."""

import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from kpilib.deliver.files import write
from kpilib.deliver.lock import held, unwritable

FILE = ".ledger.lock"
TOLD = ".ledger.holder"  # not in the lock's own file, which whoever waits for it may empty


@contextmanager
def only_writer(reports: Path, *, command: str, wait: float = 0.0) -> Iterator[None]:
    """Hold the ledger. The system lets it go when the process ends, however it ends.

    Raises KpilibError that says who holds it, where somebody does still after `wait` seconds.
    """
    taken = f"is writing into the ledger of {reports.name}/; wait for its end"
    with held(reports, FILE, wait=wait, taken=lambda: f"{_holder(reports)} {taken}"):
        since = datetime.now().astimezone().isoformat(" ", timespec="seconds")
        try:
            write(reports / TOLD, f"{command} (process {os.getpid()} on {platform.node()}, since {since})\n")
        except OSError as error:
            raise unwritable(reports, error) from None
        yield


def _holder(reports: Path) -> str:
    try:
        return (reports / TOLD).read_text("utf-8").strip() or "another process"
    except OSError:
        return "another process"
