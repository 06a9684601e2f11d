"""Commands of data and metrics: what was read, what a download is, which metrics there are."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpilib.cli.console import Params, app, as_date, out, shown, today_at
from kpilib.errors import KpilibError, counted
from kpilib.plan.params import find_params, quarter_names, read_plan

if TYPE_CHECKING:
    from kpilib.plan.catalogue import Metric


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
    from kpilib.deliver.tasks import latest_as_of
    from kpilib.tell.data_listing import data_lines, write_daily

    folder = params or find_params()
    wanted = quarter or max(quarter_names(folder, client), default="")
    if not wanted:
        raise KpilibError(f"{folder.name}/{client} has no file of a quarter, which names what is looked for")
    plan = read_plan(folder, client, wanted)
    check = open_data(client, wanted, as_date(as_of) or latest_as_of(plan.quarter, today_at(plan)), params=folder)
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
def metrics(
    word: Annotated[str | None, typer.Argument(help="An id, or a word of a name or stage; all if not given.")] = None,
    client: Annotated[str | None, typer.Option(help="With the client's own metrics.")] = None,
    language: Annotated[str, typer.Option(help="en or id: the language of names and formulas.")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
    html: Annotated[
        Path | None, typer.Option(help="Write them into this file, as a page to read and to send.")
    ] = None,
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
    if html is not None:
        _write_reference(html, found, language, client or "")
        return
    if as_json:
        data = [metric_list.metric_data(key, metric, language) for key, metric in found.items()]
        print(json.dumps(data, ensure_ascii=False))
        return
    lines = metric_list.list_lines(found, language)
    if len(found) == 1:
        lines = metric_list.metric_lines(*next(iter(found.items())), language)
    for line in lines:
        out.print(line, markup=False)


def _write_reference(path: Path, found: "Mapping[str, Metric]", language: str, client: str) -> None:
    from kpilib.tell.reference import reference_page

    try:
        path.write_text(reference_page(found, language, about=client), "utf-8")
    except OSError as error:
        raise KpilibError(f"{path} cannot be written: {error.strerror}") from None
    out.print(f"{counted(len(found), 'metric')} in {shown(path)}", markup=False)
