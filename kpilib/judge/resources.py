"""What was spent of a line of the budget or of the hours, day by day."""

import re
from dataclasses import replace
from typing import Literal

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.measure.metrics import series_of
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric
from kpilib.plan.model import Plan

Resource = Literal["budget", "hours"]

# What is spent of each resource: hours come from a table of the client's own, such as a time sheet.
MEASURE: dict[Resource, str] = {"budget": "cost", "hours": "hours"}


def spent_of(line: str, resource: Resource, plan: Plan, facts: Facts) -> pd.Series | None:
    """What a line of `budget` or `hours` was spent day by day, NaN where not known; None where no source tells it.

    A line is found by its name, capitals and punctuation aside, in this order:
    1. a platform: every word of the line stands in the source's label or in its reader's name, so that the line
       `Google Ads` is the reader google_ads, and the line `Meta` the source meta_spend;
    2. a channel: all spending that the sources book under this channel, such as `Paid Social`.
    """
    measure = MEASURE[resource]
    wanted = _words(line)
    sources = {one.source for one in facts.sources_of(measure) if wanted <= _words(one.source)} or {
        one.source for one in facts.sources_of(measure) if wanted <= _words(_tool(one.reader))
    }
    metric = Metric(name=line, kind="sum", numerator=measure, unit="number", improvement="neutral", stage="plan")
    if sources:
        return series_of(metric, _only(sources, facts), plan).numerator
    rows = facts.daily[facts.daily[measure].notna()] if measure in facts.daily.columns else facts.daily.iloc[:0]
    channel = next((name for name in sorted(set(rows["channel"])) if name and _words(name) == wanted), None)
    if channel is None:
        return None
    # A source without channels would leave every day of the channel unknown.
    sources = set(rows.loc[rows["channel"] == channel, "source"])
    return series_of(metric, _only(sources, facts), plan, channel=channel).numerator


def _only(sources: set[str], facts: Facts) -> Facts:
    return replace(facts, coverage=tuple(one for one in facts.coverage if one.source in sources))


def _tool(reader: str) -> str:
    """The reader `table` and a warehouse are nobody's tools: their names must not be taken for one."""
    return "" if reader in ("table", "warehouse") else catalogue.readers().get(reader, reader)


def _words(name: str) -> set[str]:
    """The words of a name.

    >>> sorted(_words("google_ads")), sorted(_words("Meta spend"))
    (['ads', 'google'], ['meta', 'spend'])
    """
    return set(re.findall(r"[^\W_]+", name.casefold()))
