"""The whole is the sum of its parts: tables that tell of the same days, put together without counting twice."""

from collections.abc import Sequence

import pandas as pd

from kpilib.data.channels import UNATTRIBUTED
from kpilib.data.export import DAILY_KEYS, Dropped, no_daily

# Two exports of one day agree when they differ by less than rounding does.
ROUNDING = 1e-6

KEY = ["measure", *DAILY_KEYS]


class ContradictionError(ValueError):
    """Two tables of one source tell different values for the same thing."""


def combine(tables: Sequence[tuple[str, pd.DataFrame]]) -> tuple[pd.DataFrame, list[Dropped]]:
    """Daily tables of one source as one table in which every row may be added to every other.

    tables : name and daily frame. A row that several tables hold is taken once. A table without channels is the
             whole of one with channels: what the channels leave unexplained becomes the channel "Unattributed".
    Raises ContradictionError where two tables hold different values for the same day, channel and campaign.
    """
    if not tables:
        return no_daily(), []
    rows = pd.concat([_long(name, frame) for name, frame in tables], ignore_index=True)
    rows, repeated = _once(rows)
    rows = pd.concat([_parts(rows), _unexplained(rows)], ignore_index=True)
    wide = rows.pivot_table(index=DAILY_KEYS, columns="measure", values="value", aggfunc="sum", observed=True)
    measures = dict.fromkeys(name for _, frame in tables for name in frame.columns if name not in DAILY_KEYS)
    wide = wide.reindex(columns=list(measures)).reset_index().rename_axis(columns=None)
    return wide, [Dropped("row that another table or file holds too", repeated)] if repeated else []


def _long(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    long = frame.melt(id_vars=DAILY_KEYS, var_name="measure", value_name="value").dropna(subset="value")
    grain = 2 if (frame["campaign"] != "").any() else int((frame["channel"] != "").any())
    return long.assign(table=name, grain=grain)


def _once(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    again = rows.duplicated([*KEY, "grain"], keep="first")
    if not again.any():
        return rows, 0
    spread = rows.groupby([*KEY, "grain"])["value"].agg(["min", "max"])
    apart = spread[(spread["max"] - spread["min"]) > ROUNDING * spread["max"].abs().clip(lower=1)]
    if len(apart):
        measure, day, channel, campaign, _ = apart.index[0]
        same = (rows[KEY] == [measure, day, channel, campaign]).all(axis=1)
        told = " and ".join(f"{one.value:,.6g} in {one.table}" for one in rows[same].itertuples())
        about = ", ".join(part for part in (f"{day:%Y-%m-%d}", channel, campaign) if part)
        raise ContradictionError(f"{measure} of {about} is {told}; keep only the one that is right")
    return rows[~again], int(again.sum())


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each measure and day, the rows of one grain: by channel if there are any, else by campaign, else whole."""
    rank = rows["grain"].map({1: 0, 2: 1, 0: 2})
    return rows[rank == rank.groupby([rows["measure"], rows["date"]]).transform("min")]


def _unexplained(rows: pd.DataFrame) -> pd.DataFrame:
    """What the whole of a day holds beyond its parts, as rows of their own."""
    of_day = ["measure", "date"]
    whole = rows[rows["grain"] == 0].groupby(of_day)["value"].sum()
    parts = _parts(rows)
    parts = parts[parts["grain"] > 0].groupby(of_day)["value"].sum()
    rest = (whole - parts).dropna()
    rest = rest[rest.abs() > ROUNDING * whole.abs().clip(lower=1).reindex(rest.index)]
    return rest.rename("value").reset_index().assign(channel=UNATTRIBUTED, campaign="")
