"""Google Ads reports, segmented by day.

Source of the layout: files as downloaded; a line with the report's name, a line with its period, the header, rows,
and at the end rows `Total: ...`; UTF-8 with commas or UTF-16 with tabs; ` --` where there is no value.
"""

import re
from datetime import date

from kpilib.data.block import Block, daily_rows, known_columns, without, without_repeats
from kpilib.data.dates import parse_date
from kpilib.data.export import Export
from kpilib.data.sheet import Row, Sheet
from kpilib.plan.model import Source

COLUMNS = {
    "cost": "cost",
    "impr.": "impressions",
    "impressions": "impressions",
    "clicks": "clicks",
    "interactions": "interactions",
    "conversions": "claimed_conversions",
    "conv. value": "claimed_value",
}
SEARCHED_LINES = 12
CHANNELS = {
    "search": "Paid Search",
    "performance max": "Cross-network",
    "demand gen": "Cross-network",
    "display": "Display",
    "video": "Paid Video",
    "shopping": "Paid Shopping",
}
CURRENCIES = ("currency code", "currency")


def recognises(sheet: Sheet) -> bool:
    return _header(sheet) is not None


def read(sheet: Sheet, source: Source) -> Export:
    header = _header(sheet)
    if header is None:
        raise sheet.refuse("no header with Cost or Impr. was found in its first lines")
    below = [row for row in sheet.rows if row.line > header.line and not row.blank]
    rows, totals = without(
        below, lambda row: any(cell.startswith("Total: ") for cell in row.cells), "total of other rows"
    )
    rows, repeats = without_repeats(rows)
    block = Block(sheet, header, rows)
    period = _period(sheet, header)
    day = block.find("day", "date")
    if not rows:
        raise sheet.refuse(
            f"all {len(below)} rows are totals" if below else "it holds a header and no rows", header.line
        )
    if day is None:
        told = f" of {period[0]} to {period[1]}" if period else ""
        raise sheet.refuse(f"holds sums{told}, not days; download it again, segmented by Time > Day", header.line)
    places = known_columns(block, COLUMNS)
    values = block.numbers(places, decimal=source.decimal)
    days = block.dates(day, form=source.date_format, within=period)
    campaign = block.find("campaign")
    campaigns = block.column(campaign) if campaign is not None else [""] * len(rows)
    return Export.of(
        sheet,
        "google_ads",
        len(below),
        daily=daily_rows(days, _channels(block, source), campaigns, {places[p]: values[p] for p in places}),
        period=period,
        currency=_currency(block),
        dropped=(*totals, *repeats),
    )


def _header(sheet: Sheet) -> Row | None:
    """The first row that names a day or a campaign beside a measure of Google Ads."""
    for row in sheet.rows[:SEARCHED_LINES]:
        names = {cell.casefold() for cell in row.cells}
        keys = names & {"day", "campaign", "date", "ad group", "keyword", "search term"}
        own = names & {"impr.", "avg. cpc", "conv. value", "cost / conv.", "currency code"}
        if keys and ((own and names & set(COLUMNS)) or {"impressions", "cost", "currency"} <= names):
            return row
    return None


def _period(sheet: Sheet, header: Row) -> tuple[date, date] | None:
    for row in sheet.rows:
        if row.line >= header.line:
            return None
        # Without quotes the comma of "July 1, 2026" has cut the line into cells.
        told = ", ".join(cell for cell in row.cells if cell)
        ends = [parse_date(part.strip()) for part in re.split(r"\s+[-–]\s+", told)]
        if len(ends) == 2 and ends[0] and ends[1]:
            return ends[0], ends[1]
    return None


def _channels(block: Block, source: Source) -> list[str]:
    """The channel of each row, from its campaign type; a report without types is one of search campaigns."""
    place = block.find("campaign type")
    if source.channel or place is None:
        return [source.channel or "Paid Search"] * len(block.rows)
    return [CHANNELS.get(text.casefold(), "Paid Search") for text in block.column(place)]


def _currency(block: Block) -> str | None:
    place = block.find(*CURRENCIES)
    found = sorted({text for text in block.column(place) if text.isalpha()}) if place is not None else []
    if len(found) > 1:
        raise block.sheet.refuse(f"holds several currencies: {', '.join(found)}; download one account at a time")
    return found[0] if found else None
