"""The pages of a PDCA review: the quarter as a whole, and an A3 page for each cycle; and both as plain data."""

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from markupsafe import Markup

from kpilib.judge.cycles import Cycle, Promise
from kpilib.plan.model import Plan
from kpilib.tell import wording
from kpilib.tell.charts.compared import chart_compared
from kpilib.tell.charts.effect import chart_effect
from kpilib.tell.charts.timeline import chart_timeline
from kpilib.tell.formats import ABSENT, day
from kpilib.tell.page import fragment
from kpilib.tell.summary import Part
from kpilib.tell.table import Column, Table, cell, table
from kpilib.tell.wording.cycles import act, check, do, effects, plan, quarter


def review_summary(of: Plan, cycles: Sequence[Cycle], promises: Sequence[Promise], as_of: date) -> Part:
    """The top of the review: who, when, what became of the quarter's cycles."""
    checked = [one for one in cycles if one.checked]
    facts = [
        ("As of", day(as_of, weekday=True)),
        ("Cycles", f"{len(cycles)}, {len(checked)} checked"),
        ("Decisions due", str(sum(one.decision_due for one in cycles)) if cycles else ABSENT),
        ("Next check", _next_check(cycles)),
    ]
    html = fragment(
        "summary.html.j2",
        logo=of.logo,
        client=of.client.name,
        about=of.client.about or "",
        report="PDCA review",
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
        Column("what", "Promise"),
        Column("owner", "Owner"),
        Column("due", "Due"),
        Column("kept", "Result"),
    ]
    rows = [
        {
            "what": cell(one.what, one.cycle, strong=True),
            "owner": one.owner,
            "due": day(one.due, year=False),
            "kept": _word(quarter.COURSE[one.kept], quarter.KEPT[one.kept], quarter.promise_detail(one)),
        }
        for one in promises
    ]
    caption = quarter.promises_caption(promises, before.quarter.name) if before else ""
    return table("promises", columns, rows, caption=caption, spoken="What was promised, and what was kept")


def table_cycles(cycles: Sequence[Cycle]) -> Table:
    """Every cycle of the quarter with its verdict; decisions that are due first."""
    columns = [
        Column("cycle", "Cycle"),
        Column("kpi", "KPI"),
        Column("owner", "Owner"),
        Column("check", "Check"),
        Column("verdict", "Verdict"),
        Column("act", "Act"),
    ]
    ranked = sorted(cycles, key=lambda one: (not one.decision_due, one.check or date.max, one.action.id))
    rows = [
        {
            "cycle": cell(one.name, one.action.id, strong=True),
            "kpi": one.one.name,
            "owner": one.action.owner,
            "check": day(one.check, year=False) if one.check else ABSENT,
            "verdict": _word(effects.COURSE[one.verdict], effects.VERDICT[one.verdict], check.short(one)),
            "act": _act(one),
        }
        for one in ranked
    ]
    return table("cycles", columns, rows, spoken="The cycles, decisions that are due first")


def _act(one: Cycle) -> Markup | str:
    if one.decision is not None:
        return cell(act.ACTS[one.decision.act], "against the evidence" if one.against_evidence else "decided")
    return cell("Due", f"proposed: {act.ACTS[one.proposal[0]].lower()}") if one.proposal else ABSENT


def table_open(cycles: Sequence[Cycle], into: str) -> Table:
    """The cycles that go on into the next quarter: not decided, or to be adapted or extended."""
    columns = [
        Column("what", "Action"),
        Column("owner", "Owner"),
        Column("check", "Check date"),
        Column("id", "Cycle"),
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
            "check": day(one.check, year=False) if one.check and not one.checked else "to be agreed",
            "id": (one.decision and one.decision.next) or one.action.id,
        }
        for one in going
    ]
    return table("open-cycles", columns, rows, caption=f"Carried over to {into}: {len(rows)} open." if rows else "")


def _word(course: str, word: str, second: str) -> Markup:
    small = Markup("<small>{}</small>").format(second) if second else ""
    return fragment("word.html.j2", course=course, word=word) + small


def cycle_page(one: Cycle) -> Part:
    """One cycle on one A3 page: Plan, Do, Check, Act."""
    html = fragment(
        "cycle.html.j2",
        id=one.action.id,
        parent=one.action.parent,
        client=one.plan.client.name,
        quarter=one.plan.quarter.name,
        facts=_facts(one),
        headline=check.headline(one),
        plan=plan.plan_rows(one),
        plan_state=plan.written(one),
        do=do.do_rows(one),
        do_state=do.state(one),
        timeline=chart_timeline(one),
        check_state=check.data_state(one),
        verdicts=[_verdict(each, about=each.one.name if one.slow else "") for each in (one, one.slow) if each],
        guards=table_guards(one),
        meanwhile=check.meanwhile_text(one) if one.evidence else [],
        method=check.method_text(one),
        acts=act.options(one),
        act=act.act_rows(one),
        act_state=act.state(one),
    )
    return Part(html)


def cycle_pages(cycles: Sequence[Cycle]) -> Part:
    """Every cycle, one page after the other."""
    return Part(Markup("\n").join(cycle_page(one).html for one in cycles))


def _facts(one: Cycle) -> list[tuple[str, str]]:
    scope = f"{one.one.scope}, " if one.one.scope else ""
    stage = f"{wording.STAGE[one.one.metric.stage]}, {scope}{one.one.kpi.level}"
    return [
        ("KPI", f"{one.one.name} ({stage})"),
        ("Owner", one.action.owner),
        ("Check date", day(one.check) if one.check else ABSENT),
        ("As of", day(one.as_of, weekday=True)),
    ]


def _verdict(one: Cycle, *, about: str) -> dict[str, Any]:
    return {
        "course": effects.COURSE[one.verdict],
        "word": effects.VERDICT[one.verdict],
        "about": about,
        "ground": check.ground_text(one),
        "effect": chart_effect(one),
        "compared": chart_compared(one),
    }


def table_guards(one: Cycle) -> Markup:
    """The KPIs that must not suffer, before and after; nothing where none are named."""
    columns = [
        Column("kpi", "Guard KPI"),
        Column("before", "Before", "right"),
        Column("after", "After", "right"),
        Column("reading", "Reading"),
    ]
    rows = [
        {
            "kpi": cell(each.one.name, strong=True),
            "before": wording.format_of(each.one)(each.before),
            "after": wording.format_of(each.one)(each.after),
            "reading": check.guard_reading(each),
        }
        for each in one.guards
    ]
    return Markup(table(f"guards-{one.action.id}", columns, rows, spoken=f"Guard KPIs of {one.name}")._repr_html_())


def cycle_data(one: Cycle) -> dict[str, Any]:
    """A cycle as plain data, for the results of a run; what is not known is null."""
    told = one.evidence.effect if one.evidence else None
    return {
        "id": one.action.id,
        "kpi": one.action.kpi,
        "parent": one.action.parent,
        "check": one.check.isoformat() if one.check else None,
        "done": one.done_on.isoformat() if one.done_on else None,
        "data_to": one.until.isoformat(),
        "verdict": one.verdict,
        "why": one.why,
        "used": one.evidence.used if one.evidence else None,
        "effect": dict(zip(("value", "low", "high"), told, strict=True)) if told else None,
        "p": one.evidence.chance if one.evidence else None,
        "detectable": one.evidence.detectable if one.evidence else None,
        "predicted": dict(zip(("value", "low", "high"), one.predicted, strict=True)) if one.predicted else None,
        "against": one.against,
        "steps": one.evidence.steps() if one.evidence else None,
        "guards": [
            {
                "kpi": each.one.kpi.id,
                "before": _known(each.before),
                "after": _known(each.after),
                "reading": each.reading,
            }
            for each in one.guards
        ],
        "others": [{"on": each.on.isoformat(), "text": each.text} for each in one.others],
        "proposed": one.proposal[0] if one.proposal else None,
        "decided": one.decision.act if one.decision else None,
        "decision_due": one.decision_due,
        "against_evidence": one.against_evidence,
        "verdict_changed": one.changed,
        "headline": check.headline(one),
        "slow": cycle_data(one.slow) if one.slow else None,
    }


def promise_data(one: Promise) -> dict[str, Any]:
    """A promise as plain data."""
    days = {key: value.isoformat() if value else None for key, value in (("due", one.due), ("done", one.done))}
    return {
        "what": one.what,
        "owner": one.owner,
        "kept": one.kept,
        "days_late": one.days_late,
        "cycle": one.cycle,
    } | days


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
