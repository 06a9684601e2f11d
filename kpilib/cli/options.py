"""The arguments and options that several commands take: one wording, and what the shell completes."""

from pathlib import Path
from typing import Annotated

import typer

from kpilib.cli import complete

AClient = Annotated[str, typer.Argument(help="The client.", autocompletion=complete.clients)]
OfClient = Annotated[str, typer.Option("--client", help="The client.", autocompletion=complete.clients)]
Clients = Annotated[
    list[str] | None,
    typer.Option("--client", help="One client; may be given several times.", autocompletion=complete.clients),
]
AQuarter = Annotated[str, typer.Argument(help="The quarter, such as 2026Q3.", autocompletion=complete.quarters)]
AsOf = Annotated[str | None, typer.Option(help="YYYY-MM-DD: nothing later is seen; today if not given.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON, for programs.")]
Language = Annotated[
    str | None, typer.Option(help="en or id; the client's own if not given.", autocompletion=complete.languages)
]
Params = Annotated[
    Path | None,
    typer.Option(
        help="The folder of all clients; found from here upwards if not given.", exists=True, file_okay=False
    ),
]
Reports = Annotated[Path | None, typer.Option(help="Where the reports are; the folder reports/ beside params.")]
