"""Packages for a KPI in doubt, on weeks whose answer is known: leads grow with the root of ad cost, orders with it.

From June on 100 a day are spent, which bring 10 leads and 5 orders. As of 21 August 41 of 92 days are left, and the
forecast is set to the present rate, so that every number can be checked by hand: the quarter ends with 920 leads. For
1,002 it takes 12 a day, 1.2 times the present: 1.44 times the cost.
"""

from dataclasses import replace

import numpy as np
import pytest

from kpilib.errors import UnknownNameError
from kpilib.judge.assess import assess
from kpilib.judge.assessment import Assessment
from kpilib.judge.negotiate import packages
from kpilib.judge.outlook import Outlook, chance
from kpilib.judge.sampled import Sampled
from kpilib.plan.target import Amount
from tests.builders import day, facts_of, judged, kpi_of, plan_of, rows

AS_OF = "2026-08-21"
START = "2025-10-06"  # a Monday; 34 weeks that vary, then 12 of 700
LEVELS = [1400 if number * number % 7 in (1, 2) else 700 for number in range(34)] + [700] * 12
COST = np.repeat(np.array(LEVELS, float) / 7, 7)
LEADS = kpi_of("leads", target=1002, uses={"Google Ads": "60%"})
ORDERS = kpi_of("orders", target=460, uses={"Google Ads": "40%"})
BUDGET = {"Google Ads": 10_000}


def history(**measures):
    """Ad cost, leads and orders day by day; a measure that is given takes the place of its own."""
    told = {"leads": 10 * np.sqrt(COST / 100), "orders": COST / 20, "sessions": 4 * COST} | measures
    return facts_of(rows("google_ads", START, channel="Paid Search", cost=COST), rows("shop", START, **told))


def at_the_present_rate(one: Assessment) -> Assessment:
    """The assessment with a forecast that is sure of the present rate; one without a forecast stays as it is."""
    if one.forecast is None or not one.forecast.known:
        return one
    end = one.actual
    if one.metric.kind == "sum":
        end += float(one.series.numerator.iloc[-28:].mean()) * one.forecast.days_left
    sure = Sampled(one.actual, one.forecast.days_left, "full", draws=np.array([end]))
    told = Outlook(chance(sure, one.metric, one.target, one.band), end, (end, end), (end, end), 41, "full", (), sure)
    return replace(one, forecast=told)


def offered(*kpis, facts=None, as_of: str = AS_OF, **agreement):
    """The packages for the first of the KPIs, by letter."""
    plan = plan_of(*kpis, **agreement)
    seen = (facts or history()).until(day(as_of) if as_of == "2026-09-30" else day("2026-08-20"))
    judged_all = tuple(at_the_present_rate(assess(plan, kpi, seen, day(as_of))) for kpi in plan.kpis)
    return {one.id: one for one in packages(plan, seen, judged_all, kpis[0].id, day(as_of))}


def reasons(offers) -> str:
    return " ".join(str(one.reason) for one in offers.values())


def test_more_budget_is_what_the_missing_leads_cost():
    offer = offered(LEADS, budget=BUDGET)["A"]
    (move,) = offer.moves
    # 44 more a day for 41 days are 1,804; told in two digits, and rounded up so that it is enough: 1,900.
    assert (move.budget, str(move.old), str(move.new)) == ("Google Ads", "10000", "11900")
    assert (offer.old, offer.new) == (Amount(value=1002), Amount(value=1002))
    assert (offer.cost.value, offer.cost_of) == (1900, "money")
    assert (offer.cost.low, offer.cost.high) == (1900, 1900)
    assert offer.effect.value == pytest.approx(410 * ((1 + 1900 / 4100) ** 0.5 - 1))
    assert offer.effect.value >= 82
    assert (offer.answers[0].weeks, round(offer.answers[0].elasticity, 3)) == (45, 0.5)


def test_more_hours_are_told_from_the_hours_that_a_source_brings():
    facts = facts_of(
        rows("time_sheet", START, channel="Content", hours=COST / 100),
        rows("shop", START, leads=10 * np.sqrt(COST / 100)),
    )
    kpi = kpi_of("leads", target=1002, uses={"Content": "100%"})
    offers = offered(kpi, facts=facts, hours={"Content": 100})
    (move,) = offers["B"].moves
    # 0.44 more a day for 41 days are 18.04 hours.
    assert (move.hours, str(move.old), str(move.new)) == ("Content", "100", "119")
    assert offers["B"].cost_of == "hours"
    assert offers["A"].reason == "no_line"


def test_less_of_another_kpi_frees_what_this_one_needs():
    offer = offered(LEADS, ORDERS, budget=BUDGET)["C"]
    # Leads have 60 a day and need 26.4 more: 1,082.4 in 41 days, so 1,100. Orders have 1,640 and lose 1,100 of it:
    # of their 205 orders 137.5.
    assert offer.shifted == 1100
    (move,) = offer.moves
    assert (move.kpi, str(move.old), str(move.new)) == ("orders", "460", "320")
    assert [(one.kpi, one.line, one.old, round(one.new, 4)) for one in offer.shares] == [
        ("leads", "Google Ads", 0.6, 0.71),
        ("orders", "Google Ads", 0.4, 0.29),
    ]
    assert (offer.cost.value, offer.cost.low, offer.cost_of) == (140, 140, "orders")
    assert offer.effect.value >= 82
    assert offer.old == offer.new


def test_the_kpi_that_loses_least_is_lowered_and_never_one_without_a_shared_resource():
    sessions = kpi_of("sessions", target=36_800, uses={"Google Ads": "40%"})
    # Both lose the same part of what is left; orders of a target of 460, sessions of one of 36,800.
    cheap = kpi_of("orders", target=100_000, uses={"Google Ads": "40%"})
    assert offered(LEADS, sessions, cheap, budget=BUDGET)["C"].moves[0].kpi == "orders"
    alone = kpi_of("orders", target=460, uses={"Meta": "40%"})
    offers = offered(LEADS, alone, kpi_of("sessions", target=36_800), budget={**BUDGET, "Meta": 500})
    assert offers["C"].reason == "no_shared_resource"


@pytest.mark.parametrize("line", ["Google Ads", "Meta"])
def test_no_package_lowers_the_kpi_under_negotiation_but_the_one_that_says_so(line):
    offers = offered(LEADS, kpi_of("orders", target=460, uses={line: "40%"}), budget={**BUDGET, "Meta": 500})
    for letter in "ABC":
        assert offers[letter].old == offers[letter].new
        assert all(move.kpi != "leads" for move in offers[letter].moves)


def test_another_target_is_the_median_of_the_forecast():
    offer = offered(LEADS, budget=BUDGET)["D"]
    assert (str(offer.old), str(offer.new), offer.moves) == ("1002", "920", ())
    assert offer.effect.value == pytest.approx(920)


def test_a_target_for_which_less_is_better_is_eased_upwards_and_a_rate_by_its_present_value():
    cost = kpi_of("cost_per_order", target=18.5)
    offers = offered(cost, budget=BUDGET)
    assert (offers["A"].reason, offers["B"].reason, offers["C"].reason) == ("not_a_total",) * 3
    assert str(offers["D"].new) == "20"
    rate = offered(kpi_of("conversion_rate", target="1.4%"))["D"]
    assert (str(rate.old), str(rate.new)) == ("1.4%", "1.25%")  # 5 orders of 400 sessions


def test_there_is_nothing_to_buy_where_the_present_rate_is_enough():
    offers = offered(kpi_of("leads", target=900, uses={"Google Ads": 1}), ORDERS, budget=BUDGET)
    assert reasons(offers) == "no_gap no_gap no_gap None"


def test_what_the_data_cannot_price_has_a_reason_and_no_numbers():
    few = history(leads=[None] * 180 + list(10 * np.sqrt(COST / 100))[180:])
    assert offered(LEADS, facts=few, budget=BUDGET)["A"].reason == "too_few_weeks"
    assert offered(LEADS, budget={"Bing": 5})["A"].reason == "no_line"
    offer = offered(kpi_of("leads", target=1002, uses={"Bing": 1}), budget={"Bing": 5})["A"]
    assert (offer.reason, offer.line, offer.moves, offer.effect, offer.cost) == ("no_source", "Bing", (), None, None)
    # Twice as many leads take four times the cost; 1.5 times the largest week is three times the present one.
    offer = offered(kpi_of("leads", target=1330, uses={"Google Ads": 1}), budget=BUDGET)["A"]
    assert (offer.reason, offer.numbers["times"]) == ("too_far", 1.5)


def test_another_kpi_that_has_no_price_is_not_lowered():
    rate = kpi_of("conversion_rate", target="1.4%", uses={"Google Ads": "40%"})
    assert offered(LEADS, rate, budget=BUDGET)["C"].reason == "other_has_no_price"
    small = kpi_of("orders", target=460, uses={"Google Ads": "10%"})
    offer = offered(LEADS, small, budget=BUDGET)["C"]
    assert (offer.reason, offer.numbers["needed"]) == ("too_little_to_move", 1100)


@pytest.mark.parametrize(
    ("kpi", "as_of", "reason"),
    [
        (kpi_of("leads"), AS_OF, "no_target"),
        (kpi_of("leads", target={"change": "+5%", "against": "2020Q3"}), AS_OF, "no_baseline"),
        (kpi_of("qualified_leads", target=5), AS_OF, "no_data"),
        (kpi_of("leads", target=1002, due="2026-08-15"), AS_OF, "over"),
        (kpi_of("leads", target=1002, starts="2026-08-18"), AS_OF, "too_early"),
        (kpi_of("leads", target={"low": 900, "high": 1000}), AS_OF, "band"),
    ],
)
def test_without_ground_there_is_no_package_at_all(kpi, as_of, reason):
    offers = offered(kpi, as_of=as_of, budget=BUDGET)
    assert reasons(offers) == " ".join([reason] * 4)


def test_an_unknown_kpi_is_told_with_the_nearest_name():
    plan = plan_of(LEADS)
    with pytest.raises(UnknownNameError, match="no KPI is named 'leeds'; did you mean 'leads'"):
        packages(plan, history(), (judged(history(), AS_OF, LEADS),), "leeds", day(AS_OF))


def test_where_it_ends_cannot_be_told_nothing_is_offered():
    few = facts_of(rows("crm", "2026-07-01", leads=[10] * 51))
    offers = offered(LEADS, facts=few, budget=BUDGET)
    assert reasons(offers) == " ".join(["no_forecast"] * 4)


def test_a_package_says_how_likely_the_target_is_with_it():
    offers = offered(LEADS, budget=BUDGET)
    # 1,900 more bring 85.8 leads, and 82 are missing; neither the gain nor the forecast has any width here.
    assert offers["A"].chance == pytest.approx(0.995)
    assert offers["D"].chance == pytest.approx(0.995)
