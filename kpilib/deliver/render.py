"""One report: Papermill executes the notebook, nbconvert renders the page, all of it lands in place or nothing."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from kpilib.data.history import VARIABLE, history_file
from kpilib.deliver.files import write
from kpilib.deliver.job import Job, Outcome
from kpilib.deliver.kernels import LocalKernelManager
from kpilib.deliver.made import forget, keep_record
from kpilib.deliver.page import to_page
from kpilib.errors import KpilibError, nearest


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


def render(job: Job, *, parts: Mapping[str, str] | None = None, why: str = "") -> Outcome:
    """Make one report. A failure is an outcome too: its notebook is kept with the failing cell, and no page is.

    parts : the fingerprints of what it is made from, to be recorded beside it.
    why   : why it is made, to be told.
    """
    started = time.monotonic()
    job.out.mkdir(parents=True, exist_ok=True)
    forget(job)
    for suffix in (".html", ".json", ".ipynb"):
        job.file(suffix).unlink(missing_ok=True)  # an earlier page must not pass for this run's
    if not _without_pdf(job):
        return fail(job, f"the earlier {job.file('.pdf').name} cannot be removed; it is open in another program")
    notebook = job.file(".ipynb")
    try:
        executed = execute(job.notebook, notebook, job.parameters, folder=job.folder, reports=job.out.parents[1])
        page, results = to_page(executed)
    except (PapermillExecutionError, KpilibError) as error:
        return fail(job, reason_of(error), time.monotonic() - started, notebook)
    write(job.file(".json"), json.dumps(results | {"report": job.notebook.stem}, indent=1, ensure_ascii=False))
    write(job.file(".html"), page)
    keep(job, results)
    if parts is not None:
        keep_record(job, parts, results)
    return Outcome(job, time.monotonic() - started, page=job.file(".html"), notebook=notebook, why=why)


def execute(source: Path, kept: Path, parameters: Mapping[str, str], *, folder: Path, reports: Path) -> NotebookNode:
    """Execute a notebook in a folder and keep it, whatever became of it. Raises PapermillExecutionError.

    reports : the folder of all reports, for what the notebook looks up there.
    """
    with _reports_at(reports):
        return papermill.execute_notebook(
            str(source),
            str(kept),
            parameters=dict(parameters),
            cwd=str(folder),
            progress_bar=False,
            request_save_on_cell_execute=False,
            kernel_manager_class=LocalKernelManager,
            extra_arguments=["--IPKernelApp.log_level=50"],  # a kernel that is asked to stop calls that an error
        )


def keep(job: Job, results: Mapping[str, Any]) -> None:
    """Keep what was reported, for the reports of later days.

    Not of a check of the data, which reports nothing of a KPI, nor of a notebook that opened something else than it
    was asked for.
    """
    asked = all(results[name] == value for name, value in job.parameters.items())
    if not results["kpis"] or not asked:
        return
    path = history_file(job.out, results["as_of"])
    if "cycles" in results and path.is_file():
        return  # a review tells the same of the KPIs, and which of the two ends last is a matter of chance
    path.parent.mkdir(exist_ok=True)
    write(path, json.dumps(results, indent=1, ensure_ascii=False))


@contextmanager
def _reports_at(folder: Path) -> Iterator[None]:
    """Tell the kernels that are started within it where the reports are, and with them the history."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


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


def reason_of(error: Exception) -> str:
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
