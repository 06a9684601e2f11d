"""A machine of a cluster: it looks whether it sees what the coordinator sees, and makes one report at a time."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from kpilib.deliver.fingerprint import changed, clients_parts, machines_parts, made_from, outside_parts
from kpilib.deliver.job import Outcome
from kpilib.deliver.tasks import Task

# What a report costs is measured by process, and the machine has been given as many workers as it can bear.
_one_report = threading.Lock()


def make_here(make: Callable[[Task], Outcome], task: Task) -> Outcome | str:
    """A report's outcome, or why this machine cannot make it."""
    with _one_report:
        # Files that change in mid-run are the next run's to see, as on one machine.
        return _absent(task) or _differs(task, task.parts | machines_parts()) or make(task)


def unfit(task: Task, mark: Path) -> str:
    """Why this machine would make something else than the coordinator; "" where it would not.

    task : one of those to come; its client's files are compared too.
    mark : a file that the coordinator has just written into the folder of reports.
    """
    reports, folder = mark.parent, task.job.folder
    if missing := _absent(task):
        return missing
    if not mark.is_file():
        return f"its folder {reports} is not the one of this run"
    if not os.access(reports, os.W_OK):
        return f"it may not write into {reports}"
    try:
        return _differs(task, made_from(task.job, clients_parts(folder) | outside_parts(task.outside, folder)))
    except OSError as error:
        return f"it cannot read {error.filename}: {error.strerror}"


def _absent(task: Task) -> str:
    job = task.job
    needed = {job.folder: job.folder.is_dir(), job.notebook: job.notebook.is_file()}
    needed[job.out.parents[1]] = job.out.parents[1].is_dir()
    gone = [str(path) for path, there in needed.items() if not there]
    return f"it does not see {', '.join(gone)}" if gone else ""


def _differs(task: Task, here: dict[str, str]) -> str:
    """In what this machine's fingerprints are not the coordinator's."""
    told = changed(task.parts, here)
    return f"it differs from the machine that asks in: {', '.join(told)}" if told else ""
