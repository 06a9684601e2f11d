"""A file that no reader knows, read as a table of the client's own by what its columns are called."""

import glob
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from kpilib.data.dates import AmbiguousDatesError, parse_dates
from kpilib.data.export import Export
from kpilib.data.files import open_sheets
from kpilib.data.mapping import find_header
from kpilib.data.readers import read_file
from kpilib.data.sheet import Row, Sheet
from kpilib.errors import ExportError
from kpilib.plan import catalogue
from kpilib.plan.client import Source

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


@dataclass(frozen=True)
class OwnTable:
    """What client.yml would say of such a file, what it then holds, and the headers that no measure was found for."""

    source: Source
    export: Export
    left_out: tuple[str, ...]


def own_table(path: Path, name: str) -> OwnTable | str | None:
    """A file as a table by its headers. Where these do not say enough, the end of a sentence about what is missing;
    None where it has no column of days.

    name : of the file in the client's folder.
    """
    try:
        sheets = open_sheets(path)
    except ExportError:
        return None
    header = find_header(sheets[0]) if len(sheets) == 1 else None
    if header is None or header.line != next(row.line for row in sheets[0].rows if not row.blank):
        return None
    columns = table_columns(header.cells)
    measures = [column for column in columns if column not in KEYS.values()]
    day = _day_column(sheets[0], header)
    if day is None:
        return None
    if not measures:
        return f". As a table of your own: reader: table, columns: {{date: {day}, ...}}, each measure with its header"
    told = {"date": day} | columns
    source = Source(file=glob.escape(name), reader="table", columns=told, zero_fill=_weekly(sheets[0], header, day))
    currency = _currency(sheets[0], header)
    try:
        export = read_file(path, "table", source=source.model_copy(update={"currency": currency}))
    except ExportError as error:
        return f". As a table it {error.problem.text.splitlines()[0]}"
    return OwnTable(source, export, tuple(cell for cell in header.cells if cell and cell not in told.values()))


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


def _cells(sheet: Sheet, header: Row, name: str) -> list[str]:
    """The cells of a column that hold something."""
    place = header.cells.index(name)
    return [row.at(place) for row in sheet.rows if row.line > header.line and row.at(place)]


def _day_column(sheet: Sheet, header: Row) -> str | None:
    """The first column that holds dates in every row."""
    for name in filter(None, header.cells):
        try:
            texts = _cells(sheet, header, name)
            if texts and all(parse_dates(texts)):
                return name
        except AmbiguousDatesError:
            return None
    return None


def _weekly(sheet: Sheet, header: Row, day: str) -> bool:
    """Whether the rows are whole weeks apart."""
    days = sorted({one for one in parse_dates(_cells(sheet, header, day)) if one})
    return len(days) > 2 and all((other - one).days % 7 == 0 for one, other in pairwise(days))


def _currency(sheet: Sheet, header: Row) -> str | None:
    """The one currency that a column of that name holds."""
    for name in header.cells:
        if name.casefold() in ("currency", "mata uang"):
            found = set(_cells(sheet, header, name))
            if len(found) == 1 and re.fullmatch(r"[A-Z]{3}", *found):
                return found.pop()
    return None
