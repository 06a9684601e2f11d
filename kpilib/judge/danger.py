"""When a target is in danger: its chance, what other parties bring late, or what somebody raised by hand."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Literal

from kpilib.data.history import PastReport
from kpilib.judge.assessment import Assessment
from kpilib.judge.thresholds import AT_RISK_BELOW, WARN_AT_ONCE_BELOW
from kpilib.plan.agreement import flag_counts
from kpilib.plan.dependencies import Delay, delays_of
from kpilib.plan.model import Flag

Trigger = Literal["raised", "delay", "at_risk_twice", "very_low"]
OVER = ("hit", "missed", "reached")


def triggers_of(one: Assessment, history: Sequence[PastReport] = ()) -> tuple[Trigger, ...]:
    """Why a KPI is warned of, or nothing. What is over is no longer warned of."""
    if one.status in OVER or one.as_of > one.kpi.due:
        return ()
    found: list[Trigger] = []
    if open_flag(one):
        found.append("raised")
    if open_delays(one):
        found.append("delay")
    now = one.forecast.probability if one.forecast else math.nan
    if now < WARN_AT_ONCE_BELOW:
        found.append("very_low")
    elif now < AT_RISK_BELOW and history:
        before = history[-1].kpis.get(one.kpi.id)
        if before and before.probability < AT_RISK_BELOW:
            found.append("at_risk_twice")
    return tuple(found)


def _flags(one: Assessment) -> list[Flag]:
    return [flag for flag in one.plan.agreement.flags if flag.kpi == one.kpi.id and flag.on <= one.as_of]


def _accepted(flag: Flag, one: Assessment) -> bool:
    return flag_counts(flag, one.kpi.due) and flag.accepted.on <= one.as_of


def open_flag(one: Assessment) -> Flag | None:
    """The latest flag of the KPI that was raised by the as-of date, unless the parties have accepted it."""
    raised = sorted(_flags(one), key=lambda flag: flag.on)
    return raised[-1] if raised and not _accepted(raised[-1], one) else None


def open_delays(one: Assessment) -> tuple[Delay, ...]:
    """The delays that no accepted flag has answered: those of which something is new since it was raised."""
    answered = max((flag.on for flag in _flags(one) if _accepted(flag, one)), default=date.min)
    found = delays_of(one.plan, one.kpi, one.as_of)
    return tuple(delay for delay in found if _news(delay, one.as_of) > answered)


def _news(delay: Delay, day: date) -> date:
    """When the last thing was told about a delay: a new day, or that the promised one had passed."""
    told = [move.on for move in delay.dependency.moved if move.on <= day]
    return max(told, default=delay.dependency.promised)
