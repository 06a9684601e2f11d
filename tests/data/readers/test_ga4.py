from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpilib.data.readers import read_file
from kpilib.errors import ExportError

PREAMBLE = """\
# ----------------------------------------
# Traffic acquisition
# Account: Kopi
# ----------------------------------------

# Start date: 20260701
# End date: 20260731
"""
EXPLORE = """\
# ----------------------------------------
# Free form
# 20260701-20260702
# ----------------------------------------

"""


def july(*days):
    return [pd.Timestamp(2026, 7, day) for day in days]


def spans(frame):
    return [(start.date(), end.date()) for start, end in zip(frame["start"], frame["end"], strict=True)]


def reasons(export):
    return {one.reason: one.count for one in export.dropped}


def test_nth_days_of_a_standard_report_become_days(write):
    export = read_file(write(PREAMBLE + "Nth day,Sessions,Total revenue\n0000,100,1000\n0001,120,1500.5\n"))
    assert export.reader == "ga4"
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))
    assert export.daily["date"].tolist() == july(1, 2)
    assert export.daily["sessions"].tolist() == [100, 120]
    assert export.daily["revenue"].tolist() == [1000, 1500.5]
    assert export.measures == ("sessions", "revenue")
    assert export.dropped == ()


def test_channels_are_kept_apart(write):
    table = "Session default channel group,Date,Sessions\nEmail,20260701,10\nDirect,20260701,20\n"
    export = read_file(write(PREAMBLE + table))
    assert dict(zip(export.daily["channel"], export.daily["sessions"], strict=True)) == {"Email": 10, "Direct": 20}


def test_source_and_medium_become_channels_and_are_added(write):
    table = "Session source / medium,Date,Sessions\ngoogle / cpc,20260701,10\nbing / cpc,20260701,5\n"
    export = read_file(write(PREAMBLE + table))
    assert export.daily[["channel", "sessions"]].values.tolist() == [["Paid Search", 15]]


def test_campaigns_are_kept_apart(write):
    table = "Session campaign,Date,Sessions\nspring,20260701,10\nsummer,20260701,5\n"
    export = read_file(write(PREAMBLE + table))
    assert dict(zip(export.daily["campaign"], export.daily["sessions"], strict=True)) == {"spring": 10, "summer": 5}


def test_days_split_by_country_are_added(write):
    table = "Date,Country,Sessions\n20260701,Indonesia,80\n20260701,Malaysia,20\n"
    assert read_file(write(PREAMBLE + table)).daily["sessions"].tolist() == [100]


def test_users_of_a_day_are_readings(write):
    export = read_file(write(PREAMBLE + "Nth day,Active users,Sessions\n0000,70,100\n"))
    assert export.readings[["measure", "value"]].values.tolist() == [["active_users", 70]]
    assert spans(export.readings) == [(date(2026, 7, 1), date(2026, 7, 1))]
    assert export.measures == ("sessions", "active_users")


def test_users_are_not_added_over_countries_but_dropped_with_the_reason(write):
    table = "Date,Country,Active users,Sessions\n20260701,Indonesia,80,90\n20260701,Malaysia,20,30\n"
    export = read_file(write(PREAMBLE + table))
    assert export.daily["sessions"].tolist() == [120]
    assert export.readings.empty
    assert reasons(export) == {"active_users split by something else than channel may not be added up": 2}


def test_users_are_not_added_over_campaigns_or_over_two_sources_of_one_channel(write):
    campaigns = "Session campaign,Date,Active users,Sessions\nspring,20260701,10,1\nsummer,20260701,5,1\n"
    sources = (
        "Session source / medium,Date,Active users,Sessions\ngoogle / cpc,20260701,10,1\nbing / cpc,20260701,5,1\n"
    )
    for table in (campaigns, sources):
        assert read_file(write(PREAMBLE + table)).readings.empty


def test_users_by_channel_are_kept_by_channel(write):
    table = "Session default channel group,Date,Active users\nEmail,20260701,10\nDirect,20260701,20\n"
    export = read_file(write(PREAMBLE + table))
    assert dict(zip(export.readings["channel"], export.readings["value"], strict=True)) == {"Email": 10, "Direct": 20}


def test_nth_weeks_are_readings_of_calendar_weeks_cut_by_the_period(write):
    export = read_file(write(PREAMBLE + "Nth week,Active users,Sessions\n0000,40,100\n0001,70,200\n0004,60,150\n"))
    sessions = export.readings[export.readings["measure"] == "sessions"]
    assert spans(sessions) == [
        (date(2026, 7, 1), date(2026, 7, 4)),
        (date(2026, 7, 5), date(2026, 7, 11)),
        (date(2026, 7, 26), date(2026, 7, 31)),
    ]
    assert sessions["value"].tolist() == [100, 200, 150]
    assert export.daily.empty


def test_nth_months_are_readings_of_calendar_months(write):
    preamble = "# Start date: 20260601\n# End date: 20260731\n"
    export = read_file(write(preamble + "Nth month,Sessions\n0000,900\n0001,1000\n"))
    assert spans(export.readings) == [
        (date(2026, 6, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 7, 31)),
    ]


def test_weeks_by_country_are_added_to_weeks(write):
    table = "Nth week,Country,Sessions\n0000,Indonesia,80\n0000,Malaysia,20\n"
    assert read_file(write(PREAMBLE + table)).readings["value"].tolist() == [100]


def test_each_table_has_its_own_start(write):
    snapshot = (
        "# Start date: 20260701\n# End date: 20260702\nNth day,Sessions\n0000,10\n0001,20\n"
        "\n# Start date: 20250701\n# End date: 20250702\nNth day,Sessions\n0000,1\n0001,2\n"
    )
    export = read_file(write(snapshot))
    assert export.daily["date"].dt.year.tolist() == [2025, 2025, 2026, 2026]
    assert export.daily["sessions"].tolist() == [1, 2, 10, 20]
    assert export.period == (date(2025, 7, 1), date(2026, 7, 2))


def test_a_table_of_a_snapshot_that_is_not_known_is_dropped_with_the_reason(write):
    snapshot = (
        PREAMBLE + "Nth day,Sessions\n0000,10\n\n# Start date: 20260701\n# End date: 20260731\nCity,Mood\nA,1\nB,2\n"
    )
    export = read_file(write(snapshot))
    assert export.daily["sessions"].tolist() == [10]
    assert reasons(export) == {"table without a measure that is known here": 2}


def test_sums_of_a_period_are_readings_of_that_period(write):
    export = read_file(write(PREAMBLE + "Session default channel group,Sessions\nEmail,300\nDirect,700\n"))
    assert spans(export.readings) == [(date(2026, 7, 1), date(2026, 7, 31))] * 2
    assert export.readings["value"].sum() == 1000


def test_the_grand_total_of_an_exploration_is_dropped_and_counted(write):
    table = "Date,Session default channel group,Sessions\n,,30,Grand total\n20260701,Email,10\n20260702,Email,20\n"
    export = read_file(write(EXPLORE + table))
    assert export.reader == "ga4"
    assert export.daily["sessions"].tolist() == [10, 20]
    assert reasons(export) == {"total of other rows": 1}
    assert export.rows == 3


def test_an_exploration_is_known_without_its_grand_total_by_its_columns(write):
    export = read_file(write(EXPLORE + "Date,Key events\n20260701,10\n"))
    assert export.reader == "ga4"
    assert export.daily["key_events"].tolist() == [10]


def test_a_total_row_by_name_is_dropped_and_counted(write):
    export = read_file(write(PREAMBLE + "Nth day,Sessions\n0000,10\n0001,20\nTotal,30\n"))
    assert export.daily["sessions"].sum() == 30
    assert reasons(export) == {"total of other rows": 1}


def test_an_exact_repetition_is_dropped_and_counted(write):
    export = read_file(write(PREAMBLE + "Nth day,Country,Sessions\n0000,A,10\n0000,A,10\n0000,B,1\n"))
    assert export.daily["sessions"].tolist() == [11]
    assert reasons(export) == {"exact repetition of an earlier row": 1}


def test_the_commas_a_spreadsheet_adds_change_nothing(write):
    plain = PREAMBLE + "Nth day,Sessions,Key events\n0000,10,1\n0001,20,2\n"
    lines = plain.splitlines()
    padded = "\r\n".join(line + "," * (4 - line.count(",")) for line in lines)
    one, two = read_file(write(plain, "a.csv")), read_file(write(padded, "b.csv"))
    pd.testing.assert_frame_equal(one.daily, two.daily)
    assert two.period == one.period


def test_the_whole_and_its_channels_leave_an_unattributed_rest(write):
    file = (
        PREAMBLE + "Nth day,Sessions\n0000,100\n\n"
        "# Start date: 20260701\n# End date: 20260731\n"
        "Session default channel group,Date,Sessions\nEmail,20260701,30\nDirect,20260701,60\n"
    )
    export = read_file(write(file))
    channels = dict(zip(export.daily["channel"], export.daily["sessions"], strict=True))
    assert channels == {"Email": 30, "Direct": 60, "Unattributed": 10}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=st.integers(0, 999), parts=st.lists(st.integers(0, 99), min_size=1, max_size=5))
def test_channels_and_the_rest_are_the_whole(write, whole, parts):
    rows = "".join(f"Channel {n},20260701,{value}\n" for n, value in enumerate(parts))
    file = (
        f"{PREAMBLE}Nth day,Sessions\n0000,{whole}\n\n"
        f"# Start date: 20260701\nSession default channel group,Date,Sessions\n{rows}"
    )
    assert read_file(write(file)).daily["sessions"].sum() == whole


def test_the_same_table_twice_in_a_file_counts_once(write):
    table = "# Start date: 20260701\n# End date: 20260731\nNth day,Sessions,Active users\n0000,10,7\n\n"
    export = read_file(write(table + table))
    assert export.daily["sessions"].tolist() == [10]
    assert export.readings["value"].tolist() == [7]
    assert reasons(export) == {"row that another table or file holds too": 1}


def test_two_tables_that_contradict_each_other_are_refused_naming_both(write):
    table = "# Start date: 20260701\n# End date: 20260731\nNth day,Sessions\n0000,{}\n\n"
    with pytest.raises(
        ExportError,
        match=r"sessions of 2026-07-01 is 10 in the table in line 3 and 11 in the table in line 8; keep only",
    ):
        read_file(write(table.format(10) + table.format(11)))


def test_two_tables_with_contradicting_users_are_refused(write):
    table = "# Start date: 20260701\n# End date: 20260731\nNth day,Active users\n0000,{}\n\n"
    with pytest.raises(ExportError, match=r"active_users of 2026-07-01 is 10 in .* and 11 in"):
        read_file(write(table.format(10) + table.format(11)))


def test_of_two_sums_of_one_period_the_table_that_was_not_cut_short_counts(write):
    file = f"{PREAMBLE}Page title,Event count\nA,60\nB,30\n\n{PREAMBLE}Event name,Event count\nview,95\nclick,5\n"
    assert read_file(write(file)).readings["value"].tolist() == [100]


def test_nth_weeks_without_a_preamble_are_refused_with_the_reason(write):
    with pytest.raises(ExportError, match="'Nth week' counts from a start date that the file does not name") as told:
        read_file(write("Nth week,Total revenue\n0024,81.7\n0025,76.97\n"))
    assert "export it again with its preamble" in str(told.value)


def test_an_nth_week_after_the_end_of_the_period_is_refused(write):
    with pytest.raises(ExportError, match=r"export\.csv:9: .*'0052' lies after the end of the period, 2026-07-31"):
        read_file(write(PREAMBLE + "Nth week,Sessions\n0052,100\n"))


def test_a_header_without_rows_is_refused(write):
    with pytest.raises(ExportError, match="it holds a header and no rows"):
        read_file(write(PREAMBLE + "Nth day,Sessions\n"))


def test_a_file_of_totals_alone_is_refused_with_their_count(write):
    with pytest.raises(ExportError, match=r"no row .* can be used \(2 rows: total of other rows\)"):
        read_file(write(PREAMBLE + "Nth day,Sessions\nTotal,30\nGrand total,30\n"))


def test_a_file_of_unknown_columns_alone_is_refused_with_the_reason(write):
    with pytest.raises(ExportError, match=r"\(2 rows: table without a measure that is known here\)"):
        read_file(write(PREAMBLE + "City,Mood\nA,1\nB,2\n"))


def test_a_cell_that_is_no_number_is_refused_with_its_line(write):
    with pytest.raises(ExportError, match=r"^export\.csv:10: column 'Sessions': 'many' is not a number$"):
        read_file(write(PREAMBLE + "Nth day,Sessions\n0000,10\n0001,many\n"))


def test_a_row_cut_short_is_missing_and_not_zero(write):
    export = read_file(write(PREAMBLE + "Date,Sessions,Key events\n20260701,5,1\n20260702,6\n20260703\n"))
    assert export.daily["date"].tolist() == july(1, 2)
    assert export.daily["key_events"].isna().tolist() == [False, True]
