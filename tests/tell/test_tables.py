"""The table of channels tells the days that all KPIs have in common, and none where they have none."""

from kpilib.judge.assess import assess
from kpilib.tell.tables import table_channels
from tests.builders import day, facts_of, kpi_of, plan_of, rows
from tests.tell.examples import plain


def channels(starts: str) -> str:
    """Leads up to 20 July, orders up to 20 August, of which a KPI counts those from a day on."""
    facts = facts_of(
        rows("crm", "2026-07-01", channel="Email", leads=[1.0] * 20),
        rows("crm", "2026-07-01", channel="Direct", leads=[1.0] * 20),
        rows("shop", "2026-07-01", channel="Email", orders=[1.0] * 51),
        rows("shop", "2026-07-01", channel="Direct", orders=[1.0] * 51),
    )
    plan = plan_of(kpi_of("leads", target=100), kpi_of("orders", target=100, starts=starts))
    return plain(table_channels(plan, facts, [assess(plan, kpi, facts, day("2026-08-21")) for kpi in plan.kpis]).html)


def test_channels_are_compared_over_the_days_that_all_kpis_have():
    assert "11 Jul to 20 Jul 2026" in channels("2026-07-11")


def test_kpis_without_a_common_day_have_no_table_of_channels():
    assert channels("2026-08-01") == ""
