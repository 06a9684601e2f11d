from datetime import date

import pandas as pd
import pytest

from kpilib.data.readers import google_ads, read_file
from kpilib.errors import ExportError

DEVICES = (
    "Device,Cost,Impressions,Clicks\nComputers,US$3.50,30,3\nMobile Phones,US$10.00,200,20\nTablets,US$0.50,8,1\n"
)
HOURS = [
    "Hour,Clicks,Impressions,Avg. CPC,Cost",
    *(f"{hour:02} - {(hour + 1) % 24:02},1,10,£0.50,£0.50" for hour in range(24)),
]
SERIES = """\
Date,Clicks,Impressions,Avg. CPC,Cost
"Thu, 5 Feb 2026",0,0,US$0.00,US$0.00
"Fri, 6 Feb 2026",26,75,US$1.92,US$50.00
"""
PERIOD = (date(2026, 2, 5), date(2026, 2, 10))


def sums(export):
    assert len(export.daily) == 0
    assert {
        (start.date(), end.date())
        for start, end in zip(export.readings["start"], export.readings["end"], strict=True)
    } == {export.period}
    return dict(zip(export.readings["measure"], export.readings["value"], strict=True))


def test_a_time_series_by_date_is_daily_rows_of_the_whole_account(write):
    export = read_file(write(SERIES, "Time_series(2026.02.05-2026.02.10).csv"))
    assert export.daily["date"].tolist() == [pd.Timestamp(2026, 2, 5), pd.Timestamp(2026, 2, 6)]
    assert export.daily[["channel", "clicks", "impressions", "cost"]].values.tolist() == [
        ["", 0, 0, 0],
        ["", 26, 75, 50],
    ]
    assert (export.reader, export.currency, export.period) == ("google_ads", "USD", PERIOD)


def test_devices_come_to_the_sums_of_the_period_in_the_file_s_name(write):
    export = read_file(write(DEVICES, "Devices(2026.02.05-2026.02.10).csv"))
    assert sums(export) == {"cost": 14, "impressions": 238, "clicks": 24}
    assert export.period == PERIOD


def test_a_copy_s_number_behind_the_name_changes_nothing(write):
    assert read_file(write(DEVICES, "Devices(2026.02.05-2026.02.10) (1).csv")).period == PERIOD


def test_a_card_whose_name_has_lost_its_days_is_refused_with_what_to_do(write):
    with pytest.raises(ExportError, match=r"names no days, and its name has lost them; keep the name"):
        read_file(write(DEVICES, "devices.csv"))


def test_the_hours_of_one_day_come_to_that_day(write):
    export = read_file(write("\n".join(HOURS), "Time_series(2026.02.05).csv"))
    assert sums(export) == {"clicks": 24, "impressions": 240, "cost": 12}
    assert (export.period, export.currency) == ((date(2026, 2, 5), date(2026, 2, 5)), "GBP")


def test_a_day_whose_hours_are_not_over_is_refused(write):
    with pytest.raises(ExportError, match="holds 9 of the 24 hours of its day; download it when the day is over"):
        read_file(write("\n".join(HOURS[:10]), "Time_series(2026.02.05).csv"))


def test_keywords_are_sums_of_paid_search(write):
    text = (
        "Search Keyword,Match type,Criterion Status,Campaign Status,Ad Group Status,Cost,Clicks,CTR\n"
        "office cleaning,Exact match,Enabled,Paused,Enabled,US$4.00,2,33.33%\n"
        "office cleaning,Phrase match,Enabled,Paused,Enabled,US$4.00,2,33.33%\n"
    )
    export = read_file(write(text, "Search_keywords(2026.02.05-2026.02.10).csv"))
    assert sums(export) == {"cost": 8, "clicks": 4}
    assert set(export.readings["channel"]) == {"Paid Search"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Day,Impressions\nSunday,52\nMonday,68\n", "it names weekdays, not dates"),
        ("Day,Start Hour,Impressions\nSunday,00,3\nSunday,01,4\n", "it names weekdays, not dates"),
        ("Search,Cost,Clicks,Impressions\ncleaning,US$0.00,0,3\n", "searches that Google names, which come to less"),
        ("Word,Cost,Clicks,Impressions\nlondon,US$9.72,7,64\n", "one search stands in the rows of all its words"),
        ("Gender,Age Range,Impressions\nMale,18–24,8\n", "people whose gender or age Google knows"),
        ("Location Name,Impressions\nGreater London,299\n", "places lie within each other"),
    ],
)
def test_cards_that_do_not_add_up_to_days_are_refused_with_the_reason_and_what_to_take(write, text, reason):
    with pytest.raises(ExportError, match=f"{reason}.*; download the card Time series, or the campaign report"):
        read_file(write(text, "Card(2026.02.05-2026.02.10).csv"))


def test_a_table_of_somebody_s_own_with_similar_headers_is_no_card(sheet):
    assert google_ads.recognises(sheet("Date,Clicks,Cost\n2026-07-01,5,10\n")) == 0
    assert google_ads.recognises(sheet("Device,Clicks,Impressions,CTR,Position\nMobile,42,134,31.34%,15.74\n")) == 0
    assert google_ads.recognises(sheet("Day,Impressions\n2026-07-01,5\n")) == 0


def test_of_a_folder_the_usable_cards_are_read_and_the_others_named(write):
    write(DEVICES, "cards/Devices(2026.02.05-2026.02.10).csv")
    write("Word,Cost,Clicks,Impressions\nlondon,US$9.72,7,64\n", "cards/Searches(Word_2026.02.05-2026.02.10).csv")
    networks = "Network,Clicks,Cost,Avg. CPC\nGoogle Search,4,US$4.00,US$1.00\nSearch partners,20,US$10.00,US$0.50\n"
    folder = write(networks, "cards/Networks(2026.02.05-2026.02.10).csv").parent
    export = read_file(folder)
    assert sums(export) == {"cost": 14, "impressions": 238, "clicks": 24}
    reasons = [one.reason for one in export.dropped]
    assert any(reason.startswith("card 'Searches(Word_") for reason in reasons)
    assert "row that another table or file holds too" in reasons  # both cards split the same cost and clicks
