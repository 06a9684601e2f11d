"""How Google Trends lays its files out, in the languages of its page."""

import re
from datetime import datetime

from kpilib.data.block import Block
from kpilib.data.dates import AmbiguousDatesError
from kpilib.data.sheet import Row, Sheet
from kpilib.data.times import parse_times

SEARCHED_LINES = 6
CATEGORY = re.compile(r"[^\W\d_]+\s?[:：].+")
TERM = re.compile(r"(?P<term>.+): \((?P<region>[^()]+)\)")
BELOW_ONE = re.compile(r"<\s*1")
QUERIES = ["query", "search interest"]
GRAINS = ("day", "week", "month", "year")
# What the time column is called: of days, weeks, months and years, and then of moments.
WHEN = {
    "en": "day week month year time hour date",
    "id": "hari minggu bulan tahun waktu jam tanggal",
    "de": "tag woche monat jahr zeit datum",
    "fr": "jour semaine mois année heure temps date",
    "es": "día semana mes año hora tiempo fecha",
    "pt": "dia semana mês ano hora tempo data",
    "it": "giorno settimana mese anno ora data",
    "nl": "dag week maand jaar tijd datum",
}
TIMES = {word for words in WHEN.values() for word in words.split()}
SUNDAY = 6


def find_header(sheet: Sheet) -> Row | None:
    """The row with the terms, among the first ones."""
    rows = (row for row in sheet.rows[:SEARCHED_LINES] if len(row.cells) > 1 and row.cells[1])
    return next((row for row in rows if row.cells[0].casefold() in TIMES), None)


def grain_of(word: str) -> str | None:
    """What a row is by the name of the time column; None where it is called time or date."""
    named = {
        name: grain
        for words in WHEN.values()
        for name, grain in zip(words.split()[: len(GRAINS)], GRAINS, strict=True)
    }
    return named.get(word.casefold())


def is_certain(sheet: Sheet, header: Row) -> bool:
    """Whether the line with the category stands above the terms, or a term names its region."""
    return _has_category(sheet, header.line) or any(TERM.fullmatch(cell) for cell in header.cells[1:])


def is_without_time(sheet: Sheet) -> bool:
    """Whether it is a list of queries, in the layout of 2026 or an older one, or of regions."""
    first = [cell.casefold() for cell in sheet.rows[0].cells]
    if first[:2] == QUERIES:
        return True
    if find_header(sheet) is not None or not _has_category(sheet, SEARCHED_LINES):
        return False
    rest = [row for row in sheet.rows[1:SEARCHED_LINES] if not row.blank]
    named = bool(rest) and any(TERM.fullmatch(cell) for cell in rest[0].cells[1:])
    return named or (bool(rest) and rest[0].cells[0].casefold() in ("top", "rising"))


def _has_category(sheet: Sheet, before: int) -> bool:
    above = [row for row in sheet.rows[:SEARCHED_LINES] if not row.blank and row.line < before]
    return bool(above) and bool(CATEGORY.fullmatch(above[0].cells[0])) and not any(above[0].cells[1:])


def looks_alike(sheet: Sheet, header: Row) -> bool:
    """Weeks from Sunday with whole numbers up to exactly 100: what is left where an owner cut the first lines off."""
    rows = [row for row in sheet.rows if row.line > header.line and not row.blank]
    if len(rows) < 2 or grain_of(header.cells[0]) != "week":
        return False
    moments = moments_in([row.cells[0] for row in rows])
    cells = [cell for row in rows for cell in row.cells[1:]]
    numbers = all(re.fullmatch(r"\d{1,3}", cell) or BELOW_ONE.fullmatch(cell) for cell in cells)
    return numbers and "100" in cells and all(moment and moment.weekday() == SUNDAY for moment in moments)


def moments_in(texts: list[str]) -> list[datetime | None]:
    """The beginnings of spans; a month or a year may be written without its first day.

    None for a cell that is no time, and for all where day and month may be either way round: Trends writes the year
    first, so somebody else has written them.
    """
    whole = [re.sub(r"^(\d{4})$", r"\1-01", text) for text in texts]
    try:
        return parse_times([re.sub(r"^(\d{4}-\d{2})$", r"\1-01", text) for text in whole])
    except AmbiguousDatesError:
        return [None] * len(texts)


def terms_of(block: Block) -> dict[int, str]:
    """Place to term, with its region where the pull compares several."""
    columns = {place: cell for place, cell in enumerate(block.header.cells) if place and cell}
    found = {place: TERM.fullmatch(cell) for place, cell in columns.items() if cell.casefold() != "ispartial"}
    regions = {one["region"] for one in found.values() if one}
    terms = {}
    for place, one in found.items():
        alone = one["term"] if one else columns[place]
        terms[place] = alone if one is None or len(regions) == 1 else f"{alone} ({one['region']})"
    if len(set(terms.values())) < len(terms):
        raise block.sheet.refuse("two of its columns are the same term", block.header.line)
    return terms
