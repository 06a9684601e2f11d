"""What one file said: facts, what they cover, and what was left out."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from kpilib.data.dates import Span
from kpilib.data.sheet import Sheet
from kpilib.plan.message import Message

DAILY_KEYS = ["date", "channel", "campaign"]
READING_COLUMNS = ["start", "end", "measure", "channel", "campaign", "value", "n"]
EVENT_COLUMNS = ["kind", "id", "customer", "time", "value", "margin", "channel"]


@dataclass(frozen=True)
class Dropped:
    """Rows or columns that were left out: why, how many, and where the first one stands."""

    reason: str
    count: int
    line: int | None = None


def of_another_kind(name: str) -> Dropped:
    """A file or sheet that lies beside those of a reader and is none."""
    return Dropped(Message("file or sheet '{name}' of another kind", name=name), 1)


def no_daily() -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series(dtype=object) for key in DAILY_KEYS})


def no_readings() -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series(dtype=object) for key in READING_COLUMNS})


def no_events() -> pd.DataFrame:
    return pd.DataFrame({key: pd.Series(dtype=object) for key in EVENT_COLUMNS})


@dataclass(frozen=True)
class Export:
    """One file as facts.

    daily    : date, channel, campaign, then one column a measure; every row may be added to every other.
               `channel` is "" where the file does not tell channels apart.
    readings : start, end, measure, channel, campaign, value, n; values that may not be added.
    events   : kind, id, customer, time, value, margin, channel; one row per thing that happened. A time is UTC, or
               without a zone where the file writes the tool's own local time. `customer` is "" where nobody is
               named, `margin` is NaN where client.yml gives no margin. Kind "void" says that an id is no order,
               "seen" that the file is about that day.
    tells    : kinds of events that the file tells of, even where it holds none of them: none is zero then.
    period   : first and last day that the file itself says it covers, or None.
    scale    : what its values are comparable with, where every download has a scale of its own.
    certainty: how sure it is, from 0 to 1, that the file is of the reader's kind; None where the client says it.
    notes    : what somebody who reads the numbers has to know of how they were read.
    """

    file: str
    reader: str
    sha256: str
    encoding: str
    delimiter: str
    rows: int
    daily: pd.DataFrame = field(default_factory=no_daily)
    readings: pd.DataFrame = field(default_factory=no_readings)
    events: pd.DataFrame = field(default_factory=no_events)
    tells: tuple[str, ...] = ()
    period: Span | None = None
    currency: str | None = None
    scale: str | None = None
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()
    certainty: float | None = None

    @classmethod
    def of(cls, sheet: Sheet, reader: str, rows: int, **facts: Any) -> "Export":
        """What a reader made of a sheet; `rows` are those of the file's tables, whether used or not."""
        about = {"sha256": sheet.sha256, "encoding": sheet.encoding, "delimiter": sheet.delimiter}
        return cls(file=sheet.path.name, reader=reader, rows=rows, **about, **facts)

    @property
    def last_day(self) -> date | None:
        """The last day that the file tells of: by this, downloads of one source are older or newer."""
        ends = [frame[key].max() for frame, key in ((self.daily, "date"), (self.readings, "end")) if len(frame)]
        ends += [self.events["time"].max().tz_localize(None)] if len(self.events) else []
        told = [self.period[1]] if self.period else []
        return max([*told, *(end.date() for end in ends)], default=None)

    @property
    def first_day(self) -> date | None:
        """The first day that the file tells of."""
        starts = [frame[key].min() for frame, key in ((self.daily, "date"), (self.readings, "start")) if len(frame)]
        starts += [self.events["time"].min().tz_localize(None)] if len(self.events) else []
        told = [self.period[0]] if self.period else []
        return min([*told, *(start.date() for start in starts)], default=None)

    @property
    def left_out(self) -> int:
        """The rows that were not used."""
        return sum(one.count for one in self.dropped)

    @property
    def kept(self) -> int:
        """The rows that were used."""
        return self.rows - self.left_out

    @property
    def grain(self) -> str:
        """What the file tells apart: "day", "week", "month", or "total" for longer spans; "event" for single ones."""
        if len(self.daily) or not len(self.readings):
            return "day" if len(self.daily) else "event"
        days = ((self.readings["end"] - self.readings["start"]).dt.days + 1).median()
        return "day" if days == 1 else "week" if days <= 7 else "month" if days <= 31 else "total"

    @property
    def measures(self) -> tuple[str, ...]:
        """The measures that the file brings, additive ones first."""
        return (*(name for name in self.daily.columns if name not in DAILY_KEYS), *self.readings["measure"].unique())

    def __repr__(self) -> str:
        facts = f"{len(self.daily)} daily rows, {len(self.readings)} readings, {len(self.events)} events"
        return f"Export({self.file}, read as {self.reader}: {facts}; {self.left_out} rows left out)"
