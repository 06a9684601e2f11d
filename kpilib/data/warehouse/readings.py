"""Values of a day that may not be added, such as subscribers, from a table of a warehouse."""

from datetime import date

import pandas as pd

from kpilib.data.block import reading_rows, stacked_readings
from kpilib.data.export import no_readings
from kpilib.data.warehouse.daily import refuse_odd
from kpilib.data.warehouse.engine import WarehouseError
from kpilib.data.warehouse.relation import Part, Relation


def readings_of(relation: Relation, texts: dict[str, date]) -> pd.DataFrame:
    """One reading for each day and measure under `readings`; a day without a value has none.

    texts : the days of texts, where days are text.
    Raises WarehouseError where a day has two values: which of them is right, nobody can tell, and they may not be
    added.
    """
    parts = [Part(("readings", measure), measure, column) for measure, column in relation.source.readings.items()]
    if not parts:
        return no_readings()
    day = relation.day()
    values, odds = {}, {}
    for place, part in enumerate(parts):
        value, odd = relation.number(part)
        values |= {f"low{place}": value.min().cast("float64"), f"high{place}": value.max().cast("float64")}
        if odd is not None:
            odds[f"odd{place}"] = relation.column(part.column).min(where=odd)
    table = relation.table if day.near is None else relation.table.filter(day.near)
    frame = relation.engine.frame(table.group_by(day=day.value).aggregate(**values, **odds))
    refuse_odd(frame, parts)
    frame = frame[frame["day"].notna()]
    days = frame["day"].map(texts) if day.text else frame["day"]
    frame = (
        frame.assign(day=pd.to_datetime(days))
        .groupby("day", as_index=False)
        .agg({name: "min" if name.startswith("low") else "max" for name in values})
    )
    if relation.span:
        frame = frame[
            (frame["day"] >= pd.Timestamp(relation.span[0])) & (frame["day"] <= pd.Timestamp(relation.span[1]))
        ]
    return stacked_readings(_of(frame, place, part) for place, part in enumerate(parts))


def _of(frame: pd.DataFrame, place: int, part: Part) -> pd.DataFrame:
    apart = frame[frame[f"low{place}"] < frame[f"high{place}"]]
    if len(apart):
        one = apart.iloc[0]
        told = f"{one['day']:%Y-%m-%d} is {one[f'low{place}']:,.6g} and {one[f'high{place}']:,.6g}"
        raise WarehouseError((part.place, f"{part.measure} of {told}; keep only the one that is right"))
    spans = [(day, day) for day in frame["day"].dt.date]
    nowhere = [""] * len(frame)
    return reading_rows(spans, part.measure, frame[f"low{place}"].tolist(), nowhere, nowhere)
