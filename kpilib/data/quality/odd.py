"""Single days that are odd: far from what their level and their weekday let expect."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from kpilib.data.quality import thresholds as at
from kpilib.data.quality.finding import DataFinding
from kpilib.data.quality.look import Look
from kpilib.data.quality.usual import expected_of


@dataclass(frozen=True)
class OddDay:
    """A value that is far from its usual. z : robust, below zero for one that is low."""

    source: str
    measure: str
    day: date
    value: float
    usual: float
    z: float


def odd_days(look: Look) -> list[OddDay]:
    """Every odd day of the quarter and of the year before it: the latest first, then the oddest.

    What is left of a day's logarithm when level and weekday are taken out is held to the median absolute deviation
    of all days. Measures that bring little a day are left out, as chance alone moves them.
    """
    found: list[OddDay] = []
    for source in look.sources:
        for frame in (look.totals(source), look.levels(source)):
            for name in frame:
                found += _odd(source, str(name), frame[name][frame.index >= pd.Timestamp(look.since)])
    return sorted(found, key=lambda one: (-one.day.toordinal(), -abs(one.z)))


def _odd(source: str, measure: str, series: pd.Series) -> Iterator[OddDay]:
    if not series.median() >= at.SMALLEST_USUAL:
        return
    logs = np.log1p(series.where(series >= 0))
    expected, scale = expected_of(logs)
    scores = (logs - expected) / scale
    for stamp in scores.index[scores.abs() > at.ODD_Z]:
        usual = float(np.expm1(expected[stamp]))
        yield OddDay(source, measure, stamp.date(), float(series[stamp]), usual, float(scores[stamp]))


def odd(look: Look) -> Iterator[DataFinding]:
    """The odd days of the quarter, one finding a source, with the oddest of them."""
    by_source: dict[str, list[OddDay]] = {}
    for one in odd_days(look):
        if one.day >= look.start:
            by_source.setdefault(one.source, []).append(one)
    for source, mine in by_source.items():
        worst = max(mine, key=lambda one: abs(one.z))
        days = tuple(sorted({one.day for one in mine}))
        values = {"count": len(days), "measure": worst.measure, "worst": worst.day}
        values |= {"found": worst.value, "usual": worst.usual}
        yield DataFinding("odd-days", source, tuple(dict.fromkeys(one.measure for one in mine)), days, values)
