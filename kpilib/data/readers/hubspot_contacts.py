"""HubSpot's list of contacts: who came in as a lead, and who of them became a qualified one."""

import math

import pandas as pd

from kpilib.data.block import Block, texts_of
from kpilib.data.export import Dropped
from kpilib.data.readers.event_rows import customer_of
from kpilib.data.readers.hubspot_columns import ID, Found, channels, created
from kpilib.data.times import times_of
from kpilib.plan.client import Source
from kpilib.plan.message import Message

STAGE = ("lifecycle stage",)
SUBSCRIBER = ("subscriber", "pelanggan buletin")
QUALIFIED = ("marketing qualified lead", "sales qualified lead")
NO_DATES = Message(
    "the list has no dates on which contacts became qualified; export Became a Marketing Qualified Lead Date with it"
)


def events_in(block: Block, source: Source) -> Found:
    """A lead for each person, and a qualified one where a date says so.

    One address in several spellings is one person, who came in when the first of them was made. Whoever only reads
    the newsletter is no lead yet.
    """
    people = pd.DataFrame(
        {
            "id": ["contact " + name for name in texts_of(block, *ID)],
            "customer": [customer_of(text) for text in texts_of(block, "email")],
            "time": created(block, source),
            "qualified": _qualified(block, source),
            "channel": channels(block),
            "stage": [text.casefold() for text in texts_of(block, *STAGE)],
        }
    )
    people["customer"] = people["customer"].where(people["customer"] != "", people["id"])
    readers, undated = people["stage"].isin(SUBSCRIBER), people["time"].isna()
    known = people[~readers & ~undated].sort_values("time", kind="stable")
    first = known.groupby("customer")["qualified"].transform("min")
    leads = known.assign(qualified=first).drop_duplicates("customer")
    counts = {
        Message("contact that only subscribes, and is no lead yet"): int(readers.sum()),
        Message("contact without a Create Date"): int((undated & ~readers).sum()),
        Message("contact whose e-mail address an earlier one has"): len(known) - len(leads),
    }
    qualified = leads[leads["qualified"].notna()]
    events = [
        leads.assign(kind="lead", value=math.nan),
        qualified.assign(kind="qualified", value=math.nan, time=qualified["qualified"]),
    ]
    has_dates = bool(_places(block))
    return Found(
        pd.concat([part for part in events if len(part)] or events[:1], ignore_index=True),
        tells=("lead", "qualified") if has_dates else ("lead",),
        dropped=tuple(Dropped(reason, count) for reason, count in counts.items() if count),
        notes=() if has_dates else (NO_DATES,),
    )


def _places(block: Block) -> list[int]:
    """The columns with the days on which a contact became qualified; HubSpot has named them in several ways."""
    return [
        place
        for place, name in enumerate(cell.casefold() for cell in block.header.cells)
        if any(stage in name for stage in QUALIFIED) and ("became" in name or "entered" in name)
    ]


def _qualified(block: Block, source: Source) -> pd.Series:
    """The first day on which each contact was qualified; NaT where it was not."""
    columns = [times_of(block, place, form=source.date_format, blanks=True) for place in _places(block)]
    if not columns:
        return pd.Series(pd.NaT, range(len(block.rows)), dtype="datetime64[us]")
    return pd.concat(columns, axis=1).min(axis=1)
