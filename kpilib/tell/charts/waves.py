"""How something that is asked or followed stands from wave to wave: every value with its interval, and the target."""

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from kpilib.errors import KpilibError
from kpilib.judge.assessment import Assessment
from kpilib.judge.moves import move_of_waves
from kpilib.tell import style, wording
from kpilib.tell.charts.chart import FULL, NARROW, Chart, Drawing, canvas, chart, label_ends, label_lines, value_axis
from kpilib.tell.charts.fan import target_label, target_lines
from kpilib.tell.charts.spark import FEWEST_TO_JOIN
from kpilib.tell.formats import Format
from kpilib.tell.language import in_clients_language, retold
from kpilib.tell.wording import estimates as words

MOST_WAVES = 12


@in_clients_language
def chart_waves(one: Assessment, *, sizes: tuple = FULL) -> Chart:
    """The waves of a survey, or the quarters of customers who were followed. Raises KpilibError without any."""
    if not one.estimates:
        raise KpilibError(f"{one.name} has no wave to draw: {'; '.join(one.reasons)}")
    return chart(**vars(waves_drawing(one)), sizes=sizes)


def waves_drawing(one: Assessment) -> Drawing:
    """The same before it is drawn, in the language that is being spoken; of a KPI that has waves."""
    write = wording.format_of(one)

    def draw(width: int, height: int) -> Figure:
        return _draw(one, write, width, height)

    return Drawing(
        draw,
        title=wording.finding(one),
        subtitle=words.subtitle_waves(one),
        note=words.note_waves(one, move_of_waves(one), write),
    )


def _draw(one: Assessment, write: Format, width: int, height: int) -> Figure:
    waves = one.estimates[-MOST_WAVES:]
    ends = []
    if not math.isnan(one.target):
        ends.append((len(waves) - 0.5, one.target, target_label(one, write), style.INK))
    figure, axes = canvas(width, height, right=[text for _, _, text, _ in ends] or [""])
    places, values = list(range(len(waves))), [wave.value for wave in waves]
    if len(waves) >= FEWEST_TO_JOIN:
        axes.plot(places, values, color=style.REFERENCE, linewidth=1)
    for place, wave in enumerate(waves):
        last = place == len(waves) - 1
        colour = style.OF_COURSE[one.course] if last and one.estimate is not None else style.REFERENCE
        axes.plot([place] * 2, wave.interval, color=colour, linewidth=2.4, zorder=2)
        axes.plot([place], [wave.value], "o", color=style.INK, markersize=5.5, zorder=3)
    for line in target_lines(one):
        axes.plot([-0.5, len(waves) - 0.5], [line] * 2, color=style.INK, linestyle=(0, (1, 2.4)), linewidth=1.2)
    axes.set_xlim(-0.5, len(waves) - 0.5)
    axes.set_ylim(*_reach(one))
    value_axis(axes, write)
    _ticks(axes, [retold(wave.name) for wave in waves], few=width < NARROW)
    label_ends(axes, ends)
    label_lines(
        axes, places[-1], waves[-1].high, [write(values[-1])], below=False, right=False,
        colour=style.OF_COURSE[one.course],
    )  # fmt: skip
    return figure


def _reach(one: Assessment) -> tuple[float, float]:
    known = [end for wave in one.estimates[-MOST_WAVES:] for end in wave.interval]
    known += target_lines(one)
    room = (max(known) - min(known)) or 1
    return min(known) - 0.1 * room, max(known) + 0.2 * room


def _ticks(axes: Axes, names: list[str], *, few: bool) -> None:
    """The name of every wave, or of every second or third where there is no room, the last one always."""
    step = max(math.ceil(len(names) / (4 if few else 9)), 1)
    places = [place for place in range(len(names)) if (len(names) - 1 - place) % step == 0]
    axes.set_xticks(places, [names[place] for place in places])
