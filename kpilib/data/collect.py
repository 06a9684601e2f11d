"""From the sources of a client's plan to its facts; every file that cannot be read is told at once."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from kpilib.data.channels import UNASSIGNED
from kpilib.data.events import daily_of, join_events, with_zeros
from kpilib.data.export import DAILY_KEYS, Export, no_daily, no_events, no_readings
from kpilib.data.facts import Coverage, Facts, missing_days
from kpilib.data.readers import read_export
from kpilib.data.whole import READING_KEY, ContradictionError, combine, combine_readings
from kpilib.errors import ExportError, Problem, ProblemsError
from kpilib.plan import catalogue
from kpilib.plan.model import Client, Plan, Source


def collect(plan: Plan, folder: Path) -> Facts:
    """All facts of a client. `folder` is the client's own.

    Raises ProblemsError with everything that is wrong with the files: unreadable ones, other currencies than the
    client's, contradicting rows, and measures of the plan's KPIs with two sources of which neither is the truth.
    """
    problems: list[Problem] = []
    found: dict[str, list[tuple[Source, Export]]] = {}
    for source in plan.client.sources:
        for path in sorted(path for path in folder.glob(source.file) if path.is_file()):
            name = path.relative_to(folder).as_posix()
            try:
                export = _read(path, name, source, plan.client)
            except ExportError as error:
                problems.append(Problem(_shown(folder, name), error.problem.line, error.problem.text))
            else:
                label = source.label if source.name or source.reader != "auto" else export.reader
                found.setdefault(label, []).append((source, export))
    parts = []
    for label, exports in found.items():
        try:
            parts.append(_source(label, exports, plan.client))
        except ContradictionError as error:
            problems.append(Problem(f"{folder.parent.name}/{folder.name}", None, f"source '{label}': {error}"))
    problems += _two_truths(plan, parts, folder)
    if problems:
        raise ProblemsError(problems)
    return Facts(
        daily=_stacked([part.daily for part in parts], no_daily()),
        readings=_stacked([part.readings for part in parts], no_readings()),
        events=_stacked([part.events for part in parts], no_events()),
        coverage=tuple(one for part in parts for one in part.coverage),
        exports=tuple(one for part in parts for one in part.exports),
        dropped=tuple(one for part in parts for one in part.dropped),
    )


def _shown(folder: Path, name: str) -> str:
    return f"{folder.parent.name}/{folder.name}/{name}"


def _read(path: Path, name: str, source: Source, client: Client) -> Export:
    # A file that is a link into another client's folder is still that client's.
    owner = next((up for up in path.resolve().parents if (up / "client.yml").is_file()), None)
    if owner is not None and owner.name != path.parents[len(Path(name).parts) - 1].resolve().name:
        raise ExportError(name, None, f"belongs to another client, '{owner.name}'")
    export = read_export(path, source.reader, source=source)
    currency = source.currency or export.currency
    has_money = len(export.events) or any(_measure(name).money for name in export.measures)
    if currency and currency != client.currency and has_money:
        raise ExportError(name, None, f"holds {currency}, the client's currency is {client.currency}")
    return export


def _measure(name: str) -> catalogue.Measure:
    return catalogue.measures().get(name) or catalogue.Measure(adds=True)


def _stacked(frames: list[pd.DataFrame], empty: pd.DataFrame) -> pd.DataFrame:
    kept = [frame for frame in frames if len(frame)]
    if not kept:
        return empty.assign(source=pd.Series(dtype=object), date=pd.Series(dtype="datetime64[us]"))
    return pd.concat(kept, ignore_index=True)


def _source(label: str, exports: list[tuple[Source, Export]], client: Client) -> Facts:
    """All files of one source as facts: renamed, put together, dated in the client's time zone."""
    events, spans = join_events([export.events for _, export in exports if len(export.events)], client.timezone)
    tables = _named(exports, "daily", client)
    if len(events):
        tables.append(("its events", daily_of(events, spans)))
    daily, repeated = combine(tables)
    daily = _filled(daily, exports)
    readings, read_again = combine_readings(_named(exports, "readings", client))
    by_name = tuple((label, export) for _, export in exports)
    coverage = tuple(_coverage(label, exports, daily, readings))
    return Facts(
        daily.assign(source=label),
        readings.assign(source=label),
        events.assign(source=label),
        coverage,
        by_name,
        dropped=tuple((label, one) for one in (*repeated, *read_again)),
    )


def _named(exports: list[tuple[Source, Export]], table: str, client: Client) -> list[tuple[str, pd.DataFrame]]:
    """One table of each file, under the names that the client gives its measures and channels."""
    frames = [(export.file, getattr(export, table), source) for source, export in exports]
    return [(file, _renamed(frame, source, client)) for file, frame, source in frames if len(frame)]


def _renamed(frame: pd.DataFrame, source: Source, client: Client) -> pd.DataFrame:
    """Measures and channels under the names that the client gives them."""
    told = frame
    if "measure" in frame.columns:
        frame = frame.assign(measure=frame["measure"].replace(source.rename))
    channels = frame["channel"].replace({"(not set)": UNASSIGNED, "(other)": UNASSIGNED}).replace(client.channels)
    frame = frame.rename(columns=source.rename).assign(channel=channels)
    if "date" not in frame.columns:
        return _merged(frame, told)
    # Two channels of the tool may be one of the client's.
    return frame.groupby(DAILY_KEYS, as_index=False, sort=True).sum(min_count=1)


def _merged(readings: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Readings whose channels have become one by their new names: added where they may be, or else left out."""
    one = readings.duplicated(READING_KEY, keep=False) & ~told.duplicated(READING_KEY, keep=False)
    adds = readings["measure"].isin([name for name, measure in catalogue.measures().items() if measure.adds])
    sums = readings[one & adds].groupby(READING_KEY, as_index=False).agg({"value": "sum", "n": "first"})
    return pd.concat([part for part in (readings[~one], sums) if len(part)] or [no_readings()], ignore_index=True)


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
    days = {name: set(daily.loc[daily[name].notna(), "date"].dt.date) for name in own}
    for measure, rows in readings.groupby("measure"):
        if measure not in own:
            spans = rows[["start", "end"]].drop_duplicates().itertuples(index=False)
            days[str(measure)] = {day.date() for start, end in spans for day in pd.date_range(start, end)}
    for measure, present in days.items():
        if present:
            first, last = min(present), max(present)
            yield Coverage(label, reader, measure, first, last, missing_days(present, first, last), starts)


def _two_truths(plan: Plan, parts: list[Facts], folder: Path) -> Iterator[Problem]:
    """Measures that two sources tell, of which client.yml does not say which one is right."""
    wanted = {measure for kpi in plan.kpis for measure in plan.metric_of(kpi).measures}
    for measure in sorted(wanted):
        sources = sorted({one.source for part in parts for one in part.sources_of(measure)})
        if len(sources) > 1 and not _measure(measure).platforms and plan.client.truth.get(measure) not in sources:
            text = (
                f"'{measure}' stands in {' and in '.join(sources)}, which may count the same thing twice; "
                f"say which is right with truth: {{{measure}: {sources[0]}}}"
            )
            yield Problem(_shown(folder, "client.yml"), None, text)
