"""Commands of data and metrics: what was read, what a download is, which metrics there are."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpilib.cli import complete
from kpilib.cli.console import app, as_date, out, print_json, shown, today_at
from kpilib.cli.menu import example
from kpilib.cli.options import AClient, AsJson, AsOf, Params
from kpilib.errors import KpilibError, counted, nearest
from kpilib.plan.params import find_params, quarter_names, read_plan
from kpilib.plan.periods import latest_as_of

if TYPE_CHECKING:
    from kpilib.plan.catalogue import Metric


@app.command(epilog=example("kpilib data kopi-contoh 2026Q3 --as-of 2026-08-21"))
def data(
    client: AClient,
    quarter: Annotated[
        str | None,
        typer.Argument(
            help="The quarter, such as 2026Q3; the latest if not given.", autocompletion=complete.quarters
        ),
    ] = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
    csv: Annotated[Path | None, typer.Option(help="Write the daily facts into this CSV file.")] = None,
    params: Params = None,
) -> None:
    """Show what was read, what was left out, and which days are there.

    Each file with its reader, rows and days, the coverage of each source, and what there is to know of the data.
    """
    from kpilib.datacheck import open_data
    from kpilib.tell.data_listing import data_lines, write_daily

    folder = params or find_params()
    wanted = quarter or max(quarter_names(folder, client), default="")
    if not wanted:
        missing = "has no file of a quarter yet, such as 2026Q3.yml, to say which KPIs need data"
        raise KpilibError(f"{folder.name}/{client} {missing}")
    plan = read_plan(folder, client, wanted)
    check = open_data(client, wanted, as_date(as_of) or latest_as_of(plan.quarter, today_at(plan)), params=folder)
    if csv is not None:
        write_daily(check.look.facts, csv)
    if as_json:
        print_json(check.results)
        return
    for line in data_lines(check.look, check.findings, check.unread):
        out.print(line, markup=False)


@app.command(epilog=example("kpilib read ~/Downloads", "kpilib read orders_export.csv --json"))
def read(
    path: Annotated[Path, typer.Argument(help="An exported file, or a folder of them.")],
    as_json: AsJson = False,
) -> None:
    """Tell what each download would be read as, or why it is refused.

    For files that are not in a client's folder yet. Nothing is written.
    """
    from kpilib.data.look import look
    from kpilib.tell.look import look_data, look_lines

    path = path.expanduser()
    if not path.exists():
        beside = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        raise KpilibError(f"there is no file or folder {path}{_meant(path.name, beside)}")
    if as_json:
        print_json([look_data(one) for one in look(path)])
        return
    looks = list(look(path))
    for line in look_lines(looks, path if path.is_dir() else path.parent):
        out.print(line, markup=False)
    if path.is_file() and looks and looks[0].refused:
        out.print(f"\n{path.name} {looks[0].refused}", markup=False)  # with the lines to paste into client.yml


@app.command(epilog=example("kpilib metrics revenue", "kpilib metrics --html metrics.html --language id"))
def metrics(
    word: Annotated[
        str | None,
        typer.Argument(
            help="An id, or a word of a name or stage; all if not given.", autocompletion=complete.metrics
        ),
    ] = None,
    client: Annotated[
        str | None, typer.Option(help="With the client's own metrics.", autocompletion=complete.clients)
    ] = None,
    language: Annotated[
        str, typer.Option(help="en or id: the language of names and formulas.", autocompletion=complete.languages)
    ] = "en",
    as_json: AsJson = False,
    html: Annotated[
        Path | None, typer.Option(help="Write them into this file, as a page to read and to send.")
    ] = None,
    params: Params = None,
) -> None:
    """List the metrics, or tell everything about one.

    Formula, unit, which way is good, what it needs and where it comes from.
    """
    from kpilib.plan import catalogue
    from kpilib.plan.own_metrics import metrics_of
    from kpilib.tell import metric_list

    if language not in metric_list.WORDS:
        raise KpilibError(f"no language is named '{language}'; {nearest(language, metric_list.WORDS)}")
    known = metrics_of(params or find_params(), client) if client else catalogue.metrics()
    found = catalogue.find_metrics(word, known) if word is not None else known
    if html is not None:
        _write_reference(html, found, language, client or "")
        return
    if as_json:
        print_json([metric_list.metric_data(key, metric, language) for key, metric in found.items()])
        return
    lines = metric_list.list_lines(found, language)
    if len(found) == 1:
        lines = metric_list.metric_lines(*next(iter(found.items())), language)
    for line in lines:
        out.print(line, markup=False)


def _meant(name: str, beside: list[str]) -> str:
    """The nearest name of a folder, which may hold hundreds; nothing where none is near."""
    hint = nearest(name, beside)
    return f"; {hint}" if hint.startswith("did you mean") else ""


def _write_reference(path: Path, found: "Mapping[str, Metric]", language: str, client: str) -> None:
    from kpilib.tell.reference import reference_page

    try:
        path.write_text(reference_page(found, language, about=client), "utf-8")
    except OSError as error:
        raise KpilibError(f"{path} cannot be written: {error.strerror}") from None
    out.print(f"{counted(len(found), 'metric')} in {shown(path)}", markup=False)
