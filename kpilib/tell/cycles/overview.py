"""The quarter as a whole: its summary, last quarter's promises, every cycle with its verdict, what goes on."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup

from kpilib.judge.cycles import Cycle, Promise
from kpilib.plan.model import Plan
from kpilib.tell.formats import ABSENT, day, decimal
from kpilib.tell.language import say, say_as
from kpilib.tell.names import name_of
from kpilib.tell.page import fragment
from kpilib.tell.part import Part
from kpilib.tell.table import Column, Table, cell, table
from kpilib.tell.wording.cycles import act, check, effects, quarter


def review_summary(of: Plan, cycles: Sequence[Cycle], promises: Sequence[Promise], as_of: date) -> Part:
    """The top of the review: who, when, what became of the quarter's cycles."""
    due = sum(one.decision_due for one in cycles)
    facts = [
        (say("As of"), day(as_of, weekday=True)),
        (say("Cycles"), quarter.counted(cycles)),
        (say("Decisions due"), decimal(due) if cycles else ABSENT),
        (say("Next check"), _next_check(cycles)),
    ]
    html = fragment(
        "summary.html.j2",
        logo=of.logo,
        client=of.client.name,
        about=of.client.about or "",
        report=say("PDCA review"),
        quarter=of.quarter.name,
        facts=facts,
        headline=quarter.headline(cycles, promises),
        first="",
        second=quarter.lede(cycles),
    )
    return Part(html)


def _next_check(cycles: Sequence[Cycle]) -> str:
    days = sorted(one.check for one in cycles if not one.checked and one.check)
    return day(days[0]) if days else ABSENT


def table_promises(promises: Sequence[Promise], before: Plan | None) -> Table:
    """What was promised in the quarter before, the open ones first; nothing where there was none."""
    columns = [
        Column("what", say("Promise")),
        Column("owner", say("Owner")),
        Column("due", say("Due")),
        Column("kept", say("Result")),
    ]
    rows = [
        {
            "what": cell(one.what, one.cycle, strong=True),
            "owner": one.owner,
            "due": day(one.due, year=False),
            "kept": _word(quarter.COURSE[one.kept], quarter.kept_word(one), quarter.promise_detail(one)),
        }
        for one in promises
    ]
    caption = quarter.promises_caption(promises, before.quarter.name) if before else ""
    return table("promises", columns, rows, caption=caption, spoken=say("What was promised, and what was kept"))


def table_cycles(cycles: Sequence[Cycle]) -> Table:
    """Every cycle of the quarter with its verdict; decisions that are due first."""
    columns = [
        Column("cycle", say("Cycle")),
        Column("kpi", say("KPI")),
        Column("owner", say("Owner")),
        Column("check", say_as("a step of PDCA", "Check")),
        Column("verdict", say("Verdict")),
        Column("act", say_as("a step of PDCA", "Act")),
    ]
    ranked = sorted(cycles, key=lambda one: (not one.decision_due, one.check or date.max, one.action.id))
    rows = [
        {
            "cycle": cell(one.name, one.action.id, strong=True),
            "kpi": name_of(one.one),
            "owner": one.action.owner,
            "check": day(one.check, year=False) if one.check else ABSENT,
            "verdict": _word(effects.COURSE[one.verdict], effects.verdict_word(one.verdict), check.short(one)),
            "act": _act(one),
        }
        for one in ranked
    ]
    return table("cycles", columns, rows, spoken=say("The cycles, decisions that are due first"))


def _act(one: Cycle) -> Markup | str:
    if one.decision is not None:
        how = say("against the evidence") if one.against_evidence else say("decided")
        return cell(act.act_word(one.decision.act), how)
    if one.proposal is None:
        return ABSENT
    proposed = act.act_word(one.proposal[0]).lower()
    return cell(say_as("a decision", "Due"), say("proposed: {act}", act=proposed))


def table_open(cycles: Sequence[Cycle], into: str) -> Table:
    """The cycles that go on into the next quarter: not decided, or to be adapted or extended."""
    columns = [
        Column("what", say("Action")),
        Column("owner", say("Owner")),
        Column("check", say("Check date")),
        Column("id", say("Cycle")),
    ]
    here = {one.action.id for one in cycles}  # one whose next cycle stands here too goes on as that
    going = [
        one
        for one in cycles
        if one.decision is None or (one.decision.act in ("adapt", "extend") and one.decision.next not in here)
    ]
    rows = [
        {
            "what": cell(one.name, strong=True),
            "owner": one.action.owner,
            "check": day(one.check, year=False) if one.check and not one.checked else say("to be agreed"),
            "id": (one.decision and one.decision.next) or one.action.id,
        }
        for one in going
    ]
    return table("open-cycles", columns, rows, caption=quarter.carried_caption(len(rows), into))


def _word(course: str, word: str, second: str) -> Markup:
    small = Markup("<small>{}</small>").format(second) if second else ""
    return fragment("word.html.j2", course=course, word=word) + small
