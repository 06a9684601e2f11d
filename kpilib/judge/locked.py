"""A process by whole weeks: limits that are locked, made anew only with a cause, and the signals against them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from kpilib.judge.causes import Cause
from kpilib.judge.signals import Limits, Signal, autocorrelation, process_limits, signals_of
from kpilib.judge.thresholds import (
    AUTOCORRELATED,
    FEWEST_PROCESS_WEEKS,
    LOCKED_FROM,
    TRIAL_BELOW,
    WEEKS_AFTER_CAUSE,
)


@dataclass(frozen=True)
class Segment:
    """A stretch of weeks with limits of its own: from `first` on, made of the weeks up to `locked`.

    cause : why the limits were made anew, and `turn` the run that led to it; None for the first segment.
    """

    first: pd.Timestamp
    locked: pd.Timestamp
    baseline: int
    limits: Limits
    cause: Cause | None = None
    turn: Signal | None = None


@dataclass(frozen=True)
class Process:
    """A KPI by whole weeks, its limits and its signals.

    weeks       : one value a week, dated by its Sunday; `left_out` counts the weeks between that were not whole.
    segments    : the last one holds today.
    signals     : all of them, oldest first; a run after which limits were made anew is one of them.
    correlation : of neighbouring weeks of the baseline; NaN where it is too short to tell.
    since       : the day from which on signals are news: the first of the KPI's period.
    """

    weeks: pd.Series
    segments: tuple[Segment, ...]
    signals: tuple[Signal, ...]
    correlation: float
    left_out: int = 0
    since: date | None = None

    @property
    def limits(self) -> Limits:
        return self.segments[-1].limits

    @property
    def depends(self) -> bool:
        """Whether neighbouring weeks depend on each other, so that signals alone prove nothing."""
        return self.correlation > AUTOCORRELATED

    @property
    def signals_since(self) -> tuple[Signal, ...]:
        """The signals that reach into the period."""
        return tuple(one for one in self.signals if self.since is None or one.last >= pd.Timestamp(self.since))

    @property
    def recent(self) -> tuple[Signal, ...]:
        """The signals that reach into the period, as they are told: neighbouring weeks outside of the limits are one,
        and what only repeats a run on the same side is none.
        """
        runs = [one for one in self.signals if one.rule == "run"]
        told: list[Signal] = []
        for one in self.signals_since:
            before = next((each for each in reversed(told) if (each.rule, each.side) == ("outside", one.side)), None)
            if one.rule == "outside" and before and self._next(before.last) == one.last:
                told[told.index(before)] = replace(before, last=one.last, values=before.values + 1)
            elif one.rule != "near_limit" or not any(
                run.side == one.side and run.first <= one.first and one.last <= run.last for run in runs
            ):
                told.append(one)
        return tuple(told)

    @property
    def ongoing(self) -> frozenset[int]:
        """Sides of the signals that hold in the last week: the limits do not tell what it does now."""
        held = list(self.signals)
        if self.segments[-1].turn is not None:
            held.remove(self.segments[-1].turn)  # it has its own limits now
        return frozenset(one.side for one in held if one.last == self.weeks.index[-1])

    def _next(self, week: pd.Timestamp) -> pd.Timestamp | None:
        later = self.weeks.index[self.weeks.index > week]
        return later[0] if len(later) else None


def process_of(
    weeks: pd.Series, causes: Sequence[Cause] = (), *, improvement: str = "neutral", since: date | None = None
) -> Process | None:
    """The process behind weekly values; None below six of them.

    weeks       : one value a whole week, oldest first, indexed by the week's last day; missing weeks are left out.
    causes      : what may have moved it. Limits are locked after their baseline and carried forward. They are made
                  anew only where a run of eight begins within four weeks after a cause, and only if it is one that
                  was wanted: a shift for the worse is never explained away by new limits.
    improvement : the side that is wanted; with `neutral` both are.
    """
    known = weeks.dropna()
    if len(known) < FEWEST_PROCESS_WEEKS:
        return None
    wanted = {"increase": (1,), "decrease": (-1,)}.get(improvement, (1, -1))
    segments, found, begin, cause, led = [], [], 0, None, None
    while True:
        rest = known.iloc[begin:]
        limits = _limits(rest)
        mine = signals_of(rest, limits)
        turn, why = _turn(mine, causes, wanted, since=known.index[begin])
        if turn is None:
            break
        place = known.index.get_loc(turn.first)
        old = known.iloc[begin:place]
        if len(old) >= FEWEST_PROCESS_WEEKS:  # what came after the turn has no part in the limits before it
            before = _limits(old)
            segments.append(_segment(old, before, cause, led))
            found += [*signals_of(old, before), turn]
        else:
            found.append(turn)
        begin, cause, led = place, why, turn
    segments.append(_segment(rest, limits, cause, led))
    baselines = [known.loc[one.first : one.locked] for one in segments if one.baseline >= TRIAL_BELOW]
    correlation = autocorrelation(baselines[-1]) if baselines else math.nan
    whole = len(weeks.loc[known.index[0] : known.index[-1]])
    return Process(known, tuple(segments), (*found, *mine), correlation, whole - len(known), since)


def _limits(weeks: pd.Series) -> Limits:
    """Locked on the first weeks. Moving ranges above their own limit are left out: with one wild week among 24, such
    as a sale, limits of all ranges found a lasting shift by one sigma in 29 of 100 simulated charts, these in 47.
    """
    return process_limits(weeks.iloc[:LOCKED_FROM], spread="screened")


def _segment(weeks: pd.Series, limits: Limits, cause: Cause | None, turn: Signal | None) -> Segment:
    baseline = weeks.index[:LOCKED_FROM]
    return Segment(weeks.index[0], baseline[-1], len(baseline), limits, cause, turn)


def _turn(
    signals: Sequence[Signal], causes: Sequence[Cause], wanted: tuple[int, ...], *, since: pd.Timestamp
) -> tuple[Signal | None, Cause | None]:
    """The first run that was wanted and has a cause, and the latest cause before it; none at the very beginning."""
    for one in signals:
        if one.rule == "run" and one.side in wanted and one.first > since:
            before = shortly_before(one, causes)
            if before and pd.Timestamp(before[-1].on) > since:
                return one, before[-1]
    return None, None


def shortly_before(signal: Signal, causes: Sequence[Cause]) -> list[Cause]:
    """What was noted within four weeks before a signal's first week was over, oldest first."""
    reach = pd.Timedelta(weeks=WEEKS_AFTER_CAUSE)
    return [one for one in causes if pd.Timedelta(0) <= signal.first - pd.Timestamp(one.on) <= reach]
