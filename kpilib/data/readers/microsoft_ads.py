"""Microsoft Advertising: performance reports by day, week, month, or of the whole report time.

Source of the layout: Microsoft's documentation of report files and of report aggregation (learn.microsoft.com,
advertising/guides/reports and reportaggregation) and headers of files as downloaded. Lines `Report Name: ...`,
`Report Time: 7/1/2026,7/31/2026`, `Last Completed Available Day: ...`, `Report Aggregation: ...` and `Rows: ...`, an
empty line, the header as the web page or as the API names it, rows, and a line of copyright. Weeks and months are
always whole ones there: dates that were asked for are widened to them. A day that Microsoft had not finished when the
report was made is left out and counted.
"""

from collections.abc import Sequence

from kpilib.data.block import TOTAL, Block, decimal_of, known_columns, rows_below, without, without_repeats
from kpilib.data.dates import Span
from kpilib.data.export import Dropped, Export
from kpilib.data.readers.microsoft_preamble import Preamble, preamble
from kpilib.data.readers.search_ads import currency_of, facts_by_grain, has_day, spans_of
from kpilib.data.sheet import Row, Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import Message

CERTAIN, LIKELY = 0.95, 0.6
COLUMNS = {
    "spend": "cost",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "claimed_conversions",
    "revenue": "claimed_value",
}
# As the web page and as the API names them.
CAMPAIGN = ("Campaign name", "CampaignName", "Campaign")
CURRENCY = ("Currency code", "CurrencyCode")
TYPE = ("Campaign type", "CampaignType")
TIMES = {
    "gregorian date": "day",
    "gregoriandate": "day",
    "date": "day",
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
}
BY_AGGREGATION = ("time period", "timeperiod")
AGGREGATIONS = {
    "daily": "day",
    "hourly": "day",
    "weekly": "week",
    "weeklystartingmonday": "week",
    "monthly": "month",
    "yearly": "year",
    "summary": "total",
    "dayofweek": "total",
    "hourofday": "total",
}
CHANNELS = {
    "search & content": "Paid Search",
    "search": "Paid Search",
    "dynamic search ads": "Paid Search",
    "audience": "Display",
    "shopping": "Paid Shopping",
    "performance max": "Cross-network",
}
TOTALS = ("total", "totals", "overall total", "grand total")


def recognises(sheet: Sheet) -> float:
    """By the lines above the header, or by a header with Spend beside columns that only Microsoft names so."""
    header = _header(sheet)
    if header is None:
        return 0
    names = {cell.casefold() for cell in header.cells}
    if preamble(sheet, header).name is not None or names & {"gregorian date", "gregoriandate"}:
        return CERTAIN
    api = names & {"campaignname", "accountname", "currencycode", "timeperiod"}
    return LIKELY if len(api) >= 2 or {"account name", "campaign name", "currency code"} <= names else 0


def read(sheet: Sheet, source: Source) -> Export:
    header = _header(sheet)
    if header is None:
        raise sheet.refuse("no header with Spend or Impressions was found under the lines of the report")
    told = preamble(sheet, header)
    time, grain = _time(sheet, header, told)
    below, again = rows_below(sheet, header)
    below = tuple(row for row in below if "microsoft corporation" not in row.cells[0].casefold())
    rows, totals = without(below, lambda row: _is_total(row, time), TOTAL)
    if not rows:
        when = f"from {told.period[0]} to {told.period[1]}" if told.period else "in its period"
        raise sheet.refuse(f"the report is empty: no campaign ran {when}", header.line)
    if told.rows is not None and len(rows) < told.rows:
        text = f"is cut off: it says that it has {told.rows:,} rows and holds {len(rows):,}; download it again"
        raise sheet.refuse(text, header.line)
    rows, repeats = without_repeats(rows)
    block = Block(sheet, header, _without_hours(rows, time))
    if time is None and told.period is None:
        text = "holds sums of a period that it does not name; download it with its report header, or by day"
        raise sheet.refuse(text, header.line)
    period = None if grain in ("week", "month", "year") else told.period
    spans = [told.period] * len(rows) if time is None else spans_of(block, time, grain, source, period)
    block, spans, unfinished = _finished(block, spans, told)
    measures = known_columns(block, COLUMNS)
    numbers = block.numbers(measures, decimal=decimal_of(block, source))
    campaign = block.find(*CAMPAIGN)
    return Export.of(
        sheet,
        "microsoft_ads",
        len(below) + sum(one.count for one in again),
        **facts_by_grain(
            spans,
            _channels(block, source),
            block.column(campaign) if campaign is not None else [""] * len(spans),
            {measure: numbers[place] for place, measure in measures.items()},
            grain,
        ),
        period=told.period if grain in ("day", "total") else None,
        currency=currency_of(block, {}, *CURRENCY),
        dropped=(*again, *totals, *repeats, *unfinished),
    )


def _header(sheet: Sheet) -> Row | None:
    """The first row with a measure of cost and one of reach; the lines above it have one cell, or two dates."""
    for row in sheet.rows[:20]:
        names = {cell.casefold() for cell in row.cells}
        if len(names & set(COLUMNS)) >= 2 and names & {"spend", "impressions"}:
            return row
    return None


def _time(sheet: Sheet, header: Row, told: Preamble) -> tuple[int | None, str]:
    """Where the rows' dates stand, and what each of them tells of: a day, a week, a month, a year or the total."""
    names = [cell.casefold() for cell in header.cells]
    named = next(((names.index(name), grain) for name, grain in TIMES.items() if name in names), None)
    if named:
        return named
    place = next((names.index(name) for name in BY_AGGREGATION if name in names), None)
    if place is None:
        return None, "total"
    grain = AGGREGATIONS.get(told.aggregation)
    if grain is None:
        text = "tells no Report Aggregation, so whether a row is a day, a week or a month is not known"
        raise sheet.refuse(f"{text}; download it again with its report header", header.line)
    return (None if grain == "total" else place), grain


def _is_total(row: Row, time: int | None) -> bool:
    """A row without a day that calls itself a total in its first cell."""
    return not has_day(row, time) and row.cells[0].casefold().rstrip(":") in TOTALS


def _without_hours(rows: Sequence[Row], time: int | None) -> tuple[Row, ...]:
    """Rows whose day is a date alone: by the hour it reads `2026-07-01|7` or `7/1/2026 12:00:00 AM|7`."""
    if time is None:
        return tuple(rows)
    days = [row.at(time).split("|")[0].removesuffix(" 12:00:00 AM") for row in rows]
    return tuple(
        Row(row.line, (*row.cells[:time], day, *row.cells[time + 1 :])) for row, day in zip(rows, days, strict=True)
    )


def _finished(block: Block, spans: list[Span], told: Preamble) -> tuple[Block, list[Span], list[Dropped]]:
    """Rows and spans of days that Microsoft had finished when it made the report."""
    if told.finished is None:
        return block, spans, []
    kept = [at for at, (_, end) in enumerate(spans) if end <= told.finished]
    gone = [row for row, (_, end) in zip(block.rows, spans, strict=True) if end > told.finished]
    if not kept:
        text = f"tells of {spans[0][0]} to {spans[0][1]}, of which {told.finished} was the last finished day"
        raise block.sheet.refuse(f"{text} when it was made; download it again", block.header.line)
    rows = tuple(block.rows[at] for at in kept)
    reason = Message("row of days that were not finished when the report was made, after {day}", day=told.finished)
    dropped = [Dropped(reason, len(gone), gone[0].line)] if gone else []
    return Block(block.sheet, block.header, rows), [spans[at] for at in kept], dropped


def _channels(block: Block, source: Source) -> list[str]:
    """The channel of each row, from its campaign type; a report without types is one of search campaigns."""
    place = block.find(*TYPE)
    if source.channel or place is None:
        return [source.channel or "Paid Search"] * len(block.rows)
    return [CHANNELS.get(text.casefold(), "Paid Other") for text in block.column(place)]
