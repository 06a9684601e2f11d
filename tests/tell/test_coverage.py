"""The calendar of a source by the numbers behind it: which days are told, missing, zero, and how dark they are."""

from datetime import date

import pytest

from kpilib.data.quality import Look
from kpilib.data.quality.odd import OddDay
from kpilib.tell.charts.coverage import chart_coverage, charts_coverage, day_states, main_measure
from kpilib.tell.formats import NO_BREAK
from tests.builders import day, facts_of, plan_of, readings, rows


def look(*frames, as_of: str = "2026-07-11") -> Look:
    """As of 11 July: ten whole days of the quarter, after a year before it."""
    return Look.at(plan_of(), facts_of(*frames), day(as_of))


def states(of: Look, source: str = "web") -> dict[date, str]:
    return day_states(of, source)["state"].to_dict()


def test_a_calendar_begins_a_year_before_the_quarter_and_ends_with_the_last_whole_day():
    found = list(states(look(rows("web", "2026-07-01", sessions=[5] * 20))))
    assert (found[0], found[-1]) == (date(2025, 7, 1), date(2026, 7, 10))


def test_days_are_told_missing_or_zero_and_nothing_is_missing_before_the_first():
    found = states(look(rows("web", "2026-07-02", sessions=[5, None, 0] + [5] * 6)))
    assert [found[date(2026, 7, number)] for number in (1, 2, 3, 4, 5)] == [
        "before",
        "told",
        "missing",
        "zero",
        "told",
    ]


def test_days_after_the_source_ends_are_missing():
    found = states(look(rows("web", "2026-07-01", sessions=[5] * 8)))
    assert [found[date(2026, 7, number)] for number in (8, 9, 10)] == ["told", "missing", "missing"]


def test_a_day_on_which_one_of_two_measures_is_told_is_part_of_one():
    found = states(look(rows("web", "2026-07-01", sessions=[5] * 10, views=[9, None] + [9] * 8)))
    assert found[date(2026, 7, 2)] == "part"


def test_a_day_of_one_zero_and_one_value_is_told():
    found = states(look(rows("web", "2026-07-01", sessions=[5, 0] + [5] * 8, views=[9] * 10)))
    assert found[date(2026, 7, 2)] == "told"


def test_people_of_a_day_are_told_though_they_are_not_added():
    of = look(readings("web", "2026-07-01", active_users=[5, None, 7] + [5] * 7))
    assert [states(of)[date(2026, 7, number)] for number in (1, 2, 3)] == ["told", "missing", "told"]
    assert main_measure(of, "web") == "active_users"


def test_the_darkest_day_is_a_full_one_and_half_of_it_the_palest_at_least():
    """100 is the fullest, 50 half of it; a wild 900 is as dark as the rest."""
    full = day_states(look(rows("web", "2026-06-01", sessions=[100] * 30 + [50, 75, 900] + [100] * 7)), "web")[
        "share"
    ]
    assert [full[date(2026, 7, number)] for number in (1, 2, 3, 4)] == [0, 0.5, 1, 1]


def test_the_title_says_how_many_days_of_the_quarter_are_missing():
    chart = chart_coverage(look(rows("ga4", "2026-07-01", sessions=[5, None, None] + [5] * 7)), "ga4")
    assert chart.title == "Google Analytics 4: 2 of 10 days of the quarter are missing or not whole"
    assert chart.note.replace(NO_BREAK, " ") == "Missing: 2–3 Jul."
    assert chart.alt.startswith(chart.title)


def test_the_title_says_that_all_are_told_and_what_is_missing_before():
    chart = chart_coverage(look(rows("web", "2026-06-29", sessions=[5, None] + [5] * 10)), "web")
    assert chart.title == "web: all 10 days of the quarter are told, 1 earlier is missing"


def test_odd_days_are_named_with_their_source_only():
    frames = [rows(name, "2026-07-01", sessions=[5] * 10) for name in ("web", "shop")]
    odd = [OddDay("web", "sessions", date(2026, 7, 4), 50, 5, 9.0)]
    shop, web = charts_coverage(look(*frames), odd).charts  # in the order of their names, as built here
    assert web.note.replace(NO_BREAK, " ") == "Odd: 4 Jul."
    assert shop.note == ""


def test_both_pictures_are_drawn_and_the_same_every_time():
    of = look(rows("web", "2026-06-01", sessions=[5, None, 0] + [5] * 37))
    one, two = (chart_coverage(of, "web", {date(2026, 7, 4)}) for _ in range(2))
    assert (one.wide.width, one.narrow.width) == (440, 342)
    assert (one.wide.svg, one.narrow.svg) == (two.wide.svg, two.narrow.svg)
    assert all(f">{month}<" in one.wide.svg for month in ("Aug", "Jul 2025", "Jan 2026", "Mon"))


@pytest.mark.parametrize("as_of", ["2026-07-02", "2026-09-30"])
def test_the_shortest_and_the_longest_calendar_fit_their_pictures(as_of):
    from matplotlib.figure import Figure

    from kpilib.tell.charts import coverage

    days = day_states(look(rows("web", "2025-07-01", sessions=[5] * 460), as_of=as_of), "web")
    for width, height in coverage.SIZES:
        figure: Figure = coverage._draw(days, set(), width, height)
        corners = [path.get_path().vertices for path in figure.axes[0].patches]
        assert max(places[:, 0].max() for places in corners) <= width
        assert max(places[:, 1].max() for places in corners) <= height
