"""All clients in a table, worst first."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from markupsafe import Markup

from kpilib.data.reported import COURSES, Reported
from kpilib.tell.formats import ABSENT, day
from kpilib.tell.language import marked, say, say_count, spoken
from kpilib.tell.names import report_name
from kpilib.tell.portfolio.changed import changed_cell
from kpilib.tell.portfolio.clients import ClientState
from kpilib.tell.portfolio.mailed import mail_state
from kpilib.tell.portfolio.words import SHOWN, course_label, kpi_name, main_finding
from kpilib.tell.table import Column, Table, cell, table

NO_RESULTS = marked("its results cannot be read; make the report again")


def table_clients(clients: Sequence[ClientState]) -> Table:
    """All clients. What changed is told once there is an earlier report, what failed once something did."""
    days = {one.since for one in clients if one.since}
    since = day(max(days), year=False) if len(days) == 1 else ""
    newest = max((one.as_of for one in clients if one.as_of), default=None)
    head = say("Changed since\n{day}", day=since) if since else say("Changed since the\nlast report")
    columns = [
        Column("client", say("Client")),
        Column("kpis", say("KPIs"), full=True),
        Column("finding", say("Main finding"), full=True),
        *([Column("changed", head)] if days else []),
        Column("left", say("Days\nleft"), "right"),
        Column("reports", say("Reports")),
        *([Column("state", say("State"))] if any(one.failed or one.mails or one.missed for one in clients) else []),
    ]
    return table("port", columns, [_row(one, newest) for one in clients], caption=_caption(clients))


def _caption(clients: Sequence[ClientState]) -> str:
    if any(one.failed for one in clients):
        return say("Worst first: by failed reports, then by KPIs off course, then by toss-ups.")
    return say("Worst first: by KPIs off course, then by toss-ups.")


def _row(one: ClientState, newest: date | None) -> dict[str, str | Markup]:
    text, language = main_finding(one)
    return {
        "client": cell(one.name, _second(one, newest), strong=True),
        "kpis": _kpis(one),
        "finding": (in_language(text, language) if text else Markup("")) + _danger(one) + _failures(one),
        "changed": changed_cell(one) if one.judged else "",
        "left": ABSENT if one.days_left is None else str(one.days_left),
        "reports": Markup("<br>").join(link for each in one.reports if (link := _links(each, one))),
        "state": _state(one),
    }


def _second(one: ClientState, newest: date | None) -> Markup:
    """What the client is, and the day of its report where the others' are newer."""
    lines = [in_language(one.about, one.language)] if one.about else []
    if one.as_of and newest and one.as_of < newest:
        lines.append(Markup("<b>{}</b>").format(say("as of {day}", day=day(one.as_of))))
    return Markup("<br>").join(lines)


def _kpis(one: ClientState) -> Markup:
    """A mark for each KPI, how many are on course, and the names of the others."""
    if not one.kpis:
        return Markup(ABSENT)
    shown = sorted(one.kpis, key=lambda kpi: SHOWN.index(kpi.course))
    marks = Markup("").join(Markup('<i class="kpi-{}"></i>').format(kpi.course) for kpi in shown)
    number, total = one.count("on_course"), len(one.kpis)
    if one.closed:
        told = say_count("{number} of {total} hit", "{number} of {total} hit", number, total=total)
    else:
        told = say_count("{number} of {total} on course", "{number} of {total} on course", number, total=total)
    dots = Markup('<span class="kpi-dots"><span class="kpi-marks" aria-hidden="true">{}</span><span>{}</span></span>')
    names = Markup(". ").join(part for course in COURSES[:3] if (part := _names(one, course)))
    return dots.format(marks, told) + (Markup('<span class="kpi-names">{}</span>').format(names) if names else "")


def _names(one: ClientState, course: str) -> Markup:
    mine = [kpi for kpi in one.kpis if kpi.course == course]
    if not mine:
        return Markup("")
    label = course_label(course, mine, closed=one.closed)
    return Markup('<b class="kpi-{}">{}</b> {}').format(course, label, ", ".join(map(kpi_name, mine)))


def _danger(one: ClientState) -> Markup:
    """What another party is late with, in the words of the client's report; a chance is told already."""
    told = tuple(f"{kpi.name}: " for kpi in one.kpis)  # by whole name: what is late may be called after the KPI
    late = [
        warning.title for warning in (one.judged.warnings if one.judged else ()) if not warning.title.startswith(told)
    ]
    return Markup("<small>{}</small>").format(in_language(late[0], one.language)) if late else Markup("")


def in_language(text: str, language: str) -> Markup:
    """Text of a client's report, marked with its language where the page speaks another one."""
    if language == spoken():
        return Markup("{}").format(text)
    return Markup('<span lang="{}">{}</span>').format(language, text)


def _links(one: Reported, client: ClientState) -> Markup:
    """The page of a report and its PDF; of one that failed the notebook, in which the failing cell can be seen."""
    name = report_name(one.report)
    if one.page and one.state == "made":
        pdf = _link(one.pdf, say("PDF"), f"{name}, {client.name}") if one.pdf else ""
        return _link(one.page, name, client.name) + (Markup(" ") + pdf if pdf else "")
    if one.notebook and one.state == "failed":
        return _link(one.notebook, say("{report}, notebook", report=name), client.name)
    return Markup("")


def _link(address: str, text: str, hidden: str) -> Markup:
    return Markup('<a href="{}">{}<span class="kpi-hidden"> {}</span></a>').format(quote(address), text, hidden)


def _state(one: ClientState) -> Markup:
    """What became of a client's reports: no more than is known."""
    if one.failed:
        return Markup('<b class="kpi-off_course">{}</b>').format(say("Failed"))
    return mail_state(one)


def _failures(one: ClientState) -> Markup:
    """Why reports could not be made; a line for each."""
    lines = []
    for each in one.failed:
        reason = say(NO_RESULTS) if each.state == "unreadable" else each.reason
        told = say("{report} failed: {reason}", report=report_name(each.report), reason=reason)
        lines.append(Markup('<small class="kpi-failure">{}</small>').format(told))
    return Markup("").join(lines)
