"""Three real clients through the whole pipeline, their numbers held to sums taken from the raw files by awk.

Every expected value is what the awk command above it prints in the folder of the client's exports.
"""

import json
from pathlib import Path

import pytest

from kpilib.deliver.batch import Run, plan_jobs

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "kpi_progress.ipynb"


@pytest.fixture
def results(params, tmp_path):
    """Make a client's report and return its KPIs by id."""

    def make(client: str, quarter: str, as_of: str) -> dict:
        jobs = plan_jobs(params, [NOTEBOOK], tmp_path / "reports", quarter, clients=[client], as_of=as_of)
        (outcome,) = Run(jobs)
        assert outcome.reason is None
        made = json.loads(outcome.page.with_suffix(".json").read_text("utf-8"))
        assert outcome.page.read_text("utf-8").count("<img ") >= 3
        return {kpi["id"]: kpi for kpi in made["kpis"]} | {"inputs": made["inputs"]}

    return make


def test_goolybib_within_the_quarter(results):
    made = results("goolybib", "2020Q3", "2020-08-21")
    # awk -F, 'function day(t){split(t,d,"/"); return sprintf("%04d%02d%02d",d[3],d[1],d[2])}
    #   $3~/^[0-9]/ && $2!="Total" && day($1)>=20200701 && day($1)<=20200820 {s+=$3; if($2=="affiliate / cpa")a+=$3}
    #   END{printf "%.2f %.2f\n",s,a}' GoolyBib-traffic*.csv
    assert made["revenue"]["actual"] == pytest.approx(1980305.51, abs=0.005)
    assert made["affiliate_revenue"]["actual"] == pytest.approx(548332.88, abs=0.005)
    # awk -F, '$1>="2020-07-01" && $1<="2020-08-20" {s+=$3+$4+$5} END{printf "%.2f\n",s}' GoolyBib-ABT*.csv
    assert made["efficiency"]["actual"] == pytest.approx(1980305.51 / 433402.91)
    assert made["revenue"]["data_to"] == "2020-08-20"


def test_goolybib_complete(results):
    made = results("goolybib", "2020Q3", "2020-09-30")
    # the same awk with 20200930: the whole quarter, its last day included
    assert made["revenue"]["actual"] == pytest.approx(3859279.65, abs=0.005)
    assert made["affiliate_revenue"]["actual"] == pytest.approx(1043865.00, abs=0.005)
    assert made["efficiency"]["actual"] == pytest.approx(3859279.65 / 1161577.85)
    assert [made[kpi]["status"] for kpi in ("revenue", "affiliate_revenue", "efficiency")] == [
        "hit",
        "missed",
        "missed",
    ]


def test_goolybib_total_rows_are_left_out_and_counted(results):
    inputs = results("goolybib", "2020Q3", "2020-08-21")["inputs"]
    # awk -F, '$2=="Total"' GoolyBib-traffic*.csv | wc -l
    assert inputs[0]["dropped"] == [{"reason": "total of other rows", "count": 180}]


def test_overlays(results):
    made = results("overlays", "2024Q2", "2024-05-20")
    # Midnight in Bangkok is 17:00 UTC of the day before.
    # awk -F';' '$1>="2024-03-31 17:00:00" && $1<"2024-05-19 17:00:00" && $9=="Paid" {s+=$5; n++}
    #   END{printf "%.2f %d\n",s,n}' payments.csv
    assert made["revenue"]["actual"] == pytest.approx(91366.40, abs=0.005)
    assert made["payments"]["actual"] == 207
    assert made["payment_value"]["actual"] == pytest.approx(91366.40 / 207)
    assert made["revenue"]["baseline"] is None  # the business began in November 2023


def test_nau(results):
    made = results("nau", "2019Q3", "2019-08-21")
    # awk -F, 'NR>1 {split($4,d,"/"); k=sprintf("%04d%02d%02d",d[3],d[1],d[2])}
    #   k>=20190701 && k<=20190820 {v+=$5; u+=$6; f+=$7; n++} k>=20180701 && k<=20180930 {p+=$5}
    #   END{printf "%d %d %.6f %d\n",v,f,u/n,p}' daily-website-visitors.csv
    assert made["views"]["actual"] == 167663
    assert made["new_users"]["actual"] == 95371
    assert made["daily_visitors"]["actual"] == pytest.approx(2280.686275, abs=1e-6)
    assert made["views"]["baseline"] == 328977
    assert made["views"]["target"] == pytest.approx(1.03 * 328977)
