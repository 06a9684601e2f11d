"""From the sources of a client's plan to its facts; every file that cannot be read is told at once."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from kpilib.data.contracts import check_facts
from kpilib.data.export import Export, no_daily, no_events, no_readings
from kpilib.data.facts import Facts
from kpilib.data.readers import read_file
from kpilib.data.source import source_facts
from kpilib.data.whole import ContradictionError
from kpilib.errors import ExportError, Problem, ProblemsError
from kpilib.plan import catalogue
from kpilib.plan.client import Client, Source
from kpilib.plan.located import Located
from kpilib.plan.model import Plan
from kpilib.plan.periods import last_whole_day
from kpilib.plan.places import files_of, name_in, wrong_with_file, wrong_with_pattern


def collect(plan: Plan, folder: Path, *, as_of: date | None = None) -> Facts:
    """All facts of a client. `folder` is the client's own.

    as_of : the day of the report. A warehouse is asked for nothing after its last whole day, or after the quarter
            where no day is given; files are read whole.
    Raises ProblemsError with everything that is wrong with the files and warehouses: unreadable ones, other
    currencies than the client's, contradicting rows, broken contracts, and measures of the plan's KPIs with two
    sources of which neither is the truth.
    """
    problems: list[Problem] = []
    found: dict[str, list[tuple[Source, Export]]] = {}
    lies: dict[tuple[str, str], str] = {}  # of a source's file: where it lies in the client's folder
    for place, source in enumerate(plan.client.sources):
        if source.connect:
            exports, wrong_there = _ask(place, source, plan, folder, as_of)
            problems += wrong_there
            if exports:
                found.setdefault(source.label, []).extend((source, export) for export in exports)
            continue
        if wrong := wrong_with_pattern(source.file, folder):
            problems.append(Problem(_shown(folder, "client.yml"), None, f"file '{source.file}' {wrong}"))
        for path in files_of(source.file, folder):
            name = name_in(path, folder)
            try:
                export = _read(path, folder, source, plan.client)
            except ExportError as error:
                problems.append(Problem(_shown(folder, name), error.problem.line, error.problem.text))
            else:
                label = source.label if source.name or source.reader != "auto" else export.reader
                found.setdefault(label, []).append((source, export))
                lies[label, export.file] = name
    parts, client = [], f"{folder.parent.name}/{folder.name}"
    for label, exports in found.items():
        try:
            part = source_facts(label, exports, plan.client.timezone, plan.client.channels)
            check_facts(part)
            parts.append(part)
        except ExportError as error:
            where = lies.get((label, error.problem.file))
            problems.append(Problem(_shown(folder, where) if where else client, None, error.problem.text))
        except ContradictionError as error:
            problems.append(Problem(client, None, f"source '{label}': {error}"))
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
    return name if Path(name).is_absolute() else f"{folder.parent.name}/{folder.name}/{name}"


def _read(path: Path, folder: Path, source: Source, client: Client) -> Export:
    name = name_in(path, folder)
    if wrong := wrong_with_file(path, source.file, folder):
        raise ExportError(name, None, wrong)
    patterns = {**source.channels, **client.channels, **source.channels}
    export = read_file(path, source.reader, source=source.model_copy(update={"channels": patterns}))
    if wrong := _wrong_currency(export, source, client):
        raise ExportError(name, None, wrong)
    return export


def _ask(
    place: int, source: Source, plan: Plan, folder: Path, as_of: date | None
) -> tuple[list[Export], list[Problem]]:
    """What a warehouse says, or what is wrong with it, told by the line in client.yml."""
    from kpilib.data.warehouse.engine import WarehouseError  # Ibis takes time to import, and few clients need it
    from kpilib.data.warehouse.read import read_warehouse

    until = last_whole_day(as_of, plan.quarter) if as_of else plan.quarter.end
    try:
        export = read_warehouse(source, plan, folder, until=until)
    except WarehouseError as error:
        wrong = list(error.problems)
    else:
        currency = _wrong_currency(export, source, plan.client)
        if not currency:
            return [export], []
        wrong = [(("currency",), currency)]
    client = Located(folder / "client.yml", _shown(folder, "client.yml"))
    return [], [client.problem(("sources", place, *within), text) for within, text in wrong]


def _wrong_currency(export: Export, source: Source, client: Client) -> str | None:
    told = {export.currency, source.currency} - {None, client.currency}
    has_money = len(export.events) or any(_measure(name).money for name in export.measures)
    if told and has_money:
        return f"holds {' and '.join(sorted(told))}, the client's currency is {client.currency}"
    return None


def _measure(name: str) -> catalogue.Measure:
    return catalogue.measures().get(name) or catalogue.Measure(adds=True)


def _stacked(frames: list[pd.DataFrame], empty: pd.DataFrame) -> pd.DataFrame:
    kept = [frame for frame in frames if len(frame)]
    if not kept:
        return empty.assign(source=pd.Series(dtype=object), date=pd.Series(dtype="datetime64[us]"))
    return pd.concat(kept, ignore_index=True)


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
