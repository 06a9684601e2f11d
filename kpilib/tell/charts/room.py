"""Where a label has room: within the picture, and apart from every other text."""

from collections.abc import Iterable, Sequence

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

EDGE, APART = 2.0, 1.0  # points that stay free along the edge of a picture, and between two texts

Place = dict  # what `Axes.annotate` is told of a place


def annotate_where_room(axes: Axes, choices: Iterable[Sequence[Place]]) -> None:
    """Write the first of several choices that has room; without room for any, nothing is written.

    choices : each of one or more annotations, which are written together. The limits and the ticks of both axes, and
    the other labels, have to be there already.
    """
    taken = text_boxes(axes)
    for lines in choices:
        written = [axes.annotate(**line) for line in lines]
        if _have_room(written, taken, axes):
            return
        for each in written:
            each.remove()


def text_boxes(axes: Axes) -> list[Bbox]:
    """Where the texts of a plot stand, in pixels."""
    renderer, found = _renderer(axes), []
    for axis, ends in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
        axis.get_majorticklabels()  # gives every tick its place
        for tick in axis.get_major_ticks():
            if min(ends) <= tick.get_loc() <= max(ends) and tick.label1.get_text():
                found.append(tick.label1.get_window_extent(renderer))
    return found + [text.get_window_extent(renderer) for text in axes.texts if text.get_text()]


def _have_room(written: Sequence[Annotation], taken: Sequence[Bbox], axes: Axes) -> bool:
    renderer, point = _renderer(axes), axes.figure.dpi / 72
    width, height = axes.figure.bbox.size
    for each in written:
        box = each.get_window_extent(renderer)
        edge, apart = EDGE * point, APART * point
        if box.x0 < edge or box.y0 < edge or box.x1 > width - edge or box.y1 > height - edge:
            return False
        if any(box.padded(apart).overlaps(other) for other in taken):
            return False
    return True


def _renderer(axes: Axes):
    """What measures texts: they are laid out here with the same font in any format."""
    canvas = axes.figure.canvas
    return (canvas if isinstance(canvas, FigureCanvasAgg) else FigureCanvasAgg(axes.figure)).get_renderer()
