"""Parts against wholes: what channels, named rows and named queries leave out of a source's own total."""

from collections.abc import Iterator

import pandas as pd

from kpilib.data.channels import UNATTRIBUTED
from kpilib.data.export import DAILY_KEYS
from kpilib.data.quality import thresholds as at
from kpilib.data.quality.finding import DataFinding
from kpilib.data.quality.look import Look
from kpilib.plan.finding import Quantity

OTHER = "(other)"


def unattributed(look: Look) -> Iterator[DataFinding]:
    """What the channels of a source leave unexplained of its total in the quarter."""
    for source, measure, share in unattributed_shares(look):
        if share > at.UNATTRIBUTED_SHARE:
            yield DataFinding("unattributed", source, (measure,), values={"share": Quantity(share, "percent")})


def unattributed_shares(look: Look) -> Iterator[tuple[str, str, float]]:
    """Source, measure and share of the total that no channel explains, where the source tells total and channels.

    Days on which the channels come to more than the total count as much as those on which they come to less.
    """
    daily = look.facts.daily[look.facts.daily["date"] >= pd.Timestamp(look.start)]
    for source in look.sources:
        mine = daily[daily["source"] == source]
        rest = mine[mine["channel"] == UNATTRIBUTED]
        for measure in look.totals(source):
            total = float(mine[measure].sum())
            if total > 0 and rest[measure].notna().any():
                yield source, str(measure), float(rest[measure].abs().sum()) / total


def other_row(look: Look) -> Iterator[DataFinding]:
    """What a source has put into its row (other), because it had too many different values to tell."""
    for source in look.sources:
        frames = [_of_the_quarter(look, export.daily) for export in look.exports(source) if len(export.daily)]
        if not frames:
            continue
        rows = pd.concat(frames, ignore_index=True).rename(columns=look.names(source))
        hidden = rows[(rows["channel"] == OTHER) | (rows["campaign"] == OTHER)]
        for measure in rows.columns.difference(DAILY_KEYS):
            total = float(rows[measure].sum())
            share = float(hidden[measure].sum()) / total if total > 0 else 0.0
            if share > at.OTHER_SHARE:
                yield DataFinding("other-row", source, (str(measure),), values={"share": Quantity(share, "percent")})


def _of_the_quarter(look: Look, frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["date"].between(pd.Timestamp(look.start), pd.Timestamp(look.until))]


def hidden_queries(look: Look) -> Iterator[DataFinding]:
    """Clicks from queries that Search Console keeps to itself, of all clicks of the same days."""
    read = look.facts.readings[look.facts.readings["measure"] == "query_clicks"]
    for source, rows in read.groupby("source"):
        frame, last = look.totals(str(source)), rows.loc[rows["end"].idxmax()]
        if "search_clicks" not in frame:
            continue
        whole, named = float(frame.loc[last["start"] : last["end"], "search_clicks"].sum()), float(last["value"])
        if whole and 1 - named / whole > at.HIDDEN_SHARE:
            values = {"share": Quantity(1 - named / whole, "percent"), "named": named, "all": whole}
            yield DataFinding("hidden-queries", str(source), ("search_clicks",), values=values)
