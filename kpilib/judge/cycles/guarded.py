"""The KPIs that an action must not harm."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from kpilib.judge.assessment import Assessment
from kpilib.judge.cycles.around import window_around
from kpilib.judge.effect.interrupted import interrupted
from kpilib.judge.effect.signal import signals_after
from kpilib.judge.thresholds import FEWEST_LINE_WEEKS
from kpilib.plan.cycle import Action

Reading = Literal["no_signal", "worse", "better", "moved", "unknown"]


@dataclass(frozen=True)
class Guarded:
    """A KPI that must not suffer: its mean week before and after, and whether the weeks after hold a signal."""

    one: Assessment
    before: float
    after: float
    reading: Reading


def guarded(one: Assessment, action: Action, until: date) -> Guarded:
    """A KPI that must not suffer, by the signals of its weeks after the start."""
    window = window_around(action.model_copy(update={"baseline": None, "trigger": None}), one, until, lag_days=0)
    if len(window.before) < FEWEST_LINE_WEEKS or len(window.after) < 2:
        return Guarded(one, _mean(window.before), _mean(window.after), "unknown")
    found = interrupted(window)
    signals = signals_after(
        window, found.expected, lag_days=(until - action.done.on).days, dependence=found.dependence
    )
    sides = {each.side for each in signals.inside}
    good = {"increase": 1, "decrease": -1}.get(one.metric.improvement)
    reading: Reading = "no_signal"
    if sides:
        reading = "moved" if good is None else "worse" if -good in sides else "better"
    return Guarded(one, _mean(window.before.iloc[-len(window.after) :]), _mean(window.after), reading)


def _mean(weeks: pd.Series) -> float:
    return float(weeks.mean()) if len(weeks) else float("nan")
