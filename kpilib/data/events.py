"""Dated events of known customers and leads, counted by day."""

from datetime import date

import pandas as pd

from kpilib.data.export import DAILY_KEYS, no_daily

# A kind of event to the days on which no event of that kind means that there was none.
Days = dict[str, pd.DatetimeIndex]


def daily_of(events: pd.DataFrame, days: Days) -> pd.DataFrame:
    """What events come to per day and channel.

    order     : orders, refunds, and revenue, which is what was paid less what was refunded on that day.
    lead      : leads, and won_leads by the day they came in.
    qualified : qualified_leads.
    won, lost : won, won_value and lost, by the day on which it was decided.
    A day without an event within the days of one file is a day of zeros; a day that no file covers is missing.
    """
    kind, value, one = events["kind"], events["value"], pd.Series(1.0, events.index)
    paid, back = value.where(kind == "order", 0.0), value.where(kind == "refund", 0.0)
    orders = {"orders": one.where(kind == "order", 0.0), "refunds": back, "revenue": paid - back}
    tables = [
        _by_day(events[kind.isin(["order", "refund"])], days.get("order"), **orders),
        _by_day(events[kind == "lead"], days.get("lead"), leads=one),
        _by_day(events[kind == "qualified"], days.get("qualified"), qualified_leads=one),
        _by_day(events[kind == "won"], days.get("won"), won=one, won_value=value),
        _by_day(events[kind == "lost"], days.get("lost"), lost=one),
    ]
    if "won" in days:
        wins = won_leads(events)
        tables.append(_by_day(wins, days.get("lead"), won_leads=pd.Series(1.0, wins.index)))
    whole = no_daily()
    for table in (one for one in tables if one is not None):
        whole = whole.merge(table, on=DAILY_KEYS, how="outer") if len(whole) else table
    return whole


def _by_day(events: pd.DataFrame, days: pd.DatetimeIndex | None, **measures: pd.Series) -> pd.DataFrame | None:
    if days is None:
        return None
    rows = events[events["date"].isin(days)]
    frame = rows[["date", "channel"]].assign(
        campaign="", **{name: told[rows.index] for name, told in measures.items()}
    )
    sums = frame.groupby(DAILY_KEYS, as_index=False).sum(min_count=1)
    return with_zeros(sums, days)


def won_leads(events: pd.DataFrame) -> pd.DataFrame:
    """The leads that were won: date and channel of the day they came in, and the day they were `won`.

    A deal is won for the lead that it is itself, or else for the lead that is its customer; where neither is known
    it is won for none.
    """
    keys = ["source"] if "source" in events.columns else []
    leads = events.loc[events["kind"] == "lead", [*keys, "id", "date", "channel"]]
    won = events.loc[events["kind"] == "won", [*keys, "id", "customer", "date"]].rename(columns={"date": "won"})
    own = won.merge(leads, on=[*keys, "id"])
    of_leads = pd.MultiIndex.from_frame(won[[*keys, "id"]]).isin(pd.MultiIndex.from_frame(leads[[*keys, "id"]]))
    others = won[~of_leads].drop(columns="id")
    theirs = others.merge(leads, left_on=[*keys, "customer"], right_on=[*keys, "id"])
    wins = pd.concat([own, theirs], ignore_index=True).sort_values("won", kind="stable")
    return wins.drop_duplicates([*keys, "id"])[[*keys, "date", "channel", "won"]]


def without_later_wins(daily: pd.DataFrame, events: pd.DataFrame, day: date) -> pd.DataFrame:
    """Daily rows of facts less the leads that were won after `day`: on that day nobody knew it yet."""
    if "won_leads" not in daily.columns:
        return daily
    keys = ["source", "date", "channel"]
    wins = won_leads(events)
    late = wins[wins["won"] > pd.Timestamp(day)].groupby(keys).size().rename("later").reset_index()
    if not len(late):
        return daily
    later = daily[keys].merge(late, on=keys, how="left")["later"].fillna(0.0).to_numpy()
    return daily.assign(won_leads=daily["won_leads"] - later)


def with_zeros(daily: pd.DataFrame, days: pd.DatetimeIndex) -> pd.DataFrame:
    """Daily rows with a row of zeros on each of these days that has none."""
    quiet = days.difference(pd.DatetimeIndex(daily["date"]))
    if not len(quiet):
        return daily
    measures = {name: 0.0 for name in daily.columns if name not in DAILY_KEYS}
    channel = daily["channel"].iloc[0] if len(daily) else ""
    zeros = pd.DataFrame({"date": quiet, "channel": channel, "campaign": "", **measures})
    parts = [part for part in (daily, zeros) if len(part)]
    return pd.concat(parts, ignore_index=True).sort_values(DAILY_KEYS, ignore_index=True)
