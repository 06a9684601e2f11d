"""The day of a moment in the client's time zone, told in any SQL engine.

Engines know time zones by tables of their own, of different age, or not at all. Python's tzdata tells here how far
the clocks are apart, and the engine only adds seconds: so a moment is of the same day in every engine.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import ibis
from ibis.expr import types as ir

DAY, MINUTE, MICRO = timedelta(days=1), timedelta(minutes=1), timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (by whichever clock the times are)
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


def day_of(times: ir.TimestampColumn, between: Sequence[tuple[datetime, timedelta]], *, engine: str) -> ir.DateValue:
    """The day of each time by another clock.

    times   : moments, or times without a zone. between : of `shifts`; times beyond its last count as that one's.
    """
    untils, apart = [until for until, _ in between[:-1]], [shift for _, shift in between]
    if engine == "duckdb":
        # DuckDB takes several times longer for its own calendar than for whole numbers.
        told = _micros(times)
        days = [
            _plus(ibis.date(1970, 1, 1), ((told + shift // MICRO) // (DAY // MICRO)).cast("int32")) for shift in apart
        ]
        ends = [ibis.literal((until - EPOCH) // MICRO) for until in untils]
    else:
        told = times.cast("timestamp")
        days = [
            (told + ibis.interval(seconds=int(shift.total_seconds())) if shift else told).date() for shift in apart
        ]
        ends = [ibis.timestamp(until.isoformat(sep=" ")) for until in untils]
    if not ends:
        return days[0]
    return ibis.cases(*((told < end, day) for end, day in zip(ends, days, strict=False)), else_=days[-1])


@ibis.udf.scalar.builtin(name="epoch_us")
def _micros(moment) -> int: ...


@ibis.udf.scalar.builtin(name="add")
def _plus(day, days) -> date: ...
