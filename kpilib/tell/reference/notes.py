"""How each KPI of a report is counted: a note at the foot of the page, to which its name in the scorecard leads."""

from collections.abc import Iterable

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.tell import wording
from kpilib.tell.language import say
from kpilib.tell.names import name_of
from kpilib.tell.page import anchor, fragment
from kpilib.tell.part import Part
from kpilib.tell.reference.meaning import means, pitfalls, source_text, traits


def link_to_note(one: Assessment) -> Markup:
    """The name of a KPI, which leads to its note where the page has one; see `without_dead_links`."""
    mark, name = anchor(one.kpi.id), name_of(one)
    return Markup('<a class="kpi-to" id="kpi-row-{0}" href="#kpi-note-{0}">{1}</a>').format(mark, name)


def notes_of(assessments: Iterable[Assessment]) -> Part:
    """A note for each KPI: its formula, what it means, where it misleads, where the definition comes from."""
    notes = []
    for one in assessments:
        key, metric = one.kpi.metric, one.metric
        about = [traits(metric)]
        if source := source_text(metric):
            about.append(say("Source: {source}", source=source))
        notes.append(
            {
                "mark": anchor(one.kpi.id),
                "name": name_of(one),
                "made": wording.definition(one),
                "told": " ".join(filter(None, [means(key, metric), *pitfalls(key, metric)])),
                "about": ". ".join(about),
                "back": say("Back to {name}", name=name_of(one)),
            }
        )
    return Part(fragment("hows.html.j2", notes=notes) if notes else Markup(""))
