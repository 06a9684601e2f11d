"""What a mail says of the changes since the last report: the chances that moved most, and why."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from kpilib.judge.assessment import Assessment
from kpilib.judge.changes import Change
from kpilib.tell.formats import day
from kpilib.tell.language import say, say_count
from kpilib.tell.names import name_of
from kpilib.tell.wording import changes as words

MOST = 5  # what has hardly moved is for the report


def changes_of(ranked: Sequence[Assessment], known: Mapping[str, Change]) -> dict[str, Any] | None:
    """Since when, and a line for each KPI that changed most, in the order given; None without an earlier report."""
    told = [known[one.kpi.id] for one in ranked if one.kpi.id in known]
    if not told:
        return None
    new = [one for one in told if not one.nothing]
    most = sorted(new, key=_moved, reverse=True)[:MOST]
    lines = [_line(one) for one in new if any(one is other for other in most)]
    if not new:
        lines = [say("Nothing is new: no day, no restated number, the same target.")]
    elif rest := len(new) - len(lines):
        lines.append(say_count("{number} more is told in the report.", "{number} more are told in the report.", rest))
    return {"since": day(max(one.since for one in told), year=False), "lines": lines}


def _moved(one: Change) -> float:
    """How much there is to say: a change of what is agreed or counted before any move of a chance."""
    if one.recounted or one.moved:
        return 1.0
    apart = abs(one.now - one.before)
    return 0.0 if math.isnan(apart) else apart


def _line(one: Change) -> str:
    """The chance then and now, where either is told, and why it moved."""
    kpi, why = name_of(one.one), words.why_text(one)
    if one.recounted or (math.isnan(one.before) and math.isnan(one.now)):
        return f"{kpi}: {why}"
    then, now = words.then_told(one), words.now_told(one)
    return " ".join([say("{kpi}: {then} then, {now} now.", kpi=kpi, then=then, now=now), why])
