"""Sections of the page that are made of several pieces; one without content shows nothing."""

from collections.abc import Iterable

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.judge.insight import Insight
from kpilib.judge.track import shown
from kpilib.tell import wording
from kpilib.tell.changes import table_changes
from kpilib.tell.charts import Chart, Charts, chart_process, chart_progress
from kpilib.tell.charts.bridge import charts_bridge
from kpilib.tell.charts.calibration import chart_calibration
from kpilib.tell.charts.waves import chart_waves
from kpilib.tell.negotiation import table_log, table_packages
from kpilib.tell.page import fragment
from kpilib.tell.part import Part
from kpilib.tell.table import Table
from kpilib.tell.warning import warning_card
from kpilib.tell.wording.changes import surprises_text
from kpilib.tell.wording.track import track_note


def joined(pieces: Iterable[Chart | Charts | Table | Part]) -> Part:
    """Pieces one below the other."""
    return Part(Markup("\n").join(Markup(html) for piece in pieces if (html := piece._repr_html_())))


def closeup(one: Assessment, insight: Insight) -> Part:
    """One KPI from near: its progress with the forecast and its weeks as a process, or its waves."""
    if one.estimate is not None:
        return joined([chart_waves(one)])
    if not one.known:
        return Part(Markup(""))
    return joined([chart_progress(one), chart_process(one, insight.processes[one.kpi.id]), bridges(insight, one)])


def bridges(insight: Insight, worst: Assessment) -> Charts:
    """Why a KPI and the first business KPI differ from the year before, as far as that can be told."""
    business = [one for one in insight.assessments if one.kpi.level == "business" and one.kpi.id != worst.kpi.id]
    return charts_bridge((one, insight.explanations[one.kpi.id]) for one in (worst, *business[:1]))


def dangers(insight: Insight) -> Part:
    """Each target in danger: cause, impact, recalculated KPI, and the packages to choose from."""
    others = {one.kpi.id: one for one in insight.assessments}
    return joined(piece for each in insight.warnings for piece in (warning_card(each), table_packages(each, others)))


def moved(insight: Insight, ranked: Iterable[Assessment]) -> Part:
    """What is another than before: the targets, the chances since the last report, and what nobody foresaw."""
    plan, as_of = insight.plan, insight.assessments[0].as_of
    known = insight.changes
    pieces: list[Table | Part] = [table_changes([known[one.kpi.id] for one in ranked if one.kpi.id in known])]
    pieces.append(table_log(plan, as_of))
    if insight.missed:
        quarters = dict.fromkeys(one.quarter for one in insight.missed)
        told = [surprises_text(name, [one for one in insight.missed if one.quarter == name]) for name in quarters]
        pieces.append(Part(fragment("prose.html.j2", paragraphs=told)))
    return joined(pieces)


def method(insight: Insight) -> Part:
    """How the verdicts come about, and how earlier forecasts turned out."""
    plan, track = insight.plan, shown(insight.track)
    note = track_note(insight.track, track, plan)
    return joined(
        [chart_calibration(track, plan, note=note), Part(fragment("prose.html.j2", paragraphs=wording.method()))]
    )
