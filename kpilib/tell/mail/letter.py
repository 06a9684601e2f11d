"""What a mail about a report says: the words and the picture, in every language that one of its readers reads."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from kpilib.judge.assessment import Assessment
from kpilib.judge.decisions import Due
from kpilib.judge.insight import Insight
from kpilib.judge.thresholds import CHANCES
from kpilib.judge.track import shown
from kpilib.plan.model import Plan
from kpilib.tell import wording
from kpilib.tell.bounds import chance_bounds
from kpilib.tell.decisions import MOST, decision_text, decisions_title, until_text, who_text
from kpilib.tell.formats import day
from kpilib.tell.language import say, say_count, speaking, spoken
from kpilib.tell.mail.changed import changes_of
from kpilib.tell.mail.form import Letter
from kpilib.tell.mail.picture import picture_of
from kpilib.tell.mail.rows import row_of
from kpilib.tell.part import SAMPLE
from kpilib.tell.summary import facts_line
from kpilib.tell.wording.top import standing, state
from kpilib.tell.wording.track import ranges_held

SCHEMA = 1


class Told(Protocol):
    """What of a report its mail is made of; `ranked` are its assessments, worst first."""

    plan: Plan
    as_of: date
    ranked: list[Assessment]
    insight: Insight


def mail_of(report: Told) -> dict[str, Any]:
    """The letter of a report by language, as plain data; empty where the client has nobody to mail it to.

    Returns schema, client, quarter, as_of, and under `languages` a letter for each language that a recipient reads.
    The same report gives the same letters: no time of day is in them, and nothing of a recipient.
    """
    plan = report.plan
    read = dict.fromkeys(one.language or plan.client.language for one in plan.client.recipients)
    if not read:
        return {}
    return {
        "schema": SCHEMA,
        "client": plan.id,
        "quarter": str(plan.quarter),
        "as_of": report.as_of.isoformat(),
        "languages": {language: letter_of(report, language) for language in read},
    }


def letter_of(report: Told, language: str) -> Letter:
    """The letter in one language.

    state, preheader : for the subject and what stands beside it in a list of mails: how many KPIs are on course and
        how many decisions wait, and no figure of the client's.
    facts, headline, lede : as at the top of the page; `lede` is a list of sentences.
    decisions : each with what, why, who, by; `decisions_title` counts all of them, `decisions_more` those left out.
    scorecard : a row for every KPI, of `row_of`, worst first. picture : of `picture_of`, or None.
    changes   : since, lines; None before there is an earlier report.
    foot      : sentences for who wants to know how to read the chances, and how far to trust them.
    """
    with speaking(language):
        plan, ranked, due = report.plan, report.ranked, report.insight.decisions
        closed = report.as_of >= plan.quarter.end
        return {
            "language": spoken(),
            "client": plan.client.name,
            "report": say("KPI progress"),
            "quarter": plan.quarter.name,
            "as_of": report.as_of.isoformat(),
            "state": state(ranked, closed=closed),
            "preheader": f"{_asked(due, report.as_of)} {standing(ranked, closed=closed)}.",
            "facts": facts_line(plan, ranked, report.as_of),
            "invented": say(SAMPLE) if plan.client.invented else "",
            "headline": wording.headline(ranked, closed=closed),
            "lede": [sentence for sentence in wording.lede(ranked) if sentence],
            "decisions_title": decisions_title(due) if due else "",
            "decisions": [_decision(one, plan) for one in due[:MOST]],
            "decisions_more": _more(len(due) - MOST),
            "scorecard": [row_of(one) for one in ranked],
            "picture": picture_of(ranked),
            "changes": changes_of(ranked, report.insight.changes),
            "foot": [*_chances(ranked), ranges_held(shown(report.insight.track), plan)],
            "brand": plan.client.brand,
        }


def _asked(due: Sequence[Due], as_of: date) -> str:
    """How many decisions wait, and until when the first one can."""
    if not due:
        return say("No decision is needed.")
    first = day(due[0].by, year=False)
    if due[0].by < as_of:
        return say_count(
            "{number} decision needed, due since {day}.",
            "{number} decisions needed, the first due since {day}.",
            len(due),
            day=first,
        )
    return say_count(
        "{number} decision needed by {day}.",
        "{number} decisions needed, the first by {day}.",
        len(due),
        day=first,
    )


def _decision(one: Due, plan: Plan) -> dict[str, str]:
    what, why = decision_text(one, plan)
    return {"what": what, "why": why, "who": who_text(one), "by": until_text(one)}


def _more(rest: int) -> str:
    if rest <= 0:
        return ""
    return say_count("{number} more is told in the report.", "{number} more are told in the report.", rest)


def _chances(ranked: Sequence[Assessment]) -> list[str]:
    """What the words of chance mean; nothing where no row has one."""
    if not any(one.status in CHANCES for one in ranked):
        return []
    return [
        say(
            "Likely: a probability (P) of {likely} or more that the target is met on its due date; toss-up: "
            "{toss_up} to {below}; less than that is unlikely.",
            **chance_bounds(),
        )
    ]
