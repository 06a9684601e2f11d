"""Charts by the numbers behind them: finding, subtitle, labels, and the same bytes for the same input."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from kpilib.errors import KpilibError
from kpilib.tell.charts import chart_progress, chart_weekly, charts_progress
from kpilib.tell.charts.chart import FULL, HALF, spread
from kpilib.tell.charts.days import date_axis, runs
from kpilib.tell.wording import finding, subtitle
from tests.builders import day, facts_of, judged, kpi_of, rows
from tests.tell.examples import (
    CLOSING,
    START,
    conversion,
    lead_cost,
    leads,
    money,
    nothing,
    plain,
    subscribers,
    visitors,
)  # fmt: skip

KINDS = {
    "a total far from its path": leads(10),
    "a total near its path": leads(19),
    "a total on its path": leads(20),
    "a total above its target": leads(40),
    "a total with missing days": leads(10, missing=3),
    "a total without a target": leads(20, target=None),
    "a total at the end": leads(19, 92),
    "a total far off at the end": leads(10, 92),
    "a total of nothing": leads(0),
    "a total of one week": leads(10, 10),
    "money": money(2e7, target=3e9, currency="IDR"),
    "money taken back": money(-5),
    "a rate": conversion(1),
    "a rate at the end": conversion(1, 92),
    "a cost": lead_cost(60),
    "a cost of few leads": lead_cost(60, a_day=1),
    "a mean": visitors(90),
    "a level": subscribers(4900),
}


def texts(svg: str) -> list[str]:
    return [plain(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


@pytest.mark.parametrize("name", KINDS)
def test_a_chart_is_drawn_in_two_widths_and_says_its_finding(name):
    one = KINDS[name]
    chart = chart_progress(one)
    assert chart.title == finding(one)
    assert chart.alt.startswith(finding(one))
    assert [(picture.width, picture.height) for picture in (chart.wide, chart.narrow)] == list(FULL)
    for picture in (chart.wide, chart.narrow):
        assert picture.svg.startswith("<svg")
        assert "nan" not in " ".join(texts(picture.svg)).lower()
        assert "DejaVu" not in picture.svg
        assert "<metadata" not in picture.svg


@pytest.mark.parametrize("name", KINDS)
def test_weeks_are_drawn_of_every_kind(name):
    chart = chart_weekly(KINDS[name])
    assert "by whole week" in chart.subtitle
    assert chart.wide.svg.startswith("<svg")


@pytest.mark.parametrize("draw", [chart_progress, chart_weekly])
@pytest.mark.parametrize("one", [leads(10), leads(19), conversion(1)])
def test_the_same_input_gives_the_same_bytes(draw, one):
    assert draw(one) == draw(one)


def test_a_total_far_from_its_path_is_drawn_cumulatively():
    one = leads(10)
    chart = chart_progress(one)
    assert chart.subtitle == subtitle(one)
    assert chart.note.startswith("No forecast: only 51 days of history, and 56 days are needed. To reach 1,840 leads")
    labels = texts(chart.wide.svg)
    assert {"500", "500 behind", "Target 1,840", "1 Jul", "19 Aug", "30 Sep"} <= set(labels)


def test_a_total_within_a_tenth_of_its_path_is_drawn_as_a_distance():
    chart = chart_progress(leads(19))
    assert "distance from the plan path" in chart.subtitle
    assert {"−50", "at 950", "Plan"} <= set(texts(chart.wide.svg))


def test_the_year_before_is_named_in_picture_and_subtitle():
    before, now = rows("crm", "2025-07-01", leads=[10] * 92), rows("crm", START, leads=[10] * 50)
    chart = chart_progress(judged(facts_of(before, now), "2026-08-20", kpi_of("leads", target=1840)))
    assert "Light: Q3 2025 (PY), same calendar days." in chart.subtitle
    assert "920 in 2025" in texts(chart.wide.svg)


def test_a_rate_is_drawn_by_weeks_under_its_own_verdict():
    chart = chart_progress(conversion(1))
    assert chart.title == finding(conversion(1))
    assert {"Target 2.40%", "2.00%"} <= set(texts(chart.wide.svg))


def test_small_charts_have_the_small_sizes_and_leave_out_what_has_no_data():
    charts = charts_progress([leads(10), nothing(), conversion(1)])
    assert len(charts) == 2
    assert {(chart.wide.width, chart.wide.height) for chart in charts.charts} == {HALF[0]}
    assert charts_progress([nothing()])._repr_html_() == ""


def test_a_chart_of_a_kpi_without_data_says_why():
    with pytest.raises(KpilibError, match="Leads has no data to draw: no source brings leads"):
        chart_progress(nothing())


def test_a_rate_of_nothing_says_why_it_is_not_drawn():
    visitless = judged(
        facts_of(rows("shop", START, orders=[0] * 50, sessions=[0] * 50)), "2026-08-20", kpi_of("conversion_rate")
    )
    assert visitless.status == "no_data"
    with pytest.raises(KpilibError, match="no data to draw"):
        chart_progress(visitless)
    assert len(charts_progress([visitless])) == 0


def test_weeks_of_a_kpi_without_data_say_why():
    with pytest.raises(KpilibError, match="no data to draw"):
        chart_weekly(nothing())


@pytest.mark.parametrize("draw", [chart_progress, chart_weekly])
def test_a_rate_without_a_whole_week_can_be_drawn(draw):
    # Ten days from Wednesday 1 July 2026 hold no week from Monday to Sunday.
    assert draw(conversion(1, 10)).title


def test_a_chart_escapes_what_it_shows():
    html = chart_progress(leads(10, kpi={"name": '<script>"x"'})).html()
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_dollar_in_a_name_or_number_is_no_formula():
    assert "$500.00" in texts(chart_progress(money(10, currency="USD")).wide.svg)


@pytest.mark.parametrize("currency", ["EUR", "GBP", "JPY", "INR", "THB", "VND", "PLN", "CHF"])
def test_every_currency_can_be_drawn(currency):
    assert chart_progress(money(10, currency=currency)).wide.svg


# Places


@settings(deadline=None)
@given(st.lists(st.floats(0, 1000), max_size=12), st.floats(0.1, 50))
def test_labels_are_spread_in_their_order_and_with_their_gap(places, gap):
    placed = spread(places, gap)
    order = sorted(range(len(places)), key=lambda index: places[index])
    steps = [placed[b] - placed[a] for a, b in pairwise(order)]
    assert all(step >= gap - 1e-6 for step in steps)


@given(st.lists(st.integers(0, 1000), max_size=12, unique=True))
def test_labels_that_have_room_stay_where_they_are(places):
    assert spread(places, 0.5) == pytest.approx(places)


def test_two_labels_in_one_place_part_evenly():
    assert spread([20, 20], 10) == [15, 25]
    assert spread([20, 20, 20], 10) == [10, 20, 30]


def test_missing_days_are_runs():
    days = tuple(day(text) for text in ("2026-07-04", "2026-07-03", "2026-07-31", "2026-08-01"))
    assert runs(days) == [
        (day("2026-07-03"), day("2026-07-04")), (day("2026-07-31"), day("2026-08-01")),
    ]  # fmt: skip
    assert runs(()) == []


def ticks(here: int) -> list[str]:
    """The dates below a chart of Q3 2026 of which so many days are known."""
    axes = Figure().add_subplot()
    axes.set_xlim(0, 92)
    date_axis(axes, day(START), here, 92, few=False)
    return [plain(label.get_text()) for label in axes.get_xticklabels()]


@pytest.mark.parametrize(
    ("here", "dates"),
    [
        (50, ["1 Jul", "19 Aug", "30 Sep", "1 Aug", "1 Sep"]),
        (2, ["2 Jul", "30 Sep", "1 Aug", "1 Sep"]),
        (90, ["1 Jul", "28 Sep", "1 Aug", "1 Sep"]),
    ],
)
def test_ticks_stand_at_dates_that_matter(here, dates):
    assert ticks(here) == dates


def test_a_closing_chart_is_dated_to_its_end():
    assert CLOSING == "2026-09-30"
    assert "30 Sep" in ticks(92)


def test_charts_of_what_is_iterated_once_are_all_shown():
    both = [leads(), conversion()]
    assert len(charts_progress(iter(both))) == len(charts_progress(assessments=iter(both))) == 2


def pacing(spent: float):
    """Of 100 planned a day so much is spent; between 95% and 105% was agreed."""
    frame = rows("ads", "2026-06-01", cost=[spent] * 80, planned_cost=[100.0] * 80)
    return judged(facts_of(frame), "2026-08-20", kpi_of("budget_pacing", target={"low": 0.95, "high": 1.05}))


@pytest.mark.parametrize("draw", [chart_progress, chart_weekly])
@pytest.mark.parametrize("spent", [90, 102])
def test_a_band_is_drawn_by_its_ends_and_not_by_a_middle_that_nobody_agreed_to(draw, spent):
    told = texts(draw(pacing(spent)).wide.svg)
    assert "Target 0.95–1.05" in told
    assert "Target 1.00" not in told
