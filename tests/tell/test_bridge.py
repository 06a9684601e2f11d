"""The bridge from last year to this year: its finding, its bars, and that its texts have room."""

import re

import pytest
from matplotlib.figure import Figure

from kpilib.judge.assessment import Assessment
from kpilib.judge.explain import Explanation, NotExplained, drivers_of
from kpilib.tell.charts.bridge import chart_bridge, charts_bridge
from kpilib.tell.charts.chart import FULL, HALF
from kpilib.tell.wording.drivers import steps
from tests.builders import facts_of, judged, kpi_of, rows
from tests.tell.examples import plain
from tests.tell.layout import crowded

THEN, NOW, AS_OF, DAYS = "2025-07-02", "2026-07-01", "2026-07-21", 20


def told(then, now, metric="revenue", target=1000, **plan) -> tuple[Assessment, Explanation | NotExplained]:
    facts = facts_of(*then, *now)
    one = judged(facts, AS_OF, kpi_of(metric, target=target), **plan)
    return one, drivers_of(one.plan, facts, one)


def shop(first: str, revenue: float, orders: float = 2, sessions: float = 100, channel: str = ""):
    days = {"revenue": revenue, "orders": orders, "sessions": sessions}
    return [rows("shop", first, channel=channel, **{name: [value] * DAYS for name, value in days.items()})]


def channels(first: str, **each: float):
    return [
        rows("ga4", first, channel=name.replace("_", " "), new_users=[value] * DAYS) for name, value in each.items()
    ]


NINE = {f"Channel_with_a_long_name_{number}": number for number in range(1, 10)}
KINDS = {
    "factors": told(shop(THEN, 80), shop(NOW, 150, 3)),
    "fall": told(shop(THEN, 150, 3), shop(NOW, 80)),
    "small": told(shop(THEN, 80), shop(NOW, 82, sessions=101)),
    "nothing": told(shop(THEN, 80), shop(NOW, 80)),
    "refunds": told(shop(THEN, 80), shop(NOW, -40)),
    "rupiah": told(shop(THEN, 8e7), shop(NOW, 1.5e8, 3), client={"currency": "IDR"}),
    "channels": told(channels(THEN, Email=10, Direct=8), channels(NOW, Email=14, Video=5), "new_users"),
    "many channels": told(channels(THEN, Email=5), channels(NOW, **NINE), "new_users"),
    "mix": told(
        shop(THEN, 80, 3, 100, "Search") + shop(THEN, 80, 1, 50, "Social"),
        shop(NOW, 80, 3, 100, "Search") + shop(NOW, 80, 3, 150, "Social"),
        "conversion_rate",
        "2%",
    ),
    "quotient": told(
        [rows("ads", THEN, cost=[100] * DAYS, leads=[4] * DAYS)],
        [rows("ads", NOW, cost=[150] * DAYS, leads=[5] * DAYS)],
        "cost_per_lead",
        30,
    ),
}


@pytest.mark.parametrize("sizes", [FULL, HALF])
@pytest.mark.parametrize("name", KINDS)
def test_texts_stay_in_the_picture_and_apart(name, sizes, monkeypatch):
    drawn: list[Figure] = []
    save = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", lambda self, *a, **k: (drawn.append(self), save(self, *a, **k))[1])
    chart = chart_bridge(*KINDS[name], sizes=sizes)
    assert [problem for figure in drawn for problem in crowded(figure)] == []
    assert "nan" not in f"{chart.title} {chart.subtitle} {chart.note}".lower()
    assert chart == chart_bridge(*KINDS[name], sizes=sizes)


SAME = "against the same days of 2025"
FINDINGS = {
    "factors": f"Net revenue rose by €1,400 {SAME}; conversion rate (+50%) added the most, €900.00",
    "fall": f"Net revenue fell by €1,400 {SAME}; conversion rate (−33%) took the most, €900.00",
    "nothing": "Net revenue came to €1,600, as on the same days of 2025",
    "channels": f"New users rose by 20 {SAME}; Video added the most, 100, and Direct took 160",
    "quotient": f"Cost per lead rose by €5.00 {SAME}; cost (+50%) added the most, €11.25, and leads took €6.25",
    "mix": f"Conversion rate fell by 0.27 points {SAME}; the mix of channels took the most, 0.27 points",
}


@pytest.mark.parametrize("name", FINDINGS)
def test_the_finding_has_a_verb_a_number_and_a_reference(name):
    assert plain(chart_bridge(*KINDS[name]).title) == FINDINGS[name]


def test_every_bar_is_labelled_with_its_amount_and_its_own_change():
    svg = plain(" | ".join(re.findall(r"<text[^>]*>([^<]*)</text>", chart_bridge(*KINDS["factors"]).wide.svg)))
    for text in ("2025, same days", "€1,600", "Sessions", "Conversion rate", "+50%", "+€900.00", "+€500.00",
                 "2026 to 20 Jul", "€3,000"):  # fmt: skip
        assert text in svg


def test_small_channels_are_put_together_and_still_add_up():
    one, found = KINDS["many channels"]
    shown = steps(one, found)
    assert [step.name for step in shown][-1] == "5 other channels"
    assert len(shown) == 6
    assert sum(step.amount for step in shown) == pytest.approx(found.drivers.change)


def test_a_channel_that_came_or_went_is_called_so():
    details = {step.name: step.detail for step in steps(*KINDS["channels"])}
    assert details == {"Direct": "gone", "Video": "new", "Email": "+40%"}


def test_a_small_change_is_drawn_alone_and_says_so():
    small = chart_bridge(*KINDS["small"])
    assert "Bars: the change alone." in small.subtitle
    assert "€1,640 (+€40.00)" in plain(small.wide.svg)
    assert "Bars:" not in chart_bridge(*KINDS["factors"]).subtitle


def test_days_that_were_left_out_are_told():
    gap = [rows("shop", "2026-06-30", revenue=[0], orders=[0], sessions=[0])]
    gap += [rows("shop", NOW, revenue=[80] * DAYS, orders=[2] * DAYS, sessions=[None] + [100] * 19)]
    assert (
        "Without one day on which, or a year before which, not every part was measured: 19 days"
        in chart_bridge(*told(shop(THEN, 80), gap)).note
    )


def test_several_bridges_are_small_and_those_without_parts_are_left_out():
    one, _ = KINDS["factors"]
    charts = charts_bridge([KINDS["factors"], (one, NotExplained("no_parts")), KINDS["mix"]])
    assert [chart.wide.width for chart in charts.charts] == [HALF[0][0]] * 2
