"""Campaigns: how many of those who came converted, with what they are held against in plain sight."""

import math
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.measure.series import SMALLEST_DENOMINATOR
from kpilib.measure.shares import LEVEL, wilson

# What converts and what it is held against, the truest first. A click on a mail is engagement and no sale.
RATES = (
    ("orders", "sessions"),
    ("qualified_conversions", "sessions"),
    ("key_events", "sessions"),
    ("qualified_leads", "sessions"),
    ("leads", "sessions"),
    ("claimed_conversions", "clicks"),
    ("email_clickers", "email_delivered"),
)


@dataclass(frozen=True)
class Campaign:
    """One campaign of one source: so many conversions of so many sessions, clicks or deliveries."""

    name: str
    source: str
    numerator: str
    denominator: str
    hits: float
    n: float
    first: date
    last: date

    @property
    def rate(self) -> float:
        """NaN below 30 in the denominator: fewer are noise."""
        return self.hits / self.n if self.n >= SMALLEST_DENOMINATOR else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's; NaN where the quotient is no share."""
        if math.isnan(self.rate) or self.hits > self.n:
            return math.nan, math.nan
        return wilson(self.hits, self.n, LEVEL)


def campaigns(facts: Facts, first: date, last: date) -> tuple[Campaign, ...]:
    """Every campaign with a denominator between two days, source by source, the largest first."""
    within = facts.daily["date"].between(pd.Timestamp(first), pd.Timestamp(last))
    rows = facts.daily[(facts.daily["campaign"] != "") & within]
    found = []
    for source, mine in rows.groupby("source"):
        pair = next((pair for pair in RATES if _both(mine, pair)), None)
        if pair is None:
            continue
        told = mine.dropna(subset=list(pair))
        for name, group in told.groupby("campaign"):
            sums = [float(group[measure].sum()) for measure in pair]
            days = group.loc[group[pair[1]] > 0, "date"]
            if sums[1] > 0:
                found.append(Campaign(str(name), str(source), *pair, *sums, days.min().date(), days.max().date()))
    return tuple(sorted(found, key=lambda one: (RATES.index((one.numerator, one.denominator)), one.source, -one.n)))


def _both(rows: pd.DataFrame, pair: tuple[str, str]) -> bool:
    return all(name in rows.columns and rows[name].notna().any() for name in pair)
