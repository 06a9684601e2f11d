"""A notebook as it is committed: no outputs, no counts, and nothing of the machine that it was last run on.

Git asks for it where it was told to, see notebooks/README.md: `python -m tests.stripped < notebook > stripped`.
"""

import sys

import nbformat
from nbformat import NotebookNode

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def stripped(notebook: NotebookNode) -> NotebookNode:
    """The notebook without outputs; of what JupyterLab notes only the tags of cells and the language are kept."""
    for cell in notebook.cells:
        cell.metadata = NotebookNode({key: cell.metadata[key] for key in ("tags",) if key in cell.metadata})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def main() -> None:
    notebook = nbformat.reads(sys.stdin.buffer.read().decode(), as_version=4)
    written = nbformat.writes(stripped(notebook), version=nbformat.NO_CONVERT)
    sys.stdout.buffer.write(f"{written.rstrip()}\n".encode())


if __name__ == "__main__":
    main()
