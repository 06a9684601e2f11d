"""Answers of a survey as estimates: one a wave, or one a quarter where every day brings answers.

Answers that stand under a wave's name are that wave. Those of single days without one are put together by fiscal
quarter: the people are different, so their counts may be added, and shares of waves are never averaged.
"""

from datetime import date

import pandas as pd

from kpilib.data.facts import Facts
from kpilib.measure.days import sources_used
from kpilib.measure.estimate import Estimate
from kpilib.measure.shares import LEVEL
from kpilib.plan.catalogue import Metric
from kpilib.plan.message import Message
from kpilib.plan.model import Plan
from kpilib.plan.periods import Quarter

SCORE = {"promoters": "detractors"}  # what is taken away from what, for a score


def waves_of(
    metric: Metric, facts: Facts, plan: Plan, channel: str | None = None, level: float = LEVEL
) -> tuple[Estimate, ...]:
    """Every wave of a survey metric, oldest first; empty where no source brings it.

    Without a channel it is what was asked under no channel: those asked elsewhere are other people.
    """
    hits, *less = (_counts(measure, facts, plan, channel) for measure in asked_for(metric))
    against = less[0] if less else None
    waves = []
    for name, row in hits.iterrows():
        if against is not None and name not in against.index:
            continue
        waves.append(
            Estimate(
                _told(str(name), row["start"].date(), row["end"].date()),
                row["start"].date(),
                row["end"].date(),
                float(row["value"]),
                float(row["n"]),
                float(against.loc[name, "value"]) if against is not None else 0.0,
                "nps" if against is not None else "share",
                level,
            )
        )
    return tuple(sorted(waves, key=lambda wave: (wave.last, wave.first, wave.name)))


def asked_for(metric: Metric) -> tuple[str, ...]:
    """The answers that a metric counts, and of a score those that it takes away from them."""
    return (metric.numerator, SCORE[metric.numerator]) if metric.unit == "points" else (metric.numerator,)


def _counts(measure: str, facts: Facts, plan: Plan, channel: str | None) -> pd.DataFrame:
    """Those who said so and those who answered, by wave: start, end, value, n."""
    sources = sources_used(measure, facts, plan)[:1]
    rows = facts.readings
    rows = rows[(rows["measure"] == measure) & rows["source"].isin([one.source for one in sources])]
    rows = rows[(rows["channel"] == (channel or "")) & rows["value"].notna() & (rows["n"] > 0)]
    if not len(rows):
        return pd.DataFrame({"start": [], "end": [], "value": [], "n": []})
    waves = rows.assign(wave=[_wave(row, plan.quarter) for row in rows.itertuples()])
    return waves.groupby("wave").agg({"start": "min", "end": "max", "value": "sum", "n": "sum"})


def _wave(row, like: Quarter) -> str:
    """The wave that an answer belongs to: the one it names, its quarter, or the span it was asked in."""
    if row.campaign:
        return row.campaign
    if row.start == row.end:
        return Quarter.containing(row.end.date(), like).name
    return str(_span(row.start.date(), row.end.date()))


def _told(wave: str, first: date, last: date) -> str:
    """The name of a wave; one that is called by its days can be told in any language."""
    span = _span(first, last)
    return span if wave == span else wave


def _span(first: date, last: date) -> Message:
    return Message("{first} to {last}", first=first, last=last)


def scale_notes(facts: Facts) -> tuple[str, ...]:
    """How the scales of the answers were understood, such as that one goes from 1 to 10 and not from 0."""
    names = {one.source for one in facts.coverage if one.measure in ("promoters", "satisfied")}
    told = [note for source, export in facts.exports if source in names for note in export.notes]
    return tuple(dict.fromkeys(told))


def last_told(estimates: tuple[Estimate, ...]) -> date | None:
    """The last day that any of them tells of."""
    return max((one.last for one in estimates), default=None)
