"""The checks of a plan as a report shows them: a verdict a letter, and the first reason in words."""

from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.assess import Assessment
from kpilib.plan.finding import LETTERS, Finding, letters
from kpilib.plan.model import Plan
from kpilib.tell.checks import sentence
from kpilib.tell.page import fragment
from kpilib.tell.table import Column, Table, cell, table

LOOKS = {"yes": "on_course", "weak": "close", "no": "off_course"}
NAMES = {"S": "Specific", "M": "Measurable", "A": "Achievable", "R": "Relevant", "T": "Time-bound"}


def table_checks(
    plan: Plan, assessments: Sequence[Assessment], findings: Sequence[Finding], language: str = "en"
) -> Table:
    """The KPIs that do not pass, one a row; what holds of the plan as a whole stands under it."""
    told = [one for one in findings if one.severity != "note"]
    columns = [
        Column("wording", "Agreed wording", full=True),
        *(Column(letter, letter, label=NAMES[letter]) for letter in LETTERS),
        Column("note", "Note", full=True),
    ]
    rows = [row for one in assessments if (row := _row(one, told, language))]
    passed = len(assessments) - len(rows)
    which = ("The other" if rows else "The one") if passed == 1 else f"{'The other' if rows else 'All'} {passed}"
    rest = f"{which} {'KPI passes' if passed == 1 else 'KPIs pass'} all five."
    whole = [sentence(one, plan, language).says for one in told if one.kpi is None and one.accepted is None]
    caption = "Specific, measurable, achievable, relevant, time-bound. " + (rest if passed else "")
    after = fragment("checks.html.j2", sentences=whole, intro="") if whole else ""
    if not rows:
        return Table(fragment("checks.html.j2", sentences=whole, intro=caption))
    return table("checks", columns, rows, caption=caption, after=after)


def _row(one: Assessment, findings: Sequence[Finding], language: str) -> dict[str, str | Markup] | None:
    mine = [finding for finding in findings if finding.kpi == one.kpi.id]
    if not mine:
        return None
    verdicts = letters(mine)
    notes = [_note(finding, one.plan, language) for finding in mine]
    words = {
        letter: fragment("word.html.j2", course=LOOKS[verdict], word=verdict) for letter, verdict in verdicts.items()
    }
    return {"wording": cell(one.kpi.statement, one.name), **words, "note": Markup("<br>").join(notes)}


def _note(finding: Finding, plan: Plan, language: str) -> Markup:
    said = sentence(finding, plan, language).says.replace("`", "")  # the names of keys are for the analyst
    text = f"{said[0].upper()}{said[1:]}."
    if finding.accepted is not None:
        text += f" Accepted: {finding.accepted}"
    return Markup("{}").format(text)
