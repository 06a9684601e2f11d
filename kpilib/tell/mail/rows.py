"""A KPI in the scorecard of a mail: its name and chance, a bar, and where it stands, is to go and will end."""

import math
from typing import Any

from kpilib.judge.assessment import Assessment
from kpilib.tell import wording
from kpilib.tell.bullet import FULL_WIDTH, TARGET_AT
from kpilib.tell.charts.fan import forecast_label, target_label
from kpilib.tell.formats import Format
from kpilib.tell.names import name_of
from kpilib.tell.scorecard import apart_text, chance_text
from kpilib.tell.wording.chance import range_note
from kpilib.tell.wording.reasons import reasons_told


def row_of(one: Assessment) -> dict[str, Any]:
    """A row as plain data.

    word   : the status and its probability: "Unlikely, P = 0.18".
    actual : the value that the line begins with; "" where it cannot be told, and the line says why.
    line   : "548, −12% to pace. Target 1,200. Forecast 1,056 (855–1,257)."
    bar    : of `bar_of`.
    """
    write = wording.format_of(one)
    actual = "" if math.isnan(one.actual) else write(one.actual)
    told = [_stands(one, actual), _target(one, write), _forecast(one, write)]
    if one.course == "unknown":
        told += reasons_told(one)
    return {
        "id": one.kpi.id,
        "name": name_of(one),
        "course": one.course,
        "word": ", ".join(part for part in (wording.status_word(one), chance_text(one)) if part),
        "actual": actual,
        "line": " ".join(part for part in told if part),
        "bar": bar_of(one),
    }


def _stands(one: Assessment, actual: str) -> str:
    apart = apart_text(one) if actual else ""
    if apart and one.estimate is not None:
        return f"{actual} ({apart})."
    return f"{actual}, {apart}." if apart else f"{actual}." if actual else ""


def _target(one: Assessment, write: Format) -> str:
    if math.isnan(one.target):
        return ""
    return f"{target_label(one, write)}."


def _forecast(one: Assessment, write: Format) -> str:
    """Where it will end with its range, or why that is not told."""
    if one.forecast is None or not one.forecast.numbered:
        return range_note(one, write)
    return f"{forecast_label(write(one.forecast.median))} ({write.range(*one.forecast.most)})."


def bar_of(one: Assessment) -> dict[str, float | None] | None:
    """Where actual, pace and target stand in a bar, as shares of its width; None where there is nothing to draw.

    As in the page's own bars, all targets stand in one line; a rate has no pace.
    """
    if math.isnan(one.attainment) or one.target <= 0:
        return None
    pace = one.pace.expected / one.target if one.pace else None
    return {
        "actual": _place(one.attainment),
        "pace": None if pace is None else _place(pace),
        "target": TARGET_AT / FULL_WIDTH,
    }


def _place(share: float) -> float:
    return round(min(max(share * TARGET_AT / FULL_WIDTH, 0.0), 1.0), 3)
