from datetime import date

import pandas as pd
import pytest

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
