"""What changed since the last report, as a table and as plain data."""

from collections.abc import Sequence
from typing import Any

from kpilib.judge.changes import Change
from kpilib.judge.surprises import Missed
from kpilib.tell.formats import day
from kpilib.tell.known import known
from kpilib.tell.language import say
from kpilib.tell.names import name_of
from kpilib.tell.table import Column, Table, cell, table
from kpilib.tell.wording import changes as words


def table_changes(changed: Sequence[Change]) -> Table:
    """The chance of every target then and now, and why; nothing before there is an earlier report."""
    columns = [
        Column("kpi", say("KPI")),
        Column("then", say("Chance then"), "right"),
        Column("now", say("Chance now"), "right"),
        Column("why", say("Why"), full=True),
    ]
    rows = [
        {
            "kpi": cell(name_of(one.one), strong=True),
            "then": cell(words.then_text(one), day(one.since, year=False)),
            "now": words.now_text(one),
            "why": words.why_text(one),
        }
        for one in changed
    ]
    since = sorted({one.since for one in changed})
    caption = say("Against the report as of {day}.", day=day(since[-1])) if since else ""
    return table("changes", columns, rows, caption=caption)


def change_data(one: Change) -> dict[str, Any]:
    """A change as plain data, for the results of a run; what is not known is null."""
    return {
        "kpi": one.one.kpi.id,
        "since": one.since.isoformat(),
        "before": known(one.before),
        "now": known(one.now),
        "recounted": one.recounted,
        "restated": known(one.restated),
        "old_target": known(one.old_target),
        "new_days": one.new_days,
        "brought": known(one.brought),
        "expected": known(one.expected),
        "why": words.why_text(one),
    }


def missed_data(one: Missed) -> dict[str, Any]:
    """A miss as plain data."""
    told = one.first_told.isoformat() if one.first_told else None
    return {"quarter": one.quarter, "kpi": one.kpi, "first_told": told, "surprise": one.surprise}
