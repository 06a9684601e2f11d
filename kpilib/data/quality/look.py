"""What every check looks at: the facts up to the last whole day, source by source, as full calendars of days."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fnmatch import fnmatch
from functools import cached_property
from pathlib import PurePath

import pandas as pd

from kpilib.data.export import Export
from kpilib.data.facts import Coverage, Facts
from kpilib.plan import catalogue
from kpilib.plan.client import Source
from kpilib.plan.model import Plan
from kpilib.plan.periods import a_year_before, last_whole_day


@dataclass(frozen=True)
class Look:
    """The data of one client as of a date. `facts` hold nothing after `until`, its last whole day."""

    plan: Plan
    facts: Facts = field(repr=False)
    as_of: date

    @classmethod
    def at(cls, plan: Plan, facts: Facts, as_of: date) -> "Look":
        """The facts as they were seen on that date."""
        return cls(plan, facts.until(last_whole_day(as_of, plan.quarter)), as_of)

    @property
    def until(self) -> date:
        return last_whole_day(self.as_of, self.plan.quarter)

    @property
    def start(self) -> date:
        return self.plan.quarter.start

    @property
    def since(self) -> date:
        """The first day that the quarter is compared with: a year before its start."""
        return a_year_before(self.start)

    @property
    def sources(self) -> list[str]:
        """Every source that tells of anything, in the order of client.yml."""
        return list(dict.fromkeys(one.source for one in self.facts.coverage))

    def coverage(self, source: str) -> list[Coverage]:
        return [one for one in self.facts.coverage if one.source == source]

    def reader(self, source: str) -> str:
        return self.coverage(source)[0].reader

    def exports(self, source: str) -> list[Export]:
        return [export for name, export in self.facts.exports if name == source]

    def told(self, source: str) -> list[Source]:
        """What client.yml says of a source: several entries where its files are of several patterns.

        A source that is neither named nor read as told is called by the reader that its files were found to need.
        """
        files = [export.file for export in self.exports(source)]

        def found(one: Source) -> bool:
            return not one.name and one.reader == "auto" and any(fnmatch(x, PurePath(one.file).name) for x in files)

        return [one for one in self.plan.client.sources if one.label == source or found(one)]

    def names(self, source: str) -> dict[str, str]:
        """A tool's name of a measure to the one that the client gives it."""
        return {old: new for one in self.told(source) for old, new in one.rename.items()}

    def totals(self, source: str) -> pd.DataFrame:
        """The additive measures of a source, one row for each day of its calendar; a missing day is NaN."""
        return self._totals[source]

    @cached_property
    def _totals(self) -> dict[str, pd.DataFrame]:
        return {source: pd.DataFrame(dict(self._added(source))) for source in self.sources}

    def _added(self, source: str) -> Iterator[tuple[str, pd.Series]]:
        daily = self.facts.daily[self.facts.daily["source"] == source]
        for one in self.coverage(source):
            if one.measure in daily.columns and daily[one.measure].notna().any():
                sums = daily.groupby("date")[one.measure].sum(min_count=1)
                yield one.measure, sums.reindex(pd.date_range(one.first, one.last))

    def levels(self, source: str) -> pd.DataFrame:
        """The readings of single days without a channel: of people, subscribers, followers, one row a day.

        Of what is told by campaign, such as interest in several terms, none is the one that a day has.
        """
        rows = self.facts.readings
        rows = rows[(rows["source"] == source) & (rows["start"] == rows["end"]) & (rows["channel"] == "")]
        rows = rows[rows.groupby("measure")["campaign"].transform("nunique") == 1] if len(rows) else rows
        if not len(rows):
            return pd.DataFrame()
        wide = rows.pivot_table(index="end", columns="measure", values="value", aggfunc="last")
        return wide.reindex(pd.date_range(wide.index.min(), wide.index.max())).rename_axis(columns=None)


def days_of(index: pd.Index) -> tuple[date, ...]:
    """Time stamps as days, in their order."""
    return tuple(stamp.date() for stamp in index)


def runs_of(days: tuple[date, ...]) -> list[tuple[date, ...]]:
    """Days as runs without a gap.

    >>> [len(run) for run in runs_of((date(2026, 7, 1), date(2026, 7, 2), date(2026, 7, 5)))]
    [2, 1]
    """
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == timedelta(days=1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return [tuple(run) for run in runs]


def measure_of(name: str) -> catalogue.Measure:
    """A measure of the catalogue, or one of the client's own, which adds up."""
    return catalogue.measures().get(name) or catalogue.Measure(adds=True)


def results_source(look: Look, measures: tuple[str, ...]) -> tuple[str, str] | None:
    """The first of these measures that a source tells, with the source whose word counts; None where none does."""
    for measure in measures:
        sources = [one.source for one in look.facts.sources_of(measure) if measure in look.totals(one.source)]
        chosen = look.plan.client.truth.get(measure)
        if sources:
            return measure, chosen if chosen in sources else sources[0]
    return None
