"""How the range of a total widens from the last day of the data to its due date."""

from datetime import timedelta

import pandas as pd

from kpilib.judge.assessment import Assessment
from kpilib.judge.forecast import forecast_total
from kpilib.judge.outlook import HALF, MOST

STEP = 7  # days; a range between two steps is drawn straight
SHORTEST = 4  # days before the due date within which no step is made


def fan_of(one: Assessment) -> pd.DataFrame:
    """The forecast of a total week by week; without a forecast that may be told as a number it has no rows.

    Returns one row a step, from the data's last day to the due date: the columns low, half_low, median, half_high,
    high, cumulative in the KPI's unit. The first row is the actual, the last one the assessment's own outlook.
    """
    columns = ["low", "half_low", "median", "half_high", "high"]
    if one.metric.kind != "sum" or one.forecast is None or not one.forecast.numbered:
        return pd.DataFrame(columns=columns, index=pd.DatetimeIndex([]), dtype=float)
    days = pd.concat([one.history.numerator, one.series.numerator])
    span = {"start": one.start, "as_of": one.data_to, "counts": one.metric.unit == "count"}
    rows = {pd.Timestamp(one.data_to): [one.actual] * len(columns)}
    end = one.data_to + timedelta(days=STEP)
    while (one.kpi.due - end).days >= SHORTEST:
        found = forecast_total(days, due=end, **span)
        # Early steps of a rare count expect too little to be told, and are drawn straight through.
        if found.confidence != "none":
            rows[pd.Timestamp(end)] = _row(found.interval(MOST), found.interval(HALF), found.median)
        end += timedelta(days=STEP)
    rows[pd.Timestamp(one.kpi.due)] = _row(one.forecast.most, one.forecast.half, one.forecast.median)
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _row(most: tuple[float, float], half: tuple[float, float], median: float) -> list[float]:
    return [most[0], half[0], median, half[1], most[1]]
