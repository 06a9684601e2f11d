"""What the exports of Google Analytics 4 and of Universal Analytics share.

A `#` preamble names the report and its period; tables follow, several in a file, each with a preamble of its own
where its period differs. A spreadsheet that saved the file again has padded the preamble with empty cells.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from kpilib.data.block import TOTAL, Block, without, without_repeats
from kpilib.data.dates import Span
from kpilib.data.export import DAILY_KEYS, Dropped, Export
from kpilib.data.readers.analytics_facts import Part, read_table
from kpilib.data.readers.analytics_sections import Section, sections
from kpilib.data.readers.analytics_table import AVERAGES, Table
from kpilib.data.readers.analytics_time import grain_of
from kpilib.data.readers.analytics_words import english, is_total
from kpilib.data.readers.named_period import named_period
from kpilib.data.sheet import Row, Sheet
from kpilib.data.whole import READING_KEY, ContradictionError, combine, combine_readings
from kpilib.plan import catalogue
from kpilib.plan.client import Source
from kpilib.plan.message import Listed, MeasureName, Message

ONLY_AVERAGE = Message("table of an average without the number of people that it is an average of")
NO_DATES = Message("table without dates")
UNKNOWN = Message("table without a measure that is known here")
WITHHELD = re.compile(r"threshold|schwellenwert|seuil|umbral|ambang", re.IGNORECASE)
SAMPLED = re.compile(r"\bsampl|stichprobe|échantillon|muestre|amostra|sampel", re.IGNORECASE)


@dataclass(frozen=True)
class Layout:
    """How one of the two tools writes its tables.

    columns       : English name of a column to measure.
    blank_totals  : a row under an empty first cell is a sum of the others, in whatever column it stands.
    plain_numbers : numbers have no marks between thousands.
    """

    reader: str
    columns: Mapping[str, str]
    blank_totals: bool = False
    plain_numbers: bool = False


def read_sections(sheet: Sheet, source: Source, layout: Layout, *, period: Span | None = None) -> Export:
    """All tables of a file as facts.

    period : what to take for tables without a period of their own; else the two dates in the file's name.
    Raises ExportError where no table of the file can be used, with the reasons.
    """
    found = sections(sheet)
    period = period or named_period(sheet)
    read = [(one, _part(sheet, source, layout, one, found, period)) for one in found]
    parts = _by_visit([part for _, part in read])
    dropped = [one for part in parts for one in part.dropped]
    if all(part.empty for part in parts):
        raise sheet.refuse(_why_nothing(found, dropped))
    daily = [(f"the table in line {part.line}", part.daily) for part in parts if len(part.daily)]
    readings = [(f"the table in line {part.line}", part.readings) for part in parts if len(part.readings)]
    try:
        whole, repeated = combine(daily)
        told, told_again = combine_readings(_fullest(readings))
    except ContradictionError as error:
        raise sheet.refuse(str(error)) from None
    used = [one.period or period for one, part in read if not part.empty and (one.period or period)]
    return Export.of(
        sheet,
        layout.reader,
        sum(len(one.rows) for one in found),
        daily=whole,
        readings=told.reset_index(drop=True),
        period=(min(start for start, _ in used), max(end for _, end in used)) if used else None,
        dropped=(*dropped, *repeated, *told_again),
        notes=tuple(dict.fromkeys([*_notes(sheet), *(note for part in parts for note in part.notes)])),
    )


def _part(
    sheet: Sheet, source: Source, layout: Layout, one: Section, found: list[Section], period: Span | None
) -> Part:
    """One table as facts, or the reason for which it is left out."""
    names = [english(name) for name in one.header.cells]
    time = next((place for place, name in enumerate(names) if grain_of(name)), None)
    rows, repeats = without_repeats(one.rows)
    wide = len(names)
    rows, totals = without(rows, lambda row: _is_total(row, wide, time, layout), TOTAL)
    part = Part(one.header.line, [*repeats, *totals])
    if not rows:
        return part
    line = rows[0].line
    whole = None
    if totals and not layout.blank_totals:
        whole = next((row for row in reversed(one.rows) if _is_total(row, wide, time, layout)), None)
    table = Table(
        Block(sheet, one.header, rows),
        one.period or period,
        layout.columns,
        whole,
        plain_numbers=layout.plain_numbers,
    )
    same = next((each for each in found if each.header.cells == one.header.cells and each.period == one.period), one)
    if same is not one and one.label and same.label and same.label != one.label:
        part.dropped.append(
            Dropped(Message("table of '{name}', a part of another table", name=one.label), len(rows), line)
        )
    elif not table.measures:
        average = any(name in AVERAGES for name in table.names)
        part.dropped.append(Dropped(ONLY_AVERAGE if average else UNKNOWN, len(rows), line))
    elif table.time is None and table.period is None:
        part.dropped.append(Dropped(NO_DATES, len(rows), line))
    else:
        told = read_table(table, source)
        return replace(told, dropped=[*part.dropped, *told.dropped])
    return part


def _is_total(row: Row, wide: int, time: int | None, layout: Layout) -> bool:
    """Whether a row adds up the others: by its name, or because it tells no time or stands beyond the table."""
    cells = row.cells
    if layout.blank_totals:
        return any(map(is_total, cells)) or (not cells[0] and any(cells[:wide]))
    named = [cells[0], *(cells[time : time + 1] if time is not None else ()), *cells[wide:]]
    beyond = not cells[0] and any(cells[wide:])
    return (
        any(map(is_total, named))
        or beyond
        or (time is not None and not any(cells[time : time + 1]) and any(cells[:wide]))
    )


def _by_visit(parts: list[Part]) -> list[Part]:
    """Of measures that tables tell by the visit's channel and by the first visit's, the visit's alone."""
    told = {name for part in parts if not part.of_first_visits for name in _by_channel(part)}
    kept = []
    for part in parts:
        twice = sorted(_by_channel(part) & told) if part.of_first_visits else []
        if twice:
            note = Message(
                "{measures} by the channel of the first visit left out, beside that of the visit itself",
                measures=Listed(map(MeasureName, twice)),
            )
            part = replace(
                part,
                daily=part.daily.drop(columns=twice, errors="ignore"),
                readings=part.readings[~part.readings["measure"].isin(twice)],
                notes=[*part.notes, note],
            )
        kept.append(part)
    return kept


def _by_channel(part: Part) -> set[str]:
    """The measures that a table tells by channel."""
    daily = set(part.daily.columns) - set(DAILY_KEYS) if (part.daily["channel"] != "").any() else set()
    return daily | set(part.readings.loc[part.readings["channel"] != "", "measure"])


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


def _why_nothing(found: list[Section], dropped: list[Dropped]) -> str:
    """Why no table of the file can be used, and what to do about it."""
    nothing = "no row of the file holds a value that can be used"
    if not found or not dropped:
        return nothing + (": it holds a header and no rows" if found else "")
    reasons = "; ".join(f"{one.count} rows: {one.reason}" for one in dropped)
    text = f"{nothing} ({reasons})"
    if any(one.reason == NO_DATES for one in dropped):
        text += "; download it again, and keep the lines with # above the table"
    elif any(one.reason == UNKNOWN for one in dropped):
        columns = ", ".join(dict.fromkeys(cell for one in found for cell in one.header.cells if cell))
        text += f". Columns: {columns}; if they are in a language that is not known here, set Analytics to English"
    elif all(one.reason == TOTAL for one in dropped):
        text += "; download it again with its rows"
    return text


def _notes(sheet: Sheet) -> Iterator[str]:
    """What Google says of the report itself: rows that it withholds, numbers that it has estimated from a part."""
    lines = [row.cells[0] for row in sheet.rows if row.cells and row.cells[0].startswith("#")]
    told = [line for line in lines if not re.match(r"#\s*(account|property)\b", line, re.IGNORECASE)]
    if any(WITHHELD.search(line) for line in told):
        yield Message("Google withholds rows of few people (thresholding): the rows may come to less than the whole")
    if any(SAMPLED.search(line) for line in told):
        yield Message("Google has estimated these numbers from a sample")
