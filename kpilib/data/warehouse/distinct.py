"""How many different customers, or whatever a column holds, a warehouse has seen: exact, for every window needed.

Different customers of days may not be added to those of a month, so each window is counted in the engine. It does
not take a query a window: whoever was seen in a quarter has a first day in it, and those who have it on or before a
day are the different customers up to that day. One query by quarter tells all of its days to date.

Windows are the weeks (Monday to Sunday), months and quarters of the client, whole, and each quarter up to every day
of it; single days where a KPI takes the mean of days; and the same by channel where a KPI is about one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import pandas as pd
from ibis.expr import types as ir

from kpilib.data.block import reading_rows, stacked_readings
from kpilib.data.warehouse.engine import WarehouseError
from kpilib.data.warehouse.relation import Relation
from kpilib.data.whole import READING_KEY
from kpilib.plan.message import MeasureName, Message
from kpilib.plan.model import Plan
from kpilib.plan.periods import Quarter

DAY = timedelta(days=1)
Window = tuple[date, date]
# Where year, month and day stand in the texts of dates: 2026-07-01, 20260701, 01.07.2026, 07/01/2026.
LAYOUTS = ((0, 5, 8), (0, 4, 6), (6, 3, 0), (6, 0, 3))


@dataclass(frozen=True)
class Grain:
    """A kind of window: the one that a day lies in, and what tells two of them apart in the engine.

    to_date : it is also counted up to each of its days.
    """

    name: str
    of: Callable[[date], Window]
    bucket: Callable[[ir.DateValue], ir.Value]
    to_date: bool = False


def grains(like: Quarter) -> dict[str, Grain]:
    """The kinds of windows of a client whose fiscal year is that of a quarter."""
    shift = (like.fiscal_year_starts - 1) % 3

    def quarter(day: date) -> Window:
        one = Quarter.containing(day, like)
        return one.start, one.end

    def months(day: ir.DateValue) -> ir.Value:
        return day.year().cast("int64") * 12 + day.month().cast("int64") - 1

    found = (
        Grain("quarter", quarter, lambda day: ((months(day) - shift) / 3).floor(), to_date=True),
        Grain("month", _month, months),
        Grain("week", _week, lambda day: day.truncate("W")),
        Grain("day", lambda day: (day, day), lambda day: day),
    )
    return {one.name: one for one in found}


def _month(day: date) -> Window:
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def _week(day: date) -> Window:
    monday = day - day.weekday() * DAY
    return monday, monday + 6 * DAY


def distinct_of(
    relation: Relation, plan: Plan, days: frozenset[date], texts: dict[str, date]
) -> tuple[pd.DataFrame, list[str]]:
    """The readings of every measure under `distinct`, and a note for each that has windows which cannot be told.

    days  : those that the table has a row of. texts : the days of texts, where days are text.
    A window with a day that the table has no row of is left out, unless client.yml says `zero_fill`.
    """
    known = _known(relation, days)
    # A window that begins before the days that were asked for is cut off, and is no gap.
    first, last = min(days), max(days)
    asked = relation.span[0] if relation.span else first
    frames, notes = [], []
    for measure, column in relation.source.distinct.items():
        untold = set()
        for grain in _needed(plan, measure):
            for channel, firsts in _firsts(relation, grain, measure, column, plan, texts):
                told, left_out = counted(firsts, grain, known, first, last)
                untold.update(one for one in left_out if grain.to_date or one[0] >= first)
                if told:
                    spans, values = [span for span, _ in told], [float(count) for _, count in told]
                    labels = [channel] * len(spans), [""] * len(spans)
                    frames.append(reading_rows(spans, measure, values, *labels))
        untold = {one for one in untold if one[0] >= asked}
        if untold:
            notes.append(_not_counted(measure, untold))
    return stacked_readings(frames).drop_duplicates(READING_KEY, ignore_index=True), notes


def _not_counted(measure: str, untold: set[Window]) -> Message:
    start, end = min(untold)
    about = {"measure": MeasureName(measure), "start": start, "end": end}
    if len(untold) == 1:
        return Message(
            "{measure} is not counted from {start} to {end}, where a day has no rows; zero_fill: true says that such "
            "days are days of zeros",
            **about,
        )
    return Message(
        "{measure} is not counted for {count} weeks, months and quarters with a day without rows, the first from "
        "{start} to {end}; zero_fill: true says that such days are days of zeros",
        count=len(untold),
        **about,
    )


def counted(
    firsts: dict[date, int], grain: Grain, known: Callable[[date], bool], first: date, last: date
) -> tuple[list[tuple[Window, int]], list[Window]]:
    """How many were seen in each window up to `last`, and the windows that cannot be told.

    firsts : day to the number of those whose first day of its window it is.
    known  : whether a day was told. first : the day of the first window.

    >>> july = grains(Quarter.parse("2026Q3"))["quarter"]
    >>> firsts = {date(2026, 7, 1): 3, date(2026, 7, 3): 2}
    >>> told, _ = counted(firsts, july, lambda day: True, date(2026, 7, 1), date(2026, 7, 3))
    >>> [count for _, count in told]
    [3, 3, 5]
    """
    told, left_out = [], []
    start, end = grain.of(first)
    while start <= last:
        total, day = 0, start
        while day <= min(end, last) and known(day):
            total += firsts.get(day, 0)
            if grain.to_date or day == end:
                told.append(((start, day), total))
            day += DAY
        if day <= min(end, last):
            left_out.append((start, end))
        start, end = grain.of(end + DAY)
    return told, left_out


def _known(relation: Relation, days: frozenset[date]) -> Callable[[date], bool]:
    first, last, source = min(days), max(days), relation.source
    return lambda day: (
        day in days
        or (source.zero_fill and first <= day <= last)
        or (source.starts is not None and day < source.starts)
    )


def _needed(plan: Plan, measure: str) -> Iterable[Grain]:
    kinds = {metric.kind for name in _metrics(plan) if measure in (metric := plan.metrics[name]).measures}
    return [one for one in grains(plan.quarter).values() if one.name != "day" or "mean_day" in kinds]


def _metrics(plan: Plan) -> list[str]:
    return [one.metric for one in (*plan.kpis, *plan.agreement.context)]


def _by_channel(plan: Plan, measure: str) -> bool:
    """Whether something that was agreed is about one channel of the measure."""
    named = [(one.metric, one.channel) for one in (*plan.kpis, *plan.agreement.context)]
    found = [(plan.metrics[name], channel) for name, channel in named]
    return any((channel or metric.channel) and measure in metric.measures for metric, channel in found)


def _firsts(
    relation: Relation, grain: Grain, measure: str, column: str, plan: Plan, texts: dict[str, date]
) -> Iterator[tuple[str, dict[date, int]]]:
    """By first day how many were seen, once for all channels, and once for each where that is needed."""
    day = relation.day()
    value = _dated(day.value, texts, str(relation.source.columns["date"])) if day.text else day.value
    who = relation.column(column)
    who = who.strip().nullif("") if who.type().is_string() else who
    seen = value.notnull() & who.notnull()
    seen = seen if day.near is None else seen & day.near
    label = relation.label("channel") if _by_channel(plan, measure) else None
    for channel in (None,) if label is None else (None, label):
        keys = {} if channel is None else {"channel": channel.strip()}
        rows = relation.table.filter(seen).select(day=value, who=who, **keys)
        firsts = rows.group_by(bucket=grain.bucket(rows.day), who=rows.who, **{key: rows[key] for key in keys})
        firsts = firsts.aggregate(first=rows.day.min())
        found = relation.engine.frame(firsts.group_by("first", *keys).aggregate(n=firsts.count()))
        found = found.assign(first=pd.to_datetime(found["first"]).dt.date)
        groups = [("", found)] if channel is None else found[found["channel"] != ""].groupby("channel")
        for name, rows_of in groups:
            yield str(name), dict(zip(rows_of["first"], rows_of["n"].map(int), strict=True))


def _dated(text: ir.StringValue, texts: dict[str, date], name: str) -> ir.DateValue:
    """The text of a date as a date of the engine, by where its year, month and day stand."""
    for year, month, day in LAYOUTS:
        if all(_reads(told, (year, month, day), date_) for told, date_ in texts.items()):
            parts = (text.substr(year, 4), text.substr(month, 2), text.substr(day, 2))
            return ibis.date(*(part.cast("int32") for part in parts))
    shown = next(iter(texts), "")
    text_ = (
        f"column '{name}' holds dates as text such as '{shown}'; to count different values, write them as 2026-07-01"
    )
    raise WarehouseError((("columns", "date"), text_))


def _reads(text: str, places: tuple[int, int, int], day: date) -> bool:
    year, month, first = places
    found = text[year : year + 4], text[month : month + 2], text[first : first + 2]
    return found == (f"{day:%Y}", f"{day:%m}", f"{day:%d}")
