"""The commands: parse, call, print."""

import json
import sys
from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from kpilib import __version__
from kpilib.errors import KpilibError, nearest
from kpilib.plan.model import Plan
from kpilib.plan.params import client_folder, client_names, find_params, quarter_names, read_plan
from kpilib.plan.periods import Quarter
from kpilib.plan.words import LANGUAGES

if TYPE_CHECKING:
    from kpilib.deliver.render import Outcome

FAILED = 1  # something was checked or made, and is not as it should be
MISUSED = 2  # nothing was done: a name or an option is wrong

app = typer.Typer(
    help="KPI progress reports from exports and two YAML files.", no_args_is_help=True, pretty_exceptions_enable=False
)
new = typer.Typer(help="Make a new file.", no_args_is_help=True)
app.add_typer(new, name="new")
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
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    language: Annotated[str | None, typer.Option(help="en or id; the client's own if not given.")] = None,
    params: Params = None,
) -> None:
    """Check what was agreed and whether the exports can be read: every problem, with file and line."""
    from kpilib.review import review

    folder = params or find_params()
    if language not in (None, *LANGUAGES):
        raise KpilibError(f"no language is named '{language}'; {nearest(language, LANGUAGES)}")
    reviews = [review(folder, name, one) for name, one in _quarters(folder, client, quarter)]
    problems = sorted({problem for one in reviews for problem in one.problems})
    findings = [finding for one in reviews for finding in one.findings]
    if as_json:
        data = [one for each in reviews for one in each.data(language)]
        told = {"checked": len(reviews), "problems": [vars(one) for one in problems], "findings": data}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for line in (line for one in reviews for line in one.lines(language)):
            out.print(line, markup=False)
        for problem in problems:
            out.print(str(problem), markup=False)
        counts = Counter(one.severity for one in findings if one.accepted is None)
        told = ", ".join(_count(counts[severity], severity) for severity in ("error", "warning", "note"))
        out.print(f"{_count(len(reviews), 'quarter')} checked, {_count(len(problems), 'problem')}, {told}")
    raise typer.Exit(FAILED if problems or any(one.counts for one in findings) else 0)


def _quarters(params: Path, client: str | None, quarter: str | None) -> list[tuple[str, str]]:
    """Clients and quarters by their names on the command line; those that are not named are all that have a file."""
    wanted = str(Quarter.parse(quarter)) if quarter else None
    found = []
    for name in [client] if client else client_names(params):
        client_folder(params, name)
        known = quarter_names(params, name)
        chosen = [wanted] if wanted and (client or wanted in known) else [] if wanted else known
        found += [(name, one) for one in chosen]
    return found


@app.command()
def data(
    client: Annotated[str, typer.Argument(help="The client.")],
    quarter: Annotated[
        str | None, typer.Argument(help="The quarter, such as 2026Q3; the latest if not given.")
    ] = None,
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: nothing later is seen; today if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    csv: Annotated[Path | None, typer.Option(help="Write the daily facts into this CSV file.")] = None,
    params: Params = None,
) -> None:
    """What was read from which file, what was left out, which days are covered, and what there is to know of it."""
    from kpilib.datacheck import open_data
    from kpilib.deliver.batch import latest_as_of
    from kpilib.tell.data_listing import data_lines, write_daily

    folder = params or find_params()
    wanted = quarter or max(quarter_names(folder, client), default="")
    if not wanted:
        raise KpilibError(f"{folder.name}/{client} has no file of a quarter, which names what is looked for")
    plan = read_plan(folder, client, wanted)
    check = open_data(client, wanted, _date(as_of) or latest_as_of(plan.quarter, _today(plan)), params=folder)
    if csv is not None:
        write_daily(check.look.facts, csv)
    if as_json:
        print(json.dumps(check.results, ensure_ascii=False))
        return
    for line in data_lines(check.look, check.findings, check.unread):
        out.print(line, markup=False)


@app.command()
def read(
    path: Annotated[Path, typer.Argument(help="An exported file, or a folder of them.")],
) -> None:
    """Look at downloads before they go into a client's folder: what each would be read as, or why it is refused."""
    from kpilib.data.look import look
    from kpilib.tell.look import look_lines

    if not path.exists():
        raise KpilibError(f"there is no file or folder {path}")
    for line in look_lines(look(path), path if path.is_dir() else path.parent):
        out.print(line, markup=False)


@app.command()
def agree(
    client: Annotated[str, typer.Argument(help="The client.")],
    quarter: Annotated[str, typer.Argument(help="The quarter, such as 2026Q3.")],
    by: Annotated[
        str | None, typer.Option(help="Who agrees, with commas between; those in the file if not given.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="YYYY-MM-DD; today if not given.")] = None,
    params: Params = None,
) -> None:
    """Write down what exactly was agreed: each KPI's definition, target and due date. Prints the read-backs."""
    from kpilib.review import agree as write_agreement

    parties = [name.strip() for name in by.split(",") if name.strip()] if by else None
    for line in write_agreement(params or find_params(), client, quarter, parties=parties, on=_date(on)):
        out.print(line, markup=False)


@app.command()
def run(
    quarter: Annotated[str, typer.Argument(help="The quarter, such as 2026Q3.")],
    client: Annotated[list[str] | None, typer.Option(help="One client; may be given several times.")] = None,
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: nothing later is seen; today if not given.")] = None,
    params: Params = None,
    reports: Annotated[Path | None, typer.Option(help="Where reports go; the folder reports/ beside params.")] = None,
    notebook: Annotated[str, typer.Option(help="The notebook to run: kpi_progress or data_check.")] = "kpi_progress",
) -> None:
    """Make the reports of a quarter, for all clients that have a file for it or for those named."""
    # Papermill and nbconvert are only needed here, and take a second to import.
    from kpilib.deliver.batch import plan_jobs, write_index
    from kpilib.deliver.batch import run as run_jobs

    folder = (params or find_params()).resolve()
    reports = (reports or folder.parent / "reports").resolve()
    chosen = _notebooks(folder) / f"{Path(notebook).name.removesuffix('.ipynb')}.ipynb"
    jobs = plan_jobs(folder, chosen, reports, quarter, clients=client or (), as_of=_date(as_of))
    failed = 0
    index = reports / "index.html"
    for number, outcome in enumerate(run_jobs(jobs), start=1):
        failed += outcome.page is None
        _tell(number, len(jobs), outcome)
        index = write_index(reports)  # after each, so that it is right while the rest is still running
    made = len(jobs) - failed
    out.print(f"{_count(made, 'report')} made{f', {failed} failed' if failed else ''}: {_shown(index)}", markup=False)
    raise typer.Exit(FAILED if failed else 0)


@app.command()
def negotiate(
    client: Annotated[str, typer.Argument(help="The client.")],
    quarter: Annotated[str, typer.Argument(help="The quarter, such as 2026Q3.")],
    kpi: Annotated[str, typer.Argument(help="The id of the KPI that is in doubt.")],
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: nothing later is seen; today if not given.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the packages as JSON.")] = False,
    accept: Annotated[str | None, typer.Option(help="The letter of the package that was agreed on.")] = None,
    by: Annotated[str | None, typer.Option(help="Who agreed, with commas between the names.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why, in a sentence.")] = None,
    statement: Annotated[str | None, typer.Option(help="The new statement of the KPI whose target changes.")] = None,
    params: Params = None,
) -> None:
    """Print the packages to agree on for a KPI, or accept one: target, budget and reason change in one edit."""
    from kpilib.judge.negotiate import packages
    from kpilib.judge.package import accept as accept_package
    from kpilib.report import open_report
    from kpilib.tell.packages import find_package, package_data, packages_text

    folder = params or find_params()
    plan = read_plan(folder, client, quarter)
    today = _date(as_of) or _today(plan)
    report = open_report(client, quarter, str(min(today, plan.quarter.end)), params=folder)
    offers = packages(report.plan, report.facts, report.assessments, kpi, report.as_of)
    if accept is not None:
        chosen = find_package(offers, accept)
        names = tuple(name.strip() for name in (by or "").split(",") if name.strip())
        if not names or not (reason or "").strip():
            raise KpilibError('say who agreed and why: --by "Name, Name" --reason "..."; nothing was written')
        accept_package(chosen, folder, plan, on=today, by=names, reason=reason.strip(), statement=statement)
        out.print(f"package {chosen.id} is written into {plan.file}", markup=False)
    elif as_json:
        print(json.dumps({"kpi": kpi, "packages": [package_data(one) for one in offers]}, ensure_ascii=False))
    else:
        out.print(packages_text(report[kpi], offers, {one.kpi.id: one for one in report.assessments}), markup=False)


@new.command("quarter")
def new_quarter(
    client: Annotated[str, typer.Argument(help="The client.")],
    quarter: Annotated[str, typer.Argument(help="The new quarter, such as 2026Q4.")],
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: the day it is made; today if not given.")] = None,
    params: Params = None,
) -> None:
    """Make the next quarter's file from the latest earlier one: what goes on, and what is to be agreed."""
    from kpilib.judge.baseline import how_it_ended
    from kpilib.plan import edit, successor
    from kpilib.report import open_report
    from kpilib.tell.wording import finding

    folder = params or find_params()
    wanted = Quarter.parse(quarter)
    last = read_plan(folder, client, successor.latest_before(folder, client, wanted))
    period = replace(last.quarter, year=wanted.year, number=wanted.number)
    today = _date(as_of) or _today(last)
    report = open_report(client, str(last.quarter), str(min(today, last.quarter.end)), params=folder)
    ended = {one.kpi.id: how_it_ended(one, report.facts, finding(one)) for one in report}
    text = successor.successor_text(folder, report.plan, period, today=today, ended=ended)
    made = edit.new_quarter(folder, client, str(period), text)
    out.print(f"{made.file} is made; agree on its targets, then: kpilib check {client} {made.quarter}", markup=False)


def _today(plan: Plan) -> date:
    """The date where the client is."""
    return datetime.now(ZoneInfo(plan.client.timezone)).date()


@app.command()
def metrics(
    word: Annotated[str | None, typer.Argument(help="An id, or a word of a name or stage; all if not given.")] = None,
    client: Annotated[str | None, typer.Option(help="With the client's own metrics.")] = None,
    language: Annotated[str, typer.Option(help="en or id: the language of names and formulas.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
    params: Params = None,
) -> None:
    """List the metrics by stage, or tell everything about one: formula, unit, what it needs, where it comes from."""
    from kpilib.plan import catalogue
    from kpilib.plan.own_metrics import metrics_of
    from kpilib.tell import metric_list

    if language not in metric_list.WORDS:
        raise KpilibError(f"no language is named '{language}'; write en or id")
    known = metrics_of(params or find_params(), client) if client else catalogue.metrics()
    found = catalogue.find_metrics(word, known) if word is not None else known
    if as_json:
        data = [metric_list.metric_data(key, metric, language) for key, metric in found.items()]
        print(json.dumps(data, ensure_ascii=False))
        return
    lines = metric_list.list_lines(found, language)
    if len(found) == 1:
        lines = metric_list.metric_lines(*next(iter(found.items())), language)
    for line in lines:
        out.print(line, markup=False)


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
