"""Whether the reports that a client's readers were promised came: on which days one is due, and which were missed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from kpilib.data.mailed import Mail

# A report may come so long before its day, and after it, and still be the one of that day: over a weekend and a
# Monday, in which a Friday's report is still looked for. A convention of this project.
APART = timedelta(days=3)
REACHED = ("accepted", "unknown")  # states of mails


@dataclass(frozen=True)
class Updates:
    """How a client's reports of a quarter came.

    missed : days for which none came, and for which it is too late; oldest first.
    due    : the latest day for which one should be there and is not, late or not; None where it came.
    next   : the next day after today on which one will be; None after the last.
    """

    missed: tuple[date, ...] = ()
    due: date | None = None
    next: date | None = None


def updates_of(days: Sequence[date], given: Collection[date], today: date, *, first: date | None = None) -> Updates:
    """What has become of each day on which a report was due.

    days  : as `kpilib.plan.cadence.update_days` gives them, in order.
    given : the as-of dates of the reports that reached a reader, as `given_for` has them.
    first : the as-of date of the first report that ever did. What was before it was never promised; before there is
        any, only the latest day counts.

    >>> days = [date(2026, 7, 24), date(2026, 8, 7), date(2026, 8, 21)]
    >>> updates_of(days, {date(2026, 7, 23)}, date(2026, 8, 21), first=date(2026, 7, 23))
    Updates(missed=(datetime.date(2026, 8, 7),), due=datetime.date(2026, 8, 21), next=None)
    """
    ends = [after - APART for _, after in pairwise(days)] + [date.max]
    came = {day for day, end in zip(days, ends, strict=True) if any(day - APART <= one < end for one in given)}
    gone = [day for day in days if day <= today]
    promised = gone[-1:] if first is None else [day for day in gone if day >= first]
    return Updates(
        missed=tuple(day for day in promised if day not in came and day + APART < today),
        due=gone[-1] if gone and gone[-1] not in came else None,
        next=next((day for day in days if day > today), None),
    )


def reached(mails: Iterable[Mail]) -> set[date]:
    """The as-of dates of the reports that a reader has, or may have."""
    return {date.fromisoformat(one.as_of) for one in mails if one.state in REACHED}


def given_for(days: Sequence[date], dates: Iterable[date], start: date, end: date) -> set[date]:
    """The as-of dates of a quarter's reports as they count for the days on which one is due.

    start, end : the quarter's first and last day. The closing report is as of the last one, and counts for its own
        day, the last of `days`.
    """
    return {days[-1] if one == end else one for one in dates if start <= one <= end}
