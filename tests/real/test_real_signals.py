"""Signals of real clients, held to weekly sums of the raw files by awk; each sentence was read beside them."""

import pytest

from kpilib import open_report
from kpilib.judge.explain import drivers_of
from kpilib.judge.process import NoProcess, process_or_why, reach_of_process
from kpilib.tell.charts.process import chart_process
from tests.tell.examples import plain


def test_nau_leaves_its_limits_every_summer(params):
    report = open_report("nau", "2019Q3", "2019-08-21", params=params)
    one = report["views"]
    process = process_or_why(one)
    # awk -F, 'NR>1 {split($4,d,"/"); k=sprintf("%04d%02d%02d",d[3],d[1],d[2])}
    #   k>=20190812 && k<=20190818 {v+=$5} k>=20190107 && k<=20190623 {b+=$5}
    #   END{printf "%d %.4f\n",v,b/24}' daily-website-visitors.csv
    assert process.weeks.iloc[-1] == 22060
    assert process.limits.centre == pytest.approx(33147.3333, abs=1e-4)
    assert [(each.rule, each.side, each.values) for each in process.recent] == [("run", -1, 14), ("outside", -1, 7)]
    assert reach_of_process(one, process) is None
    note = plain(chart_process(one).note)
    assert "It may be the season: the same weeks of the year before were 20% below" in note
    assert "Cause not known" in note
    assert drivers_of(report.plan, report.facts, one).why == "no_parts"


def test_goolybib_cannot_reach_its_revenue_unchanged(params):
    report = open_report("goolybib", "2020Q3", "2020-08-21", params=params)
    one = report["revenue"]
    assert process_or_why(one).recent == ()
    assert reach_of_process(one, process_or_why(one)) == "out_of_reach"
    assert drivers_of(report.plan, report.facts, one).why == "too_few_days"  # its data begin in May 2020


def test_overlays_grows_out_of_its_first_limits(params):
    report = open_report("overlays", "2024Q2", "2024-05-20", params=params)
    assert [(one.rule, one.side) for one in process_or_why(report["payments"]).recent] == [("run", 1), ("outside", 1)]
    assert isinstance(process_or_why(report["payment_value"]), NoProcess)  # most weeks had fewer than 30 payments
