"""The commands in the order of an analyst's day, and the nearest name where one is mistyped."""

import re
from typing import NoReturn

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from kpilib.cli.exits import INTERRUPTED
from kpilib.errors import KpilibError, UnknownNameError, nearest
from kpilib.plan.located import WORDS

# Headings of `kpilib --help`, and the commands below each. A command that stands nowhere here comes last.
DAY = {
    "Begin": ("new", "read", "data"),
    "Agree": ("check", "agree", "negotiate"),
    "Report": ("run",),
    "Mail": ("review", "approve", "send", "status"),
    "While the quarter runs": ("due", "flag"),
    "Look up and set up": ("mail", "metrics", "schema"),
}
ORDER = [name for names in DAY.values() for name in names]


class Commands(TyperGroup):
    """Commands below a name, such as `kpilib mail`."""

    def get_command(self, ctx, cmd_name):
        command = super().get_command(ctx, cmd_name)
        if command is not None and command.help:
            # The lines of a docstring are no lines of a terminal.
            command.help = "\n\n".join(" ".join(part.split()) for part in command.help.split("\n\n"))
        return command

    def resolve_command(self, ctx, args):
        known, asked = self.list_commands(ctx), args[0]
        if asked not in known and not asked.startswith("-") and not ctx.resilient_parsing:
            raise UnknownNameError(f"{ctx.command_path} has no command '{asked}'; {nearest(asked, known)}")
        return super().resolve_command(ctx, args)


class Menu(Commands):
    """The commands of `kpilib` itself: a table of contents."""

    def invoke(self, ctx):
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("interrupted: what is made is whole", err=True)
            raise typer.Exit(INTERRUPTED) from None

    def list_commands(self, ctx):
        return sorted(super().list_commands(ctx), key=_place)

    def get_command(self, ctx, cmd_name):
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            command.rich_help_panel = heading(cmd_name)
        return command


def heading(command: str) -> str:
    """What a command stands under in `kpilib --help`.

    >>> heading("approve"), heading("something-new")
    ('Mail', 'Look up and set up')
    """
    return next((title for title, names in DAY.items() if command in names), [*DAY][-1])


def _place(command: str) -> int:
    return ORDER.index(command) if command in ORDER else len(ORDER)


def example(*commands: str) -> str:
    """The end of a command's help.

    >>> print(example("kpilib due", "kpilib due --json"))
    Examples:
    $ kpilib due
    $ kpilib due --json
    """
    return "\n".join(["Example:" if len(commands) == 1 else "Examples:", *(f"$ {one}" for one in commands)])


def explain(error: typer.TyperException) -> NoReturn:
    """Raise what is wrong with the words of a command line as an error of ours: short, and with the next step.

    Raises KpilibError.
    """
    ctx = getattr(error, "ctx", None)
    kind = type(error).__name__
    if ctx is None:
        told = error.format_message()
        if kind == "BadOptionUsage":
            told = f"{error.option_name} {'takes no' if 'does not take' in told else 'needs a'} value"
        raise KpilibError(told)
    path = ctx.command_path
    if kind == "NoArgsIsHelpError":
        raise KpilibError("")  # the help is printed
    if kind == "NoSuchOption":
        known = [name for one in ctx.command.get_params(ctx) for name in one.opts if name.startswith("--")]
        raise UnknownNameError(f"{path} has no option '{error.option_name}'; {nearest(error.option_name, known)}")
    if kind == "MissingParameter":
        name = error.param.name
        named = error.param.opts[0] if error.param.param_type_name == "option" else f"the {NOUNS.get(name, name)}"
        raise KpilibError(f"{path} needs {named}{_such_as(ctx.command.epilog)}")
    if kind == "BadParameter":
        _refuse(error, path)
    told = error.format_message().rstrip(".")
    raise KpilibError(f"{told[:1].lower()}{told[1:]}; see {path} --help")


def _refuse(error: typer.BadParameter, path: str) -> None:
    """Raise what is wrong with a value in the words of a file's keys, if it is a number, a choice or a folder."""
    named, wrong = error.param.opts[0], error.__cause__
    if isinstance(wrong, ValidationError):
        (detail,) = wrong.errors(include_url=False)
        found, words = detail["input"], WORDS.get(detail["type"])
        if words:
            told = words.format(**{**detail.get("ctx", {}), "key": named, "found": found})
            raise KpilibError(f"{told}; see {path} --help")
        if allowed := re.search(r"is not one of ('.*')", detail["msg"]):
            names = re.findall("'([^']*)'", allowed[1])
            raise UnknownNameError(f"no {error.param.name} is named '{found}'; {nearest(found, names)}")
    if folder := re.fullmatch(r"dir '(.*)' (does not exist|is a file)\.", error.message, re.DOTALL):
        raise KpilibError(f"{named} {folder[1]} {'is a file, and no folder' if 'file' in folder[2] else NOT_THERE}")


def _such_as(epilog: str | None) -> str:
    return f", such as: {epilog.splitlines()[1].removeprefix('$ ')}" if epilog else ""


NOT_THERE = "does not exist; name the folder of all clients"
NOUNS = {"kpi": "KPI", "path": "file or folder"}  # an argument as one says it, where that is not its name
