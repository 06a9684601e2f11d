"""The command that makes reports."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpilib.cli.console import FAILED, Params, app, as_date, counted, err, out, shown
from kpilib.errors import KpilibError
from kpilib.plan.params import find_params

if TYPE_CHECKING:
    from kpilib.deliver.portfolio import Made
    from kpilib.deliver.render import Outcome


# The reports for management, and what a plan must hold to have each of them.
NOTEBOOKS = ("kpi_progress", "pdca_review")
NEEDS = {"pdca_review": lambda plan: bool(plan.agreement.actions)}


@app.command()
def run(
    quarter: Annotated[str, typer.Argument(help="The quarter, such as 2026Q3.")],
    client: Annotated[list[str] | None, typer.Option(help="One client; may be given several times.")] = None,
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: nothing later is seen; today if not given.")] = None,
    params: Params = None,
    reports: Annotated[Path | None, typer.Option(help="Where reports go; the folder reports/ beside params.")] = None,
    notebook: Annotated[
        list[str] | None,
        typer.Option(help="A notebook to run instead of kpi_progress and pdca_review; may be given several times."),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Each page as a PDF beside it too, by a Chromium.")] = False,
) -> None:
    """Make the reports of a quarter, for all clients that have a file for it or for those named.

    A PDCA review is made where the quarter's file has actions; at last, from the notebook portfolio, the agency's own
    page of all clients. Ends with exit code 1 if a page, or a PDF that was asked for, could not be made; all others
    are.
    """
    # Papermill and nbconvert are only needed here, and take a second to import.
    from kpilib.deliver.batch import plan_jobs, write_index
    from kpilib.deliver.batch import run as run_jobs
    from kpilib.deliver.pdf import NO_BROWSER, find_browser
    from kpilib.deliver.portfolio import render_portfolio

    folder = (params or find_params()).resolve()
    reports = (reports or folder.parent / "reports").resolve()
    home = _notebooks(folder)
    chosen = [home / f"{Path(name).name.removesuffix('.ipynb')}.ipynb" for name in notebook or NOTEBOOKS]
    needs = {} if notebook else NEEDS
    jobs = plan_jobs(folder, chosen, reports, quarter, clients=client or (), as_of=as_date(as_of), needs=needs)
    browser = find_browser() if pdf else None
    if pdf and browser is None:
        err.print(NO_BROWSER, markup=False)  # before the minutes that a batch takes
    failed = printed = 0
    index = reports / "index.html"
    for number, outcome in enumerate(run_jobs(jobs), start=1):
        failed += outcome.page is None
        _tell(number, len(jobs), outcome)
        printed += bool(browser and outcome.page and _print(outcome.page, browser))
        index = write_index(reports, quarter)  # after each, so that it is right while the rest is still running
    made = len(jobs) - failed
    portfolio = home / "portfolio.ipynb"
    stands = not portfolio.is_file() or _told(render_portfolio(portfolio, reports, jobs[0].quarter, params=folder))
    more = (f", {printed} as PDF too" if pdf else "") + (f", {failed} failed" if failed else "")
    out.print(f"{counted(made, 'report')} made{more}: {shown(index)}", markup=False)
    raise typer.Exit(FAILED if failed or not stands or (pdf and printed < made) else 0)


def _notebooks(params: Path) -> Path:
    """The folder of notebooks: beside params, or in the project that this package stands in."""
    beside = params.parent / "notebooks"
    return beside if beside.is_dir() else Path(__file__).parents[2] / "notebooks"


def _print(page: Path, browser: str) -> bool:
    """Print a page beside itself; whether it could be. Without its PDF the page is no worse, so the run goes on."""
    from kpilib.deliver.pdf import to_pdf

    try:
        to_pdf(page, browser)
    except KpilibError as error:
        err.print(str(error), markup=False)
        return False
    return True


def _told(made: "Made") -> bool:
    """Tell what became of the agency's own page; whether its notebook made it."""
    if made.reason is None:
        out.print(f"portfolio: {made.seconds:.1f} s, {shown(made.page)}", markup=False)
    else:
        out.print(f"portfolio: failed: {made.reason}; a short page stands instead: {shown(made.page)}", markup=False)
    return made.reason is None


def _tell(number: int, total: int, outcome: "Outcome") -> None:
    job = outcome.job
    start = f"{number}/{total} {job.client} {job.notebook.stem}"
    if outcome.page:
        out.print(f"{start}: {outcome.seconds:.1f} s, {shown(outcome.page)}", markup=False)
        return
    where = f"; see {shown(outcome.notebook)}" if outcome.notebook else ""
    out.print(f"{start}: failed: {outcome.reason}{where}", markup=False)
