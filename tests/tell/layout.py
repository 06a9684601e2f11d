"""Whether the texts of a picture stay within it and keep apart, measured with the widest of the fonts."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from kpilib.tell import style
from kpilib.tell.charts import chart

HAIR = 1.0  # pixels
SMALLEST = 7.5  # points: 10 px


def crowded(figure: Figure) -> list[str]:
    """Every text that leaves the picture, and every two that overlap."""
    figure.set_dpi(96)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    width, height = canvas.get_width_height()
    texts = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    boxes = {text: text.get_window_extent(canvas.get_renderer()) for text in texts if _inside_its_axis(text, figure)}
    found = [
        f"'{text.get_text()}' leaves the picture"
        for text, box in boxes.items()
        if box.x0 < -HAIR or box.y0 < -HAIR or box.x1 > width + HAIR or box.y1 > height + HAIR
    ]
    return found + [
        f"'{one.get_text()}' overlaps '{two.get_text()}'"
        for (one, a), (two, b) in combinations(boxes.items(), 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > HAIR and min(a.y1, b.y1) - max(a.y0, b.y0) > HAIR + 1
    ]


def _inside_its_axis(text: Text, figure: Figure) -> bool:
    """Tick labels beyond the ends of an axis have no place, and are not drawn."""
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, sorted(axes.get_xlim())), (axes.yaxis, sorted(axes.get_ylim()))):
            for tick in axis.get_major_ticks():
                if text in (tick.label1, tick.label2):
                    return text.get_visible() and axes.axison and low <= tick.get_loc() <= high
    return True


def small(figure: Figure) -> list[str]:
    """Every text that is smaller than can be read."""
    texts = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    return [f"'{text.get_text()}' is small" for text in texts if text.get_fontsize() < SMALLEST]


@contextmanager
def looked_at() -> Iterator[list[Figure]]:
    """The figures that are drawn meanwhile; they are kept and not written as SVG."""
    drawn: list[Figure] = []

    def keep(draw: chart.Draw, width: int, height: int) -> str:
        with rc_context(style.CHART):
            drawn.append(draw(width, height))
        return "<svg/>"

    written, chart.svg_of = chart.svg_of, keep
    try:
        yield drawn
    finally:
        chart.svg_of = written
