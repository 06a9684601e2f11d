"""The effect of an action beside its prediction, each with its range."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kpilib.judge.cycles import Cycle
from kpilib.tell import style, wording
from kpilib.tell.charts.chart import LETTER, NARROW, Chart, canvas, chart, label_ends
from kpilib.tell.charts.days import APART
from kpilib.tell.charts.effect import colour_of
from kpilib.tell.formats import Format
from kpilib.tell.language import say
from kpilib.tell.wording.cycles import pictures as words
from kpilib.tell.wording.cycles.effects import unitless

SIZES = ((576, 92), (342, 92))


def chart_compared(cycle: Cycle, *, sizes: tuple = SIZES) -> Chart | None:
    """The effect beside the prediction; None without one of them."""
    found = cycle.evidence
    if not cycle.checked or found is None or found.effect is None or cycle.predicted is None:
        return None

    def draw(width: int, height: int) -> Figure:
        return _compared(cycle, width, height)

    return chart(draw, title=words.compared_title(cycle), subtitle=words.compared_subtitle(cycle), sizes=sizes)


def _amounts(axes: Axes, write: Format, width: int) -> None:
    """As many of the ticks, counted from zero, as have room for their amounts."""
    low, high = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low <= tick <= high]
    names = [unitless(write.gap(tick, sign=True), write) if tick else "0" for tick in ticks]
    pixels = axes.get_position().width * width / (high - low) * (ticks[1] - ticks[0]) if len(ticks) > 1 else width
    step = math.ceil((1.2 * LETTER * max(map(len, names)) + APART) / pixels)
    zero = min(range(len(ticks)), key=lambda place: abs(ticks[place]))
    kept = [place for place in range(len(ticks)) if (place - zero) % step == 0]
    axes.set_xticks([ticks[place] for place in kept], [names[place] for place in kept])


def _compared(cycle: Cycle, width: int, height: int) -> Figure:
    write = wording.format_of(cycle.one)
    rows = [
        (say("Predicted"), cycle.predicted, style.REFERENCE, "white"),
        (say("Actual"), cycle.evidence.effect, colour_of(cycle), ""),
    ]
    labels = [write.gap(row[1][0], sign=True) for row in rows]
    figure, axes = canvas(width, height, right=labels, bottom=22)
    box, room = axes.get_position(), LETTER * max(len(row[0]) for row in rows) / width
    axes.set_position((box.x0 + room, box.y0, box.width - room, box.height))
    ends = [0.0, *cycle.predicted, *cycle.evidence.effect]
    span = (max(ends) - min(ends)) or 1
    axes.set_xlim(min(ends) - 0.04 * span, max(ends) + 0.04 * span)
    axes.set_ylim(-0.6, 1.6)
    axes.set_yticks([1, 0], [row[0] for row in rows])
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    axes.axvline(0, color=style.INK, linewidth=1.6)
    axes.locator_params(axis="x", nbins=4 if width < NARROW else 6)
    _amounts(axes, write, width)
    for height_of, (_, (value, low, high), colour, fill) in zip((1, 0), rows, strict=True):
        axes.plot([low, high], [height_of] * 2, color=colour, linewidth=2.6, solid_capstyle="butt")
        axes.plot(
            [value], [height_of], "o", color=fill or colour, markeredgecolor=colour, markersize=7, markeredgewidth=1.5
        )
    right = axes.get_xlim()[1]
    label_ends(axes, [(right, place, text, style.INK) for place, text in zip((1, 0), labels, strict=True)])
    return figure
