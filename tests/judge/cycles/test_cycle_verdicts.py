"""A cycle from its record to its verdict: one for every verdict, on weeks whose truth is known."""

from datetime import date

import numpy as np
import pytest

from kpilib.judge.assess import assess
from kpilib.judge.cycles import cycles_of
from kpilib.judge.cycles.around import control_touched
from tests.builders import facts_of, kpi_of, plan_of, rows
from tests.cycles import ACTION, BEFORE, FIRST, checked, weeks

NOTE = {"on": "2026-06-03", "text": "The price list was changed."}
LATER_NOTE = {"on": "2026-07-03", "text": "A voucher of 20%."}


def test_a_step_that_was_predicted_worked():
    one = checked(weeks(40))
    assert (one.verdict, one.why, one.against) == ("worked", "shown", "within")
    value, low, high = one.evidence.effect
    assert low < 40 < high
    assert value == pytest.approx(40, abs=4)
    assert one.proposal == ("adopt", "worked")
    assert one.decision_due


@pytest.mark.parametrize(("step", "held"), [(15, "below"), (80, "above")])
def test_the_effect_is_held_to_the_prediction(step, held):
    assert checked(weeks(step)).against == held


def test_a_prediction_in_per_cent_is_of_what_would_be_without_the_action():
    told = ACTION["prediction"] | {"effect": "+20%", "low": "+10%", "high": "+30%"}
    effect, low, high = checked(weeks(40), prediction=told).predicted
    assert (effect, low, high) == (pytest.approx(40, abs=2), pytest.approx(20, abs=1), pytest.approx(60, abs=3))


def test_a_fall_did_harm_and_what_is_good_of_a_cost_is_bad_of_leads():
    assert checked(weeks(-40)).verdict == "harmed"
    cost = {"cost": [10 * value for value in weeks(0, seed=2)]}
    kpi = kpi_of("cost_per_lead", target=50)
    told = ACTION["prediction"] | {"effect": "-2", "low": "-3", "high": "-1"}
    one = checked(weeks(40), kpis=[kpi], others=cost, kpi="cost_per_lead", prediction=told)
    assert one.verdict == "worked"
    assert one.evidence.effect[0] < 0


def test_noise_shows_no_evidence_where_the_effect_would_have_been_seen():
    one = checked(weeks(0, seed=5))
    assert (one.verdict, one.why, one.against) == ("no_evidence", "interval", None)
    assert one.evidence.detectable < 40
    assert one.proposal == ("abandon", "no_evidence")


def test_noise_is_inconclusive_where_it_would_not():
    one = checked(weeks(0, spread=60))
    assert (one.verdict, one.why) == ("inconclusive", "blind")
    assert one.evidence.detectable > 40
    assert one.proposal[0] == "extend"


def test_what_was_not_done_by_the_check_is_not_implemented():
    assert checked(weeks(40), done=None).verdict == "not_implemented"
    late = checked(weeks(40), done={"on": "2026-08-18"})
    assert (late.verdict, late.evidence, late.done_on) == ("not_implemented", None, date(2026, 8, 18))


def test_before_its_date_nothing_is_told():
    one = checked(weeks(40), check="2026-09-14")
    assert (one.verdict, one.why) == ("not_yet", "check_in_future")
    assert (one.evidence, one.against, one.proposal, one.decision_due) == (None, None, None, False)
    assert checked(weeks(40), check=None).why == "no_check"


def test_the_check_looks_no_further_than_its_date():
    early = checked(weeks(40), check="2026-07-20")
    assert early.until == date(2026, 7, 20)
    assert len(early.evidence.window.after) == 7
    again = checked(weeks(40)[: BEFORE + 7], check="2026-07-20")
    assert again.evidence.effect == pytest.approx(early.evidence.effect)


def test_another_cause_at_the_start_confounds():
    one = checked(weeks(40), plan={"notes": [NOTE]})
    assert (one.verdict, one.apart) == ("confounded", ())
    assert [cause.text for cause in one.others] == ["The price list was changed."]
    assert one.proposal[0] == "extend"


def test_another_cause_that_was_ruled_out_does_not():
    one = checked(weeks(40), plan={"notes": [NOTE]}, ruled_out=[{"on": "2026-06-03", "why": "Other products only."}])
    assert one.verdict == "worked"
    assert [why for _, why in one.apart] == ["Other products only."]


def test_another_cause_later_on_does_not_where_the_weeks_before_it_tell_the_same():
    one = checked(weeks(40), plan={"notes": [LATER_NOTE]})
    assert one.verdict == "worked"
    assert [why for _, why in one.apart] == [""]
    unseen = checked(weeks(40, at=BEFORE + 4), plan={"notes": [LATER_NOTE]})  # what rose, rose with the voucher
    assert unseen.verdict in ("confounded", "no_evidence", "inconclusive")


# Another action on the same KPI, that was planned and not carried out.
OTHER = {"id": "C-9", "kpi": "leads", "problem": "P", "countermeasure": "Ads", "owner": "A", "start": "2026-06-02"}


def test_other_actions_activities_and_breaks_confound_and_the_own_and_the_parent_do_not():
    agreed = {"activities": [{"id": "fair", "name": "Fair", "kpi": "leads", "starts": "2026-06-02"}]}
    assert checked(weeks(40), plan=agreed).verdict == "confounded"
    broken = {"breaks": [{"metric": "leads", "on": "2026-06-02", "text": "Calls no longer count."}]}
    assert checked(weeks(40), plan=broken).verdict == "confounded"
    before = plan_of(kpi_of("leads"), actions=[OTHER | {"done": {"on": "2026-06-02"}}])
    assert checked(weeks(40), before=before).verdict == "confounded"
    assert checked(weeks(40), before=before, parent="C-9").verdict == "worked"


def test_an_action_that_was_not_carried_out_confounds_nothing():
    assert checked(weeks(40), before=plan_of(kpi_of("leads"), actions=[OTHER])).verdict == "worked"


def test_weeks_before_a_break_in_the_definition_are_not_compared():
    broken = {"breaks": [{"metric": "leads", "on": "2025-05-05", "text": "Calls no longer count."}]}
    values = [value + 300 * (at < 44) for at, value in enumerate(weeks(40))]
    one = checked(values, plan=broken)
    assert one.evidence.window.before.index[0].date() == date(2025, 5, 11)
    assert one.evidence.effect[0] == pytest.approx(40, abs=12)


def test_a_randomised_test_decides_whatever_else_happened():
    groups = {"treated": {"cases": 4000, "counted": 480}, "control": {"cases": 4000, "counted": 400}}
    told = {"how": "half of the visitors, by cookie", "ended": "2026-08-01"} | groups
    one = checked(weeks(0, seed=5), plan={"notes": [NOTE]}, test=told)
    assert (one.verdict, one.why, one.evidence.used) == ("worked", "tested", "randomised")
    assert one.evidence.effect[0] == pytest.approx(0.02)
    assert checked(weeks(0, seed=5), test=told | {"ended": "2026-08-18"}).evidence.used == "interrupted"


def test_the_slow_kpi_has_its_own_check_and_prediction():
    slow = {"kpi": "orders", "check": "2026-10-19", "prediction": ACTION["prediction"] | {"by": "2026-10-18"}}
    kpi = kpi_of("orders", target=900)
    one = checked(weeks(40), kpis=[kpi], others={"orders": weeks(0, seed=3)}, slow=slow)
    assert (one.verdict, one.slow.verdict, one.slow.check) == ("worked", "not_yet", date(2026, 10, 19))
    due = checked(weeks(40), kpis=[kpi], others={"orders": weeks(40, seed=3)}, slow=slow | {"check": "2026-08-18"})
    assert due.slow.verdict == "worked"
    assert due.slow.one.kpi.id == "orders"


def test_a_control_that_the_action_touches_is_not_used():
    one = checked(weeks(40), control={"channel": "Email"})
    assert control_touched(one.plan, one.action)
    assert one.evidence.used == "interrupted"
    free = checked(weeks(40), control={"metric": "orders"}, others={"orders": weeks(0, seed=4)})
    assert free.evidence.used == "control"
    assert free.verdict == "worked"


def test_a_level_is_held_to_what_a_week_adds_to_its_control():
    noise = np.random.default_rng(3).normal(0, 8, len(weeks()))
    own, other = (np.cumsum(np.array(weeks(step, seed=seed)) + noise) for step, seed in ((40, 1), (0, 4)))
    stock = {"kind": "last", "unit": "count", "improvement": "increase", "stage": "engage"}
    kept = {name: {**stock, "name": name, "numerator": name} for name in ("members", "guests")}
    seen = facts_of(
        rows("s-own", FIRST, members=[value for value in own for _ in range(7)]),
        rows("s-other", FIRST, guests=[value for value in other for _ in range(7)]),
    )
    action = ACTION | {"kpi": "members", "control": {"metric": "guests"}}
    plan = plan_of(kpi_of("members"), metrics=kept, actions=[action])
    known = seen.until(date(2026, 8, 20))
    one = assess(plan, plan.kpis[0], known, date(2026, 8, 21))
    (cycle,) = cycles_of(plan, [one], known, date(2026, 8, 21))
    assert cycle.evidence.used == "control"
    assert cycle.evidence.beside.slope > 0.2  # they share their weeks' noise
    assert cycle.evidence.effect[0] == pytest.approx(40, abs=5)


def test_a_decision_is_seen_from_its_day_on_and_a_changed_verdict_is_flagged():
    act = {"act": "adopt", "on": "2026-08-20", "standard": "Form v3", "found": "inconclusive"}
    one = checked(weeks(40), decision=act)
    assert one.decision is not None
    assert one.changed
    assert not one.against_evidence
    assert not one.decision_due
    assert checked(weeks(40), decision=act | {"on": "2026-08-22"}).decision is None
    assert checked(weeks(-40), decision=act).against_evidence


def test_an_action_on_a_kpi_without_data_is_inconclusive():
    one = checked([None] * (BEFORE + 11) + [1.0])
    assert one.verdict == "inconclusive"
    assert one.why in ("no_data", "too_few_after")
