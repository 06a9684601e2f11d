"""When a target is in danger, why, what it costs, and what it would be recalculated to."""

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kpilib.judge.reason import Evidence
from kpilib.judge.recalculate import worth
from kpilib.judge.signals import Signal
from kpilib.judge.warn import draft_warning, early_warnings
from kpilib.measure.drivers import Drivers
from tests.builders import facts_of, rows
from tests.judge.past import foreseen, report
from tests.tell.examples import conversion, lead_cost, leads, money

# 1,840 leads are the target. From 6 July to 30 September the page was to bring 87 of them, one a day.
PAGE = {"item": "Page", "party": "Vendor", "kpi": "leads", "promised": "2026-07-06", "uplift": 87}
TO_AUGUST = {"moved": [{"on": "2026-08-04", "to": "2026-08-31"}]}
FLAG = {"on": "2026-08-15", "kpi": "leads", "cause": "Strike", "impact": "90 leads"}
FACTS = facts_of(rows("crm", "2026-07-01", leads=[20]))


def warn(one, history=(), **evidence):
    """The warnings of one KPI; on 20 August unless its data tell another day."""
    return early_warnings([one], FACTS, history, {one.kpi.id: Evidence(**evidence)} if evidence else None)


def late(**fields):
    return leads(dependencies=[PAGE | TO_AUGUST | fields])


def before(probability: float):
    return report("2026-08-13", leads={"probability": probability})


@pytest.mark.parametrize(
    ("now", "last", "told"),
    [
        (0.19, None, ("very_low",)),
        (0.20, None, ()),
        (0.49, 0.49, ("at_risk_twice",)),
        (0.49, 0.50, ()),
        (0.50, 0.10, ()),
        (0.49, None, ()),
        (0.49, math.nan, ()),
        (0.10, 0.10, ("very_low",)),
    ],
)
def test_a_chance_below_a_half_twice_or_below_a_fifth_once_is_warned_of(now, last, told):
    history = [] if last is None else [before(last)]
    found = warn(foreseen(leads(), now), history)
    assert tuple(trigger for one in found for trigger in one.triggers) == told


def test_twice_in_a_row_means_the_last_report_and_this_one():
    one = foreseen(leads(), 0.4)
    assert warn(one, [before(0.4), report("2026-08-17", leads={"probability": 0.6})]) == ()
    assert warn(one, [before(0.4), report("2026-08-17", orders={})]) == ()


def test_what_another_party_brings_late_is_warned_of_whatever_the_chance():
    (found,) = warn(foreseen(late(), 0.95))
    assert found.triggers == ("delay",)
    assert warn(foreseen(leads(dependencies=[PAGE | {"delivered": "2026-07-06"}]), 0.95)) == ()
    assert warn(foreseen(late(party="Ana"), 0.95)) == ()  # the owner's own work


def test_without_a_forecast_only_delays_and_flags_are_warned_of():
    assert [one.triggers for one in (*warn(leads()), *warn(late()))] == [("delay",)]
    assert [one.triggers for one in warn(leads(flags=[FLAG]))] == [("raised",)]


def test_what_is_over_is_no_longer_warned_of():
    closed = leads(days=92, dependencies=[PAGE], flags=[FLAG])
    assert closed.status == "hit"
    assert warn(closed) == ()


def test_the_impact_is_the_share_of_the_uplift_on_the_delayed_days():
    (found,) = warn(foreseen(late(), 0.3, low=1700, high=1800))
    # 56 of 87 days without the page, and 31 days of it to come: the forecast has neither
    assert (found.lost, found.shortfall, found.impact) == (-56, -90, -56)
    assert found.rest == 90 - 56 - 31
    assert (str(found.old), str(found.new)) == ("1840", "1784")


def test_the_new_target_is_as_likely_as_it_is_with_what_is_still_to_come():
    (found,) = warn(foreseen(late(), 0.3, low=1700, high=1800))
    # 1,784 less the 31 that the page is still to bring is 1,753, and 47 of 100 even ends are above
    assert found.chance == pytest.approx(0.47)
    (delivered,) = warn(foreseen(late(moved=[], delivered="2026-08-10"), 0.3, low=1700, high=1800))
    assert (delivered.lost, str(delivered.new)) == (pytest.approx(-35), "1805")
    assert delivered.chance == 0


def test_a_delay_without_an_end_is_told_as_at_least():
    (found,) = warn(late(moved=[]))
    assert (found.at_least, found.lost) == (True, -45)  # 6 July to 20 August


def test_without_an_uplift_there_is_nothing_to_recalculate_by():
    (found,) = warn(foreseen(late(uplift=None), 0.3, low=1700, high=1800))
    assert (found.new, found.impact) == (None, -90)
    assert math.isnan(found.lost)


def test_an_uplift_with_the_wrong_sign_is_not_counted():
    (found,) = warn(late(uplift=-87))
    assert (found.new, math.isnan(found.lost)) == (None, True)


def test_a_cost_that_was_to_fall_may_be_higher():
    one = lead_cost(50)
    page = {**PAGE, **TO_AUGUST, "kpi": one.kpi.id, "uplift": "-8.7"}
    agreed = one.plan.agreement.model_copy(update={"dependencies": late(**page).plan.agreement.dependencies})
    (found,) = warn(replace(one, plan=one.plan.model_copy(update={"agreement": agreed})))
    assert found.lost == pytest.approx(5.6)
    assert str(found.new) == "55.6"


def test_a_percentage_is_recalculated_in_points():
    one = conversion()
    page = {**PAGE, **TO_AUGUST, "kpi": "conversion_rate", "uplift": "0.87pp"}
    agreed = one.plan.agreement.model_copy(update={"dependencies": late(**page).plan.agreement.dependencies})
    (found,) = warn(replace(one, plan=one.plan.model_copy(update={"agreement": agreed})))
    assert (str(found.old), str(found.new)) == ("2.4%", "1.84%")


def test_two_delays_add_up_and_the_worst_is_told_first():
    photos = PAGE | TO_AUGUST | {"item": "Photos", "uplift": 174}
    (found,) = warn(leads(dependencies=[PAGE | TO_AUGUST, photos]))
    assert found.lost == -(56 + 112)
    assert [one.dependency.item for one in found.delays] == ["Photos", "Page"]


def test_a_target_is_never_recalculated_to_nothing():
    (found,) = warn(late(uplift=87_000))
    assert found.new is None


def test_a_cause_is_never_invented():
    (found,) = warn(foreseen(leads(), 0.1))
    assert [one.kind for one in found.reasons] == ["unknown"]
    assert found.new is None


def test_causes_are_what_is_noted_and_what_the_data_show():
    week = pd.Timestamp("2026-07-12")
    turned = [(Signal("run", -1, week, week), "The menu link went"), (Signal("outside", 1, week, week), "")]
    parts = Drivers(100, 60, {"sessions": -10.0, "rate": -30.0})
    (found,) = warn(late(), signals=turned, drivers=parts)
    assert [one.kind for one in found.reasons] == ["delay", "signal", "driver"]
    assert found.reasons[1].text == "The menu link went"
    assert (found.reasons[2].text, found.reasons[2].amount) == ("rate", -30)


def test_what_is_better_than_before_is_no_cause():
    week = pd.Timestamp("2026-07-12")
    good = {
        "signals": [(Signal("run", 1, week, week), "")],
        "drivers": Drivers(60, 100, {"sessions": 50, "rate": -10}),
    }
    (found,) = warn(foreseen(leads(), 0.1), **good)
    assert [one.kind for one in found.reasons] == ["unknown"]


def test_a_flag_raised_by_hand_speaks_in_its_own_words_and_with_its_own_target():
    (found,) = warn(leads(flags=[FLAG | {"old": 1840, "target": 1700}]))
    assert (found.triggers, found.reasons[0].text, str(found.new)) == (("raised",), "Strike", "1700")
    assert warn(leads(flags=[FLAG | {"on": "2026-08-21"}])) == ()  # not raised yet


def test_an_accepted_flag_answers_its_delays_until_there_is_news_of_them():
    accepted = FLAG | {"old": 1840, "target": 1780, "accepted": {"on": "2026-08-18", "by": ["Ana"]}}
    assert warn(leads(dependencies=[PAGE | TO_AUGUST], flags=[accepted])) == ()
    news = [*TO_AUGUST["moved"], {"on": "2026-08-19", "to": "2026-09-07"}]
    (found,) = warn(leads(dependencies=[PAGE | {"moved": news}], flags=[accepted]))
    assert found.triggers == ("delay",)
    (early,) = warn(leads(days=47, dependencies=[PAGE | TO_AUGUST], flags=[accepted]))
    assert early.triggers == ("raised", "delay")  # on 17 August nobody had accepted it


@pytest.mark.parametrize(
    ("as_of", "left", "answer_by"),
    [
        ("2026-08-20", 27, date(2026, 8, 27)),
        ("2026-09-15", 1, date(2026, 9, 16)),
        ("2026-09-16", 0, date(2026, 9, 16)),
        ("2026-09-17", -1, None),
        ("2026-09-29", -13, None),
    ],
)
def test_a_recalculation_is_allowed_up_to_two_weeks_before_the_due_date(as_of, left, answer_by):
    (found,) = warn(leads(dependencies=[PAGE], at=as_of))
    assert (found.days_to_last, found.last_day) == (left, date(2026, 9, 16))
    assert found.answer_by == answer_by if answer_by else found.too_late


def test_a_kpi_is_told_at_risk_since_the_first_report_that_said_so():
    (found,) = warn(late(), [report("2026-08-06", warned=("leads",), leads={}), before(0.9)])
    assert found.first_told == date(2026, 8, 6)


def test_there_are_three_ways_with_the_recalculation_and_three_without():
    with_it, without = warn(late())[0], warn(late(uplift=None))[0]
    assert (len(with_it.offers), len(without.offers)) == (2, 3)


def test_a_warning_can_be_drafted_by_hand_for_a_kpi_that_is_well():
    one = foreseen(leads(), 0.9)
    found = draft_warning(one, [one], FACTS)
    assert (found.triggers, found.reasons[0].kind) == (("raised",), "unknown")


def test_what_a_loss_is_worth_is_told_where_somebody_agreed_on_a_value():
    form = {"event": "form sent", "counted": "once", "owner": "Ana", "measured_in": "crm"}
    priced = leads(client={"conversions": {"leads": form | {"value": 1500}}})
    assert worth(priced, -56) == -84_000
    assert math.isnan(worth(leads(client={"conversions": {"leads": form}}), -56))
    assert math.isnan(worth(leads(), -56))
    assert worth(money(20), -56) == -56
    assert math.isnan(worth(lead_cost(50), 5))


def test_the_target_agreed_first_is_told_where_it_has_been_moved():
    talk = {"on": "2026-07-10", "kpi": "leads", "old": 2000, "new": 1840, "reason": "Budget cut"}
    (found,) = warn(leads(dependencies=[PAGE], negotiations=[talk]))
    assert str(found.first_target) == "2000"
