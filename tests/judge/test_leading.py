"""Leading indicators: what leads is found, what does not is rarely taken for it, and little data proves nothing."""

import math

import numpy as np
import pandas as pd
import pytest

from kpilib.judge.assess import assess
from kpilib.judge.leading import Link, association, leading_links
from kpilib.judge.thresholds import FEWEST_LEADING_WEEKS, LEADING_LEVEL, MOST_LEADING_WEEKS
from tests.builders import day, facts_of, kpi_of, plan_of, rows

AS_OF = "2026-09-21"


def weeks(values: np.ndarray) -> pd.Series:
    return pd.Series(values, pd.date_range("2024-01-07", periods=len(values), freq="7D"))


def persisting(seed: int, count: int, memory: float = 0.6) -> np.ndarray:
    """A series that keeps so much of its last week, in its steady state."""
    steps = np.random.default_rng(seed).normal(size=count + 50).tolist()
    values = [0.0]
    for step in steps[1:]:
        values.append(memory * values[-1] + step)
    return np.array(values[50:])


def leading(seed: int, count: int, lag: int, strength: float = 1.0) -> tuple[pd.Series, pd.Series]:
    """A leader, and a follower that repeats it `lag` weeks later with noise of its own."""
    leader = persisting(seed, count + lag)
    noise = np.random.default_rng(1000 + seed).normal(size=count) * leader.std()
    return weeks(leader[lag:]), weeks(strength * leader[:count] + noise)


def called(found) -> bool:
    return found.interval[0] > 0 or found.interval[1] < 0


# The association


def test_the_same_changes_are_wholly_associated():
    one = weeks(persisting(1, 60))
    assert association(one, one * 3, 0).value == pytest.approx(1)
    assert association(one, -one, 0).value == pytest.approx(-1)


def test_a_follower_is_found_at_its_lag_and_at_no_other():
    leader, follower = leading(2, 80, lag=3)
    at_lag = {lag: association(leader, follower, lag) for lag in (0, 1, 2, 3, 4)}
    assert at_lag[3].interval[0] > 0.2
    assert max(abs(at_lag[lag].value) for lag in (0, 1, 2, 4)) < at_lag[3].value / 1.5


def test_pairs_are_weeks_less_the_lag_the_change_and_the_memory():
    one, other = weeks(persisting(3, 60)), weeks(persisting(4, 60))
    assert association(one, other, 0).count == 60 - 1 - 2
    assert association(one, other, 5).count == 60 - 1 - 2 - 5


def test_a_missing_week_leaves_no_pair_that_needs_it():
    one, other = weeks(persisting(3, 60)), weeks(persisting(4, 60))
    one.iloc[30] = math.nan
    assert association(one, other, 0).count == 57 - 4  # its change, the next one, and two that remember it


def test_changes_are_shares_where_all_values_are_above_zero():
    logs = persisting(5, 80) / 10
    growing = weeks(np.exp(logs))
    assert association(growing, weeks(np.exp(logs * 2)), 0).value == pytest.approx(1)


def test_one_great_week_decides_nothing():
    one, other = weeks(persisting(6, 60)), weeks(persisting(7, 60))
    one.iloc[40] += 1000
    other.iloc[40] += 1000
    assert not called(association(one, other, 0))


@pytest.mark.parametrize("side", [0, 1])
def test_what_never_changes_has_no_association(side):
    pair = [weeks(persisting(8, 60)), weeks(persisting(9, 60))]
    pair[side] = weeks(np.full(60, 7.0))
    found = association(*pair, 0)
    assert math.isnan(found.value)
    assert found.count == 57


@pytest.mark.parametrize("count", [0, 1, 3, 4, 6])
def test_a_few_weeks_raise_nothing(count):
    one = weeks(persisting(1, count))
    assert association(one, one, 2).count >= 0


@pytest.mark.parametrize("shape", [lambda values: values, np.exp, np.cumsum], ids=["plain", "skewed", "walking"])
@pytest.mark.parametrize(("memory", "count"), [(0.6, 30), (0.6, 104), (0.9, 60)])
def test_series_that_have_nothing_to_do_with_each_other_are_rarely_called(memory, count, shape):
    def unrelated(seed: int) -> pd.Series:
        return weeks(shape(persisting(seed, count, memory)))

    wrong = sum(called(association(unrelated(seed), unrelated(9999 - seed), 3)) for seed in range(200))
    assert wrong / 200 <= 0.10


def test_a_trend_in_both_is_no_association():
    drift = np.linspace(0, 20, 80)
    wrong = sum(
        called(association(weeks(drift + persisting(seed, 80)), weeks(drift + persisting(9999 - seed, 80)), 3))
        for seed in range(200)
    )
    assert wrong / 200 <= 0.10


def test_what_leads_is_mostly_found():
    found = sum(association(*leading(seed, 60, 3), 3).interval[0] > 0 for seed in range(100))
    assert found >= 90


# Links of a plan


WASTE = {"name": "Waste", "kind": "sum", "unit": "count", "improvement": "decrease", "stage": "reach"}


def links(
    leader: np.ndarray,
    follower: np.ndarray,
    *,
    lag_days: int = 21,
    leads: str = "sessions",
    follows: str = "leads",
    **kpi,
) -> tuple[Link, ...]:
    """A plan in which one KPI leads to another; each week is spread evenly over its days, to 20 September 2026."""
    first = pd.Timestamp("2026-09-20") - pd.Timedelta(days=7 * len(leader) - 1)
    frames = [
        rows(source, str(first.date()), **{measure: np.repeat(values, 7) / 7})
        for source, measure, values in (("web", leads, leader), ("crm", follows, follower))
    ]
    agreed = {"level": "channel", "leads_to": {"kpi": follows, "lag_days": lag_days}} | kpi
    plan = plan_of(kpi_of(leads, **agreed), kpi_of(follows))
    facts = facts_of(*frames)
    return leading_links([assess(plan, one, facts, day(AS_OF)) for one in plan.kpis])


def shop(count: int, *, lag: int = 3, way: int = 1) -> tuple[np.ndarray, np.ndarray]:
    leader, follower = leading(11, count, lag)
    return 7000 * np.exp(leader.to_numpy() / 10), 210 * np.exp(way * follower.to_numpy() / 10)


def test_a_kpi_that_leads_is_supported():
    (link,) = links(*shop(80))
    low, high = link.interval
    assert (link.leader.kpi.id, link.follower.kpi.id, link.lag_weeks) == ("sessions", "leads", 3)
    assert link.verdict == "supported"
    assert 0 < low < link.association < high < 1
    assert not link.suspected


def test_a_kpi_that_goes_the_other_way_is_contradicted():
    (link,) = links(*shop(80, way=-1))
    assert link.verdict == "contradicted"
    assert link.association < 0
    assert link.suspected


def test_for_a_cost_the_other_way_is_the_good_one():
    (link,) = links(*shop(80, way=-1), leads="cost")
    assert link.leader.metric.improvement in ("decrease", "neutral")
    assert (link.verdict == "supported") == (link.leader.metric.improvement == "decrease")


def test_a_kpi_that_does_not_lead_is_not_proven_and_suspected():
    noise = np.exp(persisting(77, 80) / 10)
    (link,) = links(shop(80)[0], 210 * noise)
    assert (link.verdict, link.why) == ("not_proven", "")
    assert link.suspected


def test_which_way_is_good_turns_an_association_and_changes_nothing_else():
    sessions, orders = shop(80)
    told = links(sessions, orders)[0]
    unwanted = plan_of(
        kpi_of("visits", level="channel", leads_to={"kpi": "leads", "lag_days": 21}),
        kpi_of("leads"),
        metrics={"visits": {**WASTE, "numerator": "sessions"}},
    )
    first = str((pd.Timestamp("2026-09-20") - pd.Timedelta(days=559)).date())
    facts = facts_of(
        rows("web", first, sessions=np.repeat(sessions, 7) / 7), rows("crm", first, leads=np.repeat(orders, 7) / 7)
    )
    (link,) = leading_links([assess(unwanted, one, facts, day(AS_OF)) for one in unwanted.kpis])
    assert link.association == pytest.approx(-told.association)
    assert link.interval == pytest.approx((-told.interval[1], -told.interval[0]))
    assert (told.verdict, link.verdict) == ("supported", "contradicted")


@pytest.mark.parametrize("kpi", [{"level": "business"}, {"leads": "orders"}], ids=["business", "orders"])
def test_a_result_is_no_vanity(kpi):
    noise = np.exp(persisting(77, 80) / 10)
    (link,) = links(shop(80)[0], 210 * noise, **kpi)
    assert link.verdict == "not_proven"
    assert not link.suspected


def test_too_few_weeks_prove_nothing_and_raise_no_suspicion():
    assert FEWEST_LEADING_WEEKS == 26
    few, enough = links(*shop(31))[0], links(*shop(32))[0]
    assert (few.weeks, few.verdict, few.why) == (25, "not_proven", "too_few_weeks")
    assert math.isnan(few.association)
    assert not few.suspected
    assert (enough.weeks, enough.why) == (26, "")


@pytest.mark.parametrize("days", [70, 77, 90, 365])
def test_a_lag_that_is_longer_than_what_is_known_leaves_no_pair(days):
    (link,) = links(*shop(10), lag_days=days)
    assert (link.weeks, link.verdict, link.why) == (0, "not_proven", "too_few_weeks")


def test_a_kpi_that_never_changes_proves_nothing():
    (link,) = links(np.full(60, 7000.0), shop(60)[1])
    assert (link.verdict, link.why) == ("not_proven", "constant")


def test_only_the_last_two_years_count():
    assert MOST_LEADING_WEEKS == 104
    assert links(*shop(150))[0].weeks == 104 - 1 - 2 - 3


@pytest.mark.parametrize(("days", "expected"), [(0, 0), (3, 0), (4, 1), (10, 1), (21, 3)])
def test_a_lag_is_judged_in_whole_weeks(days, expected):
    assert links(*shop(60), lag_days=days)[0].lag_weeks == expected


def test_a_kpi_without_data_proves_nothing():
    plan = plan_of(kpi_of("sessions", leads_to={"kpi": "leads", "lag_days": 7}), kpi_of("leads", target=10))
    facts = facts_of(rows("crm", "2026-07-01", leads=[1] * 60))
    (link,) = leading_links([assess(plan, one, facts, day(AS_OF)) for one in plan.kpis])
    assert (link.verdict, link.why, link.weeks) == ("not_proven", "no_data", 0)
    assert not link.suspected


def test_a_kpi_of_vanity_is_suspected_even_without_data():
    plan = plan_of(kpi_of("followers", leads_to={"kpi": "leads", "lag_days": 7}), kpi_of("leads", target=10))
    facts = facts_of(rows("crm", "2026-07-01", leads=[1] * 60))
    (link,) = leading_links([assess(plan, one, facts, day(AS_OF)) for one in plan.kpis])
    assert link.leader.metric.vanity
    assert link.suspected


def test_a_plan_without_leading_kpis_has_no_links():
    plan = plan_of(kpi_of("leads", target=10))
    facts = facts_of(rows("crm", "2026-07-01", leads=[1] * 60))
    assert leading_links([assess(plan, plan.kpis[0], facts, day(AS_OF))]) == ()


def test_the_level_of_the_interval_calls_one_link_in_twenty_wrong():
    assert LEADING_LEVEL == 0.95
