"""How far a client's report has come on its way to its readers, and which reports they never got."""

from markupsafe import Markup

from kpilib.tell.formats import day
from kpilib.tell.language import marked, say, say_count
from kpilib.tell.portfolio.clients import ClientState

# The states of mails in the order in which one of them tells of all: what needs somebody comes first.
STATES = {
    "unknown": (marked("Perhaps sent"), "off_course"),
    "rejected": (marked("Refused"), "off_course"),
    "sending": (marked("Being sent"), "unknown"),
    "deferred": (marked("To be sent again"), "close"),
    "planned": (marked("To be approved"), "close"),
    "approved": (marked("Approved"), "unknown"),
    "accepted": (marked("Sent"), "on_course"),
}


def mail_state(one: ClientState) -> Markup:
    """The state of a client's mails in a word, for how many of its readers where not for all, and what was missed."""
    return _word(one) + _missed(one)


def _word(one: ClientState) -> Markup:
    mails = one.letters
    state = next((each for each in STATES if any(mail.state == each for mail in mails)), None)
    if state is None:
        return Markup("<b>{}</b>").format(say("Made"))
    word, course = STATES[state]
    number = sum(mail.state == state for mail in mails)
    told = Markup('<b class="kpi-{}">{}</b>').format(course, say(word))
    if number == len(mails):
        return told
    return told + Markup("<small>{}</small>").format(say("{number} of {total}", number=number, total=len(mails)))


def _missed(one: ClientState) -> Markup:
    if not one.missed:
        return Markup("")
    days = ", ".join(day(each, year=False) for each in one.missed)
    told = say_count("No report on {days}", "No reports on {days}", len(one.missed), days=days)
    return Markup('<small class="kpi-missed">{}</small>').format(told)
