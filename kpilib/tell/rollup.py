"""From velocity over accumulation to the business: the KPIs in three columns, each with how it stands."""

from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.judge.pairs import Pair
from kpilib.tell.language import marked, say
from kpilib.tell.names import name_of
from kpilib.tell.page import fragment
from kpilib.tell.pairs import COURSE
from kpilib.tell.table import Table
from kpilib.tell.wording import format_of, status_word
from kpilib.tell.wording.estimates import move_word

TITLE = marked("From what is read at once to what the business gains")
CAPTION = marked(
    "Agreed KPIs with their verdict; what is measured and not agreed with its change. Accumulation builds up from "
    "the KPIs left of it, and the business results from both."
)
HEADS = (marked("Velocity"), marked("Accumulation"), marked("Business"))


def table_rollup(pairs: Sequence[Pair], assessments: Sequence[Assessment]) -> Table:
    """Three columns; nothing where nothing accumulates, since there is nothing to roll up then."""
    if not pairs:
        return Table(Markup(""))
    business = [one for one in assessments if one.kpi.level == "business" and one.metric.tempo == "velocity"]
    velocity = [one for one in assessments if one.metric.tempo == "velocity" and one not in business]
    columns = [
        [_judged(one) for one in velocity],
        [_judged(pair.one) if pair.agreed else _moved(pair) for pair in pairs],
        [_judged(one) for one in business],
    ]
    # Nothing goes together across a line, so that these are three lists and not a table.
    lists = [(say(head), cells) for head, cells in zip(HEADS, columns, strict=True) if cells]
    return Table(fragment("rollup.html.j2", title=say(TITLE), caption=say(CAPTION), lists=lists))


def _judged(one: Assessment) -> Markup:
    word = fragment("word.html.j2", course=one.course, word=status_word(one))
    return _cell(one, one.actual, word)


def _moved(pair: Pair) -> Markup:
    word = fragment("word.html.j2", course=COURSE[pair.move.course], word=move_word(pair.move))
    last = pair.one.estimates[-1].value if pair.one.estimates else pair.one.actual
    return _cell(pair.one, last, word)


def _cell(one: Assessment, value: float, word: Markup) -> Markup:
    return Markup("{} <b>{}</b><br>{}").format(name_of(one), format_of(one)(value), word)
