"""The forecast in a chart: a fan with the 50 % and the 80 % range, or the same ranges as a mark at the due date."""

import math

import pandas as pd
from matplotlib.axes import Axes

from kpilib.judge.assessment import Assessment
from kpilib.judge.fan import fan_of
from kpilib.tell import style
from kpilib.tell.formats import Format
from kpilib.tell.language import say
from kpilib.tell.wording import target_value

MOST, HALF = 0.14, 0.16  # opacity of the 80 % range, and what the 50 % range within it adds
DASHES = (0, (4, 2))

End = tuple[float, float, str, str]


def end_label(one: Assessment, write: Format) -> str:
    """What stands beside the end of a forecast; empty where none is told."""
    return forecast_label(write(one.forecast.median)) if one.forecast and one.forecast.numbered else ""


def forecast_label(value: str) -> str:
    """What stands beside a forecast that is written as `value`."""
    return say("Forecast {value}", value=value)


def target_label(one: Assessment, write: Format) -> str:
    """What stands beside the line of a target, which is a limit where less is better; of a band both ends."""
    value = target_value(one, write)
    if one.metric.improvement == "decrease":
        return say("Limit {value}", value=value)
    return say("Target {value}", value=value)


def target_lines(one: Assessment) -> tuple[float, ...]:
    """Where a target is drawn: at one value, at both ends of a band, or nowhere."""
    if one.band is not None:
        return one.band
    return () if math.isnan(one.target) else (one.target,)


def year_before_label(one: Assessment, write: Format) -> str:
    """What stands beside the year before, at its end."""
    return say("{value} in {year}", value=write(one.baseline), year=one.plan.quarter.year_before.year)


def fan_by_day(one: Assessment, less: pd.Series | None = None) -> pd.DataFrame:
    """The fan by days since the start, or its distance from the path `less`; empty where no forecast is told."""
    fan = fan_of(one)
    if less is not None and len(fan):
        fan = fan.sub(less.reindex(fan.index), axis=0)
        fan.iloc[0] = one.pace.gap  # of the measured days alone, as the line that it begins at
    return fan.set_axis((fan.index - pd.Timestamp(one.start)).days + 1, axis=0)


def draw_fan(axes: Axes, one: Assessment, fan: pd.DataFrame) -> None:
    """The ranges and the median of a fan, in the colour of the verdict."""
    if not len(fan):
        return
    colour = style.OF_COURSE[one.course]
    axes.fill_between(fan.index, fan["low"], fan["high"], color=colour, alpha=MOST, linewidth=0)
    axes.fill_between(fan.index, fan["half_low"], fan["half_high"], color=colour, alpha=HALF, linewidth=0)
    axes.plot(fan.index, fan["median"], color=colour, linestyle=DASHES, linewidth=1.4)


def draw_range(axes: Axes, one: Assessment, at: float) -> None:
    """Where a rate or a level ends: its 80 % range a thin line, the 50 % range a thick one, the median a dot."""
    if one.forecast is None or not one.forecast.numbered:
        return
    colour = style.OF_COURSE[one.course]
    for ends, width, opacity in ((one.forecast.most, 2.0, 0.55), (one.forecast.half, 6.0, 0.45)):
        look = {"color": colour, "linewidth": width, "alpha": opacity}
        axes.plot([at, at], ends, solid_capstyle="butt", clip_on=False, **look)
    axes.plot([at], [one.forecast.median], "o", color=colour, markersize=4.5, clip_on=False, zorder=5)
