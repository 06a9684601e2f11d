"""The charts of a cycle: their titles, and that their texts have room in both widths."""

import pytest
from matplotlib.figure import Figure

from kpilib.tell.charts.compared import chart_compared
from kpilib.tell.charts.effect import chart_effect
from kpilib.tell.charts.timeline import chart_timeline
from tests.builders import kpi_of
from tests.cycles import ACTION, checked, weeks
from tests.tell.examples import plain
from tests.tell.layout import crowded

TASKS = [
    {"task": "Design", "starts": "2026-05-04", "ends": "2026-05-15", "begun": "2026-05-04", "done": "2026-05-15"},
    {"task": "Build with a name that is long", "starts": "2026-05-16", "ends": "2026-05-25", "done": "2026-05-30"},
    {"task": "Measure", "starts": "2026-06-01", "ends": "2026-08-16", "begun": "2026-06-01"},
    {"task": "Report", "starts": "2026-09-01", "ends": "2026-09-10"},
]  # fmt: skip
POINTS = {"effect": "+0.20pp", "low": "+0.10pp", "high": "+0.30pp", "by": "2026-08-16"}
RATE = {
    "kpis": [kpi_of("conversion_rate")],
    "others": {"orders": weeks(24, seed=3), "sessions": [9000.0] * 111},
    "kpi": "conversion_rate",
    "prediction": POINTS,
}
KINDS = {
    "worked": checked(weeks(40)),
    "harmed": checked(weeks(-40)),
    "nothing": checked(weeks(0, seed=5)),
    "a rate": checked(weeks(0), **RATE),
    "dependent weeks": checked([200 + 10 * sum(weeks(0, seed=7)[max(0, at - 5) : at]) / 500 for at in range(1, 112)]),
    "small": checked(weeks(5, spread=60), name="A name that is so long that it has to be cut where it stands"),
    "beside a control": checked(weeks(40), control={"metric": "orders"}, others={"orders": weeks(0, seed=4)}),
}


@pytest.fixture
def figures(monkeypatch) -> list[Figure]:
    """The figures that are drawn."""
    drawn: list[Figure] = []
    save = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", lambda self, *a, **k: (drawn.append(self), save(self, *a, **k))[1])
    return drawn


@pytest.mark.parametrize("name", KINDS)
def test_texts_stay_in_the_picture_and_apart(name, figures):
    charts = [chart_effect(KINDS[name]), chart_compared(KINDS[name])]
    assert [problem for figure in figures for problem in crowded(figure)] == []
    for chart in charts:
        assert "nan" not in f"{chart.title} {chart.subtitle}".lower()
        assert chart.alt.startswith(chart.title)


def test_the_title_counts_the_weeks():
    title = chart_effect(KINDS["worked"]).title
    assert title == "All 11 weeks since the start lie above what was expected without the change"
    assert (
        plain(chart_compared(KINDS["worked"]).title)
        == "The result is as predicted: +41 a week, +40 a week was predicted"
    )
    assert chart_compared(KINDS["harmed"]).title.startswith("The opposite of the prediction")
    assert chart_compared(KINDS["nothing"]).title.endswith("nothing is claimed")


def test_a_rate_is_told_in_points():
    chart = chart_compared(KINDS["a rate"])
    assert "0.20 points was predicted" in plain(chart.title)


def test_there_is_no_chart_of_what_may_not_be_seen_or_cannot_be_told():
    assert chart_effect(checked(weeks(40), check="2026-09-14")) is None
    assert chart_effect(checked(weeks(40), done=None)) is None
    assert chart_compared(checked(weeks(40), prediction=None)) is None
    assert chart_timeline(checked(weeks(40))) is None


def test_the_timeline_tells_what_came_late(figures):
    chart = chart_timeline(checked(weeks(40), tasks=TASKS))
    assert chart.title == "2 of 4 tasks came late; “Measure” is 5 days late"
    assert [problem for figure in figures for problem in crowded(figure)] == []
    assert "open, 5 days late" in plain(chart.wide.svg)
    assert "not begun" in plain(chart.wide.svg)


def test_the_timeline_sees_nothing_after_the_day_of_the_report():
    tasks = [ACTION_TASK | {"done": "2026-08-30"}]
    chart = chart_timeline(checked(weeks(40), tasks=tasks))
    assert chart.title == "“Measure” is 5 days late"
    done = chart_timeline(checked(weeks(40), tasks=[ACTION_TASK | {"done": "2026-08-16"}]))
    assert done.title == "The one task ended on time"


ACTION_TASK = {"task": "Measure", "starts": ACTION["start"], "ends": "2026-08-16", "begun": "2026-06-01"}
