"""A metric that is watched is measured once for the same facts, and anew for any others."""

from datetime import date

from kpilib.judge.watched import seen
from tests.builders import facts_of, plan_of, rows

AS_OF = date(2026, 7, 4)


def visits(*days):
    return facts_of(rows("ga4", "2026-07-01", sessions=list(days)))


def test_a_metric_is_measured_once_for_the_same_facts():
    plan, facts = plan_of(), visits(100, 200, 300)
    assert seen(plan, facts, AS_OF, "sessions") is seen(plan, facts, AS_OF, "sessions")


def test_other_facts_another_plan_and_another_day_are_measured_anew():
    plan, facts = plan_of(), visits(100, 200, 300)
    assert seen(plan, facts, AS_OF, "sessions").actual == 600
    assert seen(plan, visits(1, 2, 3), AS_OF, "sessions").actual == 6
    assert seen(plan, facts, date(2026, 7, 3), "sessions").actual == 300
    other = plan_of()
    assert seen(other, facts, AS_OF, "sessions").plan is other
