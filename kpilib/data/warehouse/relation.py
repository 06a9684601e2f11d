"""A table of a warehouse with what client.yml says of its columns, as expressions that the engine works out.

A column that is text is read like that of a file: its dates by `dates`, its numbers by `numbers`, as far as an engine
can do that. A number that is dressed (1,234.50 or 12%) is refused and not guessed.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

import ibis
import ibis.expr.datatypes as dt
from ibis.expr import types as ir

from kpilib.data.dates import Span
from kpilib.data.numbers import NOTHING
from kpilib.data.warehouse.engine import Engine, Place, WarehouseError, find_columns, is_number
from kpilib.data.warehouse.local_days import EPOCH, MARGIN, day_of, shifts
from kpilib.plan.client import Source

Number = tuple[ir.NumericValue, ir.BooleanValue | None]
PLAIN = r"^[+-]?([0-9]+({0}[0-9]*)?|{0}[0-9]+)([eE][+-]?[0-9]+)?$"
TIME_OF_DAY = r"[T ,]+[0-9]{1,2}:[0-9]{2}.*$"
AS_THEY_ARE = [(EPOCH, timedelta())]  # one shift for all times, and none
LABELS = ("channel", "campaign")


@dataclass(frozen=True)
class Part:
    """One measure from one column; `channel` where the column is that channel's alone."""

    place: Place
    measure: str
    column: str
    channel: str | None = None


@dataclass(frozen=True)
class Relation:
    """A table in an engine.

    source : what client.yml says of it.
    span   : the days that are asked for, or None for all.
    zone   : of the client; None where days are taken as they are written.
    raw    : every column is text, as in a CSV; `mark` is then the decimal mark.
    total  : true for rows that are totals of others, where a table may have some.
    """

    engine: Engine
    table: ir.Table
    source: Source
    span: Span | None = None
    zone: str | None = None
    raw: bool = False
    mark: str = "."
    total: ir.BooleanValue | None = None

    def parts(self) -> list[Part]:
        """What is to be added up, in the order of client.yml."""
        found = []
        for measure, told in self.source.columns.items():
            if measure in ("date", *LABELS):
                continue
            place = ("columns", measure)
            columns = [(told, None)] if isinstance(told, str) else list(told.items())
            found += [Part(place, measure, column, channel) for column, channel in columns]
        return found

    def columns(self) -> dict[str, str]:
        """The table's own name of every column that client.yml names. Raises WarehouseError for all unknown ones."""
        keys = [(("columns", key), told) for key, told in self.source.columns.items() if key in ("date", *LABELS)]
        several = [place for place, told in keys if not isinstance(told, str)]
        if several or "date" not in self.source.columns:
            raise WarehouseError(
                (several[0] if several else ("columns",), "date, channel, campaign: one column each")
            )
        others = [
            ((key, measure), column)
            for key, told in (("readings", self.source.readings), ("distinct", self.source.distinct))
            for measure, column in told.items()
        ]
        return find_columns(self.table, [*keys, *((one.place, one.column) for one in self.parts()), *others])

    def column(self, name: str) -> ir.Column:
        return self.table[find_columns(self.table, [((), name)])[name]]

    def label(self, key: str) -> ir.StringColumn | None:
        """The channel or campaign of each row; None where the table tells none."""
        told = self.source.columns.get(key)
        return self.column(told).cast("string").fill_null("") if isinstance(told, str) else None

    def number(self, part: Part) -> Number:
        """The values of a measure, missing as NULL; and which texts are none, where the column is text."""
        column = self.column(part.column)
        if self.raw:
            text = column.fill_null("")
            plain = text.re_search(PLAIN.format("[.]" if self.mark == "." else ","))
            odd = ~plain & text.notin(sorted(NOTHING))
            odd = odd if self.total is None else odd & ~self.total
            digits = text if self.mark == "." else text.replace(",", ".")
            return plain.ifelse(digits, ibis.null("string")).try_cast("float64"), odd
        kind = column.type()
        if not is_number(kind):
            text = f"column '{part.column}' holds no numbers but {_called(kind)}; cast it in a select under 'sql'"
            raise WarehouseError((part.place, text))
        if kind.is_floating():
            # pandas writes a missing value as NaN, and one of those would make a whole day's sum NaN.
            value = column.cast("float64")
            return value.isnan().ifelse(ibis.null("float64"), value), None
        return column, None

    def day(self) -> "Day":
        """The day of each row."""
        name = str(self.source.columns["date"])
        column, place = self.column(name), ("columns", "date")
        kind = column.type()
        if kind.is_date():
            return Day(column, near=self._near(column, 0))
        if kind.is_timestamp():
            return self._moment(column, name)
        if kind.is_string() or kind.is_integer():
            text = column.cast("string")
            text = text.fill_null("") if self.raw else text.strip().nullif("")
            if self.source.date_format is None:
                text = text.contains(":").ifelse(text.re_replace(TIME_OF_DAY, ""), text)
            return Day(text if self.total is None else self.total.ifelse(ibis.null("string"), text), text=True)
        raise WarehouseError((place, f"column '{name}' holds no dates but {_called(kind)}"))

    def _moment(self, column: ir.TimestampColumn, name: str) -> "Day":
        zoned = self.engine.zoned(self.table, column.get_name())
        near = self._near(column, MARGIN.days, zoned=zoned and self.engine.name != "spark")
        clock = "UTC" if zoned else self.source.timezone
        if self.zone is None or self.span is None:
            if zoned:
                text = f"column '{name}' holds moments; connect: duckdb tells their days in the client's time zone"
                raise WarehouseError((("columns", "date"), text))
            return Day(self._shifted(column, AS_THEY_ARE), near=near)
        if clock is None:
            timed = column.cast("timestamp") != column.cast("timestamp").truncate("D")
            return Day(self._shifted(column, AS_THEY_ARE), near=near, timed=timed)
        return Day(self._shifted(column, shifts(clock, self.zone, *self.span)), near=near)

    def _shifted(self, column: ir.TimestampColumn, between: list[tuple[datetime, timedelta]]) -> ir.DateValue:
        return day_of(column, between, engine=self.engine.name)

    def _near(self, column: ir.Column, margin: int, *, zoned: bool = False) -> ir.BooleanValue | None:
        """Rows that may be of the days asked for: on the column as it is, so that the engine can skip the others."""
        if self.span is None:
            return None
        first, last = self.span
        if not margin:
            return (column >= ibis.literal(first)) & (column <= ibis.literal(last))
        start, end = datetime.combine(first, time()) - MARGIN, datetime.combine(last, time()) + 2 * MARGIN
        kind = "timestamp('UTC')" if zoned else "timestamp"
        return (column >= ibis.literal(start, type=kind)) & (column < ibis.literal(end, type=kind))


@dataclass(frozen=True)
class Day:
    """How a row's day is told.

    value : a date, or with `text` the text that stands for one, or NULL.
    near  : true for rows that may be of the days asked for; None where the engine cannot tell.
    timed : true where a time of day stands there and nobody has said by which clock.
    """

    value: ir.Column
    text: bool = False
    near: ir.BooleanValue | None = None
    timed: ir.BooleanValue | None = None


def _called(kind: dt.DataType) -> str:
    words = {"string": "text", "boolean": "true and false", "timestamp": "times", "date": "dates"}
    return words.get(type(kind).__name__.casefold(), str(kind))
