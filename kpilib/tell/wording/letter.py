"""The letter that goes with an early warning, in English and in Indonesian: it asks, and blames nobody."""

import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from kpilib.judge.status import chance_status
from kpilib.judge.warn import EarlyWarning
from kpilib.plan.dependencies import Delay
from kpilib.plan.yaml_text import read_yaml
from kpilib.tell.formats import NO_BREAK, Format, day
from kpilib.tell.language import speaking
from kpilib.tell.names import name_of
from kpilib.tell.phrases import as_sentence
from kpilib.tell.wording.chance import probability_text
from kpilib.tell.wording.counted import counted_gap


def letter(w: EarlyWarning, language: str) -> str:
    """Subject, a blank line, and the letter. What the plan's people wrote stands as they wrote it, in their language.

    language : "en" or "id".
    """
    with speaking(language):
        return _letter(w, language)


def _letter(w: EarlyWarning, language: str) -> str:
    words, told = _words(language), _values(w, language)
    known = told["actual"] is not None
    first = [words["stands" if known else "stands_open"]]
    first += [words["chance"]] if told["chance"] else []
    why = [sentence.format_map(told | values) for sentence, values in _why(w, words)]
    if any(reason.kind == "said" for reason in w.reasons):
        why.append(words["impact"].format_map({"impact": as_sentence(w.flag.impact)}))
    elif told["lost"]:
        why.append(words["lost"].format_map(told))
    if w.too_late:
        ask = [words["stays"]]
    else:
        ask = [words["ask" if w.new is not None and w.old is not None else "choose"], words["answer"]]
    blocks = [[words["dear"]], first, why, ask, [words["thanks"]], ["{owner}"]]
    text = "\n\n".join(
        " ".join(part if block is why else part.format_map(told) for part in block) for block in blocks
    )
    return f"{words['subject'].format_map(told)}\n\n{text}\n".replace(NO_BREAK, " ")


@cache
def _words(language: str) -> Mapping[str, Any]:
    return read_yaml(files(__package__).joinpath("letter.yml"))[language]


def _values(w: EarlyWarning, language: str) -> dict[str, str | None]:
    one, words = w.one, _words(language)
    write = Format(one.metric.unit, one.plan.client.currency)
    return {
        "kpi": name_of(one),
        "parties": ", ".join(one.plan.agreement.agreed.by),
        "owner": one.kpi.owner,
        "today": day(one.as_of),
        "due": day(one.kpi.due),
        "actual": None if math.isnan(one.actual) else write(one.actual),
        "target": write(one.target if w.old is None else w.old.in_unit),
        "chance": _chance(w, language),
        "lost": None if math.isnan(w.lost) else counted_gap(one, w.lost),
        "about": words["least" if w.at_least else "about"],
        "old": write(w.old.in_unit) if w.old else None,
        "new": write(w.new.in_unit) if w.new else None,
        "answer": day(w.answer_by),
        "last": day(w.last_day),
    }


def _chance(w: EarlyWarning, language: str) -> str | None:
    told = w.one.forecast
    if told is None or not told.judged:
        return None
    word = _words(language)["chances"][chance_status(told.probability)]
    if not told.numbered:
        return word
    return f"{word} ({probability_text(told.probability)})"


def _why(w: EarlyWarning, words: Mapping[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """The causes that people noted. What the data alone show is for the report, not for a letter."""
    found = []
    for reason in w.reasons:
        if reason.kind == "said":
            found.append((words["said"], {"cause": as_sentence(reason.text)}))
        elif reason.kind == "delay":
            found.append((words[_kind(reason.delay)], _dates(reason.delay)))
    return found or [(words["unknown"], {})]


def _kind(delay: Delay) -> str:
    return "came" if delay.delivered else "late" if delay.until else "open"


def _dates(delay: Delay) -> dict[str, str]:
    one = delay.dependency
    return {"item": one.item, "promised": day(one.promised), "until": day(delay.until) if delay.until else ""}
