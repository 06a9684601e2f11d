"""How a KPI runs as a process: whole weeks, natural process limits, signals, and what a week has to bring."""

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure

from kpilib.judge.assessment import Assessment
from kpilib.judge.causes import Cause, causes
from kpilib.judge.process import NoProcess, Process, process_or_why, shortly_before, weekly_level
from kpilib.judge.signals import Signal
from kpilib.tell import style, wording
from kpilib.tell.charts.chart import (
    FULL,
    HALO,
    LETTER,
    NARROW,
    Chart,
    canvas,
    chart,
    label_ends,
    refuse_without_data,
    value_axis,
)
from kpilib.tell.charts.days import ticks_with_room
from kpilib.tell.charts.weekly import chart_weekly
from kpilib.tell.formats import Format
from kpilib.tell.language import in_clients_language
from kpilib.tell.wording import process as sentences
from kpilib.tell.wording import process_note as notes
from kpilib.tell.wording import signals as words

# A mark for each rule: shape, size, filled. A week with several has the first of them.
MARKS = {"outside": ("D", 6.5, True), "run": ("o", 5.5, False), "near_limit": ("s", 5.0, False)}
LINE = 15  # pixels of a line of text above the plot
BOLD = 7.3  # pixels that a letter of such a line takes where it is bold
DOTS, DASHES = (0, (1, 2.4)), (0, (4, 2))


@in_clients_language
def chart_process(one: Assessment, process: Process | NoProcess | None = None, *, sizes: tuple = FULL) -> Chart:
    """One KPI as a process; a KPI without limits is drawn by its weeks, and the note says why.

    process : where it is known already; by default it is made from the KPI's own weeks.
    Raises KpilibError for a KPI of which nothing is known.

    >>> chart_process(report["leads"])
    Qualified leads stayed within 50 to 110 a week since 1 Jul, without a signal; 111 a week is needed ...
    """
    refuse_without_data(one)
    process = process or process_or_why(one)
    if isinstance(process, NoProcess):
        return _with_note(chart_weekly(one, sizes=sizes), notes.why_no_limits(process))
    noted = causes(one.plan, one.kpi, one.as_of)
    write = wording.format_of(one)

    def draw(width: int, height: int) -> Figure:
        return _draw(one, process, noted, write, width, height)

    return chart(
        draw,
        title=sentences.finding_process(one, process),
        subtitle=sentences.subtitle_process(one, process),
        note=notes.explanation_process(one, process, noted),
        sizes=sizes,
    )


def _with_note(drawn: Chart, note: str) -> Chart:
    return Chart(drawn.title, drawn.subtitle, f"{drawn.alt}. {note}", drawn.wide, drawn.narrow, note)


def _draw(
    one: Assessment, process: Process, noted: Sequence[Cause], write: Format, width: int, height: int
) -> Figure:
    few = width < NARROW
    low, high = words.shown_limits(one, process.limits)
    need, due = weekly_level(one), date2num(one.kpi.due)
    lower, mean, upper = words.limit_labels(low, process.limits.centre, high, write, few=few)
    ends = [  # from the lowest, so that labels of one height keep their order
        (due, low, lower, style.LABEL),
        (due, process.limits.centre, mean, style.SECOND),
        (due, high, upper, style.LABEL),
    ]
    if low != process.limits.lower:  # a limit that was cut at zero is none
        ends.pop(0)
    if not math.isnan(need):
        ends += [(due, need, sentences.need_label(one, need, write), style.INK)]
    figure, axes = canvas(width, height, right=[f"{text} " for _, _, text, _ in ends])
    above = _above(one, process, noted, write)
    _scale(axes, process, (low, high, need), lines=len(above))
    axes.set_xlim(date2num(process.weeks.index[0]) - 4, due)
    value_axis(axes, write)
    _no_ticks_above(axes, process, (high, need))
    _limits(axes, one, process, due)
    if not math.isnan(need):
        since = one.data_to if one.metric.kind == "sum" else one.start
        axes.plot([date2num(since), due], [need, need], color=style.INK, linestyle=DASHES, linewidth=1.4)
    axes.plot(_days(process.weeks), process.weeks, color=style.INK, linewidth=1.3, zorder=3)
    _points(axes, one, process)
    for line, (stamp, text, colour, ruled) in enumerate(above):
        _write_above(axes, date2num(stamp), text, colour, line, ruled=ruled)
    _date_ticks(axes, one, process, few=few)
    label_ends(axes, ends)
    return figure


def _days(weeks: pd.Series) -> list[float]:
    return [date2num(stamp) for stamp in weeks.index]


def _scale(axes: Axes, process: Process, levels: Sequence[float], *, lines: int) -> None:
    """Room for every value and limit, and above them for so many lines of text."""
    values = [*process.weeks, process.limits.centre, *(each for each in levels if not math.isnan(each))]
    values += [each.limits.centre for each in process.segments]
    span = (max(values) - min(values)) or abs(max(values)) or 1
    bottom = min(values) - 0.1 * span
    bottom = bottom if min(values) < 0 else max(0.0, bottom)
    height = axes.get_position().height * axes.figure.get_figheight() / style.PX
    top = max(values) + 0.08 * span
    axes.set_ylim(bottom, bottom + (top - bottom) / (1 - (LINE * lines + 4) / height))


def _no_ticks_above(axes: Axes, process: Process, levels: Sequence[float]) -> None:
    """Where the text stands there are no values to read off."""
    top = max([*process.weeks, *(each for each in levels if not math.isnan(each))])
    low, high = axes.get_ylim()
    axes.set_yticks([tick for tick in axes.get_yticks() if low <= tick <= max(top, min(high, top * 1.02))])


def _limits(axes: Axes, one: Assessment, process: Process, due: float) -> None:
    """Band and lines of each segment, up to where the next one begins."""
    starts = [date2num(each.first) - 4 for each in process.segments]
    for each, first, last in zip(process.segments, starts, [*starts[1:], due], strict=True):
        low, high = words.shown_limits(one, each.limits)
        axes.fill_between([first, last], low, high, color=style.WASH, linewidth=0, zorder=0.5)
        for limit in (low, high) if low == each.limits.lower else (high,):
            axes.plot([first, last], [limit] * 2, color=style.REFERENCE, linestyle=DOTS, linewidth=1.1)
        axes.plot([first, last], [each.limits.centre] * 2, color=style.REFERENCE, linewidth=1)


def _points(axes: Axes, one: Assessment, process: Process) -> None:
    """Every week as a dot; a week of a signal by the shape of its rule, in the colour of what it means.

    The weeks of signals that ended before the period are grey.
    """
    axes.plot(_days(process.weeks), process.weeks, "o", color=style.INK, markersize=2.8, zorder=3)
    for week, value in process.weeks.items():
        here = [each for each in process.signals if each.first <= week <= each.last and _part(each, process, value)]
        if not here:
            continue
        rule = next(rule for rule in MARKS if any(each.rule == rule for each in here))
        news = [each for each in here if each in process.signals_since]
        colour = colour_of(one, news[0].side) if news else style.REFERENCE
        shape, size, filled = MARKS[rule]
        axes.plot(
            [date2num(week)], [value], shape, color=colour if filled else "white", markeredgecolor=colour,
            markersize=size, markeredgewidth=1.4, zorder=4, clip_on=False,
        )  # fmt: skip


def _part(signal: Signal, process: Process, value: float) -> bool:
    """Whether a week between the first and the last of a signal is one of those that make it."""
    limits = words.limits_at(process, signal.first)
    line = limits.quartiles[signal.side > 0]
    return signal.rule != "near_limit" or signal.side * (value - line) > 0


def colour_of(one: Assessment, side: int) -> str:
    """What a signal on this side means for the KPI."""
    if one.metric.improvement not in ("increase", "decrease"):
        return style.UNDECIDED
    good = (side > 0) == (one.metric.improvement == "increase")
    return style.FAVOURABLE if good else style.UNFAVOURABLE


def _above(
    one: Assessment, process: Process, noted: Sequence[Cause], write: Format
) -> list[tuple[pd.Timestamp, str, str, bool]]:
    """The lines above the plot: what was noted before the main signal or gave new limits, and that signal."""
    main = words.main_signal(process)
    given = [each.cause for each in process.segments if each.cause is not None]
    before = given or (shortly_before(main, noted) if main else [])
    lines = [(pd.Timestamp(each.on), words.cause_told(each), style.SECOND, True) for each in before[-1:]]
    if main:
        lines.append((main.last, words.signal_mark(process, main, write), colour_of(one, main.side), False))
    return lines


def _write_above(axes: Axes, x: float, text: str, colour: str, line: int, *, ruled: bool) -> None:
    """A line of text above the plot that ends at its day, moved right or cut where there is no room for it."""
    box, figure = axes.get_position(), axes.figure
    room = box.width * figure.get_figwidth() / style.PX
    low, high = axes.get_xlim()
    here = min(max((x - low) / (high - low) * room, 0), room)
    letter = LETTER if ruled else BOLD
    text = words.cut(text, int(room / letter))
    begin = min(max(here - letter * len(text), 0), room - letter * len(text))
    ends = begin + letter * len(text) <= here + 1
    if ruled:
        axes.plot([x, x], axes.get_ylim(), color=style.RULE, linewidth=1, zorder=1, scalex=False, scaley=False)
    axes.annotate(
        text,
        ((here if ends else begin) / room, 1),
        (-3 if ends else 0, -0.75 * LINE * line),
        xycoords="axes fraction",
        textcoords="offset points",
        ha="right" if ends else "left",
        va="top",
        color=colour,
        weight="normal" if ruled else "bold",
        bbox=HALO,
    )


def _date_ticks(axes: Axes, one: Assessment, process: Process, *, few: bool) -> None:
    """Ticks at the first and the last week, the start and the due date, as far as there is room."""
    first, last = date2num(process.weeks.index[0]), date2num(process.weeks.index[-1])
    start, due = date2num(one.start), date2num(one.kpi.due)
    room = (0.2 if few else 0.09) * (due - first)
    ticks: list[float] = []
    for tick in (last, first, due, start):
        if first <= tick <= due and all(abs(tick - other) > room for other in ticks):
            ticks.append(tick)
    ticks_with_room(axes, [(tick, num2date(tick).date()) for tick in ticks])
