"""Why a target is in danger, as far as it is noted or measured. Never invented: "not known" is a reason too."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from kpilib.judge.assessment import Assessment
from kpilib.judge.signals import Signal
from kpilib.measure.drivers import Drivers
from kpilib.plan.dependencies import Delay
from kpilib.plan.model import Flag


@dataclass(frozen=True)
class Evidence:
    """What else is known of a KPI, where somebody has looked.

    drivers : the parts of its change against last year or the plan.
    signals : those of its weekly process that reach into the period, each with what was noted shortly before it, ""
              where nothing was.
    """

    drivers: Drivers | None = None
    signals: Sequence[tuple[Signal, str]] = ()


@dataclass(frozen=True)
class Reason:
    """One reason.

    said    : `text` is the cause as somebody wrote it when the warning was raised.
    delay   : what another party brings late.
    signal  : the weekly process turned for the worse; `text` is what was noted shortly before, or "".
    driver  : the factor `text` took most from the KPI, `amount` in its unit.
    unknown : nothing is noted and nothing stands out.
    """

    kind: Literal["said", "delay", "signal", "driver", "unknown"]
    text: str = ""
    delay: Delay | None = None
    signal: Signal | None = None
    amount: float = math.nan


def reasons_of(one: Assessment, flag: Flag | None, delays: Sequence[Delay], evidence: Evidence) -> tuple[Reason, ...]:
    """All reasons of a KPI: in the analyst's own words, or else the delays; then what the data show."""
    found = [Reason("said", flag.cause)] if flag else [Reason("delay", delay=delay) for delay in delays]
    found += _turned(one, evidence) + _driven(one, evidence)
    return tuple(found) or (Reason("unknown"),)


def _turned(one: Assessment, evidence: Evidence) -> list[Reason]:
    """The last signal on the side that is not wanted."""
    worse = {"increase": -1, "decrease": 1}.get(one.metric.improvement)
    mine = [Reason("signal", text, signal=signal) for signal, text in evidence.signals if signal.side == worse]
    return sorted(mine, key=lambda reason: (reason.signal.last, bool(reason.text)))[-1:]


def _driven(one: Assessment, evidence: Evidence) -> list[Reason]:
    """The driver that took most, where the KPI as a whole is worse than before."""
    good = {"increase": 1, "decrease": -1}.get(one.metric.improvement)
    if good is None or evidence.drivers is None or evidence.drivers.change * good >= 0:
        return []
    name, part = min(evidence.drivers.parts.items(), key=lambda item: item[1] * good)
    return [Reason("driver", name, amount=part)]
