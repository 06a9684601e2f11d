"""What to say of a table that no reader knows: its columns, and a mapping for client.yml that is ready to paste."""

import re
from collections import Counter
from collections.abc import Sequence

from kpilib.data.dates import AmbiguousDatesError, parse_dates
from kpilib.data.numbers import undress
from kpilib.data.sheet import Row, Sheet
from kpilib.plan import catalogue

SAMPLE = 20


def mapping_hint(sheet: Sheet, *, known: Sequence[str]) -> str:
    """A message that names the kinds that are known, the columns that were found, and how to map them.

    known : the readers that looked at the file.
    """
    tools = ", ".join(catalogue.readers()[name] for name in known)
    header = find_header(sheet)
    if header is None:
        return f"is not an export that is known here ({tools}), and holds no table with a header"
    rows = [row for row in sheet.rows if row.line > header.line and not row.blank][:SAMPLE]
    day = next(
        (name for place, name in enumerate(header.cells) if name and _is_date(rows, place)), "the date's header"
    )
    numeric = [name for place, name in enumerate(header.cells) if name and name != day and _is_number(rows, place)]
    others = numeric or [name for name in header.cells if name and name != day]
    file = f"exports/{sheet.path.name}"
    return (
        f"is not an export that is known here ({tools}). Its columns: {', '.join(filter(None, header.cells))}. "
        "If it is a table of your own, say in client.yml what its columns are:\n"
        f'  - {{file: "{file}", reader: table, columns: {{date: "{day}", orders: "{(others or [day])[0]}"}}}}'
    )


def find_header(sheet: Sheet) -> Row | None:
    """The first row that is as wide as most rows of the sheet, and at least two cells wide."""
    filled = [row for row in sheet.rows if sum(bool(cell) for cell in row.cells) >= 2]
    if not filled:
        return None
    width = Counter(len(row.cells) for row in filled).most_common(1)[0][0]
    return next(row for row in filled if len(row.cells) == width)


def _is_date(rows: Sequence[Row], place: int) -> bool:
    texts = [row.at(place) for row in rows if row.at(place)]
    try:
        return bool(texts) and all(parse_dates(texts))
    except AmbiguousDatesError:
        return True


def _is_number(rows: Sequence[Row], place: int) -> bool:
    texts = [undress(row.at(place)) for row in rows if row.at(place)]
    return bool(texts) and all(
        any(letter.isdigit() for letter in text) and not re.search(r"[^\W\d_]", text) for text in texts
    )
