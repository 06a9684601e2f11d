"""The tables of a report, one function a question."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from markupsafe import Markup

from kpilib.data.export import Dropped
from kpilib.data.facts import Facts
from kpilib.data.quality.thresholds import ASKED_IN_WAVES
from kpilib.judge.assessment import Assessment
from kpilib.measure.metrics import channels_of
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric
from kpilib.plan.model import Plan
from kpilib.tell import wording
from kpilib.tell.formats import ABSENT, Format, day, days
from kpilib.tell.language import SOURCE, retold, say, say_count, spoken
from kpilib.tell.names import name_of
from kpilib.tell.quality import tool_name
from kpilib.tell.table import Column, Table, cell, table

MOST_CHANNEL_COLUMNS = 6


def table_channels(plan: Plan, facts: Facts, assessments: Sequence[Assessment]) -> Table:
    """Additive measures behind the KPIs by channel; every column adds up to its total.

    Over the days that all KPIs have in common; without any nothing is shown.
    """
    judged = [one for one in assessments if one.data_to and one.data_to >= one.start]
    first = max((one.start for one in judged), default=date.max)
    last = min((one.data_to for one in judged), default=date.min)
    if first > last:
        return table("channels", [], [])
    metrics = _channel_metrics(plan, facts, judged)
    values = {metric.numerator: channels_of(metric, facts, plan, first, last) for metric in metrics}
    ranks = plan.agreement.priorities
    names = sorted(
        {name for by_channel in values.values() for name in by_channel},
        key=lambda name: (
            name == "",
            ranks.get(name, math.inf),
            *(-by_channel.get(name, 0) for by_channel in values.values()),
        ),
    )
    if len(names) < 2:
        return table("channels", [], [])
    writes = {metric.numerator: Format(metric.unit, plan.client.currency) for metric in metrics}
    columns = [
        Column("channel", say("Channel")),
        *(Column(m.numerator, m.name_in(spoken()), "right") for m in metrics),
    ]
    rows = [
        {"channel": cell(name or say("Not told apart"), _priority(ranks, name))}
        | {key: writes[key](by_channel[name]) if name in by_channel else ABSENT for key, by_channel in values.items()}
        for name in names
    ]
    rows.append({"channel": say("Total")} | {key: writes[key](sum(each.values())) for key, each in values.items()})
    caption = say(
        "{first} to {last}, measured days. Channels are Google Analytics’ default groups; "
        "a dash means that the source has no such channel.",
        first=day(first, year=False),
        last=day(last),
    )
    return table("channels", columns, rows, caption=caption, total=True)


def _priority(ranks: Mapping[str, int], channel: str) -> str:
    return say("priority {rank}", rank=ranks[channel]) if channel in ranks else ""


def _channel_metrics(plan: Plan, facts: Facts, judged: Sequence[Assessment]) -> list[Metric]:
    """The plain sums behind the KPIs of which a source tells the channels."""
    sums = {m.numerator: m for m in plan.metrics.values() if m.kind == "sum" and not m.channel}
    wanted = dict.fromkeys(measure for one in judged for measure in one.metric.measures)
    found = [
        sums[measure]
        for measure in wanted
        if measure in sums
        and measure in facts.daily.columns
        and (facts.daily.loc[facts.daily[measure].notna(), "channel"] != "").any()
    ]
    return found[:MOST_CHANNEL_COLUMNS]


def table_agreed(plan: Plan, assessments: Sequence[Assessment]) -> Table:
    """What was agreed: the statement of each KPI, how it is counted, its owner and its due date."""
    columns = [
        Column("kpi", say("KPI")),
        Column("statement", say("Agreed statement"), full=True),
        Column("made", say("How it is counted"), full=True),
        Column("owner", say("Owner")),
        Column("due", say("Due"), "right"),
    ]
    rows = [
        {
            "kpi": cell(name_of(one), plan.client.goals.get(one.kpi.goal, ""), strong=True),
            "statement": one.kpi.statement,
            "made": wording.definition(one),
            "owner": one.kpi.owner,
            "due": day(one.kpi.due),
        }
        for one in assessments
    ]
    agreed = plan.agreement.agreed
    caption = say("Agreed on {day} by {parties}.", day=day(agreed.on), parties=", ".join(agreed.by))
    return table("agreed", columns, rows, caption=caption)


def table_sources(facts: Facts, first: date, until: date) -> Table:
    """What the numbers rest on: every source, its days, the gaps within the period, what was left out."""
    columns = [
        Column("source", say("Source")),
        Column("measures", say("Brings"), full=True),
        Column("days", say("Days")),
        Column("missing", say("Missing since {day}", day=day(first, year=False))),
        Column("left_out", say("Left out"), full=True),
    ]
    rows = []
    for name in dict.fromkeys(one.source for one in facts.coverage):
        mine = [one for one in facts.coverage if one.source == name]
        files = [export for source, export in facts.exports if source == name]
        gaps = sorted({gap for one in mine for gap in one.missing if first <= gap <= until})
        late = max(one.last for one in mine)
        own = [one for source, one in facts.dropped if source == name]
        rows.append(
            {
                "source": cell(_tool(mine[0].reader, name), strong=True)
                + Markup("<small>{}</small>").format(say_count("{number} file", "{number} files", len(files))),
                "measures": ", ".join(dict.fromkeys(_measure(one.measure) for one in mine)),
                "days": say("{low} to {high}", low=day(min(one.first for one in mine)), high=day(late)),
                "missing": _missing(mine[0].reader, gaps),
                "left_out": _left_out([one for file in files for one in file.dropped] + own),
            }
        )
    return table("sources", columns, rows, spoken=say("The sources, their days and their gaps"))


def _tool(reader: str, source: str) -> str:
    """The tool that a source comes from; a table of one's own is called by its name."""
    if reader == "survey":
        return say("a survey of your own")
    return source if reader == "table" or reader not in catalogue.readers() else tool_name(reader)


def _measure(measure: str) -> str:
    """English names some measures in a whole sentence; beside many others the id is shorter."""
    return measure.replace("_", " ") if spoken() == SOURCE else catalogue.measure_name(measure, spoken())


def _missing(reader: str, gaps: Sequence[date]) -> str:
    if reader in ASKED_IN_WAVES:
        return say("asked in waves")
    return days(tuple(gaps)) if gaps else say("none")


def _left_out(dropped: Sequence[Dropped]) -> str:
    counts = Counter()
    for one in dropped:
        counts[one.reason] += one.count
    told = (
        say_count("{number} row: {why}", "{number} rows: {why}", count, why=retold(reason))
        for reason, count in counts.items()
    )
    return "; ".join(told) or say("nothing")
