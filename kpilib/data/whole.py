"""The whole is the sum of its parts: tables that tell of the same days, put together without counting twice."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from kpilib.data.channels import UNATTRIBUTED
from kpilib.data.export import DAILY_KEYS, Dropped, Export, no_daily, no_events, no_readings
from kpilib.errors import ExportError
from kpilib.plan.message import Figure, MeasureName, Message

# Two exports of one day agree when they differ by less than rounding does.
ROUNDING = 1e-6

KEY = ["measure", *DAILY_KEYS]
READING_KEY = ["start", "end", "measure", "channel", "campaign"]
REPEATED = Message("row that another table or file holds too")


class ContradictionError(ValueError):
    """Two tables of one source tell different values for the same thing."""


def combine(
    tables: Sequence[tuple[str, pd.DataFrame]], *, ages: Sequence[int] | None = None
) -> tuple[pd.DataFrame, list[Dropped]]:
    """Daily tables of one source as one table in which every row may be added to every other.

    tables : name and daily frame. A row that several tables hold is taken once. A table without channels is the
             whole of one with channels: what the channels leave unexplained becomes the channel "Unattributed".
    ages   : a number for each table, larger for a newer download, which is right where two tell different values.
    Raises ContradictionError where two tables of one age hold different values for the same day, channel and
    campaign.
    """
    if not tables:
        return no_daily(), []
    if len(tables) == 1 and not tables[0][1].duplicated(DAILY_KEYS).any():
        return _ordered(tables[0][1]), []
    ages = ages or [0] * len(tables)
    rows = pd.concat(
        [_long(name, frame).assign(age=age) for (name, frame), age in zip(tables, ages, strict=True)],
        ignore_index=True,
    )
    rows, dropped = _once(rows, [*KEY, "grain"])
    if rows["grain"].nunique() > 1:
        parts = _parts(rows)
        rows = pd.concat([parts, _unexplained(rows, parts)], ignore_index=True)
    wide = rows.groupby([*DAILY_KEYS, "measure"], observed=True)["value"].sum().unstack()
    measures = dict.fromkeys(name for _, frame in tables for name in frame.columns if name not in DAILY_KEYS)
    wide = wide.reindex(columns=list(measures)).reset_index().rename_axis(columns=None)
    return wide, dropped


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """One table as several would be put together: by day, channel and campaign, without rows that tell nothing."""
    told = frame.dropna(how="all", subset=[name for name in frame.columns if name not in DAILY_KEYS])
    return told.sort_values(DAILY_KEYS, ignore_index=True)


def combine_readings(
    tables: Sequence[tuple[str, pd.DataFrame]], *, ages: Sequence[int] | None = None
) -> tuple[pd.DataFrame, list[Dropped]]:
    """Readings of one source, each of them once.

    tables, ages : as for `combine`.
    Raises ContradictionError where two tables of one age hold different values for the same span, channel and
    campaign.
    """
    if not tables:
        return no_readings(), []
    ages = ages or [0] * len(tables)
    rows = pd.concat(
        [frame.assign(table=name, age=age) for (name, frame), age in zip(tables, ages, strict=True)],
        ignore_index=True,
    )
    rows, dropped = _once(rows, READING_KEY)
    return rows.drop(columns=["table", "age"]), dropped


def _once(rows: pd.DataFrame, key: list[str]) -> tuple[pd.DataFrame, list[Dropped]]:
    """Each row once, from the newest table that has it; what was repeated and what was restated is counted."""
    if not rows.duplicated(key).any():
        return rows, []
    rows = rows.assign(same=rows.groupby(key).ngroup())  # one number for all that tell of the same
    newest = rows
    if rows["age"].nunique() > 1:
        newest = rows[rows["age"] == rows.groupby("same")["age"].transform("max")]
    if len(apart := _first_apart(newest)):
        raise _contradiction(apart, key)
    kept = newest[~newest.duplicated("same", keep="first")]
    restated = _restated(rows, kept)
    repeated = len(rows) - len(kept) - sum(one.count for one in restated)
    kept = kept.drop(columns="same")
    return kept, [*([Dropped(REPEATED, repeated)] if repeated else []), *restated]


def _restated(rows: pd.DataFrame, kept: pd.DataFrame) -> list[Dropped]:
    """The older values that a newer download has changed, one entry a measure with what they came to."""
    older = rows[~rows.index.isin(kept.index)].merge(kept[["same", "value"]], on="same", suffixes=("", "_now"))
    apart = (older["value"] - older["value_now"]).abs() > ROUNDING * older["value_now"].abs().clip(lower=1)
    return [
        Dropped(
            Message(
                "{measure} that a newer download restates, from {before} to {now}",
                measure=MeasureName(measure),
                before=Figure(found["value"].sum()),
                now=Figure(found["value_now"].sum()),
            ),
            len(found),
        )
        for measure, found in older[apart].groupby("measure")
    ]


def _first_apart(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the first key under which values stand that differ by more than rounding; none where all agree."""
    values = rows.groupby("same")["value"]
    low, high = values.min(), values.max()
    apart = high.index[(high - low) > ROUNDING * high.abs().clip(lower=1)]
    return rows[rows["same"].isin(apart[:1])]


def _contradiction(same: pd.DataFrame, key: list[str]) -> ContradictionError:
    told = " and ".join(f"{one.value:,.6g} in {one.table}" for one in same.itertuples())
    about = same[key].iloc[0].to_dict()
    start, end = (about.get("date", about.get(name)) for name in ("start", "end"))
    days = f"{end:%Y-%m-%d}" if start == end else f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    where = ", ".join(part for part in (days, about["channel"], about["campaign"]) if part)
    return ContradictionError(f"{about['measure']} of {where} is {told}; keep only the one that is right")


def join_exports(parts: Sequence[Export], others: Sequence[Dropped] = ()) -> Export:
    """The sheets of one file as one export. Raises ExportError where they contradict each other."""
    first = parts[0]
    try:
        daily, again = combine([(part.file, part.daily) for part in parts if len(part.daily)])
        readings, read_again = combine_readings([(part.file, part.readings) for part in parts if len(part.readings)])
    except ContradictionError as error:
        raise ExportError(first.file, None, str(error)) from None
    events = [part.events for part in parts if len(part.events)]
    periods = [part.period for part in parts if part.period]
    currencies = sorted({part.currency for part in parts if part.currency})
    if len(currencies) > 1:
        raise ExportError(first.file, None, f"holds several currencies: {', '.join(currencies)}")
    return replace(
        first,
        rows=sum(part.rows for part in parts),
        daily=daily,
        readings=readings,
        events=pd.concat(events, ignore_index=True) if events else no_events(),
        tells=tuple(dict.fromkeys(kind for part in parts for kind in part.tells)),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        period=(min(start for start, _ in periods), max(end for _, end in periods)) if periods else None,
        currency=currencies[0] if currencies else None,
        dropped=(*(one for part in parts for one in part.dropped), *again, *read_again, *others),
    )


def _long(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each value that is told: those of the first measure, then those of the next."""
    measures = [column for column in frame.columns if column not in DAILY_KEYS]
    values = frame[measures].to_numpy(float).ravel(order="F")
    told = np.flatnonzero(~np.isnan(values))
    long = frame[DAILY_KEYS].take(told % max(len(frame), 1))
    grain = 2 if (frame["campaign"] != "").any() else int((frame["channel"] != "").any())
    return long.assign(measure=np.repeat(measures, len(frame))[told], value=values[told], table=name, grain=grain)


def _parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each measure and day, the rows of one grain: by channel if there are any, else by campaign, else whole."""
    rank = rows["grain"].map({1: 0, 2: 1, 0: 2})
    return rows[rank == rank.groupby([rows["measure"], rows["date"]]).transform("min")]


def _unexplained(rows: pd.DataFrame, parts: pd.DataFrame) -> pd.DataFrame:
    """What the whole of a day holds beyond its parts, as rows of their own."""
    of_day = ["measure", "date"]
    whole = rows[rows["grain"] == 0].groupby(of_day)["value"].sum()
    parts = parts[parts["grain"] > 0].groupby(of_day)["value"].sum()
    rest = (whole - parts).dropna()
    rest = rest[rest.abs() > ROUNDING * whole.abs().clip(lower=1).reindex(rest.index)]
    return rest.rename("value").reset_index().assign(channel=UNATTRIBUTED, campaign="")
