"""Cells in a kernel of ours, without a notebook file."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from kpilib.deliver.kernels import manager
from kpilib.deliver.kernels.manager import MEMORY


def run(
    *cells: str,
    folder: Path,
    fork: bool = True,
    seconds: int = 60,
    environment: Mapping[str, str] | None = None,
    memory: int = MEMORY,
) -> NotebookNode:
    """The notebook of these cells, executed. Raises what nbclient raises."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    kernels = manager(environment, fork=fork, memory=memory)
    client = NotebookClient(notebook, kernel_name="python3", kernel_manager_class=kernels, timeout=seconds)
    with client.setup_kernel(cwd=str(folder)):
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index)
    return notebook


def printed(notebook: NotebookNode) -> str:
    """What its cells have printed."""
    return "".join(
        output.text for cell in notebook.cells for output in cell.outputs if output.output_type == "stream"
    )


def told(notebook: NotebookNode) -> Any:
    """What its cells have printed, as JSON."""
    return json.loads(printed(notebook))


def pictures(notebook: NotebookNode) -> list[str]:
    """The kinds of all its pictures."""
    shown = [output.data for cell in notebook.cells for output in cell.outputs if "data" in output]
    return [kind for data in shown for kind in data if kind.startswith("image/")]
