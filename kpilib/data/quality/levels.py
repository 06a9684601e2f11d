"""Levels that broke: a step to another level that lasts, such as of a tag that counts everything twice."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from kpilib.data.quality import thresholds as at
from kpilib.data.quality.finding import DataFinding
from kpilib.data.quality.look import Look, measure_of


def level_breaks(look: Look) -> Iterator[DataFinding]:
    """The first day of each new level.

    What a platform sells and claims is left out: spending is decided, and its level is somebody's plan. So is a step
    that the quarter's file names as a break of definition.
    """
    named = [
        (measure, one.on) for one in look.plan.agreement.breaks for measure in look.plan.metrics[one.metric].measures
    ]
    for source in look.sources:
        frame = look.totals(source)
        for name in map(str, frame):
            series = frame[name][frame.index >= pd.Timestamp(look.since)]
            if measure_of(name).platforms or measure_of(name).claim or not series.median() >= at.SMALLEST_USUAL:
                continue
            for day, times in steps(np.log1p(series.where(series >= 0))):
                if not any(name == one and abs((on - day).days) <= at.BREAK_WEEK for one, on in named):
                    yield DataFinding("level-break", source, (name,), (day,), {"times": times})


def steps(logs: pd.Series) -> Iterator[tuple[date, float]]:
    """The first day of each new level of a series of logarithms, and how many times the old one it is.

    The weekday's own effect is taken out. Eight weeks on either side of a step differ by half or more, and three
    quarters of the days on one side lie beyond three quarters of those on the other: a month of holidays is no new
    level. The weeks beside the step differ by half or more too: a season that comes slowly is none either.
    """
    weekday = (logs - logs.median()).groupby(logs.index.day_of_week).transform("median")
    flat = logs - weekday
    middle, low, high = (_both_sides(flat, share) for share in (0.5, 0.25, 0.75))
    step = middle.after - middle.before
    apart = np.where(step > 0, low.after - high.before, low.before - high.after)
    broken = (step.abs() > np.log(at.BREAK_STEP)) & (apart > 0)
    places = np.flatnonzero(broken)
    if not len(places):
        return
    # Around a step many days look like its first one: of each group it is the one that separates the sides best.
    for group in np.split(places, np.flatnonzero(np.diff(places) > at.BREAK_WEEK) + 1):
        place = group[_misfit(flat, group).argmin()]
        week = flat.iloc[place : place + at.BREAK_WEEK].median() - flat.iloc[place - at.BREAK_WEEK : place].median()
        if week * np.sign(step.iloc[place]) > np.log(at.BREAK_STEP):
            yield flat.index[place].date(), float(np.exp(step.iloc[place]))


def _both_sides(flat: pd.Series, share: float) -> pd.DataFrame:
    """For each day a quantile of the eight weeks before it, and of those that begin with it."""
    window = {"window": at.BREAK_DAYS, "min_periods": at.FEWEST_BREAK_DAYS}
    before = flat.rolling(**window).quantile(share).shift(1)
    after = flat[::-1].rolling(**window).quantile(share)[::-1]
    return pd.DataFrame({"before": before, "after": after})


def _misfit(flat: pd.Series, places: np.ndarray) -> np.ndarray:
    """How far the days around each place are from the median of their side."""
    values = flat.to_numpy()
    found = []
    for place in places:
        sides = (values[max(0, place - at.BREAK_DAYS) : place], values[place : place + at.BREAK_DAYS])
        found.append(np.mean([np.nanmean(np.abs(side - np.nanmedian(side))) for side in sides]))
    return np.array(found)
