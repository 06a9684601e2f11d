from datetime import date

import pandas as pd
import pytest
from openpyxl import Workbook

from kpilib.data.readers import read_file
from kpilib.errors import ExportError

DOWNLOADED = """\
# ----------------------------------------
# All Web Site Data
# Channels
# 20200426-20200428
# ----------------------------------------

Day Index,Users,Sessions
4/26/20,80,100
4/27/20,90,120
4/28/20,"1,000","1,300"
,"1,170","1,520"
"""
RESAVED = """\
# ----------------------------------------,,,
# All Web Site Data,,,
# Channels 20200426-20200428,,,
# 20200426-20200428,,,
# ----------------------------------------,,,
,,,https://example.org/chart
Default Channel Grouping,Day Index,Sessions,
Direct,4/26/2020,10,
Direct,4/27/2020,20,
Direct,Total,30,
Email,4/26/2020,1,
Email,4/27/2020,2,
Email,Total,3,
,,33,
"""


def test_a_report_as_downloaded_is_read_without_the_sum_below_it(write):
    export = read_file(write(DOWNLOADED))
    assert export.reader == "universal_analytics"
    assert export.period == (date(2020, 4, 26), date(2020, 4, 28))
    assert export.daily["date"].tolist() == list(pd.date_range("2020-04-26", "2020-04-28"))
    assert export.daily["sessions"].tolist() == [100, 120, 1300]
    assert export.readings["value"].tolist() == [80, 90, 1000]
    assert [(one.reason, one.count) for one in export.dropped] == [("total of other rows", 1)]


def test_a_report_saved_again_by_a_spreadsheet_is_read_without_totals_and_notes(write):
    export = read_file(write(RESAVED))
    assert export.reader == "universal_analytics"
    assert export.daily[["channel", "sessions"]].values.tolist() == [
        ["Direct", 10],
        ["Email", 1],
        ["Direct", 20],
        ["Email", 2],
    ]
    assert [(one.reason, one.count, one.line) for one in export.dropped] == [("total of other rows", 3, 10)]


def test_users_by_channel_are_kept_by_channel(write):
    table = "# 20200401-20200430\nDefault Channel Grouping,Users\nDirect,10\nEmail,5\n"
    export = read_file(write(table))
    assert dict(zip(export.readings["channel"], export.readings["value"], strict=True)) == {"Direct": 10, "Email": 5}


def test_users_of_a_month_are_a_reading_of_that_month(write):
    export = read_file(write("# 20200401-20200531\nMonth Index,Users\n0,900\n1,1000\n"))
    assert export.readings["start"].tolist() == [pd.Timestamp(2020, 4, 1), pd.Timestamp(2020, 5, 1)]
    assert export.readings["end"].tolist() == [pd.Timestamp(2020, 4, 30), pd.Timestamp(2020, 5, 31)]


def test_the_period_settles_the_order_of_day_and_month(write):
    export = read_file(write("# 20200301-20200331\nDay Index,Sessions\n3/4/20,10\n"))
    assert export.daily["date"].tolist() == [pd.Timestamp(2020, 3, 4)]


def test_a_ga4_export_is_not_taken_for_one_of_universal_analytics(write):
    with pytest.raises(
        ExportError, match="is not an export of Universal Analytics; it seems to be Google Analytics 4"
    ):
        read_file(
            write("# Start date: 20260701\n# End date: 20260731\nNth day,Sessions\n0000,1\n"), "universal_analytics"
        )


def book(path, **sheets):
    """A workbook as Analytics made them: what is not a table stands in a sheet of its own."""
    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    made.save(path)
    return path


SUMMARY = [["All Web Site Data"], ["Audience Overview"], ["20200426-20200531"]]


def test_the_tables_of_a_workbook_are_read_with_the_period_of_its_summary(tmp_path):
    weeks = [["Week Index", "Sessions"], [0, 100], [1, 120], [None, 220]]
    channels = [["Default Channel Grouping", "Sessions", "Pageviews"], ["Email", 150, 300], ["Direct", 70, 90]]
    export = read_file(book(tmp_path / "Analytics.xlsx", Summary=SUMMARY, Dataset1=weeks, Dataset2=channels))
    assert export.reader == "universal_analytics"
    sessions = export.readings[export.readings["measure"] == "sessions"]
    told = [(str(one.start.date()), str(one.end.date()), one.channel, one.value) for one in sessions.itertuples()]
    assert told == [
        ("2020-04-26", "2020-05-02", "", 100),
        ("2020-05-03", "2020-05-09", "", 120),
        ("2020-04-26", "2020-05-31", "Direct", 70),
        ("2020-04-26", "2020-05-31", "Email", 150),
    ]
    assert [(one.reason, one.count) for one in export.dropped] == [("total of other rows", 1)]


def test_days_of_a_workbook_need_no_period(tmp_path):
    days = [["Day Index", "Users", "Sessions"], [date(2020, 4, 26), 80, 100], [date(2020, 4, 27), 90, 120]]
    export = read_file(book(tmp_path / "Analytics.xlsx", Dataset1=days))
    assert export.daily["sessions"].tolist() == [100, 120]
    assert export.readings["value"].tolist() == [80, 90]


def test_a_month_index_without_any_period_is_refused(tmp_path):
    months = book(tmp_path / "Analytics.xlsx", Dataset1=[["Month Index", "Sessions"], [0, 900]])
    with pytest.raises(ExportError, match="'Month Index' counts from a start date"):
        read_file(months)


def test_the_files_name_tells_the_period_where_nothing_else_does(write):
    file = write("Month Index,Sessions\n0,900\n1,1000\n", "Audience Overview 20200415-20200531.csv")
    assert [str(day.date()) for day in read_file(file).readings["start"]] == ["2020-04-15", "2020-05-01"]


def test_files_of_a_folder_keep_their_own_periods(write):
    write("# 20200401-20200430\nMonth Index,Sessions\n0,900\n", "ua/april.csv")
    write("a note", "ua/readme.txt")
    path = write("# 20200501-20200531\nMonth Index,Sessions\n0,1000\n", "ua/may.csv")
    export = read_file(path.parent)
    assert export.readings["value"].tolist() == [900, 1000]
    assert [one.reason for one in export.dropped] == ["file or sheet 'readme.txt' of another kind"]


def test_hours_are_added_to_days(write):
    table = "# 20200401-20200402\nHour Index,Sessions,Users\n0,5,5\n23,9,8\n24,1,1\n,15,14\n"
    export = read_file(write(table))
    assert export.daily["sessions"].tolist() == [14, 1]
    assert export.readings.empty


def test_a_pages_totals_are_of_the_period(write):
    table = '# 20200401-20200430\nPage,Pageviews,Unique Pageviews\n/,"1,200",900\n/shop,300,200\n,"1,500","1,100"\n'
    export = read_file(write(table))
    assert export.readings[["measure", "value"]].values.tolist() == [["views", 1500]]
