"""A table of the client's own, described in client.yml: which column is the date, and which holds which measure.

    {file: "exports/shop_*.csv", reader: table, columns: {date: Tanggal, channel: Kanal, orders: Pesanan}}

A measure that is spread over one column per channel is written as header to channel:

    columns: {date: date, cost: {facebook_cost: Paid Social, tv_cost: TV}}
"""

import pandas as pd

from kpilib.data.block import TOTAL, Block, daily_rows, reading_rows, stacked_readings, without
from kpilib.data.export import DAILY_KEYS, Export, no_daily
from kpilib.data.sheet import Sheet
from kpilib.errors import nearest
from kpilib.plan.client import Source

TOTALS = ("total", "grand total", "sum", "gesamt", "jumlah", "summe")


def recognises(_sheet: Sheet) -> bool:
    """Never by itself: what a column means only the client can say."""
    return False


def read(sheet: Sheet, source: Source) -> Export:
    below = [row for row in sheet.rows if not row.blank]
    if not below:
        raise sheet.refuse("it holds no row")
    header, below = below[0], below[1:]
    rows, totals = without(below, lambda row: row.cells[0].casefold() in TOTALS, TOTAL)
    block = Block(sheet, header, rows)
    if not rows:
        raise sheet.refuse(
            f"all {len(below)} rows are totals" if below else "it holds a header and no rows", header.line
        )
    days = block.dates(_place(block, source, "date"), form=source.date_format)
    campaigns = _labels(block, source, "campaign")
    daily = [daily_rows(days, channels, campaigns, values) for channels, values in _by_channels(block, source)]
    spans = [(day, day) for day in days]
    nowhere = [""] * len(rows)
    numbers = block.numbers({_column(block, name) for name in source.readings.values()}, decimal=source.decimal)
    readings = [
        reading_rows(spans, measure, numbers[_column(block, header)], nowhere, nowhere)
        for measure, header in source.readings.items()
    ]
    return Export.of(
        sheet,
        "table",
        len(below),
        daily=_joined(daily),
        readings=stacked_readings(readings),
        currency=source.currency,
        dropped=tuple(totals),
    )


def _measures(block: Block, source: Source) -> list[tuple[str, list[float], list[str]]]:
    """Measure, values and channels, once for each column that client.yml names."""
    own = {name: told for name, told in source.columns.items() if name not in DAILY_KEYS}
    labels = _labels(block, source, "channel")
    wanted = [
        (measure, _column(block, header), [channel] * len(block.rows))
        for measure, told in own.items()
        if isinstance(told, dict)
        for header, channel in told.items()
    ]
    wanted += [(measure, _column(block, told), labels) for measure, told in own.items() if isinstance(told, str)]
    numbers = block.numbers({place for _, place, _ in wanted}, decimal=source.decimal)
    return [(measure, numbers[place], channels) for measure, place, channels in wanted]


def _by_channels(block: Block, source: Source) -> list[tuple[list[str], dict[str, list[float]]]]:
    """Measures and their values, those together that have the same channels; no measure twice in one part."""
    parts: list[tuple[list[str], dict[str, list[float]]]] = []
    for measure, values, channels in _measures(block, source):
        part = next((one for told, one in parts if told == channels and measure not in one), None)
        if part is None:
            parts.append((channels, part := {}))
        part[measure] = values
    return parts


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Frames of some measures each as one frame, one row per day, channel and campaign."""
    if not parts:
        return no_daily()
    return pd.concat(parts).groupby(DAILY_KEYS, as_index=False, sort=True).sum(min_count=1)


def _labels(block: Block, source: Source, key: str) -> list[str]:
    if key in source.columns:
        return block.column(_place(block, source, key))
    return [(source.channel or "") if key == "channel" else ""] * len(block.rows)


def _place(block: Block, source: Source, key: str) -> int:
    told = source.columns.get(key)
    if not isinstance(told, str):
        raise block.sheet.refuse(f"client.yml names no column for '{key}'; columns: {', '.join(block.header.cells)}")
    return _column(block, told)


def _column(block: Block, name: str) -> int:
    place = block.find(name)
    if place is None:
        text = f"has no column '{name}'; {nearest(name, [cell for cell in block.header.cells if cell])}"
        raise block.sheet.refuse(text, block.header.line)
    return place
