"""What each file of a folder would be read as, or why it would be refused: a first look at a pile of downloads."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kpilib.data.export import Export
from kpilib.data.files import open_sheets
from kpilib.data.readers import Recognised, read_file, recognise
from kpilib.errors import ExportError


@dataclass(frozen=True)
class Look:
    """One file: what it was recognised as, and what reading it gave, or the reason for which it is refused."""

    path: Path
    recognised: Recognised | None = None
    export: Export | None = None
    refused: str | None = None

    @property
    def dropped(self) -> int:
        """Rows that were left out."""
        return self.export.left_out if self.export else 0

    @property
    def kept(self) -> int:
        """Rows that were used."""
        return self.export.kept if self.export else 0


def look(path: Path | str) -> Iterator[Look]:
    """Look at a file, or at every file below a folder. A file that cannot be read is an answer, not an error.

    A folder whose files belong together, such as an unpacked download of Search Console, is looked at file by file.
    """
    path = Path(path)
    files = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
    for one in files:
        if not one.name.startswith((".", "~")):
            yield _look(one)


def _look(path: Path) -> Look:
    found = None
    try:
        found = recognise(open_sheets(path))
        return Look(path, found, read_file(path))
    except ExportError as error:
        return Look(path, found, refused=error.problem.text)
