"""The work of a cycle, planned against actual."""

import math

from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure

from kpilib.judge.cycles import Cycle
from kpilib.tell import style
from kpilib.tell.charts.chart import LETTER, NARROW, Chart, canvas, chart
from kpilib.tell.formats import day
from kpilib.tell.wording.cycles import do as words
from kpilib.tell.wording.signals import cut

WIDE, SLIM = 576, 342
LINE = 24  # pixels of a task
LONGEST, LONGEST_NARROW = 24, 14  # letters of its name
DATE = 52  # pixels of a day as it is written


def chart_timeline(cycle: Cycle) -> Chart | None:
    """Every task of a cycle: outlined as planned, solid as it was. None where no tasks were planned."""
    tasks = cycle.action.tasks
    if not tasks:
        return None
    height = LINE * len(tasks) + 34

    def draw(width: int, height: int) -> Figure:
        return _draw(cycle, width, height)

    return chart(
        draw,
        title=words.timeline_title(cycle),
        subtitle=words.timeline_subtitle(cycle),
        sizes=((WIDE, height), (SLIM, height)),
    )


def _draw(cycle: Cycle, width: int, height: int) -> Figure:
    few, tasks = width < NARROW, cycle.action.tasks
    names = [cut(task.task, LONGEST_NARROW if few else LONGEST) for task in tasks]
    states = [words.task_state(task, cycle.as_of) for task in tasks]
    figure, axes = canvas(width, height, right=[text for text, _ in states], bottom=22)
    box, room = axes.get_position(), LETTER * max(map(len, names)) / width
    axes.set_position((box.x0 + room, box.y0, box.width - room, box.height))
    spans = [date2num(each) for task in tasks for each in (task.starts, task.ends, *_actual(task, cycle))]
    axes.set_xlim(min(spans) - 1, max(spans) + 2)
    axes.set_ylim(len(tasks) - 0.4, -0.6)
    axes.set_yticks(range(len(tasks)), names)
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    _month_ticks(axes, width)
    for row, (task, (text, late)) in enumerate(zip(tasks, states, strict=True)):
        colour = style.UNFAVOURABLE if late else style.INK
        actual = [date2num(each) for each in _actual(task, cycle)]
        if actual:
            axes.barh(row, actual[-1] - actual[0] + 1, left=actual[0], height=0.3, color=colour, zorder=3)
        first, last = date2num(task.starts), date2num(task.ends)
        axes.barh(row, last - first + 1, left=first, height=0.62, facecolor="none", edgecolor=style.INK, zorder=4)
        axes.annotate(
            text, (axes.get_xlim()[1], row), (6, 0), textcoords="offset points", va="center", annotation_clip=False,
            color=colour if late else style.SECOND, weight="bold" if late else "normal",
        )  # fmt: skip
    return figure


def _actual(task, cycle: Cycle) -> list:
    """First and last day on which a task was worked on, as far as seen; empty where it is not begun."""
    done = words.seen(task.done, cycle.as_of)
    begun = words.seen(task.begun, cycle.as_of) or (task.starts if done else None)
    if begun is None:
        return []
    return [min(begun, done or begun), done or cycle.as_of]


def _month_ticks(axes: Axes, width: int) -> None:
    """The first day of every so many months as have room; the first day of all where no month begins."""
    low, high = axes.get_xlim()
    months = [tick for tick in range(int(low), int(high) + 1) if num2date(tick).day == 1]
    room = axes.get_position().width * width * 31 / (high - low)  # pixels of a month
    ticks = months[:: max(1, math.ceil(DATE / room))] or [low + 1]
    axes.set_xticks(ticks, [day(num2date(tick).date(), year=False) for tick in ticks])
