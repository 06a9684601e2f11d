"""One cycle on one A3 page: Plan, Do, Check, Act."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from kpilib.judge.cycles import Cycle
from kpilib.tell import wording
from kpilib.tell.charts.compared import chart_compared
from kpilib.tell.charts.effect import chart_effect
from kpilib.tell.charts.timeline import chart_timeline
from kpilib.tell.formats import ABSENT, day
from kpilib.tell.language import say, say_as
from kpilib.tell.names import level_name, name_of, stage_name
from kpilib.tell.page import anchor, fragment
from kpilib.tell.part import Part
from kpilib.tell.table import Column, cell, table
from kpilib.tell.wording.cycles import act, check, do, effects, ground, plan


def cycle_pages(cycles: Sequence[Cycle]) -> Part:
    """Every cycle, one page after the other."""
    return Part(Markup("\n").join(cycle_page(one).html for one in cycles))


def cycle_page(one: Cycle) -> Part:
    """One cycle: what was planned, done, found and decided."""
    html = fragment(
        "cycle.html.j2",
        mark=anchor(one.action.id),
        client=one.plan.client.name,
        about=_about(one),
        facts=_facts(one),
        headline=check.headline(one),
        boxes=_boxes(),
        plan=plan.plan_rows(one),
        plan_state=plan.written(one),
        do=do.do_rows(one),
        do_state=do.state(one),
        timeline=chart_timeline(one),
        check_state=check.data_state(one),
        verdicts=[_verdict(each, about=name_of(each.one) if one.slow else "") for each in (one, one.slow) if each],
        guards=table_guards(one),
        meanwhile=ground.meanwhile_text(one) if one.evidence else [],
        method=ground.method_text(one),
        acts=act.options(one),
        act=act.act_rows(one),
        act_state=act.state(one),
        standing={"chosen": say("decided"), "proposed": say_as("an Act", "proposed")},
    )
    return Part(html)


def _about(one: Cycle) -> str:
    """Which cycle it is, behind the client's name."""
    told = {"report": say("PDCA review"), "quarter": one.plan.quarter.name, "cycle": one.action.id}
    if one.action.parent:
        return say("{report}, {quarter} · cycle {cycle}, follows {parent}", **told, parent=one.action.parent)
    return say("{report}, {quarter} · cycle {cycle}", **told)


def _boxes() -> dict[str, str]:
    return {
        "plan": say_as("a step of PDCA", "Plan"),
        "do": say_as("a step of PDCA", "Do"),
        "check": say_as("a step of PDCA", "Check"),
        "act": say_as("a step of PDCA", "Act"),
    }


def _facts(one: Cycle) -> list[tuple[str, str]]:
    metric, kpi = one.one.metric, one.one.kpi
    about = ", ".join(filter(None, (stage_name(metric.stage), one.one.scope, level_name(kpi.level))))
    return [
        (say("KPI"), f"{name_of(one.one)} ({about})"),
        (say("Owner"), one.action.owner),
        (say("Check date"), day(one.check) if one.check else ABSENT),
        (say("As of"), day(one.as_of, weekday=True)),
    ]


def _verdict(one: Cycle, *, about: str) -> dict[str, Any]:
    return {
        "course": effects.COURSE[one.verdict],
        "word": effects.verdict_word(one.verdict),
        "about": about,
        "ground": ground.ground_text(one),
        "effect": chart_effect(one),
        "compared": chart_compared(one),
    }


def table_guards(one: Cycle) -> Markup:
    """The KPIs that must not suffer, before and after; nothing where none are named."""
    columns = [
        Column("kpi", say("Guard KPI")),
        Column("before", say("Before"), "right"),
        Column("after", say("After"), "right"),
        Column("reading", say("Reading")),
    ]
    rows = [
        {
            "kpi": cell(name_of(each.one), strong=True),
            "before": wording.format_of(each.one)(each.before),
            "after": wording.format_of(each.one)(each.after),
            "reading": ground.guard_reading(each),
        }
        for each in one.guards
    ]
    shown = table(f"guards-{one.action.id}", columns, rows, spoken=ground.guards_caption(one))
    return Markup(shown.html)
