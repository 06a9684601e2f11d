"""Sections on what builds up: the finding names the conflict, numbers stand with their intervals, text is escaped."""

import re
from dataclasses import replace

import matplotlib
import numpy as np
import pytest

from kpilib.judge.assess import assess
from kpilib.judge.chain import Link
from kpilib.judge.insight import Insight
from kpilib.measure.estimate import Estimate
from kpilib.measure.funnel import Funnel, Step
from kpilib.tell import style
from kpilib.tell.accumulation import funnel_and_chain, velocity_and_accumulation
from kpilib.tell.charts import chart_progress
from kpilib.tell.charts.progress import charts_progress
from kpilib.tell.charts.spark import spark_waves, spark_weeks
from kpilib.tell.charts.waves import _draw, chart_waves
from kpilib.tell.scorecard import table_scorecard
from kpilib.tell.sections import closeup
from kpilib.tell.wording import finding, format_of
from kpilib.tell.wording.chain import state_why
from kpilib.tell.wording.funnel import finding_funnel
from tests.builders import day, facts_of, judged, kpi_of, plan_of, rows
from tests.people import nps, orders_of, wave
from tests.tell.examples import plain
from tests.tell.layout import crowded

AS_OF = "2026-08-21"
FIRST, DAYS = "2024-12-30", 599
WAVES = (
    nps("Q3 2025", "2025-08-04", "2025-08-14", 240, 60, 400),
    nps("Q3 2026", "2026-08-03", "2026-08-13", 160, 120, 400),
)


def insight(*frames, kpis=None, **plan) -> Insight:
    kpis = kpis or (kpi_of("conversion_rate", target="2%", name="Sales <b>rate</b>"), kpi_of("nps", target=40))
    agreed = plan_of(*kpis, **plan)
    facts = facts_of(*frames).until(day("2026-08-20"))
    return Insight(agreed, facts, tuple(assess(agreed, kpi, facts, day(AS_OF)) for kpi in kpis))


def site() -> object:
    days = np.arange(DAYS)
    noisy = np.where(days < 480, 20, 26) * (1 + 0.05 * np.random.default_rng(1).normal(size=DAYS))
    return rows("shop", FIRST, orders=noisy.round(1), sessions=[1000.0] * DAYS, engaged_sessions=[500.0] * DAYS)


@pytest.fixture(scope="module")
def told() -> str:
    return plain(velocity_and_accumulation(insight(site(), *WAVES)).html)


def test_the_title_names_the_conflict(told):
    assert "<h3>Sales &lt;b&gt;rate&lt;/b&gt; rose while net promoter score (NPS) got worse</h3>" in told


def test_a_conflict_is_told_with_its_size_and_what_it_cannot_prove(told):
    text = re.sub(r"<[^>]+>", " ", told)
    assert "while net promoter score (NPS) went from 45.0 to 10.0 between Q3 2025 and Q3 2026" in text
    assert "(p &lt; 0.001, 400 and 400 answers). Two waves cannot prove that one took from the other." in text


def test_a_score_stands_with_its_interval_and_its_people(told):
    assert "95%: 1.8–18.0; target 40.0" in told
    assert "400 answers" in told


def test_text_of_the_plan_is_escaped(told):
    assert "<b>rate</b>" not in told


def test_a_proxy_is_called_one():
    found = plain(velocity_and_accumulation(insight(site().assign(channel="Direct"), *WAVES)).html)
    assert "proxy: direct visits, and what no tag explains" in found
    assert "Awareness is told by proxies alone; nobody was asked" in found


def test_without_anything_nothing_is_shown():
    found = velocity_and_accumulation(insight(rows("crm", FIRST, leads=[1.0] * DAYS), kpis=(kpi_of("leads"),)))
    assert found.html == ""


def test_cohorts_that_cannot_be_known_are_blank():
    bought = {f"c{n}": ["2026-04-10", *(["2026-05-10"] if n < 15 else [])] for n in range(40)}
    facts = orders_of(bought, "2026-01-01", "2026-07-15")
    plan = plan_of(kpi_of("orders", target=100))
    one = assess(plan, plan.kpis[0], facts, day(AS_OF))
    found = plain(velocity_and_accumulation(Insight(plan, facts, (one,))).html)
    cells = re.findall(r'data-label="Month (\d)">(.*?)</td>', found)
    assert cells == [("1", "37.5%<small>24.2–53.0%</small>"), ("2", "0.00%<small>0.00–8.76%</small>")]


def test_funnel_and_chain_name_what_is_missing():
    found = plain(funnel_and_chain(insight(site(), *WAVES)).html)
    assert "The chain from intent to sales lacks intent, content and organic traffic" in found
    assert "50.0% per session" in found
    assert 'aria-label="Orders: ' in found


def test_a_funnel_without_a_year_before_has_no_column_for_it():
    found = plain(funnel_and_chain(insight(rows("site", "2026-07-01", sessions=[100.0] * 50, orders=[2.0] * 50),
                                           kpis=(kpi_of("orders"),))).html)  # fmt: skip
    assert "ΔPY" not in found
    assert "The narrowest step is orders: 2.00% go on to it" in found


def test_a_change_of_a_step_that_chance_explains_is_not_told():
    from kpilib.measure.funnel import Funnel, Step

    steps = (Step("sessions", 1000), Step("orders", 21, 0.05, 0.021, 0.02, 0.9))
    made = Funnel(steps, day("2026-07-01"), day("2026-08-20"), 51, 51)
    assert finding_funnel(made) == "No step of the funnel clearly gained or lost on the year before"
    sure = replace(made, steps=(steps[0], replace(steps[1], p=0.001)))
    assert plain(finding_funnel(sure)) == "More go on to orders (+0.10 points) than a year before"


# A KPI that is asked


def asked(target=40):
    return judged(facts_of(*WAVES), AS_OF, kpi_of("nps", target=target))


def test_the_finding_of_a_score_has_its_interval():
    assert plain(finding(asked())) == (
        "Net promoter score (NPS) came to 10.0 (95% interval 1.8–18.0), 30.0 points below the target of 40.0"
    )


def test_its_chart_shows_waves_with_intervals_and_no_line_through_two():
    drawn = chart_waves(asked())
    assert "400 answers in Q3 2026. Bars: 95% intervals. Dotted: target." in plain(drawn.subtitle)
    assert plain(drawn.note).startswith("Lower: −35.0 points on Q3 2025, p < 0.001.")
    assert drawn.alt.startswith(drawn.title)


@pytest.mark.parametrize(("width", "height"), [(912, 320), (440, 250), (342, 240)])
@pytest.mark.parametrize("target", [40, None])
def test_texts_of_the_chart_keep_apart(width, height, target):
    quarters = [(quarter, year) for year in (2024, 2025) for quarter in (1, 2, 3, 4)]
    frames = [
        wave(f"Q{q} {y}", f"{y}-0{q * 2}-01", f"{y}-0{q * 2}-09", 200, satisfied=100 + 9 * q) for q, y in quarters
    ]
    frames += [wave("Q3 2026", "2026-08-03", "2026-08-13", 200, satisfied=150)]
    one = judged(facts_of(*frames), AS_OF, kpi_of("satisfaction", target=f"{target}%" if target else None))
    with matplotlib.rc_context(style.CHART):
        assert crowded(_draw(one, format_of(one), width, height)) == []


def test_it_is_drawn_beside_the_others_and_from_near():
    one, other = asked(), judged(facts_of(site()), AS_OF, kpi_of("orders", target=2000))
    assert [drawn.title for drawn in charts_progress([one, other]).charts] == [
        finding(one),
        chart_progress(other).title,
    ]
    told = insight(site(), *WAVES)
    assert "Bars: 95% intervals" in closeup(told.assessments[1], told)._repr_html_()
    assert "95%: 1.8–18.0" in plain(table_scorecard(told.assessments, told).html)


# Sparks


def test_a_spark_leaves_a_gap_where_a_week_is_missing():
    drawn = spark_weeks([1, 2, float("nan"), 3, 4], (0, 5), marks=[""] * 5, alt="a <b>")
    assert drawn.count("<polyline") == 2
    assert 'aria-label="a &lt;b&gt;"' in drawn


def test_a_spark_of_three_waves_has_intervals_and_no_line():
    waves = [Estimate(name, day("2026-08-03"), day("2026-08-13"), 50, 100) for name in "abcd"]
    assert "<polyline" not in spark_waves(waves[:3], float("nan"), colour="#000000", alt="")
    assert spark_waves(waves, 0.6, colour="#000000", alt="").count('stroke-width="2"') == 4
    assert spark_waves([], 0.6, colour="#000000", alt="") == ""


def test_a_funnel_that_nobody_entered_says_so():
    """The first day of a quarter in a young shop: no order, and no year before."""
    first_days = rows("shop", "2026-08-17", orders=[0.0] * 4, repeat_orders=[0.0] * 4)
    html = plain(funnel_and_chain(insight(first_days, kpis=(kpi_of("orders", target=100),))).html)
    assert "<h3>No step rate can be told: nothing was counted at the first step</h3>" in html


def test_a_step_to_which_nobody_went_a_year_before_has_gained_most():
    begun = Step("add_to_carts", 50, rate=0.05, before=0.0, p=0.0001)
    grown = Step("orders", 40, rate=0.80, before=0.40, p=0.0001)
    made = Funnel((Step("sessions", 1000), begun, grown), day("2026-07-01"), day("2026-08-20"), 51, 51)
    assert plain(finding_funnel(made)) == "More go on to sessions with a cart (+5.0 points) than a year before"


def test_what_feeds_it_may_have_no_whole_week_yet():
    four_days = rows("shop", "2026-08-17", orders=[5.0] * 4, sessions=[100.0] * 4, engaged_sessions=[50.0] * 4)
    assert "too few whole weeks" in plain(velocity_and_accumulation(insight(four_days, *WAVES)).html)


def test_links_that_nobody_measures_are_told_as_one_or_several():
    leads, orders = (judged(facts_of(), AS_OF, kpi_of(metric, target=10)) for metric in ("leads", "orders"))
    assert state_why(Link("sales", "unmeasured", (leads,))) == "leads has no data"
    assert state_why(Link("sales", "unmeasured", (leads, orders))) == "leads and orders have no data"
