"""Activities: visitors before, during and after, and prospects reached of those reachable."""

import math

import pytest

from kpilib.judge.activities import runs_of
from tests.builders import day, facts_of, plan_of, readings, rows

AS_OF = day("2026-08-21")
FIRST, DAYS = "2026-03-02", 172  # Monday; up to 20 August 2026
CUPPING = {"id": "cup", "name": "Cupping", "kpi": "leads", "starts": "2026-07-13", "ends": "2026-08-02"}


def runs(values, *frames, **activity):
    plan = plan_of(activities=[CUPPING | activity])
    facts = facts_of(readings("ga4", FIRST, active_users=values), *frames).until(day("2026-08-20"))
    return runs_of(plan, facts, AS_OF)


def visitors(during: float, after: float = 100) -> list[float]:
    """100 a day with a weekend of 50; from 13 July so many, from 3 August on so many."""
    levels = [100.0] * 133 + [during] * 21 + [after] * (DAYS - 154)
    jitter = (0, 4, -4, 2, -2, 3, -3, 1, -1)
    return [(level + jitter[number % 9]) * (0.5 if number % 7 >= 5 else 1) for number, level in enumerate(levels)]


def test_before_during_and_after_are_means_of_days_freed_from_the_weekday():
    (run,) = runs(visitors(130))
    assert [phase.days for phase in (run.before, run.during, run.after)] == [28, 21, 18]
    assert run.lift / run.before.mean == pytest.approx(0.3, abs=0.02)
    assert run.sure
    assert (run.weeks, run.beyond) == (3, 3)
    assert run.after.mean == pytest.approx(run.before.mean, rel=0.02)


def test_no_change_is_not_sure():
    (run,) = runs(visitors(100))
    assert not run.sure
    assert run.beyond == 0


def test_an_activity_that_runs_has_no_after():
    (run,) = runs(visitors(130, 130), ends=None)
    assert (run.over, run.after.days, run.last) == (False, 0, day("2026-08-20"))


def test_a_few_days_are_too_few():
    (run,) = runs(visitors(130), starts="2026-08-18", ends=None)
    assert math.isnan(run.interval[0])


def test_an_activity_that_is_to_come_is_not_told():
    assert runs(visitors(130), starts="2026-08-21", ends=None) == ()


def test_reached_is_what_was_noted_or_what_a_source_tells_by_its_name():
    (run,) = runs(visitors(130), audience=9000, reached=6100)
    assert (run.audience, run.reached) == (9000, 6100)
    told = readings("ads", "2026-07-20", reach=[4200]).assign(campaign="Cupping")
    assert runs(visitors(130), told)[0].reached == 4200
    assert math.isnan(runs(visitors(130))[0].reached)


def test_a_campaign_that_begins_within_the_quarter_is_an_activity_too():
    old = rows("ads", "2026-05-01", clicks=[5.0] * 112).assign(campaign="Always on")
    new = rows("ads", "2026-07-20", clicks=[5.0] * 14).assign(campaign="Summer")
    plan = plan_of()
    found = runs_of(plan, facts_of(readings("ga4", FIRST, active_users=visitors(130)), old, new), AS_OF)
    assert [(run.name, run.first, run.last, run.planned) for run in found] == [
        ("Summer", day("2026-07-20"), day("2026-08-02"), False)
    ]


def test_without_visitors_only_the_reach_is_told():
    plan = plan_of(activities=[CUPPING | {"audience": 9000, "reached": 6100}])
    (run,) = runs_of(plan, facts_of(rows("crm", FIRST, leads=[1.0] * DAYS)), AS_OF)
    assert (run.visitors, run.reached, run.before.days) == (None, 6100, 0)
