"""The table of leading indicators: what is said to lead to what, and whether the data show it."""

from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.leading import Link
from kpilib.tell.language import say
from kpilib.tell.names import name_of
from kpilib.tell.page import fragment
from kpilib.tell.table import Column, Table, cell, table
from kpilib.tell.wording import leading as words

COURSE = {"supported": "on_course", "not_proven": "unknown", "contradicted": "off_course"}


def table_leading(links: Sequence[Link]) -> Table:
    """One row a link; without links nothing is shown."""
    columns = (
        Column("leader", say("Leading KPI")),
        Column("follower", say("Leads to")),
        Column("lag", say("After")),
        Column("weeks", say("Weeks\ncompared"), "right"),
        Column("association", say("Association\n(95% interval)"), "right"),
        Column("verdict", say("Verdict"), full=True),
    )
    note = Markup('<p class="kpi-note">{}</p>').format(say(words.METHOD))
    return table("leading", columns, [_row(link) for link in links], caption=words.finding_leading(links), after=note)


def _row(link: Link) -> dict[str, str | Markup]:
    word = fragment("word.html.j2", course=COURSE[link.verdict], word=say(words.VERDICT[link.verdict]))
    told = " ".join(part for part in (words.explained(link), words.suspicion(link)) if part)
    return {
        "leader": cell(name_of(link.leader), link.leader.kpi.owner, strong=True),
        "follower": name_of(link.follower),
        "lag": words.lag_text(link),
        "weeks": str(link.weeks),
        "association": cell(*words.association_text(link)),
        "verdict": word + Markup("<small>{}</small>").format(told),
    }
