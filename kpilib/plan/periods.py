"""Quarters of a client's fiscal year, as dates."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from kpilib.errors import KpilibError

QUARTER_FORM = re.compile(r"([12]\d{3})Q([1-4])")
# As others write it: 2026-Q3, 2026/3, Q3 2026.
QUARTER_SLIP = re.compile(r"([12]\d{3})[ /_-]*Q?[ _-]*([1-4])|Q?([1-4])[ /_-]*([12]\d{3})")


@dataclass(frozen=True, order=True)
class Quarter:
    """A fiscal quarter.

    A fiscal year is named by the calendar year in which it ends (`named_by="end"`: April 2026 to March 2027 is
    2027) unless the client names it by the year in which it starts.

    >>> Quarter.parse("2026Q3").start, Quarter.parse("2026Q3").end
    (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
    >>> Quarter.parse("2027Q1", fiscal_year_starts=4).start
    datetime.date(2026, 4, 1)
    """

    year: int
    number: int
    fiscal_year_starts: int = 1
    named_by: Literal["end", "start"] = "end"

    @classmethod
    def parse(cls, text: str, *, fiscal_year_starts: int = 1, named_by: Literal["end", "start"] = "end") -> "Quarter":
        """Read `2026Q3`. Raises KpilibError for any other form, with the quarter that was meant if it can be seen.

        >>> Quarter.parse("Q3 2026")
        Traceback (most recent call last):
        kpilib.errors.KpilibError: 'Q3 2026' is not a quarter; did you mean 2026Q3?
        """
        form = QUARTER_FORM.fullmatch(str(text).strip().upper())
        if not form:
            slip = QUARTER_SLIP.fullmatch(str(text).strip().upper())
            year, number = (slip[1] or slip[4], slip[2] or slip[3]) if slip else ("", "")
            hint = f"did you mean {year}Q{number}?" if slip else "write the year, Q and 1 to 4, such as 2026Q3"
            raise KpilibError(f"'{text}' is not a quarter; {hint}")
        return cls(int(form[1]), int(form[2]), fiscal_year_starts, named_by)

    @classmethod
    def containing(cls, day: date, like: "Quarter") -> "Quarter":
        """The quarter in which a day lies, of the same fiscal year as `like`.

        >>> str(Quarter.containing(date(2026, 4, 1), Quarter(2026, 3, fiscal_year_starts=4)))
        '2027Q1'
        """
        for year in range(day.year - 1, day.year + 2):
            for number in range(1, 5):
                one = replace(like, year=year, number=number)
                if one.start <= day <= one.end:
                    return one
        raise AssertionError(f"{day} lies in no quarter")

    @property
    def start(self) -> date:
        first_year = self.year - 1 if self.named_by == "end" and self.fiscal_year_starts > 1 else self.year
        month = self.fiscal_year_starts - 1 + 3 * (self.number - 1)
        return date(first_year + month // 12, month % 12 + 1, 1)

    @property
    def end(self) -> date:
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> "Quarter":
        year, number = (self.year + 1, 1) if self.number == 4 else (self.year, self.number + 1)
        return replace(self, year=year, number=number)

    @property
    def before(self) -> "Quarter":
        year, number = (self.year - 1, 4) if self.number == 1 else (self.year, self.number - 1)
        return replace(self, year=year, number=number)

    @property
    def year_before(self) -> "Quarter":
        return replace(self, year=self.year - 1)

    @property
    def name(self) -> str:
        """As managers say it: Q3 2026."""
        return f"Q{self.number} {self.year}"

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def day_of(written: Any) -> date | None:
    """A day as a YAML file holds it: plain, in quotes, or with an hour; None for what is none.

    >>> day_of("2026-09-30"), day_of(datetime(2026, 9, 30, 12)), day_of("soon")
    (datetime.date(2026, 9, 30), datetime.date(2026, 9, 30), None)
    """
    if isinstance(written, datetime):
        return written.date()
    if isinstance(written, str):
        try:
            return date.fromisoformat(written.strip())
        except ValueError:
            return None
    return written if isinstance(written, date) else None


def a_year_before(day: date) -> date:
    """The same calendar day of the year before; 29 February becomes the 28th.

    >>> a_year_before(date(2024, 2, 29))
    datetime.date(2023, 2, 28)
    """
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def last_whole_day(as_of: date, quarter: Quarter) -> date:
    """The last day that a report as of `as_of` may count as whole.

    The as-of day itself is still running while its report is made, so it is left out: today's half day is never
    mistaken for a slump. The quarter's last day is the exception: a report as of that day is the closing report,
    which takes the quarter as a whole.

    >>> last_whole_day(date(2026, 8, 21), Quarter(2026, 3)), last_whole_day(date(2026, 9, 30), Quarter(2026, 3))
    (datetime.date(2026, 8, 20), datetime.date(2026, 9, 30))
    """
    return as_of if as_of == quarter.end else as_of - timedelta(days=1)


def latest_as_of(quarter: Quarter, today: date) -> date:
    """Today within the quarter, its last day after it.

    The quarter's last day closes it, so while that day is still running the report is as of the day before.

    >>> latest_as_of(Quarter(2026, 3), date(2026, 8, 21)), latest_as_of(Quarter(2026, 3), date(2026, 11, 2))
    (datetime.date(2026, 8, 21), datetime.date(2026, 9, 30))
    """
    if today == quarter.end:
        return today - timedelta(days=1)
    return min(today, quarter.end)


def check_as_of(as_of: str | date, quarter: Quarter) -> date:
    """`as_of` as a date within the quarter. Raises KpilibError for text that is no date, or a day outside of it."""
    day = day_of(as_of if isinstance(as_of, date) else str(as_of))
    if day is None:
        raise KpilibError(f"as_of '{as_of}' is not a date; write YYYY-MM-DD, such as {quarter.end}")
    if day > quarter.end:
        raise KpilibError(
            f"as_of {day} is after {quarter} ends; the closing report of {quarter} is as of {quarter.end}"
        )
    if day <= quarter.start:
        raise KpilibError(
            f"as_of {day} leaves no whole day of {quarter}, which starts on {quarter.start}; "
            f"the first possible date is {quarter.start + timedelta(days=1)}"
        )
    return day
