"""The command for editors: JSON Schemas of the files that an analyst writes."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from kpilib.cli.console import app, out, shown
from kpilib.cli.menu import example
from kpilib.cli.options import Params
from kpilib.plan import schema as schemas
from kpilib.plan.params import find_params

File = StrEnum("File", {name: name for name in schemas.FILES})


@app.command(epilog=example("kpilib schema --write", "kpilib schema quarter"))
def schema(
    file: Annotated[File | None, typer.Argument(help="client, quarter or mail; all of them if not given.")] = None,
    write: Annotated[bool, typer.Option("--write", help="Write them into params/.schema/, for editors.")] = False,
    params: Params = None,
) -> None:
    """Print or write the JSON Schemas for an editor.

    They are of client.yml, a quarter's file and mail.yml. What `kpilib new` writes names its schema in the first
    line; VS Code reads it with the extension YAML.
    """
    if write:
        for path in schemas.write_schemas(params or find_params()):
            out.print(shown(path), markup=False)
    elif file:
        print(json.dumps(schemas.schema_of(file.value), ensure_ascii=False, indent=1))
    else:
        told = {name: schemas.schema_of(name) for name in schemas.FILES}
        print(json.dumps(told, ensure_ascii=False, indent=1))
