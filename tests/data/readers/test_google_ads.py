import math
from datetime import date

import pandas as pd
import pytest

from kpilib.data.readers import read_file
from kpilib.errors import ExportError

REPORT = """\
Campaign report
"1 July 2026 - 31 July 2026"
Day,Campaign,Campaign type,Currency code,Clicks,Impr.,Cost,Conversions
2026-07-01,Brand,Search,IDR,10,"1,000","1,234.56",2.50
2026-07-01,Everywhere,Performance Max,IDR,5,500,100.00,--
2026-07-02,Brand,Search,IDR,20,"2,000","2,000.00", --
Total: Campaigns,--,--,IDR,35,"3,500","3,334.56",2.50
Total: Account,--,--,IDR,35,"3,500","3,334.56",2.50
"""


def test_a_report_is_read_by_day_channel_and_campaign(write):
    export = read_file(write(REPORT))
    assert export.reader == "google_ads"
    assert export.currency == "IDR"
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))
    assert export.daily[["channel", "campaign", "clicks", "impressions", "cost"]].values.tolist() == [
        ["Cross-network", "Everywhere", 5, 500, 100],
        ["Paid Search", "Brand", 10, 1000, 1234.56],
        ["Paid Search", "Brand", 20, 2000, 2000],
    ]


def test_its_conversions_are_what_the_platform_claims_and_two_dashes_are_missing(write):
    claimed = read_file(write(REPORT)).daily["claimed_conversions"].tolist()
    assert claimed[1] == 2.5
    assert math.isnan(claimed[0])
    assert math.isnan(claimed[2])


def test_its_total_rows_are_dropped_and_counted(write):
    export = read_file(write(REPORT))
    assert [(one.reason, one.count, one.line) for one in export.dropped] == [("total of other rows", 2, 7)]
    assert export.rows == 5


def test_a_campaign_whose_name_begins_with_total_is_no_total(write):
    export = read_file(write("Day,Campaign,Cost,Impr.\n2026-07-01,Total care,5,10\n2026-07-02,Totals,6,10\n"))
    assert export.daily["cost"].sum() == 11


def test_tabs_in_utf_16_give_the_same_as_commas_in_utf_8(write):
    tabs = "\n".join(
        [
            "Campaign report",
            "1 July 2026 - 31 July 2026",
            "Day\tCampaign\tCampaign type\tCurrency code\tClicks\tImpr.\tCost\tConversions",
            '2026-07-01\tBrand\tSearch\tIDR\t10\t"1,000"\t"1,234.56"\t2.50',
            "2026-07-01\tEverywhere\tPerformance Max\tIDR\t5\t500\t100.00\t --",
            '2026-07-02\tBrand\tSearch\tIDR\t20\t"2,000"\t"2,000.00"\t --',
            "Total: Account\t --\t --\tIDR\t35\t3500\t3334.56\t2.50",
        ]
    )
    export = read_file(write(tabs, encoding="utf-16"))
    assert (export.encoding, export.delimiter) == ("utf-16", "\t")
    pd.testing.assert_frame_equal(export.daily, read_file(write(REPORT)).daily)


@pytest.mark.parametrize(
    "line",
    [
        '"July 1, 2026 - July 31, 2026"',
        "July 1, 2026 - July 31, 2026",
        "1 July 2026 - 31 July 2026",
        '"1 July 2026 – 31 July 2026"',
        "2026-07-01 - 2026-07-31",
    ],
)
def test_the_period_is_read_quoted_and_not(write, line):
    export = read_file(write(f"Campaign report\n{line}\nDay,Campaign,Cost,Impr.\n2026-07-01,Brand,5,10\n"))
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))


def test_a_title_with_a_dash_is_no_period(write):
    export = read_file(write("Brand - generic\nAll time\nDay,Campaign,Cost,Impr.\n2026-07-01,Brand,5,10\n"))
    assert export.period is None


def test_the_period_settles_the_order_of_day_and_month(write):
    text = "Report\n1 July 2026 - 31 July 2026\nDay,Campaign,Cost,Impr.\n02/07/2026,Brand,5,10\n"
    assert read_file(write(text)).daily["date"].tolist() == [pd.Timestamp(2026, 7, 2)]


def test_money_with_a_currency_sign_is_read(write):
    text = 'Day,Campaign,Cost,Impr.,Avg. CPC\n2026-07-01,Brand,"US$1,188.50",10,US$1.00\n'
    assert read_file(write(text)).daily["cost"].tolist() == [1188.5]


def test_a_report_without_campaign_types_is_one_of_search(write):
    export = read_file(write("Day,Campaign,Cost,Impr.\n2026-07-01,Brand,5,10\n"))
    assert export.daily["channel"].tolist() == ["Paid Search"]


def test_rows_split_by_ad_group_are_added_by_campaign(write):
    text = "Day,Campaign,Ad group,Cost,Impr.\n2026-07-01,Brand,a,5,10\n2026-07-01,Brand,b,6,10\n"
    assert read_file(write(text)).daily[["campaign", "cost"]].values.tolist() == [["Brand", 11]]


def test_an_exact_repetition_is_dropped_and_counted(write):
    text = "Day,Campaign,Cost,Impr.\n2026-07-01,Brand,5,10\n2026-07-01,Brand,5,10\n"
    export = read_file(write(text))
    assert export.daily["cost"].tolist() == [5]
    assert [one.count for one in export.dropped] == [1]


def test_two_currencies_are_refused(write):
    text = "Day,Campaign,Currency code,Cost,Impr.\n2026-07-01,A,IDR,5,10\n2026-07-01,B,USD,5,10\n"
    with pytest.raises(ExportError, match="holds several currencies: IDR, USD; download one account at a time"):
        read_file(write(text))


def test_sums_of_a_period_are_refused_with_what_to_do(write):
    text = "Campaign report\n1 July 2026 - 31 July 2026\nCampaign,Cost,Impr.\nBrand,5,10\n"
    with pytest.raises(
        ExportError, match=r"^export\.csv:3: holds sums of 2026-07-01 to 2026-07-31, not days; .* by Time > Day$"
    ):
        read_file(write(text))


def test_a_report_of_totals_alone_is_refused_with_their_count(write):
    text = "Campaign report\nAll time\nDay,Campaign,Cost,Impr.\nTotal: Campaigns,,0,0\nTotal: Account,,0,0\n"
    with pytest.raises(ExportError, match=r"^export\.csv:3: all 2 rows are totals$"):
        read_file(write(text))


def test_a_header_without_rows_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: it holds a header and no rows$"):
        read_file(write("Day,Campaign,Cost,Impr.\n"))
