"""Old against new: numbers that a newer download tells otherwise, and rows that one download tells twice."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from kpilib.data.block import REPETITION
from kpilib.data.export import DAILY_KEYS, Export
from kpilib.data.quality import thresholds as at
from kpilib.data.quality.finding import DataFinding
from kpilib.data.quality.look import Look, days_of
from kpilib.data.whole import KEY, ROUNDING
from kpilib.plan.finding import Quantity


def restated(look: Look) -> Iterator[DataFinding]:
    """Numbers that a newer download of a source tells otherwise than an older one did."""
    for source in look.sources:
        for measure, before, now, days in restatements(look, source):
            moved = float((now - before).abs().sum())
            total = float(before.abs().sum())
            if total and moved / total > at.RESTATED_SHARE:
                values = {"share": Quantity(moved / total, "percent"), "before": float(before.sum())}
                yield DataFinding("restated", source, (measure,), days, values | {"now": float(now.sum())})


def restatements(look: Look, source: str) -> Iterator[tuple[str, pd.Series, pd.Series, tuple[date, ...]]]:
    """For each measure what the oldest and the newest download said of the rows that both tell, and the days that
    changed.
    """
    exports = [one for one in look.exports(source) if one.last_day and len(one.daily) and one.scale is None]
    if len({one.last_day for one in exports}) < 2:
        return
    parts = [
        _long(export, look.until, look.names(source)) for export in sorted(exports, key=lambda one: one.last_day)
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows.duplicated(KEY, keep=False)]
    for measure, mine in rows.groupby("measure"):
        told = mine.groupby(KEY)["value"].agg(["first", "last"])
        apart = (told["last"] - told["first"]).abs() > ROUNDING * told["last"].abs().clip(lower=1)
        if apart.any():
            days = pd.DatetimeIndex(told[apart].index.get_level_values("date")).unique().sort_values()
            yield str(measure), told["first"], told["last"], days_of(days)


def _long(export: Export, until: date, names: dict[str, str]) -> pd.DataFrame:
    seen = export.daily[export.daily["date"] <= pd.Timestamp(until)].rename(columns=names)
    long = seen.melt(id_vars=DAILY_KEYS, var_name="measure", value_name="value")
    return long.dropna(subset="value")


def repeated_rows(look: Look) -> Iterator[DataFinding]:
    """Exact repetitions of rows that were left out of the files of a source."""
    for source in look.sources:
        found = [
            (export.file, one.count)
            for export in look.exports(source)
            for one in export.dropped
            if one.reason == REPETITION
        ]
        if found:
            values = {"count": sum(count for _, count in found), "files": tuple(dict.fromkeys(f for f, _ in found))}
            yield DataFinding("repeated-rows", source, values=values)
