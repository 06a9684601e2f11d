"""The tables of a report, one function a question."""

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from kpilib.data.export import Dropped
from kpilib.data.facts import Facts
from kpilib.judge.assess import Assessment
from kpilib.measure.metrics import channels_of
from kpilib.plan import catalogue
from kpilib.plan.catalogue import Metric
from kpilib.plan.model import Plan
from kpilib.tell import bullet, wording
from kpilib.tell.formats import ABSENT, Format, day, days, share
from kpilib.tell.page import fragment
from kpilib.tell.style import INK
from kpilib.tell.table import Column, Table, cell, table

MOST_CHANNEL_COLUMNS = 6


def table_scorecard(plan: Plan, assessments: Sequence[Assessment]) -> Table:
    """Every KPI in a row, worst first: actual, progress, target, pace, what it needs, and the year before."""
    columns = [
        Column("kpi", "KPI"),
        Column("actual", "Actual", "right"),
        Column("progress", "Progress to target", full=True),
        Column("target", "Target", "right"),
        Column("status", "Verdict"),
        Column("needed", "Needed\nper day", "right"),
        Column("before", f"{plan.quarter.year_before.name},\nwhole period", "right"),
    ]
    rows = [_scored(one) for one in assessments]
    ends = sorted({one.data_to for one in assessments if one.data_to})
    until = f", data to {day(ends[0])}" if len(ends) == 1 else ""
    first, due = min(one.start for one in assessments), max(one.kpi.due for one in assessments)
    caption = f"{len(rows)} agreed KPIs, worst first. Period {day(first, year=False)} to {day(due)}{until}."
    return table("score", columns, rows, caption=caption, after=fragment("key.html.j2", example=_example()))


def _scored(one: Assessment) -> dict[str, str]:
    write = wording.format_of(one)
    stage = f"{wording.STAGE[one.metric.stage]} · {one.kpi.level} · {one.kpi.owner}"
    limit = "≤\N{NO-BREAK SPACE}" if one.metric.improvement == "decrease" and not math.isnan(one.target) else ""
    word = fragment("word.html.j2", course=one.course, word=wording.status_word(one))
    apart = f"{share(one.pace.relative, sign=True)} to pace" if one.pace else ""
    if one.pace is None and not math.isnan(one.attainment):
        apart = f"{share(one.attainment - 1, sign=True)} to target"
    gap = f"{len(one.missing)} days missing" if one.missing else ""
    needed = (
        cell(wording.rate(one.required.per_day, write), f"now {wording.rate(one.required.recent_per_day, write)}")
        if one.required
        else ""
    )
    return {
        "kpi": cell(one.name, stage, strong=True),
        "actual": cell(write(one.actual), gap, strong=True),
        "progress": bullet.bullet(one, alt=wording.finding(one)),
        "target": limit + write(one.target),
        "status": word + (Markup("<small>{}</small>").format(apart) if apart else ""),
        "needed": needed,
        "before": write(one.baseline),
    }


def _example() -> Markup:
    alt = "How to read a bar: a dark bar is the actual, a triangle the plan today, a tall line the target."
    return bullet.draw(actual=0.46, pace=0.55, colour=INK, alt=alt)


def table_channels(plan: Plan, facts: Facts, assessments: Sequence[Assessment]) -> Table:
    """Additive measures behind the KPIs by channel; every column adds up to its total."""
    judged = [one for one in assessments if one.data_to and one.data_to >= one.start]
    if not judged:
        return table("channels", [], [])
    first, last = max(one.start for one in judged), min(one.data_to for one in judged)
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
    columns = [Column("channel", "Channel"), *(Column(m.numerator, m.name, "right") for m in metrics)]
    rows = [
        {"channel": cell(name or "Not told apart", f"priority {ranks[name]}" if name in ranks else "")}
        | {key: writes[key](by_channel[name]) if name in by_channel else ABSENT for key, by_channel in values.items()}
        for name in names
    ]
    rows.append({"channel": "Total"} | {key: writes[key](sum(each.values())) for key, each in values.items()})
    caption = (
        f"{day(first, year=False)} to {day(last)}, measured days. Channels are Google Analytics’ default groups; "
        "a dash means that the source has no such channel."
    )
    return table("channels", columns, rows, caption=caption, total=True)


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
        Column("kpi", "KPI"),
        Column("statement", "Agreed statement", full=True),
        Column("made", "How it is counted", full=True),
        Column("owner", "Owner"),
        Column("due", "Due", "right"),
    ]
    rows = [
        {
            "kpi": cell(one.name, plan.client.goals.get(one.kpi.goal, ""), strong=True),
            "statement": one.kpi.statement,
            "made": wording.definition(one),
            "owner": one.kpi.owner,
            "due": day(one.kpi.due),
        }
        for one in assessments
    ]
    agreed = plan.agreement.agreed
    caption = f"Agreed on {day(agreed.on)} by {', '.join(agreed.by)}."
    return table("agreed", columns, rows, caption=caption)


def table_sources(facts: Facts, first: date, until: date) -> Table:
    """What the numbers rest on: every source, its days, the gaps within the period, what was left out."""
    columns = [
        Column("source", "Source"),
        Column("measures", "Brings", full=True),
        Column("days", "Days"),
        Column("missing", f"Missing since {day(first, year=False)}"),
        Column("left_out", "Left out", full=True),
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
                "source": cell(
                    catalogue.readers().get(mine[0].reader, name) if mine[0].reader != "table" else name, strong=True
                )
                + Markup("<small>{}</small>").format(f"{len(files)} file{'s' if len(files) > 1 else ''}"),
                "measures": ", ".join(dict.fromkeys(one.measure.replace("_", " ") for one in mine)),
                "days": f"{day(min(one.first for one in mine))} to {day(late)}",
                "missing": days(tuple(gaps)) if gaps else "none",
                "left_out": _left_out([one for file in files for one in file.dropped] + own),
            }
        )
    return table("sources", columns, rows)


def _left_out(dropped: Sequence[Dropped]) -> str:
    counts = Counter()
    for one in dropped:
        counts[one.reason] += one.count
    write = Format("count")
    return "; ".join(f"{write(count)} rows: {reason}" for reason, count in counts.items()) or "nothing"
