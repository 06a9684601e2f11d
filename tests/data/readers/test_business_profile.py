from datetime import date

import pytest

from kpilib.data.readers import read_file
from kpilib.errors import ExportError
from kpilib.plan import catalogue

NAME = "insights (Business Profile Performance) - 2026-7-1 - 2026-7-31.csv"
HEADER = (
    "Store code,Business name,Address,Labels,Google Search - Mobile,Google Search - Desktop,Google Maps - Mobile,"
    "Google Maps - Desktop,Calls,Messages,Bookings,Directions,Website clicks,Food orders"
)
WORDS = ",,,,People on Search,People on Search,People on Maps,People on Maps,Taps,Talks,Visits,Ways,Clicks,Orders"
BANDUNG = 'BDG,Kopi Contoh,"Jalan Braga 1, Bandung",,"1,000",200,300,50,12,0,0,40,25,0'
BOGOR = 'BGR,Kopi Contoh,"Jalan Suryakencana 2, Bogor",,100,20,30,5,1,0,0,4,2,0'


def values(export):
    return dict(zip(export.readings["measure"], export.readings["value"], strict=True))


def text(*rows):
    return "\n".join([HEADER, *rows]) + "\n"


def test_all_places_together_are_readings_of_the_period_in_the_file_s_name(write):
    export = read_file(write(text(WORDS, BANDUNG, BOGOR), NAME))
    assert (export.reader, export.rows, export.period) == (
        "business_profile",
        2,
        (date(2026, 7, 1), date(2026, 7, 31)),
    )
    assert values(export) == {
        "profile_calls": 13,
        "profile_directions": 44,
        "profile_website_clicks": 27,
        "profile_views": 1705,  # 1,550 in Bandung and 155 in Bogor
    }
    assert len(export.daily) == 0


def test_its_measures_are_in_the_catalogue():
    wanted = {"profile_views", "profile_calls", "profile_directions", "profile_website_clicks"}
    assert wanted <= set(catalogue.measures())


def test_a_file_without_the_row_of_words_is_read_too(write):
    assert values(read_file(write(text(BANDUNG), "profile 2026-07.csv")))["profile_calls"] == 12


def test_a_file_whose_name_tells_no_period_is_refused_with_what_to_do(write):
    with pytest.raises(
        ExportError, match=r"names no days; write the period .* into its name, such as 'business profile"
    ):
        read_file(write(text(WORDS, BANDUNG), "profile.csv"))


def test_a_place_that_stands_twice_is_dropped_if_it_is_the_same_and_refused_if_it_is_not(write):
    export = read_file(write(text(BANDUNG, BANDUNG), NAME))
    assert values(export)["profile_calls"] == 12
    assert [(one.reason, one.count) for one in export.dropped] == [("exact repetition of an earlier row", 1)]
    with pytest.raises(ExportError, match=r":3: 'bdg kopi contoh .* bandung' stands twice with different values"):
        read_file(write(text(BANDUNG, BANDUNG.replace(",12,", ",13,")), NAME))


def test_a_place_without_a_value_leaves_the_sum_missing_and_says_so(write):
    export = read_file(write(text(BANDUNG, BOGOR.replace(",1,0,0,4,", ",,0,0,4,")), NAME))
    assert "profile_calls" not in values(export)
    assert values(export)["profile_directions"] == 44
    assert export.notes == ("profile_calls: missing for a business, so its sum is missing too",)


def test_views_need_all_four_of_their_parts(write):
    header, *rows = text(BANDUNG).splitlines()
    lines = [header.replace("Google Maps - Desktop", "Something else"), *rows]
    assert "profile_views" not in values(read_file(write("\n".join(lines), NAME)))


def test_a_file_without_places_is_refused(write):
    with pytest.raises(ExportError, match="the report is empty: no business stands in it"):
        read_file(write(text(WORDS), NAME))
