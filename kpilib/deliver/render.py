"""One report: Papermill executes the notebook, nbconvert renders the page, all of it lands in place or nothing."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from kpilib.data.history import history_file
from kpilib.deliver.files import trouble, write
from kpilib.deliver.job import Job, Outcome
from kpilib.deliver.kernels import Cost, KernelStartError, LocalKernelManager, kernel_environment, manager
from kpilib.deliver.made import forget, keep_record
from kpilib.deliver.page import all_mails, all_results, to_page
from kpilib.errors import KpilibError, nearest

START_SECONDS = 60  # until a kernel answers; one that is slower has no machine to run on
CELL_SECONDS = 600  # a cell takes a second or two; one that has run so long will not end
REPORT_SECONDS = 1200  # all its cells together


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


def render(
    job: Job,
    *,
    parts: Mapping[str, str] | None = None,
    why: str = "",
    fork: bool = True,
    engines: Iterable[str] = (),
) -> Outcome:
    """Make one report. A failure is an outcome too: its notebook is kept with the failing cell, and no page is.

    parts : the fingerprints of what it is made from, to be recorded beside it.
    why   : why it is made, to be told.
    fork  : take the kernel from a warm process, where that can be; the report is the same.
    engines : of the warehouses that the client reads from, whose keys the kernel is given.
    """
    started, cost = time.monotonic(), Cost()
    spent = time.process_time()

    def failed(reason: str) -> Outcome:
        return costed(fail(job, reason, notebook=job.file(".ipynb")))

    def costed(outcome: Outcome) -> Outcome:
        cpu = cost.cpu + time.process_time() - spent
        return replace(outcome, seconds=time.monotonic() - started, cpu=cpu, memory=cost.memory, why=why)

    notebook = job.file(".ipynb")
    try:
        _clear(job)
        given = kernel_environment(job.client, engines=engines, reports=str(job.out.parents[1]))
        executed = execute(
            job.notebook,
            notebook,
            job.parameters,
            folder=job.folder,
            kernels=manager(given, fork=fork, cost=cost),
        )
        page, results = to_page(executed)
        refuse_anothers(executed, job)
        _put(job, page, results, next(all_mails(executed), None), parts)
    except (DeadKernelError, KernelStartError) as error:
        return replace(failed(reason_of(error)), died=True)
    except CellTimeoutError as error:  # which is an OSError to Python, and none of a file
        return failed(reason_of(error))
    except OSError as error:
        with suppress(OSError):
            notebook.unlink(missing_ok=True)  # it may have been cut short
        return failed(trouble(error))
    except Exception as error:  # whatever is wrong with one report, the others are made
        return failed(reason_of(error))
    return costed(Outcome(job, page=job.file(".html"), notebook=notebook))


def _clear(job: Job) -> None:
    """Make room for the report: an earlier page must not pass for this run's."""
    job.out.mkdir(parents=True, exist_ok=True)
    forget(job)
    for path in (job.file(".html"), job.file(".json"), job.file(".ipynb"), job.mail):
        path.unlink(missing_ok=True)
    if not _without_pdf(job):
        raise KpilibError(f"the earlier {job.file('.pdf').name} cannot be removed; it is open in another program")


def refuse_anothers(executed: NotebookNode, job: Job) -> None:
    """Raise KpilibError unless the report is the one that was asked for, with no other client's opened beside it."""
    first, *others = all_results(executed)
    for name, asked in job.parameters.items():
        if first.get(name) != asked:
            told = f"the notebook opened the report of {name} {first.get(name)} and was asked for {asked}"
            raise KpilibError(f"{told}; open_report takes client, quarter and as_of from the parameters")
    for one in (*others, *all_mails(executed)):
        if one.get("client") != job.client:
            raise KpilibError(f"the notebook opened a report of {one.get('client')}, whom {job.client} must not see")


def _put(
    job: Job,
    page: str,
    results: Mapping[str, Any],
    mail: Mapping[str, Any] | None,
    parts: Mapping[str, str] | None,
) -> None:
    """Put the files of a report in their places, each whole; last the record, without which it is made again."""
    write(job.file(".html"), page)
    write(job.file(".json"), json.dumps({**results, "report": job.notebook.stem}, indent=1, ensure_ascii=False))
    if mail is not None:
        job.mail.parent.mkdir(exist_ok=True)
        write(job.mail, json.dumps(mail, indent=1, ensure_ascii=False))
    keep(job, results)
    if parts is not None:
        keep_record(job, parts, results)


def execute(
    source: Path, kept: Path, parameters: Mapping[str, str], *, folder: Path, kernels: type[LocalKernelManager]
) -> NotebookNode:
    """Execute a notebook in a folder and keep it, whatever became of it.

    Raises PapermillExecutionError for an error in a cell, CellTimeoutError, DeadKernelError, KernelStartError.
    """
    return papermill.execute_notebook(
        str(source),
        str(kept),
        parameters=dict(parameters),
        cwd=str(folder),
        progress_bar=False,
        request_save_on_cell_execute=False,
        start_timeout=START_SECONDS,
        timeout_func=_time_left(),
        kernel_manager_class=kernels,
        extra_arguments=["--IPKernelApp.log_level=50"],  # a kernel that is asked to stop calls that an error
    )


def _time_left() -> Callable[[NotebookNode], float]:
    """How many seconds the next cell may take."""
    end = time.monotonic() + REPORT_SECONDS
    return lambda _: max(1.0, min(CELL_SECONDS, end - time.monotonic()))


def keep(job: Job, results: Mapping[str, Any]) -> None:
    """Keep what was reported, for the reports of later days.

    Not of a check of the data, which reports nothing of a KPI.
    """
    if not results["kpis"]:
        return
    path = history_file(job.out, results["as_of"])
    if "cycles" in results and path.is_file():
        return  # a review tells the same of the KPIs, and which of the two ends last is a matter of chance
    path.parent.mkdir(exist_ok=True)
    write(path, json.dumps(results, indent=1, ensure_ascii=False))


def fail(job: Job, reason: str, *, notebook: Path | None = None) -> Outcome:
    """Record that a report could not be made, and why; on a disk that takes no record the run alone tells it."""
    record = {"schema": 1, "state": "failed", "report": job.notebook.stem, "reason": reason, **job.parameters}
    with suppress(OSError):
        job.out.mkdir(parents=True, exist_ok=True)
        forget(job)
        for path in (job.file(".html"), job.file(".json"), job.mail):
            path.unlink(missing_ok=True)
        _without_pdf(job)
        write(job.file(".json"), json.dumps(record, indent=1, ensure_ascii=False))
    return Outcome(job, reason=reason, notebook=notebook if notebook and notebook.is_file() else None)


def _without_pdf(job: Job) -> bool:
    """Remove the PDF of an earlier page; whether it is gone. Windows keeps one that a viewer has open."""
    try:
        job.file(".pdf").unlink(missing_ok=True)
    except PermissionError:
        return False
    return True


def reason_of(error: Exception) -> str:
    """Why, in one line. What the user's own files did needs no name of an exception before it."""
    if isinstance(error, CellTimeoutError):
        return f"it took too long: a cell may take {CELL_SECONDS} seconds, all of them {REPORT_SECONDS}"
    if isinstance(error, DeadKernelError):
        return "the kernel died"
    if isinstance(error, KpilibError | KernelStartError):
        return str(error).splitlines()[0]
    if not isinstance(error, PapermillExecutionError):
        return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
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
