"""A path as sheets: one of a text file, several of a workbook, a zip or a folder; what is too large is refused.

What a file is shows in its first bytes, not in its name: a workbook that was renamed to .csv is still a workbook.
"""

import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from kpilib.data.sheet import Row, Sheet, clean, sheet_of
from kpilib.errors import ExportError

LARGEST = 256 * 1024**2  # bytes, unpacked; larger data belong into a warehouse source
MOST_PACKED = 200  # times: text packs ten times, a bomb a thousand times
MOST_MEMBERS = 500
LOCKED = 0x1  # the flag of a zip's member that is encrypted
DAMAGED = (zipfile.BadZipFile, EOFError, ValueError, OSError, zlib.error, lzma.LZMAError)
# What reading a workbook raises where its parts are cut, garbled, missing, or none of a workbook. (The parsers of XML
# raise kinds of SyntaxError.)
NO_WORKBOOK = (*DAMAGED, NotImplementedError, SyntaxError, LookupError, TypeError, AttributeError)
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins a zip without files
GZIP, OLE, PARQUET = b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"PAR1"


def open_sheets(path: Path, *, delimiter: str | None = None) -> list[Sheet]:
    """All sheets of a file or folder, in the order of their names.

    Raises ExportError for what is absent, empty, damaged, too large, packed like a bomb, or neither text nor table.
    """
    path = Path(path)
    if path.is_dir():
        found = [each for each in sorted(path.iterdir()) if each.is_file() and not _left_behind(each)]
        if not found:
            raise ExportError(path.name, None, "the folder is empty")
        return [sheet for each in found for sheet in open_sheets(each, delimiter=delimiter)]
    raw = _bytes(path)
    if raw.startswith(ZIP):
        return _packed(raw, path, delimiter)
    if raw.startswith(OLE):
        raise ExportError(path.name, None, "is a workbook of the old kind (.xls); save it as .xlsx or CSV")
    if raw.startswith(PARQUET):
        return [_parquet(path, raw)]
    if raw.startswith(GZIP):
        raw = _gunzipped(raw, path)
    return [sheet_of(raw, path, delimiter=delimiter)]


def _bytes(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise ExportError(path.name, None, _too_large(size))
        return path.read_bytes()
    except OSError as error:
        raise ExportError(path.name, None, f"cannot be opened: {error.strerror}") from None


def is_large(path: Path) -> bool:
    """Whether a file is too large to be read at once, and of a kind that can be read through: text or Parquet."""
    if not path.is_file() or path.stat().st_size <= LARGEST:
        return False
    with path.open("rb") as stream:
        return not stream.read(4).startswith((*ZIP, GZIP, OLE))


def _too_large(size: int) -> str:
    return (
        f"holds {size / 1e6:,.0f} MB, more than the {LARGEST / 1e6:,.0f} MB that are read at once; "
        "let the warehouse read it: connect: duckdb, see params/README.md"
    )


def _gunzipped(raw: bytes, path: Path) -> bytes:
    try:
        with gzip.open(io.BytesIO(raw)) as stream:
            text = stream.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise ExportError(path.name, None, "is cut off or damaged; download it again") from None
    if len(text) > LARGEST:
        raise ExportError(path.name, None, _too_large(len(text)))
    return text


def _packed(raw: bytes, path: Path, delimiter: str | None) -> list[Sheet]:
    """The sheets of a workbook, or of the files in a zip. Nothing is ever unpacked to the disk."""
    files = _unzipped(raw, path)
    if files is None:
        return _workbook(raw, path)
    if not files:
        raise ExportError(path.name, None, "the zip holds no file")
    sheets = []
    for name, content in files:
        inner = path / Path(name).name
        if content.startswith(ZIP):
            sheets += _workbook(content, inner)
        elif content.strip():
            sheets.append(sheet_of(content, inner, delimiter=delimiter))
    if not sheets:
        raise ExportError(path.name, None, "every file in the zip is empty")
    return sheets


def _unzipped(raw: bytes, path: Path) -> list[tuple[str, bytes]] | None:
    """The files of a zip, in the order of their names; None for a workbook.

    Only what may go wrong in the archive itself is caught: a fault of our own in reading its files is no damage.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            _refuse_bomb(members, len(raw), path)
            if any(one.flag_bits & LOCKED for one in members):
                raise ExportError(path.name, None, "is locked with a password; save it without one")
            if any(one.filename == "xl/workbook.xml" for one in members):
                return None
            wanted = [one for one in members if not _left_behind(Path(one.filename))]
            wanted.sort(key=lambda member: member.filename)
            return [(one.filename, _content(archive, one)) for one in wanted]
    except NotImplementedError:
        raise ExportError(path.name, None, "is packed in a way that is not read; pack it as a plain zip") from None
    except DAMAGED:
        raise ExportError(path.name, None, "is cut off or damaged; download it again") from None


def _content(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """A file of a zip. A zip may lie about its size: no more than that is read."""
    with archive.open(one) as stream:
        return stream.read(one.file_size + 1)


def _refuse_bomb(members: list[zipfile.ZipInfo], packed: int, path: Path) -> None:
    size = sum(one.file_size for one in members)
    if len(members) > MOST_MEMBERS or size > LARGEST or size > MOST_PACKED * max(packed, 1):
        told = f"unpacks to {len(members)} files of {size / 1e6:,.0f} MB"
        raise ExportError(path.name, None, f"{told}: that is not an export, and it is not opened")


def _left_behind(path: Path) -> bool:
    """Whether a system or a spreadsheet has left this file beside the exports."""
    return path.name.startswith((".", "~")) or "__MACOSX" in path.parts


def _workbook(raw: bytes, path: Path) -> list[Sheet]:
    from openpyxl import load_workbook  # takes time to import, and few folders hold a workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        digest = hashlib.sha256(raw).hexdigest()
        sheets = []
        for each in book.worksheets:
            each.reset_dimensions()  # some tools write a wrong size, and rows would be left out
            rows = tuple(_rows(each.iter_rows(values_only=True)))
            if any(not row.blank for row in rows):
                sheets.append(Sheet(path, rows, "xlsx", "", digest, part=str(each.title)))
    except (*NO_WORKBOOK, InvalidFileException):
        raise ExportError(
            path.name, None, "is a workbook that cannot be read; save it again as .xlsx or CSV"
        ) from None
    if not sheets:
        raise ExportError(path.name, None, "every sheet of the workbook is empty")
    return sheets


def _rows(rows: Any) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=1):
        yield Row(number, tuple(_text(cell) for cell in cells))


def _text(cell: Any) -> str:
    """A cell of a workbook as a text export would have it."""
    if cell is None or cell != cell:  # NaN, which some tools write for nothing
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return clean(str(cell))


def _parquet(path: Path, raw: bytes) -> Sheet:
    import pyarrow  # takes time to import, and few folders hold Parquet
    from pyarrow import parquet

    try:
        table = parquet.read_table(io.BytesIO(raw))
        cells = zip(*(column.to_pylist() for column in table.columns), strict=True)
        rows = [Row(number, tuple(map(_text, row))) for number, row in enumerate(cells, 2)]
        header = Row(1, tuple(table.column_names))
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError):
        raise ExportError(path.name, None, "is a Parquet file that cannot be read") from None
    return Sheet(path, (header, *rows), "parquet", "", hashlib.sha256(raw).hexdigest())
