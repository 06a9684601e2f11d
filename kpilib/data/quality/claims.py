"""What platforms claim against what there was: two platforms may both claim the same order."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from kpilib.data.quality import thresholds as at
from kpilib.data.quality.finding import DataFinding
from kpilib.data.quality.look import Look, results_source

CLAIMED = {"claimed_conversions": "orders", "claimed_leads": "leads"}  # what is claimed, and what it is held to


@dataclass(frozen=True)
class Claims:
    """What each platform claims in the quarter of a kind of results, and how many there were on the same days."""

    measure: str
    by_platform: dict[str, float]
    results: str
    source: str
    there_were: float

    @property
    def times(self) -> float:
        return sum(self.by_platform.values()) / self.there_were if self.there_were else math.inf


def claims(look: Look) -> Iterator[Claims]:
    """Claims against results, for every kind that both the platforms and a source of the business tell."""
    days = pd.date_range(look.start, look.until)
    for measure, results in CLAIMED.items():
        known = results_source(look, (results,))
        claiming = [one.source for one in look.facts.sources_of(measure) if measure in look.totals(one.source)]
        if known is None or not claiming:
            continue
        whole = look.totals(known[1])[results].reindex(days)
        told = pd.DataFrame({source: look.totals(source)[measure].reindex(days) for source in claiming})
        both = whole.notna() & told.notna().any(axis=1)
        if both.any():
            by_platform = {str(name): float(told.loc[both, name].sum()) for name in told}
            yield Claims(measure, by_platform, results, known[1], float(whole[both].sum()))


def over_claimed(look: Look) -> Iterator[DataFinding]:
    """Platforms that together claim more than there was."""
    for one in claims(look):
        if one.there_were >= at.SMALLEST_USUAL and one.times > at.CLAIMED_TIMES:
            values = {"platforms": tuple(one.by_platform), "claimed": sum(one.by_platform.values())}
            values |= {"results": one.results, "there_were": one.there_were, "times": one.times}
            yield DataFinding("over-claimed", one.source, (one.measure,), values=values)
