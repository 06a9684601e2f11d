"""One way to agree on a KPI that is in doubt, and what becomes of the plan when it is accepted."""

import math
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from kpilib.judge.response import Response
from kpilib.plan.edit import edit_quarter
from kpilib.plan.model import Move, Negotiation, Plan
from kpilib.plan.renegotiate import write_negotiation
from kpilib.plan.target import Amount

Kind = Literal["more_budget", "more_hours", "lower_another", "another_target"]
LETTERS: dict[str, Kind] = {"A": "more_budget", "B": "more_hours", "C": "lower_another", "D": "another_target"}


@dataclass(frozen=True)
class Range:
    """An estimate with its 80 % range; an end that cannot be told is infinite or NaN."""

    value: float
    low: float = math.nan
    high: float = math.nan


@dataclass(frozen=True)
class ShareMove:
    """A part of a line of the budget or of the hours that works for another KPI from now on."""

    kpi: str
    line: str
    old: float
    new: float


@dataclass(frozen=True)
class Package:
    """One way to agree.

    old, new : the target of the KPI under negotiation; equal where it is kept. None where it has none.
    moves    : what else moves, as it would be agreed; `shares` are the parts of a line that go with it.
    effect   : what the package brings by the due date, in the KPI's unit; for another target where the KPI will end.
    cost     : what it takes by the due date, in the unit `cost_of`: money, hours, or another KPI's id.
    shifted  : how much of `line` is added to it or moved within it.
    chance   : of the KPI's target, the old or the new one, once the package is agreed; NaN where it is not told.
    answers  : what the estimate rests on: how the KPI, and then the other one, answers to the line.
    reason   : why there is no estimate, as a code, with its `numbers`; None where there is one.
    """

    id: str
    kind: Kind
    kpi: str
    old: Amount | None
    new: Amount | None
    moves: tuple[Move, ...] = ()
    shares: tuple[ShareMove, ...] = ()
    effect: Range | None = None
    cost: Range | None = None
    cost_of: str | None = None
    line: str | None = None
    shifted: float = math.nan
    chance: float = math.nan
    answers: tuple[Response, ...] = ()
    reason: str | None = None
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def estimated(self) -> bool:
        return self.reason is None

    def agreed(self, *, on: date, by: tuple[str, ...], reason: str) -> Negotiation:
        """The negotiation that accepts this package. Only for one that is estimated."""
        moves = self.moves
        return Negotiation(on=on, kpi=self.kpi, old=self.old, new=self.new, reason=reason, agreed_by=by, moves=moves)


def accept(
    package: Package, params: Path, plan: Plan, *, on: date, by: tuple[str, ...], reason: str, statement: str | None
) -> Plan:
    """Write a package that was agreed on into the quarter's file, in one step, and return the plan that it is now.

    package   : one that is estimated.
    statement : the new sentence of the KPI whose target changes, where its number cannot be changed by itself.
    Raises KpilibError after the due date, or where the file is no longer as the package found it.
    """
    agreed = package.agreed(on=on, by=by, reason=reason)
    shares = {(moved.kpi, moved.line): moved.new for moved in package.shares}
    return edit_quarter(
        params,
        plan.id,
        str(plan.quarter),
        lambda tree: write_negotiation(tree, agreed, statement=statement, shares=shares),
    )
