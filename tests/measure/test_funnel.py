"""The funnel: counts over common days, shares that go on, and the same weekdays of the year before."""

import math

import pytest

from kpilib.measure.campaigns import campaigns
from kpilib.measure.funnel import funnel
from tests.builders import after, day, facts_of, plan_of, rows

START = "2026-07-01"
LAST_YEAR = after(START, -364)
PLAN = plan_of()


def made(*frames, days: int = 10):
    return funnel(facts_of(*frames), PLAN, day(START), day(after(START, days - 1)))


def site(first: str, sessions: list, engaged: list, orders: list):
    return rows("site", first, sessions=sessions, engaged_sessions=engaged, orders=orders)


def test_shares_are_of_the_step_before():
    found = made(site(START, [1000] * 10, [600] * 10, [30] * 10))
    assert [(one.measure, one.count) for one in found.steps] == [
        ("sessions", 10_000),
        ("engaged_sessions", 6000),
        ("orders", 300),
    ]
    assert [one.rate for one in found.steps[1:]] == [0.6, 0.05]
    assert math.isnan(found.steps[0].rate)


def test_a_day_that_one_step_lacks_counts_for_none():
    found = made(site(START, [1000] * 10, [600] * 10, [None, None, *[30] * 8]))
    assert (found.days, found.steps[0].count, found.steps[2].rate) == (8, 8000, 0.05)


def test_the_year_before_is_the_same_weekdays():
    now, then = site(START, [1000] * 10, [600] * 10, [30] * 10), site(LAST_YEAR, [800] * 10, [400] * 10, [20] * 10)
    found = made(now, then)
    assert [one.change for one in found.steps] == pytest.approx([0.25, 0.5, 0.5])
    assert [one.before for one in found.steps[1:]] == [0.5, 0.05]
    assert found.steps[1].p < 0.001
    assert found.steps[2].p == 1


def test_half_a_year_before_is_none():
    then = site(LAST_YEAR, [800] * 5, [400] * 5, [20] * 5)
    found = made(site(START, [1000] * 10, [600] * 10, [30] * 10), then)
    assert found.paired == 0
    assert all(math.isnan(one.change) for one in found.steps)


def test_without_orders_it_is_the_funnel_of_leads():
    found = made(rows("site", START, sessions=[1000] * 10, leads=[20] * 10, qualified_leads=[8] * 10))
    assert [one.measure for one in found.steps] == ["sessions", "leads", "qualified_leads"]


def test_one_step_is_no_funnel():
    assert made(rows("site", START, sessions=[1000] * 10)) is None
    assert made(rows("site", "2026-01-01", sessions=[1], orders=[1])) is None


# Campaigns


def test_a_campaign_is_held_against_what_its_source_counts():
    frame = rows("ads", START, clicks=[100.0] * 10, claimed_conversions=[2.5] * 10).assign(campaign="Brand")
    (one,) = campaigns(facts_of(frame), day(START), day(after(START, 9)))
    assert (one.numerator, one.denominator, one.rate) == ("claimed_conversions", "clicks", 0.025)
    assert one.interval == pytest.approx((0.0170, 0.0367), abs=1e-4)


def test_orders_per_session_come_before_what_a_platform_claims():
    ads = rows("ads", START, clicks=[100.0] * 10, claimed_conversions=[2.0] * 10).assign(campaign="Brand")
    shop = rows("ga4", START, sessions=[90.0] * 10, orders=[1.0] * 10).assign(campaign="Brand")
    found = campaigns(facts_of(ads, shop), day(START), day(after(START, 9)))
    assert [(one.source, one.denominator) for one in found] == [("ga4", "sessions"), ("ads", "clicks")]


def test_fewer_than_30_have_no_rate_and_more_than_all_no_interval():
    few = rows("ads", START, clicks=[2.9] * 10, claimed_conversions=[1.0] * 10).assign(campaign="Small")
    many = rows("ads", START, clicks=[5.0] * 10, claimed_conversions=[6.0] * 10).assign(campaign="Odd")
    small, odd = sorted(
        campaigns(facts_of(few, many), day(START), day(after(START, 9))), key=lambda one: one.name, reverse=True
    )
    assert math.isnan(small.rate)
    assert (odd.rate, math.isnan(odd.interval[0])) == (1.2, True)


def test_a_day_whose_conversions_are_not_known_counts_for_neither():
    frame = rows("ads", START, clicks=[100.0] * 10, claimed_conversions=[None] * 5 + [2.0] * 5).assign(
        campaign="Brand"
    )
    (one,) = campaigns(facts_of(frame), day(START), day(after(START, 9)))
    assert (one.hits, one.n) == (10, 500)
