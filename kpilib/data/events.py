"""Dated events of known customers: put together from several files, and counted by day."""

from collections.abc import Sequence
from datetime import date

import pandas as pd

from kpilib.data.export import DAILY_KEYS, no_events
from kpilib.data.whole import ROUNDING, ContradictionError

Span = tuple[date, date]


def join_events(frames: Sequence[pd.DataFrame], time_zone: str) -> tuple[pd.DataFrame, list[Span]]:
    """The events of all files of a source, each once and dated in the client's time zone, and each file's days.

    A refund may have grown since an earlier file: the largest counts. Raises ContradictionError where two files
    hold different values for the same order.
    """
    if not frames:
        return no_events().assign(date=pd.Series(dtype="datetime64[us]")), []
    dated = [frame.assign(date=_local_days(frame["time"], time_zone)) for frame in frames]
    spans = [(frame["date"].min().date(), frame["date"].max().date()) for frame in dated]
    events = pd.concat(dated, ignore_index=True)
    orders = events[events["kind"] != "refund"].groupby(["kind", "id"])["value"].agg(["min", "max"])
    apart = orders[(orders["max"] - orders["min"]) > ROUNDING * orders["max"].abs().clip(lower=1)]
    if len(apart):
        (kind, name), (low, high) = apart.index[0], apart.iloc[0]
        raise ContradictionError(f"{kind} {name} is {low:,.6g} in one file and {high:,.6g} in another")
    largest_first = events.sort_values("value", ascending=False, kind="stable")
    return largest_first.drop_duplicates(["kind", "id"]).sort_index(ignore_index=True), spans


def _local_days(times: pd.Series, time_zone: str) -> pd.Series:
    return times.dt.tz_convert(time_zone).dt.tz_localize(None).dt.normalize()


def daily_of(events: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """Orders, refunds and net revenue per day and channel.

    A day without an order within the days of one file is a day of zeros; a day that no file covers is missing.
    """
    kind, value = events["kind"], events["value"]
    rows = pd.DataFrame(
        {
            "date": events["date"],
            "channel": events["channel"],
            "campaign": "",
            "orders": (kind == "order").astype(float),
            "refunds": value.where(kind == "refund", 0.0),
            "revenue": value.where(kind == "order", 0.0) - value.where(kind == "refund", 0.0),
        }
    )
    sums = rows.groupby(DAILY_KEYS, as_index=False).sum()
    covered = {day for span in spans for day in pd.date_range(*span)}
    return with_zeros(sums, pd.DatetimeIndex(sorted(covered)))


def with_zeros(daily: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Daily rows with a row of zeros on each of these days that has none."""
    quiet = days.difference(pd.DatetimeIndex(daily["date"]))
    if not len(quiet):
        return daily
    measures = {name: 0.0 for name in daily.columns if name not in DAILY_KEYS}
    zeros = pd.DataFrame({"date": quiet, "channel": daily["channel"].iloc[0], "campaign": "", **measures})
    return pd.concat([daily, zeros], ignore_index=True).sort_values(DAILY_KEYS, ignore_index=True)
