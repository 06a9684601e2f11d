"""Numbers as people write them: in a params file, and in the sentence that states a target."""

import math
import re
from typing import Any

from ruamel.yaml.scalarfloat import ScalarFloat
from ruamel.yaml.scalarint import ScalarInt

from kpilib.errors import KpilibError
from kpilib.plan.target import Amount

GROUP = "[,._ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]"
# A number with or without separators, Rp62,000 too, but not part of a longer one, a date or a name such as Q3.
NUMBER = re.compile(
    r"(?<![\d_Q.,+\-\N{MINUS SIGN}])"
    rf"(?:\d{{1,3}}(?:{GROUP}\d{{3}})+|\d+)(?:[.,]\d+)?"
    r"(?![\d\w-]|[.,]\d)"
)
GROWTH = re.compile(r"[+\-\N{MINUS SIGN}]\s?\d[\d.,]*\s?(?:%|pp)")
LARGE = 10_000  # from here on digits are grouped, where the old number does not say how


def written_like(old: Any, new: Amount) -> int | float | str:
    """A number for the YAML tree, written as the one it takes the place of: 1_200 stays grouped, 2.30% keeps its 0.

    >>> written_like("2.30%", Amount(value=2.1, mark="%"))
    '2.10%'
    >>> written_like(None, Amount(value=1150))
    1150
    """
    if new.mark:
        places = len(match[1]) if (match := re.search(r"\.(\d+)", str(old))) else 0
        return f"{_told(new.value, places)}{new.mark}"
    if not float(new.value).is_integer():
        return float(new.value)
    group = getattr(old, "_underscore", None) if isinstance(old, ScalarInt | ScalarFloat) else None
    if group is None and new.value >= LARGE and not (isinstance(old, int) and old >= LARGE):
        group = [3, False, False]
    return ScalarInt(int(new.value), underscore=group) if group else int(new.value)


def restated(statement: str, old: Amount, new: Amount) -> str:
    """The sentence that states a target, with the new number in the place and the spelling of the old one.

    Raises KpilibError where the old number does not stand there exactly once, or where a growth stands beside it,
    which would then be wrong.

    >>> restated("1,200 leads by 30 September 2026", Amount(value=1200), Amount(value=1060))
    '1,060 leads by 30 September 2026'
    >>> restated("Mindestens 2,30% Bestellungen", Amount(value=2.3, mark="%"), Amount(value=2.17, mark="%"))
    'Mindestens 2,17% Bestellungen'
    """
    help_ = 'say it in full with --statement "..."'
    if growth := GROWTH.search(statement):
        raise KpilibError(f"the statement also tells a growth, '{growth[0]}', that no longer holds; {help_}")
    found = [one for one in NUMBER.finditer(statement) if _is(one, statement, old)]
    if len(found) != 1:
        count = "does not stand" if not found else f"stands {len(found)} times"
        raise KpilibError(f"the old target {_shown(old)} {count} in the statement '{statement}'; {help_}")
    return statement[: found[0].start()] + _spelled(found[0][0], new.value) + statement[found[0].end() :]


def _is(one: re.Match, statement: str, amount: Amount) -> bool:
    marked = bool(re.match(r"\s?(%|pp)", statement[one.end() :]))
    return marked == bool(amount.mark) and any(math.isclose(value, amount.value) for value in _readings(one[0]))


def _readings(text: str) -> list[float]:
    """What a number may mean: 1,200 is read as English groups, and 2,30 as a decimal comma."""
    grouped = re.fullmatch(rf"\d{{1,3}}(?:({GROUP})\d{{3}})(?:\1\d{{3}})*(?:[.,]\d+)?", text)
    head, decimals = text, ""
    values = []
    if grouped:
        separator = grouped[1]
        head, _, decimals = _split(text, separator)
        values.append(float(f"{head}.{decimals or 0}"))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", text):
        values.append(float(text.replace(",", ".")))
    return values


def _split(text: str, separator: str) -> tuple[str, str, str]:
    """Digits, decimal mark and decimals of a number that is grouped with `separator`."""
    mark = {",": ".", ".": ","}.get(separator)
    marks = [mark] if mark else [".", ","]
    for one in marks:
        if one in text:
            head, _, decimals = text.partition(one)
            return head.replace(separator, ""), one, decimals
    return text.replace(separator, ""), "", ""


def _spelled(old: str, value: float) -> str:
    """`value` with the separators and the decimals of the text `old`."""
    grouped = re.match(rf"\d{{1,3}}({GROUP})\d{{3}}(?!\d)", old)
    separator = grouped[1] if grouped else ""
    if separator:
        _, mark, decimals = _split(old, separator)
    else:
        whole = re.fullmatch(r"\d+(?:([.,])(\d+))?", old)
        mark, decimals = (whole[1] or "", whole[2] or "") if whole else ("", "")
    head, _, tail = _told(value, len(decimals)).partition(".")
    if separator:
        head = f"{int(head):,}".replace(",", separator)
    return f"{head}{mark or '.'}{tail}" if tail else head


def _told(value: float, places: int) -> str:
    """A number with at least so many decimals, and more only where it has more."""
    short = f"{value:.12g}"
    own = len(short.partition(".")[2]) if "e" not in short else 0
    return f"{value:.{max(places, own)}f}"


def _shown(amount: Amount) -> str:
    return f"{amount.value:,.12g}{amount.mark}"
