"""Commands of a plan: check it, agree on it, make the next one."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from kpilib.cli import complete
from kpilib.cli.console import FAILED, app, as_date, names_in, new, out, print_json, report_day, shown, today_at
from kpilib.cli.menu import example
from kpilib.cli.options import AClient, AQuarter, AsJson, Language, Params
from kpilib.errors import KpilibError, counted, nearest
from kpilib.plan.params import client_folder, client_names, client_problems_of, find_params, quarter_names, read_plan
from kpilib.plan.periods import Quarter
from kpilib.plan.words import LANGUAGES


@app.command(epilog=example("kpilib check", "kpilib check kopi-contoh 2026Q3 --language id"))
def check(
    client: Annotated[
        str | None,
        typer.Argument(help="One client; all of them if not given.", autocompletion=complete.clients),
    ] = None,
    quarter: Annotated[
        str | None,
        typer.Argument(help="One quarter, such as 2026Q3; all if not given.", autocompletion=complete.quarters),
    ] = None,
    as_json: AsJson = False,
    language: Language = None,
    params: Params = None,
) -> None:
    """Check plans and exports: every problem, with file and line.

    What was agreed is held to SMART and to the rules of a sound plan, and the exports are read. Ends with exit code 1
    where an error is left.
    """
    from kpilib.review import review

    folder = params or find_params()
    if language not in (None, *LANGUAGES):
        raise KpilibError(f"no language is named '{language}'; {nearest(language, LANGUAGES)}")
    reviews = [review(folder, name, one) for name, one in _quarters(folder, client, quarter)]
    bare = [] if quarter else _without_quarters(folder, client)
    if not reviews and not bare:
        where = f"{folder.name}/{client or ''}"
        raise KpilibError(f"there is no quarter's file in {where} to check; see kpilib new --help")
    problems = {problem for one in reviews for problem in one.problems}
    problems = sorted(problems.union(*(client_problems_of(folder, name) for name in bare)))
    findings = [finding for one in reviews for finding in one.findings]
    if as_json:
        data = [one for each in reviews for one in each.data(language)]
        told = {"checked": len(reviews), "problems": [vars(one) for one in problems], "findings": data}
        print_json(told)
    else:
        for line in (line for one in reviews for line in one.lines(language)):
            out.print(line, markup=False)
        for problem in problems:
            out.print(str(problem), markup=False)
        current = Quarter.containing(datetime.now().astimezone().date(), like=Quarter(2000, 1))
        for name in bare:
            out.print(f"{name} has no quarter yet; begin one with: kpilib new quarter {name} {current}", markup=False)
        counts = Counter(one.severity for one in findings if one.accepted is None)
        told = ", ".join(counted(counts[severity], severity) for severity in ("error", "warning", "note"))
        out.print(f"{counted(len(reviews), 'quarter')} checked, {counted(len(problems), 'problem')}, {told}")
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


def _without_quarters(params: Path, client: str | None) -> list[str]:
    """The clients that have no quarter yet, by which client.yml would be checked."""
    return [name for name in ([client] if client else client_names(params)) if not quarter_names(params, name)]


@app.command(epilog=example('kpilib agree kopi-contoh 2026Q3 --by "Ana, Budi" --on 2026-06-26'))
def agree(
    client: AClient,
    quarter: AQuarter,
    by: Annotated[
        str | None, typer.Option(help="Who agrees, with commas between; those in the file if not given.")
    ] = None,
    on: Annotated[str | None, typer.Option(help="YYYY-MM-DD; today if not given.")] = None,
    as_json: AsJson = False,
    params: Params = None,
) -> None:
    """Write down what exactly was agreed, and read it back.

    Each KPI's definition, target and due date go into the quarter's file. A second agreement counts its version up.
    """
    from kpilib.review import agree as write_agreement

    parties = names_in(by) or None
    folder = params or find_params()
    lines = write_agreement(folder, client, quarter, parties=parties, on=as_date(on, "on"))
    if as_json:
        plan = read_plan(folder, client, quarter)
        said = {"kpis": dict(line.split(": ", 1) for line in lines[:-1]), "file": plan.file}
        print_json({"client": client, "quarter": str(plan.quarter), **plan.agreement.agreed.model_dump(), **said})
        return
    for line in lines:
        out.print(line, markup=False)


@new.command("quarter", epilog=example("kpilib new quarter kopi-contoh 2026Q4"))
def new_quarter(
    client: AClient,
    quarter: Annotated[str, typer.Argument(help="The new quarter, such as 2026Q4.")],
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: the day it is made; today if not given.")] = None,
    as_json: AsJson = False,
    params: Params = None,
) -> None:
    """Make the next quarter's file from the latest earlier one.

    What goes on is in it, and what is to be agreed stands there as a question. A client's first one is proposed from
    what its sources hold.
    """
    from kpilib.judge.baseline import how_it_ended
    from kpilib.judge.cycles import cycles_of
    from kpilib.judge.cycles.turned_out import turned_out
    from kpilib.plan import edit, successor
    from kpilib.plan.schema import write_schemas
    from kpilib.report import open_report
    from kpilib.tell.wording import finding
    from kpilib.tell.wording.cycles.carry import turned_out_text

    folder = params or find_params()
    wanted = Quarter.parse(quarter)
    if not quarter_names(folder, client):
        from kpilib.newcomer import propose_quarter

        path, chosen = propose_quarter(folder, client, quarter, today=as_date(as_of) or date.today())  # noqa: DTZ011
        names, then = [kpi.metric_id for kpi in chosen.kpis], f"kpilib check {client} {wanted}"
        if as_json:
            file = f"{folder.name}/{client}/{path.name}"
            print_json({"client": client, "quarter": str(wanted), "file": file, "kpis": names, "next": then})
        else:
            told = (
                f"{shown(path)} is made, the first one, with {', '.join(names)}; answer its questions, then: {then}"
            )
            out.print(told, markup=False)
        return
    last = read_plan(folder, client, successor.latest_before(folder, client, wanted))
    period = replace(last.quarter, year=wanted.year, number=wanted.number)
    given = as_date(as_of)
    today = given or today_at(last)
    report = open_report(client, str(last.quarter), str(report_day(last, given)), params=folder)
    ended = {one.kpi.id: how_it_ended(one, report.facts, finding(one)) for one in report}
    cycles = cycles_of(report.plan, report.assessments, report.facts, report.as_of)
    told = {one.action.id: turned_out(one, turned_out_text(one)) for one in cycles}
    text = successor.successor_text(folder, report.plan, period, today=today, ended=ended, turned_out=told)
    made = edit.new_quarter(folder, client, str(period), text)
    write_schemas(folder)
    then = f"kpilib check {client} {made.quarter}"
    if as_json:
        print_json({"client": client, "quarter": str(made.quarter), "file": made.file, "next": then})
    else:
        out.print(f"{made.file} is made; agree on its targets, then: {then}", markup=False)
