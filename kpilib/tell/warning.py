"""The card of an early warning, its letter, and both as plain data."""

import math
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kpilib.judge.warn import EarlyWarning
from kpilib.tell.formats import NO_BREAK
from kpilib.tell.known import known
from kpilib.tell.language import say, speaking
from kpilib.tell.names import name_of
from kpilib.tell.page import fragment
from kpilib.tell.part import Part
from kpilib.tell.wording import danger
from kpilib.tell.wording import warnings as words
from kpilib.tell.wording.letter import letter

LANGUAGES = {"en": "English", "id": "Bahasa Indonesia"}


def warning_card(w: EarlyWarning) -> Part:
    """Cause, impact, recalculated KPI, and by when the parties are asked to agree."""
    steps = [
        (say("Cause"), "", "", [danger.cause_text(reason) for reason in w.reasons]),
        (say("Impact"), *_told(danger.impact_text(w))),
        (say("Recalculated KPI"), *_told(words.recalculated_text(w))),
        (say("Needs agreement"), *_told(words.agreement_text(w))),
    ]
    html = fragment(
        "warning.html.j2",
        label=say("Early warning: {kpi}", kpi=name_of(w.one)),
        title=words.title(w),
        subtitle=words.subtitle(w),
        kept=words.old_target(w),
        steps=steps,
    )
    return Part(html)


def letters(warnings: Sequence[EarlyWarning]) -> Part:
    """The letters, in both languages, for the analyst to send."""
    told = [
        (f"{name_of(w.one)}, {name}", language, letter(w, language))
        for w in warnings
        for language, name in LANGUAGES.items()
    ]
    return Part(fragment("letter.html.j2", letters=told) if told else Markup(""))


def draft_cause(w: EarlyWarning) -> str:
    """The cause as a flag keeps it, for the client to read: what is noted and measured, or that it is not known."""
    with speaking(w.one.plan.client.language):
        return _plain(" ".join(danger.cause_text(reason) for reason in w.reasons))


def draft_impact(w: EarlyWarning) -> str:
    """The impact as a flag keeps it, for the client to read; empty where it cannot be told."""
    with speaking(w.one.plan.client.language):
        return "" if math.isnan(w.impact) else _plain(". ".join(part for part in danger.impact_text(w) if part))


def warning_data(w: EarlyWarning) -> dict[str, Any]:
    """A warning as plain data, for the results of a run; what is not known is null."""
    return {
        "kpi": w.one.kpi.id,
        "title": words.title(w),
        "triggers": list(w.triggers),
        "reasons": [{"kind": reason.kind, "text": danger.cause_text(reason)} for reason in w.reasons],
        "lost": known(w.lost),
        "shortfall": known(w.shortfall),
        "money": known(w.money),
        "old": str(w.old) if w.old else None,
        "new": str(w.new) if w.new else None,
        "chance": known(w.chance),
        "first_told": w.first_told.isoformat() if w.first_told else None,
        "raised": w.flag.on.isoformat() if w.flag else None,
        "last_day": w.last_day.isoformat(),
        "days_to_last": w.days_to_last,
        "answer_by": None if w.too_late else w.answer_by.isoformat(),
        "offers": [offer.id for offer in w.offers],
        "letter": {language: letter(w, language) for language in LANGUAGES},
    }


def _told(told: tuple[str, ...]) -> tuple[str, str, list[str]]:
    """What is set large, what stands beside it, and the lines below."""
    strong, *beside, text = told
    return strong, "".join(beside), [text] if text else []


def _plain(text: str) -> str:
    """A text for a file that people edit: with common spaces."""
    return text.replace(NO_BREAK, " ")
