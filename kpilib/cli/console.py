"""What all commands share: the application itself, its output, and how options are read."""

import getpass
import json
import os
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from kpilib.cli.exits import EXIT_CODES, FAILED, INTERRUPTED, MISUSED  # noqa: F401  every command may end so
from kpilib.cli.menu import Commands, Menu, example
from kpilib.cli.options import Params  # noqa: F401  every command takes it
from kpilib.errors import KpilibError
from kpilib.plan.model import Plan
from kpilib.plan.periods import latest_as_of

USER = "KPILIB_USER"  # who works at a machine that several people use

app = typer.Typer(
    cls=Menu,
    help="KPI reports from exports and two YAML files a client. The commands are in the order of the day.",
    epilog="\n".join(
        [
            example("kpilib check", "kpilib run 2026Q3 --as-of 2026-08-21", "kpilib run --help"),
            "",
            "Exit codes:",
            *(f"  {code:<4} {meaning}" for code, meaning in EXIT_CODES.items()),
        ]
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
new = typer.Typer(cls=Commands, help="Make the files of a client, or of the next quarter.", no_args_is_help=True)
app.add_typer(new, name="new")
out = Console(soft_wrap=True, highlight=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, highlight=False, emoji=False)


def as_date(text: str | None, option: str = "as_of") -> date | None:
    """A date option. Raises KpilibError for text that is no date.

    >>> as_date("2026-8-21")
    Traceback (most recent call last):
    kpilib.errors.KpilibError: as_of '2026-8-21' is not a date; did you mean 2026-08-21?
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise KpilibError(f"{option} '{text}' is not a date; {_meant(text)}") from None


def _meant(text: str) -> str:
    """A date that was written with the year first but otherwise than it should be, or how to write one."""
    numbers = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", text.strip())
    try:
        return f"did you mean {date(*map(int, numbers.groups()))}?" if numbers else "write YYYY-MM-DD"
    except ValueError:
        return "there is no such day; write YYYY-MM-DD"


def print_json(told: Any) -> None:
    """What a program reads: one line of JSON; dates and paths as text."""
    print(json.dumps(told, ensure_ascii=False, default=str), flush=True)


def names_in(text: str | None) -> tuple[str, ...]:
    """The names of an option that takes several, with commas between them.

    >>> names_in("Ana, Budi,"), names_in(None)
    (('Ana', 'Budi'), ())
    """
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def today_at(plan: Plan) -> date:
    """The date where the client is."""
    return datetime.now(ZoneInfo(plan.client.timezone)).date()


def report_day(plan: Plan, given: date | None) -> date:
    """The as-of date of the report that a command looks at: the day that was given, or today, within the quarter.

    Today is still running, so on the quarter's last day it is the day before, and no closing report.
    """
    return min(given, plan.quarter.end) if given else latest_as_of(plan.quarter, today_at(plan))


def shown(path: Path) -> str:
    """A path as one would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def user() -> str:
    """Who works here: as the variable KPILIB_USER says, or the system.

    Raises KpilibError where the system has no name for the user, as in some containers.
    """
    try:
        return os.environ.get(USER) or getpass.getuser()
    except (KeyError, OSError):
        raise KpilibError(f"the system has no name for you; set {USER} to yours") from None
