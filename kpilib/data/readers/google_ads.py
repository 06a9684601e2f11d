"""Google Ads: reports of campaigns, keywords and search terms, and the cards of the overview page.

Source of the layout: files as downloaded; a line with the report's name, a line with its period, the header, rows,
and at the end rows `Total: ...`; UTF-8 with commas or UTF-16 with tabs; ` --` where there is no value. Segmented by
day a report gives daily rows; by week or month, or of a whole period, readings of those days. Weeks run from Monday,
and the report's period cuts off its first and last one.

What Google calls conversions is dated by the click and may be a fraction (data-driven attribution); it is what the
platform claims. A report of keywords or of search terms holds less than the account: how much less is noted where
the file has the account's total.
"""

from collections.abc import Sequence

from kpilib.data.block import TOTAL, Block, decimal_of, known_columns, rows_below, without, without_repeats
from kpilib.data.dates import Span
from kpilib.data.export import Dropped, Export, of_another_kind
from kpilib.data.readers import google_ads_cards as cards
from kpilib.data.readers.google_ads_layout import COLUMNS, account_gap, campaign_types, find_header, told_period
from kpilib.data.readers.impression_share import with_shares
from kpilib.data.readers.search_ads import currency_of, facts_by_grain, has_day, spans_of
from kpilib.data.sheet import Row, Sheet
from kpilib.data.whole import join_exports
from kpilib.plan.client import Source
from kpilib.plan.message import Message

CERTAIN, LIKELY = 0.95, 0.6
GRAINS = {"day": "day", "date": "day", "week": "week", "month": "month"}  # finest first
CURRENCY = ("currency code", "currency")
# Whoever calls it spend, or amount spent, is another platform.
NOT_GOOGLE = ("spend", "amount spent")


def recognises(sheet: Sheet) -> float:
    """By a header with a day, a campaign or a keyword beside a column that only Google Ads calls so; or a card."""
    if card := cards.recognises(sheet):
        return card
    header = find_header(sheet)
    names = {cell.casefold() for cell in header.cells} if header else set()
    if any(name.startswith(NOT_GOOGLE) for name in names):
        return 0
    if "impr." in names or (
        {"cost"} & names and names & {"currency code", "avg. cpc", "conv. value", "cost / conv."}
    ):
        return CERTAIN
    return LIKELY if names else 0


def read_sheets(sheets: Sequence[Sheet], source: Source) -> Export:
    """All reports and cards of a folder or zip; a card that cannot be used is left out where others can."""
    mine = [sheet for sheet in sheets if recognises(sheet)]
    reasons = {sheet.name: cards.refusal(sheet) for sheet in mine}
    usable = [sheet for sheet in mine if not reasons[sheet.name]]
    others = [of_another_kind(sheet.name) for sheet in sheets if sheet not in mine]
    others += [
        Dropped(Message("card '{name}': {reason}", name=sheet.name, reason=reasons[sheet.name]), 1)
        for sheet in mine
        if sheet not in usable
    ]
    parts = [read(sheet, source) for sheet in usable or mine]
    return parts[0] if len(parts) == 1 and not others else join_exports(parts, others)


def read(sheet: Sheet, source: Source) -> Export:
    if cards.recognises(sheet):
        return cards.read(sheet, source)
    header = find_header(sheet)
    if header is None:
        raise sheet.refuse("no header with Cost or Impr. was found in its first lines")
    below, again = rows_below(sheet, header)
    time = _time(header)
    rows, totals = without(below, lambda row: _is_total(row, time), TOTAL)
    period, told = told_period(sheet, header)
    if not rows:
        raise sheet.refuse(_empty(below, period, told), header.line)
    kept, repeats = without_repeats(rows)
    block = Block(sheet, header, kept)
    measures = known_columns(block, COLUMNS)
    sums = [row for row in below if _is_total(row, time)]
    numbers = Block(sheet, header, (*kept, *sums)).numbers(measures, decimal=decimal_of(block, source))
    values = {measure: numbers[place][: len(kept)] for place, measure in measures.items()}
    of_sums = {measure: numbers[place][len(kept) :] for place, measure in measures.items()}
    spans = _spans(block, time, period, told, values, source)
    gap = account_gap(sums, values, of_sums)
    values, unknown = with_shares(block, spans, values)
    campaign = block.find("campaign")
    grain = "total" if time is None else GRAINS[header.cells[time].casefold()]
    return Export.of(
        sheet,
        "google_ads",
        len(below) + sum(one.count for one in again),
        **facts_by_grain(
            spans,
            campaign_types(block, source),
            block.column(campaign) if campaign is not None else [""] * len(kept),
            values,
            grain,
        ),
        period=period,
        currency=currency_of(block, measures, *CURRENCY),
        dropped=(*again, *totals, *repeats),
        notes=tuple(filter(None, (gap, unknown))),
    )


def _time(header: Row) -> int | None:
    """The place of the finest column of dates, or None for a report of a whole period."""
    names = [cell.casefold() for cell in header.cells]
    return next((names.index(name) for name in GRAINS if name in names), None)


def _is_total(row: Row, time: int | None) -> bool:
    """`Total: ...` stands in one of the first columns, and such a row has no day; a campaign may be called so."""
    return not has_day(row, time) and any(cell.startswith("Total: ") or cell == "Total" for cell in row.cells)


def _empty(below: Sequence[Row], period: Span | None, told: str) -> str:
    """Why there is nothing to read in a report without rows."""
    if not below and not told:
        return "it holds a header and no rows"
    if any(any(letter in "123456789" for letter in cell) for row in below for cell in row.cells):
        return f"all {len(below)} rows are totals; download it again with its rows"
    when = f"from {period[0]} to {period[1]}" if period else f"in its period, '{told}'" if told else "in its period"
    return f"the report is empty: no campaign ran {when}"


def _spans(
    block: Block, time: int | None, period: Span | None, told: str, values: dict[str, list[float]], source: Source
) -> list[Span]:
    """First and last day of each row; refuses sums of days that the file does not name."""
    if time is not None:
        return spans_of(block, time, GRAINS[block.header.cells[time].casefold()], source, period)
    if period is not None:
        return [period] * len(block.rows)
    about = f"'{told}'" if told else "a period that it does not name"
    if not any(value for column in values.values() for value in column if value == value):
        raise block.sheet.refuse(
            f"the report is empty: nothing was shown, clicked or spent in {about}", block.header.line
        )
    raise block.sheet.refuse(
        f"holds sums of {about}; download it again for a range of dates, segmented by Time > Day", block.header.line
    )
