"""Daily facts, added up by the engine: one row per day, channel and campaign comes back, however many there are."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import pandas as pd
from ibis.expr import types as ir

from kpilib.data.block import TOTAL
from kpilib.data.dates import AmbiguousDatesError, parse_dates
from kpilib.data.export import DAILY_KEYS, Dropped, no_daily
from kpilib.data.sheet import clean
from kpilib.data.warehouse.engine import WarehouseError, every
from kpilib.data.warehouse.relation import LABELS, Day, Number, Part, Relation
from kpilib.plan.message import Message

MOST_ROWS = 2_000_000  # of days, channels and campaigns: more are no campaigns but something else
DATE = ("columns", "date")
WITHOUT_DATE = Message("row without a date")


@dataclass(frozen=True)
class Found:
    """What the engine told of a table.

    daily  : as in an Export; `rows` are those of the table that were looked at, used or not.
    days   : days with at least one row, whatever stands in it.
    texts  : where days are text, each text and its day.
    """

    daily: pd.DataFrame
    rows: int
    days: frozenset[date]
    texts: dict[str, date]
    dropped: tuple[Dropped, ...]


def daily_of(relation: Relation) -> Found:
    """The daily facts of a table. Raises WarehouseError where it cannot be read right, or holds no day."""
    relation.columns()
    parts = relation.parts()
    day, *numbers = every([relation.day, *(partial(relation.number, part) for part in parts)])
    labels = {key: text for key in LABELS if (text := relation.label(key)) is not None}
    frame = relation.engine.frame(_query(relation, day, parts, numbers, labels))
    if len(frame) > MOST_ROWS:
        named = " and ".join(f"'{relation.source.columns[key]}'" for key in labels) or f"'{relation.source.columns}'"
        text = f"comes to more than {MOST_ROWS:,} rows by day and {named}; map a column with fewer values"
        raise WarehouseError((("columns",), text))
    if "timed" in frame and frame["timed"].any():
        text = (
            f"column '{relation.source.columns['date']}' holds times without a zone; say by which clock with "
            "timezone, such as timezone: UTC"
        )
        raise WarehouseError((DATE, text))
    refuse_odd(frame, parts)
    undated = frame["day"].isna()
    told, texts = frame[~undated], {}
    if day.text:
        texts = _days_of(relation, sorted(told["day"].unique()))
        told = told.assign(day=told["day"].map(texts))
    told = told.assign(day=pd.to_datetime(told["day"]))
    if relation.span:
        first, last = (pd.Timestamp(one) for one in relation.span)
        told = told[(told["day"] >= first) & (told["day"] <= last)]
    gone = int(frame.loc[undated, "rows"].sum())
    if not len(told):
        raise WarehouseError((("table" if relation.source.table else "columns",), _nothing(relation, gone)))
    return Found(
        daily=_added(relation, told, parts),
        rows=int(told["rows"].sum()) + gone,
        days=frozenset(told["day"].dt.date),
        texts=texts,
        dropped=(Dropped(WITHOUT_DATE if relation.total is None else TOTAL, gone),) if gone else (),
    )


def _query(
    relation: Relation, day: Day, parts: Sequence[Part], numbers: Sequence[Number], labels: dict[str, ir.Column]
) -> ir.Table:
    undated = relation.column(str(relation.source.columns["date"])).isnull()
    table = relation.table if day.near is None else relation.table.filter(day.near | undated)
    sums: dict[str, ir.Value] = {"rows": table.count()}
    for place, (part, (value, odd)) in enumerate(zip(parts, numbers, strict=True)):
        # Whole and decimal numbers are added as such, and are exact; only the sum becomes a double.
        sums[f"v{place}"] = value.sum().cast("float64")
        if odd is not None:
            sums[f"odd{place}"] = relation.column(part.column).min(where=odd)
    if day.timed is not None:
        sums["timed"] = day.timed.sum()
    return table.group_by(day=day.value, **labels).aggregate(**sums).limit(MOST_ROWS + 1)


def refuse_odd(frame: pd.DataFrame, parts: Sequence[Part]) -> None:
    """Refuses texts that are no plain numbers, and numbers without an end."""
    wrong = []
    for place, part in enumerate(parts):
        odd = frame[f"odd{place}"].dropna() if f"odd{place}" in frame else ()
        if len(odd):
            text = f"column '{part.column}': '{odd.min()}' is not a plain number such as 1234.5"
            wrong.append((part.place, text))
        elif f"v{place}" in frame and frame[f"v{place}"].isin([math.inf, -math.inf]).any():
            wrong.append((part.place, f"column '{part.column}' holds a number without an end"))
    if wrong:
        raise WarehouseError(*wrong)


def _days_of(relation: Relation, texts: list[str]) -> dict[str, date]:
    """The day of every text that stands in the date's column."""
    name, form = relation.source.columns["date"], relation.source.date_format
    try:
        days = parse_dates([clean(text) for text in texts], form=form)
    except AmbiguousDatesError as error:
        raise WarehouseError((DATE, f"column '{name}': {error}")) from None
    for text, day in zip(texts, days, strict=True):
        if day is None:
            wanted = f"a date of the form {form}" if form else "a date"
            raise WarehouseError((DATE, f"column '{name}': '{text}' is not {wanted}"))
    return dict(zip(texts, days, strict=True))  # type: ignore[arg-type]


def _nothing(relation: Relation, gone: int) -> str:
    if gone:
        return f"all {gone} rows are totals" if relation.total is not None else f"none of its {gone} rows has a date"
    return f"holds no row of {relation.span[0]} to {relation.span[1]}" if relation.span else "holds no rows"


def _added(relation: Relation, told: pd.DataFrame, parts: Sequence[Part]) -> pd.DataFrame:
    """The engine's sums under the names of the measures; labels that differ by spaces only are one."""
    keys = {key: _cleaned(told[key]) if key in told else "" for key in LABELS}
    if "channel" not in told and relation.source.channel:
        keys["channel"] = relation.source.channel
    frames = []
    for place, part in enumerate(parts):
        own = {**keys, "channel": part.channel if part.channel is not None else keys["channel"]}
        frames.append(pd.DataFrame({"date": told["day"], **own, part.measure: told[f"v{place}"]}))
    if not frames:
        return no_daily()
    return pd.concat(frames).groupby(DAILY_KEYS, as_index=False, sort=True).sum(min_count=1)


def _cleaned(labels: pd.Series) -> pd.Series:
    return labels.map({label: clean(label) for label in labels.unique()})
