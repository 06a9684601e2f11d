"""One PDCA cycle, checked: the evidence, the verdict, the prediction held to it, and the Act that is proposed."""

from dataclasses import dataclass, field
from datetime import date

from kpilib.judge.assessment import Assessment
from kpilib.judge.causes import Cause
from kpilib.judge.cycles.guarded import Guarded, Reading
from kpilib.judge.cycles.planned import Predicted
from kpilib.judge.effect.ladder import Evidence
from kpilib.judge.effect.verdict import CLAIMS, Against, Ground, Verdict, Why, against
from kpilib.plan.cycle import Act, Action, Decision
from kpilib.plan.model import Plan

# What the evidence allows to decide. Source: domain.md 3.6; adopting without evidence is against it.
ALLOWED: dict[Verdict, tuple[Act, ...]] = {
    "worked": ("adopt", "adapt"),
    "harmed": ("abandon", "adapt"),
    "no_evidence": ("abandon", "adapt", "extend"),
    "inconclusive": ("extend", "adapt", "abandon"),
    "confounded": ("extend", "adapt", "abandon"),
    "not_implemented": ("extend", "abandon"),
    "not_yet": (),
}


@dataclass(frozen=True)
class Cycle:
    """One cycle of the report.

    one       : the KPI, as the report judges it.
    until     : the last day that the check looks at: its date, or what the data have.
    others    : what else happened in these weeks; `apart` those that were ruled out, each with the reason, or before
                which the weeks alone tell the same.
    predicted : in the unit of a week. decision : what was decided by the report's day.
    slow      : the check of the KPI that the action is to add up to.
    """

    plan: Plan = field(repr=False)
    action: Action
    one: Assessment
    as_of: date
    until: date
    verdict: Verdict
    why: Why
    ground: Ground = field(repr=False)
    evidence: Evidence | None = field(default=None, repr=False)
    predicted: Predicted | None = None
    others: tuple[Cause, ...] = ()
    apart: tuple[tuple[Cause, str], ...] = ()
    guards: tuple[Guarded, ...] = ()
    decision: Decision | None = None
    slow: "Cycle | None" = None

    @property
    def name(self) -> str:
        return self.action.called

    @property
    def check(self) -> date | None:
        return self.action.check

    @property
    def checked(self) -> bool:
        """Whether the check has been made."""
        return self.verdict != "not_yet"

    @property
    def done_on(self) -> date | None:
        """The day on which it was carried out, as far as that had happened by the report's day."""
        return self.action.done.on if self.action.done and self.action.done.on <= self.as_of else None

    @property
    def against(self) -> Against | None:
        """The effect beside the prediction; None where one of them is not known, or where nothing may be claimed."""
        told = self.evidence.effect if self.evidence else None
        return against(told[0], self.predicted) if told and self.predicted and self.verdict in CLAIMS else None

    @property
    def proposal(self) -> tuple[Act, str] | None:
        """The Act that the evidence speaks for, and why as a code; people decide."""
        return proposal(self.verdict, self.against, [each.reading for each in self.guards])

    @property
    def against_evidence(self) -> bool:
        """Whether people decided something that the evidence does not speak for."""
        return self.decision is not None and self.checked and self.decision.act not in ALLOWED[self.verdict]

    @property
    def changed(self) -> bool:
        """Whether the verdict is another one now than people saw when they decided."""
        return bool(self.decision and self.decision.found and self.checked and self.decision.found != self.verdict)

    @property
    def decision_due(self) -> bool:
        """Whether the check has been made and nothing is decided."""
        return self.checked and self.decision is None


def proposal(verdict: Verdict, held: Against | None, guards: list[Reading]) -> tuple[Act, str] | None:
    """The Act to propose, and the reason as a code.

    >>> proposal("worked", "within", ["no_signal"]), proposal("worked", "within", ["worse"])
    (('adopt', 'worked'), ('adapt', 'guard'))
    """
    if verdict == "not_yet":
        return None
    if verdict == "worked":
        if "worse" in guards:
            return "adapt", "guard"
        return ("adapt", "below") if held == "below" else ("adopt", "worked")
    if verdict in ("harmed", "no_evidence"):
        return "abandon", verdict
    return "extend", verdict
