"""A pile of downloads as the sources of a new client: what each file is, and which of them one pattern names."""

import glob
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from kpilib.data.export import Export
from kpilib.data.look import Look, look
from kpilib.data.own_table import OwnTable, own_table
from kpilib.data.readers import CERTAIN
from kpilib.data.readers.ad_report import one_ad
from kpilib.errors import KpilibError
from kpilib.plan.client import Source

HOME = "exports"  # the folder of a client's exports, within its own

COUNTED = re.compile(r"(?<![A-Za-z])\d|\d{4,}|\d+$")  # not the 4 of ga4
LISTS_SENDS = ("mailchimp",)  # readers whose files have a row for what was done, and none for days without


@dataclass(frozen=True)
class Download:
    """A file among the downloads, and its name within the folder of the new client.

    together : whether its folder is one export, and named as one.
    """

    look: Look
    name: str
    together: bool = False


@dataclass(frozen=True)
class Pile:
    """Files that one source of client.yml names, read as it says."""

    source: Source
    downloads: tuple[Download, ...]
    exports: tuple[Export, ...]
    left_out: tuple[str, ...] = ()

    @property
    def sure(self) -> bool:
        """Whether the files are of the reader's kind for certain."""
        return all(one.certainty is None or one.certainty >= CERTAIN for one in self.exports)


@dataclass(frozen=True)
class Downloads:
    """Everything that was found: files that a reader knows, tables that could be read, the rest with reasons."""

    all: tuple[Download, ...]
    piles: tuple[Pile, ...]
    tables: tuple[Pile, ...]
    unread: dict[str, str]

    @property
    def currencies(self) -> dict[str, str]:
        """The currencies of the amounts, each with where it stands."""
        known = {}
        for pile in (*self.piles, *self.tables):
            for one in pile.exports:
                if one.currency:
                    known.setdefault(one.currency, pile.source.label if pile in self.piles else one.file)
        return known


def downloads_in(folders: Sequence[Path]) -> Downloads:
    """Look at every file of some folders, or at single files. Raises KpilibError where there is none."""
    found = [one for folder in folders for one in _named(folder)]
    if not found:
        raise KpilibError(f"there is no file in {' or '.join(str(one) for one in folders)}")
    found = list(_each_its_own(_in_one_folder(found)))
    piles = list(_piles([one for one in found if one.look.export is not None], found))
    tables, unread = [], {}
    for one in found:
        if one.look.export is not None:
            continue
        table = own_table(one.look.path, one.name) if one.look.recognised is None else None
        if isinstance(table, OwnTable):
            tables.append(Pile(table.source, (one,), (table.export,), table.left_out))
        else:
            unread[one.name] = _reason(one.look) + (table or "")
    return Downloads(tuple(found), tuple(piles), tuple(tables), unread)


def _named(folder: Path) -> Iterator[Download]:
    base = folder if folder.is_dir() else folder.parent
    for one in look(folder):
        yield Download(one, f"{HOME}/{one.path.relative_to(base).as_posix()}")


def _in_one_folder(found: list[Download]) -> Iterator[Download]:
    """With files that hold one ad each in a folder of their reader: read as one export, they are added up."""
    alone = Counter(one.look.export.reader for one in found if _one_ad(one))
    for one in found:
        if _one_ad(one) and alone[one.look.export.reader] > 1:
            yield Download(one.look, f"{HOME}/{one.look.export.reader}/{PurePosixPath(one.name).name}", together=True)
        else:
            yield one


def _one_ad(one: Download) -> bool:
    notes = one.look.export.notes if one.look.export else ()
    return any(getattr(note, "pattern", "") == one_ad("").pattern for note in notes)


def _reason(one: Look) -> str:
    """Why nobody reads a file, without the list of everything that is read."""
    told = re.sub(r"(?<=known here) \(.*?\)", "", (one.refused or "").splitlines()[0])
    return told.split(" If it is a table of your own")[0].rstrip(".")


def _each_its_own(found: Iterable[Download]) -> Iterator[Download]:
    """With other names for files of other folders that are called the same."""
    taken: set[str] = set()
    for one in found:
        name = one.name
        if name in taken:
            within = PurePosixPath(name).relative_to(HOME)
            name = f"{HOME}/{one.look.path.parent.name}/{within.name}"
        if name in taken:
            raise KpilibError(f"two of the downloads are called {PurePosixPath(name).name}; give one another name")
        taken.add(name)
        yield replace(one, name=name)


def _piles(known: list[Download], found: list[Download]) -> Iterator[Pile]:
    """The files that readers know, those of one kind and one stem together where a pattern names them alone."""
    groups: dict[tuple[str, str, str], list[Download]] = {}
    folders: dict[tuple[str, str], list[Download]] = {}
    for one in known:
        if one.together:
            folders.setdefault((str(PurePosixPath(one.name).parent), one.look.export.reader), []).append(one)
            continue
        groups.setdefault((one.look.export.reader, *pattern_parts(one.name)), []).append(one)
    for (folder, reader), group in folders.items():
        yield _pile(glob.escape(folder), reader, group)
    for (reader, stem, suffix), group in groups.items():
        pattern = f"{glob.escape(stem)}*{suffix}"
        named = [one for one in found if fnmatchcase(one.name, pattern) and _beside(one.name, stem)]
        if len(group) > 1 and len(named) == len(group):
            yield _pile(pattern, reader, group)
        else:
            yield from (_pile(glob.escape(one.name), reader, [one]) for one in group)


def pattern_parts(name: str) -> tuple[str, str]:
    """What the names of a tool's downloads have in common: all up to a date or a number, and the ending.

    >>> pattern_parts("exports/ga4_2025-06.csv"), pattern_parts("exports/Report (2).csv")
    (('exports/ga4_', '.csv'), ('exports/Report (', '.csv'))
    """
    path = PurePosixPath(name)
    return str(path.with_name("x"))[:-1] + COUNTED.split(path.stem, maxsplit=1)[0], path.suffix


def _beside(name: str, stem: str) -> bool:
    return PurePosixPath(name).parent == PurePosixPath(f"{stem}x").parent


def _pile(pattern: str, reader: str, group: list[Download]) -> Pile:
    source = Source(file=pattern, reader=reader, zero_fill=reader in LISTS_SENDS)
    return Pile(source, tuple(group), tuple(one.look.export for one in group))
