"""What is to be decided: by whom, until when, and nothing twice."""

from dataclasses import replace
from datetime import date

from kpilib.judge.cycles import cycles_of
from kpilib.judge.decisions import decisions_due, undecided
from kpilib.judge.warn import early_warnings
from tests import cycles as pdca
from tests.builders import day, facts_of, rows
from tests.judge.past import foreseen
from tests.tell.examples import leads

FACTS = facts_of(rows("crm", "2026-07-01", leads=[20]))
OPEN = {"on": "2026-08-10", "kpi": "leads", "old": 1840, "new": 1700, "reason": "The page is late"}


def due(one, cycles=()):
    """The decisions of a report about one KPI: what, by whom, until when."""
    found = decisions_due(one.plan, early_warnings([one], FACTS), cycles, one.as_of)
    return [(each.kind, each.id, each.who, each.by.isoformat()) for each in found]


def test_a_target_in_danger_is_decided_by_the_parties_within_a_week():
    # 50 days after 1 July it is 20 August.
    assert due(foreseen(leads(), 0.1)) == [("target", "leads", ("Ana", "Budi"), "2026-08-27")]


def test_a_target_on_course_needs_no_decision():
    assert due(foreseen(leads(), 0.9)) == []


def test_a_target_that_can_no_longer_move_needs_no_decision():
    # The last day is 16 September, 14 days before the due date.
    assert due(foreseen(leads(days=77), 0.1)) == [("target", "leads", ("Ana", "Budi"), "2026-09-16")]
    assert due(foreseen(leads(days=78), 0.1)) == []


def test_a_negotiation_that_nobody_agreed_to_is_open_and_takes_the_place_of_the_warning():
    assert due(foreseen(leads(negotiations=[OPEN]), 0.1)) == [
        ("negotiation", "leads", ("Ana", "Budi"), "2026-09-16"),
    ]


def test_a_negotiation_that_was_agreed_to_or_is_still_to_come_is_not_open():
    assert due(foreseen(leads(negotiations=[OPEN | {"agreed_by": ["Ana"]}]), 0.9)) == []
    assert due(foreseen(leads(negotiations=[OPEN | {"on": "2026-08-21"}]), 0.9)) == []


def cycle(**action):
    plan, assessments, seen = pdca.report(pdca.facts(pdca.weeks()), pdca.ACTION | action)
    as_of = day(pdca.AS_OF)
    return plan, cycles_of(plan, assessments, seen, as_of), as_of


def test_a_check_without_a_decision_is_due_since_its_day():
    plan, cycles, as_of = cycle()
    (one,) = decisions_due(plan, (), cycles, as_of)
    assert (one.kind, one.id, one.who, one.by) == ("cycle", "C-1", ("Budi",), date(2026, 8, 17))
    assert [each.id for each in undecided(plan, as_of)] == ["C-1"]


def test_a_cycle_that_was_decided_or_is_not_checked_yet_is_not_due():
    plan, cycles, as_of = cycle(decision={"act": "abandon", "on": "2026-08-19"})
    assert (decisions_due(plan, (), cycles, as_of), undecided(plan, as_of)) == ((), [])
    assert [each.id for each in undecided(plan, date(2026, 8, 18))] == ["C-1"]
    plan, cycles, as_of = cycle(check="2026-08-31")
    assert (decisions_due(plan, (), cycles, as_of), undecided(plan, as_of)) == ((), [])


def test_the_most_urgent_decision_comes_first():
    plan, cycles, as_of = cycle()
    one = foreseen(leads(), 0.1)
    warnings = early_warnings([one], FACTS)
    found = decisions_due(plan, warnings, [replace(cycles[0], action=cycles[0].action)], as_of)
    assert [each.kind for each in found] == ["cycle", "target"]
