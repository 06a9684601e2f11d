"""What the reports of Google Ads and of Microsoft Ads share: rows of days, of weeks or months, or sums of a period.

A value of one day goes to the daily rows, a value of more days to the readings with its first and last day: it is
never spread over them.
"""

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd
from babel.numbers import get_currency_symbol, list_currencies

from kpilib.data.block import Block, daily_rows, one_currency, reading_rows, stacked_readings
from kpilib.data.dates import Span, parse_date
from kpilib.data.sheet import Row
from kpilib.plan.client import Source

MONEY = ("cost", "claimed_value")
ONE_ACCOUNT = "download one account at a time"
MONTHS = ("%b-%y", "%b %Y", "%B %Y", "%Y-%m", "%b %y")
SIGN = re.compile(r"[-+(]?\s*([^\d\s.,+()-]+)\s*\d|\d\s*([^\d\s.,%()-]+)$")
# British English shortens September to four letters, which no other month has.
SEPT = re.compile(r"\bSept\b")


def spans_of(block: Block, place: int, grain: str, source: Source, period: Span | None = None) -> list[Span]:
    """First and last day of what each row tells, from its column of days, weeks, months or years.

    period : what the report covers, where its first and last week or month are cut off by it; None where weeks and
             months are whole.
    """
    if grain == "day":
        return [(day, day) for day in dates_of(block, place, source, period)]
    if grain == "week":
        found = _weeks(block, dates_of(block, place, source, period), period)
    else:
        found = [_month(block, row, text, grain) for row, text in zip(block.rows, block.column(place), strict=True)]
    return [(max(start, period[0]), min(end, period[1])) for start, end in found] if period else found


def dates_of(block: Block, place: int, source: Source, period: Span | None) -> list[date]:
    """A column of dates, also with September as British English writes it."""
    rows = tuple(Row(row.line, tuple(SEPT.sub("Sep", cell) for cell in row.cells)) for row in block.rows)
    return Block(block.sheet, block.header, rows).dates(place, form=source.date_format, within=period)


def _weeks(block: Block, days: list[date], period: Span | None) -> list[Span]:
    """Weeks by the date that names them, their first day; the period's first day may name a week that it cuts off."""
    whole = [day for day in days if not period or day != period[0]] or days
    begins = Counter(day.weekday() for day in whole)
    if len(begins) > 1:
        odd = next(row for row, day in zip(block.rows, days, strict=True) if day.weekday() != whole[0].weekday())
        raise block.sheet.refuse("weeks begin on different weekdays, so where they end is not known", odd.line)
    first = next(iter(begins))
    return [(day, day + timedelta(days=(first - day.weekday() - 1) % 7)) for day in days]


def _month(block: Block, row: Row, text: str, grain: str) -> Span:
    """A whole month, or a whole year, from a cell such as `Jan-25`, `January 2025`, `2025-01-01` or `2025`."""
    if grain == "year" and re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    first = parse_date(text) if len(text) == 10 else None
    first = first or next((day for form in MONTHS if (day := _first_day(SEPT.sub("Sep", text), form))), None)
    if first is None or (grain == "month" and first.day != 1):
        raise block.sheet.refuse(
            f"'{text}' is not a {grain} such as {'Jan 2025' if grain == 'month' else '2025'}", row.line
        )
    if grain == "year":
        return date(first.year, 1, 1), date(first.year, 12, 31)
    return first, date(first.year, first.month, monthrange(first.year, first.month)[1])


def _first_day(text: str, form: str) -> date | None:
    try:
        return datetime.strptime(text, form).date()
    except ValueError:
        return None


def facts_by_grain(
    spans: list[Span], channels: list[str], campaigns: list[str], values: Mapping[str, list[float]], grain: str
) -> dict[str, Any]:
    """Rows added up by channel and campaign: daily rows where each tells of a day, otherwise readings of its span."""
    if grain == "day":
        return {"daily": daily_rows([start for start, _ in spans], channels, campaigns, values)}
    return {"readings": summed(spans, channels, campaigns, values)}


def summed(
    spans: list[Span], channels: list[str], campaigns: list[str], values: Mapping[str, list[float]]
) -> pd.DataFrame:
    """Readings of additive measures, added up over whatever else the rows are split by; missing ones are left out."""
    frame = pd.DataFrame({"span": spans, "channel": channels, "campaign": campaigns, **values})
    sums = frame.groupby(["span", "channel", "campaign"], as_index=False, sort=True)[list(values)].sum(min_count=1)
    return stacked_readings(
        reading_rows(list(sums["span"]), measure, list(sums[measure]), list(sums["channel"]), list(sums["campaign"]))
        for measure in values
    )


def has_day(row: Row, place: int | None) -> bool:
    """Whether a row is dated, if there is a column of dates: sums of others are not."""
    return place is not None and any(map(str.isdigit, row.at(place)))


def currency_of(block: Block, measures: Mapping[int, str], *columns: str) -> str | None:
    """The currency of a report, from a column of codes or from the signs before its amounts.

    measures : place to measure, of which those that are money are looked at.
    `$` alone is a dollar of any country, so it tells none. Raises ExportError where there are several.
    """
    place = block.find(*columns)
    if place is not None:
        found = [text for text in block.column(place) if re.fullmatch(r"[A-Za-z]{3}", text)]
    else:
        texts = (text for at, name in measures.items() if name in MONEY for text in block.column(at))
        signs = {sign[1] or sign[2] for text in texts if (sign := SIGN.search(text))}
        found = [code for sign in signs if (code := _codes().get(sign))]
    return one_currency(block, found, ONE_ACCOUNT)


@cache
def _codes() -> dict[str, str]:
    """Signs as Google and Microsoft write them in English (US$, £, CA$) and codes themselves, to codes."""
    codes = list_currencies("en")
    return (
        {get_currency_symbol(code, "en_GB"): code for code in codes} | {code: code for code in codes} | {"Rp": "IDR"}
    )
