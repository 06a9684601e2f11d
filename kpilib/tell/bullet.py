"""The bullet graph: one KPI's progress in the space of a word, scaled so that all targets align.

Source: Stephen Few, Bullet Graph Design Specification. A dark bar is the actual, a shaded range the forecast, a tall
line the target, a triangle where the plan is today. Places are percentages, so that one drawing fits a table cell and
a phone.
"""

import math

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.tell import style
from kpilib.tell.page import fragment

Range = tuple[float, float]

TARGET_AT = 83.0  # per cent of the width: room to show what lies beyond the target
FULL_WIDTH = 100.0


def bullet(one: Assessment, *, alt: str) -> Markup:
    """The bullet graph of an assessment; nothing where there is no target or no actual."""
    if math.isnan(one.attainment) or one.target <= 0:
        return Markup("")
    return draw(
        actual=one.attainment,
        pace=one.pace.expected / one.target if one.pace else None,
        ranges=_ranges(one),
        colour=style.OF_COURSE[one.course],
        alt=alt,
    )


def _ranges(one: Assessment) -> tuple[Range, ...]:
    """The 80 % and the 50 % range of the forecast, as shares of the target; none where no number is told."""
    if one.forecast is None or not one.forecast.numbered:
        return ()
    return tuple((low / one.target, high / one.target) for low, high in (one.forecast.most, one.forecast.half))


def draw(*, actual: float, pace: float | None, ranges: tuple[Range, ...] = (), colour: str, alt: str) -> Markup:
    """A bar from zero in ink. `actual`, `pace` and the ends of `ranges`, in `colour`, are shares of the target."""
    return fragment(
        "bullet.html.j2",
        actual=_place(actual),
        beyond=actual * TARGET_AT > FULL_WIDTH,
        pace=None if pace is None else _place(pace),
        target=f"{TARGET_AT:g}%",
        ranges=[(_place(low), _width(low, high)) for low, high in ranges],
        ink=style.INK,
        colour=colour,
        alt=alt,
    )


def _place(share: float) -> str:
    return f"{min(max(share * TARGET_AT, 0.0), FULL_WIDTH):.1f}%"


def _width(low: float, high: float) -> str:
    """How wide a range is drawn, as far as it is within the drawing."""
    return f"{float(_place(high)[:-1]) - float(_place(low)[:-1]):.1f}%"
