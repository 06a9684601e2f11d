"""The evidence in Indonesian: whole sentences, with small and large numbers, falls and rises, one and many."""

import re
from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from kpilib.judge.assessment import Assessment
from kpilib.judge.pairs import pairs_of
from kpilib.judge.process import NoProcess, process_of_assessment
from kpilib.measure.customers import clv_to_cac, costs_of
from kpilib.measure.funnel import Funnel, Step
from kpilib.measure.surveys import waves_of
from kpilib.tell.accumulation import funnel_and_chain, velocity_and_accumulation
from kpilib.tell.charts.bridge import chart_bridge
from kpilib.tell.charts.chart import FULL, HALF
from kpilib.tell.charts.process import chart_process
from kpilib.tell.charts.waves import chart_waves
from kpilib.tell.language import retold, speaking
from kpilib.tell.wording.drivers import finding_bridge, note_bridge
from kpilib.tell.wording.funnel import bar_text, finding_funnel, subtitle_funnel
from kpilib.tell.wording.loyalty import scale_text
from kpilib.tell.wording.pairs import listed, unasked_text
from kpilib.tell.wording.process_note import why_no_limits
from kpilib.tell.wording.signals import signals_detail, signals_text
from kpilib.tell.worth import table_cac, table_worth
from tests.builders import day, facts_of, judged, kpi_of, metric_of, plan_of
from tests.measure.customers.orders import invented, orders
from tests.measure.customers.test_contracts import renewing
from tests.people import wave
from tests.tell import test_accumulation as building
from tests.tell import test_bridge as bridge
from tests.tell import test_process_chart as process
from tests.tell import test_worth as worth
from tests.tell.examples import plain
from tests.tell.layout import crowded


@pytest.fixture(autouse=True)
def _speaking_indonesian():
    with speaking("id"):
        yield


def indonesian(one: Assessment) -> Assessment:
    """The same of a client whose language is Indonesian."""
    client = one.plan.client.model_copy(update={"language": "id"})
    return replace(one, plan=one.plan.model_copy(update={"client": client}))


def process_chart(name: str):
    return chart_process(indonesian(process.KINDS[name]))


def text_of(shown) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", plain(shown.html)).split())


# A KPI as a process


@pytest.mark.parametrize(
    ("name", "title"),
    [
        (
            "quiet",
            "Prospek tetap di antara 12,6 dan 27 per minggu sejak 1 Jul, tanpa sinyal; diperlukan 57",
        ),
        ("slipped", "Prospek berada di bawah rata-rata 20 selama 8 minggu berturut-turut, sampai 16 Agu; diperlukan"),
        ("one week", "Prospek hanya 3 pada minggu sampai 9 Agu, di bawah batas bawah 12,6; diperlukan"),
        ("fallen", "Prospek berada di bawah batas bawah 12,6 selama 2 minggu berturut-turut, 9 Agu sampai 16 Agu;"),
        (
            "a cost",
            "Biaya per prospek berada di atas rata-rata €42,00 selama 8 minggu berturut-turut, sampai",
        ),
        ("money", "Pendapatan bersih berada di bawah rata-rata Rp2 miliar selama 8 minggu berturut-turut,"),
    ],
)
def test_the_title_of_a_process(name, title):
    told = plain(process_chart(name).title).replace("Rp2,00", "Rp2")
    assert told.startswith(title)


def test_what_is_asked_of_a_process():
    assert plain(process_chart("a cost").title).endswith("; yang disepakati paling banyak €50,00")
    assert plain(process_chart("without a target").title).endswith("sampai 16 Agu")


def test_the_subtitle_and_the_note_of_a_process():
    quiet, slipped = process_chart("quiet"), process_chart("slipped")
    assert (
        "Grafik XmR, batas proses dikunci pada 24 minggu sampai 21 Jun. Garis putus-putus: yang diperlukan."
        in plain(quiet.subtitle)
    )
    assert plain(quiet.note) == (
        "Bila dibiarkan apa adanya, tidak ada minggu biasa yang memenuhi 57: untuk itu diperlukan perubahan."
    )
    assert "Tercatat dalam 4 minggu sebelumnya: 16 Jun: The link to the <wholesale> page left" in plain(slipped.note)
    assert "Batas baru mulai 28 Jun, setelah C-1 (19 Jun): One-page form." in plain(process_chart("new limits").note)
    assert "Batas dari 7 minggu masih sementara" in process_chart("trial").note


def test_the_labels_of_a_process():
    svg = process.texts(process_chart("one week").wide.svg)
    for label in ("Batas atas 27", "Rata-rata 20", "Batas bawah 12,6", "Minggu sampai 9 Agu: 3", "Perlu 60"):
        assert label in svg


@pytest.mark.parametrize("sizes", [FULL, HALF])
@pytest.mark.parametrize("name", process.KINDS)
def test_longer_words_keep_apart_in_the_picture(name, sizes, monkeypatch):
    drawn: list[Figure] = []
    save = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", lambda self, *a, **k: (drawn.append(self), save(self, *a, **k))[1])
    chart_process(indonesian(process.KINDS[name]), sizes=sizes)
    assert [problem for figure in drawn for problem in crowded(figure)] == []


def test_why_there_are_no_limits():
    assert why_no_limits(NoProcess("too_few_weeks", 1)) == (
        "Tanpa batas proses: baru 1 minggu penuh yang terukur, padahal diperlukan 6."
    )
    assert why_no_limits(NoProcess("no_data")) == "Tanpa batas proses: tidak ada data."


@pytest.mark.parametrize(
    ("name", "text", "detail"),
    [
        ("quiet", "Tidak ada", ""),
        ("slipped", "1, rendah", "8 minggu berturut-turut sampai 16 Agu"),
        ("new limits", "1, tinggi (batas sementara)", "8 minggu berturut-turut sampai 16 Agu"),
        ("one week", "1, rendah", "minggu sampai 9 Agu"),
        ("fallen", "1, rendah", "2 minggu di luar batas sampai 16 Agu"),
    ],
)
def test_signals_in_a_table(name, text, detail):
    found = process_of_assessment(process.KINDS[name])
    assert (signals_text(found), plain(signals_detail(found))) == (text, detail)


# Why it differs from the year before


@pytest.mark.parametrize(
    ("name", "finding"),
    [
        ("factors", "Pendapatan bersih naik €1.400 dibanding hari yang sama tahun 2025; rasio konversi (+50%)"),
        ("fall", "Pendapatan bersih turun €1.400 dibanding hari yang sama tahun 2025; rasio konversi (−33%)"),
        ("nothing", "Pendapatan bersih mencapai €1.600, sama seperti pada hari yang sama tahun 2025"),
        ("mix", "Rasio konversi turun 0,27 poin persen dibanding hari yang sama tahun 2025; bauran channel"),
        ("rupiah", "Pendapatan bersih naik Rp1,40 miliar dibanding hari yang sama tahun 2025; rasio konversi (+50%)"),
    ],
)  # fmt: skip
def test_the_finding_of_a_bridge(name, finding):
    one, told = bridge.KINDS[name]
    assert plain(finding_bridge(one, told)).startswith(finding)


def test_the_bars_of_a_bridge():
    one, told = bridge.KINDS["channels"]
    drawn = chart_bridge(indonesian(one), told)
    assert "2025, hari sama" in process.texts(drawn.narrow.svg)
    assert "2026 s.d. 20 Jul" in process.texts(drawn.narrow.svg)
    assert plain(drawn.subtitle) == (
        "Pengguna baru, 1 Jul sampai 20 Jul 2026 (AC) dan hari yang setara pada tahun 2025 (PY), 364 hari "
        "sebelumnya. Menurut channel."
    )
    texts = process.texts(drawn.wide.svg)
    assert "baru" in texts
    assert "tidak ada lagi" in texts


@pytest.mark.parametrize("left_out", [1, 2])
def test_days_that_are_left_out_of_a_bridge(left_out):
    told = replace(bridge.KINDS["factors"][1], left_out=left_out, days=18)
    assert note_bridge(told).startswith(f"Tanpa {left_out} hari yang bagiannya tidak terukur lengkap")


# What builds up


def test_a_conflict_is_told_with_its_evidence():
    told = text_of(velocity_and_accumulation(building.insight(building.site(), *building.WAVES)))
    assert "Sales &lt;b&gt;rate&lt;/b&gt; naik sementara net promoter score (NPS) memburuk" in told
    assert "net promoter score (NPS) berubah dari 45,0 menjadi 10,0 antara Q3 2025 dan Q3 2026 (p" in told
    assert "400 dan 400 jawaban). Dua gelombang survei tidak dapat membuktikan" in told
    assert "Loyalitas memburuk pada 1 dari 1 ukuran" in told


def test_what_nobody_agreed_to_is_listed():
    kpis = (kpi_of("conversion_rate", target="2%"),)
    found = building.insight(building.site(), *building.WAVES, kpis=kpis)
    measured = pairs_of(found.plan, found.facts, found.assessments)
    assert unasked_text(measured) == "Terukur, tetapi bukan KPI yang disepakati: net promoter score (NPS)."
    assert unasked_text(measured * 6).endswith("net promoter score (NPS), dan 2 lagi.")


def test_names_in_a_row():
    assert listed(["prospek"]) == "prospek"
    assert listed(["prospek", "pesanan"]) == "prospek dan pesanan"
    assert listed(["prospek", "pesanan", "sesi"]) == "prospek, pesanan, dan sesi"


def test_the_chain_names_what_is_missing():
    told = text_of(funnel_and_chain(building.insight(building.site(), *building.WAVES)))
    assert "belum memiliki mata rantai niat, konten, dan lalu lintas organik" in told
    assert "50,0% per sesi" in told


def test_the_funnel():
    steps = (Step("sessions", 1000), Step("orders", 21, 0.05, 0.021, 0.02, 0.001))
    made = Funnel(steps, day("2026-07-01"), day("2026-08-20"), 51, 51)
    assert plain(finding_funnel(made)) == (
        "Lebih banyak yang berlanjut ke pesanan (+0,10 poin persen) daripada setahun sebelumnya"
    )
    fewer = replace(made, steps=(steps[0], replace(steps[1], rate=0.019)))
    assert plain(finding_funnel(fewer)).startswith("Lebih sedikit yang berlanjut ke pesanan (−0,10 poin persen)")
    assert bar_text(steps, 1) == "Pesanan: 2,10% per sesi, 2,00% pada tahun sebelumnya"
    assert "pada 49 dari 51 hari ketika semua langkah terukur" in subtitle_funnel(replace(made, days=49))


def test_a_wave_that_is_called_by_its_days_is_told_in_each_language():
    facts = facts_of(wave("", "2026-08-03", "2026-08-13", 400, satisfied=300))
    [found] = waves_of(metric_of("satisfaction"), facts, plan_of(), None)
    assert found.name == "2026-08-03 to 2026-08-13"
    assert plain(retold(found.name)) == "3 Agu 2026 sampai 13 Agu 2026"
    one = judged(facts, building.AS_OF, kpi_of("satisfaction", target="80%"), client={"language": "id"})
    svg = process.texts(chart_waves(one).wide.svg)
    assert "Target 80,0%" in svg
    assert "3 Agu 2026 sampai 13 Agu 2026" in svg


def test_how_answers_were_read_keeps_what_was_noted():
    assert scale_text(["5 ke atas"]) == "Cara jawaban dibaca: 5 ke atas."


# What customers are worth


def test_the_worth_of_a_shops_customers():
    facts, plan, value = worth.shop(invented(800))
    told = worth.told(table_worth(value, plan))
    assert re.search(
        r"Seorang pelanggan diperkirakan memberikan €[\d,]+ dalam 365 hari, setelah €[\d,]+ hingga kini", told
    )
    assert re.search(r"rentang 80% €[\d,]+–[\d,]+, dalam 365 hari, didiskontokan [\d,]+% per tahun", told)
    assert "korelasi " in told
    costs = clv_to_cac(value.summary, value.clv, costs_of(facts, plan, value.summary), currency="EUR")
    assert re.search(
        r"Pelanggan yang diperoleh pada Juni 2026 bernilai [\d,]+ kali", worth.told(table_cac(costs, plan))
    )


def test_the_worth_of_customers_under_contract():
    _, plan, value = worth.shop(orders(*renewing(400)), contract=True)
    told = worth.told(table_worth(value, plan))
    assert "Beta-geometrik tergeser pelanggan terikat kontrak" in told
    assert "tidak membayar periode berikutnya" in told
