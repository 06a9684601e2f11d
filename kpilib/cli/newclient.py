"""The command that begins a client: its folder, from a folder of downloads."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kpilib.cli.console import err, new, out, print_json, shown
from kpilib.cli.menu import example
from kpilib.cli.options import AsJson, Params
from kpilib.errors import KpilibError, UnknownNameError, counted
from kpilib.plan.params import find_params

if TYPE_CHECKING:
    from kpilib.newcomer import Made


@new.command(
    "client",
    epilog=example("kpilib new client ~/Downloads/my-shop", "kpilib new client ga4 --exports ads --name my-shop"),
)
def new_client(
    folder: Annotated[Path, typer.Argument(help="A folder of exports as they were downloaded, or one file.")],
    name: Annotated[
        str | None, typer.Option(help="The client's id: letters, digits, hyphens; the folder's name if not given.")
    ] = None,
    exports: Annotated[
        list[Path] | None, typer.Option(help="Another folder or file of exports; may be given several times.")
    ] = None,
    quarter: Annotated[
        str | None, typer.Option(help="The first quarter, such as 2026Q3; by where the data end if not given.")
    ] = None,
    as_json: AsJson = False,
    params: Params = None,
) -> None:
    """Begin a client with a folder of its exports.

    They are copied, and client.yml and a first quarter's file are proposed. What is a guess is marked as one, and
    what nobody knows stands there as a question that `kpilib check` names.
    """
    from kpilib.newcomer import make_client

    downloads = [folder, *(exports or ())]
    for one in downloads:
        if not one.exists():
            raise KpilibError(f"there is no file or folder {one}")
    today = datetime.now().astimezone().date()
    made = make_client(params or _params(), downloads, name=name, quarter=quarter, today=today)
    if as_json:
        print_json(_data(made))
        return
    for line in _lines(made):
        out.print(line, markup=False)


def _params() -> Path:
    """The folder of all clients; in a place that has none it is made here."""
    try:
        return find_params()
    except UnknownNameError:
        here = Path.cwd() / "params"
        here.mkdir()
        err.print(f"{shown(here)}/ is made, the folder of all clients", markup=False)
        return here


def _data(made: "Made") -> dict[str, object]:
    """What was made, for a program."""
    client, chosen = made.client, made.chosen
    guessed = {"currency": client.currency, "timezone": client.timezone, "language": client.language}
    return {
        "client": client.id,
        "folder": made.folder,
        "copied": made.copied,
        "sources": [dict(one.keys) for one in client.sources],
        "tables": [dict(one.keys) for one in client.tables],
        "not_read": dict(client.unread),
        "guesses": {key: told.value for key, told in guessed.items()},
        "quarter": str(chosen.quarter) if chosen else None,
        "kpis": [kpi.metric_id for kpi in chosen.kpis] if chosen else [],
        "as_of": made.as_of,
        "next": f"kpilib check {client.id}",
    }


def _lines(made: "Made") -> Iterator[str]:
    client, chosen = made.client, made.chosen
    where = shown(made.folder)
    yield f"{where} is made: {counted(made.copied, 'file')} copied into {where}/exports"
    for source in client.sources:
        yield f"  {source.keys['file']} is read as {source.keys['reader']}: {source.notes[0]}"
    for source in client.tables:
        yield f"  {source.keys['file']} is known to no reader; a table is proposed, as a comment in client.yml"
    for file, why in client.unread.items():
        yield f"  not read: {file} {why}"
    guesses = {"currency": client.currency, "timezone": client.timezone, "language": client.language}
    known = [f"{key} {told.value} ({told.ground})" for key, told in guesses.items() if told.value]
    open_ones = [key for key, told in guesses.items() if not told.value]
    if known:
        yield f"  guessed: {'; '.join(known)}"
    if open_ones:
        yield f"  not known: {', '.join(open_ones)}"
    if chosen:
        names = ", ".join(kpi.metric_id for kpi in chosen.kpis)
        yield f"  {chosen.quarter}.yml proposes {names}, for {chosen.why}"
    else:
        yield "  no quarter is proposed, as no file tells of a metric day by day"
    if made.with_mail:
        yield f"  {shown(made.folder.parent)}/mail.yml asks who sends the reports"
    yield ""
    yield "What to do next:"
    name = client.id
    if not chosen:
        yield f"1. Put right in {where}/client.yml what was found, or download the exports by day and start again."
        yield f"2. kpilib check {name}"
        return
    yield f"1. In {where}/client.yml and {chosen.quarter}.yml look at the guesses and answer the questions."
    yield f"2. kpilib check {name} {chosen.quarter}: names what is open, until no problem and no error is left."
    as_of = f" --as-of {made.as_of}" if made.as_of else ""
    yield f"3. kpilib run {chosen.quarter} --client {name}{as_of}: the report, as a page."
    yield f"4. kpilib review {chosen.quarter} --client {name}: the mail to its readers, to look at before it is sent."
