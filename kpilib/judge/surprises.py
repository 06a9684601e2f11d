"""Surprises: targets that were missed without any earlier report having told that they were at risk."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from kpilib.data.history import PastKpi, PastReport
from kpilib.judge.assessment import Assessment
from kpilib.judge.thresholds import AT_RISK_BELOW


@dataclass(frozen=True)
class Missed:
    """A target that was missed.

    first_told : the as-of date of the first report, before the due date, that told it at risk; None for a surprise.
    """

    quarter: str
    kpi: str
    name: str
    first_told: date | None

    @property
    def surprise(self) -> bool:
        return self.first_told is None


def missed_in(reports: Sequence[PastReport]) -> tuple[Missed, ...]:
    """The targets of one quarter that were missed, by its last report that told each of them.

    reports : of the client and the quarter, oldest first, the present one included where there is one.
    """
    last: dict[str, PastKpi] = {}
    for report in reports:
        last |= report.kpis
    return tuple(
        Missed(reports[-1].quarter, one.id, one.name, first_told(reports, one.id, before=one.due))
        for one in last.values()
        if one.status == "missed"
    )


def present(assessments: Sequence[Assessment], warned: Collection[str] = ()) -> PastReport:
    """The report that is being made, as the later ones will see it. `warned` are the KPIs that it warns of."""
    kpis = {
        one.kpi.id: PastKpi(
            id=one.kpi.id,
            name=one.name,
            metric=one.kpi.metric,
            status=one.status,
            course=one.course,
            due=one.kpi.due,
            data_to=one.data_to,
            actual=one.actual,
            target=one.target,
            probability=one.forecast.probability if one.forecast else math.nan,
        )
        for one in assessments
    }
    first = assessments[0]
    return PastReport(first.plan.id, str(first.plan.quarter), first.as_of, kpis, frozenset(warned))


def first_told(reports: Sequence[PastReport], kpi: str, *, before: date | None = None) -> date | None:
    """The as-of date of the first report that told a KPI at risk, or None. On the due date itself it is too late."""
    told = (one.as_of for one in reports if (before is None or one.as_of < before) and at_risk(one, kpi))
    return next(told, None)


def at_risk(report: PastReport, kpi: str) -> bool:
    """Whether a report told its readers that a target was in danger: by a warning, by its chance, or by its verdict
    where it told no chance.
    """
    if kpi in report.warned:
        return True
    one = report.kpis.get(kpi)
    if one is None or one.status == "missed":
        return False
    return one.course == "off_course" if math.isnan(one.probability) else one.probability < AT_RISK_BELOW
