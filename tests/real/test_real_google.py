"""Real exports of Google Ads and Search Console, held to sums taken from the raw files by awk or by hand.

Every expected value is what the command above it prints in the folder of the export.
"""

from datetime import date

import pandas as pd
import pytest

from kpilib.data.files import open_sheets
from kpilib.data.readers import read_file, recognise
from kpilib.errors import ExportError
from kpilib.plan.client import Source

CARDS = "exports/gads_londonclean_overview"
CARD_DAYS = (date(2026, 2, 5), date(2026, 2, 10))


def readings(export):
    """Sums of the readings by measure; all of them are of one span, the export's period."""
    rows = export.readings
    assert {(start.date(), end.date()) for start, end in zip(rows["start"], rows["end"], strict=True)} == {
        export.period
    }
    return rows.groupby("measure")["value"].sum().round(2).to_dict()


def test_a_time_series_by_date(data):
    export = read_file(data / CARDS / "Time_series(2026.02.05-2026.02.10).csv")
    # sed 1d Time_series*10.csv | sed 's/US\$//g' | awk -F, '{c+=$3; i+=$4; s+=$6} END{print c, i, s}'
    assert export.daily[["clicks", "impressions", "cost"]].sum().round(2).tolist() == [91, 299, 139.67]
    # grep "7 Feb" Time_series*10.csv
    seventh = export.daily[export.daily["date"] == pd.Timestamp(2026, 2, 7)].iloc[0]
    assert (seventh["clicks"], seventh["impressions"], seventh["cost"]) == (26, 63, 27.35)
    assert (export.currency, export.period) == ("USD", CARD_DAYS)


def test_a_time_series_by_the_hours_of_a_day_without_a_click(data):
    export = read_file(data / CARDS / "Time_series(2026.02.05).csv")
    # cut -d, -f2,3,5 "Time_series(2026.02.05).csv" | sort | uniq -c
    assert readings(export) == {"clicks": 0, "impressions": 0, "cost": 0}
    assert export.rows == 24
    assert export.period == (date(2026, 2, 5), date(2026, 2, 5))


@pytest.mark.parametrize(
    ("name", "sums"),
    [
        # sed 1d Devices*.csv | sed 's/US\$//g' | awk -F, '{s+=$2; i+=$3; c+=$4} END{print s, i, c}'
        ("Devices(2026.02.05-2026.02.10).csv", {"cost": 139.67, "impressions": 299, "clicks": 91}),
        # sed 1d Networks*.csv | sed 's/US\$//g' | awk -F, '{c+=$2; s+=$3} END{print c, s}'
        ("Networks(2026.02.05-2026.02.10).csv", {"clicks": 91, "cost": 139.67}),
        # sed 1d Search_keywords*.csv | sed 's/US\$//g' | awk -F, '{s+=$6; c+=$7} END{print s, c}'
        ("Search_keywords(2026.02.05-2026.02.10).csv", {"cost": 139.67, "clicks": 91}),
    ],
)
def test_cards_that_split_the_account_s_clicks(data, name, sums):
    export = read_file(data / CARDS / name)
    assert readings(export) == sums
    assert (export.period, export.currency, len(export.daily)) == (CARD_DAYS, "USD", 0)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Campaign report (all time, empty).csv", "the report is empty: nothing was shown, .* in 'All time'"),
        ("Day_&_hour(Day_2026.02.05-2026.02.10).csv", "it names weekdays, not dates"),
        ("Day_&_hour(Day_Hour_2026.02.05-2026.02.10).csv", "it names weekdays, not dates"),
        ("Demographics(Gender_Age_2026.02.05-2026.02.10).csv", "people whose gender or age Google knows"),
        ("Locations(Geographic_Report_2026.02.05-2026.02.10).csv", "places lie within each other"),
        ("Locations(Targeting_2026.02.05-2026.02.10).csv", "places lie within each other"),
        # 64 of 299 impressions: sed 1d "Searches(S"*.csv | awk -F, '{i+=$4} END{print i}'
        ("Searches(Search_2026.02.05-2026.02.10).csv", "the searches that Google names, which come to less than all"),
        ("Searches(Word_2026.02.05-2026.02.10).csv", "one search stands in the rows of all its words"),
    ],
)
def test_cards_that_tell_no_days_or_not_all_are_refused(data, name, reason):
    with pytest.raises(ExportError, match=reason):
        read_file(data / CARDS / name)


def test_the_folder_of_cards_gives_what_can_be_used_but_for_the_empty_report(data, tmp_path):
    for path in (data / CARDS).glob("*(*2026*).csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    export = read_file(tmp_path)
    assert export.daily[["clicks", "cost"]].sum().round(2).tolist() == [91, 139.67]
    assert sum(one.reason.startswith("card '") for one in export.dropped) == 7


def test_a_keyword_report_in_utf_16(data):
    export = read_file(data / "exports/gads_towing_utf16/Search keyword report.csv")
    # iconv -f utf-16 "Search keyword report.csv" | sed 1,3d | grep -v Total: |
    #   awk -F'\t' '{i+=$9; n+=$10; s+=$14; c+=$15; v+=$17} END{print NR, i, n, s, c, v}'
    assert export.rows - export.dropped[0].count == 17
    assert readings(export) == {
        "impressions": 14,
        "interactions": 1,
        "cost": 0.12,
        "clicks": 1,
        "claimed_conversions": 0,
    }
    assert set(export.readings["campaign"]) == {"Towing Near Me"}
    assert (export.currency, export.encoding) == ("CAD", "utf-16")
    assert export.period == (date(2026, 5, 1), date(2026, 5, 8))
    # iconv -f utf-16 "Search keyword report.csv" | grep -c Total:
    assert [(one.reason, one.count) for one in export.dropped] == [("total of other rows", 10)]
    # iconv -f utf-16 "Search keyword report.csv" | grep "Total: Account"
    assert "14 of 10,708 impressions" in export.notes[0]
    assert "0.12 of 164.11 cost" in export.notes[0]


def test_a_report_of_search_terms_in_utf_16(data):
    export = read_file(data / "exports/gads_towing_utf16/Search terms report.csv")
    # iconv -f utf-16 "Search terms report.csv" | sed 1,3d | grep -v Total: |
    #   awk -F'\t' '{c+=$6; i+=$7; s+=$11; v+=$14} END{print NR, c, i, s, v}'
    assert readings(export) == {"clicks": 1, "impressions": 21, "cost": 0.12, "claimed_conversions": 0}
    assert set(export.readings["channel"]) == {"Paid Search"}
    assert [one.count for one in export.dropped] == [5]


def test_a_campaign_report_of_a_period(data):
    export = read_file(data / "exports/gads_vishal_campaign_inr/Campaign report.csv")
    # the two rows without "Total:" by hand: 25,881 + 20,287; 20,127 + 1,934; 1661.67 + 904.26; 0 + 15
    assert readings(export) == {
        "impressions": 46168,
        "interactions": 22061,
        "cost": 2565.93,
        "claimed_conversions": 15,
    }
    costs = export.readings[export.readings["measure"] == "cost"].set_index("channel")["value"].to_dict()
    assert costs == {"Paid Video": 1661.67, "Cross-network": 904.26}
    assert (export.currency, export.period) == ("INR", (date(2025, 7, 8), date(2025, 7, 31)))
    assert (export.dropped[0].count, export.notes) == (4, ())


@pytest.mark.parametrize(
    "name",
    [
        "gads_omnify_case/google_ads.csv",
        "gads_omnify_case/Omnify Ads Data.xlsx",
        "gads_omnify_case/listing_site.csv",
        "gads_towing_utf16/searched_with_top-queries_CA-BC_20260222-2312_20260522-2312.csv",
        "gads_towing_utf16/searched_with_rising-queries_CA-BC_20260222-2312_20260522-2312.csv",
    ],
)
def test_tables_that_are_no_report_of_google_ads_are_not_taken_for_one(data, name):
    found = recognise(open_sheets(data / "exports" / name))
    assert found is None or found.reader not in ("google_ads", "microsoft_ads", "search_console", "business_profile")


SITE = "exports/gsc_zechanah_en"


@pytest.mark.parametrize("name", [".", "Dates.csv"])
def test_the_totals_of_a_site(data, name):
    export = read_file(data / SITE / name)
    # sed 1d Dates.csv | awk -F, '{c+=$2; i+=$3; p+=$3*$5} END{print NR, c, i, p}'
    assert len(export.daily) == 34
    sums = export.daily[["search_clicks", "search_impressions", "position_impressions"]].sum().round(2).tolist()
    assert sums == [110, 496, 10168.95]
    assert export.period == (date(2025, 3, 17), date(2025, 4, 19))
    # grep 2025-04-19 Dates.csv: a day with 15 impressions and no click
    last = export.daily.iloc[-1]
    assert (last["date"], last["search_clicks"], last["search_impressions"]) == (pd.Timestamp(2025, 4, 19), 0, 15)


def test_what_its_queries_lack(data):
    export = read_file(data / SITE)
    # sed 1d Queries.csv | awk -F, '{n=NF; c+=$(n-3); i+=$(n-2)} END{print NR, c, i}'
    assert "the queries come to 68 of 110 clicks (38% hidden) and 313 of 496 impressions" in export.notes[0]
    assert ("rows of queries, which split the same clicks", 53) in [(one.reason, one.count) for one in export.dropped]


def test_clicks_on_its_brand(data):
    source = Source(file="site", reader="search_console", brand="hci ?direct")
    export = read_file(data / SITE, source=source)
    # grep -Ei 'hci ?direct' Queries.csv | awk -F, '{c+=$2} END{print c}'
    assert export.readings.set_index("measure")["value"].to_dict()["brand_clicks"] == 67


@pytest.mark.parametrize("name", ["Queries", "Pages", "Countries", "Devices", "Search appearance", "Filters"])
def test_its_other_tables_alone_tell_no_days(data, name):
    with pytest.raises(ExportError, match="without dates, so of which days it tells is not known"):
        read_file(data / SITE / f"{name}.csv")


def test_a_report_by_day_whose_title_a_spreadsheet_has_padded(data):
    export = read_file(data / "spend/vex_goolybib_mmm/Day (1).csv")
    # sed 1,3d "Day (1).csv" | awk -F, '{i+=$(NF-1); s+=$NF} END{print NR, i, s}'
    assert export.rows == 96
    assert export.daily[["impressions", "cost"]].sum().round(2).tolist() == [50083, 5349.36]
    assert (export.reader, export.currency) == ("google_ads", "USD")
    assert export.period == (date(2021, 3, 24), date(2021, 4, 22))
