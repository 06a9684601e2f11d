"""What the shell offers for the word being typed. Where nothing can be read, nothing is offered."""

from collections.abc import Callable, Iterable
from functools import wraps
from pathlib import Path

import typer

from kpilib.errors import KpilibError
from kpilib.plan.notebooks import notebook_names, shared_notebooks
from kpilib.plan.params import client_names, find_params, quarter_names, read_plan
from kpilib.plan.words import LANGUAGES

Offer = Callable[[typer.Context], Iterable[str]]


def _offered(offer: Offer) -> Offer:
    @wraps(offer)
    def offered(ctx: typer.Context) -> list[str]:
        try:
            return sorted(offer(ctx))
        except (KpilibError, OSError):
            return []

    return offered


@_offered
def clients(ctx: typer.Context) -> Iterable[str]:
    """All clients."""
    return client_names(_params(ctx))


@_offered
def quarters(ctx: typer.Context) -> Iterable[str]:
    """The quarters that have a file: of the clients named before, or of all."""
    folder = _params(ctx)
    return {one for client in _named(ctx) or client_names(folder) for one in quarter_names(folder, client)}


@_offered
def kpis(ctx: typer.Context) -> Iterable[str]:
    """The KPIs of the client named before, in the quarter named before, or in all where the shell leaves it open."""
    folder, quarter = _params(ctx), ctx.params.get("quarter")
    wanted = [
        (client, one) for client in _named(ctx) for one in ([quarter] if quarter else quarter_names(folder, client))
    ]
    return {kpi.id for client, one in wanted for kpi in read_plan(folder, client, one).kpis}


@_offered
def metrics(ctx: typer.Context) -> Iterable[str]:  # noqa: ARG001  the shell's way of asking
    """The metrics of the catalogue."""
    from kpilib.plan import catalogue

    return catalogue.metrics()


@_offered
def notebooks(ctx: typer.Context) -> Iterable[str]:
    """The notebooks for all clients, and those in the folders of the clients named before."""
    folder = _params(ctx)
    shared = [path.stem for path in shared_notebooks(folder).glob("*.ipynb")]
    return {*shared, *(name for client in _named(ctx) for name in notebook_names(folder / client))}


@_offered
def languages(ctx: typer.Context) -> Iterable[str]:  # noqa: ARG001
    """The languages of checks and reports."""
    return LANGUAGES


def _params(ctx: typer.Context) -> Path:
    return ctx.params.get("params") or find_params()


def _named(ctx: typer.Context) -> list[str]:
    """The clients on the command line: one, several, or none."""
    given = ctx.params.get("client") or []
    return [given] if isinstance(given, str) else list(given)
