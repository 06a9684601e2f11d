"""Everything that happened at one client: three tables, and what they cover."""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from kpilib.data.events import without_later_wins
from kpilib.data.export import Dropped, Export
from kpilib.plan import catalogue

T = TypeVar("T")


@dataclass(frozen=True)
class Coverage:
    """The days that a source tells of, for one measure.

    first, last : its first and last day; `missing` are the days between that it says nothing about.
    starts      : the day on which the source was first used, where client.yml says so: before it the values of its
                  measures are zero.

    >>> report.facts.coverage[0]
    sessions of ga4: 2024-02-01 to 2026-08-20, 2 days missing
    """

    source: str
    reader: str
    measure: str
    first: date
    last: date
    missing: tuple[date, ...] = ()
    starts: date | None = None

    def __repr__(self) -> str:
        gaps = f"{len(self.missing)} days" if len(self.missing) > 1 else "1 day" if self.missing else "no day"
        return f"{self.measure} of {self.source}: {self.first} to {self.last}, {gaps} missing"

    def until(self, day: date) -> "Coverage | None":
        """As it was seen on `day`; None where the source begins later.

        Days that were missing up to `day` were not yet a gap then: the source ended before them.
        """
        if self.first > day:
            return None
        last = min(self.last, day)
        while last in self.missing:
            last -= timedelta(days=1)
        return replace(self, last=last, missing=tuple(one for one in self.missing if one < last))


@dataclass(frozen=True, repr=False)
class Facts:
    """Facts of one client.

    daily    : date, source, channel, campaign, then one column a measure; every row may be added to every other of
               its source. A missing value is NaN, never zero.
    readings : start, end, source, measure, channel, campaign, value, n; not to be added.
    events   : kind, id, customer, time (UTC), date (in the client's time zone), value, margin, source, channel.
    exports  : the files that were read, with the name of their source.
    dropped  : what was left out when the files of a source were put together, with its name.
    """

    daily: pd.DataFrame
    readings: pd.DataFrame
    events: pd.DataFrame
    coverage: tuple[Coverage, ...]
    exports: tuple[tuple[str, Export], ...]
    dropped: tuple[tuple[str, Dropped], ...] = ()
    _kept: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def kept(self, key: Hashable, make: Callable[[], T], *, by: object = None) -> T:
        """What `make` makes of these facts, made once: they do not change, and what is kept goes when they go.

        key : names what is made, with everything beside the facts that it depends on. Nobody may change what comes
              back.
        by  : what it depends on too and cannot be part of a key, such as a plan; another one is not taken for it.
        """
        place = (key, id(by))
        if place not in self._kept:
            self._kept[place] = (by, make())  # held on to, so that its id stays its own
        return self._kept[place][1]

    def until(self, day: date) -> "Facts":
        """The facts as they were seen on `day`: nothing later is left in them."""
        return self.kept(("until", day), lambda: self._until(day))

    def _until(self, day: date) -> "Facts":
        stamp = pd.Timestamp(day)
        return Facts(
            daily=without_later_wins(_seen(self.daily, "date", stamp), self.events, stamp),
            readings=_seen(self.readings, "end", stamp),
            events=_seen(self.events, "date", stamp),
            coverage=tuple(
                seen for one in self.coverage if (end := self._told_by(one, day)) and (seen := one.until(end))
            ),
            exports=self.exports,
            dropped=self.dropped,
        )

    def _told_by(self, one: Coverage, day: date) -> date | None:
        """The last day that was told by `day`: a reading of a longer span is known when its span is over."""
        ends = self._reading_ends.get((one.source, one.measure))
        if ends is None or self.has_days(one.source, one.measure):
            return day
        over = ends[ends <= pd.Timestamp(day)]
        return over.max().date() if len(over) else None

    @cached_property
    def _reading_ends(self) -> dict[tuple[str, str], pd.Series]:
        """Source and measure to the last days of their readings."""
        return dict(iter(self.readings.groupby(["source", "measure"])["end"])) if len(self.readings) else {}

    def has_days(self, source: str, measure: str) -> bool:
        """Whether a source tells a measure day by day, and not in readings alone."""

        def told() -> bool:
            return bool(self.daily.loc[self.daily["source"] == source, measure].notna().any())

        return measure in self.daily.columns and self.kept(("has_days", source, measure), told)

    def sources_of(self, measure: str) -> tuple[Coverage, ...]:
        """The sources that bring a measure."""
        return tuple(one for one in self.coverage if measure == one.measure)

    def __repr__(self) -> str:
        """What was read from which files, as an analyst would want it told."""
        return "\n".join(describe(self))

    @property
    def first_day(self) -> date | None:
        return min((one.first for one in self.coverage), default=None)

    @property
    def measures(self) -> tuple[str, ...]:
        """Every measure that any source brings."""
        return tuple(dict.fromkeys(one.measure for one in self.coverage))


def _seen(table: pd.DataFrame, day: str, stamp: pd.Timestamp) -> pd.DataFrame:
    """The rows up to a day; the table itself where there are no later ones."""
    seen = table[day] <= stamp
    return table if seen.all() else table[seen]


def missing_days(present: set[date], first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last` that are not present.

    >>> missing_days({date(2026, 7, 1), date(2026, 7, 3)}, date(2026, 7, 1), date(2026, 7, 3))
    (datetime.date(2026, 7, 2),)
    """
    days = (first + timedelta(days=offset) for offset in range((last - first).days + 1))
    return tuple(day for day in days if day not in present)


def describe(facts: Facts) -> Iterator[str]:
    """Lines about facts: for each file its reader, rows and what was left out, then days and sums."""
    for source, export in facts.exports:
        why = "; ".join(f"{one.count} {one.reason}" for one in export.dropped)
        yield f"{export.file}: reader {export.reader}, source {source}, by {export.grain}"
        yield f"  rows: {export.rows}, kept {export.kept}, left out {export.left_out}{f' ({why})' if why else ''}"
        yield from (f"  note: {note}" for note in export.notes)
    for source, one in facts.dropped:
        yield f"  {source}: {one.count} {one.reason}"
    if facts.coverage:
        first, last = min(one.first for one in facts.coverage), max(one.last for one in facts.coverage)
        missing = len({day for one in facts.coverage for day in one.missing})
        yield f"days: {first} to {last}{f', {missing} missing' if missing else ''}"
    for measure in facts.measures:
        yield f"  {measure}: {_sum(facts, measure)}"


def _plain(value: float) -> str:
    """A sum without more decimals than it has, up to three."""
    return f"{value:,.3f}".rstrip("0").rstrip(".")


def _sum(facts: Facts, measure: str) -> str:
    """What the rows of a measure come to; a measure that may not be added has no sum."""
    if measure in facts.daily.columns:
        return _plain(facts.daily[measure].sum())
    rows = facts.readings[facts.readings["measure"] == measure]
    known = catalogue.measures().get(measure)
    return _plain(_counted_once(rows)) if known and known.adds else f"{len(rows)} readings, not to be added"


def _counted_once(readings: pd.DataFrame) -> float:
    """Readings of one measure added up, each day once: weeks within a year that is told too are not added to it."""
    total, taken = 0.0, set()
    spans = readings.assign(length=readings["end"] - readings["start"]).sort_values("length", ascending=False)
    for (source, start, end), rows in spans.groupby(["source", "start", "end"], sort=False):
        days = {(source, day) for day in pd.date_range(start, end)}
        if not days & taken:
            whole = rows[(rows["channel"] == "") & (rows["campaign"] == "")]
            total += (whole if len(whole) else rows)["value"].sum()
            taken |= days
    return total
