"""What only data tell of a plan: reach that converts or does not."""

import pytest

from kpilib.judge.soundness import soundness
from tests.builders import day, facts_of, judged, kpi_of, rows

SOCIAL = "Organic Social"
WEEKS = 12 * 7


def vanity(metric: str = "sessions", **brought: list[float]) -> list[tuple[str, object, object]]:
    """What is found against a KPI of one channel that brought so much a day; another one brings one order a day."""
    frames = [
        rows("web", "2026-06-01", channel=SOCIAL, **{metric: [100] * WEEKS}, **brought),
        rows("web", "2026-06-01", channel="Direct", **{metric: [50] * WEEKS}, **dict.fromkeys(brought, [1] * WEEKS)),
    ]
    facts = facts_of(*frames)
    one = judged(facts, "2026-08-24", kpi_of(metric, channel=SOCIAL, level="channel", target=9000))
    found = soundness([one], facts, day("2026-08-24"))
    return [(each.code, each.values["measure"], each.values["count"]) for each in found if "vanity" in each.code]


NOTHING = [0] * WEEKS


def test_a_channel_that_brings_nothing_is_vanity():
    assert vanity(orders=NOTHING) == [("R-vanity-no-conversions", "orders", 0)]
    assert vanity(orders=NOTHING, leads=NOTHING) == [("R-vanity-no-conversions", "orders", 0)]


def test_a_channel_that_brings_leads_and_no_orders_is_none():
    assert vanity(orders=NOTHING, leads=[1] * WEEKS) == []
    assert vanity("impressions", orders=NOTHING, leads=[1] * WEEKS) == [("R-vanity-converts", "leads", WEEKS)]


@pytest.mark.parametrize("metric", ["sessions", "impressions"])
def test_nothing_is_said_where_no_source_tells_what_channels_bring(metric):
    assert vanity(metric) == []
