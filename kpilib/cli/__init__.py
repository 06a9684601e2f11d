"""The commands: parse, call, print. One module for each group of them; what they share is in `console`."""

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
from kpilib.errors import KpilibError


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
