"""How a report of Google Ads is laid out: its header, its period, its campaign types, the account's totals."""

import math
import re
from collections.abc import Sequence

from kpilib.data.block import Block
from kpilib.data.channels import UNASSIGNED
from kpilib.data.dates import Span, parse_date
from kpilib.data.numbers import NOTHING
from kpilib.data.sheet import Row, Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import Figure, Listed, MeasureName, Message

COLUMNS = {
    "cost": "cost",
    "impr.": "impressions",
    "impressions": "impressions",
    "clicks": "clicks",
    "interactions": "interactions",
    "conversions": "claimed_conversions",
    "conv. value": "claimed_value",
}
KEYS = {"day", "week", "month", "date", "campaign", "ad group", "keyword", "search keyword", "search term", "account"}
KEYS |= {"account name", "device"}
OWN = {"impr.", "avg. cpc", "conv. value", "cost / conv.", "currency code"}
SEARCHED_LINES = 12

# Google Analytics help, "Default channel group": what runs on several of Google's networks is Cross-network.
CHANNELS = {
    "search": "Paid Search",
    "performance max": "Cross-network",
    "demand gen": "Cross-network",
    "smart": "Cross-network",
    "app": "Cross-network",
    "display": "Display",
    "video": "Paid Video",
    "shopping": "Paid Shopping",
}
# A report's rows are rounded to cents, so their sum may lie a little beside the total; this is a share of it.
ROUNDED = 0.001


def find_header(sheet: Sheet) -> Row | None:
    """The first row that names a day, a campaign or a keyword beside a measure of Google Ads."""
    for row in sheet.rows[:SEARCHED_LINES]:
        names = {cell.casefold() for cell in row.cells}
        own = names & OWN and names & set(COLUMNS)
        if names & KEYS and (own or {"campaign", "impressions", "cost", "currency"} <= names):
            return row
    return None


def told_period(sheet: Sheet, header: Row) -> tuple[Span | None, str]:
    """The period that stands above the header, and the text of that line, such as `All time`."""
    texts = []
    for row in sheet.rows:
        if row.line >= header.line:
            break
        # Without quotes the comma of "July 1, 2026" has cut the line into cells.
        told = ", ".join(cell for cell in row.cells if cell)
        texts += [told] if told else []
        ends = [parse_date(part.strip()) for part in re.split(r"\s+[-–]\s+", re.sub(r"\bSept\b", "Sep", told))]
        if len(ends) == 2 and ends[0] and ends[1]:
            return (ends[0], ends[1]), told
        if len(ends) == 1 and ends[0]:
            return (ends[0], ends[0]), told
    return None, texts[-1] if len(texts) > 1 else ""


def campaign_types(block: Block, source: Source) -> list[str]:
    """The channel of each row, from its campaign type; a report without types is one of search campaigns."""
    place = block.find("campaign type")
    if source.channel or place is None:
        return [source.channel or "Paid Search"] * len(block.rows)
    types = [text.casefold() for text in block.column(place)]
    return [UNASSIGNED if name in NOTHING else CHANNELS.get(name, "Paid Other") for name in types]


def account_gap(totals: Sequence[Row], values: dict[str, list[float]], of_totals: dict[str, list[float]]) -> str:
    """What to say where the rows come to something else than the account; "" where they are all of it.

    A report of keywords has no row for what ran without one, and a filter may have left out what was paused.
    """
    at = next((at for at, row in enumerate(totals) if "Total: Account" in row.cells), None)
    if at is None:
        return ""
    apart = []
    for measure, column in values.items():
        account, rows = of_totals[measure][at], sum(value for value in column if not math.isnan(value))
        if not math.isnan(account) and abs(rows - account) > ROUNDED * abs(account):
            apart.append(
                Message(
                    "{rows} of {account} {measure}",
                    rows=Figure(rows, ",.10g"),
                    account=Figure(account, ",.10g"),
                    measure=MeasureName(measure),
                )
            )
    if not apart:
        return ""
    return Message("the rows are not the whole account: they come to {parts}", parts=Listed(apart))
