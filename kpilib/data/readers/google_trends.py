"""Google Trends: interest over time, from 0 to 100 within one pull.

Source of the layout: files as downloaded from Explore, in several languages: a line with the category, an empty
line, then `Week`, `Day`, `Month` or `Time` with one column a term, `kopi contoh: (Indonesia)`. A spreadsheet may have
padded the first lines, and owners leave them out. The end of the pull may stand in the file's name alone.

100 is the highest point of this pull and of no other, so files of different pulls are never put together (`scale`).
client.yml names the brand's own terms: `rename: {kopi contoh: brand_interest}`; tracked_interest is the sum of all
terms of the pull. Hours and minutes are told as the mean of each whole day.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from kpilib.data.block import Block, reading_rows, rows_below, stacked_readings, without, without_repeats
from kpilib.data.dates import Span
from kpilib.data.export import Dropped, Export, of_another_kind
from kpilib.data.readers.google_trends_layout import (
    BELOW_ONE,
    find_header,
    is_certain,
    is_without_time,
    looks_alike,
    terms_of,
)
from kpilib.data.readers.google_trends_spans import Values, by_span
from kpilib.data.readers.named_period import named_period
from kpilib.data.sheet import Row, Sheet
from kpilib.errors import nearest
from kpilib.plan.client import Source
from kpilib.plan.message import Figure, Message

BRAND = "brand_interest"
HALF = 0.5
NOT_OVER = Message("span that was not over when it was pulled")
OVER_TIME = "download Interest over time, which has a row for each day, week or month"


def recognises(sheet: Sheet) -> float:
    """Certain by the category's line or by terms with their region; likely by Sundays with values up to 100."""
    header = find_header(sheet)
    if is_without_time(sheet) or (header and is_certain(sheet, header)):
        return 0.95
    return 0.5 if header and looks_alike(sheet, header) else 0.0


def read(sheet: Sheet, source: Source) -> Export:
    """Interest by day, week or month as readings. Raises ExportError for lists without time and for single days."""
    header = find_header(sheet)
    if header is None or is_without_time(sheet):
        raise sheet.refuse(f"is a list of queries, topics or regions without days; {OVER_TIME}", 1)
    below, again = rows_below(sheet, header)
    rows, repeats = without_repeats(below)
    rows, partial = _over(Block(sheet, header, rows))
    if not rows:
        raise sheet.refuse("it holds a header and no rows", header.line)
    block = Block(sheet, header, rows)
    terms = terms_of(block)
    values, halves = _values(block, terms)
    spans, means, hours = by_span(block, values)
    brand = _brand(block, terms, source)
    readings = _readings(spans, {terms[place]: column for place, column in means.items()}, brand)
    pulled = named_period(sheet)
    open_rows = readings["end"] > pd.Timestamp(pulled[1]) if pulled else pd.Series(False, readings.index)
    late = readings.loc[open_rows, "end"].nunique()
    readings = readings[~open_rows].reset_index(drop=True)
    if not len(readings):
        raise sheet.refuse("holds no value", header.line)
    return Export.of(
        sheet,
        "google_trends",
        len(below) + sum(one.count for one in again),
        readings=readings,
        scale=" | ".join(sorted(block.header.cells[place] for place in terms)),
        dropped=(*again, *repeats, *partial, *hours, *([Dropped(NOT_OVER, late)] if late else [])),
        notes=tuple(_notes(spans, terms, halves, brand, means is not values, pulled is not None)),
    )


def read_sheets(sheets: Sequence[Sheet], source: Source) -> Export:
    """The one pull among the files of a folder or zip. Raises ExportError where there are several."""
    found = [sheet for sheet in sheets if recognises(sheet)]
    pulls = [sheet for sheet in found if not is_without_time(sheet)] or found[:1]
    if len(pulls) > 1:
        names = " and ".join(sheet.name for sheet in pulls)
        raise pulls[0].refuse(f"{names} are several pulls, each on a scale of its own; give each a source of its own")
    export = read(pulls[0], source)
    others = [of_another_kind(one.name) for one in sheets if one is not pulls[0]]
    return replace(export, dropped=(*export.dropped, *others))


def _over(block: Block) -> tuple[tuple[Row, ...], list[Dropped]]:
    """Rows less those that are marked as not over yet."""
    place = block.find("ispartial")
    if place is None:
        return block.rows, []
    return without(block.rows, lambda row: row.at(place) == "True", NOT_OVER)


def _values(block: Block, terms: dict[int, str]) -> tuple[Values, int]:
    """Interest from 0 to 100, '<1' as one half, and how often that was; a cell may say nothing."""
    values, halves = {}, 0
    for place in terms:
        column = []
        for row, text in zip(block.rows, block.column(place), strict=True):
            below = bool(BELOW_ONE.fullmatch(text))
            halves += below
            if text and not below and not (re.fullmatch(r"\d{1,3}(\.0+)?", text) and float(text) <= 100):
                name = block.header.cells[place]
                raise block.sheet.refuse(f"column '{name}': '{text}' is no interest from 0 to 100", row.line)
            column.append(HALF if below else float(text) if text else math.nan)
        values[place] = column
    return values, halves


def _brand(block: Block, terms: dict[int, str], source: Source) -> list[str]:
    """The terms that client.yml calls the brand's own."""
    wanted = [name for name, measure in source.rename.items() if measure == BRAND]
    known = {term.casefold(): term for term in terms.values()}
    known |= {block.header.cells[place].casefold(): term for place, term in terms.items()}
    for name in wanted:
        if name.casefold() not in known:
            text = f"has no term '{name}'; {nearest(name, list(terms.values()))}"
            raise block.sheet.refuse(text, block.header.line)
    return sorted({known[name.casefold()] for name in wanted})


def _readings(spans: list[Span], values: dict[str, list[float]], brand: list[str]) -> pd.DataFrame:
    """Each term as search_interest; the brand's terms, and all terms together, under measures of their own."""
    frame, nowhere = pd.DataFrame(values), [""] * len(spans)
    parts = [
        reading_rows(spans, "search_interest", column, nowhere, [term] * len(spans))
        for term, column in values.items()
    ]
    if brand:
        own = frame[brand].sum(axis=1, skipna=False)
        parts.append(reading_rows(spans, BRAND, list(own), nowhere, nowhere))
    if len(values) > 1:
        whole = frame.sum(axis=1, skipna=False)
        parts.append(reading_rows(spans, "tracked_interest", list(whole), nowhere, nowhere))
    return stacked_readings(parts)


def _notes(
    spans: list[Span], terms: dict[int, str], halves: int, brand: list[str], of_hours: bool, dated: bool
) -> list[str]:
    first, last = max(spans)
    example = f"{{{next(iter(terms.values()))}: {BRAND}}}"
    half = Figure(HALF, "g")
    told = {
        Message("1 value below 1 ('<1') is taken as {half}", half=half): halves == 1,
        Message("{count} values below 1 ('<1') are taken as {half}", count=halves, half=half): halves > 1,
        Message("the values of a day are the mean of its hours"): of_hours,
        Message("no term is named as the brand's own; rename: {example} names one", example=example): not brand,
        Message("one term alone has no share of search"): len(terms) == 1,
        Message(
            "the last span, {first} to {last}, may not have been over when it was pulled", first=first, last=last
        ): first < last and not dated,
    }
    return [note for note, so in told.items() if so]
