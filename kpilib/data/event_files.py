"""Dated events of a source, put together from several downloads, each of them once.

An id is told by the newest download that holds it: a deal that was lost last month and is won now is won.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from kpilib.data.events import Days
from kpilib.data.export import EVENT_COLUMNS, Dropped, Export, no_events
from kpilib.data.whole import ROUNDING, ContradictionError
from kpilib.plan.message import Message

# Kinds of our own that a file needs on the way and facts do not have: an id that is no order, and a row that counts
# as nothing and still shows that its file is about that day.
VOID, SEEN = "void", "seen"
# These say which days a file is about. A refund, or the end of a deal, may come long after the file's last order.
OPENS = ("order", "lead", VOID, SEEN)
ENDS = ("won", "lost")
DEAL = "deal "  # begins the id of a deal


@dataclass(frozen=True)
class Joined:
    """Events of one source, each once, with `date` in the client's time zone.

    days    : kind to the days on which no such event means that there was none.
    dropped : what was left out when the files were put together.
    """

    events: pd.DataFrame
    days: Days
    dropped: tuple[Dropped, ...] = ()


def join_events(exports: Sequence[Export], time_zone: str, own: Sequence[str | None] = ()) -> Joined:
    """The events of all files of a source.

    own : of each file the zone that its times without a zone are of, where it is not the client's.
    A refund may have grown since an earlier download: the largest counts. A deal is a lead only where no file says
    which people came in, because the two would be counted twice. Raises ContradictionError where two downloads of
    one age tell different things of the same id.
    """
    files = zip(exports, own or [None] * len(exports), strict=True)
    told = [(export, _dated(export.events, time_zone, zone)) for export, zone in files if len(export.events)]
    if not told:
        return Joined(no_events().assign(date=pd.Series(dtype="datetime64[us]")), {})
    people = any(((frame["kind"] == "lead") & ~frame["id"].str.startswith(DEAL)).any() for _, frame in told)
    if people:
        told = [(export, _seen(frame)) for export, frame in told]
    ages = [export.last_day.toordinal() if export.last_day else 0 for export, _ in told]
    rows = pd.concat([frame.assign(age=age) for (_, frame), age in zip(told, ages, strict=True)], ignore_index=True)
    events, dropped = _once(rows)
    deals = int(((events["kind"] == SEEN) & events["id"].str.startswith(DEAL)).sum())
    dropped += [Dropped(Message("deal that is no lead of its own, as its people are"), deals)] if deals else []
    events = events[events["kind"] != SEEN].drop(columns="age")
    days = _days(told)
    late = _uncovered(events, days)
    dropped += [Dropped(Message("refund of a day whose orders no file holds"), late)] if late else []
    return Joined(events.sort_values(["time", "kind"], kind="stable", ignore_index=True), days, tuple(dropped))


def _dated(events: pd.DataFrame, time_zone: str, own: str | None) -> pd.DataFrame:
    """With the time in UTC and the day in the client's time zone; a time without a zone is the client's own."""
    times = events["time"]
    if times.dt.tz is None:
        # Of the two hours that an autumn night calls the same, the earlier one.
        first = times.notna().to_numpy()
        times = times.dt.tz_localize(own or time_zone, ambiguous=first, nonexistent="shift_forward")
    days = times.dt.tz_convert(time_zone).dt.tz_localize(None).dt.normalize()
    return events.reindex(columns=EVENT_COLUMNS).assign(time=times.dt.tz_convert("UTC"), date=days)


def _seen(frame: pd.DataFrame) -> pd.DataFrame:
    deal = (frame["kind"] == "lead") & frame["id"].str.startswith(DEAL)
    return frame.assign(kind=frame["kind"].mask(deal, SEEN))


def _once(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Dropped]]:
    """Each event once, from the newest file that holds its id; orders that are none are gone with their refunds."""
    newest = rows["age"] == rows.groupby("id")["age"].transform("max")
    now = rows[newest | (rows["kind"] == "refund")]
    void = set(now.loc[now["kind"] == VOID, "id"])
    cancelled = rows["id"].isin(void) & rows["kind"].isin(["order", "refund"])
    now = now[~now["id"].isin(void)]
    _agree(now[now["kind"] != "refund"])
    kept = now.sort_values("value", ascending=False, kind="stable").drop_duplicates(["kind", "id"])
    others = rows[~rows.index.isin(kept.index) & ~rows["kind"].isin([VOID, SEEN]) & ~cancelled]
    same = others.merge(kept, on=["kind", "id"], how="left", suffixes=("", "_now"), indicator=True)
    changed = (same["_merge"] == "left_only") | _apart(same["value"], same["value_now"])
    counts = {
        Message("order that another download cancels"): rows.loc[
            cancelled & (rows["kind"] == "order"), "id"
        ].nunique(),
        Message("event that a newer download tells otherwise"): int(changed.sum()),
        Message("event that another file holds too"): int((~changed).sum()),
    }
    return kept, [Dropped(reason, count) for reason, count in counts.items() if count]


def _apart(one: pd.Series, other: pd.Series) -> pd.Series:
    """Whether two values differ by more than rounding; a value that is missing on both sides is the same."""
    far = (one - other).abs() > ROUNDING * other.abs().clip(lower=1)
    return far | (one.isna() != other.isna())


def _agree(rows: pd.DataFrame) -> None:
    values = rows.groupby(["kind", "id"])["value"].agg(["min", "max"])
    apart = values[_apart(values["min"], values["max"])]
    if len(apart):
        (kind, name), (low, high) = apart.index[0], apart.iloc[0]
        raise ContradictionError(f"{kind} {name} is {low:,.6g} in one file and {high:,.6g} in another")
    ends = rows[rows["kind"].isin(ENDS)].groupby("id")["kind"].nunique()
    if (ends > 1).any():
        raise ContradictionError(f"{ends.idxmax()} is won in one file and lost in another; keep only the newer one")


def _days(told: Sequence[tuple[Export, pd.DataFrame]]) -> Days:
    """Per kind the days of every file that tells of it, from the first to the last day that the file is about."""
    found: dict[str, pd.DatetimeIndex] = {}
    for export, frame in told:
        opening = frame["kind"].isin(OPENS)
        for kind in sorted({*frame["kind"], *export.tells} - {"refund", VOID, SEEN}):
            same = frame["kind"].isin(ENDS if kind in ENDS else [kind])
            own = frame.loc[same if kind == "lead" else same | opening, "date"]
            if len(own):
                days = pd.date_range(own.min(), own.max())
                found[kind] = found.get(kind, days).union(days)
    return found


def _uncovered(events: pd.DataFrame, days: Days) -> int:
    covered = days.get("order", pd.DatetimeIndex([]))
    return int(((events["kind"] == "refund") & ~events["date"].isin(covered)).sum())
