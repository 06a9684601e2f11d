"""Google Business Profile: performance of one or more places over a period.

Source of the layout: headers and descriptions as files in public repositories show them; one row a place, under the
header a row that describes each column in words. The content names no dates: the period stands in the file's name
("... - 2026-7-1 - 2026-7-31.csv"), or is put there by whoever keeps the file.

Google counts whoever views a profile once a day for each device and for Search and Maps apart; what it shows as views
is the sum of those four, and so is `profile_views`. Values are sums of all places over the period, never of a day.
"""

import math

from kpilib.data.block import (
    TOTAL,
    Block,
    decimal_of,
    known_columns,
    reading_rows,
    rows_below,
    stacked_readings,
    without,
    without_repeats,
)
from kpilib.data.export import Export
from kpilib.data.readers.named_period import named_period
from kpilib.data.sheet import Row, Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import MeasureName, Message

CERTAIN = 0.95
VIEWS = ("google search - mobile", "google search - desktop", "google maps - mobile", "google maps - desktop")
ACTIONS = {
    "calls": "profile_calls",
    "directions": "profile_directions",
    "website clicks": "profile_website_clicks",
}
PLACE = ("store code", "business name", "address")


def recognises(sheet: Sheet) -> float:
    """By a header with the business and at least one of the views that only a profile has, or its actions."""
    names = {cell.casefold() for cell in sheet.rows[0].cells}
    return CERTAIN if "business name" in names and (names & set(VIEWS) or set(ACTIONS) <= names) else 0


def read(sheet: Sheet, source: Source) -> Export:
    header = sheet.rows[0]
    if not recognises(sheet):
        raise sheet.refuse("has no columns Business name and Google Search - Mobile in its first line", 1)
    below, again = rows_below(sheet, header)
    # Words under the header describe the columns; they tell of no place.
    below = tuple(row for row in below if not _describes(header, row))
    rows, totals = without(below, lambda row: row.cells[0].casefold() == "total", TOTAL)
    rows, repeats = without_repeats(rows)
    if not rows:
        raise sheet.refuse("the report is empty: no business stands in it", header.line)
    block = Block(sheet, header, rows)
    _each_once(block)
    period = named_period(sheet)
    if period is None:
        example = "'business profile 2026-07-01 - 2026-07-31.csv'"
        raise sheet.refuse(f"names no days; write the period that was downloaded into its name, such as {example}")
    actions = known_columns(block, ACTIONS)
    views = known_columns(block, {name: name for name in VIEWS})
    numbers = block.numbers([*views, *actions], decimal=decimal_of(block, source))
    parts = {measure: numbers[place] for place, measure in actions.items()}
    if len(views) == len(VIEWS):  # some of the four are not the views of the profile
        parts["profile_views"] = [value for place in views for value in numbers[place]]
    values = {measure: math.nan if any(map(math.isnan, told)) else sum(told) for measure, told in parts.items()}
    missing = [name for name, value in values.items() if math.isnan(value)]
    unknown = [
        Message("{measure}: missing for a business, so its sum is missing too", measure=MeasureName(name))
        for name in missing
    ]
    readings = (reading_rows([period], name, [value], [source.channel or ""], [""]) for name, value in values.items())
    return Export.of(
        sheet,
        "business_profile",
        len(below) + sum(one.count for one in again),
        readings=stacked_readings(readings),
        period=period,
        dropped=(*again, *totals, *repeats),
        notes=tuple(unknown),
    )


def _describes(header: Row, row: Row) -> bool:
    """Whether a row holds words where numbers belong, and names no business."""
    told = [
        cell for name, cell in zip(header.cells, row.cells, strict=False) if name.casefold() not in (*PLACE, "labels")
    ]
    words = [cell for cell in told if cell]
    named = [cell for name, cell in zip(header.cells, row.cells, strict=False) if name.casefold() in PLACE and cell]
    return not named and bool(words) and not any(cell[0].isdigit() for cell in words)


def _each_once(block: Block) -> None:
    """Refuses a place that stands in two rows with different values: which of them is right is not known."""
    places = [place for name in PLACE if (place := block.find(name)) is not None]
    seen: set[tuple[str, ...]] = set()
    for row in block.rows:
        key = tuple(row.cells[place].casefold() for place in places if place < len(row.cells))
        if key in seen:
            raise block.sheet.refuse(f"'{' '.join(filter(None, key))}' stands twice with different values", row.line)
        seen.add(key)
