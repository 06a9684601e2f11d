"""Which notebooks make a client's reports: those that all clients share, and those in the client's own folder."""

import re
from pathlib import Path
from typing import Any

from kpilib.plan.located import Located

SHARED = "notebooks"
SUFFIX = ".ipynb"
AGENCYS = "portfolio"  # of all clients together, so no client's report


def shared_notebooks(params: Path) -> Path:
    """The folder of the notebooks for all clients: beside params, or in the project that this package stands in."""
    beside = params.parent / SHARED
    return beside if beside.is_dir() else Path(__file__).parents[2] / SHARED


def notebook_stem(written: str) -> str:
    """The name of a notebook, with or without its ending.

    >>> notebook_stem("kpi_progress.ipynb"), notebook_stem("kpi_progress")
    ('kpi_progress', 'kpi_progress')
    """
    return written.removesuffix(SUFFIX)


def notebook_names(folder: Path) -> list[str]:
    """The notebooks that can make a report of the client with this folder, by name."""
    own = (path.stem for path in folder.glob(f"*{SUFFIX}"))
    shared = (path.stem for path in shared_notebooks(folder.parent).glob(f"*{SUFFIX}"))
    return sorted({*own, *shared} - {AGENCYS})


def find_notebook(name: str, folder: Path) -> Path:
    """The notebook of that name: the client's own, or else the one for all clients, whether it is there or not."""
    file = f"{notebook_stem(name)}{SUFFIX}"
    own = folder / file
    return own if own.is_file() else shared_notebooks(folder.parent) / file


def listed_notebooks(folder: Path) -> list[str]:
    """The notebooks that client.yml lists, by name; none where it lists none, or cannot be read."""
    path = folder / "client.yml"
    # A run asks this of every client; nearly all of them list none, and their files are not parsed for it.
    if not re.search(r"^notebooks\s*:", path.read_text("utf-8", errors="replace"), re.MULTILINE):
        return []
    listed = (Located(path, path.name).tree or {}).get("notebooks")
    return list(dict.fromkeys(notebook_stem(one) for one in _texts(listed)))


def _texts(listed: Any) -> list[str]:
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


def owner_of(notebook: Path, params: Path) -> str | None:
    """The client in whose folder a notebook lies, and whose report alone it makes; None for one of all clients."""
    home = params.resolve()
    inside = notebook.resolve().relative_to(home).parts if notebook.resolve().is_relative_to(home) else ()
    return inside[0] if len(inside) > 1 else None
