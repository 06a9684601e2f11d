"""The command that makes reports."""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpilib.cli import complete
from kpilib.cli.console import FAILED, INTERRUPTED, app, as_date, err, out, print_json, shown
from kpilib.cli.menu import example
from kpilib.cli.options import AsOf, Clients, Params, Reports
from kpilib.cli.telling import Total, teller
from kpilib.errors import KpilibError
from kpilib.plan.notebooks import shared_notebooks
from kpilib.plan.params import find_params
from kpilib.plan.periods import Quarter

if TYPE_CHECKING:
    from kpilib.deliver.batch import Workers
    from kpilib.deliver.job import Job, Outcome
    from kpilib.deliver.portfolio import Made

# The reports for management; a review is made where the quarter's file has actions.
NOTEBOOKS = ("kpi_progress", "pdca_review")


@dataclass(frozen=True)
class Asked:
    """How a run was asked for: see the options of `run`."""

    params: Path
    reports: Path
    notebooks: tuple[str, ...]
    named: bool
    as_of: date | None
    pdf: bool
    fresh: bool
    fork: bool
    jobs: int | None
    cluster: str | None
    wait: float
    json: bool


@app.command(
    epilog=example(
        "kpilib run 2026Q3",
        "kpilib run 2026Q3 --client kopi-contoh --as-of 2026-08-21",
        "kpilib run 2026Q3 --notebook data_check",
    )
)
def run(
    quarter: Annotated[
        str | None,
        typer.Argument(help="The quarter, such as 2026Q3; not needed with --due.", autocompletion=complete.quarters),
    ] = None,
    client: Clients = None,
    as_of: AsOf = None,
    params: Params = None,
    reports: Reports = None,
    notebook: Annotated[
        list[str] | None,
        typer.Option(
            help="A notebook to run instead of kpi_progress and pdca_review, or of what client.yml lists: a name in "
            "notebooks/ or in a client's folder, or a path; may be given several times.",
            autocompletion=complete.notebooks,
        ),
    ] = None,
    due: Annotated[bool, typer.Option("--due", help="Only the clients whose readers are due a report.")] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help="Each page as a PDF beside it too, by a Chromium.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Make all, also where nothing has changed.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Say why each report would be made or not, and make none.")
    ] = False,
    no_fork: Annotated[
        bool, typer.Option("--no-fork", help="Start a new Python for each report, as outside of Linux.")
    ] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Reports made at a time; as many as processors.")] = None,
    cluster: Annotated[str | None, typer.Option(help="The scheduler of a Dask cluster: tcp://host:8786.")] = None,
    wait: Annotated[float, typer.Option(min=0, help="Seconds to wait for another run to end.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="An event a line, for programs.")] = False,
) -> None:
    """Make the reports of a quarter, of all clients or of those named.

    A PDCA review is made where the quarter's file has actions; at last, from the notebook portfolio, the agency's own
    page of all clients. Only what has changed is made again, so a run that was interrupted goes on where it stopped.
    Ends with exit code 1 if a page, or a PDF that was asked for, could not be made; all others are.
    """
    folder = (params or find_params()).resolve()
    asked = Asked(
        params=folder,
        reports=(reports or folder.parent / "reports").resolve(),
        notebooks=tuple(notebook or NOTEBOOKS),
        named=bool(notebook),
        as_of=as_date(as_of),
        pdf=pdf,
        fresh=fresh,
        fork=not no_fork,
        jobs=jobs,
        cluster=cluster,
        wait=wait,
        json=json,
    )
    found = _due_jobs(asked, quarter, client or ()) if due else [_jobs(asked, quarter, client or (), asked.as_of)]
    if explain:
        for jobs_of_quarter in found:
            _explain(jobs_of_quarter, fresh=fresh, as_json=json)
        return
    whole = [_made(asked, one) for one in found]
    raise typer.Exit(0 if all(whole) else FAILED)


def _due_jobs(asked: Asked, quarter: str | None, clients: Sequence[str]) -> "list[list[Job]]":
    """The reports that readers are due: a manifest for each quarter."""
    from kpilib.deliver.due import promises

    named = str(Quarter.parse(quarter)) if quarter else None
    found: dict[str, list[Job]] = {}
    for one in promises(asked.params, asked.reports, asked.as_of):
        chosen = (not clients or one.client in clients) and named in (None, one.quarter)
        if one.problem and chosen:
            err.print(f"{one.client}: {one.problem}", markup=False)
        elif one.updates.due and chosen:
            found.setdefault(one.quarter, []).extend(_jobs(asked, one.quarter, [one.client], one.as_of))
    if not found:
        teller(0, as_json=asked.json).say("no report is due")
    return list(found.values())


def _jobs(asked: Asked, quarter: str | None, clients: Sequence[str], as_of: date | None) -> "list[Job]":
    from kpilib.deliver.batch import plan_jobs

    if quarter is None:
        raise KpilibError("say which quarter, such as: kpilib run 2026Q3; or --due for the reports that are due")
    return plan_jobs(
        asked.params, asked.notebooks, asked.reports, quarter, clients=clients, as_of=as_of, asked=asked.named
    )


def _made(asked: Asked, jobs: "list[Job]") -> bool:
    """Make the reports of a quarter; whether all of them are there."""
    from kpilib.deliver.batch import Run
    from kpilib.deliver.files import sweep, trouble
    from kpilib.deliver.index import Index
    from kpilib.deliver.lock import only_run
    from kpilib.deliver.log import append
    from kpilib.deliver.pdf import NO_BROWSER, find_browser

    browser = find_browser() if asked.pdf else None
    if asked.pdf and browser is None:
        err.print(NO_BROWSER, markup=False)  # before the minutes that a batch takes
    quarter = jobs[0].quarter
    try:
        with only_run(asked.reports, wait=asked.wait):
            sweep(asked.reports, quarter)
            index = Index(asked.reports, quarter)
            running = Run(
                jobs,
                fresh=asked.fresh,
                fork=asked.fork,
                workers=_workers(asked.jobs, asked.cluster),
                last=lambda: _agencys_page(asked, quarter) if index.stale() else None,
            )
            total = Total(asked_for_pdf=asked.pdf)
            if running.tasks:
                index.begin()
            # The outcomes are closed and not only left: the workers have stopped before anything else is done.
            with teller(len(running), as_json=asked.json) as tell, closing(iter(running)) as outcomes:
                try:
                    for outcome in outcomes:
                        append(outcome)
                        tell(outcome)
                        total.count(outcome, printed=bool(browser and outcome.page and _print(outcome, browser)))
                        index.update(outcome)
                except KpilibError:
                    index.write()  # of what was made before all workers were lost
                    raise
            page = running.at_last
            if page is not None:
                tell.say(_portfolio(page))
            tell.end(f"{total}: {shown(index.write() if index.stale() else index.page)}")
            index.finish()
    except KeyboardInterrupt:
        err.print("interrupted: what is made is whole; run it again and only the rest is made", markup=False)
        raise typer.Exit(INTERRUPTED) from None
    except OSError as error:
        err.print(f"the run has stopped: {trouble(error)}; what is made is whole", markup=False)
        raise typer.Exit(FAILED) from None
    return total.complete and (page is None or page.reason is None)


def _agencys_page(asked: Asked, quarter: str) -> "Callable[[], Made] | None":
    """What makes the agency's own page, where it has a notebook for it."""
    notebook = shared_notebooks(asked.params) / "portfolio.ipynb"
    if not notebook.is_file():
        return None
    from kpilib.deliver.portfolio import render_portfolio

    return partial(render_portfolio, notebook, asked.reports, quarter, params=asked.params, fork=asked.fork)


def _workers(jobs: int | None, cluster: str | None) -> "Workers | int":
    """Where the reports are made: on a cluster, or in so many processes of this machine."""
    if cluster is None:
        from kpilib.deliver.workers import processors

        return jobs or processors()
    from kpilib.deliver.cluster import work_on_cluster

    return partial(work_on_cluster, cluster)


def _explain(jobs: "list[Job]", *, fresh: bool, as_json: bool) -> None:
    from kpilib.deliver.batch import Run

    run = Run(jobs, fresh=fresh)
    told = [(one.job, "is kept", one.why) if one.page else (one.job, "fails", one.reason) for one in run.done]
    for job, becomes, why in [*told, *((task.job, "is made", task.why) for task in run.tasks)]:
        if as_json:
            about = {"client": job.client, "quarter": job.quarter, "notebook": job.notebook.stem}
            print_json({"event": "explained", **about, "becomes": becomes, "why": why})
        else:
            out.print(f"{job.name}: {becomes}: {why}", markup=False)


def _print(outcome: "Outcome", browser: str) -> bool:
    """Print a page beside itself; whether it could be. Without its PDF the page is no worse, so the run goes on."""
    from kpilib.deliver.pdf import to_pdf

    page = outcome.page
    if outcome.kept and page.with_suffix(".pdf").is_file():
        return True
    try:
        to_pdf(page, browser)
    except KpilibError as error:
        err.print(str(error), markup=False)
        return False
    return True


def _portfolio(made: "Made") -> str:
    """What became of the agency's own page."""
    if made.reason is None:
        return f"portfolio: {made.seconds:.1f} s, {shown(made.page)}"
    return f"portfolio: failed: {made.reason}; a short page stands instead: {shown(made.page)}"
