"""A pile of downloads as the sources of a new client: what each file is, and which of them one pattern names."""

import glob
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from itertools import pairwise
from pathlib import Path, PurePosixPath

from kpilib.data.dates import AmbiguousDatesError, parse_dates
from kpilib.data.export import Export
from kpilib.data.files import open_sheets
from kpilib.data.look import Look, look
from kpilib.data.mapping import find_header
from kpilib.data.readers import CERTAIN, read_file
from kpilib.data.readers.ad_report import one_ad
from kpilib.data.sheet import Sheet
from kpilib.errors import ExportError, KpilibError
from kpilib.plan import catalogue
from kpilib.plan.client import Source

HOME = "exports"  # the folder of a client's exports, within its own

# What tools call the columns that a table needs, beside the measures' own names in both languages.
KEYS = {
    "channel": "channel",
    "kanal": "channel",
    "saluran": "channel",
    "campaign": "campaign",
    "kampanye": "campaign",
}
ALSO = {
    "spend": "cost",
    "ad spend": "cost",
    "money spent": "cost",
    "amount spent": "cost",
    "belanja": "cost",
    "belanja iklan": "cost",
    "sales": "revenue",
    "penjualan": "revenue",
    "transactions": "orders",
}
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
        table = _table(one) if one.look.recognised is None else None
        if isinstance(table, Pile):
            tables.append(table)
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


def _table(one: Download) -> Pile | str | None:
    """A file that no reader knows, read as a table by its headers; where these do not say enough, what is missing."""
    try:
        sheets = open_sheets(one.look.path)
    except ExportError:
        return None
    header = find_header(sheets[0]) if len(sheets) == 1 else None
    if header is None or header.line != next(row.line for row in sheets[0].rows if not row.blank):
        return None
    columns = table_columns(header.cells)
    measures = [name for name in columns if name not in KEYS.values()]
    day = _day_column(sheets[0], header)
    if day is None:
        return None
    if not measures:
        return f". As a table of your own: reader: table, columns: {{date: {day}, ...}}, each measure with its header"
    told = {"date": day} | columns
    currency = _currency(sheets[0], header)
    source = Source(
        file=glob.escape(one.name), reader="table", columns=told, zero_fill=_weekly(sheets[0], header, day)
    )
    try:
        export = read_file(one.look.path, "table", source=source.model_copy(update={"currency": currency}))
    except ExportError as error:
        return f". As a table it {error.problem.text.splitlines()[0]}"
    left_out = tuple(cell for cell in header.cells if cell and cell not in told.values())
    return Pile(source, (one,), (export,), left_out)


def table_columns(headers: Sequence[str]) -> dict[str, str]:
    """Measure, channel and campaign to the header that names them, for those headers that do.

    >>> table_columns(["Week", "Campaign", "Clicks", "Cost ($)", "Prospects"])
    {'campaign': 'Campaign', 'clicks': 'Clicks', 'cost': 'Cost ($)'}
    """
    names = ALSO | KEYS
    for measure, known in catalogue.measures().items():
        if known.adds:
            told = (measure, *(catalogue.measure_name(measure, language) for language in ("en", "id")))
            names |= {name.replace("_", " ").casefold(): measure for name in told}
    found: dict[str, str] = {}
    for header in headers:
        name = names.get(
            re.sub(r"[\s_]*\(.*?\)|_", lambda mark: " " if mark[0] == "_" else "", header).strip().casefold()
        )
        if name and name not in found:
            found[name] = header
    return dict(sorted(found.items(), key=lambda item: item[0] not in KEYS.values()))


def _cells(sheet: Sheet, header, name: str) -> list[str]:
    place = header.cells.index(name)
    rows = [row for row in sheet.rows if row.line > header.line and place < len(row.cells)]
    return [row.cells[place] for row in rows if row.cells[place]]


def _day_column(sheet: Sheet, header) -> str | None:
    """The first column that holds dates in every row."""
    for name in filter(None, header.cells):
        try:
            texts = _cells(sheet, header, name)
            if texts and all(parse_dates(texts)):
                return name
        except AmbiguousDatesError:
            return None
    return None


def _weekly(sheet: Sheet, header, day: str) -> bool:
    """Whether the rows are whole weeks apart."""
    days = sorted({one for one in parse_dates(_cells(sheet, header, day)) if one})
    return len(days) > 2 and all((other - one).days % 7 == 0 for one, other in pairwise(days))


def _currency(sheet: Sheet, header) -> str | None:
    """The one currency that a column of that name holds."""
    for name in header.cells:
        if name.casefold() in ("currency", "mata uang"):
            found = set(_cells(sheet, header, name))
            if len(found) == 1 and re.fullmatch(r"[A-Z]{3}", *found):
                return found.pop()
    return None
