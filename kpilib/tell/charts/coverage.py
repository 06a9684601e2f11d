"""Which days a source tells of: a calendar with a square a day, from a year before the quarter to the last whole day.

The darker a square, the more of its first measure; a day that is missing is crossed, an odd one has a dot, a day of
zero is empty.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil
from typing import Literal

import numpy as np
import pandas as pd
from babel.dates import get_day_names
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from kpilib.data.quality import Look
from kpilib.data.quality.odd import OddDay
from kpilib.plan import catalogue
from kpilib.tell import style
from kpilib.tell.charts.chart import LETTER, NARROW, Chart, Charts, chart
from kpilib.tell.formats import day, decimal
from kpilib.tell.language import say, say_count, spoken
from kpilib.tell.quality import days_told, source_name

State = Literal["before", "told", "zero", "part", "missing"]

SIZES = ((440, 236), (342, 356))
LEFT, RIGHT, TOP, BETWEEN = 34, 6, 16, 24  # room in CSS pixels: weekdays, edge, months, from block to block
# One wild day must not pale the rest: the fullest and the emptiest twentieth of the days have the same two shades.
# Half of the fullest is the palest at most, so that a series which hardly moves does not look as if it did.
FULLEST, EMPTIEST, PALEST = 0.95, 0.05, 0.5
SHADES = 5
WEEKDAYS = (0, 2, 4, 6)  # every other one, from Monday


def charts_coverage(look: Look, odd: Iterable[OddDay]) -> Charts:
    """A calendar for each source."""
    by_source: dict[str, set[date]] = {}
    for one in odd:
        by_source.setdefault(one.source, set()).add(one.day)
    return Charts(tuple(chart_coverage(look, source, by_source.get(source, set())) for source in look.sources))


def chart_coverage(look: Look, source: str, odd: set[date] = frozenset()) -> Chart:
    """The calendar of one source; `odd` are its odd days."""
    days = day_states(look, source)
    shown = main_measure(look, source)

    def draw(width: int, height: int) -> Figure:
        return _draw(days, odd, width, height)

    name = catalogue.measure_name(shown, spoken()) if shown else say("readings")
    missing = tuple(one for one, state in days["state"].items() if state in ("missing", "part"))
    notes = [say("Missing: {days}.", days=days_told(missing, look.plan.quarter.year))] if missing else []
    notes += [say("Odd: {days}.", days=days_told(tuple(sorted(odd)), look.plan.quarter.year))] if odd else []
    return chart(
        draw,
        title=_finding(look, source, days),
        subtitle=say("Darker: more {measure}. Cross: missing. Dot: odd.", measure=name),
        note=" ".join(notes),
        sizes=SIZES,
    )


def main_measure(look: Look, source: str) -> str | None:
    """The measure whose values shade the squares: the first that adds up, or else the first that is read by day."""
    for frame in (look.totals(source), look.levels(source)):
        if len(frame.columns):
            return str(frame.columns[0])
    return None


def day_states(look: Look, source: str) -> pd.DataFrame:
    """Each day from `since` to `until`: its state, and how full it is between the emptiest and the fullest, 0 to 1.

    before  : the source had not begun            told : all measures have a value
    missing : no measure has one, be it a gap     part : some have one
              or because the source ends earlier  zero : all that have one are zero
    """
    days = pd.date_range(look.since, look.until)
    coverage = look.coverage(source)
    first = min(one.first for one in coverage)
    told = pd.DataFrame({one.measure: _told(one.first, one.last, one.missing, days) for one in coverage}, index=days)
    values = look.totals(source).reindex(days)
    state = pd.Series("part", days, dtype=object)
    state[told.all(axis=1)] = "told"
    state[~told.any(axis=1)] = "missing"
    if len(values.columns):
        state[(state == "told") & (values.sum(axis=1) == 0) & values.notna().any(axis=1)] = "zero"
    state[days < pd.Timestamp(first)] = "before"
    shown = main_measure(look, source)
    frame = look.totals(source) if shown in look.totals(source) else look.levels(source)
    share = frame[shown].reindex(days) if shown else pd.Series(np.nan, days)
    top = share.quantile(FULLEST)
    low = min(share.quantile(EMPTIEST), PALEST * top)
    share = ((share - low) / (top - low)).clip(0, 1) if top > 0 else share * np.nan
    return pd.DataFrame({"state": state.to_numpy(), "share": share.to_numpy()}, index=[one.date() for one in days])


def _told(first: date, last: date, missing: tuple[date, ...], days: pd.DatetimeIndex) -> np.ndarray:
    inside = (days >= pd.Timestamp(first)) & (days <= pd.Timestamp(last))
    return inside & ~days.isin(pd.DatetimeIndex(missing))


def _finding(look: Look, source: str, days: pd.DataFrame) -> str:
    name = source_name(source)
    quarter = days[[one >= look.start for one in days.index]]
    lacking = int(quarter["state"].isin(["missing", "part"]).sum())
    if lacking:
        return say(
            "{source}: {lacking} of {all} days of the quarter are missing or not whole",
            source=name,
            lacking=decimal(lacking),
            all=decimal(len(quarter)),
        )
    told = {"source": name, "all": decimal(len(quarter))}
    if earlier := int(days["state"].isin(["missing", "part"]).sum()):
        return say_count(
            "{source}: all {all} days of the quarter are told, {number} earlier is missing",
            "{source}: all {all} days of the quarter are told, {number} earlier are missing",
            earlier,
            **told,
        )
    return say("{source}: all {all} days of the quarter are told", **told)


def _draw(days: pd.DataFrame, odd: set[date], width: int, height: int) -> Figure:
    """Weeks as columns from Monday to Sunday, in blocks one under the other."""
    figure = Figure(figsize=(width * style.PX, height * style.PX))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    monday = days.index[0] - timedelta(days=days.index[0].weekday())
    weeks = (days.index[-1] - monday).days // 7 + 1
    blocks = 3 if width < NARROW - 100 else 2
    in_block = ceil(weeks / blocks)
    cell = min(
        (width - LEFT - RIGHT) / in_block, (height - blocks * TOP - (blocks - 1) * (BETWEEN - TOP)) / 7 / blocks
    )

    def corner(one: date) -> tuple[float, float]:
        week = (one - monday).days // 7
        return LEFT + week % in_block * cell, TOP + week // in_block * (7 * cell + BETWEEN) + one.weekday() * cell

    for colour, some in _by_colour(days).items():
        _squares(axes, [corner(one) for one in some], cell, colour)
    _squares(axes, [corner(one) for one in days.index[days["state"] == "zero"]], cell, "none", edge=style.REFERENCE)
    _crosses(axes, [corner(one) for one in days.index[days["state"].isin(["missing", "part"])]], cell)
    _dots(axes, [corner(one) for one in days.index if one in odd], cell)
    _labels(axes, days.index, corner, blocks, cell)
    return figure


def _by_colour(days: pd.DataFrame) -> dict[str, list[date]]:
    """The days by the colour of their square, all of one colour together."""
    found: dict[str, list[date]] = {}
    for one, state, share in days.itertuples():
        found.setdefault(_colour(state, share), []).append(one)
    return found


def _colour(state: State, share: float) -> str:
    if state in ("missing", "part"):
        return style.UNFAVOURABLE if state == "missing" else tint(style.UNFAVOURABLE, 0.45)
    if state in ("before", "zero"):
        return style.WASH if state == "before" else "white"
    step = 3 if np.isnan(share) else ceil(share * SHADES)
    return tint(style.FAVOURABLE, 0.12 + 0.88 * step / SHADES)


def tint(colour: str, strength: float) -> str:
    """A colour thinned with white: 1 is the colour itself.

    >>> tint("#000000", 0.5)
    '#808080'
    """
    return to_hex([1 - strength * (1 - part) for part in to_rgb(colour)])


def _squares(axes: Axes, corners: list[tuple[float, float]], cell: float, colour: str, edge: str = "none") -> None:
    """Many squares as one path: a file of a tenth of the size."""
    if not corners:
        return
    low, high = 0.06 * cell, 0.94 * cell
    shape = [(low, low), (high, low), (high, high), (low, high), (low, low)]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(corners)
    places = [(x + right, y + down) for x, y in corners for right, down in shape]
    axes.add_patch(PathPatch(Path(places, codes), facecolor=colour, edgecolor=edge, linewidth=0.75))


def _crosses(axes: Axes, corners: list[tuple[float, float]], cell: float) -> None:
    if corners:
        low, high = 0.28 * cell, 0.72 * cell
        strokes = [((low, low), (high, high)), ((low, high), (high, low))]
        places = [(x + right, y + down) for x, y in corners for stroke in strokes for right, down in stroke]
        codes = [Path.MOVETO, Path.LINETO] * (len(places) // 2)
        axes.add_patch(PathPatch(Path(places, codes), facecolor="none", edgecolor="white", linewidth=1.1))


def _dots(axes: Axes, corners: list[tuple[float, float]], cell: float) -> None:
    """White with a dark edge: to be seen on a pale square and on a dark one."""
    if corners:
        places = np.array(corners) + cell / 2
        size = (0.5 * cell * 0.75) ** 2  # the area of a marker, in points
        axes.scatter(*places.T, s=size, facecolors="white", edgecolors=style.INK, linewidths=1.2, zorder=4)


def _labels(axes: Axes, days: pd.Index, corner, blocks: int, cell: float) -> None:
    """Months above their first whole week, and every other weekday beside each block."""
    placed: list[tuple[float, float]] = []
    width = axes.get_xlim()[1]
    for one in days:
        x, y = corner(one)
        if one.day == 1 or one == days[0]:
            above = y - one.weekday() * cell - 5
            text = day(one, year=False).split("\N{NO-BREAK SPACE}")[-1]
            text = f"{text} {one.year}" if one == days[0] or one.month == 1 else text
            x = min(x, width - 2 - 1.2 * LETTER * len(text))  # within the picture
            if all(abs(above - other) > 1 or x >= end for end, other in placed):
                axes.text(x, above, text, color=style.SECOND, va="bottom", fontsize=style.TEXT)
                placed.append((x + max(30, LETTER * len(text) + 4), above))
    for block in range(blocks):
        for number in WEEKDAYS:
            name = get_day_names("abbreviated", locale=spoken())[number]
            y = TOP + block * (7 * cell + BETWEEN) + (number + 0.5) * cell
            axes.text(LEFT - 5, y, name, color=style.LABEL, ha="right", va="center", fontsize=style.TEXT)
