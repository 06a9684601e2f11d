"""What the exports of Google Analytics 4 and of Universal Analytics share.

A `#` preamble names the report and its period; tables follow, several in a file, each with a preamble of its own
where its period differs. A spreadsheet that saved the file again has padded the preamble with empty cells.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from kpilib.data.block import Block, daily_rows, known_columns, reading_rows, without, without_repeats
from kpilib.data.channels import channel_of
from kpilib.data.dates import calendar_span, parse_date
from kpilib.data.export import Dropped, Export, no_daily, no_readings
from kpilib.data.sheet import Row, Sheet
from kpilib.data.whole import READING_KEY, ContradictionError, combine, combine_readings
from kpilib.plan import catalogue
from kpilib.plan.model import Source

Period = tuple[date, date]

PERIOD = re.compile(r"#\s*(\d{8})-(\d{8})")
START = re.compile(r"#\s*Start date:\s*(\d{8})")
END = re.compile(r"#\s*End date:\s*(\d{8})")
NTH = re.compile(r"(nth )?(day|week|month)( index)?")
TOTALS = ("total", "grand total")


@dataclass
class Section:
    """A table and the period that its preamble gives it."""

    period: Period | None
    header: Row
    rows: list[Row] = field(default_factory=list)


def preamble(sheet: Sheet) -> list[str]:
    """The lines of the first preamble, without the cells that a spreadsheet padded them with."""
    lines = []
    for row in sheet.rows:
        if row.cells and row.cells[0].startswith("#"):
            lines.append(row.cells[0])
        elif not row.blank and row.cells[0]:
            break
    return lines


def sections(sheet: Sheet) -> list[Section]:
    """The tables of a file, in its order."""
    found: list[Section] = []
    start: date | None = None
    end: date | None = None
    open_section: Section | None = None
    for row in sheet.rows:
        first = row.cells[0] if row.cells else ""
        if first.startswith("#"):
            open_section = None
            if both := PERIOD.match(first):
                start, end = parse_date(both[1]), parse_date(both[2])
            start = parse_date(one[1]) if (one := START.match(first)) else start
            end = parse_date(one[1]) if (one := END.match(first)) else end
        elif row.blank:
            open_section = None
        elif open_section:
            open_section.rows.append(row)
        elif first:  # a far cell alone, under the preamble, is a note that somebody left in the spreadsheet
            open_section = Section((start, end) if start and end else None, _trimmed(row))
            found.append(open_section)
    return found


def _trimmed(row: Row) -> Row:
    """A header without the empty cells at its end."""
    count = max(place for place, cell in enumerate(row.cells) if cell) + 1
    return Row(row.line, row.cells[:count])


def read_sections(sheet: Sheet, source: Source, *, reader: str, columns: Mapping[str, str]) -> Export:
    """All tables of a file as facts. `columns`: header in lower case to measure."""
    tables = sections(sheet)
    parts = [_read_section(sheet, source, table, columns) for table in tables]
    dropped = [one for part in parts for one in part.dropped]
    daily = [(f"the table in line {part.line}", part.daily) for part in parts if len(part.daily)]
    readings = [(f"the table in line {part.line}", part.readings) for part in parts if len(part.readings)]
    if not daily and not readings:
        reasons = "; ".join(f"{one.count} rows: {one.reason}" for one in dropped)
        told = f" ({reasons})" if reasons else ": it holds a header and no rows" if tables else ""
        raise sheet.refuse("no row of the file holds a value that can be used" + told)
    try:
        whole, repeated = combine(daily)
        read, read_again = combine_readings(_fullest(readings))
    except ContradictionError as error:
        raise sheet.refuse(str(error)) from None
    periods = [table.period for table in tables if table.period]
    return Export.of(
        sheet,
        reader,
        sum(len(table.rows) for table in tables),
        daily=whole,
        readings=read.reset_index(drop=True),
        period=(min(start for start, _ in periods), max(end for _, end in periods)) if periods else None,
        dropped=(*dropped, *repeated, *read_again),
    )


def _fullest(tables: list[tuple[str, pd.DataFrame]]) -> list[tuple[str, pd.DataFrame]]:
    """Readings of a file's tables; of several sums of one thing the largest, because a table of pages or events may
    have been cut to its first rows.
    """
    if not tables:
        return []
    rows = pd.concat([frame.assign(table=name) for name, frame in tables], ignore_index=True)
    added = rows["measure"].map(lambda name: catalogue.measures()[name].adds)
    largest = rows.groupby(READING_KEY)["value"].transform("max")
    kept = rows[~added | (rows["value"] == largest)]
    return [(str(name), frame.drop(columns="table")) for name, frame in kept.groupby("table", sort=False)]


@dataclass
class Part:
    """What one table of the file brings; `line` is that of its header."""

    line: int
    dropped: list[Dropped]
    daily: pd.DataFrame = field(default_factory=no_daily)
    readings: pd.DataFrame = field(default_factory=no_readings)


def _read_section(sheet: Sheet, source: Source, table: Section, columns: Mapping[str, str]) -> Part:
    rows, repeats = without_repeats(table.rows)
    rows, totals = without(rows, lambda row: _is_total(row, len(table.header.cells)), "total of other rows")
    block = Block(sheet, table.header, rows)
    part = Part(table.header.line, [*repeats, *totals])
    places = known_columns(block, columns)
    if not rows or not places:
        if rows:
            part.dropped.append(Dropped("table without a measure that is known here", len(rows), rows[0].line))
        return part
    time = next((place for place, name in enumerate(block.header.cells) if _grain(name)), None)
    if time is None and table.period is None:
        part.dropped.append(Dropped("table without dates", len(rows), rows[0].line))
        return part
    spans = _spans(block, time, table.period)
    channels = _channels(block, source)
    campaigns = _texts(block, "session campaign", "campaign", "first user campaign")
    values = block.numbers(places, decimal=source.decimal)
    adds = {place: measure for place, measure in places.items() if catalogue.measures()[measure].adds}
    rates = [measure for place, measure in places.items() if place not in adds]
    if all(start == end for start, end in spans) and time is not None:
        by_measure = {measure: values[place] for place, measure in adds.items()}
        part.daily = daily_rows([start for start, _ in spans], channels, campaigns, by_measure)
    else:
        added = [_added(spans, channels, measure, values[place]) for place, measure in adds.items()]
        part.readings = pd.concat(added, ignore_index=True) if added else no_readings()
    if rates and _told_apart(spans, channels):
        kept = [reading_rows(spans, places[p], values[p], channels, campaigns) for p in places if p not in adds]
        part.readings = pd.concat([frame for frame in (part.readings, *kept) if len(frame)] or [no_readings()])
    elif rates:
        reason = f"{', '.join(rates)} split by something else than channel may not be added up"
        part.dropped.append(Dropped(reason, len(rows), rows[0].line))
    return part


def _added(spans: list[Period], channels: list[str], measure: str, values: list[float]) -> pd.DataFrame:
    """An additive measure over spans longer than a day, added up over whatever else the table splits it by."""
    frame = pd.DataFrame({"span": spans, "channel": channels, "value": values})
    sums = frame.groupby(["span", "channel"], as_index=False)["value"].sum(min_count=1)
    return reading_rows(list(sums["span"]), measure, list(sums["value"]), list(sums["channel"]), [""] * len(sums))


def _is_total(row: Row, width: int) -> bool:
    cells = row.cells[:width]
    named = any(cell.casefold() in TOTALS for cell in row.cells)
    return named or (not cells[0] and any(cells))  # the sum of a UA table stands under an empty index


def _grain(name: str) -> str | None:
    """The grain of a time column: day, week, month or date; None for another column."""
    if name.casefold() == "date":
        return "date"
    nth = NTH.fullmatch(name.casefold())
    return nth[2] if nth and (nth[1] or nth[3]) else None


def _spans(block: Block, time: int | None, period: Period | None) -> list[Period]:
    """First and last day of what each row tells."""
    if time is None:
        return [period] * len(block.rows)  # type: ignore[list-item]
    grain = _grain(block.header.cells[time])
    texts = block.column(time)
    if grain == "date" or not all(text.isdigit() for text in texts):
        return [(day, day) for day in block.dates(time, within=period)]
    if period is None:
        name = block.header.cells[time]
        text = f"'{name}' counts from a start date that the file does not name; export it again with its preamble"
        raise block.sheet.refuse(text, block.header.line)
    spans = [calendar_span(*period, grain, int(text)) for text in texts]  # type: ignore[arg-type]
    for row, text, (start, _) in zip(block.rows, texts, spans, strict=True):
        if start > period[1]:
            told = f"'{block.header.cells[time]}': '{text}' lies after the end of the period, {period[1]}"
            raise block.sheet.refuse(f"column {told}", row.line)
    return spans


def _channels(block: Block, source: Source) -> list[str]:
    groups = ("session default channel group", "default channel group", "default channel grouping")
    firsts = ("first user default channel group", "first user primary channel group", "session primary channel group")
    place = block.find(*groups, *firsts)
    if place is not None:
        return block.column(place)
    place = block.find("session source / medium", "source / medium", "source/medium")
    if place is not None:
        return [channel_of(text) for text in block.column(place)]
    return [source.channel or ""] * len(block.rows)


def _texts(block: Block, *names: str) -> list[str]:
    place = block.find(*names)
    return block.column(place) if place is not None else [""] * len(block.rows)


def _told_apart(spans: list[Period], channels: list[str]) -> bool:
    """Whether every row stands for itself: no second row has the same time and channel."""
    keys = list(zip(spans, channels, strict=True))
    return len(set(keys)) == len(keys)
