"""Where the files of a source lie: in the client's own folder, or where client.yml says with a whole path.

One client's run sees one client's folder. A file elsewhere is read only where its whole path is written down, so
that a link, a `..` or a copied line never brings in what nobody has named; another client's folder is never read.
"""

import os
from collections.abc import Iterable
from pathlib import Path

ASIDE = (".", "~$")  # what systems and spreadsheets leave beside the files that were put there
WILD = "*?["


def wrong_with_pattern(pattern: str, folder: Path) -> str | None:
    """Why the `file` of a source may not be written as it is, or None. `folder` is the client's own."""
    written = Path(pattern)
    if ".." in written.parts:
        whole = Path(os.path.normpath(folder.resolve() / pattern))
        return f"leads out of the client's folder; if it is meant, write the whole path: file: {whole}"
    if not written.name:
        return "names no file"
    if any("**" in part and part != "**" for part in written.parts):
        return "may hold ** as the name of a folder only, such as exports/**/*.csv"
    if written.is_absolute() and any(mark in part for part in written.parts[:-1] for mark in WILD):
        return "may hold a * in the file's name only, as it is a whole path"
    return None


def files_of(pattern: str, folder: Path) -> list[Path]:
    """The files, and the folders that are one export together, that a pattern names, in the order of their names."""
    written = Path(pattern)
    if wrong_with_pattern(pattern, folder):
        return []
    found = written.parent.glob(written.name) if written.is_absolute() else folder.glob(pattern)
    wild = any(mark in written.name for mark in WILD)
    whole = "**" not in pattern  # `**` names the folders on the way too, which are no exports
    return sorted(
        path
        for path in found
        if not (wild and path.name.startswith(ASIDE)) and (path.is_file() or (whole and path.is_dir()))
    )


def wrong_with_file(path: Path, pattern: str, folder: Path) -> str | None:
    """Why a file that a pattern names may not be read, or None: links count as where they lead to."""
    home = folder.resolve()
    for one in (path, *(sorted(path.iterdir()) if path.is_dir() else ())):
        real = one.resolve()
        owner = next((up for up in (real, *real.parents) if (up / "client.yml").is_file()), None)
        if owner is not None and owner != home:
            return f"belongs to another client, '{owner.name}'"
        if not Path(pattern).is_absolute() and not real.is_relative_to(home):
            return (
                f"is a link that leads out of the client's folder, to {real}; if it is meant, write the whole path: "
                f"file: {real}"
            )
    return None


def unread_files(patterns: Iterable[str], folder: Path) -> list[str]:
    """The files in exports/ that no pattern names, as messages show them: downloads that nobody has told of."""
    named = {path for pattern in patterns for path in files_of(pattern, folder)}
    lying = (path for path in folder.glob("exports/**/*") if path.is_file() and not path.name.startswith(ASIDE))
    return sorted(name_in(path, folder) for path in lying if not {path, *path.parents} & named)


def name_in(path: Path, folder: Path) -> str:
    """A file as messages show it: within the client's folder, or by its whole path."""
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
