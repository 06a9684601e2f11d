"""How a KPI runs: a total against its plan path and the year before, a rate or a level to date."""

import math
from collections.abc import Iterable
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kpilib.judge.assessment import Assessment
from kpilib.tell import style, wording
from kpilib.tell.charts.chart import (
    FULL,
    HALF,
    NARROW,
    Chart,
    Charts,
    Drawing,
    canvas,
    chart,
    label_ends,
    label_lines,
    refuse_without_data,
    value_axis,
)
from kpilib.tell.charts.days import date_axis, shade_missing
from kpilib.tell.charts.distance import draw_distance
from kpilib.tell.charts.fan import draw_fan, end_label, fan_by_day, target_label, year_before_label
from kpilib.tell.charts.level import draw_level
from kpilib.tell.charts.waves import chart_waves
from kpilib.tell.formats import Format
from kpilib.tell.language import in_clients_language, say

# Nearer to its plan than this, a cumulative line cannot be told from the path: its distance is drawn instead.
NEAR_PLAN = 0.10


@in_clients_language
def chart_progress(one: Assessment, *, sizes: tuple = FULL) -> Chart:
    """The progress of one KPI: a total against its plan path, a rate or a level to date against its target.

    Raises KpilibError for a KPI of which nothing is known.

    >>> chart_progress(report["conversion_rate"])
    Conversion rate came to 2.39%, 0.09 points above the target of 2.30%; ending at 2.30% or more is very likely ...
    """
    refuse_without_data(one)
    return chart(**vars(progress_drawing(one)), sizes=sizes)


def progress_drawing(one: Assessment) -> Drawing:
    """The same before it is drawn, in the language that is being spoken; of a KPI that has data."""
    write = wording.format_of(one)
    near = one.pace is not None and abs(one.pace.relative) < NEAR_PLAN
    if one.pace is None:
        draw = partial(draw_level, one, write)
    else:
        fan = fan_by_day(one, less=one.pace.path if near else None)  # takes a while; both widths show the same
        draw = partial(draw_distance if near else draw_total, one, write, fan)
    return Drawing(
        draw,
        title=wording.finding(one),
        subtitle=wording.subtitle(one, near=near),
        note=wording.explanation(one),
    )


@in_clients_language
def charts_progress(assessments: Iterable[Assessment]) -> Charts:
    """The progress of several KPIs, small and side by side; a KPI without data is left out.

    >>> charts_progress([report["leads"], report["revenue"]])
    Qualified leads reached 548, 104 behind the plan path; reaching 1,200 is very unlikely (P = 0.02)
    Net revenue reached Rp2.29 bn, Rp25.0 m ahead of the plan path; reaching Rp4.08 bn is likely (P = 0.69)
    """
    shown = [one for one in assessments if one.known or one.estimate is not None]
    return Charts(
        tuple((chart_waves if one.estimate is not None else chart_progress)(one, sizes=HALF) for one in shown)
    )


def draw_total(one: Assessment, write: Format, fan: pd.DataFrame, width: int, height: int) -> Figure:
    """A total to date against its plan path and the year before, with the fan of its forecast."""
    total, here, path = one.days_total, len(one.series.numerator), one.pace.path
    compared = not math.isnan(one.baseline)
    ends = [(total, one.target, target_label(one, write), style.INK)]
    if compared:
        ends.append((total, one.baseline, year_before_label(one, write), style.LABEL))
    if len(fan):
        ends.append((total, one.forecast.median, end_label(one, write), style.OF_COURSE[one.course]))
    figure, axes = canvas(width, height, right=[text for _, _, text, _ in ends])
    shade_missing(axes, one.start, one.missing)
    axes.plot(range(total + 1), [0, *path], color=style.INK, linestyle=(0, (1, 2.4)), linewidth=1.2)
    axes.plot(total, one.target, "o", color="white", markeredgecolor=style.INK, markersize=5, zorder=4, clip_on=False)
    if compared:
        before = [0, *one.year_before.numerator.fillna(0).cumsum()]
        axes.plot(np.linspace(0, total, len(before)), before, color=style.REFERENCE, linewidth=1.1)
    draw_fan(axes, one, fan)
    actual = one.series.numerator.cumsum().where(one.series.measured)
    axes.plot(range(here + 1), [0, *actual], color=style.INK, linewidth=2)
    _mark_gap(axes, here, one)
    axes.set_xlim(0, total)
    highest = max(fan["high"], default=0)
    axes.set_ylim(0, 1.04 * max(one.target, one.actual, one.baseline if compared else 0, highest))
    value_axis(axes, write)
    date_axis(axes, one.start, here, total, few=width < NARROW)
    label_ends(axes, ends)
    behind = one.pace.gap < 0
    lines = [write(one.actual), _gap_label(one, wording.path_gap(one, write))]
    label_lines(axes, here, one.actual, lines, below=behind, right=behind, colour=style.OF_COURSE[one.course])
    return figure


def _mark_gap(axes: Axes, here: int, one: Assessment) -> None:
    """A bracket from the actual to what was expected of the measured days."""
    colour = style.OF_COURSE[one.course]
    axes.plot([here, here], [one.actual, one.pace.expected], color=colour, linewidth=1.4, solid_capstyle="butt")
    axes.plot([here], [one.pace.expected], "_", color=colour, markersize=7, markeredgewidth=1.4)
    axes.plot([here], [one.actual], "o", color=style.INK, markersize=5, zorder=5)


def _gap_label(one: Assessment, gap: str) -> str:
    """Ahead and behind belong to a total of which more is better; any other is over or under its path."""
    more = one.pace.gap >= 0
    if one.metric.improvement == "increase":
        return say("{gap} ahead", gap=gap) if more else say("{gap} behind", gap=gap)
    return say("{gap} over", gap=gap) if more else say("{gap} under", gap=gap)
