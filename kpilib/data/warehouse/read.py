"""One source with a `connect`, as an Export."""

from datetime import date
from pathlib import Path

from kpilib.data.block import stacked_readings
from kpilib.data.dates import Span
from kpilib.data.export import Export
from kpilib.data.warehouse.bulk import FILE, files_relation, open_files
from kpilib.data.warehouse.connections import connect, duckdb_in
from kpilib.data.warehouse.daily import daily_of
from kpilib.data.warehouse.distinct import distinct_of
from kpilib.data.warehouse.engine import Engine, WarehouseError
from kpilib.data.warehouse.readings import readings_of
from kpilib.data.warehouse.relation import Relation
from kpilib.plan.client import Source
from kpilib.plan.model import Plan
from kpilib.plan.periods import a_year_before
from kpilib.plan.places import files_of, name_in, wrong_with_file, wrong_with_pattern

READER = "warehouse"
YEARS_BACK = 5


def read_warehouse(source: Source, plan: Plan, folder: Path, *, until: date) -> Export:
    """One source that has a `connect`, as facts up to the day `until`.

    folder : the client's own.
    Raises WarehouseError, with the place of each problem in the source, where it cannot be read right.
    """
    first = plan.quarter.start
    for _ in range(YEARS_BACK):
        first = a_year_before(first)
    files = _files(source, folder) if source.file else []
    engine = _engine(source, plan, folder, files)
    try:
        relation = _relation(engine, source, files, span=(first, until), zone=plan.client.timezone)
        found = daily_of(relation)
        readings = readings_of(relation, found.texts)
        counts, notes = distinct_of(relation, plan, found.days, found.texts)
        return Export(
            file=f"{_named(source, folder, files)} ({engine.name})",
            reader=READER,
            sha256=engine.sha256,
            encoding="",
            delimiter="",
            rows=found.rows,
            daily=found.daily,
            readings=stacked_readings([readings, counts]),
            currency=source.currency,
            dropped=found.dropped,
            notes=tuple(notes),
        )
    finally:
        engine.close()


def _files(source: Source, folder: Path) -> list[Path]:
    """The files that DuckDB is to read. Raises WarehouseError where there is none, and for what may not be read."""
    if wrong := wrong_with_pattern(source.file, folder):
        raise WarehouseError((FILE, f"file '{source.file}' {wrong}"))
    files = [path for path in files_of(source.file, folder) if path.is_file()]
    if not files:
        raise WarehouseError((FILE, f"file '{source.file}' matches no file"))
    for path in files:
        if wrong := wrong_with_file(path, source.file, folder):
            raise WarehouseError((FILE, f"'{name_in(path, folder)}' {wrong}"))
    return files


def _engine(source: Source, plan: Plan, folder: Path, files: list[Path]) -> Engine:
    if source.sql is not None and (files or source.address.engine == "duckdb"):
        _refuse_links_out(folder)
    if files:
        return duckdb_in(folder, reads=files)
    return connect(source.address, folder, client=plan.id, source=source.label)


def _refuse_links_out(folder: Path) -> None:
    """DuckDB keeps a select to the client's folder by the names of files, and would follow a link out of it."""
    home = folder.resolve()
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() and not path.resolve().is_relative_to(home):
            told = f"'{name_in(path, folder)}' is a link that leads out of the client's folder"
            raise WarehouseError((("sql",), f"{told}, which a select could follow; take it away"))


def _relation(engine: Engine, source: Source, files: list[Path], *, span: Span, zone: str) -> Relation:
    if files and source.sql is None:
        return files_relation(engine, files, source, span=span, zone=zone)
    if files:
        open_files(engine, files, source)
    table = engine.table(source.table) if source.table else engine.select(str(source.sql))
    return Relation(engine, table, source, span, zone)


def _named(source: Source, folder: Path, files: list[Path]) -> str:
    if len(files) == 1:
        return name_in(files[0], folder)
    return source.file or source.table or "select"
