"""What the columns of a Google Analytics table mean: time, channels, measures, and whatever else splits the rows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kpilib.data.block import Block
from kpilib.data.channels import channel_of, own_channel_of
from kpilib.data.dates import Span
from kpilib.data.readers.analytics_time import grain_of, splits_days
from kpilib.data.readers.analytics_words import english
from kpilib.data.sheet import Row
from kpilib.plan.client import Source
from kpilib.plan.message import Message

GROUPS = (
    "session default channel group",
    "session primary channel group",
    "default channel group",
    "primary channel group",
    "default channel grouping",
    "first user default channel group",
    "first user primary channel group",
)
PAIRS = ("session source / medium", "source / medium", "source/medium", "first user source / medium")
SOURCES = (("session source", "session medium"), ("source", "medium"), ("first user source", "first user medium"))
CAMPAIGNS = ("session campaign", "campaign", "first user campaign")
OF_CHANNELS = {*GROUPS, *PAIRS, *CAMPAIGNS, *(name for pair in SOURCES for name in pair)}
# What a visit has once. By any other dimension (pages, events, items, hours) one visit may stand in several rows.
OF_A_VISIT = {
    *("country", "country id", "region", "city", "continent", "subcontinent", "language", "language code"),
    *("device", "device category", "device brand", "device model", "browser", "operating system", "os version"),
    *("operating system with version", "screen resolution", "platform", "platform / device category", "stream name"),
    *("stream id", "gender", "age", "new / returning", "new / established", "user type", "keyword", "ad content"),
}
BEGINNINGS_OF_A_VISIT = ("session ", "first user ", "landing page")
VISITS = {"sessions", "engaged_sessions", "long_visits"}
# By its items an order stands in several rows, and so do those who bought.
BUYING = {"orders", "new_customers"}
WORD = re.compile(r"[^\W\d_]")
# Columns of numbers that no measure is made of, and that may stand before one.
OTHER_NUMBERS = re.compile(r"\d+ days|average .*|items .*|.*\b(?:per|rate)\b.*")
# Average -> what it is an average of (any of these columns): their product is the whole.
AVERAGES = {
    "average engagement time per active user": ("active_users", "total_users"),
    "average engagement time": ("active_users", "total_users"),
    "average engagement time per session": ("sessions",),
}


@dataclass(frozen=True)
class Table:
    """A table that was cleared of totals and repetitions.

    columns       : English name of a column to measure; of two for one measure the first counts.
    total         : the row with the grand total, in which people are counted once, if there is one.
    plain_numbers : whether the tool writes numbers without marks between thousands.
    """

    block: Block
    period: Span | None
    columns: Mapping[str, str]
    total: Row | None = None
    plain_numbers: bool = False

    @cached_property
    def names(self) -> list[str]:
        """Its headers in English and lower case."""
        return [english(name) for name in self.block.header.cells]

    @cached_property
    def time(self) -> int | None:
        return next((place for place, name in enumerate(self.names) if grain_of(name)), None)

    @cached_property
    def measures(self) -> dict[int, str]:
        """Place to measure. Refuses a table in which a header stands twice."""
        found: dict[str, int] = {}
        for name, measure in self.columns.items():
            places = [place for place, one in enumerate(self.names) if one == name]
            if len(places) > 1:
                headers = " and ".join(f"'{self.block.header.cells[place]}'" for place in places)
                raise self.block.sheet.refuse(f"columns {headers} both hold {measure}", self.block.header.line)
            if places:
                found.setdefault(measure, places[0])
        return {place: measure for measure, place in found.items()}

    @cached_property
    def average(self) -> tuple[int, int] | None:
        """The place of an average time of engagement and that of what it is held against."""
        held = {measure: place for place, measure in self.measures.items()}
        for name, bases in AVERAGES.items():
            base = next((held[measure] for measure in bases if measure in held), None)
            if name in self.names and base is not None:
                return self.names.index(name), base
        return None

    @property
    def numeric(self) -> list[int]:
        """The places of the columns that are read as numbers."""
        return [*self.measures, *([self.average[0]] if self.average else [])]

    @cached_property
    def dimensions(self) -> list[str]:
        """What splits the rows besides time and channels: other columns before the first measure, or with words."""
        first, known = min(self.numeric, default=0), OF_CHANNELS | set(self.columns)
        return [
            name
            for place, name in enumerate(self.names)
            if name and place != self.time and name not in known and not OTHER_NUMBERS.fullmatch(name)
            if place < first or any(map(WORD.search, self.block.column(place)))
        ]

    @property
    def of_first_visits(self) -> bool:
        """Whether its channels are those by which people came first, not those of the visit."""
        return any(name.startswith("first user ") for name in self.names) and not any(
            name.startswith("session ") and name in OF_CHANNELS for name in self.names
        )

    def place(self, *names: str) -> int | None:
        return next((self.names.index(name) for name in names if name in self.names), None)

    def text(self, name: str) -> str:
        """A header as the file has it."""
        return self.block.header.cells[self.names.index(name)]

    def channels(self, source: Source) -> list[str]:
        """The channel of each row: by the client's own patterns, by the group that stands there, or by its source."""
        pairs, campaigns, group = self._pairs(), self.campaigns(), self.place(*GROUPS)
        if group is not None:
            told = self.block.column(group)
        elif pairs:
            told = [channel_of(*row) for row in zip(pairs, campaigns, strict=True)]
        else:
            told = [source.channel or ""] * len(self.block.rows)
        if not pairs and not any(campaigns):
            return told
        about = zip(pairs or [""] * len(told), campaigns, told, strict=True)
        return [own_channel_of(pair, campaign, source.channels) or channel for pair, campaign, channel in about]

    def _pairs(self) -> list[str]:
        """`source / medium` of each row; empty where the table has not both."""
        place = self.place(*PAIRS)
        if place is not None:
            return self.block.column(place)
        for one, other in SOURCES:
            if one in self.names and other in self.names:
                columns = (self.block.column(self.names.index(name)) for name in (one, other))
                return [" / ".join(row) for row in zip(*columns, strict=True)]
        return []

    def campaigns(self) -> list[str]:
        place = self.place(*CAMPAIGNS)
        return self.block.column(place) if place is not None else [""] * len(self.block.rows)

    def not_to_be_added(self) -> dict[str, str]:
        """The measures of visits and orders that one visit or order brings to several rows, with the reason."""
        repeat = [
            name for name in self.dimensions if name not in OF_A_VISIT and not name.startswith(BEGINNINGS_OF_A_VISIT)
        ]
        items = [name for name in self.dimensions if name.startswith("item ")]
        found = {}
        for measure in self.measures.values():
            if measure in VISITS and repeat:
                found[measure] = Message(
                    "split by '{name}', of which one visit may have several", name=self.text(repeat[0])
                )
            elif measure in VISITS and self.time is not None and splits_days(self.names[self.time]):
                found[measure] = Message(
                    "split by '{name}': a visit may last into the next", name=self.block.header.cells[self.time]
                )
            elif measure in BUYING and items:
                found[measure] = Message(
                    "split by '{name}', of which one order may have several", name=self.text(items[0])
                )
        return found
