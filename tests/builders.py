"""Plans and facts in memory, from a few words: what the tests of measure, judge and tell stand on."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from kpilib.data.export import no_events
from kpilib.data.facts import Coverage, Facts, missing_days
from kpilib.judge.assess import assess
from kpilib.judge.assessment import Assessment
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric
from kpilib.plan.client import Client
from kpilib.plan.model import Kpi, Plan, QuarterFile
from kpilib.plan.periods import Quarter, last_whole_day

KEYS = ("date", "source", "channel", "campaign")
READING_KEYS = ("start", "end", "source", "measure", "channel", "campaign", "value", "n")
DAY = "datetime64[us]"
NO_DAILY = pd.DataFrame(columns=list(KEYS)).astype({"date": DAY})
NO_READINGS = pd.DataFrame(columns=list(READING_KEYS)).astype({"start": DAY, "end": DAY})
NO_EVENTS = no_events().assign(date=pd.Series(dtype=DAY), source=pd.Series(dtype=object))


def day(text: str) -> date:
    return date.fromisoformat(text)


def after(first: str, days: int) -> str:
    """The date so many days after `first`."""
    return (day(first) + timedelta(days=days)).isoformat()


def kpi_of(metric: str = "leads", **fields) -> Kpi:
    """A KPI due at the end of Q3 2026, without a target unless one is given."""
    agreed = {
        "id": metric,
        "metric": metric,
        "statement": f"So many {metric}",
        "due": "2026-09-30",
        "owner": "Ana",
        "level": "business",
        "goal": "grow",
    }
    return Kpi(**(agreed | fields))


def plan_of(*kpis: Kpi, metrics: dict | None = None, client: dict | None = None, **agreement) -> Plan:
    """A plan for Q3 2026. `client` adds to client.yml, `agreement` to the quarter's file."""
    about = {
        "name": "Kedai Uji",
        "currency": "EUR",
        "timezone": "Europe/Berlin",
        "goals": {"grow": "Grow sales"},
        "sources": [{"file": "exports/*.csv"}],
    }
    own = {key: Metric(**fields) for key, fields in (metrics or {}).items()}
    return Plan(
        id="kedai-uji",
        client=Client(**(about | {"metrics": own} | (client or {}))),
        quarter=Quarter.parse("2026Q3"),
        agreement=QuarterFile(
            agreed={"on": "2026-06-26", "by": ["Ana", "Budi"]}, kpis=kpis or (kpi_of(),), **agreement
        ),
        metrics={**catalogue.metrics(), **own},
    )


def metric_of(name: str) -> Metric:
    return catalogue.metrics()[name]


def rows(source: str, first: str, *, channel: str = "", **measures: Sequence[float | None]) -> pd.DataFrame:
    """Additive rows of one source and channel, one a day from `first`; None is a value that was not measured."""
    count = len(next(iter(measures.values())))
    keys = {"date": pd.date_range(first, periods=count, unit="us"), "source": source, "channel": channel}
    told = {name: np.array(values, dtype=float) for name, values in measures.items()}
    return pd.DataFrame({**keys, "campaign": "", **told})


def readings(source: str, first: str, *, channel: str = "", **measures: Sequence[float | None]) -> pd.DataFrame:
    """Readings of one source and channel, one a day from `first`: values that may not be added."""
    parts = []
    for name, values in measures.items():
        days = pd.date_range(first, periods=len(values), unit="us")
        frame = pd.DataFrame({"start": days, "end": days, "value": pd.Series(values, dtype=float)})
        parts.append(frame.assign(source=source, measure=name, channel=channel, campaign="", n=float("nan")))
    return pd.concat(parts, ignore_index=True)[list(READING_KEYS)]


def facts_of(*frames: pd.DataFrame, starts: dict[str, str] | None = None) -> Facts:
    """Facts of frames made by `rows` and `readings`. `starts` is the day on which a source was first used."""
    added = [frame for frame in frames if "date" in frame.columns]
    read = [frame for frame in frames if "end" in frame.columns]
    daily = pd.concat(added, ignore_index=True) if added else NO_DAILY
    taken = pd.concat(read, ignore_index=True) if read else NO_READINGS
    began = {source: day(text) for source, text in (starts or {}).items()}
    present: dict[tuple[str, str], set[date]] = {}
    days, sources = daily["date"].dt.date.to_numpy(), daily["source"].to_numpy(object)
    for measure in [name for name in daily.columns if name not in KEYS]:
        told = daily[measure].notna().to_numpy()
        for source in sorted(set(sources[told])):
            present[source, measure] = set(days[told & (sources == source)])
    for (source, measure), found in taken[taken["value"].notna()].groupby(["source", "measure"]) if read else ():
        present.setdefault((source, measure), set(found["end"].dt.date))
    coverage = tuple(
        Coverage(source, "table", measure, min(on), max(on), missing_days(on, min(on), max(on)), began.get(source))
        for (source, measure), on in present.items()
    )
    return Facts(daily, taken, NO_EVENTS, coverage, ())


def judged(facts: Facts, as_of: str, kpi: Kpi, **plan) -> Assessment:
    """One KPI judged as of a day, on facts of which nothing later is seen, as a report does it."""
    agreed = plan_of(kpi, **plan)
    seen = facts.until(last_whole_day(day(as_of), agreed.quarter))
    return assess(agreed, agreed.kpis[0], seen, day(as_of))
