import io
import zipfile
from datetime import date

import pandas as pd
import pytest

from kpilib.data.readers import microsoft_ads, read_file
from kpilib.errors import ExportError

HEADER = (
    '"Gregorian date","Account name","Campaign name","Currency code",'
    '"Impressions","Clicks","Spend","Conversions","Revenue"'
)
ROWS = (
    '"7/1/2026","Kopi","Brand","IDR","1,000","10","1,234.50","2","300.00"',
    '"7/2/2026","Kopi","Brand","IDR","2,000","20","2,000.00","0","0.00"',
    '"7/2/2026","Kopi","Beans","IDR","500","5","100.00","1","50.00"',
)
FOOTER = '"©2026 Microsoft Corporation. All rights reserved. "'


def report(
    *rows,
    header=HEADER,
    time="7/1/2026,7/31/2026",
    aggregation="Daily",
    finished="8/1/2026 10:15:00 PM (GMT)",
    zone="(GMT+07:00) Bangkok, Hanoi, Jakarta",
    count=None,
):
    above = [
        '"Report Name: Campaigns"',
        f'"Report Time: {time}"',
        f'"Time Zone: {zone}"',
        f'"Last Completed Available Day: {finished}"',
        f'"Last Completed Available Hour: {finished}"',
        f'"Report Aggregation: {aggregation}"',
        '"Report Filter: "',
        '"Potential Incomplete Data: false"',
        f'"Rows: {len(rows) if count is None else count}"',
        "",
        header,
    ]
    return ("\ufeff" + "\n".join([*above, *rows, "", FOOTER]) + "\n").encode("utf-8")


def spans(export):
    rows = export.readings[export.readings["measure"] == "cost"]
    return [
        (start.date(), end.date(), value)
        for start, end, value in rows[["start", "end", "value"]].itertuples(index=False)
    ]


def test_a_report_is_read_by_day_channel_and_campaign(write):
    export = read_file(write(report(*ROWS)))
    assert (export.reader, export.currency, export.rows) == ("microsoft_ads", "IDR", 3)
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))
    assert export.daily["date"].tolist() == [pd.Timestamp(2026, 7, day) for day in (1, 2, 2)]
    told = export.daily[
        ["channel", "campaign", "impressions", "clicks", "cost", "claimed_conversions", "claimed_value"]
    ]
    assert told.values.tolist() == [
        ["Paid Search", "Brand", 1000, 10, 1234.5, 2, 300],
        ["Paid Search", "Beans", 500, 5, 100, 1, 50],
        ["Paid Search", "Brand", 2000, 20, 2000, 0, 0],
    ]
    assert export.dropped == ()


def test_the_names_of_the_api_mean_the_same(write):
    header = HEADER.replace("Gregorian date", "TimePeriod").replace("Campaign name", "CampaignName")
    header = header.replace("Account name", "AccountName").replace("Currency code", "CurrencyCode")
    export = read_file(write(report(*ROWS, header=header)))
    pd.testing.assert_frame_equal(export.daily, read_file(write(report(*ROWS))).daily)
    assert export.currency == "IDR"


def test_lines_without_quotes_and_tabs_between_cells_are_read(write):
    text = report(*ROWS[1:]).decode("utf-8").replace('","', "\t").replace('"', "")
    export = read_file(write(text.encode("utf-8")))
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))
    assert export.daily["cost"].sum() == 2100


def test_the_zip_that_is_downloaded_is_read(write):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Campaigns.csv", report(*ROWS))
    assert read_file(write(packed.getvalue(), "Campaigns.zip")).daily["cost"].sum() == 3334.5


def test_total_rows_are_dropped_and_counted_and_the_copyright_is_no_row(write):
    export = read_file(write(report(*ROWS, '"Total","","","IDR","3,500","35","3,334.50","3","350.00"', count=3)))
    assert [(one.reason, one.count) for one in export.dropped] == [("total of other rows", 1)]
    assert export.rows == 4


def test_a_campaign_whose_name_begins_with_total_is_no_total(write):
    export = read_file(write(report('"7/1/2026","Total","Total care","IDR","1","1","5.00","0","0"')))
    assert export.daily["campaign"].tolist() == ["Total care"]


@pytest.mark.parametrize(
    ("aggregation", "cell", "days"),
    [
        ("Weekly", "2026-07-05", (date(2026, 7, 5), date(2026, 7, 11), 5)),
        ("WeeklyStartingMonday", "2026-07-06", (date(2026, 7, 6), date(2026, 7, 12), 5)),
        ("Monthly", "2026-07-01", (date(2026, 7, 1), date(2026, 7, 31), 5)),
        ("Yearly", "2025", (date(2025, 1, 1), date(2025, 12, 31), 5)),
    ],
)
def test_weeks_months_and_years_are_readings_of_whole_ones(write, aggregation, cell, days):
    row = f'"{cell}","Kopi","Brand","IDR","10","1","5.00","0","0"'
    header = HEADER.replace("Gregorian date", "TimePeriod")
    export = read_file(write(report(row, header=header, aggregation=aggregation, time="7/7/2026,7/8/2026")))
    assert len(export.daily) == 0
    assert spans(export) == [days]


def test_a_summary_is_a_reading_of_the_report_time(write):
    header = HEADER.replace('"Gregorian date",', "")
    rows = [row.split(",", 1)[1] for row in ROWS]
    export = read_file(write(report(*rows, header=header, aggregation="Summary")))
    assert spans(export) == [
        (date(2026, 7, 1), date(2026, 7, 31), 100),
        (date(2026, 7, 1), date(2026, 7, 31), 3234.5),
    ]


@pytest.mark.parametrize("hour", ["2026-07-01|{}", "7/1/2026 12:00:00 AM|{}"])
def test_hours_are_added_to_their_day(write, hour):
    rows = [f'"{hour.format(at)}","Kopi","Brand","IDR","10","1","5.00","0","0"' for at in (7, 8)]
    header = HEADER.replace("Gregorian date", "TimePeriod")
    export = read_file(write(report(*rows, header=header, aggregation="Hourly", time="7/1/2026")))
    assert export.daily["cost"].tolist() == [10]
    assert export.period == (date(2026, 7, 1), date(2026, 7, 1))


def test_weekdays_over_all_weeks_are_sums_of_the_report_time(write):
    rows = [f'"{day}","Kopi","Brand","IDR","10","1","5.00","0","0"' for day in (1, 2)]
    header = HEADER.replace("Gregorian date", "TimePeriod")
    export = read_file(write(report(*rows, header=header, aggregation="DayOfWeek")))
    assert spans(export) == [(date(2026, 7, 1), date(2026, 7, 31), 10)]


def test_a_time_period_of_unknown_length_is_refused(write):
    text = "TimePeriod,CampaignName,CurrencyCode,Impressions,Spend\n2026-07-05,Brand,IDR,10,5.00\n"
    with pytest.raises(ExportError, match="whether a row is a day, a week or a month is not known"):
        read_file(write(text))


@pytest.mark.parametrize(
    ("finished", "zone", "kept"),
    [
        ("7/2/2026 10:15:00 PM (GMT)", "(GMT-08:00) Pacific Time (US & Canada); Tijuana", 1),  # 2:15 in the afternoon
        ("7/2/2026 10:15:00 PM (GMT)", "(GMT+07:00) Bangkok, Hanoi, Jakarta", 3),  # 5:15 the next morning
        ("7/2/2026 10:15:00 PM (GMT)", "Various", 1),
    ],
)
def test_days_that_were_not_over_in_the_report_s_time_zone_are_left_out_and_counted(write, finished, zone, kept):
    export = read_file(write(report(*ROWS, finished=finished, zone=zone)))
    assert len(export.daily) == kept
    reason = "row of days that were not finished when the report was made, after 2026-07-01"
    assert [(one.reason, one.count) for one in export.dropped] == ([(reason, 2)] if kept == 1 else [])


def test_the_last_finished_day_may_be_told_with_its_day_first(write):
    export = read_file(write(report(*ROWS, finished="21/8/2026 10:15:00 PM (GMT)")))
    assert len(export.daily) == 3  # the 21st of August; nothing of July is unfinished


def test_a_moment_that_is_none_tells_of_no_unfinished_days(write):
    assert len(read_file(write(report(*ROWS, finished="31/31/2026 10:15:00 PM (GMT)"))).daily) == 3


def test_a_report_of_nothing_but_unfinished_days_is_refused(write):
    with pytest.raises(ExportError, match="of which 2026-06-30 was the last finished day when it was made; download"):
        read_file(write(report(*ROWS, finished="7/1/2026 9:00:00 AM (GMT)")))


def test_a_report_that_is_cut_off_is_refused_with_both_counts(write):
    with pytest.raises(ExportError, match="is cut off: it says that it has 24 rows and holds 3; download it again"):
        read_file(write(report(*ROWS, count=24)))


def test_an_empty_report_says_so_with_its_period(write):
    with pytest.raises(ExportError, match="the report is empty: no campaign ran from 2026-07-01 to 2026-07-31"):
        read_file(write(report()))


def test_campaign_types_become_channels(write):
    header = HEADER.replace("Account name", "Campaign type")
    types = ("Search & content", "Shopping", "Audience", "Performance max", "Something new")
    rows = [f'"7/{day}/2026","{name}","A","IDR","1","1","1.00","0","0"' for day, name in enumerate(types, 1)]
    channels = read_file(write(report(*rows, header=header))).daily["channel"].tolist()
    assert channels == ["Paid Search", "Paid Shopping", "Display", "Cross-network", "Paid Other"]


def test_two_currencies_are_refused(write):
    rows = [ROWS[0], ROWS[1].replace("IDR", "USD")]
    with pytest.raises(ExportError, match="holds several currencies: IDR, USD; download one account at a time"):
        read_file(write(report(*rows)))


def test_sums_without_a_named_period_are_refused(write):
    text = "Account name,Campaign name,Currency code,Impressions,Spend\nKopi,Brand,IDR,10,5.00\n"
    with pytest.raises(ExportError, match="holds sums of a period that it does not name"):
        read_file(write(text))


def test_tables_of_other_kinds_are_not_recognised(sheet):
    assert microsoft_ads.recognises(sheet("Day,Campaign,Cost,Impr.\n2026-07-01,Brand,5,10\n")) == 0
    assert microsoft_ads.recognises(sheet("Date,Spend,Impressions\n2026-07-01,5,10\n")) == 0
    assert microsoft_ads.recognises(sheet("Campaign name,Amount spent (IDR),Impressions\nA,5,10\n")) == 0
