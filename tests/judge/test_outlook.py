"""Every kind of KPI has an outlook of its own, and a verdict that follows from it."""

import math

import numpy as np
import pytest

from kpilib.judge.fan import fan_of
from tests.builders import after, facts_of, judged, kpi_of, readings, rows

AS_OF = "2026-08-21"
START = "2025-01-06"  # a Monday; 592 days to 20 August 2026
DAYS = 592
NOISE = 1 + 0.1 * np.random.default_rng(7).standard_normal(DAYS)
LEADS = np.round(20 * NOISE)


def crm(**measures):
    return facts_of(rows("crm", START, **measures))


def leads(target, *, days=LEADS, start=START, **kpi):
    return judged(facts_of(rows("crm", start, leads=days)), AS_OF, kpi_of("leads", target=target, **kpi))


def test_a_total_is_told_by_its_chance_and_its_range():
    one = leads(1700)  # about 20 a day for 92 days are 1,840
    told = one.forecast
    assert (one.status, one.course, told.confidence, told.days_left) == ("very_likely", "on_course", "full", 41)
    assert told.most[0] < told.half[0] < told.median < told.half[1] < told.most[1]
    assert told.median == pytest.approx(1840, rel=0.03)
    assert one.probability == told.probability


@pytest.mark.parametrize(("times", "course"), [(0.9, "on_course"), (1, "close"), (1.1, "off_course")])
def test_the_course_follows_from_the_chance_and_never_from_the_pace(times, course):
    assert leads(round(times * leads(None).forecast.median)).course == course


def test_what_is_reached_is_reached_whatever_the_forecast():
    assert leads(900).status == "reached"


def test_less_is_better_for_a_limit():
    shop = crm(cost=100 * NOISE, orders=[5.0] * DAYS)  # 20 per order
    over, under = (judged(shop, AS_OF, kpi_of("cost_per_order", target=limit)) for limit in (18, 22))
    assert (over.course, under.course) == ("off_course", "on_course")
    assert over.probability < 0.1 < 0.9 < under.probability


def test_a_band_is_held_by_both_its_ends():
    metric = {"name": "Stock", "kind": "sum", "numerator": "leads", "unit": "count"}
    metric |= {"improvement": "band", "stage": "act"}

    def between(low, high):
        kpi = kpi_of("stock", target={"low": low, "high": high})
        return judged(crm(leads=LEADS), AS_OF, kpi, metrics={"stock": metric})

    wide, narrow, far = between(1500, 2200), between(1838, 1842), between(2500, 2600)
    assert wide.probability > 0.9
    assert narrow.probability < 0.34
    assert far.status == "very_unlikely"


def test_a_rate_is_forecast_with_its_denominator():
    shop = crm(orders=np.round(24 * NOISE), sessions=[1000.0] * DAYS)
    one = judged(shop, AS_OF, kpi_of("conversion_rate", target="2.3%"))
    assert one.forecast.median == pytest.approx(0.024, rel=0.02)
    assert one.status in ("likely", "very_likely")


def test_a_mean_a_day_is_a_total_over_its_days():
    facts = facts_of(readings("web", START, active_users=LEADS))
    one = judged(facts, AS_OF, kpi_of("daily_visitors", target=19))
    assert one.forecast.median == pytest.approx(20, rel=0.03)


def test_a_level_moves_as_it_moved_before():
    facts = facts_of(readings("mail", START, followers=np.arange(DAYS) * 2.0 + 1000))
    metric = {
        "name": "Followers",
        "kind": "last",
        "numerator": "followers",
        "unit": "count",
        "improvement": "increase",
        "stage": "reach",
    }
    one = judged(facts, AS_OF, kpi_of("fans", target=2250), metrics={"fans": metric})
    assert one.forecast.median == pytest.approx(1000 + 2 * (DAYS - 1) + 82)
    assert one.forecast.confidence == "full"


@pytest.mark.parametrize(
    ("weeks", "confidence", "numbered"),
    [(7, "none", False), (8, "low", False), (25, "low", False), (26, "no_seasonal_memory", True)],
)
def test_little_history_says_little(weeks, confidence, numbered):
    count = weeks * 7
    one = leads(1840, days=LEADS[:count], start=after("2026-08-20", 1 - count))
    assert (one.forecast.confidence, one.forecast.numbered) == (confidence, numbered)
    assert one.forecast.judged == (confidence != "none")


def test_without_a_target_the_end_is_told_and_no_chance():
    one = leads(None)
    assert (one.status, one.forecast.known, one.forecast.judged) == ("no_target", True, False)
    assert math.isnan(one.probability)


def test_there_is_no_forecast_when_the_period_is_over():
    assert leads(500, due="2026-08-15").forecast is None


def test_a_fan_begins_at_the_actual_and_ends_at_the_outlook():
    one = leads(1840)
    fan = fan_of(one)
    assert list(fan.iloc[0]) == [one.actual] * 5
    assert list(fan.iloc[-1]) == [
        one.forecast.most[0], one.forecast.half[0], one.forecast.median, one.forecast.half[1], one.forecast.most[1],
    ]  # fmt: skip
    assert (fan.diff().dropna() > 0).to_numpy().all()
    assert not len(fan_of(leads(1840, days=LEADS[:50], start=after("2026-08-20", -49))))
