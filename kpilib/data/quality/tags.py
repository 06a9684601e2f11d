"""Tags that fell silent: a source that counts half of its usual while the results of the business held."""

from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd

from kpilib.data.quality import thresholds as at
from kpilib.data.quality.finding import DataFinding
from kpilib.data.quality.look import Look, days_of, measure_of, results_source, runs_of
from kpilib.data.quality.usual import depth_of, usual_of
from kpilib.plan.finding import Quantity

SITE = ("sessions", "views", "new_users", "events")  # a source with one of these counts what happens on a site
RESULTS = ("orders", "leads", "qualified_leads")


def silent_tags(look: Look) -> Iterator[DataFinding]:
    """Days on which a site or an ad platform counted less than half of its usual while the results held.

    The results are orders, or else leads, of another source. What a platform claims is only told where its clicks
    held too: a campaign that was paused is no broken tag. Money is not looked at: what it is made of is.
    """
    found = results_source(look, RESULTS)
    if found is None:
        return
    result, where = found
    held = _held(look.totals(where)[result])
    for source in look.sources:
        frame = look.totals(source)
        if source == where or not len(frame):
            continue
        low, usual = _low(frame)
        low = low[low.index >= pd.Timestamp(look.since)]
        for run in runs_of(days_of(low.index[low.any(axis=1)])):
            kept = held(run)
            if kept is not None:
                rows = [pd.Timestamp(day) for day in run]
                measures = [name for name in low if low.loc[rows, name].any()]
                share = float(frame.loc[rows, measures].sum().sum() / usual.loc[rows, measures].sum().sum())
                told = {"share": Quantity(share, "percent"), "results": result, "other": where}
                yield DataFinding("tag", source, tuple(measures), run, told | {"held": Quantity(kept, "percent")})


def _low(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Where a tracked count is below half of its usual and outside of its own noise; and what is usual."""
    usual = frame.apply(usual_of)
    low = (frame < at.TAG_DROP * usual) & (usual >= at.SMALLEST_USUAL)
    low &= pd.DataFrame({name: depth_of(frame[name], usual[name]) > at.LOW_DEPTH for name in frame})
    site = any(name in frame for name in SITE)
    if not site and "clicks" in frame:
        low = low.mask(frame["clicks"] < at.TAG_DROP * usual["clicks"], False)
    known = {str(name): measure_of(str(name)) for name in frame}
    watched = [name for name, one in known.items() if not one.money and (one.claim or (site and not one.platforms))]
    return low[watched], usual


def _held(results: pd.Series) -> Callable[[tuple[date, ...]], float | None]:
    """Tells at which share of their usual the results of a run stood; None where they fell too, or were too few."""
    usual = usual_of(results)

    def share(run: tuple[date, ...]) -> float | None:
        rows = [pd.Timestamp(day) for day in run]
        now, before = results.reindex(rows), usual.reindex(rows)
        both = now.notna() & before.notna()
        expected = float(before[both].sum())
        if expected < at.FEWEST_RESULTS:
            return None
        kept = float(now[both].sum()) / expected
        return kept if kept >= at.RESULTS_HELD else None

    return share
