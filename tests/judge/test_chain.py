"""The chain from intent to sales: five links in their order, the empty and the weak one named."""

import numpy as np
import pytest

from kpilib.judge.assess import assess
from kpilib.judge.chain import Chain, chain_of
from tests.builders import day, facts_of, kpi_of, plan_of, rows

AS_OF = "2026-08-21"
FIRST, DAYS = "2024-12-30", 599


def chain(kpis=None, **measures) -> Chain:
    """All measures of one source; context of what is not a KPI."""
    kpis = kpis or (kpi_of("orders", target=1000),)
    context = [{"metric": name, "why": "Watched."} for name in measures.pop("context", ())]
    plan = plan_of(*kpis, context=context)
    frames = [rows("site", FIRST, **measures)]
    facts = facts_of(*frames).until(day("2026-08-20"))
    return chain_of(plan, facts, [assess(plan, kpi, facts, day(AS_OF)) for kpi in kpis])


def even(value: float) -> list[float]:
    return [value] * DAYS


def halved(value: float, by: float = 0.5) -> list[float]:
    """The same until 2026, and less from then on."""
    return [value] * 366 + [value * by] * (DAYS - 366)


def states(found: Chain) -> dict[str, str]:
    return {link.node: link.state for link in found.links}


def test_the_links_are_five_and_in_their_order():
    found = chain(orders=even(10), engaged_sessions=even(500), sessions=even(1000))
    assert list(states(found)) == ["intent", "content", "organic", "engagement", "sales"]


def test_a_link_is_empty_unmeasured_unwatched_or_sound():
    found = chain(context=("content_published",), orders=even(12), engaged_sessions=even(500), sessions=even(1000))
    assert states(found) == {
        "intent": "empty",
        "content": "unmeasured",  # watched, and no source brings it
        "organic": "empty",
        "engagement": "unwatched",  # measured, and nobody looks
        "sales": "sound",
    }
    assert [link.node for link in found.empty] == ["intent", "content", "organic"]


def test_what_goes_on_is_a_share_of_the_same_days():
    found = chain(orders=even(10), engaged_sessions=even(500), sessions=even(1000))
    into = {link.node: link.into for link in found.links}
    assert (into["sales"].now, into["engagement"].now) == (0.02, 0.5)
    assert into["sales"].before == 0.02
    assert into["intent"] is None


def test_a_link_into_which_clearly_less_goes_on_is_weak():
    found = chain(
        context=("engagement_rate",), orders=even(12), engaged_sessions=halved(500, 0.8), sessions=even(1000)
    )
    assert found.weakest.node == "engagement"
    assert found.weakest.into.fell == pytest.approx(0.2)


def test_a_small_fall_is_not_called_weak():
    found = chain(
        context=("engagement_rate",), orders=even(12), engaged_sessions=halved(500, 0.97), sessions=even(1000)
    )
    into = next(link.into for link in found.links if link.node == "engagement")
    assert into.fell == pytest.approx(0.03)
    assert "engagement" not in {node for node, state in states(found).items() if state == "weak" and into.fell > 0.05}


def test_a_kpi_off_course_makes_its_link_weak():
    found = chain((kpi_of("orders", target=100_000),), orders=even(10), engaged_sessions=even(500))
    assert states(found)["sales"] == "weak"


def test_a_link_follows_the_measured_one_before_it():
    rng = np.random.default_rng(5)
    weekly = np.repeat(rng.normal(100, 20, size=90), 7)[:DAYS]
    later = np.concatenate([np.full(21, 100.0), weekly[:-21]])
    found = chain(search_impressions=list(weekly * 10), orders=list(later))
    sales = found.links[-1]
    assert sales.follows.weeks == 3
    assert sales.follows.found.interval[0] > 0


def test_links_that_have_nothing_to_do_with_each_other_are_within_chance():
    called = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        one, other = (np.repeat(rng.normal(100, 20, size=90), 7)[:DAYS] for _ in range(2))
        low, high = chain(search_impressions=list(one), orders=list(other)).links[-1].follows.found.interval
        called += low > 0 or high < 0
    assert called <= 4
