"""Real answers, mails and payments: a score on its own scale, a newsletter without test sends, customers who return.

Expected values come from the commands above them, run in the folder of the export.
"""

import shutil

import pytest

from kpilib.data.collect import collect
from kpilib.judge.assess import assess
from kpilib.measure.estimates import estimates_of, orders_of
from kpilib.measure.loyalty import cohorts
from kpilib.measure.surveys import scale_notes
from kpilib.plan.model import Plan
from tests.builders import day, kpi_of, plan_of


def seen(plan: Plan, folder, until: str):
    return collect(plan, folder).until(day(until))


@pytest.fixture
def garden(data, tmp_path):
    """The garden centre; its file has no day, so that its name tells one: these days are invented."""
    name = "nps_2026-07-01_2026-07-31.csv"
    (tmp_path / "exports").mkdir()
    shutil.copy(data / "exports" / "nps_garden_centre_fr" / "nps.csv", tmp_path / "exports" / name)
    kpis = (kpi_of("nps", target=50), kpi_of("satisfaction", target="60%"))
    plan = plan_of(*kpis, client={"sources": [{"file": "exports/nps_*.csv", "reader": "survey"}]})
    return plan, seen(plan, tmp_path, "2026-08-20")


def test_the_score_of_a_garden_centre_with_its_interval(garden):
    plan, facts = garden
    one = assess(plan, plan.kpis[0], facts, day("2026-08-21"))
    # awk -F, 'NR>1 && $3!="NA"{n++; if($3>=9)p++; else if($3<=6)d++} END{s=(p-d)/n; v=(p+d)/n-s*s; e=1.96*sqrt(v/n);
    #   printf "%.3f %.3f %.3f %d\n",100*s,100*(s-e),100*(s+e),n}' nps.csv  (the Wald interval)
    assert one.actual == pytest.approx(53.416, abs=0.001)
    assert one.estimate.interval == pytest.approx((52.329, 54.483), abs=0.05)
    assert (one.estimate.n, one.status) == (13612, "on_pace")


def test_its_scale_from_1_to_10_is_said(garden):
    assert any("asked from 1 to 10, as no answer is 0" in note for note in scale_notes(garden[1]))


def test_its_satisfaction_is_off_target(garden):
    plan, facts = garden
    one = assess(plan, plan.kpis[1], facts, day("2026-08-21"))
    # awk -F, 'NR>1 && $4!="NA"{n++; if($4>=9)s++} END{print s/n}' nps.csv
    assert one.actual == pytest.approx(0.525660, abs=1e-6)
    assert one.status == "behind"


def test_engagement_of_a_newsletter_without_its_test_sends(data):
    folder = data / "exports" / "mailchimp_deepnews"
    source = {"file": f"{folder}/campaigns.csv", "reader": "mailchimp"}
    kpi = kpi_of("email_click_rate", target="3%", due="2019-09-30")
    plan = plan_of(kpi, client={"sources": [source], "timezone": "Europe/Paris"})
    plan = plan.model_copy(update={"quarter": type(plan.quarter).parse("2019Q3")})
    facts = seen(plan, folder, "2019-09-30")
    one = assess(plan, kpi, facts, day("2019-09-30"))
    # python -c 'import csv; from datetime import datetime as d; r = [x for x in csv.DictReader(open("campaigns.csv"))
    #   if int(x["Total Recipients"]) > 10 and x["Subject"] and
    #   (2019, 7) <= (lambda t: (t.year, t.month))(d.strptime(x["Send Date"], "%b %d, %Y %I:%M %p")) <= (2019, 9)];
    #   print(*(sum(int(x[c]) for x in r) for c in ("Unique Clicks", "Successful Deliveries")))'
    assert (one.series.numerator.sum(), one.series.denominator.sum()) == (6724, 205504)
    assert one.actual == pytest.approx(6724 / 205504)


def test_overlays_come_back(data):
    """Stripe payments of a shop: customers are followed from the first payment on."""
    source = {"file": f"{data}/exports/stripe_overlays_payments/payments.csv", "reader": "stripe"}
    kpi = kpi_of("repurchase_rate", target="20%", due="2024-06-30")
    plan = plan_of(kpi, client={"sources": [source], "timezone": "Asia/Bangkok", "currency": "THB"})
    plan = plan.model_copy(update={"quarter": type(plan.quarter).parse("2024Q2")})
    facts = seen(plan, data, "2024-05-19")
    # python -c 'import csv; from datetime import datetime as d, timedelta as t; days = {}; [days.setdefault(
    #   x["Customer ID"], set()).add((d.fromisoformat(x["Created date (UTC)"]) + t(hours=7)).date()) for x in
    #   csv.DictReader(open("payments.csv"), delimiter=";") if x["Status"] == "Paid" and
    #   x["Created date (UTC)"] < "2024-05-19 17"]; f = {c: min(v) for c, v in days.items()}; m = [c for c in f if
    #   "2024-01-02" <= str(f[c]) <= "2024-02-19"]; print(sum(any(t(0) < x - f[c] <= t(90) for x in days[c]) for c in
    #   m), len(m))'  (90 days before 1 April and before 19 May)
    found = estimates_of(plan.metric_of(kpi), facts, plan)
    assert [(one.name, one.hits, one.n) for one in found.waves] == [("Q2 2024", 15, 19)]
    assert assess(plan, kpi, facts, day("2024-05-20")).status == "too_early"  # fewer than 30 customers
    months = [(str(one.month), one.bought[0], one.n) for one in cohorts(orders_of(facts, plan), months=1)]
    assert [one for one in months if one[0] in ("2024-01", "2024-02", "2024-03")] == [
        ("2024-01", 11, 14),
        ("2024-02", 10, 12),
        ("2024-03", 36, 45),
    ]
