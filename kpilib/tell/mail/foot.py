"""The words of a mail that are no report's own: its headings, and what stands under it."""

from collections.abc import Mapping
from urllib.parse import quote

from kpilib.tell.language import marked, say
from kpilib.tell.mail.form import Letter
from kpilib.tell.mail.subject import one_line

MARKS = {"on_course": "●", "close": "○", "off_course": "◆", "unknown": "–"}  # a shape beside every colour
READER = {
    "": marked("You receive this as a named reader of {client}."),
    "weekly": marked("You receive this every week as a named reader of {client}."),
    "fortnightly": marked("You receive this every second week as a named reader of {client}."),
    "monthly": marked("You receive this every month as a named reader of {client}."),
    "quarterly": marked("You receive this every quarter as a named reader of {client}."),
}


def words_of(letter: Letter, *, cadence: str, revision: int) -> Mapping[str, str]:
    """The headings and the lines under the letter, in the language that is being spoken.

    cadence : how often it comes: "", "weekly", "fortnightly", "monthly" or "quarterly".
    """
    return {
        "scorecard": say("Scorecard"),
        "order": say("Worst first.") if len(letter["scorecard"]) > 1 else "",
        "changed": say("Changed since {day}", day=letter["changes"]["since"]) if letter["changes"] else "",
        "attached": say("Attached"),
        "reader": say(READER[cadence], client=letter["client"]),
        "change": say("Change how often, or stop"),
        "run": say("Run {day}, revision {revision}.", day=letter["as_of"], revision=revision),
    }


def change_address(letter: Letter, contact: str) -> str:
    """Where a reader asks for another frequency or for no more mail: a mailto address; "" without a contact."""
    if not contact:
        return ""
    subject = one_line(say("{client}: change how often, or stop", client=letter["client"]))
    return f"mailto:{quote(contact, safe='@.-_+')}?subject={quote(subject, safe='')}"
