"""The core of the KPI report in Indonesian, written out: verdicts, chances, charts, changes, the record."""

import math
import re
from dataclasses import replace

import pytest

from kpilib.judge.outlook import Outlook
from kpilib.judge.standing import why_withheld
from kpilib.judge.track import back_test
from kpilib.measure.customers.withheld import Withheld
from kpilib.tell.changes import table_changes
from kpilib.tell.charts import chart_progress, chart_weekly
from kpilib.tell.charts.calibration import chart_calibration
from kpilib.tell.language import retold, say, speaking
from kpilib.tell.leading import table_leading
from kpilib.tell.wording import (
    STATUS,
    definition,
    explanation,
    finding,
    finding_weekly,
    headline,
    leading,
    method,
    needed,
    status_word,
    subtitle,
    subtitle_weekly,
    track,
)
from kpilib.tell.wording.chance import range_note, withheld
from kpilib.tell.wording.changes import change_cell, surprises_text, why_text
from kpilib.tell.wording.estimates import p_text
from kpilib.tell.wording.verdict import format_of
from tests.builders import facts_of, judged, kpi_of, plan_of, rows
from tests.judge.past import foreseen
from tests.judge.test_changes import change
from tests.tell.examples import (
    conversion,
    forecast,
    lead_cost,
    leads,
    money,
    nothing,
    plain,
    subscribers,
    visitors,
)  # fmt: skip
from tests.tell.test_leading import AGAINST, FEW, OPEN, SHOWN, link
from tests.tell.test_track import OURS, PLAN, texts
from tests.tell.test_wording import the_limit


@pytest.fixture(autouse=True)
def _indonesian():
    with speaking("id"):
        yield


def in_rupiah(each: float, target: float):
    frame = rows("shop", "2026-07-01", revenue=[each] * 50)
    kpi = kpi_of("revenue", target=target)
    return judged(facts_of(frame), "2026-08-20", kpi, client={"currency": "IDR", "language": "id"})


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (lambda: leads(21), "Prospek mencapai 1.050, 50 di atas jalur rencana"),
        (lambda: leads(20), "Prospek mencapai 1.000, tepat pada jalur rencana menuju 1.840"),
        (lambda: leads(10), "Prospek mencapai 500, 500 di bawah jalur rencana"),
        (lambda: leads(40), "Prospek mencapai 2.000, melewati target 1.840 sebelum tenggat"),
        (lambda: leads(19, 92), "Prospek berakhir di 1.748, 92 di bawah target 1.840"),
        (lambda: leads(20, 92), "Prospek berakhir di 1.840, tepat pada target 1.840"),
        (lambda: leads(20, target=None), "Prospek mencapai 1.000; belum ada target sebagai pembanding"),
        (lambda: leads(10, kpi={"name": "Sign-ups"}), "Sign-ups mencapai 500, 500 di bawah jalur rencana"),
        (nothing, "Prospek belum dapat dilaporkan: tidak ada sumber yang memuat leads (sumber: crm)"),
        (
            lambda: in_rupiah(2e7, 1.84e9),
            "Pendapatan bersih mencapai Rp1,00 miliar, tepat pada jalur rencana menuju Rp1,84 miliar",
        ),
        (lambda: money(-10), "Pendapatan bersih mencapai −€500,00, €1.500 di bawah jalur rencana"),
        (lambda: the_limit(22), "Refunds mencapai 1.100, 100 di atas jalur rencana"),
        (lambda: the_limit(19, 92), "Refunds berakhir di 1.748, 92 di bawah batas 1.840"),
        (conversion, "Rasio konversi tercatat 2,00%, 0,40 poin persen di bawah target 2,40%"),
        (lambda: lead_cost(40), "Biaya per prospek tercatat €40,00, €10,00 di bawah batas €50,00"),
        (lambda: visitors(90), "Pengunjung harian rata-rata 90, 10 di bawah target 100"),
        (lambda: subscribers(4900), "Jumlah pelanggan buletin aktif berada di 4.900, 100 di bawah target 5.000"),
        (
            lambda: forecast(leads(10), 0.004, 950),
            "Prospek mencapai 500, 500 di bawah jalur rencana; sangat kecil kemungkinan mencapai 1.840 (P < 0,01)",
        ),
        (
            lambda: forecast(conversion(), 0.5, 0.0239),
            "Rasio konversi tercatat 2,00%, 0,40 poin persen di bawah target 2,40%; "
            "peluangnya berimbang untuk berakhir di 2,40% atau lebih (P = 0,50)",
        ),
        (
            lambda: forecast(lead_cost(54), 0.18, 55),
            "Biaya per prospek tercatat €54,00, €4,00 di atas batas €50,00; "
            "kecil kemungkinan berakhir di €50,00 atau kurang (P = 0,18)",
        ),
    ],
)
def test_finding(one, sentence):
    assert plain(finding(one())) == sentence


def test_every_status_has_a_word():
    words = {"hit": "Tercapai", "missed": "Tidak tercapai", "on_pace": "Sesuai laju", "close": "Hampir sesuai"}
    words |= {"toss_up": "Berimbang", "unlikely": "Kecil kemungkinan", "too_early": "Terlalu dini"}
    said = {status: say(word) for status, word in STATUS.items()}
    assert said | words == said
    assert not set(said.values()) & set(STATUS.values())
    assert [status_word(one) for one in (conversion(2), conversion(1), leads(10))] == [
        "Sesuai target", "Meleset dari target", "Di bawah laju",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("assessments", "closed", "sentence"),
    [
        (lambda: [leads(21), visitors(110)], False, "Semua 2 KPI sesuai rencana"),
        (lambda: [leads(21)], True, "Satu-satunya KPI tercapai"),
        (lambda: [leads(19), visitors(90)], False, "Tidak satu pun dari 2 KPI sesuai rencana, 2 hampir sesuai"),
        (lambda: [leads(21), leads(10)], False, "1 dari 2 KPI sesuai rencana; prospek tertinggal 50% di bawah laju"),
        (lambda: [the_limit(22)], False, "Satu-satunya KPI tidak sesuai rencana, 1 hampir sesuai"),
        (lambda: [leads(19, 92)], True, "Satu-satunya KPI tidak tercapai; prospek meleset 5%"),
        (lambda: [nothing()], False, "Satu-satunya KPI tidak sesuai rencana, 1 belum dapat dinilai"),
        (
            lambda: [forecast(leads(21), 0.9, 1900), forecast(leads(15), 0.02, 1656)],
            False,
            "1 dari 2 KPI sesuai rencana; prospek diprakirakan berakhir 10% di bawah target (P = 0,02)",
        ),
        (
            lambda: [forecast(lead_cost(54), 0.18, 55)],
            False,
            "Satu-satunya KPI tidak sesuai rencana; "
            "biaya per prospek diprakirakan berakhir 10% di atas batasnya (P = 0,18)",
        ),
    ],
)
def test_headline(assessments, closed, sentence):
    assert plain(headline(assessments(), closed=closed)) == sentence


def test_the_note_under_a_chart_writes_numbers_and_dates_in_its_language():
    assert plain(explanation(leads(10, missing=2))) == (
        "Tidak ada prakiraan: riwayatnya hanya 49 hari, sedangkan diperlukan 56 hari. "
        "Untuk mencapai 1.840 prospek sampai 30 Sep 2026, setiap hari dari 42 hari yang tersisa harus menghasilkan "
        "32,4; 28 hari terakhir menghasilkan 10,0 per hari, jadi diperlukan 3,24 kali laju saat ini. "
        "Tidak terukur: 1–2 Jul; jalur rencana tidak mengharapkan apa pun dari hari-hari ini. "
        "Tahun sebelumnya (1 Jul 2025 sampai 30 Sep 2025) tidak terukur."
    )
    assert plain(range_note(forecast(leads(21), 0.9, 1900), format_of(leads()))) == (
        "Prakiraan untuk 30 Sep 2026: 1.900, dengan peluang 80% di antara 1.710 dan 2.090."
    )


def test_one_day_that_is_left_is_told_as_one():
    # 20 short with one day to go
    one = leads(20, 91, at="2026-09-30")
    assert plain(needed(one)).startswith("Untuk mencapai 1.840 prospek sampai 30 Sep 2026, satu hari yang tersisa")
    with speaking("en"):
        assert plain(needed(one)).startswith(
            "To reach 1,840 leads by 30 Sep 2026, the one day left has to bring 20.0"
        )


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("too_little_history: 1 days", "riwayatnya hanya 1 hari, sedangkan diperlukan 56 hari"),
        ("too_little_history: 80 days", "riwayat 80 hari terlalu singkat untuk melihat 41 hari ke depan"),
        ("level_break: -23%", "tingkatnya berubah −23% dalam empat minggu terakhir"),
        ("missing_days: 12", "12 hari dalam periode ini tidak terukur; lebih dari 3 sudah terlalu banyak"),
        ("few_cases: below 30", "diperkirakan kurang dari 30 kasus dalam seluruh periode"),
        ("nothing_lately: no reading", "minggu-minggu terakhir tidak menghasilkan apa pun"),
    ],
)
def test_why_there_is_no_forecast(code, says):
    assert withheld(replace(leads(), forecast=Outlook(why=(code,), days_left=41))) == says


def test_every_reason_to_withhold_a_value_of_customers_is_told():
    assert retold(why_withheld(Withheld("few_returned", 1200, 5000))) == (
        "1.200 pelanggan kembali membeli, sedangkan diperlukan 5.000"
    )
    assert "60% dari semua hari" in retold(why_withheld(Withheld("every_day", 0.6)))


def test_charts_and_weeks():
    one = leads(10)
    weeks = one.weeks.dropna()
    assert plain(subtitle(one)) == "Prospek, kumulatif, 1 Jul sampai 30 Sep 2026. Titik-titik: rencana (PL)."
    assert plain(finding_weekly(one, weeks)) == (
        "Setiap minggu yang tersisa perlu 223; yang terbaik dari 6 minggu penuh terakhir menghasilkan 70,0"
    )
    assert "12 Jul sampai 16 Agu 2026. Titik-titik: rencana. Putus-putus:" in plain(subtitle_weekly(one, weeks))
    assert definition(conversion()) == "jumlah pesanan dibagi jumlah sesi"
    about = {"client": {"language": "id"}}
    assert {"Target 1.840", "500 di bawah", "20 Agu"} & set(texts(chart_progress(leads(10, **about)).wide.svg)) >= {
        "Target 1.840",
        "500 di bawah",
    }
    assert {"Perlu 223", "Rencana 140"} <= set(texts(chart_weekly(leads(10, **about)).wide.svg))
    assert {"Rencana", "posisi 950", "−50"} <= set(texts(chart_progress(leads(19, **about)).narrow.svg))


def test_a_chart_speaks_the_language_of_its_client_and_not_of_its_caller():
    assert chart_progress(leads(10)).title.startswith("Leads reached 500")


def test_changes_since_the_last_report():
    found = change(foreseen(leads(), 0.18), actual=871.0, target=1700.0)
    assert plain(why_text(found)) == (
        "Data sampai 12 Agu direvisi: −11. Target berubah: sebelumnya 1.700, sekarang 1.840. "
        "7 hari baru menghasilkan 140; jalur rencana mengharapkan 140."
    )
    assert plain(" ".join(change_cell(found))) == "−0,13 P sebelumnya 0,31"
    html = plain(table_changes([found]).html)
    assert "Dibandingkan dengan laporan per 13 Agu 2026." in html
    assert "Peluang sekarang" in html
    assert surprises_text("Q2 2026", []) == "Q2 2026: tidak ada target yang meleset."


def test_how_earlier_forecasts_turned_out():
    assert track.finding_track(back_test()).startswith("Peluang dalam uji balik ")
    assert track.ranges_held(OURS, PLAN) == "Pada Q2 2026, 1 dari 3 hasil berada di dalam rentang 80% kami."
    assert track.results_outside(OURS, PLAN).startswith("Orders berakhir di 1.300, di atas rentang 900 sampai 1.100.")
    chart = chart_calibration(back_test(), plan_of())
    assert {"prakiraan sempurna", "Peluang yang kami nyatakan", "0,25"} <= set(texts(chart.wide.svg))


def test_leading_indicators():
    assert leading.finding_leading((OPEN, FEW)) == "Tidak satu pun dari 2 indikator utama didukung oleh data"
    assert leading.finding_leading((SHOWN, AGAINST)) == (
        "1 dari 2 indikator utama didukung oleh data; 1 bertentangan dengan data"
    )
    assert plain(leading.explained(SHOWN)) == (
        "Dalam 60 minggu, minggu yang lebih baik untuk sesi organik umumnya diikuti minggu yang lebih baik "
        "untuk prospek 3 minggu kemudian."
    )
    assert leading.association_text(link(association=-0.4))[0] == "−0,40"
    assert "Asosiasi bukanlah bukti sebab-akibat." in table_leading([SHOWN]).html


def test_the_method_and_p_values_write_their_numbers_with_a_comma():
    assert "peluang 0,90 atau lebih, kemungkinan besar 0,66, berimbang 0,34" in method()[1]
    assert plain(p_text(0.0312)) == "p = 0,03"


@pytest.mark.parametrize("one", [leads(10), conversion(), lead_cost(60), money(10), forecast(leads(21), 0.9, 1900)])
def test_nothing_english_is_left(one):
    told = " ".join([finding(one), explanation(one), subtitle(one), needed(one), headline([one], closed=False)])
    assert not re.search(r"\b(the|of|is|are|and|to|with|days?|weeks?)\b", told)
    assert "nan" not in told.split()
    assert not math.isnan(one.actual)
