"""The days of a period as a chart shows them: ticks at dates that matter, and runs of missing days."""

from collections.abc import Sequence
from datetime import date, timedelta

from matplotlib.axes import Axes

from kpilib.data.quality.look import runs_of
from kpilib.tell import style
from kpilib.tell.charts.chart import LETTER
from kpilib.tell.formats import day

APART = 4  # pixels between two dates below a chart


def runs(missing: tuple[date, ...]) -> list[tuple[date, date]]:
    """Missing days as runs of first and last day."""
    return [(run[0], run[-1]) for run in runs_of(missing)]


def date_axis(axes: Axes, start: date, here: int, total: int, *, few: bool) -> None:
    """Ticks only at dates that matter: start, months, the end of the data, the due date."""
    ticks = {0: start, here: start + timedelta(days=here - 1), total: start + timedelta(days=total - 1)}
    room = total * (0.24 if few else 0.09)
    for offset in range(1, total):
        first = start + timedelta(days=offset)
        if first.day == 1 and all(abs(offset - other) > room for other in (0, here, total)):
            ticks[offset] = first
    if 0 < total - here < room:
        ticks.pop(total)
    if here < room:
        ticks.pop(0, None)
    ticks_with_room(axes, list(ticks.items()), first=here)


def ticks_with_room(axes: Axes, ticks: Sequence[tuple[float, date]], *, first: float | None = None) -> None:
    """Ticks at days; for one without room the later in `ticks` gives way, and for the one at `first` any other."""
    low, high = axes.get_xlim()
    pixels = axes.get_position().width * axes.figure.get_figwidth() / style.PX / (high - low)
    kept: dict[float, str] = {}
    for place, one in sorted(ticks, key=lambda each: each[0] != first):
        text = day(one, year=False)
        if all(abs(place - x) * pixels > LETTER * (len(text) + len(other)) / 2 + APART for x, other in kept.items()):
            kept[place] = text
    places = [place for place in dict(ticks) if place in kept]
    axes.set_xticks(places, [kept[place] for place in places])


def shade_missing(axes: Axes, start: date, missing: tuple[date, ...]) -> None:
    """A pale band over each run of days that were not measured."""
    for first, last in runs(missing):
        axes.axvspan((first - start).days, (last - start).days + 1, color=style.HAIRLINE, linewidth=0)
