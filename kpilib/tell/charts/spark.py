"""A line the size of a word: the last weeks with their normal range, or waves with their intervals.

Drawn as SVG by hand, since a table holds many of them. It has no text of its own: what it shows stands beside it, and
in its alternative text. Places are within 190 x 54; a phone draws it smaller.
"""

import math
from collections.abc import Sequence

from markupsafe import Markup

from kpilib.measure.estimate import Estimate
from kpilib.tell import style
from kpilib.tell.page import fragment

WIDTH, HEIGHT, ROOM = 190.0, 54.0, 8.0
FEWEST_TO_JOIN = 4  # waves, below which a line between them would tell of a course that nobody measured


def spark_weeks(
    values: Sequence[float], band: tuple[float, float] | None, *, marks: Sequence[str], alt: str
) -> Markup:
    """Weekly values, oldest first; NaN leaves a gap. `marks` is a colour for each week of a signal, else ""."""
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return Markup("")
    low, high = _reach([*known, *(band or ())])
    places = [(_across(number, len(values)), _up(value, low, high)) for number, value in enumerate(values)]
    dots = [(*place, colour) for place, colour in zip(places, marks, strict=True) if colour and _known(place)]
    last = next(place for place in reversed(places) if _known(place))
    return fragment(
        "spark.html.j2",
        alt=alt,
        band=(_up(band[1], low, high), _up(band[0], low, high)) if band else None,
        lines=_lines(places),
        thin=False,
        bars=[],
        dots=dots,
        last=(*last, next((colour for x, y, colour in dots if (x, y) == last), style.INK)),
        target=None,
        ink=style.INK,
        rule=style.REFERENCE,
    )


def spark_waves(waves: Sequence[Estimate], target: float, *, colour: str, alt: str) -> Markup:
    """Waves as dots with their intervals, the last one in `colour`; the target is dotted."""
    waves = [one for one in waves if one.n]
    if not waves:
        return Markup("")
    known = [] if math.isnan(target) else [target]
    low, high = _reach([end for one in waves for end in one.interval] + known)
    places = [(_across(number, len(waves)), _up(one.value, low, high)) for number, one in enumerate(waves)]
    ends = [tuple(_up(end, low, high) for end in one.interval) for one in waves]
    return fragment(
        "spark.html.j2",
        alt=alt,
        band=None,
        lines=_lines(places) if len(waves) >= FEWEST_TO_JOIN else [],
        thin=True,
        bars=[(x, *end, colour if number == len(waves) - 1 else style.REFERENCE) for number, ((x, _), end) in
              enumerate(zip(places, ends, strict=True))],
        dots=[(x, y, style.INK) for x, y in places[:-1]],
        last=(*places[-1], colour),
        target=_up(target, low, high) if known else None,
        ink=style.INK,
        rule=style.REFERENCE,
    )  # fmt: skip


def _reach(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 1, high + 1)


def _across(number: int, count: int) -> float:
    return round(ROOM + (WIDTH - 2 * ROOM) * (number / (count - 1) if count > 1 else 0.5), 1)


def _up(value: float, low: float, high: float) -> float:
    return round(HEIGHT - ROOM - (HEIGHT - 2 * ROOM) * (value - low) / (high - low), 1)


def _known(place: tuple[float, float]) -> bool:
    return not math.isnan(place[1])


def _lines(places: Sequence[tuple[float, float]]) -> list[str]:
    """Points of each stretch without a gap."""
    stretches: list[list[str]] = [[]]
    for x, y in places:
        if _known((x, y)):
            stretches[-1].append(f"{x:g},{y:g}")
        elif stretches[-1]:
            stretches.append([])
    return [" ".join(points) for points in stretches if len(points) > 1]
