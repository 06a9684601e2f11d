"""Google Search Console: the performance report on search results, as a zip or folder of CSV files, or a workbook.

Source of the layout: files as downloaded; a table each of dates (newest first), queries, pages, countries, devices
and search appearances, with clicks, impressions, CTR and position, and one of the filters that were set. The names of
files, sheets and columns are in the language of the page (search_console_words).

Only the dates tell days, and only they are whole: Google keeps rare queries to itself, cuts every other table to
1,000 rows, and counts one impression for several pages. So the totals come from the dates, and of the queries nothing
is kept but what their clicks come to over all days together, of which the check of the data tells how many Google
hides, and, where client.yml says what the brand is (`brand: kopi ?contoh`), the clicks on it.
Days are those of Pacific time, and the last two or three of them may still grow.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pandas as pd

from kpilib.data.block import daily_rows, reading_rows, stacked_readings
from kpilib.data.dates import Span
from kpilib.data.export import Dropped, Export, no_readings, of_another_kind
from kpilib.data.readers.search_console_tables import Table, compares, kind_of, names_of, places_of, table_of
from kpilib.data.readers.search_console_words import FILTERS
from kpilib.data.sheet import Row, Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import Figure, Message

CERTAIN, LIKELY = 0.95, 0.6
CHANNEL = "Organic Search"
MOST_ROWS = 1000  # of every table but that of dates
LEFT_OUT = {
    "dates": Message("rows of a second table of the same days"),
    "queries": Message("rows of queries, which split the same clicks"),
    "pages": Message("rows of pages, which split the same clicks"),
    "countries": Message("rows of countries, which split the same clicks"),
    "devices": Message("rows of devices, which split the same clicks"),
    "search appearances": Message("rows of search appearances, which split the same clicks"),
    "something else": Message("rows of something else, which split the same clicks"),
}
WHOLE = "download it again with Export, and keep the whole zip"


def recognises(sheet: Sheet) -> float:
    """By the columns clicks, impressions and position in one of the known languages, or by a table of filters."""
    header = sheet.rows[0]
    names = names_of(sheet)
    if tuple(names) in FILTERS:
        return LIKELY
    if compares(names):
        return CERTAIN
    if not (len(names) <= 5 and places_of(header)):
        return 0
    return CERTAIN if kind_of(sheet) != "something else" else LIKELY


def read(sheet: Sheet, source: Source) -> Export:
    return read_sheets([sheet], source)


def read_sheets(sheets: Sequence[Sheet], source: Source) -> Export:
    """The tables of one download together."""
    mine = [sheet for sheet in sheets if recognises(sheet)]
    settings = [sheet for sheet in mine if tuple(names_of(sheet)) in FILTERS]
    compared = next((sheet for sheet in mine if compares(names_of(sheet))), None)
    if compared:
        raise compared.refuse(f"compares two periods; choose one without Compare and {WHOLE}", 1)
    tables = [table_of(sheet, source) for sheet in mine if sheet not in settings]
    dates = [table for table in tables if table.kind == "dates"]
    if not dates:
        kinds = " and ".join(dict.fromkeys(table.kind for table in tables)) or "filters"
        raise mine[0].refuse(f"holds {kinds} without dates, so of which days it tells is not known; {WHOLE}")
    if len({tuple(row.cells for row in table.block.rows) for table in dates}) > 1:
        named = ", ".join(table.block.sheet.name for table in dates)
        raise mine[0].refuse(f"holds several tables of dates ({named}); keep one download apart from another")
    days = _days(dates[0], source)
    span = (min(days), max(days))
    filters = [row for sheet in settings for row in sheet.rows[1:] if not row.blank]
    others = [table for table in tables if table is not dates[0]]
    strangers = [sheet for sheet in sheets if sheet not in mine]
    export = Export.of(
        dates[0].block.sheet,
        "search_console",
        sum(len(table.block.rows) + sum(one.count for one in table.again) for table in tables) + len(strangers),
        daily=_daily(dates[0], days, source),
        readings=_of_queries(others, span, source),
        period=span,
        dropped=(
            *(one for table in tables for one in table.again),
            *(_left_out(table) for table in others if table.block.rows),
            *(of_another_kind(sheet.name) for sheet in strangers),
        ),
        notes=(
            *(_hidden(table, dates[0]) for table in others if table.kind == "queries" and table.block.rows),
            *([Message("downloaded with {filters}", filters=_setting(filters))] if filters else []),
        ),
    )
    return export if len({sheet.path for sheet in sheets}) == 1 else _as_one(export, sheets)


def _days(table: Table, source: Source) -> list[date]:
    """The day of each row; refuses hours, weeks and months, and a day that stands twice."""
    block = table.block
    if not block.rows:
        raise block.sheet.refuse("the report is empty: no day stands in it", block.header.line)
    timed = next((row for row in block.rows if re.match(r"\d{4}-\d\d-\d\d[T ]\d", row.cells[0])), None)
    if timed:
        raise block.sheet.refuse(f"tells hours, not days ('{timed.cells[0]}'); choose more than 24 hours", timed.line)
    days = block.dates(0, form=source.date_format)
    twice = next((row for row, day in zip(block.rows, days, strict=True) if days.count(day) > 1), None)
    if twice:
        raise block.sheet.refuse(f"{twice.cells[0]} stands twice with different values", twice.line)
    steps = {abs(b - a) for a, b in pairwise(days)}
    if len(days) > 2 and min(steps) >= timedelta(days=7):
        raise block.sheet.refuse("tells weeks or months, not days; choose the daily view and download it again")
    return days


def _daily(table: Table, days: list[date], source: Source) -> pd.DataFrame:
    clicks, impressions = table.numbers["search_clicks"], table.numbers["search_impressions"]
    weighted = [
        0.0 if times == 0 else position * times
        for position, times in zip(table.numbers["position"], impressions, strict=True)
    ]
    channels = [source.channel or CHANNEL] * len(days)
    values = {"search_clicks": clicks, "search_impressions": impressions, "position_impressions": weighted}
    return daily_rows(days, channels, [""] * len(days), values)


def _of_queries(others: Sequence[Table], span: Span, source: Source) -> pd.DataFrame:
    """Clicks on the queries that Google names, and on those of them that name the brand, over all days together."""
    queries = [table for table in others if table.kind == "queries" and table.block.rows]
    if not queries:
        return no_readings()
    texts, clicks = queries[0].block.column(0), queries[0].numbers["search_clicks"]
    found = {"query_clicks": queries[0].total("search_clicks")}
    if source.brand:
        pattern = re.compile(source.brand, re.IGNORECASE)
        found["brand_clicks"] = sum(value for text, value in zip(texts, clicks, strict=True) if pattern.search(text))
    channel = [source.channel or CHANNEL]
    return stacked_readings(
        reading_rows([span], measure, [float(value)], channel, [""]) for measure, value in found.items()
    )


def _left_out(table: Table) -> Dropped:
    """The rows of a table that is not used."""
    return Dropped(LEFT_OUT[table.kind], len(table.block.rows))


def _hidden(queries: Table, dates: Table) -> str:
    """How much of the whole the queries tell."""
    told = {
        name: _part_told(measure, queries.total(measure), dates.total(measure))
        for name, measure in (("clicks", "search_clicks"), ("impressions", "search_impressions"))
    }
    if len(queries.block.rows) >= MOST_ROWS:
        return Message(
            "the queries come to {clicks} and {impressions}: Google names no rare queries, and the table ends after "
            "{rows} rows",
            **told,
            rows=Figure(MOST_ROWS, ",.0f"),
        )
    return Message("the queries come to {clicks} and {impressions}: Google names no rare queries", **told)


def _part_told(measure: str, named: float, whole: float) -> Message:
    """How much of one measure the queries tell."""
    told = {"named": Figure(named, ",.0f"), "whole": Figure(whole, ",.0f")}
    if not whole:
        if measure == "search_clicks":
            return Message("{named} of {whole} clicks", **told)
        return Message("{named} of {whole} impressions", **told)
    hidden = Figure(1 - named / whole, ".0%")
    if measure == "search_clicks":
        return Message("{named} of {whole} clicks ({hidden} hidden)", **told, hidden=hidden)
    return Message("{named} of {whole} impressions ({hidden} hidden)", **told, hidden=hidden)


def _setting(filters: Sequence[Row]) -> str:
    """How the download was set: whoever filtered it by country or page has only the clicks of those."""
    return ", ".join(": ".join(cell for cell in row.cells if cell) for row in filters)


def _as_one(export: Export, sheets: Sequence[Sheet]) -> Export:
    """An export of several files goes by the name of their zip or folder, and by all their bytes."""
    digests = "".join(sheet.sha256 for sheet in sheets)
    return replace(export, file=sheets[0].path.parent.name, sha256=hashlib.sha256(digests.encode()).hexdigest())
