"""How far a total is from its plan path, day by day: for one that runs so near that its line would hide the path."""

import pandas as pd
from matplotlib.figure import Figure

from kpilib.judge.assessment import Assessment
from kpilib.tell import style
from kpilib.tell.charts.chart import NARROW, canvas, label_ends, label_lines, value_axis
from kpilib.tell.charts.days import date_axis, shade_missing
from kpilib.tell.charts.fan import draw_fan, forecast_label
from kpilib.tell.formats import Format
from kpilib.tell.language import say, say_as


def draw_distance(one: Assessment, write: Format, fan: pd.DataFrame, width: int, height: int) -> Figure:
    """Actual less plan, cumulative over the measured days; the plan is the line at zero.

    fan : the forecast as its distance from the plan.
    """
    measured = one.series.numerator
    steps = one.pace.path.diff().fillna(one.pace.path.iloc[0]).reindex(measured.index)
    apart = (measured - steps).fillna(0).cumsum()
    shown = apart.where(one.series.measured)
    ends = [(one.days_total, 0.0, say_as("the agreed path", "Plan"), style.INK)]
    if len(fan):
        apart_at_due = float(fan["median"].iloc[-1])
        ends.append(
            (
                one.days_total,
                apart_at_due,
                forecast_label(write(apart_at_due, sign=True)),
                style.OF_COURSE[one.course],
            )
        )
    figure, axes = canvas(width, height, right=[text for _, _, text, _ in ends])
    here, total = len(apart), one.days_total
    colour = style.OF_COURSE[one.course]
    axes.axhline(0, color=style.INK, linestyle=(0, (1, 2.4)), linewidth=1.2)
    shade_missing(axes, one.start, one.missing)
    draw_fan(axes, one, fan)
    axes.plot(range(here + 1), [0, *shown], color=style.INK, linewidth=1.6)
    axes.plot([here, here], [0, one.pace.gap], color=colour, linewidth=1.4)
    axes.plot([here], [one.pace.gap], "o", color=style.INK, markersize=5, zorder=5)
    # The line needs room for its label, which the fan has in itself.
    lowest = min(1.4 * min(apart.min(), 0.0), 1.1 * fan["low"].min() if len(fan) else 0.0)
    highest = max(1.4 * max(apart.max(), 0.0), 1.1 * fan["high"].max() if len(fan) else 0.0)
    reach = max(-lowest, highest) or 1  # on its path every day: any scale will do
    axes.set_xlim(0, total)
    axes.set_ylim(min(-0.3 * reach, lowest), max(0.3 * reach, highest))
    value_axis(axes, write, sign=True)
    date_axis(axes, one.start, here, total, few=width < NARROW)
    behind = one.pace.gap < 0
    lines = [write(one.pace.gap, sign=True), say("at {value}", value=write(one.actual))]
    label_ends(axes, ends)
    label_lines(axes, here, one.pace.gap, lines, below=behind, right=True, colour=colour)
    return figure
