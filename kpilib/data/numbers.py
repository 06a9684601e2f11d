"""Numbers as exports write them: the decimal mark is found in the file, or asked for, never assumed."""

import math
import re
from collections.abc import Iterable

NOTHING = frozenset({"", "--", "-", "–", "—", "n/a", "N/A", "NaN", "null", "(not set)"})
DRESS = re.compile(r"[A-Z]{0,3}[$€£¥₹]|Rp\.?|[A-Z]{3}|[\s']")
PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
SPREADSHEET_ERROR = re.compile(r"Err:\d+|#(?:REF|VALUE|DIV/0|NAME|NUM|NULL|N/A|SPILL|CALC)[!?]?", re.IGNORECASE)
LARGEST = 1e15  # a day of the largest company in its smallest currency; above 2**53 a sum is no longer exact
GROUPS = re.compile(r"[+-]?\d{1,3}(,\d{2,3})*,\d{3}")  # 1,250,000 and, in India, 12,50,000


class AmbiguousMarksError(ValueError):
    """The numbers of a file can be read in two ways, such as 1.234."""


def undress(text: str) -> str:
    """The digits and marks of a number, without its currency, spaces and brackets.

    >>> undress("US$1,188.50"), undress("(12,5)"), undress("Rp 1.250.000")
    ('1,188.50', '-12,5', '1.250.000')
    """
    text = DRESS.sub("", text.strip().replace("\N{MINUS SIGN}", "-").removesuffix("%").strip())
    return f"-{text[1:-1]}" if text.startswith("(") and text.endswith(")") else text


def decimal_mark(texts: Iterable[str], *, delimiter: str = ",") -> str:
    """The decimal mark of a file's numbers, "." or ",".

    A number with both marks ends with its decimal mark; a mark that stands twice, or before three digits exactly,
    groups thousands; before any other count of digits it is the decimal mark. Raises AmbiguousMarksError where
    the texts contradict each other, or hold nothing but forms such as `1.234` that both readings allow.

    >>> decimal_mark(["1.250.000,00", "12"]), decimal_mark(["2,520.00"]), decimal_mark(["1,744", "291"])
    (',', '.', '.')
    """
    votes: set[str] = set()
    undecided: set[str] = set()
    for text in map(undress, (text for text in set(texts) if not text.isdecimal())):
        dots, commas = text.count("."), text.count(",")
        if dots and commas:
            votes.add("." if text.rfind(".") > text.rfind(",") else ",")
        elif dots > 1 or commas > 1:
            votes.add("," if dots else ".")
        elif dots or commas:
            mark = "." if dots else ","
            whole, after = text.split(mark)
            if len(after) != 3 or len(whole.lstrip("+-")) > 3 or whole.lstrip("+-") in ("", "0"):
                votes.add(mark)
            else:
                undecided.add(mark)
    if len(votes) == 2:
        raise AmbiguousMarksError("numbers are written with decimal points and with decimal commas")
    if votes:
        return votes.pop()
    # Only forms such as 1,744 are left. With a comma between cells, or in a tool's own English layout, a comma
    # groups thousands; a lone dot is no evidence of either.
    if undecided == {","} and delimiter != ";":
        return "."
    if undecided:
        raise AmbiguousMarksError("'1.234' may be a thousand or a little more than one")
    return "."


def number(text: str, decimal: str = ".") -> float:
    """A cell as a number; NaN for a cell that says nothing. A percentage becomes a share. Raises ValueError.

    >>> number("1.234,5", ","), number("3.5%"), number(" --")
    (1234.5, 0.035, nan)
    """
    if text.isdecimal() or (decimal == "." and PLAIN.fullmatch(text)):  # most cells: there is nothing to take off
        return _small_enough(float(text), text)
    if text.strip() in NOTHING:
        return math.nan
    if SPREADSHEET_ERROR.fullmatch(text.strip()):
        raise ValueError(f"'{text}' is an error of a spreadsheet; mend it there and save the file again")
    grouping = "," if decimal == "." else "."
    whole, mark, after = undress(text).partition(decimal)
    if grouping in after or (grouping in whole and not GROUPS.fullmatch(whole.replace(grouping, ","))):
        raise ValueError(f"'{text}' is not a number whose decimal mark is '{decimal}'")
    plain = whole.replace(grouping, "") + ("." if mark else "") + after
    if not PLAIN.fullmatch(plain):
        raise ValueError(f"'{text}' is not a number")
    share = 100 if text.rstrip().endswith("%") else 1
    return _small_enough(float(plain) / share, text)


def _small_enough(found: float, text: str) -> float:
    if abs(found) > LARGEST:
        raise ValueError(f"'{text}' is larger than any number of a report")
    return found
