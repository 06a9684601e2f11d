"""What HubSpot's lists of contacts and of deals share: ids, days, and where somebody came from."""

import re
from dataclasses import dataclass

import pandas as pd

from kpilib.data.block import Block, texts_of
from kpilib.data.export import Dropped
from kpilib.data.times import times_of
from kpilib.plan.client import Source

ID = ("record id", "contact id", "deal id")
CREATED = ("create date", "created date", "date created")
CHANGED = ("last modified date", "last activity date")
CAME_FROM = ("original traffic source", "original source", "original source type", "latest traffic source")
# HubSpot's sources, as its page and its fields name them, as Analytics names channels.
CHANNELS = {
    "organic search": "Organic Search",
    "paid search": "Paid Search",
    "email marketing": "Email",
    "organic social": "Organic Social",
    "social media": "Organic Social",
    "paid social": "Paid Social",
    "referrals": "Referral",
    "ai referrals": "AI Assistant",
    "direct traffic": "Direct",
    "other campaigns": "Unassigned",
    "offline sources": "Offline",
    "offline": "Offline",
}
CUT = re.compile(r"\d+([.,]\d+)?E\+\d+", re.IGNORECASE)
DAY = re.compile(r"(?<!\d)20\d\d-\d\d-\d\d(?!\d)")


@dataclass(frozen=True)
class Found:
    """The events of one list, with the kinds that it tells of, and what has to be said of it."""

    events: pd.DataFrame
    tells: tuple[str, ...]
    currency: str | None = None
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()


def check_ids(block: Block) -> None:
    """Refuse a list whose ids a spreadsheet has cut, and one that holds a record twice: neither can be told right."""
    lines: dict[str, int] = {}
    for row, name in zip(block.rows, texts_of(block, *ID), strict=True):
        if CUT.fullmatch(name):
            raise block.sheet.refuse(f"a spreadsheet has cut the id '{name}'; export the list again", row.line)
        if name and name in lines:
            text = f"record {name} stands in line {lines[name]} too, and says something else there; export it again"
            raise block.sheet.refuse(text, row.line)
        lines[name] = row.line


def created(block: Block, source: Source) -> pd.Series:
    """When each record was made; NaT where it does not say."""
    return times_of(block, block.find(*CREATED), form=source.date_format, blanks=True)


def day_of_download(block: Block, source: Source) -> pd.Timestamp | None:
    """The day that stands in the file's name, or else that of the last change of a record; None where neither is."""
    named = DAY.findall(block.sheet.path.name)
    if len(named) == 1:
        return pd.Timestamp(named[0])
    places = [block.find(name) for name in CHANGED]
    times = [times_of(block, one, form=source.date_format, blanks=True) for one in places if one is not None]
    last = max((column.max() for column in times if column.notna().any()), default=None)
    return None if last is None else last.tz_localize(None).normalize()


def channels(block: Block) -> list[str]:
    """The channel that each record came from, "" where it does not say."""
    texts = [text.casefold().replace("_", " ") for text in texts_of(block, *CAME_FROM)]
    return [CHANNELS.get(text, text.title()) for text in texts]
