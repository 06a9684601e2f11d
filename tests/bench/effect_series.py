"""Weekly series with a known truth: simulated ones, and public ones at dates on which nothing was done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kpilib.judge.effect.interrupted import YEAR
from kpilib.judge.effect.ladder import Evidence, evidence
from kpilib.judge.effect.verdict import verdict_of
from kpilib.judge.effect.weeks import window_of
from kpilib.measure.series import MONDAY_TO_SUNDAY
from tests.bench.daily_series import Daily

BURN_IN = 60
WAVES = (1.5, 0.5)  # of a year and of half a year, in standard deviations of the noise
EVERY = 13  # weeks between two false dates
FIRST_FALSE = 54  # weeks of a series before its first false date


@dataclass(frozen=True)
class Known:
    """Something that happened and that everybody can read up."""

    family: str
    name: str
    on: date
    weeks: int
    what: str
    side: int


KNOWN = (
    Known("prophet", "pedestrians", date(2020, 3, 16), 13, "state of emergency in Victoria (COVID-19)", -1),
    Known("cta", "bus", date(2009, 1, 1), 26, "fare increase, Chicago Transit Board of 12 November 2008", -1),
)


def noise(draw: np.random.Generator, weeks: int, memory: float) -> np.ndarray:
    """Noise of variance one in which each week depends on the one before it (AR(1))."""
    steps = draw.normal(size=weeks + BURN_IN) * np.sqrt(1 - memory**2)
    values = np.zeros(len(steps))
    for at in range(1, len(steps)):
        values[at] = memory * values[at - 1] + steps[at]
    return values[BURN_IN:]


def season(draw: np.random.Generator, weeks: int) -> np.ndarray:
    """Two waves a year that begin somewhere."""
    at = np.arange(weeks) / YEAR
    turns = draw.uniform(0, 1, len(WAVES))
    parts = zip(WAVES, turns, range(1, len(WAVES) + 1), strict=True)
    return sum(size * np.sin(2 * np.pi * (wave * at + turn)) for size, turn, wave in parts)


def weekly(values: np.ndarray) -> pd.Series:
    return pd.Series(values, pd.date_range("2024-01-07", periods=len(values), freq="7D"))


def checked(weeks: pd.Series, at: int, until: int, *, control: pd.Series | None = None) -> Evidence:
    """The evidence on something that was done on the Monday of week `at`, in the weeks before week `until`."""
    start = (weeks.index[at] - MONDAY_TO_SUNDAY).date()
    window = window_of(weeks, start=start, until=weeks.index[until - 1].date())
    return evidence(window, control=control)


def claimed(found: Evidence) -> int:
    """1 for worked, -1 for harmed, 0 for neither, where more is better and no effect was predicted."""
    return {"worked": 1, "harmed": -1}.get(verdict_of(found.ground(1, None))[0], 0)


def weeks_of(one: Daily) -> pd.Series:
    """A daily series by whole weeks, from its first whole one to its last."""
    days = one.values.sort_index().asfreq("D").resample("W-SUN")
    weeks = days.sum(min_count=7).where(days.count() == 7)
    return weeks.loc[weeks.first_valid_index() : weeks.last_valid_index()]


def false_dates(weeks: pd.Series, lengths: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Every thirteenth week with a year before it, and how many weeks after it are looked at."""
    for number, first in enumerate(range(FIRST_FALSE, len(weeks) - min(lengths), EVERY)):
        yield first, min(lengths[number % len(lengths)], len(weeks) - first)


def known_event(one: Known, weeks: pd.Series) -> Evidence:
    window = window_of(weeks, start=one.on, until=one.on + timedelta(weeks=one.weeks))
    return evidence(window)
