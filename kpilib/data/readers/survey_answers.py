"""What an answer of a survey counts as: promoter, satisfied, aware. Scales are told apart by what was answered."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kpilib.data.block import Block
from kpilib.plan.message import Message

MISSING = {"", "na", "n/a", "nan", "null", "-", "--", "none", "no answer", "tidak menjawab"}
NUMBER = re.compile(r"(\d{1,2})(?:[.,]0+)?(?:\s*[-–—:=(].*)?", re.DOTALL)
YES = {"yes", "y", "true", "1", "x", "ya", "iya", "oui", "ja", "checked", "selected", "aware", "kenal", "tahu"}
NO = {
    "no", "n", "false", "0", "tidak", "belum", "non", "nein", "unchecked", "not selected", "not aware", "not sure",
    "unsure", "don't know", "tidak kenal", "tidak tahu", "tidak yakin",
}  # fmt: skip
SATISFIED = {"very satisfied", "satisfied", "sangat puas", "puas"}
UNSATISFIED = {
    "neutral", "neither satisfied nor dissatisfied", "dissatisfied", "very dissatisfied", "netral", "kurang puas",
    "tidak puas", "sangat tidak puas",
}  # fmt: skip

Counts = Mapping[str, Callable[[int], bool]]


@dataclass(frozen=True)
class Answers:
    """The answers to one question: of each row a number, None where it has none.

    counts : measure to whether a number counts for it.
    note   : how the scale was understood.
    """

    numbers: list[int | None]
    counts: Counts
    note: str | None = None


def recommending(block: Block, place: int) -> Answers:
    """The question of the NPS: 9 and 10 are promoters, 7 and 8 passives, up to 6 detractors (Reichheld, 2003).

    Raises ExportError for an answer that is none, and for answers that end at 5: then it was another question.
    """
    numbers = _numbers(block, place, 10)
    given = [one for one in numbers if one is not None]
    name = block.header.cells[place]
    if given and max(given) <= 5:
        text = f"column '{name}': no answer is above {max(given)}; the NPS asks from 0 to 10"
        raise block.sheet.refuse(text, block.header.line)
    if 0 in given:
        note = Message("'{name}' is read as asked from 0 to 10; detractors are all up to 6", name=name)
    else:
        note = Message(
            "'{name}' is read as asked from 1 to 10, as no answer is 0; detractors are all up to 6", name=name
        )
    counts = {
        "promoters": lambda one: one >= 9,
        "passives": lambda one: 7 <= one <= 8,
        "detractors": lambda one: one <= 6,
    }
    return Answers(numbers, counts, note)


def satisfied(block: Block, place: int) -> Answers:
    """Whether somebody chose one of the two best answers, of 5, 7 or 10, or in words."""
    texts = [text.casefold() for text in block.column(place)]
    name = block.header.cells[place]
    if any(text in SATISFIED or text in UNSATISFIED for text in texts):
        words = _words(block, place, SATISFIED, UNSATISFIED)
        return Answers(words, {"satisfied": lambda one: one == 1})
    numbers = _numbers(block, place, 10)
    best = max((one for one in numbers if one is not None), default=0)
    top = 5 if best <= 5 else 7 if best <= 7 else 10
    if top < 10 and 0 in numbers:
        raise block.sheet.refuse(f"column '{name}': answers from 0 to {best} are of no scale that is known here")
    note = Message(
        "'{name}' is read as asked up to {top}; satisfied are {next} and {top}", name=name, top=top, next=top - 1
    )
    return Answers(numbers, {"satisfied": lambda one: one >= top - 1}, note)


def aware(measure: str) -> Callable[[Block, int], Answers]:
    """Whether somebody said yes. Whoever is not sure was asked and did not say so."""

    def of(block: Block, place: int) -> Answers:
        words = _words(block, place, YES, NO)
        if 0 not in words and None in words:
            name = block.header.cells[place]
            text = f"column '{name}' says yes or nothing; an empty cell may be a no or a question that was not asked"
            raise block.sheet.refuse(text, block.header.line)
        return Answers(words, {measure: lambda one: one == 1})

    return of


QUESTIONS: Mapping[str, Callable[[Block, int], Answers]] = {
    "promoters": recommending,
    "satisfied": satisfied,
    "unaided_aware": aware("unaided_aware"),
    "aided_aware": aware("aided_aware"),
    "first_named": aware("first_named"),
    "brand_understood": aware("brand_understood"),
}


def _numbers(block: Block, place: int, top: int) -> list[int | None]:
    """Whole numbers from 0 to `top`; an answer may say in words what its number means."""
    found: list[int | None] = []
    for row, text in zip(block.rows, block.column(place), strict=True):
        number = NUMBER.fullmatch(text)
        if text.casefold() in MISSING:
            found.append(None)
        elif number and int(number[1]) <= top:
            found.append(int(number[1]))
        else:
            name = block.header.cells[place]
            raise block.sheet.refuse(f"column '{name}': '{text}' is no answer from 0 to {top}", row.line)
    return found


def _words(block: Block, place: int, yes: set[str], no: set[str]) -> list[int | None]:
    found: list[int | None] = []
    for row, text in zip(block.rows, block.column(place), strict=True):
        plain = text.casefold().replace("’", "'").rstrip(".")
        if plain not in yes | no and plain not in MISSING:
            name = block.header.cells[place]
            raise block.sheet.refuse(f"column '{name}': '{text}' is no answer that is known here", row.line)
        found.append(1 if plain in yes else 0 if plain in no else None)
    return found
