"""Reading real exports: rows a second by reader, against pandas reading the same text without understanding it.

Run by `make bench`, where the folder of real exports is; what pandas cannot parse at all counts for neither.
"""

import csv
import io
import os
import time
from collections import defaultdict
from pathlib import Path

import pandas as pd
import pytest

from kpilib.data.files import open_sheets
from kpilib.data.readers import read_file, recognise
from kpilib.errors import KpilibError

DATA = Path(os.environ.get("KPILIB_REAL_DATA", Path(__file__).parents[3] / "shared" / "data")) / "exports"
ROUNDS = 3


def seconds(work) -> float:
    """The best of some rounds."""
    found = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def cleaned(path: Path) -> str:
    """The widest table of a file as plain CSV: what an analyst would have cleaned by hand before pandas."""
    sheet = max(open_sheets(path), key=lambda one: len(one.rows))
    width = max(len(row.cells) for row in sheet.rows)
    target = io.StringIO()
    csv.writer(target).writerows(row.cells for row in sheet.rows if len(row.cells) == width)
    return target.getvalue()


def test_rows_a_second():
    if not DATA.is_dir():
        pytest.skip(f"the real exports are not on this machine (looked in {DATA})")
    rows, ours, theirs = defaultdict(int), defaultdict(float), defaultdict(float)
    for path in sorted(one for one in DATA.rglob("*") if one.is_file() and one.name != "SOURCE.md"):
        try:
            reader = recognise(open_sheets(path)).reader
            export = read_file(path)
        except (KpilibError, AttributeError):
            continue  # refused, or of no known kind
        text = cleaned(path)
        rows[reader] += export.rows
        ours[reader] += seconds(lambda path=path: read_file(path))
        theirs[reader] += seconds(lambda text=text: pd.read_csv(io.StringIO(text), on_bad_lines="skip"))
    print(f"\n{'reader':<22}{'rows':>8}{'rows/s':>10}{'pandas rows/s':>15}{'ratio':>8}")
    for name, count in sorted(rows.items()):
        mine, other = ours[name], theirs[name]
        print(f"{name:<22}{count:>8,}{count / mine:>10,.0f}{count / other:>15,.0f}{mine / other:>8.1f}")
