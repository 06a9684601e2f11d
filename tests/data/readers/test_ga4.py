from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpilib.data.readers import read_file
from kpilib.errors import ExportError
from kpilib.plan.client import Source

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


def test_users_are_not_added_over_countries_which_is_said(write):
    table = "Date,Country,Active users,Sessions\n20260701,Indonesia,80,90\n20260701,Malaysia,20,30\n"
    export = read_file(write(PREAMBLE + table))
    assert export.daily["sessions"].tolist() == [120]
    assert export.readings.empty
    assert export.dropped == ()  # both rows were used, for sessions
    assert export.notes == (
        "active_users may not be added up, split by 'Country', of which one person may have several",
    )


def test_the_order_of_columns_does_not_matter(write):
    table = "Sessions,Active users,Country,Date\n90,80,Indonesia,20260701\n30,20,Malaysia,20260701\n"
    export = read_file(write(PREAMBLE + table))
    assert export.daily["sessions"].tolist() == [120]
    assert export.readings.empty


def test_users_of_one_country_are_not_those_of_all(write):
    export = read_file(write(PREAMBLE + "Date,Country,Active users,Sessions\n20260701,Indonesia,80,90\n"))
    assert export.measures == ("sessions",)


def test_users_by_country_alone_are_left_out_and_counted(write):
    snapshot = PREAMBLE + "Nth day,Sessions\n0000,10\n\n" + PREAMBLE + "Country,Active users\nID,5\n"
    export = read_file(write(snapshot))
    assert export.measures == ("sessions",)
    assert list(reasons(export).values()) == [1]


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
    with pytest.raises(
        ExportError, match="'Nth week' counts from a start date, which stood in the lines with #"
    ) as told:
        read_file(write("Nth week,Total revenue\n0024,81.7\n0025,76.97\n"))
    assert "download it again and keep these lines" in str(told.value)


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


# Standard reports, as their columns are


def readings(export, measure):
    rows = export.readings[export.readings["measure"] == measure]
    return dict(zip(rows["channel"], rows["value"], strict=True))


def test_traffic_acquisition_by_channel(write):
    table = (
        "Session primary channel group (Default Channel Group),Sessions,Engaged sessions,Engagement rate,"
        "Average engagement time per session,Events per session,Event count,Key events,Session key event rate,"
        "Total revenue\n"
        "Organic Search,300,180,0.6,60,4,1200,9,0.03,900.5\n(other),10,5,0.5,30,2,20,0,0,0\n"
    )
    export = read_file(write(PREAMBLE + table))
    assert readings(export, "sessions") == {"Organic Search": 300, "(other)": 10}
    assert readings(export, "engagement_seconds") == {"Organic Search": 18_000, "(other)": 300}
    assert readings(export, "revenue") == {"Organic Search": 900.5, "(other)": 0}
    assert export.notes == export.dropped == ()


def test_user_acquisition_by_the_channel_of_the_first_visit(write):
    table = (
        "First user primary channel group (Default Channel Group),Total users,New users\nDirect,50,40\nEmail,5,4\n"
    )
    export = read_file(write(PREAMBLE + table))
    assert readings(export, "total_users") == {"Direct": 50, "Email": 5}
    assert readings(export, "new_users") == {"Direct": 40, "Email": 4}


def test_beside_the_channel_of_the_visit_that_of_the_first_visit_is_left_out(write):
    snapshot = (
        f"{PREAMBLE}First user primary channel group,New users,Key events\nDirect,40,9\n\n"
        f"{PREAMBLE}Session primary channel group,Sessions,Key events\nEmail,100,7\n"
    )
    export = read_file(write(snapshot))
    assert readings(export, "key_events") == {"Email": 7}
    assert readings(export, "new_users") == {"Direct": 40}
    assert export.notes == ("key_events by the channel of the first visit left out, beside that of the visit itself",)


def test_source_and_medium_in_two_columns_are_one_pair(write):
    table = "Session source,Session medium,Date,Sessions\ngoogle,cpc,20260701,10\nnews.example,referral,20260701,5\n"
    export = read_file(write(PREAMBLE + table))
    assert dict(zip(export.daily["channel"], export.daily["sessions"], strict=True)) == {
        "Paid Search": 10,
        "Referral": 5,
    }


def test_the_campaign_helps_to_tell_the_channel(write):
    table = "Session source / medium,Session campaign,Date,Sessions\ngoogle / cpc,cross-network,20260701,10\n"
    assert read_file(write(PREAMBLE + table)).daily["channel"].tolist() == ["Cross-network"]


def test_the_clients_own_patterns_tell_the_channel_first(write):
    table = (
        "Session default channel group,Session source / medium,Date,Sessions\n"
        "Paid Other,affiliate / cpa,20260701,10\nUnassigned,flyer / print,20260701,5\n"
    )
    source = Source(file="x.csv", reader="ga4", channels={"affiliate / *": "Affiliates"})
    export = read_file(write(PREAMBLE + table), source=source)
    assert dict(zip(export.daily["channel"], export.daily["sessions"], strict=True)) == {
        "Affiliates": 10,
        "Unassigned": 5,
    }


def test_landing_pages_are_added_to_the_visits_of_the_period(write):
    table = "Landing page,Sessions,Active users,New users\n/,80,70,50\n(not set),20,15,0\n"
    export = read_file(write(PREAMBLE + table))
    assert readings(export, "sessions") == {"": 100}
    assert readings(export, "new_users") == {"": 50}
    assert readings(export, "active_users") == {}


def test_views_of_all_pages_are_one_reading_of_the_period(write):
    table = (
        "Page title and screen class,Views,Active users,Views per active user,"
        "Average engagement time per active user,Event count\nHome,30,10,3,20,90\n# 1 in coffee,12,4,3,10,20\n"
    )
    export = read_file(write(PREAMBLE + table))
    assert readings(export, "views") == {"": 42}
    assert readings(export, "engagement_seconds") == {"": 240}  # 10 x 20 and 4 x 10
    assert spans(export.readings[:1]) == [(date(2026, 7, 1), date(2026, 7, 31))]
    assert export.rows == 2


def test_visits_are_not_added_over_pages_because_one_visit_sees_several(write):
    table = "Date,Page path and screen class,Views,Sessions\n20260701,/,30,20\n20260701,/shop,12,10\n"
    export = read_file(write(PREAMBLE + table))
    assert export.daily["views"].tolist() == [42]
    assert "sessions" not in export.measures
    assert export.notes == (
        "sessions may not be added up, split by 'Page path and screen class', of which one visit may have several",
    )


def test_purchases_by_item_are_items_and_not_orders(write):
    table = (
        "Item name,Items viewed,Items added to cart,Items purchased,Item revenue\nBeans,90,12,5,50.5\nMill,9,2,1,80\n"
    )
    export = read_file(write(PREAMBLE + table))
    assert readings(export, "items_sold") == {"": 6}
    assert readings(export, "item_revenue") == {"": 130.5}


def test_of_all_revenue_and_that_of_purchases_the_whole_counts(write):
    table = "Date,Purchase revenue,Total revenue,Total purchasers,Transactions\n20260701,90,100,3,4\n"
    export = read_file(write(PREAMBLE + table))
    assert export.daily[["revenue", "orders"]].values.tolist() == [[100, 4]]
    assert export.readings[["measure", "value"]].values.tolist() == [["customers", 3]]


def test_the_users_of_each_day_stand_beside_those_of_weeks_and_months(write):
    export = read_file(write(PREAMBLE + "Nth day,30 days,7 days,1 day\n0000,101,14,1\n0001,104,14,3\n"))
    assert export.readings["value"].tolist() == [1, 3]


def test_an_average_alone_says_nothing(write):
    average = "Nth week,Average engagement time per active user\n0000,65.7\n"
    snapshot = f"{PREAMBLE}Nth day,Sessions\n0000,10\n\n{PREAMBLE}{average}"
    assert reasons(read_file(write(snapshot))) == {
        "table of an average without the number of people that it is an average of": 1
    }


def test_the_period_is_that_of_the_tables_that_were_used(write):
    cohorts = "# Start date: 20260801\n# End date: 20260930\nDate,Week 0,Week 1\nAug 2 - Aug 8,73,2\n"
    export = read_file(write(f"{PREAMBLE}Nth day,Sessions\n0000,10\n\n{cohorts}"))
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))


def test_the_layout_of_2021_with_a_blank_line_under_the_preamble(write):
    old = PREAMBLE + "\nPage path + query string and screen class,Views,Users\n/,266,124\n/shop,82,62\n"
    export = read_file(write(old))
    assert readings(export, "views") == {"": 348}
    assert readings(export, "active_users") == {}


def test_a_folder_of_weeks_is_read_week_by_week(write):
    for day in (5, 12, 19):
        preamble = f"# All Users\n# Start date: 202607{day:02}\n# End date: 202607{day + 6}\n"
        path = write(f"{preamble}\nPage path,Views\n/,{day}\n/shop,1\n", f"weeks/2026-07-{day:02}.csv")
    export = read_file(path.parent)
    assert spans(export.readings) == [(date(2026, 7, day), date(2026, 7, day + 6)) for day in (5, 12, 19)]
    assert export.readings["value"].tolist() == [6, 13, 20]


def test_a_report_of_one_day_is_a_day(write):
    preamble = "# Start date: 20260705\n# End date: 20260705\n"
    export = read_file(write(preamble + "Session default channel group,Sessions,Total users\nEmail,7,5\n"))
    assert export.daily["date"].tolist() == july(5)
    assert export.readings["value"].tolist() == [5]


def test_a_part_of_all_users_beside_them_is_left_out(write):
    table = "# Start date: 20260701\n# End date: 20260702\nNth day,Sessions\n0000,{}\n0001,{}\n\n"
    file = "# All Users\n" + table.format(100, 120) + "# Mobile traffic\n" + table.format(40, 50)
    export = read_file(write(file))
    assert export.daily["sessions"].tolist() == [100, 120]
    assert reasons(export) == {"table of 'Mobile traffic', a part of another table": 2}


# Time


def test_hours_are_added_to_days_but_visits_that_last_into_the_next_hour_are_not(write):
    table = "Nth hour,Views,Sessions,Active users\n0000,10,5,5\n0023,20,9,9\n0024,1,1,1\n"
    export = read_file(write(PREAMBLE + table))
    assert export.daily[["date", "views"]].values.tolist() == [[july(1)[0], 30], [july(2)[0], 1]]
    assert export.measures == ("views",)
    assert export.notes[0] == "sessions may not be added up, split by 'Nth hour': a visit may last into the next"


def test_hours_with_their_date_are_days(write):
    table = "Date + hour (YYYYMMDDHH),Views\n2026070109,10\n2026070123,5\n2026070200,1\n"
    assert read_file(write(PREAMBLE + table)).daily["views"].tolist() == [15, 1]


def test_months_and_weeks_by_their_number_are_cut_by_the_period(write):
    preamble = "# Start date: 20260615\n# End date: 20260731\n"
    months = read_file(write(preamble + "Year month,Sessions\n202606,10\n202607,20\n"))
    assert spans(months.readings) == [
        (date(2026, 6, 15), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 7, 31)),
    ]
    weeks = read_file(write(preamble + "Year week,Sessions\n202625,10\n202626,20\n"))  # 14 June 2026 is a Sunday
    assert spans(weeks.readings) == [
        (date(2026, 6, 15), date(2026, 6, 20)),
        (date(2026, 6, 21), date(2026, 6, 27)),
    ]


@pytest.mark.parametrize(
    ("column", "text"),
    [("Year month", "202613"), ("Year month", "999912"), ("Year month", "July"), ("Year week", "202699")],
)
def test_a_month_or_week_that_does_not_exist_is_refused(write, column, text):
    with pytest.raises(ExportError, match=rf"^export\.csv:9: column '{column}': '{text}' is not a "):
        read_file(write(f"{PREAMBLE}{column},Sessions\n{text},10\n"))


@pytest.mark.parametrize("text", ["0031", "999999", "9" * 400])
def test_a_day_after_the_end_of_the_period_is_refused(write, text):
    with pytest.raises(ExportError, match="lies after the end of the period, 2026-07-31"):
        read_file(write(f"{PREAMBLE}Nth day,Sessions\n{text},10\n"))


# Explorations and their grand total


def test_people_of_the_whole_period_are_those_of_the_grand_total(write):
    table = "Date,Active users,Sessions\n,25,30,Grand total\n20260701,15,10\n20260702,18,20\n"
    export = read_file(write(EXPLORE + table))
    people = export.readings[export.readings["measure"] == "active_users"]
    first, second = date(2026, 7, 1), date(2026, 7, 2)
    assert list(zip(spans(people), people["value"], strict=True)) == [
        ((first, first), 15),
        ((second, second), 18),
        ((first, second), 25),
    ]
    assert export.daily["sessions"].tolist() == [10, 20]


def test_visits_that_may_not_be_added_are_told_by_the_grand_total(write):
    table = (
        "Page path and screen class,Views,Sessions,Active users\n,50,22,14,Grand total\n/,30,20,12\n/shop,20,10,9\n"
    )
    export = read_file(write(EXPLORE + table))
    assert [readings(export, name) for name in ("views", "sessions", "active_users")] == [
        {"": 50},
        {"": 22},
        {"": 14},
    ]
    assert export.notes == ()


def test_pages_that_were_cut_off_are_counted_by_the_grand_total(write):
    table = "Page path and screen class,Views\n,60,Grand total\n/,30\n/shop,20\n"
    export = read_file(write(EXPLORE + table))
    assert readings(export, "views") == {"": 60}
    assert export.notes == ("the rows tell 50 of the 60 views of the grand total",)


def test_channels_that_come_to_less_than_the_grand_total_leave_an_unattributed_rest(write):
    table = "Session default channel group,Sessions\n,100,Grand total\nEmail,30\nDirect,60\n"
    assert readings(read_file(write(EXPLORE + table)), "sessions") == {"Email": 30, "Direct": 60, "Unattributed": 10}


def test_days_that_come_to_less_than_the_grand_total_are_not_filled_but_said(write):
    table = "Date,Country,Views\n,,60,Grand total\n20260701,Indonesia,30\n20260702,Indonesia,20\n"
    export = read_file(write(EXPLORE + table))
    assert export.daily["views"].sum() == 50
    assert export.notes == ("the rows tell 50 of the 60 views of the grand total",)


def test_several_dimensions_and_an_unnamed_one_are_read(write):
    table = (
        "Date,Session source / medium,Session campaign,City,Sessions\n,,,,9,Grand total\n"
        "20260701,google / cpc,brand,Jakarta,5\n20260701,google / cpc,brand,,3\n20260702,newsletter / email,july,,1\n"
    )
    export = read_file(write(EXPLORE + table))
    assert export.daily.drop(columns="date").values.tolist() == [["Paid Search", "brand", 8], ["Email", "july", 1]]


def test_a_first_cell_without_a_name_is_a_row_like_any_other(write):
    export = read_file(write(PREAMBLE + "City,Sessions\nJakarta,70\n,30\n"))
    assert readings(export, "sessions") == {"": 100}


# Languages


def test_a_snapshot_in_indonesian(write):
    snapshot = (
        "# ----------------------------------------\n# Ringkasan laporan\n# Akun: Kopi\n# Properti: 20240101\n"
        "# ----------------------------------------\n#  \n# Tanggal mulai: 20260701\n# Tanggal akhir: 20260731\n"
        "Hari ke-N,Pengguna aktif\n0000,13\n0001,22\n\n"
        "# Tanggal mulai: 20260701\n# Tanggal akhir: 20260731\n"
        "Grup saluran utama sesi (Grup Saluran Default),Sesi\nDirect,24\nOrganic Search,13\n"
    )
    export = read_file(write(snapshot))
    assert export.reader == "ga4"
    assert export.period == (date(2026, 7, 1), date(2026, 7, 31))
    assert spans(export.readings)[:2] == [(date(2026, 7, day), date(2026, 7, day)) for day in (1, 2)]
    assert readings(export, "sessions") == {"Direct": 24, "Organic Search": 13}


@pytest.mark.parametrize(
    ("start", "end", "header"),
    [
        (
            "Startdatum",
            "Enddatum",
            "Datum,Standard-Channelgruppe der Sitzung,Sitzungen,Aktive Nutzer,Schlüsselereignisse",
        ),
        (
            "Date de début",
            "Date de fin",
            "Date,Groupe de canaux par défaut de la session,Sessions,Utilisateurs actifs,Événements clés",
        ),
        (
            "Fecha de inicio",
            "Fecha de finalización",
            "Fecha,Grupo principal de canales de la sesión,Sesiones,Usuarios activos,Eventos clave",
        ),
        (
            "Data de início",
            "Data de término",
            "Data,Grupo de canais padrão da sessão,Sessões,Usuários ativos,Eventos principais",
        ),
        ("Tanggal mulai", "Tanggal akhir", "Tanggal,Grup saluran default sesi,Sesi,Pengguna aktif,Peristiwa utama"),
    ],
)
def test_headers_in_other_languages(write, start, end, header):
    file = f"# {start}: 20260701\n# {end}: 20260731\n{header}\n20260701,Email,10,8,2\n"
    export = read_file(write(file))
    assert export.daily[["channel", "sessions", "key_events"]].values.tolist() == [["Email", 10, 2]]
    assert export.readings["value"].tolist() == [8]


def test_a_language_that_is_not_known_is_refused_with_what_to_do(write):
    file = "# Startdatum: 20260701\n# Einddatum: 20260731\nDag,Sessies\n20260701,10\n"
    with pytest.raises(
        ExportError, match=r"Columns: Dag, Sessies; if they are in a language .* set Analytics to English"
    ):
        read_file(write(file))


# What Google says of the report, and how numbers are written


def test_what_google_says_of_the_report_is_a_note(write):
    said = "# Data thresholding applied\n# Based on a sample of 45% of the data\n"
    notes = read_file(write(f"{said}{PREAMBLE}Nth day,Sessions\n0000,10\n")).notes
    assert [note.split(" ")[1] for note in notes] == ["withholds", "has"]


def test_a_point_is_a_decimal_point_in_a_file_as_downloaded(write):
    assert read_file(write(PREAMBLE + "Nth day,Total revenue\n0000,1.125\n")).daily["revenue"].tolist() == [1.125]


def test_a_point_in_a_file_that_a_spreadsheet_saved_again_may_group_thousands(write):
    lines = (PREAMBLE + "Nth day,Total revenue\n0000,1.125\n").replace(",", ";").splitlines()
    with pytest.raises(ExportError, match="may be a thousand or a little more than one"):
        read_file(write("\n".join(line + ";" * (1 - line.count(";")) for line in lines)))


def test_a_table_whose_preamble_is_gone_is_known_by_its_columns(write):
    export = read_file(write("Session default channel group,Date,Engaged sessions\nEmail,20260701,10\n"))
    assert export.reader == "ga4"
    assert export.daily["engaged_sessions"].tolist() == [10]


def test_a_period_that_only_the_files_name_tells_is_taken_from_there(write):
    export = read_file(write("Session default channel group,Engaged sessions\nEmail,10\n", "20260701-20260731.csv"))
    assert spans(export.readings) == [(date(2026, 7, 1), date(2026, 7, 31))]


def test_sums_without_any_period_are_refused_with_what_to_do(write):
    with pytest.raises(ExportError, match=r"table without dates\); download it again, and keep the lines with #"):
        read_file(write("Session default channel group,Engaged sessions\nEmail,10\n"))
