import pandas as pd
import pytest

from kpilib.data import read_export
from kpilib.data.collect import collect
from kpilib.data.readers import read_file
from kpilib.errors import ExportError, ProblemsError
from kpilib.plan.client import Source

WEEKS = """\
Category: All categories

Week,kopi contoh: (Indonesia),kopi lain: (Indonesia)
2026-06-28,10,30
2026-07-05,<1,100
2026-07-12,20,60
"""
BRAND = Source(file="export.csv", reader="google_trends", rename={"Kopi Contoh": "brand_interest"})


def by_measure(export, measure):
    rows = export.readings[export.readings["measure"] == measure]
    return rows[["campaign", "value"]].values.tolist()


def dropped(export):
    return {one.reason: one.count for one in export.dropped}


def test_each_term_is_a_reading_of_its_week(write):
    export = read_file(write(WEEKS))
    assert (export.reader, export.grain, export.rows) == ("google_trends", "week", 3)
    assert by_measure(export, "search_interest") == [
        ["kopi contoh", 10],
        ["kopi contoh", 0.5],
        ["kopi contoh", 20],
        ["kopi lain", 30],
        ["kopi lain", 100],
        ["kopi lain", 60],
    ]
    first = export.readings.iloc[0]
    assert (first["start"], first["end"]) == (pd.Timestamp("2026-06-28"), pd.Timestamp("2026-07-04"))


def test_the_brand_is_the_term_that_client_yml_names_and_is_held_against_all_terms(write):
    export = read_file(write(WEEKS), source=BRAND)
    assert by_measure(export, "brand_interest") == [["", 10], ["", 0.5], ["", 20]]
    assert by_measure(export, "tracked_interest") == [["", 40], ["", 100.5], ["", 80]]


def test_less_than_one_is_a_half_and_is_told(write):
    assert "1 value below 1 ('<1') is taken as 0.5" in read_file(write(WEEKS)).notes


def test_without_a_brand_in_client_yml_there_is_none_and_a_note_says_how_to_name_it(write):
    export = read_file(write(WEEKS))
    assert by_measure(export, "brand_interest") == []
    assert any("rename: {kopi contoh: brand_interest}" in note for note in export.notes)


def test_two_spellings_of_the_brand_are_added_because_one_pull_has_one_scale(write):
    both = {"kopi contoh": "brand_interest", "kopi lain": "brand_interest"}
    export = read_file(write(WEEKS), source=BRAND.model_copy(update={"rename": both}))
    assert by_measure(export, "brand_interest") == [["", 40], ["", 100.5], ["", 80]]


def test_a_term_that_is_not_in_the_pull_is_refused_with_the_nearest(write):
    source = BRAND.model_copy(update={"rename": {"kopi conto": "brand_interest"}})
    with pytest.raises(ExportError, match="has no term 'kopi conto'; did you mean 'kopi contoh'"):
        read_file(write(WEEKS), source=source)


@pytest.mark.parametrize(
    ("category", "week"),
    [
        ("Kategori: Semua kategori", "Minggu"),
        ("Catégorie : Toutes catégories", "Semaine"),
        ("Category: Food,", "Week"),
    ],
)
def test_other_languages_and_padded_lines_are_known(write, category, week):
    text = WEEKS.replace("Category: All categories", category).replace("Week", week)
    assert read_file(write(text)).grain == "week"


def test_days_months_and_years_are_read_for_what_they_are(write):
    head = "Category: All categories\n\n"
    days = read_file(write(head + "Day,kopi\n2026-07-01,50\n2026-07-02,100\n"))
    months = read_file(write(head + "Bulan,kopi\n2026-01,50\n2026-02,100\n"))
    years = read_file(write(head + "Year,kopi: (Indonesia)\n2024,50\n2025,100\n"))
    assert [export.readings["end"].tolist()[-1] for export in (days, months, years)] == [
        pd.Timestamp("2026-07-02"),
        pd.Timestamp("2026-02-28"),
        pd.Timestamp("2025-12-31"),
    ]


def test_regions_of_one_term_are_told_apart(write):
    text = "Category: All categories\n\nWeek,kopi: (Jakarta),kopi: (Bali)\n2026-06-28,10,30\n2026-07-05,20,100\n"
    assert {name for name, _ in by_measure(read_file(write(text)), "search_interest")} == {
        "kopi (Jakarta)",
        "kopi (Bali)",
    }


def test_hours_are_the_mean_of_their_day_and_days_that_are_not_whole_are_counted(write):
    hours = pd.date_range("2026-07-01 12:00", "2026-07-03 06:00", freq="h", tz="Asia/Jakarta")
    rows = "".join(f"{hour:%Y-%m-%dT%H:%M:%S}+07:00,{50 + hour.hour % 2 * 20}\n" for hour in hours)
    export = read_file(write("Kategori: Semua kategori\n\nWaktu,kopi: (Indonesia)\n" + rows))
    assert export.readings[["start", "value"]].values.tolist() == [[pd.Timestamp("2026-07-02"), 60]]
    assert dropped(export) == {"moment of a day that is not whole": 12 + 7}


def test_a_pull_of_a_few_hours_is_refused_with_what_to_choose(write):
    rows = "2026-07-01T08:00:00+07:00,5\n2026-07-01T08:08:00+07:00,100\n"
    with pytest.raises(ExportError, match="tells of 2 moments and of no whole day; choose at least the past 7 days"):
        read_file(write("Kategori: Semua kategori\n\nWaktu,kopi: (Indonesia)\n" + rows))


def test_weeks_whose_first_lines_were_cut_off_are_likely_a_pull(write):
    assert read_file(write("Week,Kopi\n2026-06-28,50\n2026-07-05,100\n")).reader == "google_trends"
    with pytest.raises(ExportError, match="not an export that is known here"):
        read_file(write("Week,Orders\n2026-06-28,50\n2026-07-05,120\n"))


def test_a_value_above_a_hundred_is_refused_with_its_line(write):
    with pytest.raises(ExportError, match=r"^export\.csv:5: column 'kopi lain: \(Indonesia\)': '101' is no interest"):
        read_file(write(WEEKS.replace("100", "101")))


def test_a_span_that_was_not_over_when_it_was_pulled_is_left_out(write):
    text = WEEKS.replace("Indonesia)\n", "Indonesia),isPartial\n")
    for end, open_ in (("30\n", "False"), ("100\n", "False"), ("60\n", "True")):
        text = text.replace(end, f"{end.strip()},{open_}\n")
    export = read_file(write(text))
    assert export.last_day.isoformat() == "2026-07-11"
    assert dropped(export) == {"span that was not over when it was pulled": 1}


def test_the_day_of_the_pull_may_stand_in_the_name_of_the_file(write):
    export = read_file(write(WEEKS, "time_series_ID_20260628-0700_20260715-1525.csv"))
    assert export.last_day.isoformat() == "2026-07-11"
    assert dropped(export) == {"span that was not over when it was pulled": 1}


def test_a_name_without_days_leaves_the_last_week_and_says_that_it_may_be_open(write):
    export = read_file(write(WEEKS))
    assert "the last span, 2026-07-12 to 2026-07-18, may not have been over when it was pulled" in export.notes


def test_queries_of_the_layout_of_2026_have_no_days_and_are_refused(write):
    with pytest.raises(ExportError, match="without days; download Interest over time"):
        read_file(write('"query","search interest","increase percent"\n"kopi gayo",100,"Breakout"\n'))


@pytest.mark.parametrize("table", ["Region,kopi: (01/01/26)\nBali,100\n", "TOP\nkopi gayo,100\n"])
def test_regions_and_related_queries_are_refused_too(write, table):
    with pytest.raises(ExportError, match="without days; download Interest over time"):
        read_file(write("Category: All categories\n\n" + table))


def test_a_header_alone_is_refused(write):
    with pytest.raises(ExportError, match="it holds a header and no rows"):
        read_file(write("Category: All categories\n\nWeek,kopi: (Indonesia)\n"))


TRENDS = {"file": "exports/trends*.csv", "reader": "google_trends"}


def test_two_pulls_of_different_terms_are_never_put_together(write, plan, folder):
    write(WEEKS, "kopi-contoh/exports/trends_1.csv")
    write(WEEKS.replace("kopi lain", "kopi baru"), "kopi-contoh/exports/trends_2.csv")
    with pytest.raises(ProblemsError, match=r"trends_1\.csv and trends_2\.csv are pulls of different terms"):
        collect(plan([TRENDS]), folder)


def test_a_newer_pull_of_the_same_terms_replaces_the_older_one_whole(write, plan, folder):
    write(WEEKS, "kopi-contoh/exports/trends_1.csv")
    newer = WEEKS.replace("2026-06-28,10,30\n", "").replace("<1,100", "4,50") + "2026-07-19,30,100\n"
    write(newer, "kopi-contoh/exports/trends_2.csv")
    facts = collect(plan([TRENDS]), folder)
    tracked = facts.readings[facts.readings["measure"] == "tracked_interest"]
    assert tracked["value"].tolist() == [54, 80, 130]
    assert [one.count for _, one in facts.dropped if "each pull has a scale of its own" in one.reason] == [1]
    assert len(facts.exports) == 2


def test_two_pulls_up_to_the_same_day_are_refused(write, plan, folder):
    write(WEEKS, "kopi-contoh/exports/trends_1.csv")
    write(WEEKS.replace("10,30", "12,30"), "kopi-contoh/exports/trends_2.csv")
    with pytest.raises(
        ProblemsError, match="are two pulls up to 2026-07-18, each on a scale of its own; keep only one"
    ):
        collect(plan([TRENDS]), folder)


def test_two_pulls_in_one_folder_are_refused(write):
    write(WEEKS, "pulls/a.csv")
    with pytest.raises(ExportError, match=r"a\.csv and b\.csv are several pulls"):
        read_export(write(WEEKS, "pulls/b.csv").parent)
