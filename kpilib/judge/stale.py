"""KPIs whose data end before the last whole day, by the source that is the slowest of those they need."""

from collections.abc import Sequence
from datetime import date

from kpilib.data.facts import Facts
from kpilib.data.quality import DataFinding
from kpilib.judge.assessment import Assessment
from kpilib.measure.days import sources_used
from kpilib.plan.finding import Name
from kpilib.plan.periods import last_whole_day
from kpilib.plan.smart import name_of


def stale(assessments: Sequence[Assessment], facts: Facts, as_of: date) -> list[DataFinding]:
    """One finding for each source that holds KPIs back, with their names and the day up to which they are told.

    A KPI is judged up to the last day on which all its sources have spoken, so the others wait for the slowest.
    """
    waiting: dict[tuple[str, date, date], list[Name]] = {}
    for one in assessments:
        until = last_whole_day(as_of, one.plan.quarter)
        if one.data_to is None or one.data_to >= min(until, one.kpi.due):
            continue
        used = [cover for measure in one.metric.measures for cover in sources_used(measure, facts, one.plan)]
        for source in dict.fromkeys(cover.source for cover in used if cover.last == one.data_to):
            waiting.setdefault((source, one.data_to, until), []).append(name_of(one.kpi, one.metric))
    return [
        DataFinding("stale", source, values={"last": last, "until": until, "kpis": tuple(names)})
        for (source, last, until), names in waiting.items()
    ]
