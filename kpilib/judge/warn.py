"""Early warnings: which targets are in danger, why, what that costs, and what they would be recalculated to.

Told while a target can still be recalculated, so that nobody meets a surprise on the due date.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kpilib.data.facts import Facts
from kpilib.data.history import PastReport
from kpilib.judge.agreeable import target_of
from kpilib.judge.assessment import Assessment
from kpilib.judge.danger import Trigger, open_delays, open_flag, triggers_of
from kpilib.judge.negotiate import packages
from kpilib.judge.package import Package
from kpilib.judge.reason import Evidence, Reason, reasons_of
from kpilib.judge.recalculate import chance_after, lost_by, recalculated, worth
from kpilib.judge.surprises import first_told
from kpilib.judge.thresholds import ANSWER_DAYS
from kpilib.plan.agreement import first_target, last_day
from kpilib.plan.dependencies import Delay
from kpilib.plan.model import Flag
from kpilib.plan.target import Amount, Band, Target

MOST_PACKAGES = 3


@dataclass(frozen=True)
class EarlyWarning:
    """One KPI in danger, as of a day.

    triggers     : why it is told; `flag` is the one that was raised by hand or from an earlier draft.
    reasons      : what is noted or measured as the cause; one of kind "unknown" where there is nothing.
    delays       : what other parties bring late and no accepted flag has answered yet, the worst first.
    lost         : what these delays change the KPI by at its due date, in its unit; NaN where no uplift is noted.
    shortfall    : the forecast's median less the target, in the KPI's unit; NaN where either is unknown.
    money        : what `lost`, or else `shortfall`, is worth; NaN where nothing says what one is worth.
    old, new     : the target and what it would be recalculated to; `new` is None where no counterfactual tells it.
    chance       : of the new target, if what is late comes on its promised day and brings what it was to bring.
    first_target : the target that was agreed to first, where it has been moved since.
    first_told   : the as-of date of the first report that told the KPI at risk; None if this one is the first.
    last_day     : up to which a recalculation counts; `answer_by` is when the parties are asked to agree.
    offers       : the packages to choose from beside the recalculation, three with it.
    """

    one: Assessment
    triggers: tuple[Trigger, ...]
    reasons: tuple[Reason, ...]
    delays: tuple[Delay, ...] = ()
    lost: float = math.nan
    shortfall: float = math.nan
    money: float = math.nan
    old: Amount | None = None
    new: Amount | None = None
    chance: float = math.nan
    first_target: Target | None = None
    first_told: date | None = None
    flag: Flag | None = None
    offers: tuple[Package, ...] = ()

    def raised_as(self, flag: Flag, *, said: bool) -> "EarlyWarning":
        """The same warning as it was raised, with the flag's target; `said` where somebody gave the cause by hand."""
        return replace(
            self, flag=flag, new=flag.target, reasons=(Reason("said", flag.cause),) if said else self.reasons
        )

    @property
    def last_day(self) -> date:
        return last_day(self.one.kpi.due)

    @property
    def days_to_last(self) -> int:
        """Days until the last one on which a recalculation counts; below zero it is over, and the target stays."""
        return (self.last_day - self.one.as_of).days

    @property
    def too_late(self) -> bool:
        return self.days_to_last < 0

    @property
    def answer_by(self) -> date:
        return min(self.one.as_of + timedelta(days=ANSWER_DAYS), self.last_day)

    @property
    def at_least(self) -> bool:
        """Whether the loss goes on, as no day is promised on which it ends."""
        return any(one.at_least for one in self.delays)

    @property
    def rest(self) -> float:
        """How far the forecast is from the target beyond what is late; never below zero, NaN where it is not known.

        The forecast is made from days without what is late, so that all of its uplift is missing there, and not only
        the part that the delay takes.
        """
        if math.isnan(self.lost) or math.isnan(self.shortfall):
            return math.nan
        to_come = sum(
            abs(one.whole) - abs(one.lost) for one in self.delays if not (one.delivered or math.isnan(one.lost))
        )
        return max(abs(self.shortfall) - abs(self.lost) - to_come, 0.0)

    @property
    def impact(self) -> float:
        """The loss by the delays, or else what the forecast leaves short; NaN where neither is known."""
        return self.shortfall if math.isnan(self.lost) else self.lost


def early_warnings(
    assessments: Sequence[Assessment],
    facts: Facts,
    history: Sequence[PastReport] = (),
    evidence: Mapping[str, Evidence] | None = None,
) -> tuple[EarlyWarning, ...]:
    """The warnings as of the assessments' day, in their order. `facts` hold nothing later than that day.

    history  : earlier reports of the same client and quarter, oldest first.
    evidence : KPI to what its drivers and signals say, where somebody has looked.
    """
    known = evidence or {}
    return tuple(
        _warning(one, triggers, assessments, facts, history, known.get(one.kpi.id, Evidence()))
        for one in assessments
        if (triggers := triggers_of(one, history))
    )


def draft_warning(
    one: Assessment,
    assessments: Sequence[Assessment],
    facts: Facts,
    history: Sequence[PastReport] = (),
    evidence: Evidence | None = None,
) -> EarlyWarning:
    """The warning of one KPI that is raised by hand, whatever its chance."""
    triggers = triggers_of(one, history) or ("raised",)
    return _warning(one, triggers, assessments, facts, history, evidence or Evidence())


def _warning(
    one: Assessment,
    triggers: tuple[Trigger, ...],
    assessments: Sequence[Assessment],
    facts: Facts,
    history: Sequence[PastReport],
    evidence: Evidence,
) -> EarlyWarning:
    delays, flag, told = open_delays(one), open_flag(one), one.forecast
    lost = lost_by(one, delays)
    shortfall = told.median - one.target if told and told.numbered and one.band is None else math.nan
    old = target_of(one) if not isinstance(one.kpi.target, Band) and not math.isnan(one.target) else None
    new = flag.target if flag and flag.target else recalculated(one, old, lost)
    offers = packages(one.plan, facts, tuple(assessments), one.kpi.id, one.as_of)
    offers = sorted(offers, key=lambda offer: (not offer.estimated, offer.id))
    return EarlyWarning(
        one,
        triggers,
        reasons_of(one, flag, delays, evidence),
        delays,
        lost,
        shortfall,
        worth(one, shortfall if math.isnan(lost) else lost),
        old,
        new,
        chance_after(one, new, delays),
        first_target(one.plan, one.kpi, one.as_of),
        first_told(history, one.kpi.id),
        flag,
        tuple(offers[: MOST_PACKAGES - (new is not None)]),
    )
