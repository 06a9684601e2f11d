"""How earlier forecasts turned out, in sentences and as a chart."""

import re

import pytest

from kpilib.judge.track import Group, Track, back_test, track_of
from kpilib.tell.charts.calibration import chart_calibration
from kpilib.tell.charts.chart import HALF
from kpilib.tell.wording import track as words
from tests.builders import plan_of
from tests.judge.test_track import DUE, forecast, report, result
from tests.tell.examples import plain

PLAN = plan_of()
OURS = track_of(
    [
        report(44, forecast(0.7), forecast(0.4, id="orders", name="Orders"), forecast(0.2, id="calls", name="Calls")),
        report(
            0,
            result(1050),
            result(1300, id="orders", name="Orders"),
            result(800, "missed", id="calls", name="Calls"),
        ),
    ]
)


def texts(svg: str) -> list[str]:
    return [plain(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ((Group(0.5, 5, 10),), "Our probabilities have been close to fair"),
        ((Group(0.9, 40, 100),), "Our probabilities have been too hopeful: fewer targets were hit than told"),
        ((Group(0.1, 60, 100),), "Our probabilities have been too cautious: more targets were hit than told"),
    ],
)
def test_the_finding_tells_whether_targets_were_hit_as_often_as_told(groups, says):
    assert words.finding_track(Track(groups, 1, 1, OURS.kept)) == says


def test_the_back_test_is_never_called_ours():
    assert words.finding_track(back_test()).startswith("The back-test's probabilities")
    assert "public daily series" in words.subtitle_track(back_test(), PLAN)
    assert "our" not in words.ranges_held(back_test(), PLAN).lower().split()


def test_the_subtitle_tells_how_many_forecasts_and_when():
    assert words.subtitle_track(OURS, PLAN) == (
        "Share of targets hit by stated probability, 3 forecasts about 45 days before the due date, Q2 2026, "
        "80% Wilson intervals."
    )


def test_ranges_are_told_of_the_last_quarter_and_of_all():
    assert words.ranges_held(OURS, PLAN) == "In Q2 2026, 1 of 3 results fell inside our 80% range."
    before = DUE.replace(month=3, day=31)
    more = track_of(
        [
            report(45, forecast(due=before), quarter="2026Q1", due=before),
            report(0, result(due=before), quarter="2026Q1", due=before),
            report(45, forecast()),
            report(0, result(2000)),
        ]
    )
    assert words.ranges_held(more, PLAN) == (
        "In Q2 2026, the one result fell outside our 80% range. Since Q1 2026 it was 1 of 2."
    )


def test_results_outside_are_told_with_their_range():
    assert words.results_outside(OURS, PLAN) == (
        "Orders ended at 1,300, above the range of 900 to 1,100. Calls ended at 800, below the range of 900 to 1,100."
    )


def test_a_metric_that_is_no_longer_known_is_written_as_a_number():
    gone = track_of([report(44, forecast(metric="gone")), report(0, result(800, "missed", metric="gone"))])
    assert words.results_outside(gone, PLAN) == "Leads ended at 800.00, below the range of 900.00 to 1,100.00."


def test_without_a_record_of_its_own_the_back_test_speaks():
    note = words.track_note(track_of([]), back_test(), PLAN)
    assert note.startswith("No forecast of this client has come due yet. In the back-test on public series,")


def test_with_a_small_record_both_speak():
    note = words.track_note(OURS, back_test(), PLAN)
    assert note.startswith("In Q2 2026, 1 of 3 results fell inside our 80% range.")
    assert "Too few forecasts have come due to judge the probabilities. In the back-test" in note


def test_with_a_record_of_its_own_the_back_test_is_silent():
    assert "back-test" not in words.track_note(OURS, OURS, PLAN)


@pytest.mark.parametrize("track", [OURS, back_test()], ids=["a client", "the back-test"])
def test_the_chart_is_drawn_in_two_widths_with_its_counts(track):
    chart = chart_calibration(track, PLAN, note="A note.")
    assert chart.title == words.finding_track(track)
    assert chart.alt == f"{chart.title}. A note."
    assert [(one.width, one.height) for one in (chart.wide, chart.narrow)] == list(HALF)
    labels = [words.hits(group.count, group.hits) for group in track.groups]
    for picture in (chart.wide, chart.narrow):
        assert set(labels) <= set(texts(picture.svg))
        assert {"perfect forecaster", "Probability we stated", "0%", "50%", "100%"} <= set(texts(picture.svg))
    assert chart_calibration(track, PLAN, note="A note.") == chart


def test_a_name_with_markup_is_text():
    wild = track_of(
        [
            report(44, forecast(name="<b>x")),
            report(0, result(800, "missed", name="<b>x")),
        ]
    )
    chart = chart_calibration(wild, PLAN, note=words.results_outside(wild, PLAN))
    assert "<b>x" not in str(chart.html())
    assert "&lt;b&gt;x ended at 800" in str(chart.html())
