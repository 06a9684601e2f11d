"""Rows of an ad report that repeat the sum of others: left out and counted, so that nothing is counted twice."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kpilib.data.block import TOTAL, without, without_repeats
from kpilib.data.export import Dropped
from kpilib.data.readers.ad_headers import LEVELS, Columns
from kpilib.data.sheet import Row

EMPTY = frozenset({"", "-", "--", "—", "–"})
ALL = frozenset({"all", "semua", "todos", "todas", "tous", "toutes", "tout"})
CALLED_TOTAL = re.compile(
    r"(grand |sub)?totals?( (of )?\d[\d.,]* [\w ]+)?|total (general|geral)|jumlah( total)?", re.IGNORECASE
)


def without_totals(
    rows: Sequence[Row], columns: Columns, dates: Sequence[int]
) -> tuple[tuple[Row, ...], list[Dropped]]:
    """Rows less repetitions and totals. `dates` are the places that date a row.

    A row is a total where it has no date; where its campaign has no name or is called a total; and where other rows
    of the same time tell the same thing split further: a campaign beside its ad sets, all ages beside each age.
    """
    rows, repeats = without_repeats(rows)
    keys = columns.keys
    rows = _filled_down(rows, columns, (*keys, *dates))
    rows, undated = without(rows, lambda row: _undated(row, dates) or _nameless(row, columns), TOTAL)
    split_further = _split_further(rows, keys, dates)
    rows, sums = without(rows, lambda row: row.line in split_further, TOTAL)
    return rows, _counted([*repeats, *undated, *sums])


def _blank(cell: str) -> bool:
    return cell in EMPTY or cell.casefold() in ALL


def _undated(row: Row, dates: Sequence[int]) -> bool:
    if not dates:  # a file without dates: its total calls itself one
        return bool(row.cells) and bool(CALLED_TOTAL.fullmatch(row.cells[0]))
    return any(_blank(row.at(place)) or CALLED_TOTAL.fullmatch(row.at(place)) for place in dates)


def _nameless(row: Row, columns: Columns) -> bool:
    if "campaign" not in columns.places:
        return False
    name = row.at(columns.places["campaign"])
    return name in EMPTY or bool(CALLED_TOTAL.fullmatch(name))


def _filled_down(rows: tuple[Row, ...], columns: Columns, told: Sequence[int]) -> tuple[Row, ...]:
    """A pivoted report names a campaign in the row of its sum alone, which says "All" where the others have a day."""
    names = [columns.places[level] for level in LEVELS if level in columns.places]
    if not any(row.at(place).casefold() in ALL for row in rows for place in told):
        return rows
    above: dict[int, str] = {}
    filled = []
    for row in rows:
        cells = list(row.cells)
        for depth, place in enumerate(names):
            if not _blank(row.at(place)):
                above = {other: above[other] for other in names[:depth] if other in above} | {place: cells[place]}
            elif row.at(place) in EMPTY and place < len(cells):
                cells[place] = above.get(place, "")
        filled.append(replace(row, cells=tuple(cells)))
    return tuple(filled)


def _split_further(rows: Sequence[Row], keys: Sequence[int], dates: Sequence[int]) -> set[int]:
    """Lines of the rows that leave a key open which other rows of the same time and name fill."""
    told: dict[tuple[int, ...], list[tuple[Row, tuple[str, ...]]]] = {}
    for row in rows:
        filled = tuple(place for place in keys if not _blank(row.at(place)))
        told.setdefault(filled, []).append((row, tuple(row.at(place) for place in dates)))
    found: set[int] = set()
    for filled, mine in told.items():
        finer = {
            (time, tuple(row.at(place) for place in filled))
            for others, theirs in told.items()
            if set(others) > set(filled)
            for row, time in theirs
        }
        found |= {row.line for row, time in mine if (time, tuple(row.at(place) for place in filled)) in finer}
    return found


def _counted(dropped: Sequence[Dropped]) -> list[Dropped]:
    """One entry a reason."""
    found: dict[str, Dropped] = {}
    for one in dropped:
        before = found.get(one.reason)
        lines = [line for line in (one.line, before.line if before else None) if line is not None]
        found[one.reason] = Dropped(one.reason, one.count + (before.count if before else 0), min(lines, default=None))
    return list(found.values())
