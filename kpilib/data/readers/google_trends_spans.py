"""What days the rows of a pull from Google Trends stand for."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pandas as pd

from kpilib.data.block import Block
from kpilib.data.dates import Span
from kpilib.data.export import Dropped
from kpilib.data.readers.google_trends_layout import grain_of, moments_in
from kpilib.plan.message import Message

Values = dict[int, list[float]]
DAY = timedelta(days=1)


def by_span(block: Block, values: Values) -> tuple[list[Span], Values, list[Dropped]]:
    """First and last day of each row, and its values.

    Rows within a day are told as the mean of each day that is whole; those of other days are counted. Raises
    ExportError where no day is whole, and where the rows are neither days nor weeks, months or years.
    """
    moments = moments_in(block.column(0))
    for row, moment in zip(block.rows, moments, strict=True):
        if moment is None:
            raise block.sheet.refuse(f"column '{block.header.cells[0]}': '{row.cells[0]}' is not a time", row.line)
    steps = {later - first for first, later in pairwise(sorted(moments))}
    if steps and max(steps) < DAY:
        return _whole_days(block, moments, max(steps), values)
    grain = _grain(block, [moment.date() for moment in moments], {step.days for step in steps})
    return [_span(moment.date(), grain) for moment in moments], values, []


def _grain(block: Block, firsts: list[date], steps: set[int]) -> str:
    """By the steps between the rows, or of a row alone by the name of its column."""
    grain = grain_of(block.header.cells[0]) if not steps else None
    if steps in ({1}, {7}):
        grain = "day" if steps == {1} else "week"
    elif steps and all(day.day == 1 for day in firsts):
        grain = "month" if steps <= {28, 29, 30, 31} else "year" if steps <= {365, 366} else None
    if grain is None:
        told = ", ".join(map(str, sorted(steps))) or "no"
        raise block.sheet.refuse(f"its rows are {told} days apart, not days, weeks or months", block.rows[0].line)
    return grain


def _span(first: date, grain: str) -> Span:
    after = {
        "day": first + DAY,
        "week": first + 7 * DAY,
        "month": (first.replace(day=1) + 31 * DAY).replace(day=1),
        "year": date(first.year + 1, 1, 1),
    }
    return first, after[grain] - DAY


def _whole_days(
    block: Block, moments: list[datetime], step: timedelta, values: Values
) -> tuple[list[Span], Values, list[Dropped]]:
    days = pd.Series([moment.date() for moment in moments])
    whole = days.map(days.value_counts()) * step >= DAY
    if not whole.any():
        text = f"tells of {len(moments)} moments and of no whole day; choose at least the past 7 days"
        raise block.sheet.refuse(text, block.rows[0].line)
    means = pd.DataFrame(values)[whole].groupby(days[whole]).mean()
    partial = int((~whole).sum())
    dropped = [Dropped(Message("moment of a day that is not whole"), partial)] if partial else []
    return [(day, day) for day in means.index], {place: list(means[place]) for place in values}, dropped
