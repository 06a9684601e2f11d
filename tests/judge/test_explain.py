"""Why a KPI differs from the year before: the same weekdays, the same days, and the way that the facts allow."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.judge.explain import Explanation, NotExplained, drivers_of
from tests.builders import after, facts_of, judged, kpi_of, readings, rows

THEN, NOW = "2025-07-02", "2026-07-01"  # 364 days apart, both Wednesdays
DAYS = 20


def told(*frames, metric: str = "revenue", as_of: str | None = None, way=None, **plan) -> Explanation | NotExplained:
    kpi = kpi_of(metric, target=plan.pop("target", 1000), **plan.pop("kpi", {}))
    facts = facts_of(*frames)
    one = judged(facts, as_of or after(NOW, DAYS), kpi, **plan)
    return drivers_of(one.plan, facts.until(one.data_to) if one.data_to else facts, one, way=way)


def shop(first: str, each: float, **more) -> object:
    """So much revenue a day from 2 orders of 100 sessions, or as `more` says."""
    values = {"revenue": each, "orders": 2, "sessions": 100} | more
    return rows("shop", first, **{name: [value] * DAYS for name, value in values.items()})


def test_the_days_are_the_same_weekdays():
    found = told(shop(THEN, 80), shop(NOW, 80))
    assert (found.days, found.left_out) == (20, 0)
    assert found.drivers.before == found.drivers.after == pytest.approx(1600)


def test_revenue_is_sessions_times_conversion_rate_times_order_value():
    found = told(shop(THEN, 80), shop(NOW, 150, orders=3))
    assert found.way == "factors"
    assert found.values == {"sessions": (2000, 2000), "conversion_rate": (0.02, 0.03), "order_value": (40, 50)}
    # From 40 to 60 orders at 45 on average, and from 40 to 50 a piece on 50 orders.
    assert found.drivers.parts == pytest.approx({"sessions": 0, "conversion_rate": 900, "order_value": 500})


def test_without_sessions_clicks_and_without_both_orders_alone():
    def names(**left_out):
        frames = [shop(first, each).drop(columns=list(left_out)) for first, each in ((THEN, 80), (NOW, 90))]
        return list(told(*frames).values)

    assert names(sessions=None) == ["orders", "order_value"]
    clicked = [shop(first, 80, clicks=50).drop(columns="sessions") for first in (THEN, NOW)]
    assert list(told(*clicked).values) == ["clicks", "conversion_rate", "order_value"]


def test_orders_are_sessions_times_conversion_rate():
    found = told(shop(THEN, 80), shop(NOW, 80, sessions=200), metric="orders")
    assert list(found.values) == ["sessions", "conversion_rate"]
    assert sum(found.drivers.parts.values()) == 0


def test_days_that_were_not_measured_in_both_years_are_left_out_of_both():
    gap = rows("shop", NOW, revenue=[80] * DAYS, orders=[2] * DAYS, sessions=[None] * 3 + [100] * 17)
    found = told(shop(THEN, 80), rows("shop", "2026-06-30", revenue=[0], orders=[0], sessions=[0]), gap)
    assert (found.days, found.left_out) == (17, 3)
    assert found.drivers.before == found.drivers.after == pytest.approx(17 * 80)


def test_with_too_few_days_in_both_years_nothing_is_told():
    young = rows("shop", after(THEN, 15), revenue=[80] * 5, orders=[2] * 5, sessions=[100] * 5)
    assert told(young, shop(NOW, 80)) == NotExplained("too_few_days", {"days": 5, "of": 20})


def test_a_total_without_factors_is_told_by_channel():
    frames = [
        rows("ga4", THEN, channel="Email", new_users=[10] * DAYS),
        rows("ga4", NOW, channel="Email", new_users=[12] * DAYS),
        rows("ga4", NOW, channel="Video", new_users=[3] * DAYS),
    ]
    found = told(*frames, metric="new_users")
    assert found.way == "channels"
    assert found.drivers.parts == {"Video": 60, "Email": 40}
    assert found.values["Video"] == (0, 60)


def test_what_no_channel_tells_stands_under_no_name():
    frames = [rows("google", first, channel="Paid Search", impressions=[10] * DAYS) for first in (THEN, NOW)]
    frames += [rows("meta", THEN, impressions=[5] * DAYS), rows("meta", NOW, impressions=[7] * DAYS)]
    assert told(*frames, metric="impressions").drivers.parts == {"": 40, "Paid Search": 0}


def test_a_total_of_one_channel_has_no_parts_by_channel():
    frames = [rows("ga4", first, channel=name, new_users=[5] * DAYS) for first in (THEN, NOW) for name in ("A", "B")]
    assert told(*frames, metric="new_users", kpi={"channel": "A"}) == NotExplained("no_parts")


def test_a_rate_is_told_by_mix_and_own_rates():
    frames = []
    for first, social in ((THEN, 50), (NOW, 150)):
        frames.append(rows("shop", first, channel="Search", orders=[3] * DAYS, sessions=[100] * DAYS))
        frames.append(rows("shop", first, channel="Social", orders=[social / 50] * DAYS, sessions=[social] * DAYS))
    found = told(*frames, metric="conversion_rate", target="2%")
    assert found.way == "mix"
    assert found.drivers.parts == pytest.approx({"mix": 6 / 250 - 4 / 150, "Search": 0, "Social": 0})
    assert found.values["Social"] == pytest.approx((0.02, 0.02))


def test_a_cost_without_channels_is_told_by_what_it_is_divided_from_and_by():
    frames = [
        rows("ads", THEN, cost=[100] * DAYS, leads=[4] * DAYS),
        rows("ads", NOW, cost=[150] * DAYS, leads=[5] * DAYS),
    ]
    found = told(*frames, metric="cost_per_lead", target=30)
    assert found.way == "quotient"
    assert found.drivers.parts == pytest.approx({"cost": 11.25, "leads": -6.25})
    assert found.values["cost"] == pytest.approx((2000, 3000))


def test_the_two_parts_of_a_share_are_not_torn_apart():
    frames = [shop(first, 80) for first in (THEN, NOW)]
    assert told(*frames, metric="conversion_rate", target="2%") == NotExplained("no_parts")


def test_a_metric_whose_days_may_not_be_added_has_no_parts():
    frames = [readings("ga4", first, active_users=[5] * DAYS) for first in (THEN, NOW)]
    assert told(*frames, metric="daily_visitors") == NotExplained("not_added")


def test_a_break_between_the_years_ends_the_comparison():
    breaks = [{"metric": "order_value", "on": "2026-01-01", "text": "Revenue is net of tax now"}]
    assert told(shop(THEN, 80), shop(NOW, 80), breaks=breaks).why == "not_comparable"
    later = [{"metric": "order_value", "on": "2026-09-01", "text": "To come"}]
    assert isinstance(told(shop(THEN, 80), shop(NOW, 80), breaks=later), Explanation)


def test_a_kpi_without_data_is_not_explained():
    assert told(rows("crm", NOW, leads=[1] * DAYS)) == NotExplained("no_data")


def test_one_way_can_be_asked_for():
    frames = [shop(first, 80).assign(channel=name) for first in (THEN, NOW) for name in ("A", "B")]
    assert told(*frames).way == "factors"
    assert told(*frames, way="channels").way == "channels"
    assert told(*frames, way="mix") == NotExplained("no_parts")


DAY = st.tuples(st.integers(-500, 5000), st.integers(0, 30), st.integers(0, 900))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(DAY, DAY), min_size=DAYS, max_size=DAYS), st.lists(DAY, max_size=10))
@pytest.mark.parametrize("metric", ["revenue", "conversion_rate", "order_value"])
def test_parts_add_up_to_the_cent_and_later_days_change_nothing(metric, days, future):
    def frames(later):
        for channel, place in (("A", 0), ("B", 1)):
            for first, values in ((THEN, days), (NOW, [*reversed(days), *((day, day) for day in later)])):
                names = ("revenue", "orders", "sessions")
                columns = {name: [pair[place][part] for pair in values] for part, name in enumerate(names)}
                yield rows("shop", first, channel=channel, **columns)

    found = told(*frames([]), metric=metric, target="2%" if metric == "conversion_rate" else 1000)
    again = told(*frames(future), metric=metric, target="2%" if metric == "conversion_rate" else 1000)
    assert repr(found) == repr(again)
    if isinstance(found, Explanation):
        assert all(map(math.isfinite, found.drivers.parts.values()))
        assert abs(sum(found.drivers.parts.values()) - found.drivers.change) < 0.005
