"""The top of the portfolio: which quarter, how it stands, and how many KPIs stand where."""

from collections.abc import Sequence

from markupsafe import Markup

from kpilib.plan.periods import Quarter
from kpilib.tell.bounds import chance_bounds
from kpilib.tell.formats import day
from kpilib.tell.language import say, say_count
from kpilib.tell.page import fragment
from kpilib.tell.part import Part
from kpilib.tell.portfolio.clients import ClientState
from kpilib.tell.portfolio.words import counted


def summary(quarter: str, clients: Sequence[ClientState]) -> Part:
    """Which quarter and how many reports, the headline, and the counts."""
    html = fragment(
        "portfolio_head.html.j2",
        title=say("Portfolio"),
        about=say("KPI reports, {quarter}", quarter=quarter_name(quarter)),
        state=run_text(clients),
        headline=headline(quarter, clients),
        counts=[fragment("word.html.j2", course=course, word=word) for course, word in counts(clients)],
    )
    return Part(html)


def quarter_name(quarter: str) -> str:
    """A quarter as managers say it."""
    return Quarter.parse(quarter).name


def counts(clients: Sequence[ClientState]) -> list[tuple[str, str]]:
    """How many KPIs of all clients stand where."""
    return counted([kpi for one in clients for kpi in one.kpis], closed=_closed(clients))


def run_text(clients: Sequence[ClientState]) -> str:
    """The newest day that was reported, and how many reports were made."""
    reports = [one for client in clients for one in client.reports]
    if not reports:
        return ""
    made = sum(one.state == "made" for one in reports)
    told = say_count("{number} report made", "{number} reports made", made)
    if failed := len(reports) - made:
        told = say_count("{told}, {number} failed", "{told}, {number} failed", failed, told=told)
    newest = max((one.as_of for one in clients if one.as_of), default=None)
    return say("As of {day} · {told}", day=day(newest, weekday=True), told=told) if newest else told


def headline(quarter: str, clients: Sequence[ClientState]) -> str:
    """How the clients stand, and whether a report is missing."""
    if not clients:
        return say("No report of {quarter} has been made yet", quarter=quarter_name(quarter))
    judged = [one for one in clients if one.kpis]
    failed = sum(len(one.failed) for one in clients)
    if not judged and failed:
        return say_count("{number} report failed", "{number} reports failed", failed)
    told = _standing(judged, closed=_closed(clients))
    if not failed:
        return told
    return say_count("{told}; {number} report failed", "{told}; {number} reports failed", failed, told=told)


def _standing(judged: Sequence[ClientState], *, closed: bool) -> str:
    total, off = len(judged), sum(bool(one.count("off_course")) for one in judged)
    if not total:
        return say("No client has a report on its KPIs yet")
    if total == 1:
        return _of_one(bool(off), closed=closed)
    if not off:
        return say("No client missed a target") if closed else say("No client has a KPI off course")
    if off == total:
        if closed:
            return say_count("All {number} clients missed a target", "All {number} clients missed a target", off)
        return say_count(
            "All {number} clients have a KPI off course", "All {number} clients have a KPI off course", off
        )
    if closed:
        return say_count(
            "{number} of {total} clients missed a target",
            "{number} of {total} clients missed a target",
            off,
            total=total,
        )
    return say_count(
        "{number} of {total} clients has a KPI off course",
        "{number} of {total} clients have a KPI off course",
        off,
        total=total,
    )


def _of_one(off: bool, *, closed: bool) -> str:
    if closed:
        return say("The one client missed a target") if off else say("The one client missed no target")
    return say("The one client has a KPI off course") if off else say("The one client has no KPI off course")


def _closed(clients: Sequence[ClientState]) -> bool:
    judged = [one for one in clients if one.kpis]
    return bool(judged) and all(one.closed for one in judged)


def legend(clients: Sequence[ClientState]) -> list[str]:
    """What the words mean, and for whom the page is."""
    if not any(one.kpis for one in clients):
        return [internal()]
    words = say(
        "On course: a probability (P) of {likely} or more of hitting the target on its due date. Toss-up: {toss_up} "
        "to {below}. Off course: below {toss_up}. Without a forecast the pace decides. A KPI without a target is "
        "never shown as on course.",
        **chance_bounds(),
    )
    return [words, internal()]


def internal() -> str:
    """For whom the page is."""
    return say("Internal page of the agency; not sent to clients.")


def all_invented(clients: Sequence[ClientState]) -> Markup | str:
    """That the clients are invented, where all are."""
    told = [one for one in clients if any(each.state == "made" for each in one.reports)]
    if told and all(each.invented for one in told for each in one.reports if each.state == "made"):
        return say("Sample page. All clients and all numbers are invented.")
    return ""
