"""Whether targets were hit as often as told: the share of targets hit by the probability that was stated."""

from babel.numbers import format_decimal
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kpilib.judge.track import Group, Track
from kpilib.plan.model import Plan
from kpilib.tell import style
from kpilib.tell.charts.chart import HALF, HALO, LETTER, Chart, chart
from kpilib.tell.charts.room import annotate_where_room
from kpilib.tell.formats import share
from kpilib.tell.language import say, spoken
from kpilib.tell.wording import track as words

STEPS = (0, 0.25, 0.5, 0.75, 1)
LOW = 0.1  # below this share a label has no room under its dot


def chart_calibration(track: Track, plan: Plan, *, note: str = "", sizes: tuple = HALF) -> Chart:
    """A dot for each group of probabilities; on the dashed line, all that was told came true as often as told.

    note : what is said beside it, such as `words.track_note`.
    """

    def draw(width: int, height: int) -> Figure:
        return _draw(track, width, height)

    return chart(
        draw, title=words.finding_track(track), subtitle=words.subtitle_track(track, plan), note=note, sizes=sizes
    )


def _draw(track: Track, width: int, height: int) -> Figure:
    figure = Figure(figsize=(width * style.PX, height * style.PX))
    left, right, top, bottom = 14 + 5 * LETTER, 14 + 6 * LETTER, 22, 46
    room = (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    axes = figure.add_axes(room)
    axes.set(xlim=(0, 1.02), ylim=(-0.04, 1.02), xlabel=say("Probability we stated"))
    axes.set_yticks([0, 0.5, 1], [share(tick) for tick in (0, 0.5, 1)])
    axes.set_xticks(STEPS, [format_decimal(tick, locale=spoken()) for tick in STEPS])
    axes.plot([0, 1], [0, 1], color=style.REFERENCE, linestyle=(0, (4, 3)), linewidth=1, zorder=1)
    axes.annotate(
        say("perfect forecaster"),
        (1, 1),
        (0, 5),
        textcoords="offset points",
        ha="right",
        color=style.LABEL,
        annotation_clip=False,
    )
    for group in track.groups:
        if track.kept:  # of thousands of targets the interval would be no longer than the dot
            axes.plot([group.stated] * 2, group.interval, color=style.REFERENCE, linewidth=2.4, zorder=2)
        axes.plot([group.stated], [group.share], "o", color=style.INK, markersize=6.5, zorder=3, clip_on=False)
        _label(axes, group)
    return figure


def _label(axes: Axes, group: Group) -> None:
    """How many were hit: below the dot and so mostly clear of the dashed line, or where there is room beside it."""
    sides = [(7, -7), (7, 7), (-7, 7), (-7, -7)] if group.share > LOW else [(7, 7), (-7, 7), (7, 20), (-7, 20)]
    sides += [(x, y * lift) for lift in (3, 5) for x, y in ((7, 7), (-7, 7), (7, -7), (-7, -7))]
    label = {
        "text": words.hits(group.count, group.hits),
        "xy": (group.stated, group.share),
        "textcoords": "offset points",
        "va": "center",
        "color": style.SECOND,
        "bbox": HALO,
        "annotation_clip": False,
        "zorder": 4,
    }
    annotate_where_room(axes, [[label | {"xytext": (x, y), "ha": "left" if x > 0 else "right"}] for x, y in sides])
