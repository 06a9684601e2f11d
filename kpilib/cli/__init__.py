"""The commands: parse, call, print. One module for each group of them; what they share is in `console`."""

import gc
import sys
from typing import Annotated, NoReturn

import typer

from kpilib import __version__
from kpilib.cli import (  # noqa: F401  each adds its commands to the application
    checking,
    flagging,
    mailed,
    mailing,
    newclient,
    reading,
    running,
    schemas,
    targets,
)
from kpilib.cli.console import MISUSED, app, err, out
from kpilib.cli.exits import DONE
from kpilib.cli.menu import explain
from kpilib.errors import KpilibError

# How often garbage is looked for. What is imported stays, and to look for garbage in it takes a tenth of the time.
SELDOM = (20_000, 20, 50)


def main() -> None:
    """The console command. A user never sees a traceback for what a file or an option did."""
    gc.set_threshold(*SELDOM)
    try:
        sys.exit(_called() or DONE)
    except KpilibError as error:
        stop(error)
    except OSError as error:
        from kpilib.deliver.files import trouble

        stop(KpilibError(trouble(error)))


def _called() -> int | None:
    """The exit code of the command. Raises KpilibError for what it cannot take, without Typer's frame around it."""
    try:
        return app(prog_name="kpilib", standalone_mode=False)
    except typer.TyperException as error:
        explain(error)


def stop(error: KpilibError) -> NoReturn:
    if text := str(error):
        err.print(text, markup=False)
    sys.exit(MISUSED)


def _version(wanted: bool) -> None:
    if wanted:
        out.print(__version__)
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass
