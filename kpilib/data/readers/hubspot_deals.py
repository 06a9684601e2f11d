"""HubSpot's list of deals: what was won and lost, on which day, and for how much."""

import math
import re

import pandas as pd

from kpilib.data.block import Block, one_currency, texts_of
from kpilib.data.readers.hubspot_columns import ID, Found, channels, created, day_of_download
from kpilib.data.times import times_of
from kpilib.plan.client import Source
from kpilib.plan.message import Listed, Message

CLOSED = ("close date", "closed date")
AMOUNTS = ("amount in company currency", "amount")
CURRENCY = ("currency", "deal currency", "currency code")
PEOPLE, COMPANIES = (
    ("associated contact ids", "associated contact id"),
    ("associated company ids", "associated company id"),
)
WON = {
    "closed won", "closedwon", "won", "deal won", "menang", "tutup menang", "ditutup menang", "closing menang",
    "dimenangkan", "berhasil", "deal berhasil",
}  # fmt: skip
LOST = {
    "closed lost", "closedlost", "lost", "deal lost", "kalah", "tutup kalah", "ditutup kalah", "closing kalah",
    "gagal", "deal gagal", "batal", "dibatalkan",
}  # fmt: skip


def events_in(block: Block, source: Source) -> Found:
    """A lead for each deal, and its end where it is decided.

    A deal that is won without a Close Date, or on a day after the download, does not count as won, and a note says
    so. Stages that are neither won nor lost are open; a note names them.
    """
    stages, amounts = _stages(block), _amounts(block, source)
    deals = pd.DataFrame(
        {
            "id": ["deal " + name for name in texts_of(block, *ID)],
            "customer": _customers(block),
            "time": created(block, source),
            "kind": stages,
            "value": amounts,
            "channel": channels(block),
        }
    )
    place = block.find(*CLOSED)
    closed = (
        pd.Series(pd.NaT, deals.index)
        if place is None
        else times_of(block, place, form=source.date_format, blanks=True)
    )
    if (closed.dt.tz is None) != (deals["time"].dt.tz is None) and closed.notna().any():
        raise block.sheet.refuse("one of Create Date and Close Date has an offset to UTC and the other has none")
    last = day_of_download(block, source)
    decided = deals["kind"].isin(["won", "lost"])
    later = decided & (closed.dt.tz_localize(None).dt.normalize() > last) if last is not None else decided & False
    counted = decided & closed.notna() & ~later
    ends = deals[counted].assign(time=closed[counted])
    leads = deals[deals["time"].notna()].assign(kind="lead", value=math.nan)
    money = ends["kind"] == "won"
    undated, moneyless = int((decided & closed.isna()).sum()), int((money & ends["value"].isna()).sum())
    unbegun, after = int(deals["time"].isna().sum()), int(later.sum())
    downloaded = last.date() if last is not None else ""
    notes = (
        (
            undated,
            Message("1 deal is won or lost without a Close Date, and counts as neither"),
            Message("{count} deals are won or lost without a Close Date, and count as neither", count=undated),
        ),
        (
            after,
            Message("1 deal is decided on a day after the download, {last}, and counts as open", last=downloaded),
            Message(
                "{count} deals are decided on a day after the download, {last}, and count as open",
                count=after,
                last=downloaded,
            ),
        ),
        (
            moneyless,
            Message("1 deal is won without an amount"),
            Message("{count} deals are won without an amount", count=moneyless),
        ),
        (
            unbegun,
            Message("1 deal has no Create Date, and is no lead"),
            Message("{count} deals have no Create Date, and are no leads", count=unbegun),
        ),
    )
    told = [one if count == 1 else many for count, one, many in notes if count]
    return Found(
        pd.concat([part for part in (leads, ends) if len(part)] or [leads], ignore_index=True),
        tells=("lead", "won", "lost") if place is not None else ("lead",),
        currency=_currency(block, money.any()),
        notes=(*told, *_open(block, stages)),
    )


def _stages(block: Block) -> list[str]:
    """Whether each deal is won, lost or open."""
    won, lost = texts_of(block, "is closed won"), texts_of(block, "is closed lost")
    rows = zip(texts_of(block, "deal stage"), won, lost, strict=True)
    return [
        "won"
        if plain(stage) in WON or is_won.casefold() == "true"
        else "lost"
        if plain(stage) in LOST or is_lost.casefold() == "true"
        else "open"
        for stage, is_won, is_lost in rows
    ]


def plain(stage: str) -> str:
    """A stage without its pipeline and its punctuation.

    >>> plain("Closed Won (Sales Pipeline)"), plain("Ditutup - menang")
    ('closed won', 'ditutup menang')
    """
    alone = re.sub(r"\([^()]*\)\s*$", "", stage.casefold())
    return " ".join(re.sub(r"[^\w]+|_", " ", alone).split())


def _open(block: Block, stages: list[str]) -> list[str]:
    """The stages that are taken as open, so that somebody who calls a won deal otherwise sees it."""
    cells = zip(texts_of(block, "deal stage"), stages, strict=True)
    names = sorted({name for name, kind in cells if kind == "open" and name})
    return [Message("stages that are neither won nor lost: {names}", names=Listed(names))] if names else []


def _customers(block: Block) -> list[str]:
    """The first contact of each deal, or else its first company; "" where it has neither."""
    rows = zip(texts_of(block, *PEOPLE), texts_of(block, *COMPANIES), strict=True)
    first = [(people.split(";")[0].strip(), companies.split(";")[0].strip()) for people, companies in rows]
    return [f"contact {one}" if one else f"company {other}" if other else "" for one, other in first]


def _amounts(block: Block, source: Source) -> list[float]:
    """What each deal is worth, in the company's own currency where the file tells it."""
    place = block.find(*AMOUNTS)
    if place is None:
        return [math.nan] * len(block.rows)
    return block.numbers([place], decimal=source.decimal)[place]


def _currency(block: Block, has_money: bool) -> str | None:
    """The one currency of the amounts; the company's own is not named in the file."""
    if not has_money or block.find(AMOUNTS[0]) is not None:
        return None
    return one_currency(block, texts_of(block, *CURRENCY), "export Amount in company currency with it")
