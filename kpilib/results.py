"""The results of a run as plain data: numbers, statuses, reasons, hashes of inputs, versions.

They travel inside the executed notebook as an output of their own kind and lie beside the page as JSON: tests, the
index and later runs read them and never the page.
"""

import hashlib
import platform
from collections.abc import Sequence
from datetime import date
from importlib.metadata import version
from typing import Any, get_args

from kpilib.data.export import Dropped, Export
from kpilib.data.facts import Coverage, Facts
from kpilib.data.quality import DataFinding
from kpilib.judge.assessment import Assessment
from kpilib.judge.insight import Insight
from kpilib.plan.agreement import fingerprint
from kpilib.plan.client import Language
from kpilib.plan.finding import Finding
from kpilib.plan.model import Plan
from kpilib.tell import quality, wording
from kpilib.tell.changes import change_data, missed_data
from kpilib.tell.checks.listing import finding_data
from kpilib.tell.decisions import decision_data
from kpilib.tell.known import known
from kpilib.tell.language import in_clients_language, retold, speaking, spoken
from kpilib.tell.names import name_of
from kpilib.tell.signals import process_data
from kpilib.tell.warning import warning_data

SCHEMA = 2
# Who gets a report, and how often, is no part of what was agreed.
READERS = {"recipients", "mail_allowed", "may_mention", "cadence"}


@in_clients_language
def results_of(
    plan: Plan,
    facts: Facts,
    as_of: date,
    ranked: Sequence[Assessment],
    findings: Sequence[Finding] = (),
    data: Sequence[DataFinding] = (),
    insight: Insight | None = None,
) -> dict[str, Any]:
    """Everything that a run found out. The same input gives the same results: no time of day is in them.

    ranked   : the assessments, worst first.
    findings : the rules that the plan does not meet.
    data     : what there is to know of the data.
    insight  : the second look at the KPIs; a check of the data has none.
    """
    packages = ("kpilib", "pandas", "matplotlib")
    return {
        "schema": SCHEMA,
        "state": "rendered",
        "client": plan.id,
        "client_name": plan.client.name,
        "about": plan.client.about or "",
        "invented": plan.client.invented,
        "brand": plan.client.brand,
        "language": plan.client.language,
        "quarter": str(plan.quarter),
        "quarter_name": plan.quarter.name,
        "quarter_start": plan.quarter.start.isoformat(),
        "quarter_end": plan.quarter.end.isoformat(),
        "cadence": plan.client.cadence,
        "as_of": as_of.isoformat(),
        "headline": _headline(plan, ranked, as_of),
        "in_languages": {language: _in_language(language, plan, ranked, as_of) for language in get_args(Language)},
        "kpis": [_kpi(one) for one in ranked],
        **(_insight(insight) if insight else {}),
        "findings": [finding_data(one, plan, spoken()) for one in findings],
        "data_findings": [quality.finding_data(one, plan) for one in data],
        "sources": [_source(one) for one in facts.coverage],
        "inputs": [_input(source, export) for source, export in facts.exports],
        "repeated": [{"source": source, **_dropped(one)} for source, one in facts.dropped],
        "plan_sha256": hashlib.sha256(plan.model_dump_json(exclude={"client": READERS}).encode()).hexdigest(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in packages}},
    }


def _headline(plan: Plan, ranked: Sequence[Assessment], as_of: date) -> str:
    return wording.headline(list(ranked), closed=as_of >= plan.quarter.end) if ranked else ""


def _in_language(language: str, plan: Plan, ranked: Sequence[Assessment], as_of: date) -> dict[str, Any]:
    """What is told of a run in one language, for mails to readers of either: the headline, and each KPI in words."""
    with speaking(language):
        return {
            "headline": _headline(plan, ranked, as_of),
            "kpis": {
                one.kpi.id: {
                    "name": name_of(one),
                    "status": wording.status_word(one),
                    "finding": wording.finding(one),
                }
                for one in ranked
            },
        }


def _kpi(one: Assessment) -> dict[str, Any]:
    pace, need = one.pace, one.required
    return {
        "id": one.kpi.id,
        "name": name_of(one),
        "metric": one.kpi.metric,
        "definition": fingerprint(one.plan, one.kpi),
        "unit": one.metric.unit,
        "improvement": one.metric.improvement,
        "level": one.kpi.level,
        "owner": one.kpi.owner,
        "start": one.start.isoformat(),
        "due": one.kpi.due.isoformat(),
        "data_to": one.data_to.isoformat() if one.data_to else None,
        "days_seen": one.days_seen,
        "missing": [day.isoformat() for day in one.missing],
        "status": one.status,
        "course": one.course,
        "actual": known(one.actual),
        "target": known(one.target),
        "baseline": known(one.baseline),
        "attainment": known(one.attainment),
        "distance": known(one.distance),
        "expected": known(pace.expected) if pace else None,
        "gap": known(pace.gap) if pace else None,
        "required_per_day": known(need.per_day) if need else None,
        "recent_per_day": known(need.recent_per_day) if need else None,
        "forecast": _forecast(one),
        **({"estimate": _estimate(one)} if one.estimate is not None else {}),
        "finding": wording.finding(one),
        "reasons": list(one.reasons),
    }


def _insight(insight: Insight) -> dict[str, Any]:
    """Signals, changes since earlier reports, early warnings, what was missed without one, and decisions."""
    return {
        "signals": {kpi: process_data(process) for kpi, process in insight.processes.items()},
        "changes": [change_data(one) for one in insight.changes.values()],
        "warnings": [warning_data(one) for one in insight.warnings],
        "missed": [missed_data(one) for one in insight.missed],
        "decisions": [decision_data(one, insight.plan) for one in insight.decisions],
    }


def _forecast(one: Assessment) -> dict[str, Any] | None:
    """Where the KPI ends, as far as that may be told; with low confidence `probability` is for words alone."""
    told = one.forecast
    if told is None:
        return None
    return {
        "probability": known(told.probability),
        "median": known(told.median),
        "low": known(told.most[0]),
        "high": known(told.most[1]),
        "low50": known(told.half[0]),
        "high50": known(told.half[1]),
        "days_left": told.days_left,
        "confidence": told.confidence,
        "why": list(told.why),
    }


def _estimate(one: Assessment) -> dict[str, Any]:
    """The wave or the customers behind the actual, with their interval."""
    told = one.estimate
    return {
        "name": told.name,
        "first": told.first.isoformat(),
        "last": told.last.isoformat(),
        "n": told.n,
        "low": known(told.low),
        "high": known(told.high),
        "level": told.level,
    }


def _source(one: Coverage) -> dict[str, Any]:
    return {
        "source": one.source,
        "reader": one.reader,
        "measure": one.measure,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "missing": [day.isoformat() for day in one.missing],
    }


def _input(source: str, export: Export) -> dict[str, Any]:
    return {
        "source": source,
        "file": export.file,
        "reader": export.reader,
        "sha256": export.sha256,
        "certainty": export.certainty,
        "rows": export.rows,
        "kept": export.kept,
        "first": _day(export.first_day),
        "last": _day(export.last_day),
        "currency": export.currency,
        "notes": [retold(note) for note in export.notes],
        "dropped": [_dropped(one) for one in export.dropped],
    }


def _day(one: date | None) -> str | None:
    return one.isoformat() if one else None


def _dropped(one: Dropped) -> dict[str, Any]:
    return {"reason": retold(one.reason), "count": one.count}
