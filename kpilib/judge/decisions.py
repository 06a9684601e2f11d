"""What people have to decide now: targets in danger, negotiations not yet agreed to, checks without an Act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kpilib.judge.cycles import Cycle
from kpilib.judge.package import Package
from kpilib.judge.warn import EarlyWarning
from kpilib.plan.agreement import last_day
from kpilib.plan.cycle import Action
from kpilib.plan.model import Kpi, Negotiation, Plan

KEEPS_TARGET = ("more_budget", "more_hours", "lower_another")


@dataclass(frozen=True)
class Due:
    """One decision that is due.

    about  : the warning, the negotiation with its KPI, or the cycle that waits for it.
    who    : who decides. by : until when; for a cycle the day of its check, which is past.
    """

    about: EarlyWarning | tuple[Negotiation, Kpi] | Cycle
    who: tuple[str, ...]
    by: date

    @property
    def kind(self) -> str:
        if isinstance(self.about, EarlyWarning):
            return "target"
        return "cycle" if isinstance(self.about, Cycle) else "negotiation"

    @property
    def id(self) -> str:
        """The KPI, or the cycle, that is decided about."""
        if isinstance(self.about, EarlyWarning):
            return self.about.one.kpi.id
        return self.about.action.id if isinstance(self.about, Cycle) else self.about[1].id


def decisions_due(
    plan: Plan, warnings: Sequence[EarlyWarning], cycles: Sequence[Cycle], as_of: date
) -> tuple[Due, ...]:
    """The decisions that are due as of a day, the most urgent first.

    A KPI under negotiation is decided there and not a second time as a warning; a target that can no longer move
    needs no decision.
    """
    parties = tuple(plan.agreement.agreed.by)
    found = [Due((one, kpi), parties, last_day(kpi.due)) for one, kpi in open_negotiations(plan, as_of)]
    told = {one.id for one in found}
    found += [Due(one, parties, one.answer_by) for one in warnings if not one.too_late and one.one.kpi.id not in told]
    found += [Due(one, (one.action.owner,), one.check or as_of) for one in cycles if one.decision_due]
    return tuple(sorted(found, key=lambda one: one.by))


def open_negotiations(plan: Plan, as_of: date) -> list[tuple[Negotiation, Kpi]]:
    """The negotiations of each KPI that nobody has agreed to and that still count, the latest of each KPI."""
    kpis = {kpi.id: kpi for kpi in plan.kpis}
    latest = {one.kpi: one for one in sorted(plan.agreement.negotiations, key=lambda one: one.on) if one.on <= as_of}
    return [
        (one, kpis[name])
        for name, one in latest.items()
        if not one.agreed_by and name in kpis and as_of <= last_day(kpis[name].due)
    ]


def undecided(plan: Plan, as_of: date) -> list[Action]:
    """The cycles whose check has come and about which nothing was decided by a day."""
    return [
        one
        for one in plan.agreement.actions
        if one.check and one.check <= as_of and (one.decision is None or (one.decision.on or date.min) > as_of)
    ]


def cheapest(warning: EarlyWarning) -> Package | None:
    """The first package that keeps the target and has an estimate."""
    return next((one for one in warning.offers if one.estimated and one.kind in KEEPS_TARGET), None)


def lowered(warning: EarlyWarning) -> Package | None:
    """The package with another target, where it has an estimate."""
    return next((one for one in warning.offers if one.estimated and one.kind == "another_target"), None)
