"""A measure day by day, or over the spans that it was read for, from the sources whose values count."""

import math
from collections.abc import Collection, Iterable
from datetime import date

import pandas as pd

from kpilib.data.facts import Coverage, Facts
from kpilib.measure.purchases import repeat_orders
from kpilib.measure.series import Span
from kpilib.plan import catalogue
from kpilib.plan.model import Plan

# No export counts them; orders that name their customers do.
REPEAT_ORDERS = "repeat_orders"


def adds(measure: str) -> bool:
    """Whether a measure's days may be added; those of a client's own measure may."""
    known = catalogue.measures().get(measure)
    return known is None or known.adds


def sources_used(measure: str, facts: Facts, plan: Plan, among: Collection[str] | None = None) -> list[Coverage]:
    """The sources whose values of a measure count: ad platforms (all, or those `among`), or the one that is true."""
    sources = facts.sources_of(measure)
    known = catalogue.measures().get(measure)
    if known and known.platforms:
        return [one for one in sources if among is None or one.source in among]
    chosen = plan.client.truth.get(measure)
    return [one for one in sources if one.source == chosen] or list(sources[:1])


def daily_of(
    measure: str,
    facts: Facts,
    plan: Plan,
    channel: str | None,
    among: Collection[str] | None = None,
    *,
    level: bool = False,
) -> tuple[pd.Series, date | None]:
    """A measure day by day, and the last day on which all its sources have spoken.

    level : whether it is a stock such as followers: a channel that was not read on a day of others is not at zero.
    """
    sources = sources_used(measure, facts, plan, among)
    if not sources and measure == REPEAT_ORDERS and (shops := sources_used("orders", facts, plan)):
        return repeat_orders(facts, shops[0].source, channel)
    if not sources:
        return pd.Series(dtype=float, index=pd.DatetimeIndex([])), None
    # A source that says when it was first used has zeros before, from the quarter's start at the latest.
    first = min(min(one.first, one.starts, plan.quarter.start) if one.starts else one.first for one in sources)
    days = pd.date_range(first, max(one.last for one in sources))
    total = pd.Series(0.0, days)
    for one in sources:
        total = total + of_source(measure, facts, one, channel, days, level=level)
    return total, min(one.last for one in sources)


def spans_of(measure: str, facts: Facts, plan: Plan, channel: str | None) -> tuple[dict[Span, float], date | None]:
    """A measure that may not be added, by the first and last day that it was read for; and its source's last day.

    Without a channel it is the whole, which stands under no channel, or under the one channel that the source has:
    the channels' readings are not added. Nor are those of campaigns, so a span of which only several are told is not
    known.
    """
    sources = sources_used(measure, facts, plan)[:1]
    if not sources:
        return {}, None
    source = sources[0].source
    rows = facts.readings
    rows = rows[(rows["source"] == source) & (rows["measure"] == measure) & rows["value"].notna()]
    rows = rows[rows["channel"] == (_channel_of_all(source, facts) if channel is None else channel)]
    whole = rows["campaign"] == ""
    rows = rows[whole | ~rows.duplicated(["start", "end"], keep=False)]
    read = zip(rows["start"], rows["end"], rows["value"], strict=True)
    spans = {(start, end): float(value) for start, end, value in read}
    return spans, sources[0].last if spans else None


def _channel_of_all(source: str, facts: Facts) -> str:
    """Where the whole of a source stands: under no channel, or under its only one, as all of an ad platform may."""

    def told() -> str:
        tables = (facts.daily, facts.readings)
        names = {name for table in tables for name in table.loc[table["source"] == source, "channel"].unique()}
        return names.pop() if len(names) == 1 else ""

    return facts.kept(("channel of all", source), told)


def sums_over(spans: Iterable[Span], days: pd.Series, last: date | None) -> tuple[dict[Span, float], date | None]:
    """Days added over each span, NaN where one of its days is missing; with their last day, as it came."""
    return {
        (start, end): float(days.reindex(pd.date_range(start, end)).sum(skipna=False)) for start, end in spans
    }, last


def of_source(
    measure: str,
    facts: Facts,
    one: Coverage,
    channel: str | None,
    days: pd.DatetimeIndex,
    *,
    level: bool = False,
) -> pd.Series:
    """What a source tells of a measure on each of some days, of all channels or of one; NaN where it says nothing."""
    key = ("days", measure, one.source, channel, level)
    known = facts.kept(key, lambda: _told(measure, facts, one.source, channel, level))
    if known is None:
        return pd.Series(math.nan, days)
    values = known.reindex(days)
    if one.starts is not None:
        values[values.index < pd.Timestamp(one.starts)] = 0.0
    return values


def _told(measure: str, facts: Facts, source: str, channel: str | None, level: bool) -> pd.Series | None:
    """The days that a source tells of; None where it does not tell channels apart, and is asked for one.

    Exports leave out channels that brought nothing, so one that is not there on a day of others is zero; a level is
    not known then.
    """
    added = facts.has_days(source, measure)
    table, key, column = (facts.daily, "date", measure) if added else (facts.readings, "end", "value")
    told = (table["source"] == source) & table[column].notna()
    if key == "end":
        told &= (table["measure"] == measure) & (table["start"] == table["end"])
    rows = table.loc[told, [key, "channel", column]]
    present = pd.DatetimeIndex(rows[key].unique())
    if channel is not None:
        if channel and not (rows["channel"] != "").any():
            return None
        rows = rows[rows["channel"] == channel]
    elif key == "end":
        rows = rows[rows["channel"] == _channel_of_all(source, facts)]  # what may not be added has its whole there
        present = pd.DatetimeIndex(rows[key].unique())
    sums = rows.groupby(key)[column].sum()
    return sums if level else sums.reindex(present, fill_value=0.0)
