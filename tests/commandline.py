"""Command lines taken apart as the command would do it, without doing anything."""

import shlex
from collections.abc import Iterator

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from kpilib.cli.console import app


def commands() -> dict[str, TyperCommand]:
    """Every command by what one types for it."""
    root = get_command(app)
    return dict(_below("kpilib", root, root.make_context("kpilib", [], resilient_parsing=True)))


def _below(path: str, group: TyperGroup, ctx: typer.Context) -> Iterator[tuple[str, TyperCommand]]:
    for name in group.list_commands(ctx):
        command = group.get_command(ctx, name)
        if isinstance(command, TyperGroup):
            yield from _below(f"{path} {name}", command, ctx)
        else:
            yield f"{path} {name}", command


def parse(line: str) -> None:
    """Take a command line apart. Raises TyperException or KpilibError for words that the command would not take."""
    words = shlex.split(line)[1:]
    command = get_command(app)
    ctx = command.make_context("kpilib", words[:1], resilient_parsing=True)
    while isinstance(command, TyperGroup):
        name, command, words = command.resolve_command(ctx, words)
        ctx = command.make_context(name, words, parent=ctx, resilient_parsing=isinstance(command, TyperGroup))
