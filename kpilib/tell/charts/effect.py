"""Did it work? The weeks before and after an action beside what was expected without it."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure

from kpilib.judge.cycles import Cycle
from kpilib.judge.signals import process_limits
from kpilib.judge.thresholds import LOCKED_FROM
from kpilib.tell import style, wording
from kpilib.tell.charts.chart import LETTER, NARROW, Chart, canvas, chart, value_axis
from kpilib.tell.charts.days import ticks_with_room
from kpilib.tell.formats import day
from kpilib.tell.language import say
from kpilib.tell.wording.cycles import pictures as words
from kpilib.tell.wording.cycles.effects import LEVEL, effect_text, span_lines, span_text
from kpilib.tell.wording.signals import cut

EFFECT_SIZES = ((576, 300), (342, 270))
SHOWN, SHOWN_NARROW = 52, 26  # weeks of the baseline
DASHES, DOTS = (0, (4, 2)), (0, (1, 2.4))


def can_chart(cycle: Cycle) -> bool:
    """Whether there is an effect to draw. What a check would show before its date never is."""
    return cycle.checked and cycle.evidence is not None and cycle.evidence.estimate is not None


def chart_effect(cycle: Cycle, *, sizes: tuple = EFFECT_SIZES) -> Chart | None:
    """The weeks before and after, with limits, expectation and effect; None where there is nothing to draw."""
    if not can_chart(cycle):
        return None
    weeks = _shown(cycle, SHOWN)

    def draw(width: int, height: int) -> Figure:
        return _draw(cycle, _shown(cycle, SHOWN if width >= NARROW else SHOWN_NARROW), width, height)

    return chart(
        draw,
        title=words.chart_title(cycle),
        subtitle=words.chart_subtitle(cycle, weeks.index[0], weeks.index[-1]),
        sizes=sizes,
    )


def _shown(cycle: Cycle, most: int) -> pd.Series:
    """The weeks that are drawn: the last of the baseline, and all after the start."""
    window = cycle.evidence.window
    return pd.concat([window.before.iloc[-most:], window.following])


def _draw(cycle: Cycle, weeks: pd.Series, width: int, height: int) -> Figure:
    found, write, few = cycle.evidence, wording.format_of(cycle.one), width < NARROW
    value, low, high = found.effect
    lines = [write.gap(value, sign=True), *span_lines(low, high, cycle)] if few else (
        [effect_text(value, cycle), span_text(low, high, cycle)]
    )  # fmt: skip
    figure, axes = canvas(width, height, right=[f"{text}   " for text in lines])
    expected = found.expected.reindex(weeks.index)
    begin, end = date2num(weeks.index[0]) - 4, date2num(weeks.index[-1])
    _scale(axes, cycle, weeks, expected)
    axes.set_xlim(begin, end + 4)
    value_axis(axes, write)
    _limits(axes, cycle)
    _expected(axes, cycle, expected)
    axes.plot(_days(weeks), weeks, color=style.INK, linewidth=1.3, zorder=3)
    _points(axes, cycle, weeks)
    _start_line(axes, cycle, width)
    _bracket(axes, cycle, end, few)
    _date_ticks(axes, weeks, cycle, few=few)
    return figure


def _days(weeks: pd.Series) -> list[float]:
    return [date2num(stamp) for stamp in weeks.index]


def _scale(axes: Axes, cycle: Cycle, weeks: pd.Series, expected: pd.Series) -> None:
    band = _band(cycle)
    values = [*weeks, *expected.dropna(), *(band.to_numpy().ravel() if band is not None else ())]
    values += [end for limit in _limits_of(cycle) for end in limit]
    span = (max(values) - min(values)) or abs(max(values)) or 1
    bottom = min(values) - 0.1 * span
    bottom = bottom if min(values) < 0 else max(0.0, bottom)
    axes.set_ylim(bottom, max(values) + 0.16 * span)


def _band(cycle: Cycle) -> pd.DataFrame | None:
    """The band of what was expected; beside a control it is not worked out week by week."""
    return cycle.evidence.series.band if cycle.evidence.used == "interrupted" else None


def _limits_of(cycle: Cycle) -> tuple[pd.Series, ...]:
    """The lower and the upper limit of the baseline, around what was expected, over the weeks that they are made of.

    None where only what is new in each week is charted: the limits are of something else then.
    """
    found = cycle.evidence
    if found.signals.charted != "values":
        return ()
    calm = found.window.before.iloc[-LOCKED_FROM:]
    middle = found.expected.reindex(calm.index)
    limits = process_limits(calm - middle, spread="screened")
    return middle + limits.lower, middle + limits.upper


def _limits(axes: Axes, cycle: Cycle) -> None:
    limits = _limits_of(cycle)
    if limits:
        low, high = limits
        axes.fill_between(_days(low), low, high, color=style.HAIRLINE, linewidth=0, alpha=0.7)
    for limit in limits:
        axes.plot(_days(limit), limit, color=style.REFERENCE, linestyle=DOTS, linewidth=1.1)


def _expected(axes: Axes, cycle: Cycle, expected: pd.Series) -> None:
    """What was expected: a thin line before the start, dashed with its band after it."""
    start = pd.Timestamp(cycle.evidence.window.start)
    before, after = expected[expected.index < start], expected[expected.index >= start]
    axes.plot(_days(before), before, color=style.REFERENCE, linewidth=1)
    axes.plot(_days(after), after, color=style.INK, linestyle=DASHES, linewidth=1.4, zorder=3)
    band = _band(cycle)
    if band is not None:
        inside = band[band.index >= start]
        axes.fill_between(_days(inside), inside["low"], inside["high"], color=style.RULE, linewidth=0, alpha=0.55)


def colour_of(cycle: Cycle) -> str:
    """What the effect means: favourable, unfavourable, or nothing that may be claimed."""
    return {"worked": style.FAVOURABLE, "harmed": style.UNFAVOURABLE}.get(cycle.verdict, style.SECOND)


def _points(axes: Axes, cycle: Cycle, weeks: pd.Series) -> None:
    start, colour = pd.Timestamp(cycle.evidence.window.start), colour_of(cycle)
    before, after = weeks[weeks.index < start], weeks[weeks.index >= start]
    axes.plot(_days(before), before, "o", color=style.INK, markersize=2.8, zorder=4)
    axes.plot(
        _days(after), after, "o", color="white", markeredgecolor=colour, markersize=5, markeredgewidth=1.5, zorder=5
    )


def _start_line(axes: Axes, cycle: Cycle, width: int) -> None:
    """A line on the day it was carried out, with its name on the side that has room."""
    x, (low, high) = date2num(cycle.evidence.window.start), axes.get_xlim()
    axes.axvline(x, color=style.INK, linewidth=1, zorder=2)
    share = (x - low) / (high - low)
    room = axes.get_position().width * width
    left = share > 0.5
    most = int((share if left else 1 - share) * room / LETTER) - 2
    text = f"{cut(cycle.name, max(8, most - 9))}, {day(cycle.evidence.window.start, year=False)}"
    axes.annotate(
        text, (x, 1), (-4 if left else 4, -1), xycoords=("data", "axes fraction"), textcoords="offset points",
        ha="right" if left else "left", va="top", color=style.SECOND,
    )  # fmt: skip


def _bracket(axes: Axes, cycle: Cycle, end: float, few: bool) -> None:
    """An arrow from what was expected to what was, in the mean of the weeks after, and the effect beside it."""
    found, colour, write = cycle.evidence, colour_of(cycle), wording.format_of(cycle.one)
    actual = float(found.window.after.mean())
    value, low, high = found.effect
    arrow = {"arrowstyle": "<->", "color": colour, "linewidth": 1.3, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", (end + 3, actual), (end + 3, actual - value), arrowprops=arrow, annotation_clip=False)
    lines = [(say("Effect"), "bold"), (write.gap(value, sign=True) if few else effect_text(value, cycle), "bold")]
    span = span_lines(low, high, cycle) if few else [span_text(low, high, cycle)]
    lines += [(part, "normal") for part in (f"{LEVEL}:", *span)]
    for number, (text, weight) in enumerate(lines):
        axes.annotate(
            text, (end + 4, actual - value / 2), (9, 11 * ((len(lines) - 1) / 2 - number)),
            textcoords="offset points", va="center", color=colour if weight == "bold" else style.SECOND,
            weight=weight, annotation_clip=False,
        )  # fmt: skip


def _date_ticks(axes: Axes, weeks: pd.Series, cycle: Cycle, *, few: bool) -> None:
    first, last = date2num(weeks.index[0]), date2num(weeks.index[-1])
    start = date2num(cycle.evidence.window.start)
    room = (0.22 if few else 0.12) * (last - first)
    ticks: list[float] = []
    for tick in (start, last, first):
        if all(abs(tick - other) > room for other in ticks):
            ticks.append(tick)
    ticks_with_room(axes, [(tick, num2date(tick).date()) for tick in ticks])
