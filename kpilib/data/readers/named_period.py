"""The days that a file's name tells, for exports whose content names none."""

import re
from calendar import monthrange
from datetime import date

from kpilib.data.dates import Span
from kpilib.data.sheet import Sheet

DAY = re.compile(r"(?<!\d)(20\d\d)([-._]?)(\d\d?)\2(\d\d?)(?!\d)")
DAY_ALONE = re.compile(r"\(\D*(20\d\d)([-._])(\d\d?)\2(\d\d?)\)")
MONTH_ALONE = re.compile(r"(?<!\d)(20\d\d)[-._](0[1-9]|1[0-2])(?![-._]?\d)")


def named_period(sheet: Sheet) -> Span | None:
    """The period in the name of a file, or of the zip that it came in; None where neither tells one."""
    zips = [sheet.path.parent.name] if sheet.path.parent.suffix.lower() == ".zip" else []
    return next((found for name in (sheet.path.name, *zips) if (found := period_in(name))), None)


def period_in(name: str) -> Span | None:
    """The first and last day that a name tells: two dates, one month, or one day that stands in brackets.

    A date on its own is more often the day of the download than what the file tells of, so it is no period; nor are
    three dates, of which one would have to be guessed away.

    >>> period_in("Devices(2026.02.05-2026.02.10).csv")
    (datetime.date(2026, 2, 5), datetime.date(2026, 2, 10))
    >>> period_in("profile 2026-02.csv"), period_in("report 2026-02-05.csv")
    ((datetime.date(2026, 2, 1), datetime.date(2026, 2, 28)), None)
    """
    days = [_date(one) for one in DAY.finditer(name)]
    if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
        return days[0], days[1]
    if days:
        alone = DAY_ALONE.search(name) if len(days) == 1 else None
        day = _date(alone) if alone else None
        return (day, day) if day else None
    months = MONTH_ALONE.findall(name)
    if len(months) != 1:
        return None
    year, month = (int(part) for part in months[0])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[3]), int(found[4]))
    except ValueError:
        return None
