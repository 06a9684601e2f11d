"""How far a total is from its plan path, day by day: for one that runs so near that its line would hide the path."""

from matplotlib.figure import Figure

from kpilib.judge.assess import Assessment
from kpilib.tell import style
from kpilib.tell.charts.chart import NARROW, canvas, label_lines, value_axis
from kpilib.tell.charts.days import date_axis, shade_missing
from kpilib.tell.formats import Format


def draw_distance(one: Assessment, write: Format, width: int, height: int) -> Figure:
    """Actual less plan, cumulative over the measured days; the plan is the line at zero."""
    measured = one.series.numerator
    steps = one.pace.path.diff().fillna(one.pace.path.iloc[0]).reindex(measured.index)
    apart = (measured - steps).fillna(0).cumsum()
    shown = apart.where(one.series.measured)
    figure, axes = canvas(width, height, right=["Plan"])
    here, total = len(apart), one.days_total
    colour = style.OF_COURSE[one.course]
    axes.axhline(0, color=style.INK, linestyle=(0, (1, 2.4)), linewidth=1.2)
    shade_missing(axes, one.start, one.missing)
    axes.plot(range(here + 1), [0, *shown], color=style.INK, linewidth=1.6)
    axes.plot([here, here], [0, one.pace.gap], color=colour, linewidth=1.4)
    axes.plot([here], [one.pace.gap], "o", color=style.INK, markersize=5, zorder=5)
    reach = 1.25 * max(abs(apart.min()), abs(apart.max())) or 1  # on its path every day: any scale will do
    axes.set_xlim(0, total)
    axes.set_ylim(min(-0.3 * reach, 1.4 * apart.min()), max(0.3 * reach, 1.4 * apart.max()))
    value_axis(axes, write, sign=True)
    date_axis(axes, one.start, here, total, few=width < NARROW)
    behind = one.pace.gap < 0
    lines = [write(one.pace.gap, sign=True), f"at {write(one.actual)}"]
    label_lines(axes, here, one.pace.gap, lines, below=behind, right=True, colour=colour)
    axes.annotate("Plan", (total, 0), (6, 0), textcoords="offset points", va="center", annotation_clip=False)
    return figure
