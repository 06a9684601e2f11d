"""What changed since the last report: the chance of the target then and now, and why it is another."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from kpilib.data.history import PastKpi, PastReport
from kpilib.judge.assessment import Assessment
from kpilib.plan.agreement import fingerprint

# A sum that is made again from the same rows may differ in its last digits.
SAME = 1e-9


@dataclass(frozen=True)
class Change:
    """A KPI since the last report that told it.

    since      : the as-of date of that report; `then` is what it told.
    recounted  : the KPI is counted in another way now, so that nothing can be compared.
    restated   : what the days that were known then come to today, less what they came to then, in the KPI's unit; 0
                 where nothing was restated, NaN where it cannot be told.
    moved      : whether the target is another one today, or there was none on one of the two days.
    old_target : the target then, where it has moved; NaN where it has not, or there was none.
    new_days   : measured days since then; `brought` is the metric over them, `expected` what the plan path expected
                 of them, for totals, and NaN for others.
    """

    one: Assessment
    then: PastKpi
    since: date
    recounted: bool = False
    restated: float = math.nan
    moved: bool = False
    old_target: float = math.nan
    new_days: int = 0
    brought: float = math.nan
    expected: float = math.nan

    @property
    def before(self) -> float:
        """The chance of the target then; NaN where it was not told."""
        return self.then.probability

    @property
    def now(self) -> float:
        """The chance of the target now; NaN where it is not told."""
        return self.one.forecast.probability if self.one.forecast else math.nan

    @property
    def nothing(self) -> bool:
        """Whether nothing is different: no new day, no restated one, the same target."""
        same = not self.restated or math.isnan(self.restated)
        return not self.recounted and not self.moved and not self.new_days and same


def changes(assessments: Sequence[Assessment], history: Sequence[PastReport]) -> tuple[Change, ...]:
    """Every KPI that an earlier report told, in the order given, held to the last report that told it.

    history : earlier reports of the same client and quarter, oldest first.
    """
    found = []
    for one in assessments:
        last = next((report for report in reversed(history) if one.kpi.id in report.kpis), None)
        if last:
            found.append(_change(one, last.kpis[one.kpi.id], last.as_of))
    return tuple(found)


def _change(one: Assessment, then: PastKpi, since: date) -> Change:
    other_way = then.definition and then.definition != fingerprint(one.plan, one.kpi)
    if then.metric != one.kpi.metric or other_way:
        return Change(one, then, since, recounted=True)
    moved = not (math.isnan(then.target) and math.isnan(one.target)) and not _same(then.target, one.target)
    told = {"moved": True, "old_target": then.target} if moved else {}
    if not one.known or then.data_to is None or then.data_to < one.start:
        return Change(one, then, since, **told)
    known = one.series.between(one.start, min(then.data_to, one.data_to)).value
    told["restated"] = 0.0 if _same(known, then.actual) else known - then.actual
    if one.data_to > then.data_to:
        new = one.series.between(then.data_to + timedelta(days=1), one.data_to)
        told |= {"new_days": new.days_measured, "brought": new.value, "expected": _expected(one, new.measured)}
    return Change(one, then, since, **told)


def _expected(one: Assessment, measured: pd.Series) -> float:
    """What the plan path expects of days, those that were not measured left out."""
    if one.pace is None:
        return math.nan
    steps = one.pace.path.diff().fillna(one.pace.path.iloc[0])
    return float(steps.reindex(measured.index)[measured.to_numpy()].sum())


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME)
