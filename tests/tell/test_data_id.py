"""What there is to know of the data, in Indonesian: what was left out, odd days, calendars, the SMART table."""

from dataclasses import replace
from datetime import date

import pytest

from kpilib.data.export import Dropped, Export
from kpilib.data.quality import Look
from kpilib.data.quality.odd import OddDay
from kpilib.data.readers.google_trends import _notes
from kpilib.data.readers.search_console import _part_told
from kpilib.datacheck import DataCheck
from kpilib.plan.finding import Finding
from kpilib.plan.message import Clauses, Figure, Listed, MeasureName, Message
from kpilib.tell.charts.coverage import chart_coverage
from kpilib.tell.checks.table import table_checks
from kpilib.tell.data_tables import table_coverage, table_files, table_odd
from kpilib.tell.language import retold, speaking
from kpilib.tell.tables import table_agreed, table_channels, table_sources
from tests.builders import day, facts_of, plan_of, rows
from tests.tell.examples import leads, plain
from tests.tell.test_warning import text_of


@pytest.fixture(autouse=True)
def indonesian():
    with speaking("id"):
        yield


def look(*frames, exports=(), as_of: str = "2026-07-11") -> Look:
    facts = replace(facts_of(*frames), exports=tuple(exports))
    return Look.at(plan_of(), facts, day(as_of))


def export(**fields) -> Export:
    return Export("orders.csv", "shopify", "0" * 64, "utf-8", ",", 1250, **fields)


def test_what_was_left_out_is_told_with_its_numbers_in_the_language():
    restated = Message(
        "{measure} that a newer download restates, from {before} to {now}",
        measure=MeasureName("ad_cost"),
        before=Figure(12345.6),
        now=Figure(0.25, ".0%"),
    )
    assert restated == "ad_cost that a newer download restates, from 12,345.6 to 25%"
    assert retold(restated).endswith("yang dikoreksi unduhan lebih baru, dari 12.345,6 menjadi 25%")
    with speaking("en"):
        assert retold(restated) == str(restated)
    assert retold(_part_told("search_clicks", 750, 1000)) == "750 dari 1.000 klik (25% tersembunyi)"


def test_values_that_stand_one_after_the_other_are_each_told():
    days = Listed([date(2026, 7, 3), Message("{start} to {end}", start=date(2026, 7, 5), end=date(2026, 7, 6))])
    note = Message("{days} and {number} more", days=days, number=2)
    assert note == "2026-07-03, 2026-07-05 to 2026-07-06 and 2 more"
    assert plain(retold(note)) == "3 Jul 2026, 5 Jul 2026 sampai 6 Jul 2026 dan 2 lagi"
    assert retold(Message("{reasons}", reasons=Clauses(["a", "b"]))) == "a; b"


def test_the_notes_of_a_reader_keep_their_english_and_have_indonesian():
    notes = _notes([(date(2026, 7, 5), date(2026, 7, 11))], {1: "kopi"}, 3, [], False, True)
    assert list(map(str, notes)) == [
        "3 values below 1 ('<1') are taken as 0.5",
        "no term is named as the brand's own; rename: {kopi: brand_interest} names one",
        "one term alone has no share of search",
    ]
    assert retold(notes[0]) == "3 nilai di bawah 1 ('<1') dihitung sebagai 0,5"


def test_files_are_told_with_what_was_left_out_of_them():
    left_out = Dropped(Message("exact repetition of an earlier row"), 1200)
    table = table_files(look(exports=[("shop", export(dropped=(left_out,), currency="EUR"))]), ["stray.csv"])
    text = text_of(table.html)
    assert "1.200 baris: pengulangan persis dari baris sebelumnya" in text
    assert "sumber shop" in text
    assert "per kejadian, menurut client.yml, EUR" in text
    assert "stray.csv" in text
    assert "tidak disebut oleh sumber mana pun di client.yml" in text


def test_odd_days_and_coverage():
    of = look(rows("ga4", "2026-07-01", sessions=[5] * 8))
    odd = table_odd(of, [OddDay("ga4", "sessions", date(2026, 7, 3), 5000, 1200.0, -4.26)])
    assert "3 Jul" in text_of(odd.html)
    assert "−4,3" in text_of(odd.html)
    assert "sesi, Jum 3 Jul" in text_of(odd.html)
    assert "2 hari" in text_of(table_coverage(of).html)


def test_the_calendar_says_what_is_missing():
    whole = chart_coverage(look(rows("ga4", "2026-07-01", sessions=[5] * 10)), "ga4")
    assert whole.title == "Google Analytics 4: semua 10 hari dalam kuartal ada datanya"
    assert whole.subtitle == "Makin gelap: makin banyak sesi. Silang: tidak ada data. Titik: tidak biasa."
    holes = chart_coverage(look(rows("ga4", "2026-07-01", sessions=[5, None, None] + [5] * 7)), "ga4")
    assert holes.title == "Google Analytics 4: 2 dari 10 hari dalam kuartal tidak ada datanya atau tidak utuh"
    assert plain(holes.note) == "Tidak ada data: 2–3 Jul."
    assert ">Sen<" in holes.wide.svg  # Monday


def test_the_headline_of_a_check_counts_in_indonesian():
    of = look(rows("ga4", "2026-07-01", sessions=[5] * 8))
    of = replace(of, plan=plan_of(client={"language": "id"}))
    assert DataCheck(of, ()).headline == "Tidak ada keberatan terhadap data"
    assert "Pemeriksaan data" in str(DataCheck(of, ()).summary.html)


def test_the_smart_table_and_what_was_agreed():
    one = leads()
    passed = text_of(table_checks(one.plan, [one], []).html)
    assert "Semua KPI (1) memenuhi kelima syarat." in passed
    found = Finding("M-no-number", "leads", "kpis/leads/statement", {"found": "leads"})
    failed = text_of(table_checks(one.plan, [one], [found]).html)
    assert "|tidak|" in failed
    assert "Rumusan yang disepakati" in failed
    agreed = text_of(table_agreed(one.plan, [one]).html)
    assert "Penanggung jawab" in agreed


def test_channels_and_sources():
    one = leads()
    facts = facts_of(
        rows("crm", "2026-07-01", channel="Direct", leads=[20] * 50),
        rows("crm", "2026-07-01", channel="Email", leads=[4] * 50),
    )
    text = text_of(table_channels(one.plan, facts, [one]).html)
    assert "1 Jul sampai 19 Agu 2026, hari yang terukur." in text
    assert "|Prospek|" in text
    sources = text_of(table_sources(facts, date(2026, 7, 1), date(2026, 8, 19)).html)
    assert "|prospek|" in sources
