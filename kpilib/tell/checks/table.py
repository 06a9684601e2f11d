"""The checks of a plan as a report shows them: a verdict a letter, and the first reason in words."""

from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.plan.finding import LETTERS, Finding, letters
from kpilib.plan.model import Plan
from kpilib.tell.checks import sentence
from kpilib.tell.checks.listing import WORDS
from kpilib.tell.language import marked, say, say_count, spoken
from kpilib.tell.names import name_of
from kpilib.tell.page import fragment
from kpilib.tell.phrases import capital
from kpilib.tell.table import Column, Table, cell, table

LOOKS = {"yes": "on_course", "weak": "close", "no": "off_course"}
NAMES = {
    "S": marked("Specific"),
    "M": marked("Measurable"),
    "A": marked("Achievable"),
    "R": marked("Relevant"),
    "T": marked("Time-bound"),
}


def table_checks(plan: Plan, assessments: Sequence[Assessment], findings: Sequence[Finding]) -> Table:
    """The KPIs that do not pass, one a row; what holds of the plan as a whole stands under it."""
    told = [one for one in findings if one.severity != "note"]
    columns = [
        Column("wording", say("Agreed wording"), full=True),
        *(Column(letter, letter, label=say(NAMES[letter])) for letter in LETTERS),
        Column("note", say("Note"), full=True),
    ]
    rows = [row for one in assessments if (row := _row(one, told))]
    passed = len(assessments) - len(rows)
    whole = [capital(sentence(one, plan, spoken()).says) for one in told if one.kpi is None and one.accepted is None]
    caption = say("Specific, measurable, achievable, relevant, time-bound.") + " " + _rest(passed, alone=not rows)
    lead = say("The plan as a whole:")
    after = fragment("checks.html.j2", sentences=whole, intro="", lead=lead) if whole else ""
    if not rows:
        return Table(fragment("checks.html.j2", sentences=whole, intro=caption, lead=lead))
    return table("checks", columns, rows, caption=caption, after=after)


def _rest(passed: int, *, alone: bool) -> str:
    """How many KPIs pass: all there are (`alone`), or those that have no row."""
    if not passed:
        return ""
    if alone:
        return say_count("The one KPI passes all five.", "All {number} KPIs pass all five.", passed)
    return say_count("The other KPI passes all five.", "The other {number} KPIs pass all five.", passed)


def _row(one: Assessment, findings: Sequence[Finding]) -> dict[str, str | Markup] | None:
    mine = [finding for finding in findings if finding.kpi == one.kpi.id]
    if not mine:
        return None
    verdicts = letters(mine)
    notes = [_note(finding, one.plan) for finding in mine]
    words = {
        letter: fragment("word.html.j2", course=LOOKS[verdict], word=WORDS[spoken()][verdict])
        for letter, verdict in verdicts.items()
    }
    return {"wording": cell(one.kpi.statement, name_of(one)), **words, "note": Markup("<br>").join(notes)}


def _note(finding: Finding, plan: Plan) -> Markup:
    said = sentence(finding, plan, spoken()).says.replace("`", "")  # the names of keys are for the analyst
    text = f"{capital(said)}."
    if finding.accepted is not None:
        text += " " + say("Accepted: {reason}", reason=finding.accepted)
    return Markup("{}").format(text)
