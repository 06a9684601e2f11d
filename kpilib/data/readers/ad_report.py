"""What the reports of ad platforms share: rows of campaigns, by day or over a span, whose sums may be added.

Days become daily rows; spans longer than a day become readings over that span, never spread over its days. Reach is
a number of different people: it is kept only where nothing would have to be added to it.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kpilib.data.block import Block, one_currency, reading_rows, rows_below, stacked_readings
from kpilib.data.dates import SLASHED, Span
from kpilib.data.export import DAILY_KEYS, READING_COLUMNS, Dropped, Export, no_readings
from kpilib.data.numbers import AmbiguousMarksError, decimal_mark, undress
from kpilib.data.readers.ad_headers import Columns
from kpilib.data.readers.ad_totals import EMPTY, without_totals
from kpilib.data.readers.search_ads import ONE_ACCOUNT, facts_by_grain
from kpilib.data.sheet import Sheet
from kpilib.plan import catalogue
from kpilib.plan.client import Source
from kpilib.plan.message import Message

CHANNEL = "Paid Social"
# Between a campaign and its ad set, ad or age, while these are told apart. No cell of a sheet holds such a space.
APART = "\N{NO-BREAK SPACE}› "
REACH = Message(
    "reach is left out: somebody who was reached in one row may be in another one, so rows cannot be added"
)
SAMPLE = 1000  # rows in which rates are looked at; what is read is looked at in all of them
NUMERIC = set("0123456789.,+- ")


@dataclass(frozen=True)
class Table:
    """The rows of a report that count, and what was left out of it; `rows` are all below its header."""

    block: Block
    columns: Columns
    rows: int
    dropped: tuple[Dropped, ...]


def table_of(sheet: Sheet, columns: Columns, dates: Sequence[int]) -> Table:
    """The rows below a header, less totals; `dates` are the places that date a row.

    Raises ExportError where no row is left, and where two columns hold one measure.
    """
    header = columns.header
    for meaning, place in columns.twice:
        if meaning in catalogue.measures():
            first = header.cells[columns.places[meaning]]
            raise sheet.refuse(f"columns '{first}' and '{header.cells[place]}' both hold {meaning}", header.line)
    below, again = rows_below(sheet, header)
    rows, dropped = without_totals(below, columns, dates)
    count = len(below) + sum(one.count for one in again)
    if not rows:
        if not count:
            raise sheet.refuse("it holds a header and no rows; choose days on which ads ran", header.line)
        raise sheet.refuse(f"all {count} rows are totals; download it again at the level of campaigns", header.line)
    refuse_cut(Block(sheet, header, rows))
    return Table(Block(sheet, header, rows), columns, count, (*again, *dropped))


def refuse_cut(block: Block) -> None:
    """Refuse a text that ends within a row: the download broke off, and its last value may be half of one."""
    last = block.rows[-1]
    if block.sheet.delimiter and last.line == block.sheet.rows[-1].line and len(last.cells) < len(block.header.cells):
        raise block.sheet.refuse("ends within a row; download it again", last.line)


def values_of(table: Table, source: Source, measures: Sequence[str] = ()) -> dict[str, list[float]]:
    """What the report measures, one number a row: the measures of the catalogue, and these others of its words."""
    wanted = {*catalogue.measures(), *measures}
    places = {name: place for name, place in table.columns.places.items() if name in wanted}
    if not places:
        names = ", ".join(filter(None, table.block.header.cells))
        raise table.block.sheet.refuse(f"holds none of the columns that are read here: {names}")
    numbers = table.block.numbers(places.values(), decimal=source.decimal or _mark(table, set(places.values())))
    if all(math.isnan(number) for column in numbers.values() for number in column):
        raise table.block.sheet.refuse("no row holds a number; choose days on which ads ran", table.block.header.line)
    return {name: numbers[place] for name, place in places.items()}


def currency_of(table: Table) -> str | None:
    """The currency that a column of the report names in each row. Raises ExportError where there are several."""
    place = table.columns.places.get("currency")
    texts = table.block.column(place) if place is not None else []
    codes = [text for text in texts if len(text) == 3 and text.isalpha()]
    return one_currency(table.block, codes, ONE_ACCOUNT)


def _mark(table: Table, measures: set[int]) -> str | None:
    """The decimal mark that all numbers of the report show together: its rates settle what its counts leave open."""
    block = table.block
    first = Block(block.sheet, block.header, block.rows[:SAMPLE])
    others = [first.column(place) for place in range(len(block.header.cells)) if place not in table.columns.keys]
    rates = [
        column
        for column in others
        if all(set(undress(text)) <= NUMERIC and not SLASHED.fullmatch(text) for text in column)
    ]
    columns = [*map(block.column, measures), *rates]
    try:
        return decimal_mark((text for column in columns for text in column), delimiter=block.sheet.delimiter)
    except AmbiguousMarksError:
        # The cells of a workbook are numbers. Of a text the columns that count are asked alone, and it is refused
        # where they leave it open too.
        return "." if block.sheet.encoding == "xlsx" else None


def export_of(
    table: Table,
    reader: str,
    spans: Sequence[Span],
    values: Mapping[str, list[float]],
    source: Source,
    *,
    notes: Sequence[str] = (),
    **about: Any,
) -> Export:
    """Rows as facts, told apart as finely as the report does; `whole` adds them up by campaign."""
    labels = _labels(table)
    channels = [source.channel or CHANNEL] * len(labels)
    adds = {name: numbers for name, numbers in values.items() if catalogue.measures()[name].adds}
    of_days = all(start == end for start, end in spans)
    facts = facts_by_grain(list(spans), channels, labels, adds, "day" if of_days else "other") if adds else {}
    if "reach" in values and _reach_is_whole(table, spans):
        campaigns = [label.split(APART)[0] for label in labels]
        reach = reading_rows(list(spans), "reach", values["reach"], channels, campaigns)
        facts["readings"] = stacked_readings([facts.get("readings", no_readings()), reach])
    elif "reach" in values:
        notes = [*notes, REACH]
    if len(ads := _ads(table)) == 1:
        notes = [*notes, one_ad(ads.pop())]
    return Export.of(
        table.block.sheet, reader, table.rows, dropped=table.dropped, notes=tuple(notes), **facts, **about
    )


def one_ad(ad: str) -> Message:
    """The note of a file with one ad: read one by one, files are told apart by campaign, and the newest would restate
    what the others hold.
    """
    return Message(
        "it holds the ad '{ad}' alone; put files of other ads of its campaigns into one zip with it, and they "
        "are added",
        ad=ad,
    )


def level_of(table: Table) -> tuple[str, ...]:
    """What the report tells apart, by the names of its columns: campaigns, ad sets, ads, and what splits them."""
    return tuple(table.block.header.cells[place].casefold() for place in table.columns.keys if _filled(table, place))


def _filled(table: Table, place: int) -> bool:
    return any(cell not in EMPTY for cell in table.block.column(place))


def _labels(table: Table) -> list[str]:
    """A campaign with its ad set, its ad and what splits them; a report without campaigns has the campaign ""."""
    campaign = table.columns.places.get("campaign")
    names = table.block.column(campaign) if campaign is not None else [""] * len(table.block.rows)
    finer = [place for place in table.columns.keys if place != campaign and _filled(table, place)]
    return [APART.join(each) for each in zip(names, *map(table.block.column, finer), strict=True)]


def _ads(table: Table) -> set[str]:
    place = table.columns.places.get("ad")
    return set(table.block.column(place)) - EMPTY if place is not None else set()


def _reach_is_whole(table: Table, spans: Sequence[Span]) -> bool:
    """Whether each row is the only one of its span and no column splits the people who were reached."""
    return len(set(spans)) == len(spans) and not any(_filled(table, place) for place in table.columns.splits)


def whole(export: Export) -> Export:
    """An export whose campaigns are added up over ad sets, ads and whatever else the report splits them by."""
    daily, readings = export.daily, export.readings
    if len(daily):
        campaigns = daily.assign(campaign=daily["campaign"].str.split(APART).str[0])
        export = replace(export, daily=campaigns.groupby(DAILY_KEYS, as_index=False, sort=True).sum(min_count=1))
    if len(readings):
        campaigns = readings.assign(campaign=readings["campaign"].str.split(APART).str[0])
        key = [name for name in READING_COLUMNS if name not in ("value", "n")]
        sums = campaigns.groupby(key, as_index=False, sort=False)["value"].sum(min_count=1)
        export = replace(export, readings=sums.assign(n=math.nan)[READING_COLUMNS])
    return export
