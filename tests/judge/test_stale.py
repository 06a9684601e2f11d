"""A KPI waits for the slowest of its sources, and the report says which one that is."""

from datetime import date

from kpilib.judge.assess import assess
from kpilib.judge.stale import stale
from tests.builders import day, facts_of, kpi_of, plan_of, rows


def told(*frames, kpis, as_of="2026-07-11") -> list[tuple]:
    plan, facts = plan_of(*kpis), facts_of(*frames).until(date(2026, 7, 10))
    assessments = [assess(plan, kpi, facts, day(as_of)) for kpi in plan.kpis]
    found = stale(assessments, facts, day(as_of))
    return [(one.source, one.values["last"], [name.en for name in one.values["kpis"]]) for one in found]


def test_kpis_whose_sources_all_reach_the_last_whole_day_wait_for_nothing():
    assert told(rows("shop", "2026-07-01", orders=[5] * 10), kpis=[kpi_of("orders")]) == []


def test_a_rate_waits_for_the_slower_of_its_two_sources():
    shop, web = rows("shop", "2026-07-01", orders=[5] * 10), rows("web", "2026-07-01", sessions=[90] * 7)
    found = told(shop, web, kpis=[kpi_of("orders"), kpi_of("conversion_rate")])
    assert found == [("web", date(2026, 7, 7), ["Conversion rate"])]


def test_kpis_of_one_slow_source_are_told_together():
    shop = rows("shop", "2026-07-01", orders=[5] * 8, revenue=[50] * 8)
    found = told(shop, kpis=[kpi_of("orders"), kpi_of("revenue", name="Net sales")])
    assert found == [("shop", date(2026, 7, 8), ["Orders", "Net sales"])]


def test_a_cost_waits_for_the_slowest_platform():
    ads = [rows(name, "2026-07-01", cost=[10] * days) for name, days in (("google", 10), ("meta", 6))]
    assert told(*ads, kpis=[kpi_of("cost")]) == [("meta", date(2026, 7, 6), ["Ad cost"])]


def test_a_kpi_that_was_due_on_its_last_day_waits_for_nothing():
    shop = rows("shop", "2026-07-01", orders=[5] * 8)
    assert told(shop, kpis=[kpi_of("orders", due="2026-07-08")]) == []


def test_a_kpi_that_no_source_tells_waits_for_no_source():
    assert told(rows("shop", "2026-07-01", orders=[5] * 8), kpis=[kpi_of("sessions")]) == []
