"""The weeks around an action, and the evidence in them."""

from dataclasses import replace
from datetime import date

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.judge.assessment import Assessment
from kpilib.judge.cycles.planned import in_weeks
from kpilib.judge.effect.ladder import Evidence, evidence
from kpilib.judge.effect.randomised import Difference, between
from kpilib.judge.effect.weeks import Window, window_of
from kpilib.measure.metrics import series_of
from kpilib.measure.series import MONDAY_TO_SUNDAY
from kpilib.plan.catalogue import Metric
from kpilib.plan.cycle import Action, Prediction, Span
from kpilib.plan.model import Plan


def look(plan: Plan, action: Action, one: Assessment, facts: Facts, until: date) -> Evidence:
    """All evidence on an action in the data up to a day, which is not before the one on which it was carried out."""
    control = _control_weeks(plan, action, one, facts) if action.control else None
    window = window_around(action, one, until)
    lag = _lag(action.prediction)
    found = evidence(window, lag_days=lag, control=control)
    test = action.test
    if test is None or test.ended > until:
        return found
    if test.treated is not None:
        return replace(found, tested=between(test.treated, test.control))
    without = without_change(found)
    told = (in_weeks(each, without) for each in (test.effect, test.low, test.high))
    return replace(found, tested=Difference(*told))


def window_around(action: Action, one: Assessment, until: date, *, lag_days: int | None = None) -> Window:
    """The weeks before and after an action, as its record has them."""
    return window_of(
        cycle_weeks(one, action.done.on),
        start=action.done.on,
        until=until,
        lag_days=_lag(action.prediction) if lag_days is None else lag_days,
        baseline=_ends(action.baseline),
        trigger=_ends(action.trigger),
        improvement=one.metric.improvement,
    )


def _ends(span: Span | None) -> tuple[date, date] | None:
    return (span.first, span.last) if span else None


def _lag(prediction: Prediction | None) -> int:
    return prediction.lag_days if prediction else 0


def cycle_weeks(one: Assessment, start: date) -> pd.Series:
    """The KPI by whole weeks, none from before a break in its definition that lies before the start.

    A level is told by what a week adds to it: its weeks stand on each other.
    """
    if not one.known:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([]))
    weeks = _moved(one.metric, one.weeks)
    for each in one.plan.agreement.breaks:
        if each.metric == one.kpi.metric and each.on <= start:
            weeks = weeks[weeks.index - MONDAY_TO_SUNDAY >= pd.Timestamp(each.on)]
    return weeks


def _control_weeks(plan: Plan, action: Action, one: Assessment, facts: Facts) -> pd.Series | None:
    """The control by whole weeks, told as the KPI's; None where no source brings it, or the action touches it."""
    if control_touched(plan, action):
        return None
    metric = plan.metrics[action.control.metric] if action.control.metric else one.metric
    series = series_of(metric, facts, plan, channel=action.control.channel)
    return None if series.absent else _moved(metric, series.weekly())


def _moved(metric: Metric, weeks: pd.Series) -> pd.Series:
    return weeks.diff() if metric.kind == "last" else weeks


def control_touched(plan: Plan, action: Action) -> bool:
    """Whether the control is the treated series, a part of it, or one that holds it."""
    kpi = next(kpi for kpi in plan.kpis if kpi.id == action.kpi)
    metric, control = plan.metric_of(kpi), action.control
    other = plan.metrics.get(control.metric) if control.metric else metric
    own = kpi.channel or metric.channel
    if other is None or not set(other.measures) & set(metric.measures):
        return False
    there = control.channel or other.channel
    return own is None or there is None or there == own


def without_change(found: Evidence) -> float:
    """What a week would be without the change, in the mean of the weeks after."""
    if found.expected is None or not len(found.window.after):
        return float(found.window.before.mean()) if len(found.window.before) else float("nan")
    return float(found.expected.reindex(found.window.after.index).mean())
