"""Files that are too large to hold: DuckDB reads them through, and only their days come into memory.

Text is read as text, as in smaller files: which column is a date and how its numbers are written is found in the file
or asked for, and DuckDB guesses neither. Files that are named with `connect: duckdb` are one table in several parts,
whose rows are added; a table that merely grew too large is a download like others.
"""

import csv
import gzip
import hashlib
import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import ibis
from ibis.expr import types as ir

from kpilib.data.export import Export
from kpilib.data.files import GZIP, PARQUET
from kpilib.data.numbers import AmbiguousMarksError, decimal_mark
from kpilib.data.readers.table import TOTALS
from kpilib.data.sheet import clean, decode, find_delimiter
from kpilib.data.warehouse.connections import duckdb_in
from kpilib.data.warehouse.daily import daily_of
from kpilib.data.warehouse.engine import Engine, WarehouseError
from kpilib.data.warehouse.readings import readings_of
from kpilib.data.warehouse.relation import Relation
from kpilib.errors import ExportError
from kpilib.plan.client import Source

HEAD = 64 * 1024  # bytes: a header and some hundred rows
FILE = ("file",)
VIEW = "files"


@dataclass(frozen=True)
class Layout:
    """How a text file is written: its delimiter, the line of its header, and the header's cells."""

    delimiter: str
    line: int
    header: tuple[str, ...]


def read_large(path: Path, source: Source) -> Export:
    """A large table of the client's own as facts.

    Raises ExportError as the reader `table` does, without the line where DuckDB does not tell it.
    """
    engine = duckdb_in(path.parent, reads=[path])
    try:
        relation = files_relation(engine, [path], source)
        found = daily_of(relation)
        readings = readings_of(relation, found.texts)
    except WarehouseError as error:
        text = error.problems[0][1]
        row = re.match(rf"line (\d+) of {re.escape(path.name)} ", text)
        raise ExportError(path.name, int(row[1]) if row else None, text[row.end() :] if row else text) from None
    finally:
        engine.close()
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Export(
        file=path.name,
        reader="table",
        sha256=digest,
        encoding="utf-8" if relation.raw else "parquet",
        delimiter=_layout(path, source).delimiter if relation.raw else "",
        rows=found.rows,
        daily=found.daily,
        readings=readings,
        currency=source.currency,
        dropped=found.dropped,
    )


def files_relation(engine: Engine, paths: Sequence[Path], source: Source, **about: Any) -> Relation:
    """Files of one layout as one table. Raises WarehouseError where they differ, or are neither text nor Parquet."""
    table, delimiter = open_files(engine, paths, source)
    if delimiter is None:
        return Relation(engine, table, source, **about)
    relation = Relation(engine, table, source, raw=True, **about)
    total = table[table.columns[0]].fill_null("").lower().isin(list(TOTALS))
    relation = replace(relation, total=total)
    return replace(relation, mark=source.decimal or _mark(relation, delimiter))


def open_files(engine: Engine, paths: Sequence[Path], source: Source) -> tuple[ir.Table, str | None]:
    """Files as the view `files`, and the delimiter of text files, or None for Parquet."""
    kinds = {_is_parquet(path) for path in paths}
    if len(kinds) > 1:
        raise WarehouseError((FILE, f"'{source.file}' names text files and Parquet; read them as two sources"))
    listed = ", ".join(_quoted(str(path)) for path in paths)
    if kinds == {True}:
        return _view(engine, f"select * from read_parquet([{listed}])"), None
    layouts = {path: _layout(path, source) for path in paths}
    first = layouts[paths[0]]
    for path, layout in layouts.items():
        if layout != first:
            text = f"{path.name} has other columns than {paths[0].name}; as parts of one table they must be the same"
            raise WarehouseError((FILE, text))
    return _view(engine, _csv(first, listed)), first.delimiter


def _csv(layout: Layout, listed: str) -> str:
    """The select that reads text files: every cell is text, short rows are filled up, blank ones left out."""
    places = range(len(layout.header))
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in places)
    # A name that stands twice, whatever its case, means its first column; one without a name cannot be asked for.
    names: dict[str, tuple[int, str]] = {}
    for place, name in enumerate(layout.header):
        names.setdefault(name.casefold() or f" {place}", (place, name or f" {place}"))
    # DuckDB takes far longer for all kinds of blanks than for spaces; the others go where texts have become few.
    told = ", ".join(f'trim(c{place}) as "{_doubled(name)}"' for place, name in names.values())
    filled = " or ".join(f"c{place} is not null" for place in places)
    return (
        f"select {told} from read_csv([{listed}], columns = {{{columns}}}, auto_detect = false, header = true, "
        f"skip = {layout.line - 1}, delim = {_quoted(layout.delimiter)}, quote = '\"', escape = '\"', "
        f"null_padding = true) where {filled}"
    )


def _view(engine: Engine, select: str) -> ir.Table:
    # The view has always the same name, so a fingerprint does not depend on where the files lie.
    with engine.told(FILE):
        engine.backend.raw_sql(f"create or replace temp view {VIEW} as {select}")
        return engine.backend.table(VIEW)


def _layout(path: Path, source: Source) -> Layout:
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == GZIP
        with gzip.open(path) if packed else path.open("rb") as stream:
            head = stream.read(HEAD)
        whole = head[: head.rfind(b"\n") + 1] or head  # no letter of several bytes is cut
        text, encoding = decode(whole, path.name)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise WarehouseError((FILE, f"{path.name} is cut off or damaged; download it again")) from None
    except ExportError as error:
        raise WarehouseError((FILE, f"{path.name} {error.problem.text}")) from None
    if encoding not in ("utf-8", "utf-8-sig"):
        raise WarehouseError(
            (FILE, f"{path.name} is written in {encoding}; a file of this size is read as UTF-8 only")
        )
    if not text.strip():
        raise WarehouseError((FILE, f"{path.name}: the file is empty"))
    delimiter = source.delimiter or find_delimiter(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for cells in rows:
        if any(cell.strip() for cell in cells):
            return Layout(delimiter, rows.line_num, tuple(clean(cell) for cell in cells))
    raise WarehouseError((FILE, f"{path.name}: the file is empty"))


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == PARQUET


def _mark(relation: Relation, delimiter: str) -> str:
    """The decimal mark over all numbers of the files. `decimal_mark` finds it in the texts that decide."""
    relation.columns()
    wanted = dict.fromkeys([*(part.column for part in relation.parts()), *relation.source.readings.values()])
    if not wanted:
        return "."
    texts = ibis.array([relation.column(name).fill_null("") for name in wanted])
    told = relation.table.filter(~relation.total).select(text=texts.unnest())
    # What decides is where the marks stand: texts of one length with marks in the same places say the same, but for
    # a zero in front, after which nothing groups thousands.
    shape = {"length": told.text.length(), "dot": told.text.find("."), "comma": told.text.find(",")}
    shape["zero"] = told.text.startswith("0") | told.text.startswith("-0")
    marked = told.filter((shape["dot"] >= 0) | (shape["comma"] >= 0))
    found = relation.engine.frame(marked.group_by(**shape).aggregate(sample=marked.text.min()))
    try:
        return decimal_mark(found["sample"], delimiter=delimiter)
    except AmbiguousMarksError as error:
        text = f"{error}; say which with decimal: '.' or decimal: ','"
        raise WarehouseError((("columns",), text)) from None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _doubled(text: str) -> str:
    return text.replace('"', '""')
