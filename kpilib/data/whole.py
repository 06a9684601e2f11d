"""The whole is the sum of its parts: tables that tell of the same days, put together without counting twice."""

from collections.abc import Sequence

import pandas as pd

from kpilib.data.channels import UNATTRIBUTED
from kpilib.data.export import DAILY_KEYS, Dropped, no_daily, no_readings

# Two exports of one day agree when they differ by less than rounding does.
ROUNDING = 1e-6

KEY = ["measure", *DAILY_KEYS]
READING_KEY = ["start", "end", "measure", "channel", "campaign"]
REPEATED = "row that another table or file holds too"


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
    return wide, [Dropped(REPEATED, repeated)] if repeated else []


def combine_readings(tables: Sequence[tuple[str, pd.DataFrame]]) -> tuple[pd.DataFrame, list[Dropped]]:
    """Readings of one source, each of them once.

    tables : name and frame of readings.
    Raises ContradictionError where two tables hold different values for the same span, channel and campaign.
    """
    if not tables:
        return no_readings(), []
    rows = pd.concat([frame.assign(table=name) for name, frame in tables], ignore_index=True)
    again = rows.duplicated(READING_KEY, keep="first")
    if apart := _first_apart(rows, READING_KEY):
        start, end, measure, *labels = apart
        days = f"{end:%Y-%m-%d}" if start == end else f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
        raise _contradiction(rows, READING_KEY, apart, measure, [days, *labels])
    repeated = int(again.sum())
    return rows[~again].drop(columns="table"), [Dropped(REPEATED, repeated)] if repeated else []


def _first_apart(rows: pd.DataFrame, key: list[str]) -> tuple | None:
    """The first key under which values stand that differ by more than rounding."""
    spread = rows.groupby(key)["value"].agg(["min", "max"])
    apart = spread[(spread["max"] - spread["min"]) > ROUNDING * spread["max"].abs().clip(lower=1)]
    return apart.index[0] if len(apart) else None


def _contradiction(
    rows: pd.DataFrame, key: list[str], found: tuple, measure: str, about: list[str]
) -> ContradictionError:
    same = rows[(rows[key] == list(found)).all(axis=1)]
    told = " and ".join(f"{one.value:,.6g} in {one.table}" for one in same.itertuples())
    where = ", ".join(part for part in about if part)
    return ContradictionError(f"{measure} of {where} is {told}; keep only the one that is right")


def _long(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    long = frame.melt(id_vars=DAILY_KEYS, var_name="measure", value_name="value").dropna(subset="value")
    grain = 2 if (frame["campaign"] != "").any() else int((frame["channel"] != "").any())
    return long.assign(table=name, grain=grain)


def _once(rows: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    again = rows.duplicated([*KEY, "grain"], keep="first")
    if not again.any():
        return rows, 0
    if apart := _first_apart(rows, [*KEY, "grain"]):
        measure, day, channel, campaign, _ = apart
        raise _contradiction(rows, [*KEY, "grain"], apart, measure, [f"{day:%Y-%m-%d}", channel, campaign])
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
