"""A KPI as a process: its whole weeks, what is asked of a week, and whether the process comes up to it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from kpilib.judge.assessment import Assessment
from kpilib.judge.causes import Cause, causes
from kpilib.judge.locked import Process, Segment, process_of, shortly_before
from kpilib.judge.signals import Assurance, Signal, assurance
from kpilib.judge.thresholds import FEWEST_COUNTS_A_WEEK
from kpilib.measure.series import MONDAY_TO_SUNDAY
from kpilib.plan.periods import Quarter

__all__ = [
    "NoProcess",
    "Process",
    "Segment",
    "first_of_process",
    "process_of",
    "process_of_assessment",
    "process_or_why",
    "reach_of_process",
    "shift_a_year_before",
    "shortly_before",
    "weekly_level",
]


Lack = Literal["no_data", "accumulates", "too_few_weeks", "too_few_counts"]


@dataclass(frozen=True)
class NoProcess:
    """That there are no limits, and why: the reason as a code, with the number that it rests on."""

    why: Lack
    number: float = math.nan


def process_of_assessment(one: Assessment, noted: Sequence[Cause] | None = None) -> Process | None:
    """The process behind a KPI; None where there is none. `noted` are its causes, those of its plan by default."""
    process = process_or_why(one, noted)
    return process if isinstance(process, Process) else None


def process_or_why(one: Assessment, noted: Sequence[Cause] | None = None) -> Process | NoProcess:
    """The process behind a KPI, or why it has no limits."""
    if not one.known:
        return NoProcess("no_data")
    if one.metric.kind == "last":
        return NoProcess("accumulates")  # each week stands on the one before it
    weeks = _weeks(one)
    noted = causes(one.plan, one.kpi, one.as_of) if noted is None else noted
    process = process_of(weeks, noted, improvement=one.metric.improvement, since=one.start)
    if process is None:
        return NoProcess("too_few_weeks", int(weeks.notna().sum()))
    if one.metric.kind == "sum" and one.metric.unit == "count" and process.limits.centre < FEWEST_COUNTS_A_WEEK:
        return NoProcess("too_few_counts", process.limits.centre)
    return process


def _weeks(one: Assessment) -> pd.Series:
    """The whole weeks from which limits are made and signals told, none of them from before a break."""
    first = first_of_process(one)
    for each in one.plan.agreement.breaks:
        if each.metric == one.kpi.metric and first < each.on <= one.data_to:
            first = each.on
    weeks = one.weeks
    return weeks[weeks.index - MONDAY_TO_SUNDAY >= pd.Timestamp(first)]


def first_of_process(one: Assessment) -> date:
    """The first day of the half-year before the one in which the KPI's period begins.

    So the limits of a period are locked before it starts and do not move at the end of a quarter, only at the end of
    a half-year: Q3 and Q4 stand on the first half of their year, Q1 and Q2 on the second half of the year before.
    """
    quarter = Quarter.containing(one.start, one.plan.quarter)
    half = quarter if quarter.number in (1, 3) else quarter.before
    return half.before.before.start


def weekly_level(one: Assessment) -> float:
    """What a week has to bring, or a rate to be, so that the target is met; NaN where nothing is asked.

    Of a total that is to grow it is what is needed from here; of one that is to stay low, what is left a week.
    """
    if math.isnan(one.target) or one.band is not None:
        return math.nan
    if one.metric.kind != "sum":
        return one.target
    if one.required:
        return 7 * one.required.per_day
    days_left = (one.kpi.due - one.data_to).days
    left = one.target - one.actual
    return 7 * left / days_left if one.metric.improvement == "decrease" and days_left > 0 and left > 0 else math.nan


def reach_of_process(one: Assessment, process: Process) -> Assurance | None:
    """Whether single weeks of the process, left alone, come up to what is asked of them.

    None where nothing is asked, or where a signal in the last week puts the answer in doubt: a process that has left
    its limits for the worse may no longer meet what it met.
    """
    if one.band is not None:
        told = assurance(process.limits, one.band, "band") if one.metric.kind != "sum" else None
        return None if process.ongoing else told
    level, wanted = weekly_level(one), {"increase": 1, "decrease": -1}.get(one.metric.improvement)
    if math.isnan(level) or wanted is None:
        return None
    told = assurance(process.limits, level, one.metric.improvement)
    doubts = {"reliably_met": {-wanted}, "out_of_reach": {wanted}, "hit_or_miss": {1, -1}}[told]
    return None if process.ongoing & doubts else told


def shift_a_year_before(one: Assessment, process: Process, signal: Signal) -> tuple[float, float] | None:
    """How far the weeks of a signal are from the weeks of the limits, as a share, now and a year before.

    Where the year before moved alike it may be the season. None where that year was not measured whole. A run that
    led to new limits is held to the old ones.
    """
    held = [each for each in process.segments if each.first <= signal.first and each.turn != signal]
    if not held:
        return None
    segment = held[-1]
    weeks, year = one.weeks, pd.Timedelta(weeks=52)
    means = []
    for first, last in ((segment.first, segment.locked), (signal.first, signal.last)):
        now, then = process.weeks.loc[first:last], weeks.loc[first - year : last - year]
        if len(then) < len(now) or then.isna().any():
            return None
        means.append((float(now.mean()), float(then.mean())))
    (base_now, base_then), (now, then) = means
    return (now / base_now - 1, then / base_then - 1) if base_now > 0 and base_then > 0 else None
