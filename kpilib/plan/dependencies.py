"""What other parties bring: whether it is late on a day, and what the delay takes from a KPI."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpilib.plan.finding import Finding
from kpilib.plan.model import Dependency, Kpi, Plan, Postponed
from kpilib.plan.smart import name_of


@dataclass(frozen=True)
class Delay:
    """A dependency that is late, or will be, as it was known on a day.

    until   : the day of its delivery, or the one that is promised now; None where no day is known that is still to
              come, so that the delay is told as far as it has come and `at_least` that.
    days    : late by so many days on the day itself; 0 where it is postponed and not yet due.
    delayed : days without it, of the `planned` ones from the promised day (or the KPI's start) to the due date.
    why     : the reason that came with the day that is promised now, if any did.
    """

    dependency: Dependency
    until: date | None
    delivered: bool
    days: int
    delayed: int
    planned: int
    why: str | None = None

    @property
    def at_least(self) -> bool:
        return self.until is None

    @property
    def whole(self) -> float:
        """What the KPI was to gain by it, in its unit; NaN where no uplift is noted."""
        return self.dependency.uplift.in_unit if self.dependency.uplift else math.nan

    @property
    def lost(self) -> float:
        """What the delay takes from the KPI by its due date, with the uplift's sign; NaN where no uplift is noted.

        The share of the planned uplift that falls on the delayed days: uplift x delayed / planned.
        """
        return self.whole * self.delayed / self.planned

    @property
    def still_to_come(self) -> float:
        """What of the uplift is to come after the delivery; NaN where that day or the uplift is unknown."""
        return self.whole - self.lost if self.until else math.nan


def delays_of(plan: Plan, kpi: Kpi, day: date) -> list[Delay]:
    """What other parties are late with for a KPI, as it was known on a day; the worst first."""
    start = kpi.starts or plan.quarter.start
    own = [one for one in plan.agreement.dependencies if one.kpi == kpi.id and one.party != kpi.owner]
    found = [delay for one in own if (delay := delay_of(one, start=start, due=kpi.due, day=day))]
    return sorted(found, key=lambda one: (-abs(one.lost) if not math.isnan(one.lost) else 0.0, -one.delayed))


def delay_of(one: Dependency, *, start: date, due: date, day: date) -> Delay | None:
    """The delay of a dependency as it was known on a day, or None where it is in time or touches no day of the KPI.

    >>> page = Dependency(item="Page", party="Web vendor", kpi="leads", promised="2026-07-06", uplift=87,
    ...     moved=[{"on": "2026-07-20", "to": "2026-08-31"}])
    >>> found = delay_of(page, start=date(2026, 7, 1), due=date(2026, 9, 30), day=date(2026, 8, 21))
    >>> found.days, found.delayed, found.planned, found.lost
    (46, 56, 87, 56.0)
    """
    first = max(one.promised, start)
    planned = (due - first).days + 1
    delivered = one.delivered is not None and one.delivered <= day
    last = _last_move(one, day)
    until = one.delivered if delivered else last.to if last else one.promised
    if until is not None and until <= day and not delivered:
        until = None  # this day has passed as well
    late_by = ((until if delivered else day) - one.promised).days
    delayed = min(((until or day) - first).days, planned)
    if delayed <= 0 or planned <= 0:
        return None
    return Delay(one, until, delivered, max(late_by, 0), delayed, planned, last.reason if last else None)


def _last_move(one: Dependency, day: date) -> Postponed | None:
    """How it was postponed last, as far as that was told by a day."""
    told = [move for move in one.moved if move.on <= day]
    return max(told, key=lambda move: (move.on, move.to), default=None)


def dependency_findings(plan: Plan) -> Iterator[Finding]:
    """Dependencies of which a delay could not be answered for, or not be priced."""
    by_id = {kpi.id: kpi for kpi in plan.kpis}
    for number, one in enumerate(plan.agreement.dependencies):
        kpi = by_id[one.kpi]
        metric = plan.metric_of(kpi)
        for code in _broken(one, kpi, metric.improvement):
            values = {"item": one.item, "party": one.party, "metric": name_of(kpi, metric)}
            yield Finding(code, kpi.id, f"dependencies/{number}", values, kpi.accept.get(code))


def _broken(one: Dependency, kpi: Kpi, improvement: str) -> Iterator[str]:
    if one.party == kpi.owner:
        yield "dependency-own"
    if one.uplift is None:
        yield "dependency-without-uplift"
    elif improvement in ("increase", "decrease") and (one.uplift.value > 0) != (improvement == "increase"):
        yield "dependency-wrong-way"
