"""The day of a moment in the client's time zone, told in any SQL engine.

Engines know time zones by tables of their own, of different age, or not at all. Python's tzdata tells here how far
the clocks are apart, and the engine only adds seconds: so a moment is of the same day in every engine.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
# Further apart than any two clocks are: a filter by whole days that is this much wider loses nothing.
MARGIN = timedelta(days=2)


def shifts(clock: str, zone: str, first: date, last: date) -> list[tuple[datetime, timedelta]]:
    """What to add to times of one clock to get those of another: up to each of these times, and what to add before.

    clock, zone : names such as UTC and Asia/Jakarta. The last time is after all of `last`.
    An hour that a clock shows twice, in autumn, counts as its first.

    >>> for until, shift in shifts("UTC", "Europe/Berlin", date(2026, 1, 1), date(2026, 12, 31)):
    ...     print(until, shift)
    2026-03-29 01:00:00 1:00:00
    2026-10-25 01:00:00 2:00:00
    2027-01-03 00:00:00 1:00:00
    """
    here, there = ZoneInfo(clock), ZoneInfo(zone)

    def apart(told: datetime) -> timedelta:
        moment = told.replace(tzinfo=here).astimezone(UTC)
        return moment.astimezone(there).replace(tzinfo=None) - told

    start, end = datetime.combine(first, time()) - MARGIN, datetime.combine(last, time()) + MARGIN + DAY
    found, day = [], start
    while day < end:
        if apart(day) != apart(day + DAY):
            before, after = day, day + DAY
            while after - before > MINUTE:
                middle = before + (after - before) // 2
                middle = middle.replace(second=0, microsecond=0)
                before, after = (middle, after) if apart(middle) == apart(day) else (before, middle)
            found.append((after, apart(day)))
        day += DAY
    return [*found, (end, apart(end))]


def day_of(times: ibis.expr.types.TimestampValue, between: list[tuple[datetime, timedelta]]) -> ibis.Value:
    """The day of each time by another clock.

    times   : without a zone. between : of `shifts`; times beyond its last count as that one's.
    """
    days = [
        (times + ibis.interval(seconds=int(shift.total_seconds())) if shift else times).date() for _, shift in between
    ]
    if len(days) == 1:
        return days[0]
    untils = [ibis.timestamp(until.isoformat(sep=" ")) for until, _ in between[:-1]]
    cases = [(times < until, day) for until, day in zip(untils, days[:-1], strict=True)]
    return ibis.cases(*cases, else_=days[-1])
