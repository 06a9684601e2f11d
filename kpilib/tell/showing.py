"""What of the rooms left of this one shows itself in a notebook: an assessment and the days of a source."""

import sys

from markupsafe import Markup

from kpilib.data.facts import Coverage
from kpilib.judge.assessment import Assessment
from kpilib.plan.catalogue import measure_name
from kpilib.tell import bullet, wording
from kpilib.tell.formats import day, days
from kpilib.tell.language import in_clients_language, retold, say, spoken
from kpilib.tell.page import fragment
from kpilib.tell.quality import source_name
from kpilib.tell.style import use_in_notebook


@in_clients_language
def show_assessment(one: Assessment) -> str:
    """A KPI in the room of a card: its verdict, its bar, and why."""
    found = wording.finding(one)
    word = fragment("word.html.j2", course=one.course, word=wording.status_word(one))
    why = wording.explanation(one) or "; ".join(retold(reason) for reason in one.reasons)
    card = '<div class="kpi-fig"><h3>{}</h3><p class="kpi-sub">{} {}</p>{}<p class="kpi-note">{}</p></div>'
    return str(Markup(card).format(found, word, one.kpi.statement, bullet.bullet(one, alt=found), why))


def show_coverage(one: Coverage) -> str:
    """Which days a source tells of, in a line."""
    told = say("{low} to {high}", low=day(one.first), high=day(one.last))
    gaps = say("missing: {days}", days=days(one.missing)) if one.missing else say("no day is missing")
    source, measure = source_name(one.source), measure_name(one.measure, spoken())
    return str(Markup("<p><b>{}</b> {}: {}; {}</p>").format(source, measure, told, gaps))


SHOWN = {Assessment: show_assessment, Coverage: show_coverage}


def at_home_in_notebook() -> None:
    """In a notebook, let plain figures look like our charts, and assessments and coverage show themselves.

    Outside of one nothing is done.
    """
    if use_in_notebook():
        html = sys.modules["IPython"].get_ipython().display_formatter.formatters["text/html"]
        for kind, show in SHOWN.items():
            html.for_type(kind, show)
