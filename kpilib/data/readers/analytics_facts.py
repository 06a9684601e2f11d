"""One table of Google Analytics as facts: what of it may be added up, by day or over longer spans."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from kpilib.data.block import Block, daily_rows, reading_rows, stacked_readings
from kpilib.data.channels import UNATTRIBUTED
from kpilib.data.dates import Span
from kpilib.data.export import Dropped, no_daily, no_readings
from kpilib.data.readers.analytics_table import CAMPAIGNS, Table
from kpilib.data.readers.analytics_time import grain_of, spans_of
from kpilib.data.whole import ROUNDING
from kpilib.plan import catalogue
from kpilib.plan.client import Source
from kpilib.plan.message import Clauses, Figure, MeasureName, Message

NO_VALUE = Message("row without a value")


@dataclass
class Part:
    """What one table of the file brings; `line` is that of its header, `notes` are for those who read its numbers."""

    line: int
    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    daily: pd.DataFrame = field(default_factory=no_daily)
    readings: pd.DataFrame = field(default_factory=no_readings)
    of_first_visits: bool = False

    @property
    def empty(self) -> bool:
        """Whether the table brings no value at all."""
        return not len(self.daily) and not len(self.readings)


def read_table(table: Table, source: Source) -> Part:
    """The facts of a table that has measures, and a column of time or a period.

    Days go into `daily`, longer spans into `readings`. What may not be added over the table's rows is left out with
    the reason, unless a row with the grand total tells the whole.
    """
    block = table.block
    mark = source.decimal or _mark(table)
    values = _values(table, block.numbers(table.numeric, decimal=mark))
    spans = _spans(table, source)
    channels = table.channels(source)
    refused = table.not_to_be_added()
    adds = [name for name in values if catalogue.measures()[name].adds and name not in refused]
    people = [name for name in values if not catalogue.measures()[name].adds]
    part = Part(block.header.line, of_first_visits=table.of_first_visits)
    if all(start == end for start, end in spans):
        by_name = {name: values[name] for name in adds}
        part.daily = daily_rows([day for day, _ in spans], channels, table.campaigns(), by_name)
    else:
        part.readings = stacked_readings([_added(spans, channels, name, values[name]) for name in adds])
    if reason := _why_not_people(table, spans, channels):
        refused |= dict.fromkeys(people, reason)
    else:
        kept = [reading_rows(spans, name, values[name], channels, [""] * len(spans)) for name in people]
        part.readings = stacked_readings([part.readings, *kept])
    if table.total and table.period:
        totals = _values(table, Block(block.sheet, block.header, (table.total,)).numbers(table.numeric, decimal=mark))
        whole = {name: found[0] for name, found in totals.items() if not math.isnan(found[0])}
        refused = {name: reason for name, reason in refused.items() if name not in whole}
        _complete(part, table.period, values, whole)
    told = [
        Message("{measure} may not be added up, {reason}", measure=MeasureName(name), reason=reason)
        for name, reason in refused.items()
    ]
    if part.empty:
        why = Message("{reasons}", reasons=Clauses(told)) if told else NO_VALUE
        part.dropped.append(Dropped(why, len(block.rows), block.rows[0].line))
    else:
        part.notes += told
    return part


def _mark(table: Table) -> str | None:
    """The decimal mark of a file as Analytics 4 writes it: points, and nothing between thousands."""
    padded = any(len(row.cells) > 1 for row in table.block.sheet.rows if row.cells and row.cells[0].startswith("#"))
    if not table.plain_numbers or padded or table.block.sheet.delimiter != ",":
        return None
    return None if any("," in text for place in table.numeric for text in table.block.column(place)) else "."


def _values(table: Table, numbers: Mapping[int, list[float]]) -> dict[str, list[float]]:
    """The values by measure; an average time of engagement becomes the seconds that it is an average of."""
    values = {measure: numbers[place] for place, measure in table.measures.items()}
    if table.average and "engagement_seconds" not in values:
        average, base = table.average
        pairs = zip(numbers[average], numbers[base], strict=True)
        values["engagement_seconds"] = [mean * count for mean, count in pairs]
    return values


def _spans(table: Table, source: Source) -> list[Span]:
    """First and last day of what each row tells: by its own column, or the whole period."""
    if table.time is None:
        return [table.period] * len(table.block.rows)  # type: ignore[list-item]
    grain = str(grain_of(table.names[table.time]))
    return spans_of(table.block, table.time, grain, table.period, source.date_format)


def _why_not_people(table: Table, spans: list[Span], channels: list[str]) -> str | None:
    """Why the people of the rows may not be read row by row; None where each row is a span and channel of its own."""
    split = [*table.dimensions, *(name for name in table.names if name in CAMPAIGNS)]
    if split:
        return Message("split by '{name}', of which one person may have several", name=table.text(split[0]))
    keys = set(zip(spans, channels, strict=True))
    return None if len(keys) == len(spans) else Message("as one person may stand in several rows")


def _added(spans: list[Span], channels: list[str], measure: str, values: list[float]) -> pd.DataFrame:
    """An additive measure over spans longer than a day, added up over whatever else the table splits it by."""
    frame = pd.DataFrame({"span": spans, "channel": channels, "value": values})
    sums = frame.groupby(["span", "channel"], as_index=False)["value"].sum(min_count=1)
    return reading_rows(list(sums["span"]), measure, list(sums["value"]), list(sums["channel"]), [""] * len(sums))


def _complete(part: Part, period: Span, values: Mapping[str, list[float]], whole: Mapping[str, float]) -> None:
    """What only the grand total knows: people of the whole period, and what no row tells.

    A table may be cut to its first rows, or Google may withhold rows of few people.
    """
    for measure, total in whole.items():
        mine = part.readings[part.readings["measure"] == measure]
        added = measure in part.daily.columns or (len(mine) and catalogue.measures()[measure].adds)
        if not added:
            stands = (mine["start"] == pd.Timestamp(period[0])) & (mine["end"] == pd.Timestamp(period[1]))
            if not (stands & (mine["channel"] == "")).any():
                part.readings = stacked_readings(
                    [part.readings, reading_rows([period], measure, [total], [""], [""])]
                )
            continue
        rest = total - sum(value for value in values[measure] if not math.isnan(value))
        if rest > ROUNDING * max(abs(total), 1):
            part.notes.append(
                Message(
                    "the rows tell {told} of the {whole} {measure} of the grand total",
                    told=Figure(total - rest),
                    whole=Figure(total),
                    measure=MeasureName(measure),
                )
            )
            part.readings = _with_rest(part.readings, period, measure, rest)


def _with_rest(readings: pd.DataFrame, period: Span, measure: str, rest: float) -> pd.DataFrame:
    """What the rows of a period leave unexplained: a part of the whole, or beside channels one of its own."""
    mine = readings["measure"] == measure
    if not mine.any() or set(zip(readings.loc[mine, "start"], readings.loc[mine, "end"], strict=True)) != {
        (pd.Timestamp(period[0]), pd.Timestamp(period[1]))
    }:
        return readings  # days, weeks or months: of which one it is a part nobody knows
    if (readings.loc[mine, "channel"] == "").all():
        return readings.assign(value=readings["value"].where(~mine, readings["value"] + rest))
    return stacked_readings([readings, reading_rows([period], measure, [rest], [UNATTRIBUTED], [""])])
