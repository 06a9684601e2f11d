"""All cycles of a report, guards, promises, and what a prediction was worth."""

from datetime import date

import pytest

from kpilib.judge.cycles import cycles_of, promises_of
from kpilib.judge.cycles.planned import planned, wanted
from kpilib.judge.cycles.sound import cycle_findings
from kpilib.judge.cycles.turned_out import turned_out
from kpilib.plan.cycle import Prediction
from tests.builders import day, kpi_of, metric_of, plan_of
from tests.cycles import ACTION, AS_OF, checked, facts, report, weeks

ORDERS = kpi_of("orders", target=900)


def cycles(*actions: dict, values=None, **others):
    plan, assessments, seen = report(facts(values or weeks(40), **others), *actions, kpis=[ORDERS])
    return cycles_of(plan, assessments, seen, day(AS_OF))


def test_cycles_keep_the_order_of_the_file():
    told = cycles(ACTION, ACTION | {"id": "C-2", "kpi": "orders"}, orders=weeks(0, seed=3))
    assert [one.action.id for one in told] == ["C-1", "C-2"]


def test_a_weak_effect_does_not_stand_among_many_checks():
    weak = weeks(9, seed=4)
    alone = checked(weak)
    assert alone.verdict == "worked"
    assert 0.003 < alone.evidence.chance < 0.05
    many = [ACTION | {"id": f"C-{number}", "kpi": "orders", "slow": None} for number in range(2, 40)]
    many = [{key: value for key, value in one.items() if value is not None} for one in many]
    told = cycles(ACTION, *many, values=weak, orders=weeks(0, seed=5))
    first = told[0]
    assert not first.ground.stands
    assert first.verdict in ("no_evidence", "confounded")


@pytest.mark.parametrize(("step", "reading"), [(0, "no_signal"), (-60, "worse"), (60, "better")])
def test_a_guard_is_read_by_its_signals(step, reading):
    others = {"orders": weeks(step, seed=14)}
    one = checked(weeks(40), kpis=[ORDERS], others=others, guards=["orders"])
    (guard,) = one.guards
    assert guard.reading == reading
    assert guard.after - guard.before == pytest.approx(step, abs=8)
    assert one.proposal[0] == ("adapt" if reading == "worse" else "adopt")


def test_a_guard_with_few_weeks_is_not_read():
    one = checked(weeks(40), kpis=[kpi_of("revenue")], guards=["revenue"])
    assert [each.reading for each in one.guards] == ["unknown"]


def promises(as_of: str = AS_OF, now: dict | None = None):
    old = {"id": "A", "kpi": "leads", "problem": "P", "countermeasure": "Page", "owner": "Ana", "start": "2026-05-04"}
    actions = [
        old | {"done": {"on": "2026-05-04"}},
        old | {"id": "B", "done": {"on": "2026-05-08"}},
        old | {"id": "C", "tasks": [{"task": "T", "starts": "2026-05-04", "ends": "2026-07-01"}]},
        old | {"id": "D", "start": "2026-09-07"},
    ]
    page = {
        "item": "Wholesale page", "party": "Web vendor", "kpi": "leads", "promised": "2026-07-06", "uplift": 9,
        "moved": [{"on": "2026-08-05", "to": "2026-08-31"}],
    }  # fmt: skip
    before = plan_of(kpi_of("leads"), actions=actions, dependencies=[page])
    return promises_of(before, plan_of(kpi_of("leads"), **(now or {})), day(as_of))


def test_promises_are_told_with_those_not_kept_first():
    told = [(one.cycle or one.what, one.kept, one.days_late) for one in promises()]
    assert told == [
        ("C", "not_kept", 51),
        ("Wholesale page", "not_kept", 46),
        ("D", "open", 0),
        ("B", "late", 4),
        ("A", "kept", 0),
    ]
    assert promises()[1].new_day == date(2026, 8, 31)


def test_what_this_quarter_says_of_a_promise_is_newer():
    action = {
        "id": "C",
        "kpi": "leads",
        "problem": "P",
        "countermeasure": "Page",
        "owner": "Ana",
        "start": "2026-07-13",
    }
    told = promises(now={"actions": [action | {"done": {"on": "2026-07-15"}}]})
    (late,) = [one for one in told if one.cycle == "C"]
    assert (late.kept, late.due, late.days_late, late.done) == ("late", date(2026, 7, 1), 14, date(2026, 7, 15))


def test_what_happens_after_the_day_of_the_report_is_not_seen():
    told = {one.cycle or one.what: one.kept for one in promises("2026-05-05")}
    assert (told["A"], told["B"]) == ("kept", "not_kept")
    assert promises("2026-07-20")[1].new_day is None
    assert promises_of(None, plan_of(kpi_of("leads")), day(AS_OF)) == ()


@pytest.mark.parametrize(
    ("step", "act", "code"),
    [
        (40, "abandon", "cycle-worked-not-kept"),
        (40, "extend", "cycle-worked-not-kept"),
        (-40, "adopt", "cycle-harmed-kept"),
        (-40, "extend", "cycle-harmed-kept"),
        (40, "adopt", None),
        (-40, "adapt", None),
    ],
)
def test_a_decision_against_the_evidence_is_told(step, act, code):
    decision = {"act": act, "on": "2026-08-20", "standard": "Form v3", "next": "C-2"}
    found = [one.code for one in cycle_findings([checked(weeks(step), decision=decision)])]
    assert found == ([code] if code else [])


def test_with_a_reason_it_is_accepted():
    decision = {"act": "abandon", "on": "2026-08-20", "why": "The vendor closes."}
    (found,) = cycle_findings([checked(weeks(40), decision=decision)])
    assert found.accepted == "The vendor closes."
    assert found.place == "actions/C-1"


def test_how_a_prediction_turned_out():
    assert turned_out(checked(weeks(40)), "").ratio == pytest.approx(1.0, abs=0.1)
    assert turned_out(checked(weeks(-40)), "").ratio == 0.0
    assert turned_out(checked(weeks(200)), "").ratio == 2.0
    assert turned_out(checked(weeks(0, spread=60)), "").ratio is None
    assert turned_out(checked(weeks(40), check="2026-09-14"), "").ratio is None


def test_a_prediction_in_the_unit_of_a_week():
    told = Prediction(effect="+0.20pp", low="+0.10pp", high="+0.30pp", by="2026-08-16")
    assert planned(told, 0.02) == (pytest.approx(0.002), pytest.approx(0.001), pytest.approx(0.003))
    assert planned(None, 10) is None
    share = Prediction(effect="+10%", low="+5%", high="+15%", by="2026-08-16")
    assert planned(share, float("nan")) is None


def test_the_side_that_is_wanted():
    told = Prediction(effect="-3", low="-5", high="-1", by="2026-08-16")
    assert (wanted(metric_of("leads"), told), wanted(metric_of("cost_per_lead"), None)) == (1, -1)
    neutral = metric_of("leads").model_copy(update={"improvement": "neutral"})
    assert (wanted(neutral, told), wanted(neutral, None)) == (-1, None)
