"""The bar of a KPI as the cells of a table row, which every mail client shows, with pictures blocked too."""

from collections.abc import Iterator, Mapping

from kpilib.tell import style

GROUND, HALO = "#e6e9ed", "#ffffff"
MARK, EDGE = 0.008, 0.005  # of the width: a mark, and the white on both sides of the target's
NARROWEST = 0.3  # per cent of the width; a narrower cell would be a speck

Cell = tuple[float, str]


def cells_of(bar: Mapping[str, float | None] | None, course: str) -> list[Cell]:
    """Width in per cent and colour of each cell, from left to right; together they are 100 per cent wide.

    The actual is dark. The plan today is a mark in the colour of the course, or white within the dark; the target is
    a dark mark between two white ones.

    >>> cells_of({"actual": 0.5, "pace": None, "target": 0.83}, "close")[:2]
    [(50.0, '#1b2430'), (32.1, '#e6e9ed')]
    """
    if bar is None:
        return []
    marks = list(_marks(bar, course))
    edges = {0.0, 1.0, bar["actual"], *(end for low, high, _ in marks for end in (low, high) if 0 < end < 1)}
    cells: list[list] = []
    for low, high in zip(sorted(edges), sorted(edges)[1:], strict=False):
        middle = (low + high) / 2
        plain = style.INK if middle < bar["actual"] else GROUND
        colour = next((colour for start, end, colour in marks if start < middle < end), plain)
        if cells and cells[-1][1] == colour:
            cells[-1][0] += high - low
        else:
            cells.append([high - low, colour])
    return _whole([(round(100 * width, 1), colour) for width, colour in cells])


def _marks(bar: Mapping[str, float | None], course: str) -> Iterator[tuple[float, float, str]]:
    """Left end, right end and colour of the marks; the first of those that lie on each other is seen."""
    target, pace = bar["target"], bar["pace"]
    yield target - MARK / 2, target + MARK / 2, style.INK
    yield target - MARK / 2 - EDGE, target + MARK / 2 + EDGE, HALO
    if pace is not None:
        yield pace - MARK / 2, pace + MARK / 2, HALO if pace < bar["actual"] else style.OF_COURSE[course]


def _whole(cells: list[Cell]) -> list[Cell]:
    """The cells without those that are too narrow to be seen, the widest of them taking their room."""
    kept = [cell for cell in cells if cell[0] >= NARROWEST]
    lost = round(100 - sum(width for width, _ in kept), 1)
    widest = max(range(len(kept)), key=lambda place: kept[place][0])
    kept[widest] = (round(kept[widest][0] + lost, 1), kept[widest][1])
    return kept
