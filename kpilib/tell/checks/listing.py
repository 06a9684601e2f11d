"""The findings of a plan as lines of text, grouped by KPI, and as plain data."""

from collections.abc import Iterator, Sequence
from typing import Any

from kpilib.judge.assessment import Assessment
from kpilib.plan.finding import LETTERS, Finding, letters
from kpilib.plan.model import Plan
from kpilib.tell.checks import sentence
from kpilib.tell.checks.readback import readback

INDENT = "    "
WORDS = {
    "en": {"plan": "the plan as a whole", "accepted": "accepted", "yes": "yes", "weak": "weak", "no": "no"}
    | {"error": "error", "warning": "warning", "note": "note"},
    "id": {"plan": "rencana secara keseluruhan", "accepted": "diterima", "yes": "ya", "weak": "lemah", "no": "tidak"}
    | {"error": "kesalahan", "warning": "peringatan", "note": "catatan"},
}


def listing(
    plan: Plan, assessments: Sequence[Assessment], findings: Sequence[Finding], language: str
) -> Iterator[str]:
    """Lines for a terminal: for each KPI its SMART verdicts, its read-back, and what was found."""
    words = WORDS[language]
    yield plan.file
    for one in assessments:
        mine = [finding for finding in findings if finding.kpi == one.kpi.id]
        verdicts = letters(mine)
        told = "  ".join(f"{letter} {words[verdicts[letter]]}" for letter in LETTERS)
        yield f"  {one.kpi.id}: {told}"
        yield f"{INDENT}{readback(one, language)}"
        for finding in mine:
            yield from _lines(finding, plan, language)
    rest = [finding for finding in findings if finding.kpi is None]
    if rest:
        yield f"  {words['plan']}"
    for finding in rest:
        yield from _lines(finding, plan, language)


def _lines(finding: Finding, plan: Plan, language: str) -> Iterator[str]:
    words = WORDS[language]
    said = sentence(finding, plan, language)
    line = plan.line(finding.place)
    where = f"{plan.file}:{line}" if line else plan.file
    yield f"{INDENT}{where}: {words[finding.severity]} {finding.code}: {said.says}"
    if finding.accepted is not None:
        yield f"{INDENT}  {words['accepted']}: {finding.accepted}"
    else:
        yield f"{INDENT}  {said.mend}"


def finding_data(finding: Finding, plan: Plan, language: str) -> dict[str, Any]:
    """One finding as plain data."""
    said = sentence(finding, plan, language)
    return {
        "client": plan.id,
        "quarter": str(plan.quarter),
        "kpi": finding.kpi,
        "code": finding.code,
        "severity": finding.severity,
        "letter": finding.letter or None,
        "file": plan.file,
        "line": plan.line(finding.place),
        "message": said.says,
        "mend": said.mend,
        "accepted": finding.accepted,
    }
