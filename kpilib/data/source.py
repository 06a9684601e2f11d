"""One source: all its files, renamed, put together without counting twice, and what they cover."""

from collections.abc import Iterator, Mapping

import pandas as pd

from kpilib.data.block import stacked_readings
from kpilib.data.channels import UNASSIGNED
from kpilib.data.event_files import join_events
from kpilib.data.events import daily_of, with_zeros
from kpilib.data.export import DAILY_KEYS, Export
from kpilib.data.facts import Coverage, Facts, missing_days
from kpilib.data.pulls import newest_pull
from kpilib.data.whole import READING_KEY, combine, combine_readings
from kpilib.plan import catalogue
from kpilib.plan.client import Source


def source_facts(
    label: str, exports: list[tuple[Source, Export]], timezone: str = "UTC", channels: Mapping[str, str] | None = None
) -> Facts:
    """All files of one source as facts: renamed, put together, dated in the client's time zone.

    channels : a tool's own channel name to the name that the reports use.
    Where two downloads tell different values for one thing, the newer one by its own last day is right. Raises
    ContradictionError where neither is newer.
    """
    by_name = tuple((label, export) for _, export in exports)
    exports, replaced = newest_pull(exports)
    joined = join_events([export for _, export in exports], timezone, [source.timezone for source, _ in exports])
    events = joined.events.assign(channel=joined.events["channel"].replace(dict(channels or {})))
    tables, ages = _named(exports, "daily", channels or {})
    if len(events):
        counted = _renamed(daily_of(events, joined.days), exports[0][0], {})
        tables, ages = [*tables, ("its events", counted)], [*ages, max(ages, default=0)]
    daily, repeated = combine(tables, ages=ages)
    daily = _filled(daily, exports)
    told, told_ages = _named(exports, "readings", channels or {})
    readings, read_again = combine_readings(told, ages=told_ages)
    coverage = tuple(_coverage(label, exports, daily, readings))
    return Facts(
        daily.assign(source=label),
        readings.assign(source=label),
        events.assign(source=label),
        coverage,
        by_name,
        dropped=tuple((label, one) for one in (*replaced, *joined.dropped, *repeated, *read_again)),
    )


def _named(
    exports: list[tuple[Source, Export]], table: str, channels: Mapping[str, str]
) -> tuple[list[tuple[str, pd.DataFrame]], list[int]]:
    """One table of each file under the names that the client gives its measures and channels, and the files' ages."""
    frames = [(export, getattr(export, table), source) for source, export in exports]
    found = [(export, _renamed(frame, source, channels)) for export, frame, source in frames if len(frame)]
    ages = [export.last_day.toordinal() if export.last_day else 0 for export, _ in found]
    return [(export.file, frame) for export, frame in found], ages


def _renamed(frame: pd.DataFrame, source: Source, channels: Mapping[str, str]) -> pd.DataFrame:
    """Measures and channels under the names that the client gives them."""
    told = frame
    if "measure" in frame.columns:
        frame = frame.assign(measure=frame["measure"].replace(source.rename))
    named = frame["channel"].replace({"(not set)": UNASSIGNED, "(other)": UNASSIGNED}).replace(dict(channels))
    frame = frame.rename(columns=source.rename).assign(channel=named)
    if "date" not in frame.columns:
        return _merged(frame, told)
    # Two channels of the tool may be one of the client's.
    return frame.groupby(DAILY_KEYS, as_index=False, sort=True).sum(min_count=1)


def _merged(readings: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Readings whose channels have become one by their new names: added where they may be, or else left out."""
    one = readings.duplicated(READING_KEY, keep=False) & ~told.duplicated(READING_KEY, keep=False)
    adds = readings["measure"].isin([name for name, measure in catalogue.measures().items() if measure.adds])
    sums = readings[one & adds].groupby(READING_KEY, as_index=False).agg({"value": "sum", "n": "first"})
    return stacked_readings([readings[~one], sums])


def _filled(daily: pd.DataFrame, exports: list[tuple[Source, Export]]) -> pd.DataFrame:
    """With zeros on the days without a row, where client.yml says `zero_fill`."""
    if not len(daily) or not any(source.zero_fill for source, _ in exports):
        return daily
    return with_zeros(daily, pd.date_range(daily["date"].min(), daily["date"].max()))


def _coverage(
    label: str, exports: list[tuple[Source, Export]], daily: pd.DataFrame, readings: pd.DataFrame
) -> Iterator[Coverage]:
    """The coverage of every measure that the source brings."""
    reader = exports[0][1].reader
    starts = min((source.starts for source, _ in exports if source.starts), default=None)
    own = [name for name in daily.columns if name not in DAILY_KEYS]
    days = {name: set(pd.DatetimeIndex(daily.loc[daily[name].notna(), "date"].unique()).date) for name in own}
    for measure, rows in readings.groupby("measure"):
        if measure not in own:
            spans = rows[["start", "end"]].drop_duplicates().itertuples(index=False)
            days[str(measure)] = {day.date() for start, end in spans for day in pd.date_range(start, end)}
    for measure, present in days.items():
        if present:
            first, last = min(present), max(present)
            yield Coverage(label, reader, measure, first, last, missing_days(present, first, last), starts)
