"""Whatever stands in a file, a reader reads it or refuses it with an error that is meant for people: nothing else.

Every reader of the registry is fed the same mutants of its own small export each time, as itself and as `auto`; one
other reader is given it by name. `KPILIB_FUZZ=500` in the environment makes more of them.
"""

import os
from pathlib import Path

import pytest

from kpilib.data import read_export
from kpilib.data.readers import READERS
from kpilib.errors import KpilibError
from kpilib.plan.client import Source
from tests.data.mutants import mutant
from tests.data.seeds import COLUMNS, EXPLORE, SEEDS

MUTANTS = int(os.environ.get("KPILIB_FUZZ", "8"))
FIRST = int(os.environ.get("KPILIB_FUZZ_FIRST", "0"))
NAMES = list(READERS)


def source(reader: str) -> Source:
    """What client.yml would say: the reader `table` needs its columns, others a margin."""
    if reader == "table":
        return Source(file="export.csv", reader=reader, columns=COLUMNS, readings={"active_subscribers": "Pelanggan"})
    return Source(file="export.csv", reader=reader, margin=0.4)


def hold(path: Path, reader: str, about: str) -> None:
    """Read a file, or be refused; anything else is a fault of the reader."""
    told = ""
    try:
        repr(read_export(path, reader, source=source(reader)))
    except KpilibError as refused:
        told = str(refused)
    except Exception as error:  # the very thing that must not happen
        pytest.fail(f"{about}: {type(error).__name__}: {error}")
    assert told.isprintable() or "\n" in told, about


@pytest.mark.parametrize("reader", NAMES)
def test_a_reader_reads_its_own_export(tmp_path, reader):
    path = tmp_path / "insights - 2026-7-1 - 2026-7-31.csv"
    path.write_text(SEEDS[reader], "utf-8")
    found = "table" if reader == "table" else "auto"
    assert read_export(path, found, source=source(reader)).exports[0][1].reader == reader


@pytest.mark.parametrize("reader", NAMES)
def test_a_damaged_export_is_read_or_refused(tmp_path, reader):
    for number in range(FIRST, FIRST + MUTANTS):
        raw = mutant(EXPLORE if reader == "ga4" and number % 2 else SEEDS[reader], number)
        path = tmp_path / f"{number}.csv"
        path.write_bytes(raw)
        for name in ("auto", reader, NAMES[number % len(NAMES)]):
            hold(path, name, f"mutant {number} of {reader}, read as {name}")


def test_two_damaged_downloads_in_one_folder_are_read_or_refused(tmp_path):
    for number, reader in enumerate(NAMES):
        folder = tmp_path / reader
        folder.mkdir()
        for part in (1, 2):
            (folder / f"{part}.csv").write_bytes(mutant(SEEDS[reader], 1000 * part + number))
        hold(folder, reader, f"folder of {reader}")
