"""An SQL engine that was connected to: tables and selects as Ibis expressions, small results as frames.

Engines add in any order, so the last digits of a sum of fractions differ from run to run. Such results are rounded
to 12 significant digits: the same data give the same numbers and the same fingerprint every time.
"""

import contextlib
import hashlib
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import numpy as np
import pandas as pd
import pyarrow as pa
import sqlglot
from ibis.common.exceptions import IbisError, TableNotFound
from sqlglot.errors import SqlglotError

from kpilib.data.warehouse.credentials import without_secrets
from kpilib.errors import KpilibError, nearest

DIGITS = 12  # of 15.9 that a double has; the sum of a million fractions is right to 12 whatever the order
LEAST = 290  # powers of ten: what is smaller is zero to a report, and would not fit into a double
MOST_NAMES = 40  # of columns in one message

WRONG_ROWS = {  # a phrase of DuckDB's, and what we say
    "not utf-8": "is not written in UTF-8; save the file as UTF-8",
    "Expected Number of Columns": "has more cells than the header",
    "unterminated quote": "has a quotation mark that does not close",
}

Place = tuple[str | int, ...]


class WarehouseError(KpilibError):
    """A warehouse cannot be read right. Each problem with its place below the source: ("columns", "sessions")."""

    def __init__(self, *problems: tuple[Place, str]):
        self.problems = problems
        super().__init__("; ".join(text for _, text in problems))


@dataclass
class Engine:
    """A connection.

    name    : as `connect` names the engine.
    backend : Ibis' own.
    errors  : what the engine raises when it cannot do something.
    secret  : the password that was used, which no message may hold.
    close   : ends the connection.
    """

    name: str
    backend: Any
    errors: tuple[type[Exception], ...]
    secret: str | None = field(default=None, repr=False)
    close: Callable[[], None] = lambda: None
    _seen: Any = field(default_factory=hashlib.sha256, repr=False)

    @property
    def sha256(self) -> str:
        """Of every query that was run, and of what came back."""
        return self._seen.hexdigest()

    def table(self, name: str) -> ibis.Table:
        """A table by its name, or `schema.table`. Raises WarehouseError with the nearest name where there is none."""
        within, _, own = name.rpartition(".")
        with self.told(("table",)):
            try:
                return self.backend.table(own, database=within or None)
            except TableNotFound:
                known = self.backend.list_tables(database=within or None)
        raise WarehouseError((("table",), f"no table is named '{name}'; {nearest(own, known)}"))

    def select(self, sql: str) -> ibis.Table:
        """What a select gives. Raises WarehouseError for anything that is not one select."""
        try:
            parts = [part for part in sqlglot.parse(sql, read=self.backend.dialect) if part is not None]
        except SqlglotError as error:
            raise WarehouseError((("sql",), f"sql is not understood{_where(error)}")) from None
        if len(parts) != 1 or not isinstance(parts[0], sqlglot.exp.Query):
            raise WarehouseError((("sql",), "sql is not one select; nothing else is run in a warehouse"))
        query = parts[0].sql(dialect=self.backend.dialect)
        with self.told(("sql",)):
            return self.backend.sql(query, schema=self._schema(query))

    def _schema(self, query: str) -> ibis.Schema | None:
        """The columns of a select, where Ibis would have to create a view to learn them; else None."""
        if self.name != "postgres":
            return None
        types = self.backend.compiler.type_mapper
        with self.backend.con.execute(f"select * from ({query}) as told limit 0") as told:
            return ibis.schema({one.name: types.from_string(one.type_display) for one in told.description})

    def zoned(self, table: ibis.Table, column: str) -> bool:
        """Whether a column of times knows its moment: Ibis does not tell Spark's two kinds of times apart."""
        if self.name == "spark":
            told = self.backend._session.sql(self.backend.compile(table.select(column))).schema
            return told[column].dataType.typeName() == "timestamp"
        return table[column].type().timezone is not None

    def frame(self, query: ibis.Table) -> pd.DataFrame:
        """The rows of a query, in no order. They enter the engine's fingerprint, which is the same for any order."""
        sql = self.backend.compile(query)
        with self.told(()):
            found = self._arrow(query, sql)
        frame = found.to_pandas(date_as_object=False)
        for name in frame.columns:
            if pd.api.types.is_float_dtype(frame[name]):
                frame[name] = rounded(frame[name])
        self._seen.update(sql.encode())
        self._seen.update(np.sort(pd.util.hash_pandas_object(frame, index=False).to_numpy()).tobytes())
        return frame

    def _arrow(self, query: ibis.Table, sql: str) -> pa.Table:
        # Ibis' way from Spark leads over PySpark's own pandas, which is older than ours.
        return self.backend._session.sql(sql).toArrow() if self.name == "spark" else query.to_pyarrow()

    @contextlib.contextmanager
    def told(self, place: Place) -> Iterator[None]:
        """Errors of the engine as one sentence about `place`, without a password."""
        try:
            with warnings.catch_warnings():
                # Ibis 12 fetches by a name that DuckDB 1.5 calls deprecated.
                warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
                yield
        except (*self.errors, IbisError) as error:
            told = _wrong_row(str(error)) or f"{self.name} says: {_first_line(error)}"
            raise WarehouseError((place, without_secrets(told, self.secret))) from None


def rounded(values: pd.Series) -> pd.Series:
    """Numbers to 12 significant digits. Whole ones stay as they are: they are exact sums in any order.

    >>> rounded(pd.Series([0.1 + 0.2, 1_234_567_890_123.0])).tolist()
    [0.3, 1234567890123.0]
    """
    numbers = values.to_numpy(dtype=float, copy=True)
    part = np.isfinite(numbers) & (numbers != np.trunc(numbers))
    digits = np.minimum(DIGITS - 1 - np.floor(np.log10(np.abs(numbers[part]))).astype(int), LEAST)
    # Dividing by a power of ten gives the nearest double to the rounded number; multiplying by .01 would not.
    up, down = 10.0 ** np.maximum(digits, 0), 10.0 ** np.maximum(-digits, 0)
    numbers[part] = np.rint(numbers[part] * up / down) / up * down
    return pd.Series(numbers, values.index)


def find_columns(table: ibis.Table, wanted: Sequence[tuple[Place, str]]) -> dict[str, str]:
    """The table's own name of each column that is wanted, whatever its case.

    wanted : place in client.yml and name. Raises WarehouseError with every name that is not there.
    """
    known = {name.casefold(): name for name in reversed(table.columns)}
    found = {name: name if name in table.columns else known.get(name.casefold()) for _, name in wanted}
    there = ", ".join(table.columns[:MOST_NAMES]) + (", ..." if len(table.columns) > MOST_NAMES else "")
    unknown = [
        (place, f"there is no column '{name}'; {_close(name, table.columns)}columns: {there}")
        for place, name in wanted
        if found[name] is None
    ]
    if unknown:
        raise WarehouseError(*unknown)
    return {name: own for name, own in found.items() if own is not None}


def _close(name: str, known: Sequence[str]) -> str:
    hint = nearest(name, known)
    return f"{hint} " if hint.startswith("did you mean") else ""


def every(calls: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each call gives. Raises WarehouseError with the problems of all of them, so that none hides another."""
    given, problems = [], []
    for call in calls:
        try:
            given.append(call())
        except WarehouseError as error:
            problems += error.problems
    if problems:
        raise WarehouseError(*problems)
    return given


def is_number(kind: dt.DataType) -> bool:
    return kind.is_numeric() and not kind.is_boolean()


def _where(error: SqlglotError) -> str:
    """Where a select is wrong, as far as that is told."""
    told = getattr(error, "errors", None)
    return f" in its line {told[0]['line']}, column {told[0]['col']}" if told and told[0].get("line") else ""


def _wrong_row(told: str) -> str | None:
    """What DuckDB says of a row of a text file that it cannot read, in an analyst's words.

    >>> _wrong_row("CSV Error on Line: 3\\nOriginal Line: x\\nExpected Number of Columns: 2\\n file = /tmp/a.csv\\n")
    'line 3 of a.csv has more cells than the header'
    """
    line, file = re.search(r"CSV Error on Line: (\d+)", told), re.search(r"file = (.*)", told)
    if line is None:
        return None
    why = next((words for sign, words in WRONG_ROWS.items() if sign in told), "is no row of the table")
    return f"line {line[1]} of {PurePath(file[1]).name if file else 'the file'} {why}"


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
