"""What is asked or followed is judged by its value and its interval, and never by a forecast."""

import math

import pytest

from kpilib.judge.assess import assess
from tests.builders import facts_of, judged, kpi_of, plan_of
from tests.people import nps, orders_of, wave

SPRING, SUMMER = ("2026-05-04", "2026-05-14"), ("2026-08-03", "2026-08-13")
AS_OF, CLOSING = "2026-08-21", "2026-09-30"


def score(promoters: int, detractors: int, n: int, target=30, *, as_of: str = AS_OF, **kpi):
    """An NPS of Q3 2026, asked in August."""
    return judged(facts_of(nps("Q3", *SUMMER, promoters, detractors, n)), as_of, kpi_of("nps", target=target, **kpi))


# 200 and 80 of 400 is 30.0, with 22.2 to 37.4 around it.


@pytest.mark.parametrize(
    ("target", "status", "closing"),
    [(22, "on_pace", "hit"), (30, "close", "hit"), (31, "close", "missed"), (38, "behind", "missed")],
)
def test_a_target_within_the_interval_is_close_until_the_due_date(target, status, closing):
    assert score(200, 80, 400, target).status == status
    assert score(200, 80, 400, target, as_of=CLOSING).status == closing


def test_a_verdict_that_chance_may_decide_says_so():
    assert "chance may decide it" in score(200, 80, 400, 31, as_of=CLOSING).reasons[0]
    assert score(200, 80, 400, 38, as_of=CLOSING).reasons == ()


def test_nothing_is_forecast():
    one = score(200, 80, 400)
    assert (one.forecast, one.pace, one.required, one.series) == (None, None, None, None)
    assert math.isnan(one.probability)


@pytest.mark.parametrize(("n", "status"), [(29, "too_early"), (30, "behind")])
def test_fewer_than_30_answers_are_no_ground(n, status):
    assert score(10, 10, n, 60).status == status


def test_a_wave_before_the_period_is_not_its_value():
    facts = facts_of(nps("Q2", *SPRING, 200, 80, 400))
    one = judged(facts, AS_OF, kpi_of("nps", target=30))
    assert (one.status, one.estimate) == ("no_data", None)
    assert one.reasons[0] == "nothing was measured in the period; the last one ended on 2026-05-14"
    assert len(one.estimates) == 1


def test_a_wave_that_is_not_over_is_not_seen():
    assert score(200, 80, 400, as_of="2026-08-13").status == "no_data"
    assert score(200, 80, 400, as_of="2026-08-14").status == "close"


def test_a_change_is_held_to_the_wave_of_its_quarter():
    facts = facts_of(nps("Q2", *SPRING, 200, 80, 400), nps("Q3", *SUMMER, 200, 80, 400))
    target = {"change": 10, "against": "2026Q2"}
    assert judged(facts, AS_OF, kpi_of("nps", target=target)).target == 40
    assert judged(facts, AS_OF, kpi_of("nps", target=target | {"against": "2025Q2"})).status == "no_baseline"


def test_the_baseline_is_the_wave_of_a_year_before():
    facts = facts_of(
        wave("old", "2025-08-04", "2025-08-14", 200, aided_aware=70), wave("new", *SUMMER, 200, aided_aware=90)
    )
    one = judged(facts, AS_OF, kpi_of("aided_awareness", target="40%"))
    assert (one.baseline, one.actual, one.target, one.status) == (0.35, 0.45, 0.4, "close")


def test_a_band_is_judged_by_its_ends():
    band = {"low": 10, "high": 60}
    fields = {"name": "Mood", "kind": "survey", "numerator": "promoters", "unit": "points", "improvement": "band"}
    metrics = {"mood": fields | {"stage": "engage"}}
    facts = facts_of(nps("Q3", *SUMMER, 200, 80, 400))
    assert judged(facts, AS_OF, kpi_of("mood", target=band), metrics=metrics).status == "on_pace"
    assert judged(facts, AS_OF, kpi_of("mood", target={"low": 40, "high": 60}), metrics=metrics).status == "behind"
    assert judged(facts, AS_OF, kpi_of("mood", target={"low": 31, "high": 60}), metrics=metrics).status == "close"


def test_without_a_target_there_is_no_verdict():
    assert score(200, 80, 400, None).status == "no_target"


def shop(buyers: int, again: int, last: str = CLOSING):
    """So many first purchases on 10 April 2026, whose 90 days end on 9 July; some buy again in May."""
    bought = {f"c{number}": ["2026-04-10", *(["2026-05-10"] if number < again else [])] for number in range(buyers)}
    return orders_of(bought, "2026-01-01", last)


def test_repurchase_is_judged_on_the_customers_whose_days_are_over():
    one = judged(shop(100, 40), AS_OF, kpi_of("repurchase_rate", target="25%"))
    assert (one.actual, one.estimate.n, one.status) == (0.4, 100, "on_pace")
    assert judged(shop(100, 40), "2026-07-09", kpi_of("repurchase_rate", target="25%")).status == "no_data"


def test_a_shop_whose_data_end_before_the_due_date_is_not_closed():
    one = judged(shop(100, 40, "2026-09-20"), CLOSING, kpi_of("repurchase_rate", target="25%"))
    assert one.status == "incomplete"


def test_an_estimate_is_the_same_again_and_facts_are_not_changed():
    facts = shop(100, 40)
    before = facts.events.copy()
    plan = plan_of(kpi_of("repurchase_rate", target="25%"))
    as_of = judged(facts, AS_OF, plan.kpis[0]).as_of
    assert assess(plan, plan.kpis[0], facts, as_of).actual == assess(plan, plan.kpis[0], facts, as_of).actual
    assert facts.events.equals(before)
