"""The numbers that a statement names, with their marks and the words around them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from babel.numbers import NumberFormatError, parse_decimal

from kpilib.plan.words import LANGUAGES, Vocabulary

MOST_DIGITS = 18
CURRENCY_SIGNS = {"rp": "IDR", "rp.": "IDR", "idr": "IDR", "$": "USD", "us$": "USD", "usd": "USD"}
CURRENCY_SIGNS |= {"€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY", "jpy": "JPY"}


@dataclass(frozen=True)
class Number:
    """A number in a text.

    span  : where it stands, with the word before it that says what it is.
    value : with its scale applied (1.2 million is 1,200,000); a percentage stays 29 for 29%.
    mark  : "%", "pp" for points, "x" for a multiple, or "" for none; `currency` an ISO code or "".
    cue   : the word before it: by, to, from, at_least, at_most, against, factor, increase, decrease, or "".
    more  : whether a word after it makes it a growth ("20% more").
    """

    span: tuple[int, int]
    value: float
    mark: str
    currency: str
    sign: str
    cue: str
    more: bool


@cache
def _pattern(words: Vocabulary) -> re.Pattern[str]:
    signs = "|".join(sorted(map(re.escape, CURRENCY_SIGNS), key=len, reverse=True))
    percent, points, times = (words.any_of(key) for key in ("percent", "points", "times"))
    return re.compile(
        rf"(?<![\w.,#])(?P<sign>[+\-−–±])?\s?(?:(?P<money>{signs})\s?)?(?P<digits>[0-9](?:[0-9.,]*[0-9])?)"
        rf"(?:\s?(?P<scale>{words.any_of('scales')})(?!\w))?"
        rf"(?:\s?(?:(?P<points>{points})(?!\w)|(?P<percent>%|{percent}(?!\w))(?:\s?-?(?P<after>{points})(?!\w))?"
        rf"|(?P<times>{times})(?!\w)))?"
        rf"(?:\s?(?P<named>{words.any_of('currencies')})(?!\w))?"
    )


def find_numbers(text: str, words: Vocabulary, taken: Sequence[tuple[int, int]] = ()) -> list[Number]:
    """Every number of a text in lower case, in its order, but for those within the spans `taken` (dates)."""
    return list(_numbers(text, words, taken))


def _numbers(text: str, words: Vocabulary, taken: Sequence[tuple[int, int]]) -> Iterator[Number]:
    for match in _pattern(words).finditer(text):
        start, end = match.span("digits")
        part_of_a_word = end < len(text) and text[end].isalpha()
        if part_of_a_word and not (match["scale"] or match["times"] or match["points"]):
            continue
        value = number(match["digits"], words.language)
        if value is None or any(start < last and first < end for first, last in taken):
            continue
        if match["scale"]:
            value *= float(words.value("scales", match["scale"]))
        currency = CURRENCY_SIGNS.get(match["money"] or "", "")
        if match["named"]:
            currency = str(words.value("currencies", match["named"]))
        cue, begin = _cue(text[: match.start()], words)
        more = _more(text[match.end() :], words)
        yield Number((begin, match.end()), value, _mark(match), currency, match["sign"] or "", cue, more)


def _mark(match: re.Match[str]) -> str:
    if match["points"] or match["after"]:
        return "pp"
    return "%" if match["percent"] else "x" if match["times"] else ""


def number(digits: str, language: str) -> float | None:
    """Digits with the marks of a language, or else with those of the other one; None where neither can be.

    >>> number("1.200", "id"), number("1.200", "en"), number("2.30", "id"), number("1.2.3", "en")
    (1200.0, 1.2, 2.3, None)
    """
    if len(digits) > MOST_DIGITS:
        return None
    for locale in (language, *(other for other in LANGUAGES if other != language)):
        try:
            return float(parse_decimal(digits, locale=locale, strict=True))
        except NumberFormatError:
            continue
    return None


def _cue(before: str, words: Vocabulary) -> tuple[str, int]:
    """What the word before a number makes of it, and where that word begins."""
    if match := re.search(rf"(?<!\w){words.any_of('factors')}\s+(?:the\s+)?$", before):
        return "factor", match.start()
    for key in ("at_least", "at_most", "by", "to", "from", "against", "increase", "decrease"):
        if match := words.ends(before, key):
            return key, match.start()
    return "", len(before)


def _more(after: str, words: Vocabulary) -> bool:
    return re.match(rf"\s*(?:{words.any_of('increase', 'decrease')})(?!\w)", after) is not None
