"""The top of the page and its notes."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from kpilib.judge.assessment import Assessment
from kpilib.judge.pace import days_between
from kpilib.plan.model import Plan
from kpilib.tell import wording
from kpilib.tell.formats import day, share
from kpilib.tell.language import say, say_count, spoken
from kpilib.tell.page import fragment
from kpilib.tell.part import Part
from kpilib.tell.prose import prose


def summary(plan: Plan, assessments: Sequence[Assessment], as_of: date, *, report: str | None = None) -> Part:
    """Who, what and when, the headline, and two sentences under it. `report` is what the page is called."""
    closed = as_of >= plan.quarter.end
    first, second = wording.lede(list(assessments))
    html = fragment(
        "summary.html.j2",
        logo=plan.logo,
        client=plan.client.name,
        about=plan.client.about or "",
        report=report or say("KPI progress"),
        quarter=plan.quarter.name,
        facts=_facts(plan, assessments, as_of),
        headline=wording.headline(list(assessments), closed=closed),
        first=first,
        second=second,
    )
    return Part(html)


def _facts(plan: Plan, assessments: Sequence[Assessment], as_of: date) -> list[tuple[str, str]]:
    facts, known = [(say("As of"), day(as_of, weekday=True))], _elapsed(plan, assessments)
    if known is None:
        return [*facts, (say("Data complete to"), say("no data"))]
    oldest, gone, total = known
    complete, age = day(oldest, weekday=True, year=False), (as_of - oldest).days
    if age:
        complete = say_count("{day} ({number} day old)", "{day} ({number} days old)", age, day=complete)
    elapsed = say("{gone} of {total} days ({share})", gone=gone, total=total, share=share(gone / total))
    end = day(plan.quarter.end, year=False)
    left = say_count("{number} day, to {end}", "{number} days, to {end}", total - gone, end=end)
    return [*facts, (say("Data complete to"), complete), (say("Elapsed"), elapsed), (say("Left"), left)]


def facts_line(plan: Plan, assessments: Sequence[Assessment], as_of: date) -> str:
    """The same facts in one line, as a mail has them."""
    today, known = day(as_of, weekday=True), _elapsed(plan, assessments)
    if known is None:
        return say("{today}. There are no data yet.", today=today)
    oldest, gone, total = known
    about = {"today": today, "end": day(oldest, year=False), "gone": gone, "total": total}
    if gone == total:
        return say("{today}. Data to {end}, all {total} days.", **about)
    left = say_count("{number} day left", "{number} days left", total - gone)
    return say("{today}. Data to {end}. {gone} of {total} days, {left}.", left=left, **about)


def _elapsed(plan: Plan, assessments: Sequence[Assessment]) -> tuple[date, int, int] | None:
    """Up to when all data reach, how many days of the quarter that is, and of how many; None without any data."""
    ends = [one.data_to for one in assessments if one.data_to]
    if not ends:
        return None
    total = days_between(plan.quarter.start, plan.quarter.end)
    return min(ends), max(0, min(days_between(plan.quarter.start, min(ends)), total)), total


def notes(plan: Plan, as_of: date, data: Sequence[tuple[str, str]] = ()) -> Part:
    """What a reader of the numbers has to know, as far as it was known on the as-of date.

    data : what stands against the data: source and sentence.
    """
    told = [(one.on, one.text) for one in plan.agreement.notes]
    told += [(one.on, f"{plan.metrics[one.metric].name_in(spoken())}: {one.text}") for one in plan.agreement.breaks]
    seen = [(day(on), prose(text)) for on, text in sorted(told) if on <= as_of] + list(data)
    return Part(fragment("notes.html.j2", notes=seen) if seen else Markup(""))
