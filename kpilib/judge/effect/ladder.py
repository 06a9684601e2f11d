"""The order of evidence: every step that can be taken is taken and kept, and the strongest one gives the effect."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from kpilib.judge.effect.control import Controlled, controlled
from kpilib.judge.effect.correlated import Estimate
from kpilib.judge.effect.detectable import detectable
from kpilib.judge.effect.interrupted import Interrupted, interrupted
from kpilib.judge.effect.placebo import Placebo, placebo
from kpilib.judge.effect.randomised import Difference
from kpilib.judge.effect.signal import Signals, signals_after
from kpilib.judge.effect.verdict import Ground, Weeks
from kpilib.judge.effect.weeks import Window
from kpilib.judge.thresholds import EFFECT_LEVEL, FEWEST_BASELINE_WEEKS, FEWEST_LINE_WEEKS, FEWEST_WEEKS_AFTER

Used = Literal["randomised", "control", "interrupted"]


@dataclass(frozen=True)
class Evidence:
    """What the weeks around an action tell, and what a control or a randomised test does.

    series  : the interrupted time series; None where there are too few weeks for it.
    signals : in the distances from what was expected.
    beside  : the same beside a control. tested : a randomised test.
    """

    window: Window
    weeks: Weeks
    series: Interrupted | None = field(default=None, repr=False)
    signals: Signals | None = field(default=None, repr=False)
    beside: Controlled | None = field(default=None, repr=False)
    tested: Difference | None = None

    @property
    def used(self) -> Used | None:
        """Which step the effect comes from; None where there is none."""
        if self.tested is not None:
            return "randomised"
        if self.weeks != "enough":
            return None
        return "control" if self.beside is not None else "interrupted"

    @property
    def estimate(self) -> Estimate | None:
        """The effect on a week, where it comes from the weeks."""
        if self.used in (None, "randomised"):
            return None
        return (self.beside or self.series).effect

    @cached_property
    def placebo(self) -> Placebo | None:
        """The effect from the weeks held to those at false dates; None where there is no room for 20 of them."""
        if self.weeks != "enough":
            return None
        if self.beside is not None:
            return self.beside.placebo
        return placebo(self.window.before, self.series, len(self.window.after))

    @cached_property
    def effect(self) -> tuple[float, float, float] | None:
        """The effect and its 95 % interval, in the unit of a week; None where there is none."""
        if self.tested is not None:
            return self.tested.value, self.tested.low, self.tested.high
        return (self.estimate.value, *self.estimate.interval(EFFECT_LEVEL)) if self.estimate else None

    @property
    def chance(self) -> float | None:
        """The p-value of no effect."""
        told = self.tested or self.estimate
        return told.chance if told else None

    @property
    def detectable(self) -> float | None:
        """The least effect that would have been seen."""
        if self.tested is not None:
            return detectable(Estimate.single(self.tested.value, self.tested.error, 10_000))
        return detectable(self.estimate) if self.estimate else None

    @property
    def expected(self) -> pd.Series | None:
        """What every week would be without the change, by the step that is used; that of the series by default."""
        told = self.beside if self.used == "control" else self.series
        return told.expected if told is not None else None

    @property
    def side(self) -> int:
        """1 or -1 for an effect whose interval is above or below zero, 0 for one that holds it."""
        if self.estimate is not None:
            under = self.estimate.below(0.0)
            beyond = (1 - EFFECT_LEVEL) / 2
            return 1 if under < beyond else -1 if 1 - under < beyond else 0
        _, low, high = self.effect or (0.0, 0.0, 0.0)
        return 1 if low > 0 else -1 if high < 0 else 0

    def ground(self, wanted: int | None, planned: float | None) -> Ground:
        """What the verdict rests on. `wanted` is the side that is better, `planned` the effect that was predicted."""
        side = self.side
        value = self.estimate.value if self.estimate else 0.0
        tried = self.placebo if side else None  # where the interval holds zero the verdict does not ask for it
        return Ground(
            weeks=self.weeks,
            side=None if wanted is None else side * wanted,
            tested=self.tested is not None,
            signal=bool(self.signals and self.signals.began(side)),
            had_begun=bool(self.signals and side and self.signals.had_begun(value)),
            placebo=tried.passed if tried else None,
            sees=None if planned is None or self.detectable is None else self.detectable <= abs(planned),
        )

    def steps(self) -> dict[str, Any]:
        """Every step that was taken, as plain data."""
        taken: dict[str, Any] = {"weeks_before": len(self.window.before), "weeks_after": len(self.window.after)}
        taken["trigger_weeks"] = [stamp.date().isoformat() for stamp in self.window.trigger]
        if self.signals:
            told = [(one.rule, one.side, one.first.date().isoformat()) for one in self.signals.inside]
            taken["signals"] = [dict(zip(("rule", "side", "first"), one, strict=True)) for one in told]
            taken["charted"] = self.signals.charted
        if self.series:
            taken["interrupted"] = _data(self.series.effect) | {
                "step": self.series.step.value,
                "slope": self.series.slope.value,
                "dependence": self.series.dependence,
                "season_waves": self.series.waves,
            }
        if self.beside:
            taken["control"] = _data(self.beside.effect) | {"slope": self.beside.slope}
        if self.placebo:
            taken["placebo"] = {"dates": self.placebo.dates, "as_large": self.placebo.as_large}
        if self.tested:
            taken["randomised"] = {"value": self.tested.value, "low": self.tested.low, "high": self.tested.high}
        return taken


def _data(effect: Estimate) -> dict[str, float]:
    low, high = effect.interval(EFFECT_LEVEL)
    return {"value": effect.value, "low": low, "high": high, "p": effect.chance}


def evidence(window: Window, *, lag_days: int = 0, control: pd.Series | None = None) -> Evidence:
    """Take every step of the ladder that the weeks allow: signal, interrupted time series, control.

    control : an untreated series by whole weeks.
    """
    known, after = _enough(window), len(window.after)
    if after < 2 or len(window.before) < FEWEST_LINE_WEEKS:  # not even a line can be drawn
        return Evidence(window, known)
    series = interrupted(window)
    signals = signals_after(window, series.expected, lag_days=lag_days, dependence=series.dependence)
    beside = controlled(window, control) if control is not None and known == "enough" else None
    return Evidence(window, known, series, signals, beside)


def _enough(window: Window) -> Weeks:
    """Whether there are weeks enough to claim anything."""
    if not len(window.before) and not len(window.following):
        return "none"
    if len(window.after) < FEWEST_WEEKS_AFTER:
        return "too_few_after"
    return "enough" if len(window.before) >= FEWEST_BASELINE_WEEKS else "too_few_before"
