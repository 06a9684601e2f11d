"""How often a client's readers get a report: on which days of a quarter one is due."""

from datetime import date, timedelta

from kpilib.plan.client import Cadence

FRIDAY = 4
EVERY = {"weekly": 1, "fortnightly": 2}
FIRST_AFTER = timedelta(days=7)  # with fewer days a verdict would judge weekdays, see SMALLEST_DAYS
CLOSING_AFTER = timedelta(days=3)  # until the last days are whole in most sources


def update_days(start: date, end: date, cadence: Cadence) -> tuple[date, ...]:
    """The days on which a report of a quarter is due, the closing one last.

    They are Fridays: of every week or second week from the quarter's second week on, or the last one of each month
    that is not the quarter's last. The closing report is due on the first Friday that is three days after its end.

    start, end : the first and the last day of the quarter.

    >>> [f"{day:%d %b}" for day in update_days(date(2026, 7, 1), date(2026, 9, 30), "fortnightly")]
    ['10 Jul', '24 Jul', '07 Aug', '21 Aug', '04 Sep', '18 Sep', '09 Oct']
    >>> [f"{day:%d %b}" for day in update_days(date(2026, 7, 1), date(2026, 9, 30), "monthly")]
    ['31 Jul', '28 Aug', '09 Oct']
    """
    first = _friday(start + FIRST_AFTER)
    fridays = [first + timedelta(weeks=week) for week in range(13) if first + timedelta(weeks=week) <= end]
    if cadence in EVERY:
        within = fridays[:: EVERY[cadence]]
    elif cadence == "monthly":
        within = [one for one in fridays if _last_of_month(one) and one.month != end.month]
    else:
        within = []
    return (*within, _friday(end + CLOSING_AFTER))


def _friday(day: date) -> date:
    """The day itself, or the Friday after it."""
    return day + timedelta(days=(FRIDAY - day.weekday()) % 7)


def _last_of_month(friday: date) -> bool:
    return (friday + timedelta(weeks=1)).month != friday.month
