"""Exports that something has happened to: cut, shuffled, saved wrongly, or written by somebody who means harm."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

CELLS = [
    *(
        "=cmd|' /C calc'!A0",
        "@SUM(A1:A9)",
        "+1+1",
        "Err:509",
        "#REF!",
        "#DIV/0!",
        "#NAME?",
        "<script>alert(1)</script>",
    ),
    *(
        "1e400",
        "-1e308",
        "9" * 400,
        "0." + "0" * 400 + "1",
        "NaN",
        "inf",
        "-0",
        "1,2,3",
        "1.2.3,4",
        "%",
        "$",
        "-",
        "(",
    ),
    *("2026-02-30", "99999999", "00000000", "20261301", "31/31/2026", "0/0/0000", "1/2/26", "9999-12-31", "12:61"),
    *("2026-07-01T25:00:00+99:99", "1 Juli 2026", "July 99, 2026", "0000", "-1", "999999999999", "19700101-99991231"),
    *(
        "\0",
        "a\0b",
        '"',
        '""',
        '"a',
        "\ufeff",
        "\u202e",
        "\N{NO-BREAK SPACE}",
        "１２",
        "٣",
        "²",
        "e\u0301",
        "\U0001f600",
    ),
    *("Total", "Total: Account", "Grand total", "(not set)", "(other)", "--", "", " ", "#", "# Start date: 20269999"),
    *("x" * 200_000, "a\nb", "a\r\nb", "a;b", "a\tb", "google / cpc / / /", "IDR", "usd", "True", "null"),
]
ENCODINGS = (
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "latin-1",
    "cp437",
    "shift_jis",
    "utf-7",
)

Lines = list[list[str]]


def mutant(text: str, number: int) -> bytes:
    """The nth thing that could become of an export; the same every time."""
    rng = random.Random(number)
    cells = [line.split(",") for line in text.splitlines()]
    for change in rng.choices(CHANGES, k=rng.choice([1, 1, 2, 3])):
        if cells:
            change(cells, rng)
    mark = rng.choice([*",,,,,,,,;", "\t", "|", " "])
    ending = rng.choice(["\n", "\n", "\n", "\r\n", "\r", "\n\n"])
    written = ending.join(mark.join(line) for line in cells)
    encoding = rng.choice(ENCODINGS) if rng.random() < 0.2 else "utf-8"
    raw = written.encode(encoding, errors="replace")
    return rng.choice(HARMS)(raw, rng) if rng.random() < 0.25 else raw


def _row(lines: Lines, rng: random.Random) -> list[str]:
    return rng.choice(lines) or [""]


def _delete_line(lines: Lines, rng: random.Random) -> None:
    del lines[rng.randrange(len(lines))]


def _repeat_line(lines: Lines, rng: random.Random) -> None:
    lines.insert(rng.randrange(len(lines) + 1), list(_row(lines, rng)))


def _shuffle_lines(lines: Lines, rng: random.Random) -> None:
    rng.shuffle(lines)


def _delete_cell(lines: Lines, rng: random.Random) -> None:
    row = _row(lines, rng)
    del row[rng.randrange(len(row))]


def _repeat_cell(lines: Lines, rng: random.Random) -> None:
    row = _row(lines, rng)
    row.insert(rng.randrange(len(row) + 1), rng.choice(row))


def _shuffle_cells(lines: Lines, rng: random.Random) -> None:
    rng.shuffle(_row(lines, rng))


def _strange_cell(lines: Lines, rng: random.Random) -> None:
    row = _row(lines, rng)
    row[rng.randrange(len(row))] = rng.choice(CELLS)


def _strange_column(lines: Lines, rng: random.Random) -> None:
    place, told = rng.randrange(8), rng.choice(CELLS)
    for row in lines:
        if place < len(row) and row[place][:1].isdigit():
            row[place] = told


def _cell_of_another(lines: Lines, rng: random.Random) -> None:
    row, other = _row(lines, rng), _row(lines, rng)
    row[rng.randrange(len(row))] = rng.choice(other)


def _cut_rows(lines: Lines, rng: random.Random) -> None:
    del lines[rng.randrange(len(lines)) :]


CHANGES: list[Callable[[Lines, random.Random], None]] = [
    *(_delete_line, _repeat_line, _shuffle_lines, _delete_cell, _repeat_cell, _shuffle_cells, _cell_of_another),
    *(_cut_rows, _strange_cell, _strange_cell, _strange_cell, _strange_column),
]


def _cut(raw: bytes, rng: random.Random) -> bytes:
    return raw[: rng.randrange(len(raw) + 1)]


def _insert(raw: bytes, rng: random.Random) -> bytes:
    place = rng.randrange(len(raw) + 1)
    return raw[:place] + rng.randbytes(rng.randint(1, 8)) + raw[place:]


def _flip(raw: bytes, rng: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(rng.randint(1, 20)):
        if changed:
            changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _noise(_raw: bytes, rng: random.Random) -> bytes:
    heads = [b"", b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"\xd0\xcf\x11\xe0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]
    return rng.choice(heads) + rng.randbytes(rng.randint(0, 200))


def _gzipped(raw: bytes, rng: random.Random) -> bytes:
    packed = gzip.compress(raw, mtime=0)
    return rng.choice([packed, _cut(packed, rng), _flip(packed, rng)])


def _zipped(raw: bytes, rng: random.Random) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in rng.sample(["a.csv", "b.csv", "../c.csv", "d.txt", "x/e.csv"], rng.randint(1, 3)):
            archive.writestr(name, rng.choice([raw, raw, raw[: len(raw) // 2], b"", b"\xff\xfe"]))
    return rng.choice([told.getvalue(), told.getvalue(), _cut(told.getvalue(), rng), _flip(told.getvalue(), rng)])


def _workbook(raw: bytes, rng: random.Random) -> bytes:
    book = Workbook()
    for line in raw.decode("utf-8", "replace").splitlines()[:30]:
        cells = ["".join(letter for letter in cell if letter.isprintable())[:1000] for cell in line.split(",")]
        book.active.append([int(cell) if cell.isdecimal() and len(cell) < 9 else cell for cell in cells])
    if rng.random() < 0.5:
        book.create_sheet("Dataset1").append(["Day Index", "Users"])
    told = io.BytesIO()
    book.save(told)
    return rng.choice([told.getvalue(), told.getvalue(), _cut(told.getvalue(), rng), _flip(told.getvalue(), rng)])


HARMS: list[Callable[[bytes, random.Random], bytes]] = [
    *(_cut, _cut, _insert, _insert, _flip, _flip, _noise, _gzipped, _zipped, _workbook),
]
