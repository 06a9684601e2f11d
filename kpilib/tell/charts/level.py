"""How a rate or a level runs to date: every day shows the value of all days so far, as the due date will."""

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from kpilib.judge.assessment import Assessment
from kpilib.judge.thresholds import SMALLEST_DAYS
from kpilib.tell import style
from kpilib.tell.charts.chart import NARROW, canvas, label_ends, label_lines, value_axis
from kpilib.tell.charts.days import date_axis, shade_missing
from kpilib.tell.charts.fan import draw_range, end_label, target_label, target_lines, year_before_label
from kpilib.tell.formats import Format


def draw_level(one: Assessment, write: Format, width: int, height: int) -> Figure:
    """The value to date, the target, and the value to date of the year before."""
    total, here, asked = one.days_total, len(one.series.numerator), target_lines(one)
    actual = one.series.to_date.where(one.series.measured)
    ends = []
    if asked:
        ends.append((total, one.target, target_label(one, write), style.INK))
    before = None if math.isnan(one.baseline) else one.year_before.to_date
    if before is not None:
        ends.append((total, one.baseline, year_before_label(one, write), style.LABEL))
    if label := end_label(one, write):
        ends.append((total, one.forecast.median, label, style.OF_COURSE[one.course]))
    right = [text for _, _, text, _ in ends] or [write(one.actual)]
    figure, axes = canvas(width, height, right=right)
    shade_missing(axes, one.start, one.missing)
    for line in asked:
        axes.plot([0, total], [line] * 2, color=style.INK, linestyle=(0, (1, 2.4)), linewidth=1.2)
    if before is not None:
        axes.plot(np.linspace(1, total, len(before)), before, color=style.REFERENCE, linewidth=1.1)
    axes.plot(range(1, here + 1), actual, color=style.INK, linewidth=2)
    axes.plot([here], [one.actual], "o", color=style.INK, markersize=5, zorder=5)
    draw_range(axes, one, total)
    below = bool(asked) and one.actual < one.target
    if asked:
        nearest = float(np.clip(one.actual, *asked)) if one.band is not None else one.target
        axes.plot([here, here], [one.actual, nearest], color=style.OF_COURSE[one.course], linewidth=1.4)
    axes.set_xlim(0, total)
    axes.set_ylim(*_reach(one, actual, before))
    value_axis(axes, write)
    date_axis(axes, one.start, here, total, few=width < NARROW)
    label_ends(axes, ends)
    label_lines(
        axes, here, one.actual, [write(one.actual)], below=below, right=True, colour=style.OF_COURSE[one.course]
    )
    return figure


def _reach(one: Assessment, actual: pd.Series, before: pd.Series | None) -> tuple[float, float]:
    """The range of values to show: without the first week, in which a value to date still jumps."""
    settled = [actual.iloc[SMALLEST_DAYS:] if len(actual) > SMALLEST_DAYS else actual]
    settled += [before.iloc[SMALLEST_DAYS:]] if before is not None else []
    values = [*pd.concat(settled).dropna(), one.actual, *target_lines(one)]
    values += [*one.forecast.most] if one.forecast and one.forecast.numbered else []
    room = (max(values) - min(values)) or abs(one.actual) or 1
    floor = 0 if one.metric.kind == "sum" else max(0, min(values) - 0.35 * room)
    return floor, max(values) + 0.3 * room
