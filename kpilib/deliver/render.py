"""One report: Papermill executes the notebook, nbconvert renders the page, all of it lands in place or nothing."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from kpilib.data.history import history_file
from kpilib.deliver.kernels import KernelStartError, kernel_environment, manager
from kpilib.deliver.page import to_page
from kpilib.errors import KpilibError, nearest

PARAMETERS = ("client", "quarter", "as_of")
START_SECONDS = 60  # until a kernel answers; one that is slower has no machine to run on
CELL_SECONDS = 600  # a cell takes a second or two; one that has run so long will not end


@dataclass(frozen=True)
class Job:
    """One report to make. `folder` is the client's own, in which the notebook runs; `out` where the files go."""

    client: str
    quarter: str
    as_of: str
    notebook: Path
    folder: Path
    out: Path

    @property
    def parameters(self) -> dict[str, str]:
        return {"client": self.client, "quarter": self.quarter, "as_of": self.as_of}

    def file(self, suffix: str) -> Path:
        return self.out / f"{self.notebook.stem}{suffix}"


@dataclass(frozen=True)
class Outcome:
    """What became of a job: the page, or the reason in one line.

    notebook : the executed one, if it got so far.
    died     : the kernel did, without an error of the notebook's; another try may go well.
    """

    job: Job
    seconds: float
    page: Path | None = None
    reason: str | None = None
    notebook: Path | None = None
    died: bool = False


def check_parameters(notebook: Path, given: Mapping[str, str]) -> None:
    """Raise KpilibError unless the notebook has exactly the parameters that it is given."""
    if not notebook.is_file():
        here = [path.stem for path in notebook.parent.glob("*.ipynb")]
        raise KpilibError(f"there is no notebook {notebook.name}; {nearest(notebook.stem, here)}")
    known = papermill.inspect_notebook(str(notebook))
    if not known:
        raise KpilibError(f"{notebook.name} has no cell tagged 'parameters' that sets {', '.join(given)}")
    for name in given:
        if name not in known:
            raise KpilibError(f"{notebook.name} has no parameter '{name}'; its parameters: {', '.join(known)}")
    for name in known:
        if name not in given:
            raise KpilibError(f"{notebook.name} has a parameter '{name}' that nobody sets; {nearest(name, given)}")


def render(job: Job, *, fork: bool = True) -> Outcome:
    """Make one report. A failure is an outcome too: its notebook is kept with the failing cell, and no page is.

    fork : take the kernel from a warm process, where that can be; the report is the same.
    """
    started = time.monotonic()
    job.out.mkdir(parents=True, exist_ok=True)
    for suffix in (".html", ".json", ".ipynb"):
        job.file(suffix).unlink(missing_ok=True)  # an earlier page must not pass for this run's
    if not _without_pdf(job):
        return fail(job, f"the earlier {job.file('.pdf').name} cannot be removed; it is open in another program")
    notebook = job.file(".ipynb")
    try:
        page, results = to_page(_execute(job, notebook, fork))
    except (PapermillExecutionError, KpilibError) as error:
        return fail(job, _reason(error), time.monotonic() - started, notebook)
    except CellTimeoutError:
        return fail(job, f"a cell took longer than {CELL_SECONDS} seconds", time.monotonic() - started, notebook)
    except (DeadKernelError, KernelStartError) as error:
        reason = "the kernel died" if isinstance(error, DeadKernelError) else str(error)
        return replace(fail(job, reason, time.monotonic() - started, notebook), died=True)
    write(job.file(".json"), json.dumps(results | {"report": job.notebook.stem}, indent=1, ensure_ascii=False))
    write(job.file(".html"), page)
    keep(job, results)
    return Outcome(job, time.monotonic() - started, page=job.file(".html"), notebook=notebook)


def keep(job: Job, results: Mapping[str, Any]) -> None:
    """Keep what was reported, for the reports of later days.

    Not of a check of the data, which reports nothing of a KPI, nor of a notebook that opened something else than it
    was asked for.
    """
    asked = all(results[name] == value for name, value in job.parameters.items())
    if not results["kpis"] or not asked:
        return
    path = history_file(job.out, results["as_of"])
    path.parent.mkdir(exist_ok=True)
    write(path, json.dumps(results, indent=1, ensure_ascii=False))


def _execute(job: Job, notebook: Path, fork: bool) -> NotebookNode:
    """Run the notebook in a kernel of its own, in the client's folder and with nothing of another client's."""
    environment = kernel_environment(job.client, reports=str(job.out.parents[1]))
    return papermill.execute_notebook(
        str(job.notebook),
        str(notebook),
        parameters=job.parameters,
        cwd=str(job.folder),
        progress_bar=False,
        request_save_on_cell_execute=False,
        start_timeout=START_SECONDS,
        execution_timeout=CELL_SECONDS,
        kernel_manager_class=manager(environment, fork=fork),
        extra_arguments=["--IPKernelApp.log_level=50"],  # a kernel that is asked to stop calls that an error
    )


def fail(job: Job, reason: str, seconds: float = 0.0, notebook: Path | None = None) -> Outcome:
    """Record that a report could not be made, and why."""
    job.out.mkdir(parents=True, exist_ok=True)
    job.file(".html").unlink(missing_ok=True)
    _without_pdf(job)
    record = {"schema": 1, "state": "failed", "report": job.notebook.stem, "reason": reason, **job.parameters}
    write(job.file(".json"), json.dumps(record, indent=1, ensure_ascii=False))
    return Outcome(job, seconds, reason=reason, notebook=notebook if notebook and notebook.is_file() else None)


def _without_pdf(job: Job) -> bool:
    """Remove the PDF of an earlier page; whether it is gone. Windows keeps one that a viewer has open."""
    try:
        job.file(".pdf").unlink(missing_ok=True)
    except PermissionError:
        return False
    return True


def _reason(error: Exception) -> str:
    """Why, in one line. What the user's own files did needs no name of an exception before it."""
    if not isinstance(error, PapermillExecutionError):
        return str(error).splitlines()[0]
    lines = str(error.evalue).splitlines() or [""]
    more = f" (and {len(lines) - 2} more)" if len(lines) > 2 else ""
    ours = error.ename.endswith("Error") and error.ename in _our_errors()
    return (lines[0] if ours else f"{error.ename}: {lines[0]}") + more


def _our_errors() -> set[str]:
    names, rest = set(), [KpilibError]
    while rest:
        one = rest.pop()
        names.add(one.__name__)
        rest += one.__subclasses__()
    return names


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    draft.write_text(text, "utf-8")
    draft.replace(path)
