import math
from datetime import date

import pandas as pd
import pytest

from kpilib.data.readers import google_ads, read_file
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


def readings_of(export):
    """Readings as tuples of first day, last day, measure, channel, campaign and value."""
    rows = export.readings[["start", "end", "measure", "channel", "campaign", "value"]]
    return [(start.date(), end.date(), *rest) for start, end, *rest in rows.itertuples(index=False)]


def report(header, *rows, period="1 July 2026 - 31 July 2026"):
    return "\n".join(["Campaign report", f'"{period}"', header, *rows]) + "\n"


def test_sums_of_a_period_are_readings_of_its_days_and_no_day_has_them(write):
    export = read_file(write(report("Campaign,Campaign type,Cost,Impr.", "Brand,Search,5,10", "Clips,Video,7,20")))
    assert len(export.daily) == 0
    assert readings_of(export) == [
        (date(2026, 7, 1), date(2026, 7, 31), "cost", "Paid Search", "Brand", 5),
        (date(2026, 7, 1), date(2026, 7, 31), "cost", "Paid Video", "Clips", 7),
        (date(2026, 7, 1), date(2026, 7, 31), "impressions", "Paid Search", "Brand", 10),
        (date(2026, 7, 1), date(2026, 7, 31), "impressions", "Paid Video", "Clips", 20),
    ]
    assert export.grain == "month"


def test_keywords_of_one_campaign_are_added(write):
    text = report(
        "Keyword,Match type,Campaign,Cost,Impr.", "kopi,Exact match,Brand,5,10", "kopi,Broad match,Brand,7,5"
    )
    assert [(one[2], one[5]) for one in readings_of(read_file(write(text)))] == [("cost", 12), ("impressions", 15)]


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("Jul-26", (date(2026, 7, 1), date(2026, 7, 31))),
        ("Jul 2026", (date(2026, 7, 1), date(2026, 7, 31))),
        ("August 2026", (date(2026, 8, 1), date(2026, 8, 20))),
        ("2026-08-01", (date(2026, 8, 1), date(2026, 8, 20))),
        ("Jun 2026", (date(2026, 6, 15), date(2026, 6, 30))),
    ],
)
def test_a_month_is_a_reading_of_its_days_within_the_period(write, cell, days):
    text = report("Month,Campaign,Cost,Impr.", f"{cell},Brand,5,10", period="15 June 2026 - 20 August 2026")
    assert {one[:2] for one in readings_of(read_file(write(text)))} == {days}


def test_a_month_that_is_none_is_refused_with_its_line(write):
    with pytest.raises(ExportError, match=r"^export\.csv:4: 'Brand' is not a month such as Jan 2025$"):
        read_file(write(report("Month,Campaign,Cost,Impr.", "Brand,Brand,5,10")))


def test_weeks_run_from_monday_to_sunday_and_the_period_cuts_the_first_and_the_last(write):
    rows = ["2026-06-29,Brand,5,10", "2026-07-06,Brand,6,10", "2026-07-27,Brand,7,10"]
    export = read_file(write(report("Week,Campaign,Cost,Impr.", *rows)))
    assert [one[:2] + one[5:] for one in readings_of(export) if one[2] == "cost"] == [
        (date(2026, 7, 1), date(2026, 7, 5), 5),
        (date(2026, 7, 6), date(2026, 7, 12), 6),
        (date(2026, 7, 27), date(2026, 7, 31), 7),
    ]


def test_a_first_week_that_is_named_by_the_period_s_first_day_ends_before_the_next_one(write):
    rows = ["2026-07-01,Brand,5,10", "2026-07-06,Brand,6,10"]
    export = read_file(write(report("Week,Campaign,Cost,Impr.", *rows)))
    assert [one[1] for one in readings_of(export) if one[2] == "cost"] == [date(2026, 7, 5), date(2026, 7, 12)]


def test_weeks_that_begin_on_different_weekdays_are_refused(write):
    rows = ["2026-07-06,Brand,5,10", "2026-07-14,Brand,6,10"]
    with pytest.raises(ExportError, match=r":5: weeks begin on different weekdays"):
        read_file(write(report("Week,Campaign,Cost,Impr.", *rows)))


def test_september_in_british_english_is_read(write):
    text = report("Day,Campaign,Cost,Impr.", "1 Sept 2026,Brand,5,10", period="1 Sept 2026 - 8 Sept 2026")
    export = read_file(write(text))
    assert export.period == (date(2026, 9, 1), date(2026, 9, 8))
    assert export.daily["date"].tolist() == [pd.Timestamp(2026, 9, 1)]


def test_a_report_of_one_day_names_it_once(write):
    export = read_file(write(report("Campaign,Cost,Impr.", "Brand,5,10", period="1 July 2026")))
    assert {one[:2] for one in readings_of(export)} == {(date(2026, 7, 1), date(2026, 7, 1))}


def test_sums_of_all_time_are_refused_with_what_to_do(write):
    text = "Campaign report\nAll time\nCampaign,Cost,Impr.\nBrand,5,10\n"
    with pytest.raises(ExportError, match=r"^export\.csv:3: holds sums of 'All time'; download it again for a range"):
        read_file(write(text))


def test_sums_without_a_period_are_refused_with_what_to_do(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: holds sums of a period that it does not name; download"):
        read_file(write("Campaign,Cost,Impr.\nBrand,5,10\n"))


def test_sums_of_all_time_that_are_zero_are_called_an_empty_report(write):
    text = "Campaign report\nAll time\nCampaign,Cost,Impr.\nBrand,0.00,0\nTotal: Account,0.00,0\n"
    with pytest.raises(
        ExportError, match=r"^export\.csv:3: the report is empty: nothing was shown, .* in 'All time'$"
    ):
        read_file(write(text))


def test_zeros_of_a_named_period_are_zeros(write):
    export = read_file(write(report("Campaign,Cost,Impr.", "Brand,0.00,0")))
    assert [(one[2], one[5]) for one in readings_of(export)] == [("cost", 0), ("impressions", 0)]


def test_a_report_without_rows_is_called_empty_with_its_period(write):
    text = report("Campaign,Cost,Impr.", "Total: Campaigns,0.00,0", "Total: Account,0.00,0")
    wanted = r"^export\.csv:3: the report is empty: no campaign ran from 2026-07-01 to 2026-07-31$"
    with pytest.raises(ExportError, match=wanted):
        read_file(write(text))
    with pytest.raises(ExportError, match=wanted):
        read_file(write(report("Campaign,Cost,Impr.")))


def test_totals_whose_rows_are_gone_are_refused_with_their_count(write):
    text = report("Campaign,Cost,Impr.", "Total: Campaigns,5,10", "Total: Account,5,10")
    with pytest.raises(ExportError, match=r"^export\.csv:3: all 2 rows are totals; download it again with its rows$"):
        read_file(write(text))


def test_a_header_without_rows_is_refused(write):
    with pytest.raises(ExportError, match=r"^export\.csv:1: it holds a header and no rows$"):
        read_file(write("Day,Campaign,Cost,Impr.\n"))


def test_totals_of_all_kinds_are_dropped_wherever_their_name_stands(write):
    totals = [f",,{name},19,1.00" for name in ("Total: Your keywords", "Total: Account", "Total: Smart")]
    text = report("Keyword status,Keyword,Match type,Impr.,Cost", "Enabled,kopi,Exact match,19,1.00", *totals)
    export = read_file(write(text))
    assert [(one.reason, one.count, one.line) for one in export.dropped] == [("total of other rows", 3, 5)]
    assert [one[5] for one in readings_of(export)] == [19, 1]


def test_a_campaign_whose_row_has_a_day_is_no_total_whatever_it_is_called(write):
    text = "Day,Campaign,Cost,Impr.\n2026-07-01,Total: care,5,10\nTotal: Account,,5,10\n"
    export = read_file(write(text))
    assert (export.daily["cost"].tolist(), export.dropped[0].count) == ([5], 1)


def test_what_the_rows_lack_of_the_account_is_noted(write):
    rows = ["kopi,Brand,4,1.00", "Total: Keywords,,4,1.00", "Total: Account,,10,1.00"]
    export = read_file(write(report("Keyword,Campaign,Impr.,Cost", *rows)))
    assert export.notes == ("the rows are not the whole account: they come to 4 of 10 impressions",)


def test_rows_that_come_to_the_account_but_for_cents_need_no_note(write):
    rows = ["Brand,10,1661.67", "Clips,10,904.26", "Total: Account,20,2565.92"]
    assert read_file(write(report("Campaign,Impr.,Cost", *rows))).notes == ()


SHARES = [
    "2026-07-01,Brand,Search,60,1,50.00%",
    "2026-07-01,Beans,Search,20,1,25.00%",
    "2026-07-01,Everywhere,Performance Max,90,1, --",
    "2026-07-02,Brand,Search,60,1,50.00%",
    "2026-07-02,Beans,Search,20,1,< 10%",
]


def test_impression_share_is_impressions_over_possible_ones(write):
    header = "Day,Campaign,Campaign type,Impr.,Cost,Search impr. share"
    export = read_file(write(report(header, *SHARES[:3])))
    sums = export.daily[["impressions", "search_ad_impressions", "eligible_impressions"]].sum().tolist()
    assert sums == [170, 80, 200]  # 60 / .50 + 20 / .25
    assert export.notes == ()


@pytest.mark.parametrize("cell", ["< 10%", "> 90%"])
def test_a_share_that_is_no_number_leaves_the_share_of_its_day_missing_and_is_counted(write, cell):
    header = "Day,Campaign,Campaign type,Impr.,Cost,Search impr. share"
    export = read_file(write(report(header, *SHARES).replace("< 10%", cell)))
    by_day = export.daily.groupby("date")[["impressions", "eligible_impressions"]].sum(min_count=1)
    assert by_day["impressions"].tolist() == [170, 80]
    assert by_day["eligible_impressions"].iloc[0] == 200
    assert math.isnan(by_day["eligible_impressions"].iloc[1])
    (note,) = export.notes
    assert "is no number in line 8" in note
    assert f"('{cell}'): it is missing on 2026-07-02" in note


def test_possible_impressions_of_keywords_may_not_be_added_and_are_not_read(write):
    text = report("Day,Keyword,Campaign,Impr.,Search impr. share", "2026-07-01,kopi,Brand,60,50.00%")
    assert "eligible_impressions" not in read_file(write(text)).daily


def test_the_currency_is_read_from_the_sign_where_no_column_has_it(write):
    assert read_file(write("Day,Campaign,Cost,Impr.\n2026-07-01,Brand,US$5.00,10\n")).currency == "USD"
    assert read_file(write("Day,Campaign,Cost,Impr.\n2026-07-01,Brand,£5.00,10\n")).currency == "GBP"
    assert read_file(write("Day,Campaign,Cost,Impr.\n2026-07-01,Brand,5.00 €,10\n")).currency == "EUR"


def test_a_dollar_alone_is_of_no_known_country(write):
    export = read_file(write("Day,Campaign,Cost,Impr.\n2026-07-01,Brand,$5.00,10\n"))
    assert (export.currency, export.daily["cost"].tolist()) == (None, [5])


def test_conversions_may_be_fractions_and_those_by_another_date_are_others(write):
    text = report(
        "Day,Campaign,Impr.,Conversions,Conversions (by conv. time),All conv.,Conv. value",
        "2026-07-01,Brand,10,2.33,9.00,12.00,50.10",
    )
    export = read_file(write(text))
    assert export.daily[["claimed_conversions", "claimed_value"]].values.tolist() == [[2.33, 50.1]]


def test_a_report_of_another_platform_that_calls_cost_spend_is_not_recognised(sheet):
    assert (
        google_ads.recognises(sheet("Day,Campaign,Currency code,Impressions,Clicks,Spend\n2026-07-01,A,IDR,1,1,1\n"))
        == 0
    )
    assert google_ads.recognises(sheet("query,search interest,increase percent\nkopi,100,20%\n")) == 0
    assert google_ads.recognises(sheet("Week,Campaign,Search Keyword,Currency,Clicks,Impressions,Cost ($)\n")) == 0


def test_a_formula_in_a_campaign_s_name_is_text(write):
    export = read_file(write('Day,Campaign,Cost,Impr.\n2026-07-01,"=HYPERLINK(""x"")",5,10\n'))
    assert export.daily["campaign"].tolist() == ['=HYPERLINK("x")']
