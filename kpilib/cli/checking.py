"""Commands of a plan: check it, agree on it, make the next one."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kpilib.cli.console import FAILED, Params, app, as_date, names_in, new, out, shown, today_at
from kpilib.errors import KpilibError, Problem, ProblemsError, counted, nearest
from kpilib.plan.params import client_folder, client_names, find_params, quarter_names, read_client, read_plan
from kpilib.plan.periods import Quarter
from kpilib.plan.words import LANGUAGES


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
    problems = {problem for one in reviews for problem in one.problems}
    problems = sorted(problems.union(*(_of_client(folder, name) for name in _without_quarters(folder, client))))
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
        for name in () if quarter else _without_quarters(folder, client):
            out.print(f"{name} has no quarter yet; begin one with: kpilib new quarter {name} 2026Q3", markup=False)
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


def _of_client(params: Path, client: str) -> tuple[Problem, ...]:
    """What is wrong in a client.yml by itself."""
    try:
        read_client(params, client)
    except ProblemsError as error:
        return error.problems
    return ()


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

    parties = names_in(by) or None
    for line in write_agreement(params or find_params(), client, quarter, parties=parties, on=as_date(on)):
        out.print(line, markup=False)


@new.command("quarter")
def new_quarter(
    client: Annotated[str, typer.Argument(help="The client.")],
    quarter: Annotated[str, typer.Argument(help="The new quarter, such as 2026Q4.")],
    as_of: Annotated[str | None, typer.Option(help="YYYY-MM-DD: the day it is made; today if not given.")] = None,
    params: Params = None,
) -> None:
    """Make the next quarter's file from the latest earlier one: what goes on, and what is to be agreed.

    A client's first one is proposed from what its sources hold.
    """
    from kpilib.judge.baseline import how_it_ended
    from kpilib.judge.cycles import cycles_of
    from kpilib.judge.cycles.turned_out import turned_out
    from kpilib.plan import edit, successor
    from kpilib.report import open_report
    from kpilib.tell.wording import finding
    from kpilib.tell.wording.cycles.carry import turned_out_text

    folder = params or find_params()
    wanted = Quarter.parse(quarter)
    if not quarter_names(folder, client):
        from kpilib.newcomer import propose_quarter

        today = as_date(as_of) or datetime.now().astimezone().date()
        path, chosen = propose_quarter(folder, client, quarter, today=today)
        names = ", ".join(kpi.metric_id for kpi in chosen.kpis)
        out.print(f"{shown(path)} is made, the first one, with {names}", markup=False)
        out.print(f"answer its questions, then: kpilib check {client} {wanted}", markup=False)
        return
    last = read_plan(folder, client, successor.latest_before(folder, client, wanted))
    period = replace(last.quarter, year=wanted.year, number=wanted.number)
    today = as_date(as_of) or today_at(last)
    report = open_report(client, str(last.quarter), str(min(today, last.quarter.end)), params=folder)
    ended = {one.kpi.id: how_it_ended(one, report.facts, finding(one)) for one in report}
    cycles = cycles_of(report.plan, report.assessments, report.facts, report.as_of)
    told = {one.action.id: turned_out(one, turned_out_text(one)) for one in cycles}
    text = successor.successor_text(folder, report.plan, period, today=today, ended=ended, turned_out=told)
    made = edit.new_quarter(folder, client, str(period), text)
    out.print(f"{made.file} is made; agree on its targets, then: kpilib check {client} {made.quarter}", markup=False)
