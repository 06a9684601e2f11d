"""A cycle on a change that the history of a real client shows, held to weekly sums of the raw file by awk."""

from datetime import date

import pytest

from kpilib import open_report
from kpilib.judge.cycles import cycles_of
from kpilib.plan.gate import gate_findings


@pytest.fixture(scope="module")
def report(params):
    return open_report("nau", "2018Q1", "2018-03-31", params=params)


@pytest.fixture(scope="module")
def cycle(report):
    (one,) = cycles_of(report.plan, report.assessments, report.facts, report.as_of)
    return one


def test_the_weeks_around_the_change_are_those_of_the_file(cycle):
    # awk -F, 'NR>1 {split($4,d,"/"); k=sprintf("%04d%02d%02d",d[3],d[1],d[2])}
    #   k>=20171204 && k<=20171210 {v+=$5; f+=$7} k>=20180108 && k<=20180114 {w+=$5; g+=$7}
    #   END{printf "%.6f %.6f\n",v/f,w/g}' daily-website-visitors.csv
    weeks = cycle.one.weeks
    assert weeks[["2017-12-10", "2018-01-14"]].tolist() == pytest.approx([1.662231, 1.838507], abs=1e-6)
    window = cycle.evidence.window
    assert [stamp.date() for stamp in window.trigger] == [date(2017, 12, 10)]  # a low week is no part of the baseline
    assert (len(window.before), len(window.after)) == (103, 14)


def test_more_pages_were_read_than_the_two_years_before_let_expect(cycle):
    effect, low, high = cycle.evidence.effect
    assert (round(effect, 2), round(low, 2), round(high, 2)) == (0.10, 0.01, 0.20)  # pages per first visit
    assert (cycle.verdict, cycle.why, cycle.against) == ("worked", "shown", "within")
    assert cycle.evidence.signals.began(1)
    assert (cycle.evidence.placebo.as_large, cycle.evidence.placebo.dates) == (0, 70)


def test_a_record_that_was_written_in_hindsight_is_told_so(report, cycle):
    assert [one.code for one in gate_findings(report.plan)] == ["cycle-written-late"]
    assert cycle.decision_due  # what follows from it is the people's to decide
