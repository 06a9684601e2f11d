"""A file of text as rows of cells: encoding and delimiter are found in the file, not assumed."""

import csv
import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from kpilib.errors import ExportError

BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
DELIMITERS = ",;\t|"
SAMPLE_LINES = 200


@dataclass(frozen=True)
class Row:
    """The cells of one row, stripped; `line` is its number in the file, from 1."""

    line: int
    cells: tuple[str, ...]

    def at(self, place: int) -> str:
        """The cell at a place, from 0; "" where the row ends before it."""
        return self.cells[place] if place < len(self.cells) else ""

    @property
    def blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True)
class Sheet:
    """One table of text as rows: a text file, a sheet of a workbook (`part` is its name), or a file of a zip.

    sha256 : of the bytes that it was read from.
    """

    path: Path
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    sha256: str
    part: str = ""

    @property
    def name(self) -> str:
        """What the sheet is called within its file, or the file's name."""
        return self.part or self.path.name

    def refuse(self, text: str, line: int | None = None) -> ExportError:
        """The error to raise for this file."""
        about = f"sheet '{self.part}': {text}" if self.part else text
        return ExportError(self.path.name, line, about)


def sheet_of(raw: bytes, path: Path, *, delimiter: str | None = None) -> Sheet:
    """The bytes of a delimited text file as a sheet. Raises ExportError for what is empty or not text."""
    text, encoding = decode(raw, path.name)
    if not text.strip():
        raise ExportError(path.name, None, "the file is empty")
    delimiter = delimiter or find_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    tidy = str.strip if text.isascii() else clean  # most exports are, and have millions of cells
    rows = []
    before = 0
    try:
        for cells in reader:
            # A quoted cell may hold line breaks: the row begins on the line after the one before it ended.
            rows.append(Row(before + 1, tuple(map(tidy, cells))))
            before = reader.line_num
    except csv.Error as error:
        raise ExportError(path.name, before + 1, f"is not a table: {error}") from None
    return Sheet(path, tuple(rows), encoding, delimiter, hashlib.sha256(raw).hexdigest())


def clean(cell: str) -> str:
    """A cell without spaces around it; spaces that may not break are plain ones."""
    if not cell.isascii():
        cell = cell.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    return cell.strip()


def decode(raw: bytes, name: str) -> tuple[str, str]:
    """The text of a file and the encoding it was found to have.

    >>> decode("Umsatz in €".encode("cp1252"), "x.csv")[0]
    'Umsatz in €'
    """
    for bom, encoding in BOMS.items():
        if raw.startswith(bom):
            return raw.decode(encoding, errors="replace"), encoding
    head = raw[:4000]
    if head.count(0) > len(head) // 4:  # every second byte is empty: UTF-16 without its mark
        encoding = "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
        return raw.decode(encoding, errors="replace"), encoding
    if b"\0" in head:
        raise ExportError(name, None, "is not text; if it is a spreadsheet, save it as CSV")
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    # Bytes 0x80 to 0xff are letters of the west in nearly all exports that are not Unicode; where most of the
    # text lies there the file is from elsewhere, and its encoding is a guess from its letters.
    if text and sum(byte > 127 for byte in raw) <= len(raw) // 5:
        return text, "cp1252"
    guess = from_bytes(raw).best()
    if guess is None:
        raise ExportError(name, None, "is not text in any known encoding; save it as UTF-8")
    return str(guess), guess.encoding


def find_delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, at least two.

    >>> find_delimiter("Tanggal;Biaya\\n01/02/2026;1,5\\n02/02/2026;2,5")
    ';'
    """
    sample = text.splitlines()[:SAMPLE_LINES]
    lines = [line for line in sample if line.strip() and not line.startswith("#")]

    def agreement(delimiter: str) -> tuple[int, int]:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter))
        except csv.Error:  # uncut, a line may be longer than a cell may be
            return 0, 0
        widths.pop(1, None)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return count, width

    return max(DELIMITERS, key=agreement)
