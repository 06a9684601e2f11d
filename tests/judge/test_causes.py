"""What was noted that may have moved a KPI, as it was known on a day."""

from kpilib.judge.causes import Cause, causes
from tests.builders import day, kpi_of, plan_of

ACTION = {
    "id": "C-1", "kpi": "leads", "problem": "Few leads", "countermeasure": "A shorter\n  form", "owner": "Ana",
    "start": "2026-07-06",
}  # fmt: skip


def told(as_of: str, **agreement) -> list[tuple[str, str, str]]:
    plan = plan_of(kpi_of("leads"), kpi_of("orders"), **agreement)
    return [(str(one.on), one.kind, one.text) for one in causes(plan, plan.kpis[0], day(as_of))]


def test_a_note_counts_for_every_kpi_and_only_once_it_is_known():
    notes = [{"on": "2026-07-20", "text": "The link left the menu."}]
    assert told("2026-07-19", notes=notes) == []
    assert told("2026-07-20", notes=notes) == [("2026-07-20", "note", "The link left the menu.")]


def test_a_break_counts_for_its_metric_alone():
    breaks = [{"metric": name, "on": "2026-07-01", "text": f"{name} is counted anew"} for name in ("leads", "orders")]
    assert told("2026-08-01", breaks=breaks) == [("2026-07-01", "break", "leads is counted anew")]


def test_an_action_counts_for_its_kpi_from_the_day_it_was_done():
    other = ACTION | {"id": "C-2", "kpi": "orders"}
    late = ACTION | {"done": {"on": "2026-07-13", "note": "a week late"}}
    assert told("2026-08-01", actions=[ACTION, other]) == [("2026-07-06", "action", "A shorter form")]
    assert told("2026-08-01", actions=[late, other]) == [("2026-07-13", "action", "A shorter form")]


def test_that_an_action_was_done_later_is_not_known_before():
    late = ACTION | {"done": {"on": "2026-07-13"}}
    assert told("2026-07-05", actions=[late]) == []
    assert told("2026-07-10", actions=[late]) == told("2026-07-10", actions=[ACTION])


def test_causes_are_told_oldest_first():
    notes = [{"on": on, "text": on} for on in ("2026-07-20", "2026-07-02")]
    assert [on for on, _, _ in told("2026-08-01", notes=notes, actions=[ACTION])] == [
        "2026-07-02", "2026-07-06", "2026-07-20",
    ]  # fmt: skip
    assert Cause(day("2026-07-06"), "A shorter form", "action", "C-1") in causes(
        plan_of(kpi_of("leads"), actions=[ACTION]), kpi_of("leads"), day("2026-08-01")
    )
