"""Numbers, money, shares and dates as a reader of the client's language writes them."""

import math
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_precision, get_currency_symbol

from kpilib.plan.catalogue import Unit
from kpilib.tell.language import say, say_count, speaking, spoken

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
ABSENT = "–"
SCALES = {"en": ((1e9, "bn"), (1e6, "m")), "id": ((1e9, "miliar"), (1e6, "juta"))}
STEPS = (1e6, 1)  # in which is written what is below each scale
# Of a difference between shares, between scores, and between ranks.
GAPS = {
    "en": {"percent": "points", "points": "points", "rank": "places"},
    "id": {"percent": "poin persen", "points": "poin", "rank": "peringkat"},
}
TIMES = {"en": ("h", "min", "s"), "id": ("jam", "mnt", "dtk")}
# What stands before the digits of a written value, the digits, and what stands behind them; a minus has no range.
RANGE_END = re.compile(r"([^\d−]*)([\d.,]+)(\D*)")


@cache
def currency_symbol(code: str) -> str:
    """The symbol that the currency's own country uses.

    >>> currency_symbol("IDR"), currency_symbol("EUR"), currency_symbol("THB")
    ('Rp', '€', '฿')
    """
    for territory, periods in sorted(get_global("territory_currencies").items()):
        if any(period[0] == code and period[2] is None for period in periods):
            try:
                symbol = get_currency_symbol(code, Locale.parse(f"und_{territory}"))
            except (UnknownLocaleError, ValueError):
                continue
            if symbol != code:
                return unicodedata.normalize("NFKC", symbol)  # Japan's own sign is as wide as two letters
    return f"{code}{NO_BREAK}"


@dataclass(frozen=True)
class Format:
    """How the values of one unit are written in one language: the one that is being spoken, if none is named.

    Shares (percent) come as fractions, times in seconds.

    >>> money = Format("money", "IDR")
    >>> money(2_289_999_900).replace(NO_BREAK, " "), money(58_434), Format("percent")(0.0239)
    ('Rp2.29 bn', 'Rp58,434', '2.39%')
    >>> Format("money", "IDR", "id")(2_289_999_900).replace(NO_BREAK, " ")
    'Rp2,29 miliar'
    >>> Format("seconds")(83).replace(NO_BREAK, " "), Format("seconds", language="id")(83).replace(NO_BREAK, " ")
    ('1 min 23 s', '1 mnt 23 dtk')
    """

    unit: Unit
    currency: str = ""
    language: str = field(default_factory=spoken)

    def __call__(self, value: float, *, sign: bool = False) -> str:
        """A value; "–" for one that is not known. `sign` puts a plus before a gain."""
        if math.isnan(value):
            return ABSENT
        mark = MINUS if self._rounds_below_zero(value) else "+" if sign else ""
        return mark + self._absolute(abs(value))

    def _rounds_below_zero(self, value: float) -> bool:
        return value < 0 and something(self._absolute(-value))

    def _absolute(self, value: float) -> str:
        if self.unit == "percent":
            return self._decimal(value * 100, 2 if value < 0.1 else 1) + "%"
        if self.unit in ("points", "rank"):
            return self._decimal(value, 1)
        if self.unit == "number":
            return self._decimal(value, 2)
        if self.unit == "seconds":
            return self._time(round(value))
        symbol = currency_symbol(self.currency) if self.unit == "money" else ""
        for (scale, word), step in zip(SCALES[self.language], STEPS, strict=True):
            # What would be rounded up to a thousand of the scale below is one of this: Rp1.00 bn, not Rp1,000 m.
            if value >= (scale - step / 2 if self.unit == "money" else scale * 10):
                return f"{symbol}{self._decimal(value / scale, self._places(value / scale))}{NO_BREAK}{word}"
        small_change = self.unit == "money" and value < 1000 and get_currency_precision(self.currency)
        # Rupiah and yen have no small change in use, whatever the standard says of their hundredths.
        small_change = small_change and self.currency not in ("IDR", "VND", "KRW", "JPY")
        return symbol + self._decimal(value, 2 if small_change else 0)

    def _time(self, seconds: int) -> str:
        """The two largest parts of a time: hours and minutes, or minutes and seconds."""
        parts = list(zip((seconds // 3600, seconds // 60 % 60, seconds % 60), TIMES[self.language], strict=True))
        told = parts[:2] if seconds >= 3600 else parts[1:] if seconds >= 60 else parts[2:]
        return NO_BREAK.join(f"{number}{NO_BREAK}{word}" for number, word in told)

    def _places(self, value: float) -> int:
        """Three digits that count, when it is rounded to them."""
        return 2 if value < 9.995 else 1 if value < 99.95 else 0

    def _decimal(self, value: float, places: int) -> str:
        digits = f".{'0' * places}" if places else ""
        return format_decimal(value, f"#,##0{digits}", locale=self.language)

    def range(self, low: float, high: float) -> str:
        """Two ends, with what both have in common written once.

        >>> Format("count").range(1014, 1135), Format("percent").range(0.0231, 0.0245)
        ('1,014–1,135', '2.31–2.45%')
        """
        ends = [RANGE_END.fullmatch(self(value)) for value in (low, high)]
        if all(ends) and ends[0][1] == ends[1][1] and ends[0][3] == ends[1][3]:
            return f"{ends[0][1]}{ends[0][2]}\N{EN DASH}{ends[1][2]}{ends[0][3]}"
        with speaking(self.language):
            return say("{low} to {high}", low=self(low), high=self(high))

    def gap(self, value: float, *, sign: bool = False) -> str:
        """A difference between two values; between shares it is in percentage points.

        Without its sign, or with `sign` with it, of which nothing has none.

        >>> Format("percent").gap(-0.002).replace(NO_BREAK, " "), Format("rank").gap(1.2).replace(NO_BREAK, " ")
        ('0.20 points', '1.2 places')
        >>> Format("count").gap(-35, sign=True), Format("count").gap(0.2, sign=True)
        ('−35', '0')
        """
        if math.isnan(value):
            return ABSENT
        text = self._apart(abs(value))
        return _sign(value, text, gain=True) + text if sign else text

    def _apart(self, size: float) -> str:
        if self.unit not in GAPS[self.language]:
            return self(size)
        size *= 100 if self.unit == "percent" else 1
        places = 2 if self.unit == "percent" and size < 1 else 1
        return f"{self._decimal(size, places)}{NO_BREAK}{GAPS[self.language][self.unit]}"


def something(text: str) -> bool:
    """Whether a number is more than nothing as it is written."""
    return any(digit in "123456789" for digit in text)


def _sign(value: float, text: str, *, gain: bool) -> str:
    """What stands before a value written as `text`: a true minus, a plus for a `gain`, nothing for nothing."""
    if not something(text):
        return ""
    return MINUS if value < 0 else "+" if gain else ""


def decimal(value: float, places: int = 0, *, sign: bool = False, language: str | None = None) -> str:
    """A plain number with so many decimals; a minus is a true minus. `sign` puts a plus before a gain.

    >>> decimal(-1234.5, 1), decimal(0.18, 2, language="id"), decimal(0.32, 2, sign=True)
    ('−1,234.5', '0,18', '+0.32')
    """
    if math.isnan(value):
        return ABSENT
    form = f"#,##0.{'0' * places}" if places else "#,##0"
    text = format_decimal(abs(value), form, locale=language or spoken())
    return _sign(value, text, gain=sign) + text


def share(value: float, *, sign: bool = False, language: str | None = None) -> str:
    """A share as whole percents, or with one decimal below ten.

    >>> share(-0.16, sign=True), share(0.011, sign=True)
    ('−16%', '+1.1%')
    """
    if math.isnan(value):
        return ABSENT
    places = "0.0" if abs(value) < 0.0995 else "0"
    text = format_decimal(abs(value) * 100, places, locale=language or spoken())
    text = text.removesuffix(".0").removesuffix(",0")
    return f"{_sign(value, text, gain=sign)}{text}%"


def day(value: date, *, year: bool = True, weekday: bool = False, language: str | None = None) -> str:
    """A date, unbreakable: 21 Aug 2026.

    >>> day(date(2026, 8, 21), weekday=True).replace(NO_BREAK, " ")
    'Fri 21 Aug 2026'
    """
    form = ("EEE " if weekday else "") + "d MMM" + (" y" if year else "")
    return format_date(value, form, locale=language or spoken()).replace(" ", NO_BREAK)


def month(value: date, *, whole: bool = False) -> str:
    """A month with its year: Aug 2026, or with its `whole` name."""
    return format_date(value, "MMMM y" if whole else "MMM y", locale=spoken())


def days(values: tuple[date, ...], *, language: str | None = None) -> str:
    """Several days in few words: runs are told by their ends.

    >>> days((date(2026, 7, 3), date(2026, 7, 4))).replace(NO_BREAK, " ")
    '3–4 Jul'
    """
    runs: list[list[date]] = []
    for one in sorted(values):
        if runs and (one - runs[-1][-1]).days == 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    with speaking(language or spoken()):
        told = ", ".join(_run(run[0], run[-1]) for run in runs[:3])
        if more := sum(len(run) for run in runs[3:]):
            return say_count("{days} and {number} more", "{days} and {number} more", more, days=told)
        return told


def _run(first: date, last: date) -> str:
    if first == last:
        return day(first, year=False)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last, year=False)}"
    return f"{day(first, year=False)}–{day(last, year=False)}"
