"""The metrics that one client can use: the catalogue's, and those of its own in client.yml."""

from pathlib import Path

from kpilib.errors import ProblemsError
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric
from kpilib.plan.client import Client
from kpilib.plan.params import about_client


def metrics_of(params: Path, client: str) -> dict[str, Metric]:
    """Every metric by id, the client's own in place of the catalogue's of the same id.

    Raises UnknownNameError where there is no such client, ProblemsError where its client.yml has faults.
    """
    about = about_client(params, client)
    who = about.validated(Client)
    if about.problems:
        raise ProblemsError(about.problems)
    return {**catalogue.metrics(), **who.metrics}
