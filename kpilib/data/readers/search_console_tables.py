"""The tables of a Search Console download: what each splits the clicks by, and its numbers."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from kpilib.data.block import Block, decimal_of, rows_below, without_repeats
from kpilib.data.export import Dropped
from kpilib.data.readers.search_console_words import CLICKS, DIMENSIONS, IMPRESSIONS, POSITION
from kpilib.data.sheet import Row, Sheet
from kpilib.plan.client import Source


@dataclass(frozen=True)
class Table:
    """One table of a download: what it splits the clicks by, its rows, and its numbers by measure."""

    kind: str
    block: Block
    again: tuple[Dropped, ...]
    numbers: dict[str, list[float]]

    def total(self, measure: str) -> float:
        return sum(value for value in self.numbers[measure] if not math.isnan(value))


def names_of(sheet: Sheet) -> list[str]:
    """The headers that hold something, plainly written."""
    return [_plain(cell) for cell in sheet.rows[0].cells if cell]


def _plain(cell: str) -> str:
    """A header in lower case, its accents in one piece: a Mac may have taken them apart."""
    return unicodedata.normalize("NFC", cell).casefold()


def compares(names: Sequence[str]) -> bool:
    """Whether clicks and impressions stand twice each, as `Last 28 days Clicks` and `Previous 28 days Clicks`."""
    return all(
        sum(name.endswith(tuple(f" {word}" for word in words)) for name in names) >= 2
        for words in (CLICKS, IMPRESSIONS)
    )


def places_of(header: Row) -> dict[str, int]:
    """Where clicks, impressions and position stand; empty unless all three do."""
    names = [_plain(cell) for cell in header.cells]
    words = {"search_clicks": CLICKS, "search_impressions": IMPRESSIONS, "position": POSITION}
    found = {measure: names.index(name) for measure, known in words.items() for name in names if name in known}
    return found if len(found) == len(words) and 0 not in found.values() else {}


def kind_of(sheet: Sheet) -> str:
    """What a table splits the clicks by, from its first header, or else from its first column."""
    name = _plain(sheet.rows[0].cells[0])
    known = next((kind for kind, words in DIMENSIONS.items() if name in words), None)
    cells = [row.cells[0] for row in sheet.rows[1:] if not row.blank]
    if known or not cells:
        return known or "something else"
    if all(re.match(r"\d{4}-\d\d-\d\d", cell) for cell in cells):
        return "dates"
    return "pages" if all(cell.startswith(("http://", "https://")) for cell in cells) else "something else"


def table_of(sheet: Sheet, source: Source) -> Table:
    """A sheet as a table. Raises ExportError where clicks or impressions are read as no whole numbers."""
    header = sheet.rows[0]
    below, again = rows_below(sheet, header)
    rows, repeats = without_repeats(below)
    block = Block(sheet, header, rows)
    places = places_of(header)
    numbers = block.numbers(places.values(), decimal=decimal_of(block, source))
    for measure in ("search_clicks", "search_impressions"):
        for row, value in zip(rows, numbers[places[measure]], strict=True):
            # A thousand that is read as a little more than one would not be seen in a sum.
            if not math.isnan(value) and not value.is_integer():
                told = f"column '{header.cells[places[measure]]}': {row.cells[places[measure]]} is read as {value:g}"
                raise sheet.refuse(
                    f"{told}, which is no count; say which with decimal: '.' or decimal: ','", row.line
                )
    return Table(kind_of(sheet), block, (*again, *repeats), {name: numbers[place] for name, place in places.items()})
