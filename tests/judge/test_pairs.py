"""Pairs: what feeds an accumulation, whether both move together, and conflicts with their evidence."""

import math

import numpy as np
import pandas as pd
import pytest

from kpilib.judge.assess import assess
from kpilib.judge.moves import Move, half_width, move_of_waves, move_of_weeks
from kpilib.judge.pairs import TOGETHER, pairs_of
from kpilib.plan.catalogue import metrics
from tests.builders import day, facts_of, judged, kpi_of, plan_of, readings, rows
from tests.people import nps, wave

AS_OF = "2026-08-21"
FIRST, DAYS = "2024-12-30", 599  # Monday; up to 20 August 2026


def orders(before: float, after: float, *, turn: str = "2026-05-01", seed: int = 1) -> pd.DataFrame:
    """Orders a day around one level, and from a day on around another, on 1,000 sessions."""
    days = pd.date_range(FIRST, periods=DAYS)
    level = np.where(days < pd.Timestamp(turn), before, after)
    noisy = level * (1 + 0.05 * np.random.default_rng(seed).normal(size=DAYS))
    return rows("shop", FIRST, orders=noisy.round(1), sessions=[1000.0] * DAYS)


def scores(first: tuple[int, int], last: tuple[int, int], n: int = 400) -> list[pd.DataFrame]:
    """An NPS asked in August 2025 and in August 2026."""
    return [
        nps("Q3 2025", "2025-08-04", "2025-08-14", *first, n),
        nps("Q3 2026", "2026-08-03", "2026-08-13", *last, n),
    ]


def pair_of(*frames: pd.DataFrame, kpis=None):
    kpis = kpis or (kpi_of("conversion_rate", target="2%"), kpi_of("nps", target=40))
    plan = plan_of(*kpis)
    facts = facts_of(*frames).until(day("2026-08-20"))
    found = pairs_of(plan, facts, [assess(plan, kpi, facts, day(AS_OF)) for kpi in kpis])
    return next(pair for pair in found if pair.agreed)


UP, DOWN, SAME = ((160, 120), (240, 60)), ((240, 60), (160, 120)), ((200, 80), (200, 82))


@pytest.mark.parametrize(
    ("levels", "score", "together"),
    [
        ((20, 26), UP, "agree"),
        ((20, 26), DOWN, "conflict"),
        ((26, 20), UP, "apart"),
        ((20, 26), SAME, "waits"),
        ((20, 20), DOWN, "alone"),
        ((20, 20), SAME, "still"),
    ],
)
def test_both_moves_say_how_they_go_together(levels, score, together):
    (feeder,) = pair_of(orders(*levels), *scores(*score)).feeders
    assert (feeder.one.kpi.id, feeder.together, feeder.said) == ("conversion_rate", together, False)


def test_a_conflict_has_its_evidence_and_its_size():
    pair = pair_of(orders(20, 26), *scores(*DOWN))
    (feeder,) = pair.conflicts
    assert (pair.move.before, pair.move.after, pair.move.counts) == (45, 10, (400, 400))
    assert pair.move.p < 0.001
    assert feeder.move.before == pytest.approx(0.02, rel=0.02)
    assert feeder.move.relative == pytest.approx(0.3, abs=0.03)
    low, high = feeder.move.interval
    assert low < feeder.move.change < high


def test_a_wave_of_few_answers_is_no_ground_for_a_trend():
    pair = pair_of(orders(20, 26), *scores((20, 3), (8, 15), n=29))
    assert (pair.move.course, [one.together for one in pair.feeders]) == ("unknown", ["unknown"])


def test_the_wave_of_a_year_before_comes_before_the_last_one():
    frames = [*scores(*DOWN), nps("Q2 2026", "2026-05-04", "2026-05-14", 160, 120, 400)]
    pair = pair_of(orders(20, 26), *frames)
    assert (pair.move.first, pair.move.yearly) == ("Q3 2025", True)


def test_what_the_plan_says_leads_to_it_feeds_it_whatever_the_catalogue_says():
    kpis = (
        kpi_of("sessions", target=90_000, leads_to={"kpi": "nps", "lag_days": 14}),
        kpi_of("nps", target=40),
    )
    (feeder,) = pair_of(orders(20, 26), *scores(*DOWN), kpis=kpis).feeders
    assert (feeder.one.kpi.id, feeder.said, feeder.lag_days) == ("sessions", True, 14)


def test_what_counts_day_by_day_has_a_lag_too():
    rng = np.random.default_rng(7)
    weekly = np.repeat(rng.normal(100, 20, size=90), 7)[:DAYS]
    later = np.concatenate([np.full(14, 100.0), weekly[:-14]])
    size = readings("mail", FIRST, active_subscribers=list(1000 + np.cumsum(later)))
    gained = rows("mail2", FIRST, new_subscribers=list(weekly))
    kpis = (
        kpi_of("subscribers_gained", target=9000, leads_to={"kpi": "list_size", "lag_days": 14}),
        kpi_of("list_size", target=90_000),
    )
    pair = pair_of(size, gained, kpis=kpis)
    assert pair.move.course == "better"
    (feeder,) = pair.feeders
    assert (feeder.lagged.weeks, feeder.lagged.agreed) == (2, True)
    assert feeder.lagged.found.interval[0] > 0


def test_an_accumulation_that_nobody_agreed_to_is_shown_as_such():
    plan = plan_of(kpi_of("conversion_rate", target="2%"))
    facts = facts_of(orders(20, 26), *scores(*DOWN))
    found = pairs_of(plan, facts, [assess(plan, plan.kpis[0], facts, day(AS_OF))])
    assert [(pair.one.kpi.metric, pair.agreed) for pair in found] == [("nps", False)]
    assert found[0].one.status == "no_target"


def test_every_pair_of_courses_has_a_word():
    assert set(TOGETHER) == {(a, b) for a in ("better", "worse", "still") for b in ("better", "worse", "still")}


def test_what_feeds_an_accumulation_can_be_read_at_once():
    known = metrics()
    for name, metric in known.items():
        assert not metric.fed_by or metric.tempo == "accumulation", name
        assert [one for one in metric.fed_by if known[one].tempo != "velocity"] == []


# Moves


def rate(*frames: pd.DataFrame):
    return judged(facts_of(*frames), AS_OF, kpi_of("conversion_rate", target="2%"))


def test_weeks_are_held_to_the_same_weeks_of_the_year_before():
    move = move_of_weeks(rate(orders(20, 26)))
    assert (move.course, move.yearly, move.counts) == ("better", True, (13, 13))


def test_noise_alone_is_rarely_called_a_move():
    called = [move_of_weeks(rate(orders(20, 20, seed=seed))).course != "still" for seed in range(60)]
    assert sum(called) <= 8  # 5% of 60 is 3; more than 8 has a chance of one in a hundred


def test_weeks_that_persist_widen_the_interval():
    rng = np.random.default_rng(3)
    plain = rng.normal(size=13)
    drift = np.cumsum(plain) / 3
    drift = drift / drift.std() * plain.std()
    assert half_width(drift, drift) > 1.5 * half_width(plain, plain)


def test_without_data_a_move_is_unknown():
    empty = judged(facts_of(rows("crm", FIRST, leads=[1.0])), AS_OF, kpi_of("conversion_rate"))
    assert move_of_weeks(empty) == Move()
    assert move_of_waves(empty) == Move()
    assert math.isnan(Move().change)


def test_a_share_moves_by_the_test_of_two_proportions():
    frames = [
        wave("Q3 2025", "2025-08-04", "2025-08-14", 200, aided_aware=40),
        wave("Q3 2026", "2026-08-03", "2026-08-13", 200, aided_aware=60),
    ]
    move = move_of_waves(judged(facts_of(*frames), AS_OF, kpi_of("aided_awareness")))
    assert (move.course, round(move.p, 3)) == ("better", 0.021)
