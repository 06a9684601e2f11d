"""Many reports: every client's quarter, one after the other; a failure stops none of the others."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from kpilib.data.reported import read_reported, reported_quarters
from kpilib.deliver.render import PARAMETERS, Job, Outcome, check_parameters, fail, render, write
from kpilib.errors import KpilibError, ProblemsError, UnknownNameError
from kpilib.plan.model import Plan
from kpilib.plan.params import client_folder, client_names, quarter_names, read_plan
from kpilib.plan.periods import Quarter, check_as_of
from kpilib.tell.portfolio import clients_of, quarter_page, quarters_page

INDEX = "index.html"


def plan_jobs(
    params: Path,
    notebooks: Sequence[Path],
    reports: Path,
    quarter: str,
    *,
    clients: Iterable[str],
    as_of: date | None,
    needs: Mapping[str, Callable[[Plan], bool]] = MappingProxyType({}),
) -> list[Job]:
    """The reports to make. Raises KpilibError before anything runs, for what is wrong with the whole run.

    notebooks : each is run for every client, one after the other.
    clients   : names; none for every client that has a file for the quarter.
    as_of     : None for the latest date that makes sense, see `latest_as_of`.
    needs     : by a notebook's name, what a plan must hold to have that report at all.
    """
    quarter = str(Quarter.parse(quarter))
    chosen = list(dict.fromkeys(clients)) or [
        name for name in client_names(params) if quarter in quarter_names(params, name)
    ]
    if not chosen:
        raise UnknownNameError(f"no client in {params.name}/ has a file {quarter}.yml")
    for client in chosen:
        client_folder(params, client)
    for notebook in notebooks:
        check_parameters(notebook, dict.fromkeys(PARAMETERS, ""))
    return [
        Job(
            client=client,
            quarter=quarter,
            as_of=str(as_of or ""),
            notebook=notebook,
            folder=client_folder(params, client),
            out=reports / quarter / client,
        )
        for client in chosen
        for notebook in notebooks
        if notebook.stem not in needs or _holds(params, client, quarter, needs[notebook.stem])
    ]


def _holds(params: Path, client: str, quarter: str, need: Callable[[Plan], bool]) -> bool:
    """Whether a plan holds what a report is about; one that cannot be read does not, and its first report says so."""
    try:
        return need(read_plan(params, client, quarter))
    except KpilibError:
        return False


def run(jobs: Iterable[Job]) -> Iterator[Outcome]:
    """Make the reports, one by one. A client whose files have problems fails at once, with all of them told."""
    for job in jobs:
        try:
            plan = read_plan(job.folder.parent, job.client, job.quarter)
            today = datetime.now(ZoneInfo(plan.client.timezone)).date()
            day = check_as_of(job.as_of or latest_as_of(plan.quarter, today), plan.quarter)
        except ProblemsError as error:
            count = len(error.problems)
            more = f" (and {count - 1} more: kpilib check {job.client})" if count > 1 else ""
            yield fail(job, f"{error.problems[0]}{more}")
        except KpilibError as error:
            yield fail(job, str(error))
        else:
            yield render(Job(**{**vars(job), "as_of": str(day)}))


def latest_as_of(quarter: Quarter, today: date) -> date:
    """Today within the quarter, its last day after it.

    The quarter's last day closes it, so while that day is still running the report is as of the day before.

    >>> latest_as_of(Quarter(2026, 3), date(2026, 8, 21)), latest_as_of(Quarter(2026, 3), date(2026, 11, 2))
    (datetime.date(2026, 8, 21), datetime.date(2026, 9, 30))
    """
    if today == quarter.end:
        return today - timedelta(days=1)
    return min(today, quarter.end)


def write_index(reports: Path, quarter: str = "") -> Path:
    """Write the page that leads to the quarters, and the page of a quarter; returns the first of them.

    They are made of the results alone, so that it costs next to nothing to write them after each report.

    quarter : the one whose page is written anew; those of others only where there is none. "" for all of them.
    """
    quarters = {name: clients_of(read_reported(reports, name)) for name in reported_quarters(reports)}
    for name, clients in quarters.items():
        page = reports / name / INDEX
        if not quarter or name == str(Quarter.parse(quarter)) or not page.is_file():
            write(page, quarter_page(name, clients))
    index = reports / INDEX
    write(index, quarters_page(quarters))
    return index
