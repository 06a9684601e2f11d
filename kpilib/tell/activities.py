"""The table of activities around their days, and of campaigns by what converted."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.activities import Run
from kpilib.measure.campaigns import Campaign
from kpilib.plan.catalogue import measure_name
from kpilib.tell.formats import ABSENT, Format
from kpilib.tell.table import Column, Table, cell, table, titled
from kpilib.tell.wording import activities as words

RUNS = (
    Column("name", "Activity"),
    Column("before", "Before", "right"),
    Column("during", "During", "right"),
    Column("after", "After", "right"),
    Column("lift", "During against\nbefore", "right"),
    Column("reached", "Prospects reached", "right"),
)
CAMPAIGNS = (
    Column("name", "Campaign"),
    Column("hits", "Converted", "right"),
    Column("n", "Held against", "right"),
    Column("rate", "Rate", "right"),
)
MOST_CAMPAIGNS = 8


def table_runs(runs: Sequence[Run]) -> Table:
    """Activities and new campaigns; without any nothing is shown."""
    if not runs:
        return table("activities", [], [])
    shown = table("activities", RUNS, [_run(run) for run in runs], caption=words.subtitle_runs(runs))
    return titled(words.finding_runs(runs), shown)


def _run(run: Run) -> dict[str, str | Markup]:
    write = Format("count")
    phases = {"before": run.before, "during": run.during, "after": run.after}
    means = {
        name: cell(write(each.mean), f"{each.days} day{'s' if each.days > 1 else ''}") if each.days else ABSENT
        for name, each in phases.items()
    }
    change, interval = words.lift_text(run)
    weeks = words.weeks_text(run)
    lift = cell(change, interval, strong=True) + (Markup("<small>{}</small>").format(weeks) if weeks else "")
    name = cell(run.name, words.days_text(run), strong=True)
    return {"name": name, **means, "lift": lift, "reached": cell(*words.reach_text(run))}


def table_campaigns(found: Sequence[Campaign]) -> Table:
    """The largest campaigns with their rates; without any nothing is shown."""
    if not found:
        return table("campaigns", [], [])
    rows = [_campaign(one) for one in found[:MOST_CAMPAIGNS]]
    shown = table("campaigns", CAMPAIGNS, rows, caption=words.note_campaigns(found))
    return titled(words.finding_campaigns(found), shown)


def _campaign(one: Campaign) -> dict[str, str | Markup]:
    count, write = Format("count"), Format("percent")
    low, high = one.interval
    interval = "" if math.isnan(low) else f"95%: {write.range(low, high)}"
    return {
        "name": cell(one.name, one.source, strong=True),
        "hits": cell(count(one.hits), measure_name(one.numerator)),
        "n": cell(count(one.n), measure_name(one.denominator)),
        "rate": cell(write(one.rate), interval, strong=True)
        + Markup("<small>{}</small>").format(words.rate_name(one)),
    }
