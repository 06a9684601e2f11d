"""A KPI's statement, read: which metric, how much, compared with what, until when.

Reading never fails: what a sentence does not say stays empty, and what it says in two ways is marked. The rules in
`smart` judge what was found.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from kpilib.plan import catalogue
from kpilib.plan.amounts import Number, find_numbers
from kpilib.plan.catalogue import Metric
from kpilib.plan.periods import Quarter
from kpilib.plan.when import Today, When, find_periods
from kpilib.plan.words import LANGUAGES, Vocabulary, language_of, phrase_pattern, vocabulary

LONGEST = 1000  # letters; what comes after them is not read


@dataclass(frozen=True)
class Statement:
    """What a sentence says.

    metric    : id of the metric that is named, and `spoken`, the words that named it.
    value     : what is to be reached, in the metric's unit (2.4% is .024); `start` where it is to begin.
    growth    : the change as a share (+29% is .29, "double" 1.0); `points` a change in percentage points, as a share.
    more      : a change in the metric's own unit ("200 more leads").
    bound     : "at_least", "at_most" or "".
    against   : the quarter compared with; "year_before" or "quarter_before" where it is told only so.
    due       : the last day; None where none is said. `due_dated` tells whether its year is said.
    marks     : what stands in the way of a single meaning: see `smart`.
    """

    text: str
    language: str
    metric: str | None = None
    spoken: str = ""
    direction: str = ""
    value: float | None = None
    start: float | None = None
    growth: float | None = None
    points: float | None = None
    more: float | None = None
    bound: str = ""
    currency: str = ""
    against: Quarter | str | None = None
    due: date | None = None
    due_dated: bool = True
    due_quarter: Quarter | None = None
    found: str = ""
    marks: frozenset[str] = frozenset()

    @property
    def says_how_much(self) -> bool:
        """Whether the sentence holds a number that can be reached or missed."""
        return any(one is not None for one in (self.value, self.growth, self.points, self.more))


def read_statement(
    text: str,
    *,
    quarter: Quarter,
    on: date,
    language: str | None = None,
    metrics: Mapping[str, Metric] | None = None,
    unit: str | None = None,
) -> Statement:
    """Read a statement in English or Indonesian.

    quarter : what "this quarter" means, and the fiscal year of all quarters.
    on      : the day on which it was said; dates without a year are the next ones after it.
    metrics : those that may be named; the catalogue where none are given.
    unit    : the unit of the KPI's metric, where it is known from elsewhere.

    >>> said = read_statement("+100% qualified conversions YoY by the end of Q4", quarter=Quarter(2026, 3),
    ...     on=date(2026, 8, 1))
    >>> said.metric, said.growth, said.against, said.due
    ('qualified_conversions', 1.0, 'year_before', datetime.date(2026, 12, 31))
    """
    written = unicodedata.normalize("NFKC", text)[:LONGEST]
    plain = written.casefold().replace("\N{MINUS SIGN}", "-")
    if len(written) != len(plain):
        written = plain  # a letter such as ß has become two
    told = language or language_of(plain)
    words = vocabulary(told)
    periods = find_periods(plain, words, Today(on, quarter))
    named, spoken = _metric(plain, words, metrics or catalogue.metrics())
    own = (metrics or catalogue.metrics()).get(named) if named else None
    said = Statement(text=text, language=told, metric=named, spoken=spoken, direction=_direction(plain, words))
    said = _with_times(said, periods, plain, words)
    taken = [one.span for one in periods]
    if rank := words.find("rank", plain):
        taken.append(rank.span())
    said = _with_amounts(
        said, find_numbers(plain, words, taken), plain, written, words, unit or (own.unit if own else None)
    )
    return replace(said, marks=said.marks | _marks(said, plain, words))


@cache
def _lexicon(language: str) -> dict[str, str]:
    words = vocabulary(language).words["metrics"]
    return {phrase.casefold(): metric for metric, phrases in words.items() for phrase in phrases}


def _metric(text: str, words: Vocabulary, metrics: Mapping[str, Metric]) -> tuple[str | None, str]:
    """The metric with the longest name that stands in the text; of equals the first."""
    names = {name: key for key, one in metrics.items() for name in _names(key, one)}
    names |= {name: key for language in LANGUAGES for name, key in _lexicon(language).items() if key in metrics}
    names |= {name: key for name, key in _lexicon(words.language).items() if key in metrics}
    best: tuple[int, int, str, str] | None = None
    for name, key in names.items():
        if not all(word in text for word in name.split()):
            continue  # hundreds of names are not in a sentence; their patterns need not be made
        if match := re.search(rf"(?<!\w){phrase_pattern(name)}(?!\w)", text):
            rank = (-len(name), match.start(), key, name)
            best = min(best, rank) if best else rank
    return (best[2], best[3]) if best else (None, "")


def _names(key: str, metric: Metric) -> set[str]:
    told = {key.replace("_", " "), re.sub(r"\s*\(.*\)", "", metric.name), metric.noun or ""}
    return {name.casefold() for name in told if name}


def _direction(text: str, words: Vocabulary) -> str:
    up, down = words.find("increase", text), words.find("decrease", text)
    if up and down:
        return "increase" if up.start() < down.start() else "decrease"
    if factor := words.find("factors", text):
        return "increase" if float(words.value("factors", factor.group())) > 1 else "decrease"
    return "increase" if up else "decrease" if down else ""


def _with_times(said: Statement, periods: list[When], text: str, words: Vocabulary) -> Statement:
    due = [one for one in periods if one.role == "due"]
    past = [one for one in periods if one.role == "against"]
    against: Quarter | str | None = next((one.quarter for one in past if one.quarter), None)
    if words.find("year_before", text):
        against = "year_before"
    elif words.find("quarter_before", text):
        against = "quarter_before"
    if not due:
        return replace(said, against=against)
    last = max(due, key=lambda one: one.last)
    return replace(said, against=against, due=last.last, due_dated=last.dated, due_quarter=last.quarter)


def _with_amounts(
    said: Statement, numbers: list[Number], text: str, written: str, words: Vocabulary, unit: str | None
) -> Statement:
    """The numbers by what they are: a value to reach, where it begins, or how much it is to change."""
    marks = set()
    rate = unit == "percent"
    sided = {one.cue for one in numbers} >= {"from", "to"}
    for one in numbers:
        said = replace(
            said, currency=said.currency or one.currency, found=said.found or written[slice(*one.span)].strip()
        )
        if one.cue in ("at_least", "at_most"):
            said = replace(said, bound=said.bound or one.cue)
        grows = one.sign in ("+", "-", "−", "–") or one.cue in ("by", "increase", "decrease") or one.more
        if one.mark == "pp":
            said = replace(said, points=_signed(one, said) / 100)
        elif one.mark == "x":
            said = replace(said, growth=one.value - 1)
        elif one.cue in ("from", "factor") or (one.cue == "against" and not one.mark):
            said = replace(said, start=one.value / 100 if one.mark else one.value)
        elif one.mark == "%" and one.cue == "to" and not rate:
            marks.add("ambiguous_by_to")
            said = replace(said, found=written[slice(*one.span)].strip())
        elif one.mark == "%" and ((rate and not grows) or sided or one.cue in ("at_least", "at_most")):
            said = replace(said, value=one.value / 100) if said.value is None else said
        elif one.mark == "%":
            if rate and not words.find("relative", text):
                marks.add("percent_or_points")
                said = replace(said, found=written[slice(*one.span)].strip())
            said = replace(said, growth=_signed(one, said) / 100)
        elif one.cue == "by" or one.more or one.sign == "+":
            said = replace(said, more=_signed(one, said))
        elif said.value is None:
            said = replace(said, value=one.value)
    if said.growth is None and (factor := words.find("factors", text)):
        said = replace(said, growth=float(words.value("factors", factor.group())) - 1)
        marks.add("factor")
    return replace(said, marks=said.marks | marks)


def _signed(one: Number, said: Statement) -> float:
    down = one.sign in ("-", "−", "–") or (not one.sign and said.direction == "decrease")
    return -one.value if down else one.value


def _marks(said: Statement, text: str, words: Vocabulary) -> set[str]:
    marks = set()
    told = words.find("qualifiers", text) is not None
    if said.spoken and re.fullmatch(words.any_of("unspecific"), said.spoken) and not told:
        marks.add("unspecific")
    if said.metric is None and words.find("unspecific", text) and not told:
        marks.add("unspecific")
    if words.find("distinct", said.spoken) and not words.find("distinct_told", text):
        marks.add("distinct")
    if words.find("rank", text):
        marks.add("rank")
    outside = words.find("uninfluenceable", text)
    if outside and not text[: outside.start()].strip(" \"'.,:;-").strip():
        marks.add("uninfluenceable")
    if not said.says_how_much and "rank" not in marks:
        marks.add("no_number")
    return marks
