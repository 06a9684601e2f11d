"""A chart as the page shows it: finding, subtitle, picture in two widths, alternative text."""

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import matplotlib
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kpilib.errors import KpilibError
from kpilib.judge.assessment import Assessment
from kpilib.tell import style
from kpilib.tell.charts.room import annotate_where_room
from kpilib.tell.formats import Format
from kpilib.tell.page import fragment
from kpilib.tell.plain import plain_text
from kpilib.tell.svg import for_page

Draw = Callable[[int, int], Figure]

FULL = ((912, 320), (342, 270))
HALF = ((440, 250), (342, 240))
HALO = {"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.8}
LETTER = 6.3  # pixels that a letter of 11 px takes on average in the widest of the fonts
LIFTS = (7, 20, 34, 52, 76)  # points by which a label stands above or below its point
NARROW = 500  # below this width only the dates that matter most are written


@dataclass(frozen=True)
class Picture:
    """A drawing as SVG, at its size in CSS pixels."""

    width: int
    height: int
    svg: str = field(repr=False)

    @property
    def uri(self) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(self.svg.encode()).decode()


@dataclass(frozen=True)
class Drawing:
    """What a chart shows: how it is drawn at a size in CSS pixels, and what is said of it."""

    draw: Draw = field(repr=False)
    title: str
    subtitle: str
    note: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure with its finding. In a notebook it shows itself.

    >>> import kpilib as kpi
    >>> drawn = kpi.chart_progress(report["leads"])
    >>> drawn
    Qualified leads reached 548, 104 behind the plan path; reaching 1,200 is very unlikely (P = 0.02)
    Qualified leads, cumulative, 1 Jul to 30 Sep 2026. ...
    >>> drawn.wide.width, drawn.narrow.width
    (912, 342)
    """

    title: str
    subtitle: str
    alt: str
    wide: Picture
    narrow: Picture
    note: str = ""

    def __repr__(self) -> str:
        return plain_text(Markup("<p>{}</p>" * 3).format(self.title, self.subtitle, self.note))

    def _repr_html_(self) -> str:
        return str(self.html())

    def html(self) -> Markup:
        return fragment("chart.html.j2", chart=self)


@dataclass(frozen=True)
class Charts:
    """Charts side by side, two in a row. Without any, nothing is shown.

    >>> import kpilib as kpi
    >>> len(kpi.charts_progress(report.others))
    5
    """

    charts: tuple[Chart, ...]

    def __repr__(self) -> str:
        return plain_text(Markup("").join(Markup("<p>{}</p>").format(one.title) for one in self.charts))

    def __len__(self) -> int:
        return len(self.charts)

    def _repr_html_(self) -> str:
        return str(fragment("charts.html.j2", charts=self.charts)) if self.charts else ""


def chart(draw: Draw, *, title: str, subtitle: str, note: str = "", sizes: Sequence[tuple[int, int]] = FULL) -> Chart:
    """A chart drawn at both widths. `draw(width, height)` returns the figure of that size in CSS pixels."""
    wide, narrow = (Picture(width, height, svg_of(draw, width, height)) for width, height in sizes)
    return Chart(title, subtitle, alt=f"{title}. {note}".strip(), wide=wide, narrow=narrow, note=note)


def refuse_without_data(one: Assessment) -> None:
    """Raise KpilibError for a KPI of which nothing is known: an empty chart would look like a zero."""
    if not one.known:
        raise KpilibError(f"{one.name} has no data to draw: {'; '.join(one.reasons)}")


def svg_of(draw: Draw, width: int, height: int) -> str:
    """A drawing as SVG, the same bytes for the same input, its text in the reader's own font."""
    with matplotlib.rc_context(style.CHART):
        figure = draw(width, height)
        target = io.StringIO()
        figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    svg = target.getvalue()
    return for_page(svg[svg.index("<svg") :])


def canvas(width: int, height: int, *, right: Sequence[str], bottom: int = 26) -> tuple[Figure, Axes]:
    """A figure of a size in CSS pixels with one plot, and room for the longest label right of it.

    The room left of it is made by `value_axis`, once the values to write there are known.
    """
    figure = Figure(figsize=(width * style.PX, height * style.PX))
    left, right, top = 14, 16 + LETTER * max(map(len, right), default=0), 12
    room = (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    return figure, figure.add_axes(room)


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Label positions pushed apart to at least `gap`, in the order and as near as can be to where they were.

    >>> spread([10, 12, 40], 6)
    [8.0, 14.0, 40.0]
    """
    order = sorted(range(len(places)), key=lambda index: places[index])
    groups: list[list[int]] = []
    for index in order:
        groups.append([index])
        while len(groups) > 1 and _top(groups[-2], places, gap) + gap > _bottom(groups[-1], places, gap):
            groups[-2:] = [groups[-2] + groups[-1]]
    placed = [0.0] * len(places)
    for group in groups:
        for step, index in enumerate(group):
            placed[index] = _bottom(group, places, gap) + step * gap
    return placed


def within(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Label positions that `spread` gave, moved as far as is needed to lie between two ends.

    >>> within([-4, 6, 40], 10, 0, 42)
    [0, 10, 40]
    """
    placed = list(places)
    order = sorted(range(len(placed)), key=lambda index: placed[index])
    for number, index in enumerate(order):
        placed[index] = max(placed[index], low + number * gap)
    for number, index in enumerate(reversed(order)):
        placed[index] = min(placed[index], high - number * gap)
    return placed


def _bottom(group: list[int], places: Sequence[float], gap: float) -> float:
    return sum(places[index] for index in group) / len(group) - (len(group) - 1) * gap / 2


def _top(group: list[int], places: Sequence[float], gap: float) -> float:
    return _bottom(group, places, gap) + (len(group) - 1) * gap


def label_lines(
    axes: Axes, x: float, y: float, lines: Sequence[str], *, below: bool, right: bool, colour: str
) -> None:
    """A label of several lines beside a point, written last. Each line stands alone, so that any font aligns them.

    It moves to another side, and away, where there is no room; its last lines, or all of it, give way in the end.
    """
    sides = [(below, right), (below, not right), (not below, right), (not below, not right)]
    choices = [
        _beside((x, y), lines[:count], lift, below=down, right=aside, colour=colour)
        for count in range(len(lines), 0, -1)
        for lift in LIFTS
        for down, aside in sides
    ]
    annotate_where_room(axes, choices)


def _beside(
    point: tuple[float, float], lines: Sequence[str], lift: float, *, below: bool, right: bool, colour: str
) -> list[dict]:
    return [
        {
            "text": text,
            "xy": point,
            "xytext": (6 if right else -7, (lift + 11 * number) * (-1 if below else 1)),
            "textcoords": "offset points",
            "ha": "left" if right else "right",
            "va": "top" if below else "bottom",
            "color": colour,
            "weight": "bold",
            "bbox": HALO,
        }
        for number, text in enumerate(lines if below else reversed(lines))
    ]


def value_axis(axes: Axes, write: Format, *, sign: bool = False) -> None:
    """Three to five grid lines, labelled as values are written, and room for the labels left of the plot.

    To be called when the limits of the axis are set, and before anything is placed by pixels.
    """
    axes.locator_params(axis="y", nbins=5, min_n_ticks=3)

    def label(value: float, _: int | None = None) -> str:
        return write(value, sign=sign) if value else "0"

    axes.yaxis.set_major_formatter(label)
    low, high = sorted(axes.get_ylim())
    longest = max((len(label(value)) for value in axes.get_yticks() if low <= value <= high), default=0)
    box = axes.get_position()
    room = LETTER * longest * style.PX / axes.figure.get_figwidth()
    axes.set_position((box.x0 + room, box.y0, box.width - room, box.height))


def label_ends(axes: Axes, labels: Sequence[tuple[float, float, str, str]], *, offset: int = 8) -> None:
    """Labels right of line ends: (x, y, text, colour). They are pushed apart by the height of a line."""
    axes.figure.canvas.draw_idle()
    pixel = axes.transData.transform
    scale = axes.figure.dpi / 96
    ends = axes.bbox.y0, axes.figure.bbox.height - 8 * scale  # above the dates, and within the picture
    placed = within(spread([pixel((x, y))[1] for x, y, _, _ in labels], 14 * scale), 14 * scale, *ends)
    for (x, y, text, colour), height in zip(labels, placed, strict=True):
        shift = (height - pixel((x, y))[1]) * 72 / axes.figure.dpi
        axes.annotate(
            text,
            (x, y),
            (offset * 0.75, shift),
            textcoords="offset points",
            color=colour,
            va="center",
            annotation_clip=False,
        )
