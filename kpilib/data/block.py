"""One table of an export: a header and its rows, with what each column means."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpilib.data.dates import AmbiguousDatesError, Span, parse_dates
from kpilib.data.export import DAILY_KEYS, Dropped, no_daily, no_readings
from kpilib.data.numbers import AmbiguousMarksError, decimal_mark, number
from kpilib.data.sheet import Row, Sheet
from kpilib.plan.client import Source
from kpilib.plan.message import Message

REPETITION = Message("exact repetition of an earlier row")
TOTAL = Message("total of other rows")


@dataclass(frozen=True)
class Block:
    """A table within a sheet. `rows` are without totals and notes; `header` names are as in the file."""

    sheet: Sheet
    header: Row
    rows: tuple[Row, ...]

    def find(self, *names: str) -> int | None:
        """The position of the first of these columns, whatever their case, or None."""
        places = {name.casefold(): place for place, name in reversed(list(enumerate(self.header.cells)))}
        return next((places[name.casefold()] for name in names if name.casefold() in places), None)

    def column(self, place: int) -> list[str]:
        return [row.at(place) for row in self.rows]

    def dates(self, place: int, *, form: str | None = None, within: Span | None = None) -> list[date]:
        """A column of dates; refuses the file at the first cell that is none."""
        texts = self.column(place)
        try:
            found = parse_dates(texts, form=form, within=within)
        except AmbiguousDatesError as error:
            text = f"column '{self.header.cells[place]}': {error}"
            raise self.sheet.refuse(text, self.rows[error.place].line) from None
        for row, text, day in zip(self.rows, texts, found, strict=True):
            if day is None:
                column = self.header.cells[place]
                wanted = f"a date of the form {form}" if form else "a date"
                raise self.sheet.refuse(f"column '{column}': '{text}' is not {wanted}", row.line)
        return found  # type: ignore[return-value]

    def numbers(self, places: Iterable[int], *, decimal: str | None = None) -> dict[int, list[float]]:
        """Columns of numbers by place; the decimal mark is found over all of them together."""
        texts = {place: self.column(place) for place in places}
        try:
            mark = decimal or decimal_mark(
                (text for column in texts.values() for text in column), delimiter=self.sheet.delimiter
            )
        except AmbiguousMarksError as error:
            line = self.rows[0].line if self.rows else self.header.line
            raise self.sheet.refuse(f"{error}; say which with decimal: '.' or decimal: ','", line) from None
        return {place: self._numbers(place, column, mark) for place, column in texts.items()}

    def _numbers(self, place: int, texts: list[str], mark: str) -> list[float]:
        read: dict[str, float] = {}  # a column of counts says the same few numbers again and again
        for row, text in zip(self.rows, texts, strict=True):
            if text not in read:
                try:
                    read[text] = number(text, mark)
                except ValueError as error:
                    raise self.sheet.refuse(f"column '{self.header.cells[place]}': {error}", row.line) from None
        return [read[text] for text in texts]


def texts_of(block: Block, *names: str) -> list[str]:
    """The first of these columns, or empty cells where the file has none of them."""
    place = block.find(*names)
    return block.column(place) if place is not None else [""] * len(block.rows)


def one_currency(block: Block, texts: Sequence[str], mend: str) -> str | None:
    """The currency of all rows, None where they name none. Raises ExportError where there are several."""
    codes = sorted({text.upper() for text in texts if text})
    if len(codes) > 1:
        raise block.sheet.refuse(f"holds several currencies: {', '.join(codes)}; {mend}")
    return codes[0] if codes else None


def decimal_of(block: Block, source: Source) -> str | None:
    """The decimal mark that is known before any number is read: a workbook's cells are numbers, not texts."""
    return source.decimal or ("." if block.sheet.encoding == "xlsx" else None)


def known_columns(block: Block, names: Mapping[str, str]) -> dict[int, str]:
    """Place to measure for the columns of a block that a reader knows (`names`: header in lower case to measure)."""
    found = {
        place: names[name.casefold()] for place, name in enumerate(block.header.cells) if name.casefold() in names
    }
    twice = [measure for measure, count in Counter(found.values()).items() if count > 1]
    if twice:
        headers = [block.header.cells[place] for place, measure in found.items() if measure == twice[0]]
        raise block.sheet.refuse(
            f"columns {' and '.join(map(repr, headers))} both hold {twice[0]}", block.header.line
        )
    return found


def daily_rows(
    days: list[date], channels: list[str], campaigns: list[str], values: Mapping[str, list[float]]
) -> pd.DataFrame:
    """Rows added up to one per day, channel and campaign; a sum of nothing but missing values stays missing."""
    if not days or not values:
        return no_daily()
    frame = pd.DataFrame({"date": pd.to_datetime(days), "channel": channels, "campaign": campaigns, **values})
    return frame.groupby(DAILY_KEYS, as_index=False, sort=True).sum(min_count=1)


def reading_rows(
    spans: list[Span], measure: str, values: list[float], channels: list[str], campaigns: list[str]
) -> pd.DataFrame:
    """Values that may not be added, one row each; missing ones are left out."""
    rows = [
        (start, end, measure, channel, campaign, value)
        for (start, end), value, channel, campaign in zip(spans, values, channels, campaigns, strict=True)
        if not math.isnan(value)
    ]
    if not rows:
        return no_readings()
    frame = pd.DataFrame(rows, columns=["start", "end", "measure", "channel", "campaign", "value"])
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]), n=math.nan)


def stacked_readings(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Tables of readings as one. Empty ones are left out: their days are of no type, and nor would all others be."""
    return pd.concat([frame for frame in frames if len(frame)] or [no_readings()], ignore_index=True)


def without(
    rows: Iterable[Row], unwanted: Callable[[Row], bool], reason: str
) -> tuple[tuple[Row, ...], list[Dropped]]:
    """Rows less the unwanted ones, and the count of those."""
    kept, gone = [], []
    for row in rows:
        (gone if unwanted(row) else kept).append(row)
    return tuple(kept), [Dropped(reason, len(gone), gone[0].line)] if gone else []


def without_repeats(rows: Iterable[Row]) -> tuple[tuple[Row, ...], list[Dropped]]:
    """Rows less exact repetitions, for reports in which every row is one of its kind."""
    seen: set[tuple[str, ...]] = set()

    def repeated(row: Row) -> bool:
        again = row.cells in seen
        seen.add(row.cells)
        return again

    return without(rows, repeated, REPETITION)


def rows_below(sheet: Sheet, header: Row) -> tuple[tuple[Row, ...], list[Dropped]]:
    """The rows under a header that are not blank, less the header itself where it stands again among them."""
    below = [row for row in sheet.rows if row.line > header.line and not row.blank]
    return without(below, lambda row: row.cells == header.cells, Message("header that stands again among the rows"))
