"""How a KPI runs week by week, beside its target or the rate that is needed from here."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure

from kpilib.judge.assessment import Assessment
from kpilib.tell import style, wording
from kpilib.tell.charts.chart import FULL, NARROW, Chart, canvas, chart, label_ends, refuse_without_data, value_axis
from kpilib.tell.charts.days import ticks_with_room
from kpilib.tell.charts.fan import target_label, target_lines
from kpilib.tell.formats import Format
from kpilib.tell.language import in_clients_language, say

WEEKS = 26
DOTS, DASHES = (0, (1, 2.4)), (0, (4, 2))


@in_clients_language
def chart_weekly(one: Assessment, *, sizes: tuple = FULL) -> Chart:
    """The last half year of whole weeks of one KPI.

    Raises KpilibError for a KPI of which nothing is known.

    >>> chart_weekly(report["leads"])
    Each week left needs 111; the best of the last 24 whole weeks brought 103 ...
    """
    refuse_without_data(one)
    weeks = one.weeks.iloc[-WEEKS:]
    weeks = weeks.loc[weeks.first_valid_index() : weeks.last_valid_index()]
    write = wording.format_of(one)

    def draw(width: int, height: int) -> Figure:
        return _draw(one, weeks, write, width, height)

    return chart(
        draw,
        title=wording.finding_weekly(one, weeks.dropna()),
        subtitle=wording.subtitle_weekly(one, weeks.dropna()),
        sizes=sizes,
    )


def _draw(one: Assessment, weeks: pd.Series, write: Format, width: int, height: int) -> Figure:
    last = weeks.dropna()
    start, here, due = (date2num(each) for each in (one.start, one.data_to, one.kpi.due))
    need = one.required.per_day * 7 if one.required else math.nan
    colour = style.OF_COURSE[one.course]
    levels = [(start, level, label, style.INK, DOTS) for level, label in _asked(one, write)]
    if not math.isnan(need):
        levels.append((here, need, say("Needed {value}", value=write(need)), colour, DASHES))
    values = [*last, *(level for _, level, *_ in levels)] or [0.0]
    right = [text for _, _, text, _, _ in levels] or ["100,000"]
    figure, axes = canvas(width, height, right=right)
    ends = [date2num(stamp) for stamp in weeks.index] or [start]
    if len(last):
        axes.plot(ends, weeks, color=style.INK, linewidth=1.4, marker="o", markersize=3.2)
    for first, level, _, line_colour, dashes in levels:
        axes.plot([first, due], [level, level], color=line_colour, linestyle=dashes, linewidth=1.3)
    room = (max(values) - min(values)) or abs(max(values)) or 1
    floor = 0 if one.metric.kind == "sum" else max(0, min(values) - 0.25 * room)
    axes.set_ylim(floor, max(values) + 0.15 * room)
    axes.set_xlim(ends[0] - 3, due)
    value_axis(axes, write)
    _date_ticks(axes, ends, start, due, width=width)
    latest = [(ends[-1], last.iloc[-1], write(last.iloc[-1]), style.INK)] if len(last) else []
    label_ends(axes, [*latest, *((due, level, text, line_colour) for _, level, text, line_colour, _ in levels)])
    return figure


def _date_ticks(axes: Axes, ends: list[float], start: float, due: float, *, width: int) -> None:
    """Ticks at the first and the last week, the start and the due date, as far as there is room."""
    few = width < NARROW
    ticks = [ends[-1], ends[0]] if few else [ends[-1], ends[0], start]
    if due - ends[-1] > (0.2 if few else 0.09) * (due - ends[0]):
        ticks.append(due)
    ticks_with_room(axes, [(tick, num2date(tick).date()) for tick in ticks])


def _asked(one: Assessment, write: Format) -> list[tuple[float, str]]:
    """What a week is held to, with its label: its part of the plan, a target, or the ends of a band."""
    if one.pace is not None:
        plan = one.target / one.days_total * 7
        return [(plan, say("Plan {value}", value=write(plan)))]
    if one.metric.kind == "sum":  # what is asked of all weeks together is asked of none
        return []
    lines = target_lines(one)
    return [(level, target_label(one, write) if level == lines[-1] else "") for level in lines]
