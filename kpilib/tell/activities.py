"""The table of activities around their days, and of campaigns by what converted."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from kpilib.judge.activities import Run
from kpilib.measure.campaigns import Campaign
from kpilib.tell.formats import Format
from kpilib.tell.language import say
from kpilib.tell.table import Column, Table, cell, table, titled
from kpilib.tell.wording import activities as words
from kpilib.tell.wording import campaigns as rates

MOST_CAMPAIGNS = 8


def table_runs(runs: Sequence[Run]) -> Table:
    """Activities and new campaigns; without any nothing is shown."""
    if not runs:
        return table("activities", [], [])
    columns = [
        Column("name", say("Activity")),
        Column("before", say("Before"), "right"),
        Column("during", say("During"), "right"),
        Column("after", say("After"), "right"),
        Column("lift", say("During against\nbefore"), "right"),
        Column("reached", say("Prospects reached"), "right"),
    ]
    shown = table("activities", columns, [_run(run) for run in runs], caption=words.subtitle_runs(runs))
    return titled(words.finding_runs(runs), shown)


def _run(run: Run) -> dict[str, str | Markup]:
    phases = {"before": run.before, "during": run.during, "after": run.after}
    means = {name: cell(*words.mean_text(each)) for name, each in phases.items()}
    change, interval = words.lift_text(run)
    weeks = words.weeks_text(run)
    lift = cell(change, interval, strong=True) + (Markup("<small>{}</small>").format(weeks) if weeks else "")
    name = cell(run.name, words.days_text(run), strong=True)
    return {"name": name, **means, "lift": lift, "reached": cell(*words.reach_text(run))}


def table_campaigns(found: Sequence[Campaign]) -> Table:
    """The largest campaigns with their rates; without any nothing is shown."""
    if not found:
        return table("campaigns", [], [])
    columns = [
        Column("name", say("Campaign")),
        Column("hits", say("Converted"), "right"),
        Column("n", say("Held against"), "right"),
        Column("rate", say("Rate"), "right"),
    ]
    rows = [_campaign(one) for one in found[:MOST_CAMPAIGNS]]
    shown = table("campaigns", columns, rows, caption=rates.note_campaigns(found))
    return titled(rates.finding_campaigns(found), shown)


def _campaign(one: Campaign) -> dict[str, str | Markup]:
    count, write = Format("count"), Format("percent")
    low, high = one.interval
    interval = "" if math.isnan(low) else f"95%: {write.range(low, high)}"
    rate = cell(write(one.rate), interval, strong=True) + Markup("<small>{}</small>").format(rates.rate_name(one))
    return {
        "name": cell(one.name, one.source, strong=True),
        "hits": cell(count(one.hits), words.measured(one.numerator)),
        "n": cell(count(one.n), words.measured(one.denominator)),
        "rate": rate,
    }
