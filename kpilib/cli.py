"""The commands: parse, call, print."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from kpilib import __version__
from kpilib.data.collect import collect
from kpilib.errors import KpilibError, Problem, ProblemsError
from kpilib.plan.params import client_folder, client_names, find_params, quarter_names, read_plan
from kpilib.plan.periods import Quarter

if TYPE_CHECKING:
    from kpilib.deliver.render import Outcome

FAILED = 1  # something was checked or made, and is not as it should be
MISUSED = 2  # nothing was done: a name or an option is wrong

app = typer.Typer(
    help="KPI progress reports from exports and two YAML files.", no_args_is_help=True, pretty_exceptions_enable=False
)
out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

Params = Annotated[Path | None, typer.Option(help="The folder of all clients; found from here upwards if not given.")]


def main() -> None:
    """The console command. A user never sees a traceback for what a file or an option did."""
    try:
        app()
    except KpilibError as error:
        stop(error)
    except KeyboardInterrupt:
        err.print("stopped; what was made is kept")
        sys.exit(130)


def stop(error: KpilibError) -> NoReturn:
    err.print(str(error), markup=False)
    sys.exit(MISUSED)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")] = False,
) -> None:
    pass


@app.command()
def check(
    client: Annotated[str | None, typer.Argument(help="One client; all of them if not given.")] = None,
    quarter: Annotated[str | None, typer.Argument(help="One quarter, such as 2026Q3; all if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the problems as JSON.")] = False,
    params: Params = None,
) -> None:
    """Check what was agreed and whether the exports can be read: every problem, with file and line."""
    folder = params or find_params()
    chosen = [client] if client else client_names(folder)
    wanted = str(Quarter.parse(quarter)) if quarter else None
    checked, problems = 0, []
    for name in chosen:
        client_folder(folder, name)
        for one in [wanted] if wanted else quarter_names(folder, name):
            if client is None and one not in quarter_names(folder, name):
                continue
            checked += 1
            problems += _problems(folder, name, one)
    problems = sorted(set(problems), key=lambda problem: (problem.file, problem.line or 0, problem.text))
    if as_json:
        print(json.dumps({"checked": checked, "problems": [vars(one) for one in problems]}, ensure_ascii=False))
    else:
        for problem in problems:
            out.print(str(problem), markup=False)
        out.print(f"{_count(checked, 'quarter')} checked, {_count(len(problems), 'problem')}")
    raise typer.Exit(FAILED if problems else 0)


def _problems(params: Path, client: str, quarter: str) -> tuple[Problem, ...]:
    try:
        plan = read_plan(params, client, quarter)
        collect(plan, client_folder(params, client))
    except ProblemsError as error:
        return error.problems
    return ()


@app.command()
def run(
    quarter: Annotated[str, typer.Argument(help="The quarter, such as 2026Q3.")],
    client: Annotated[list[str] | None, typer.Option(help="One client; may be given several times.")] = None,
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: nothing later is seen; today if not given.")] = None,
    params: Params = None,
    reports: Annotated[Path | None, typer.Option(help="Where reports go; the folder reports/ beside params.")] = None,
) -> None:
    """Make the reports of a quarter, for all clients that have a file for it or for those named."""
    # Papermill and nbconvert are only needed here, and take a second to import.
    from kpilib.deliver.batch import plan_jobs, write_index
    from kpilib.deliver.batch import run as run_jobs

    folder = (params or find_params()).resolve()
    reports = (reports or folder.parent / "reports").resolve()
    notebook = _notebooks(folder) / "kpi_progress.ipynb"
    jobs = plan_jobs(folder, notebook, reports, quarter, clients=client or (), as_of=_date(as_of))
    failed = 0
    index = reports / "index.html"
    for number, outcome in enumerate(run_jobs(jobs), start=1):
        failed += outcome.page is None
        _tell(number, len(jobs), outcome)
        index = write_index(reports)  # after each, so that it is right while the rest is still running
    made = len(jobs) - failed
    out.print(f"{_count(made, 'report')} made{f', {failed} failed' if failed else ''}: {_shown(index)}", markup=False)
    raise typer.Exit(FAILED if failed else 0)


def _date(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise KpilibError(f"as_of '{text}' is not a date; write YYYY-MM-DD") from None


def _notebooks(params: Path) -> Path:
    """The folder of notebooks: beside params, or in the project that this package stands in."""
    beside = params.parent / "notebooks"
    return beside if beside.is_dir() else Path(__file__).parents[1] / "notebooks"


def _tell(number: int, total: int, outcome: "Outcome") -> None:
    job = outcome.job
    start = f"{number}/{total} {job.client} {job.notebook.stem}"
    if outcome.page:
        out.print(f"{start}: {outcome.seconds:.1f} s, {_shown(outcome.page)}", markup=False)
        return
    where = f"; see {_shown(outcome.notebook)}" if outcome.notebook else ""
    out.print(f"{start}: failed: {outcome.reason}{where}", markup=False)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


if __name__ == "__main__":
    main()
