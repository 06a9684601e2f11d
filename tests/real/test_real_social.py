"""Real exports of Meta, TikTok and Mailchimp, their numbers held to sums taken from the raw files by other means.

Every expected value is what the command above it prints in the folder of the export.
"""

import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.data.readers import read_file
from kpilib.data.source import source_facts
from kpilib.errors import ExportError
from kpilib.plan.client import Source


def on(export, day):
    """Its daily rows of one day; facts have such a table too."""
    return export.daily[export.daily["date"] == pd.Timestamp(day)]


def test_meta_ad_sets_of_an_indian_tea_brand(data):
    (path,) = (data / "exports/meta_bluetea_inr_adsets").glob("*.csv")
    export = read_file(path)
    # python -c 'import csv; r = list(csv.DictReader(open("<file>"))); d = [x for x in r if x["Reporting starts"] ==
    #   "2026-01-02"]; print(len(r), sum(float(x["Amount spent (INR)"]) for x in d), sum(float(x["Purchases"] or 0)
    #   for x in d), sum(int(x["Impressions"]) for x in r), sum(float(x["Purchases conversion value"] or 0)
    #   for x in r))'
    assert (export.reader, export.rows, export.currency, export.dropped) == ("meta_ads", 229, "INR", ())
    assert on(export, "2026-01-02")["cost"].sum() == pytest.approx(480997.00)
    assert on(export, "2026-01-02")["claimed_conversions"].sum() == 853
    assert export.daily["impressions"].sum() == 11666160
    assert export.daily["claimed_value"].sum() == pytest.approx(3798159.06)
    assert len(export.daily) == 5  # its 229 rows are ad sets by audience: one campaign-less row a day
    assert "reach" not in export.measures


def test_meta_campaigns_by_day(data):
    (path,) = (data / "exports/meta_vex_campaigns_usd").glob("*.csv")
    export = read_file(path)
    # awk -F, 'NR>1 {s+=$13; if($1=="2021-04-17") c+=$17; p+=$23} END{printf "%.2f %d %d\n",s,c,p}' *.csv
    assert export.daily["cost"].sum() == pytest.approx(75888.09)
    assert on(export, "2021-04-17")["clicks"].sum() == 619
    assert export.daily["claimed_conversions"].sum() == 307
    # awk -F, '$1=="2021-03-19" && $3=="Remarketing US" {print $13}' *.csv
    first = on(export, "2021-03-19").set_index("campaign")
    assert first.loc["Remarketing US", "cost"] == 1445.37
    assert (export.currency, len(export.daily), set(export.daily["channel"])) == ("USD", 107, {"Paid Social"})


# for f in *.csv; do awk -F, -v f="$f" 'NR>1 {c+=$5; i+=$8; k+=$9; v+=$11} END{print f, c, i, k, v}' "$f"; done
ADS = {
    "ad final.csv": (51487817, 4348704, 17173, 603),
    "ads_1.csv": (49068186, 4774891, 17445, 804),
    "ads_2.csv": (25620525, 2585139, 11075, 411),
    "ads_4.csv": (8640334, 880011, 4492, 119),
    "ads_5.csv": (10534232, 550364, 3029, 194),
    "ads_6.csv": (2010273, 138040, 976, 26),
}


@pytest.mark.parametrize("name", ADS)
def test_tiktok_ads_in_rupiah(data, name):
    export = read_file(data / "exports/tiktok_zymuno_idr" / name)
    sums = export.daily[["cost", "impressions", "clicks", "claimed_conversions"]].sum()
    assert tuple(sums) == ADS[name]
    assert (export.reader, export.currency, export.dropped) == ("tiktok_ads", "IDR", ())


def test_tiktok_cells_of_one_day(data):
    # awk -F, '$4=="2023-11-17" {print $5, $8, $9}' "ad final.csv"
    export = read_file(data / "exports/tiktok_zymuno_idr/ad final.csv")
    assert on(export, "2023-11-17")[["cost", "impressions", "clicks"]].values.tolist() == [[180858, 19598, 84]]


def test_tiktok_ads_of_one_campaign_in_two_files_are_added(data):
    # awk -F, 'FNR>1 {c+=$5} FNR>1 && $1=="Campaign Name 6" && $4=="2023-10-24" {d+=$5} END{print c,d}' *.csv
    export = read_file(data / "exports/tiktok_zymuno_idr")
    assert export.daily["cost"].sum() == 147361367
    day = on(export, "2023-10-24").set_index("campaign")
    assert day.loc["Campaign Name 6", "cost"] == 63716


# python -c 'import csv; r = [x for x in csv.DictReader(open("campaigns.csv")) if int(x["Total Recipients"]) > 10 and
#   x["Subject"]]; print(*(sum(int(x[c]) for x in r) for c in ("Successful Deliveries", "Unique Clicks",
#   "Unsubscribes")))'; the two A/B tests' sums have no subject, and every other send without one is a test
MAILS = {"campaigns.csv": (584498, 16347, 902), "campaigns_old.csv": (523783, 15053, 785)}


@pytest.mark.parametrize("name", MAILS)
def test_mailchimp_campaigns_without_test_sends(data, name):
    export = read_file(data / "exports/mailchimp_deepnews" / name)
    sums = export.daily[["email_delivered", "email_clickers", "email_unsubscribes"]].sum()
    assert tuple(sums) == MAILS[name]
    assert set(export.daily["channel"]) == {"Email"}


def test_mailchimp_leaves_out_tests_and_the_sums_of_ab_tests(data):
    export = read_file(data / "exports/mailchimp_deepnews/campaigns.csv")
    # python -c 'import csv; r = list(csv.DictReader(open("campaigns.csv"))); print(len(r),
    #   sum(int(x["Total Recipients"]) <= 10 for x in r))'
    assert [(one.reason, one.count) for one in export.dropped] == [
        ("test send (to 10 recipients at most)", 786),
        ("sum of an A/B test whose parts have rows of their own", 2),
    ]
    assert export.rows == 872
    # The combinations went out on 30 June to 3138 and 3142 people, the winner on the next day.
    assert on(export, "2019-06-30")["email_delivered"].tolist() == [3138, 3142]


def test_two_mailchimp_downloads_are_the_newer_one(data):
    folder = data / "exports/mailchimp_deepnews"
    whole = read_export(folder)
    parts = [(Source(file="*.csv"), read_file(folder / name)) for name in MAILS]
    for facts in (whole, source_facts("mail", parts)):
        assert facts.daily["email_delivered"].sum() == 584498
        # The older file was downloaded on the day of that campaign, when 1691 had opened it.
        assert on(facts, "2019-11-18")["email_openers"].tolist() == [4388]


@pytest.mark.parametrize(
    "name",
    [
        "kag_facebook_conversion/KAG_conversion_data_reduced.csv",
        "kag_facebook_conversion/KAG_conversion_data_with_added_date.csv",
        "vex_goolybib_mmm/facebook_clean.csv",
        "vex_goolybib_mmm/google_clean.csv",
    ],
)
def test_tables_made_from_reports_are_not_taken_for_reports(data, name):
    with pytest.raises(ExportError, match="is not an export that is known here"):
        read_file(data / "spend" / name)
