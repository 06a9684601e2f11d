"""What all commands share: the application itself, its output, and how options are read."""

import getpass
import os
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from kpilib.errors import KpilibError
from kpilib.plan.model import Plan

FAILED = 1  # something was checked or made, and is not as it should be
MISUSED = 2  # nothing was done: a name or an option is wrong
USER = "KPILIB_USER"  # who works at a machine that several people use

app = typer.Typer(
    help="KPI progress reports from exports and two YAML files.", no_args_is_help=True, pretty_exceptions_enable=False
)
new = typer.Typer(help="Make a new file.", no_args_is_help=True)
app.add_typer(new, name="new")
out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

Params = Annotated[Path | None, typer.Option(help="The folder of all clients; found from here upwards if not given.")]


def as_date(text: str | None) -> date | None:
    """A date option. Raises KpilibError for text that is no date."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise KpilibError(f"as_of '{text}' is not a date; write YYYY-MM-DD") from None


def names_in(text: str | None) -> tuple[str, ...]:
    """The names of an option that takes several, with commas between them.

    >>> names_in("Ana, Budi,"), names_in(None)
    (('Ana', 'Budi'), ())
    """
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def today_at(plan: Plan) -> date:
    """The date where the client is."""
    return datetime.now(ZoneInfo(plan.client.timezone)).date()


def shown(path: Path) -> str:
    """A path as one would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def user() -> str:
    """Who works here: as the variable KPILIB_USER says, or the system."""
    return os.environ.get(USER) or getpass.getuser()
