"""What each file of a folder would be read as, as lines of a table."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kpilib.data.look import Look


def look_lines(looks: Iterable[Look], folder: Path) -> Iterator[str]:
    """A Markdown table: file, reader, rows kept and dropped, and the reason for which a file is refused."""
    yield "| file | reader | rows kept | rows dropped | refused |"
    yield "|---|---|---|---|---|"
    for one in looks:
        name = one.path.relative_to(folder).as_posix() if one.path.is_relative_to(folder) else one.path.name
        reader = one.recognised.reader if one.recognised else "–"
        kept, dropped = (str(one.kept), str(one.dropped)) if one.export else ("–", "–")
        # A mapping to paste takes lines of its own; in a table its first line is enough.
        refused = (one.refused or "").splitlines()[0] if one.refused else ""
        yield f"| {_cell(name)} | {reader} | {kept} | {dropped} | {_cell(refused)} |"


def look_data(one: Look) -> dict[str, Any]:
    """One file as data: the reader and how sure that is, its rows, or the reason for which it is refused."""
    found = one.recognised
    return {
        "file": str(one.path),
        "reader": found.reader if found else None,
        "certainty": round(found.certainty, 3) if found else None,
        "rows_kept": one.kept if one.export else None,
        "rows_dropped": one.dropped if one.export else None,
        "refused": one.refused,
    }


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
