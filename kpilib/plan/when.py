"""The dates and periods that a statement names, and which of them is the due date.

Names of months come from the locale; quarters and years are those of the client's fiscal year.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel.dates import get_month_names

from kpilib.plan.periods import Quarter
from kpilib.plan.words import Vocabulary, phrase_pattern

Span = tuple[int, int]
DAYS = ("iso", "slashed", "day_month", "month_day")


@dataclass(frozen=True)
class When:
    """A period in a text: where it stands, its days, and the quarter that it is, if it is one.

    `role` is "due" for the time until which something is to be done, "against" for one that it is compared with.
    `dated` tells whether the text itself says the year.
    """

    span: Span
    first: date
    last: date
    role: str
    dated: bool
    quarter: Quarter | None = None


@dataclass(frozen=True)
class Today:
    """What a text without a year is read against: a day, and the quarter that "this quarter" means."""

    day: date
    quarter: Quarter


def find_periods(text: str, words: Vocabulary, today: Today) -> list[When]:
    """Every date and period of a text in lower case, in its order; none overlaps another."""
    found: list[When] = []
    # A day that does not exist, or that can be read in two ways, is not the month that stands within it.
    taken = [match.span() for form in DAYS for match in _patterns(words)[form].finditer(text)]
    for one in _days(text, words, today):
        if not _overlaps(one.span, [other.span for other in found]):
            found.append(one)
    for one in _periods(text, words, today):
        if not _overlaps(one.span, [*taken, *(other.span for other in found)]):
            found.append(one)
    return sorted(found, key=lambda one: one.span)


def _overlaps(span: Span, others: list[Span]) -> bool:
    return any(span[0] < last and first < span[1] for first, last in others)


@cache
def _months(language: str) -> dict[str, int]:
    forms = (get_month_names(width, "format", language) for width in ("wide", "abbreviated"))
    return {str(name).casefold().rstrip("."): number for form in forms for number, name in form.items()}


@cache
def _patterns(words: Vocabulary) -> dict[str, re.Pattern[str]]:
    month = "(?:" + "|".join(sorted(map(phrase_pattern, _months(words.language)), key=len, reverse=True)) + r")\.?"
    year = rf"(?:[,\s/]+(?:of\s+)?(?:{words.any_of('year')}\s+)?(20[0-9]{{2}}))?"
    nouns = "|".join(f"(?P<{noun}>{words.any_of(noun)})" for noun in ("quarter", "month", "week", "year"))
    forms = {
        "iso": r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})",
        "slashed": r"([0-9]{1,2})/([0-9]{1,2})/(20[0-9]{2})",
        "day_month": rf"([0-9]{{1,2}})(?:st|nd|rd|th)?\s+({month}){year}",
        "month_day": rf"({month})\s+([0-9]{{1,2}})(?:st|nd|rd|th)?{year}",
        "year_quarter": r"(20[0-9]{2})\s*q([1-4])",
        "quarter": rf"{words.any_of('quarter')}\s*(?:ke-?)?([1-4]){year}",
        "nth_quarter": rf"({words.any_of('ordinals')})\s+{words.any_of('quarter')}{year}",
        "quarter_nth": rf"{words.any_of('quarter')}\s+({words.any_of('ordinals')}){year}",
        "month": rf"({month}){year}",
        "relative": rf"(?P<which>{words.any_of('this', 'next', 'last')})\s+(?:{nouns})",
        "relative_after": rf"(?:{nouns})\s+(?P<which>{words.any_of('this', 'next', 'last')})",
        "within": rf"{words.any_of('within')}\s+(?:{nouns})",
        # "2000 orders" is a number: a year alone stands at an end, or before a word that leads on.
        "year": rf"(20[0-9]{{2}})(?=\s*(?:$|[,;:()]|\.\s|\.$|{words.any_of('to', 'from', 'due')}(?!\w)))",
    }
    return {name: re.compile(rf"(?<![\w/.,-]){form}(?!\w|[.,][0-9])") for name, form in forms.items()}


def _days(text: str, words: Vocabulary, today: Today) -> Iterator[When]:
    """Single days: 30 September 2026, Sep 30, 2026-09-30."""
    forms, months = _patterns(words), _months(words.language)
    for match in forms["iso"].finditer(text):
        yield from _day(match, text, words, today, int(match[1]), int(match[2]), int(match[3]))
    for match in forms["slashed"].finditer(text):
        first, second = int(match[1]), int(match[2])
        # In Indonesia the day stands first; in English only a number above 12 tells.
        day, month = (first, second) if words.language == "id" or first > 12 else (second, first)
        if words.language == "id" or max(first, second) > 12:
            yield from _day(match, text, words, today, int(match[3]), month, day)
    for match in forms["day_month"].finditer(text):
        yield from _day(match, text, words, today, match[3], months[match[2].rstrip(".")], int(match[1]))
    for match in forms["month_day"].finditer(text):
        yield from _day(match, text, words, today, match[3], months[match[1].rstrip(".")], int(match[2]))


def _day(
    match: re.Match[str], text: str, words: Vocabulary, today: Today, year: str | int | None, month: int, day: int
) -> Iterator[When]:
    role = _role(text[: match.start()], words)
    for number in [int(year)] if year else _years(today.day, role):
        try:
            found = date(number, month, day)
        except ValueError:
            continue  # 30 February
        if year or _fits(found, found, today.day, role):
            yield When(match.span(), found, found, _settled(role, found, today, bool(year)), bool(year))
            return


def _periods(text: str, words: Vocabulary, today: Today) -> Iterator[When]:
    """Quarters, months, years, and those that are this, the next or the last one."""
    forms, months = _patterns(words), _months(words.language)
    for match in forms["year_quarter"].finditer(text):
        yield from _quarter(match, text, words, today, match[1], int(match[2]))
    for match in forms["quarter"].finditer(text):
        yield from _quarter(match, text, words, today, match[2], int(match[1]))
    for name in ("nth_quarter", "quarter_nth"):
        for match in forms[name].finditer(text):
            yield from _quarter(match, text, words, today, match[2], int(words.value("ordinals", match[1])))
    for match in forms["month"].finditer(text):
        yield from _month(match, text, words, today, match[2], months[match[1].rstrip(".")])
    for name in ("relative", "relative_after", "within"):
        for match in forms[name].finditer(text):
            yield _relative(match, words, today)
    for match in forms["year"].finditer(text):
        before = text[: match.start()]
        if not _role(before, words) and not words.ends(before, "year"):
            continue
        first = Quarter(int(match[1]), 1, today.quarter.fiscal_year_starts, today.quarter.named_by)
        last = Quarter(int(match[1]), 4, today.quarter.fiscal_year_starts, today.quarter.named_by)
        role = _settled(_role(before, words), last.end, today, True)
        yield When(match.span(), first.start, last.end, role, True)


def _quarter(
    match: re.Match[str], text: str, words: Vocabulary, today: Today, year: str | None, number: int
) -> Iterator[When]:
    role = _role(text[: match.start()], words)
    like = today.quarter
    for one in [int(year)] if year else _years(today.day, role):
        quarter = Quarter(one, number, like.fiscal_year_starts, like.named_by)
        if year or _fits(quarter.start, quarter.end, today.day, role):
            settled = _settled(role, quarter.end, today, bool(year))
            yield When(match.span(), quarter.start, quarter.end, settled, bool(year), quarter)
            return


def _month(
    match: re.Match[str], text: str, words: Vocabulary, today: Today, year: str | None, month: int
) -> Iterator[When]:
    role = _role(text[: match.start()], words)
    if not year and not role:
        return  # "may" and "mar" are words of their own
    for one in [int(year)] if year else _years(today.day, role):
        last = date(one, month, monthrange(one, month)[1])
        if year or _fits(last.replace(day=1), last, today.day, role):
            yield When(match.span(), last.replace(day=1), last, _settled(role, last, today, bool(year)), bool(year))
            return


def _relative(match: re.Match[str], words: Vocabulary, today: Today) -> When:
    groups = match.groupdict()
    noun = next(noun for noun in ("quarter", "month", "week", "year") if groups.get(noun))
    which = groups.get("which") or ""
    step = 0
    if which and not re.fullmatch(words.any_of("this"), which):
        step = 1 if re.fullmatch(words.any_of("next"), which) else -1
    first, last, quarter = _stepped(noun, step, today)
    return When(match.span(), first, last, "against" if step < 0 else "due", True, quarter)


def _stepped(noun: str, step: int, today: Today) -> tuple[date, date, Quarter | None]:
    day = today.day
    if noun == "quarter":
        quarter = {0: today.quarter, 1: today.quarter.next, -1: today.quarter.before}[step]
        return quarter.start, quarter.end, quarter
    if noun == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
        return monday, monday + timedelta(days=6), None
    if noun == "month":
        months = day.year * 12 + day.month - 1 + step
        first = date(months // 12, months % 12 + 1, 1)
        return first, first.replace(day=monthrange(first.year, first.month)[1]), None
    like = today.quarter
    year = like.year + step
    ends = [Quarter(year, number, like.fiscal_year_starts, like.named_by) for number in (1, 4)]
    return ends[0].start, ends[1].end, None


def _role(before: str, words: Vocabulary) -> str:
    """What the word before a period makes of it: "due", "against", "both" or "" for none of them."""
    told = re.sub(rf"(?:{words.any_of('end_of')}|\bthe)\s*$", "", before)
    due = told != before or words.ends(told, "due", "within") is not None
    against = told == before and words.ends(told, "against") is not None
    return "both" if due and against else "due" if due else "against" if against else ""


def _years(day: date, role: str) -> tuple[int, ...]:
    years = (day.year - 1, day.year, day.year + 1)
    return years[::-1] if role == "against" else years


def _fits(first: date, last: date, day: date, role: str) -> bool:
    """Without a year a due date is the next one, and what one compares with is the last one that has begun."""
    return first < day if role == "against" else last >= day


def _settled(role: str, last: date, today: Today, dated: bool) -> str:
    if role == "due":
        return "due"
    if not dated and role == "against":
        return "against"
    return "against" if last < today.day else "due"
