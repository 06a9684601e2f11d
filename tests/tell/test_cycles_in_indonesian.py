"""The PDCA review in Indonesian: whole sentences, with small, large, negative, missing and singular values."""

from dataclasses import replace

import pytest
from markupsafe import escape

from kpilib.tell.charts.compared import chart_compared
from kpilib.tell.charts.effect import chart_effect
from kpilib.tell.charts.timeline import chart_timeline
from kpilib.tell.cycles import cycle_page, review_summary, table_cycles, table_open, table_promises
from kpilib.tell.language import speaking
from kpilib.tell.wording.cycles import quarter
from kpilib.tell.wording.cycles.carry import turned_out_text
from kpilib.tell.wording.cycles.check import because, headline
from kpilib.tell.wording.cycles.ground import ground_text
from kpilib.tell.wording.cycles.lengths import hours
from tests.builders import day, kpi_of
from tests.cycles import AS_OF, checked, weeks
from tests.tell.examples import plain
from tests.tell.layout import crowded
from tests.tell.spoken import sentences, texts_of
from tests.tell.test_cycle_charts import KINDS, TASKS, figures
from tests.tell.test_cycle_pages import ADOPT, CYCLES, NOTE, PROMISES

__all__ = ["figures"]
ADOPTED, ENDED = "Usulan: terapkan sebagai standar.", "Usulan: hentikan."
AGAIN = "Usulan: perpanjang, lalu periksa lagi."
UNSURE = "Belum pasti apakah “One-page form” berhasil: pengaruh di bawah 72 per minggu tidak akan terlihat."
NOTHING = "“One-page form” tidak menunjukkan pengaruh pada prospek: perubahannya masih dalam batas kebetulan."
HEADLINES = {
    "worked": f"“One-page form” berhasil: prospek naik 41 per minggu, sesuai prediksi. {ADOPTED}",
    "harmed": f"“One-page form” merugikan: prospek turun 39 per minggu. {ENDED}",
    "no_evidence": f"{NOTHING} {ENDED}",
    "inconclusive": f"{UNSURE} {AGAIN}",
    "confounded": f"Pengaruh “One-page form” pada prospek tidak dapat dipisahkan dari kejadian lain. {AGAIN}",
    "not_implemented": f"“One-page form” belum dilaksanakan sampai pemeriksaannya pada 17 Agu 2026. {AGAIN}",
    "not_yet": "“One-page form” diperiksa pada 14 Sep 2026.",
}
ENGLISH = {"the", "of", "is", "are", "was", "were", "and", "with", "late", "week", "weeks", "day", "days", "to", "by"}


@pytest.fixture(autouse=True)
def indonesian():
    with speaking("id"):
        yield


@pytest.mark.parametrize("name", HEADLINES)
def test_the_headline_of_every_verdict(name):
    assert plain(headline(CYCLES[name])) == HEADLINES[name]


@pytest.mark.parametrize("name", CYCLES)
def test_a_page_says_nothing_in_english_but_what_people_wrote(name):
    html = str(cycle_page(CYCLES[name]).html)
    for text in sorted(written(CYCLES[name].action.model_dump(mode="json") | NOTE), key=len, reverse=True):
        html = html.replace(str(escape(text)), "…")
    assert list(sentences(texts_of(html), ENGLISH)) == []


def written(record) -> list[str]:
    """Every text of a record."""
    if isinstance(record, dict | list):
        parts = record.values() if isinstance(record, dict) else record
        return [text for part in parts for text in written(part)]
    return [record.rstrip(".")] if isinstance(record, str) and " " in record else []


def test_the_ground_of_a_verdict():
    assert [plain(text) for text in ground_text(CYCLES["worked"])] == [
        "Pengaruh +41 per minggu (95%: +33 sampai +50), dibandingkan dengan perkiraan dari tren dan musim.",
        "Sinyal ke arah ini muncul pada minggu yang berakhir 7 Jun, sesudah dimulai.",
        "Plasebo: dari 70 tanggal semu, tidak satu pun menunjukkan pengaruh sebesar itu.",
        "Pengaruh sebesar 12 per minggu atau lebih akan terdeteksi dalam 8 dari 10 pemeriksaan seperti ini.",
    ]


def test_weeks_that_are_too_few_are_counted_one_as_one():
    assert because(checked(weeks(40), check="2026-06-15")) == "baru 2 minggu penuh sejak dimulai, padahal perlu 4"
    with speaking("en"):
        alone = checked(weeks(40), check="2026-06-08")
        assert because(alone) == "1 whole week since the start, and 4 are needed"


def test_a_rate_is_told_in_percentage_points():
    html = plain(cycle_page(KINDS["a rate"]).html)
    assert "poin persen (95%: +" in html
    assert "(yakin 80%: +0,10 poin persen sampai +0,30 poin persen) hingga 16 Agu 2026." in html


def test_a_decision_against_the_evidence_with_its_standard():
    odd = checked(weeks(-40), decision=ADOPT | {"why": "The old form is gone."})
    html = plain(cycle_page(odd).html)
    assert "Keputusan, berlawanan dengan bukti: terapkan sebagai standar." in html
    assert "Terapkan, meski putusannya “Merugikan”. <span>Alasan: The old form is gone.</span>" in html
    assert "“Form v3”, penanggung jawab Budi, diaudit 30 Nov 2026." in html
    assert '<li class="kpi-chosen">Terapkan ✓<span class="kpi-hidden"> (diputuskan)</span>' in html


def test_a_proposal_and_the_four_boxes():
    html = plain(cycle_page(CYCLES["worked"]).html)
    assert '<li class="kpi-proposed">Terapkan <small>diusulkan</small>' in html
    assert "<h4>Act <span>perlu diputuskan</span></h4>" in html
    assert "Tinjauan PDCA, Q3 2026 · siklus C-1" in html


def test_spend_beside_the_plan():
    html = plain(cycle_page(checked(weeks(40), spent={"budget": 2120, "hours": 30.5})).html)
    assert "€2.120 dari €2.000 (+6%); 30,5 jam dari 40 jam (−24%)." in html
    assert hours(1) == "1 jam"


def test_guards_and_other_causes():
    one = checked(weeks(40), kpis=[kpi_of("orders")], others={"orders": weeks(-60, seed=14)}, guards=["orders"])
    html = plain(cycle_page(one).html)
    assert "Waspada: sinyal memburuk" in html
    assert "Sesuaikan: berhasil, tetapi ada KPI penjaga yang dirugikan." in html
    assert "Pengaruhnya tidak dapat dipisahkan." in plain(cycle_page(CYCLES["confounded"]).html)


def test_the_quarter_as_a_whole():
    told = [replace(one, action=one.action.model_copy(update={"id": name})) for name, one in CYCLES.items()]
    html = plain(review_summary(told[0].plan, told, PROMISES, day(AS_OF)).html)
    assert "1 dari 6 siklus yang diperiksa berhasil, 1 merugikan; 1 dari 2 janji kuartal lalu tidak ditepati" in html
    assert "worked, harmed, no_evidence, inconclusive, confounded, dan not_implemented menunggu keputusan." in html
    assert "7, 6 sudah diperiksa" in html
    assert "usulan: terapkan" in plain(table_cycles(told).html)
    assert "Dilanjutkan ke Q4 2026: 7 siklus." in plain(table_open(told, "Q4 2026").html)
    assert quarter.headline([], []) == "Tidak ada siklus yang disepakati untuk kuartal ini"
    waiting = "1 siklus sedang berjalan; belum ada yang diperiksa"
    assert quarter.headline([CYCLES["not_yet"]], []) == waiting


def test_promises_with_what_became_of_them():
    html = plain(table_promises(PROMISES, CYCLES["worked"].plan).html)
    assert "Tidak ditepati</span><small>terlambat 81 hari</small>" in html
    assert "Ditepati, terlambat</span><small>selesai 5 Jun, terlambat 4 hari</small>" in html


def test_how_a_prediction_turned_out():
    assert (
        turned_out_text(CYCLES["worked"]) == "C-1 menghasilkan +41 per minggu, prediksinya +40 per minggu (berhasil)"
    )
    assert turned_out_text(CYCLES["not_yet"]) == "C-1 tidak memberi petunjuk tentang hal ini (belum waktunya)"


@pytest.mark.parametrize("name", KINDS)
def test_the_charts_have_room_for_the_longer_words(name, figures):
    charts = [chart_effect(KINDS[name]), chart_compared(KINDS[name])]
    assert [problem for figure in figures for problem in crowded(figure)] == []
    assert "sejak dimulai berada di" in charts[0].title


def test_the_timeline_has_room_for_the_longer_words(figures):
    chart = chart_timeline(checked(weeks(40), tasks=TASKS))
    assert chart.title == "2 dari 4 tugas terlambat; “Measure” sudah terlambat 5 hari"
    assert "belum, terlambat 5 hari" in plain(chart.wide.svg)
    assert [problem for figure in figures for problem in crowded(figure)] == []
