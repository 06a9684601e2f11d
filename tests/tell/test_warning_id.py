"""Warnings, packages and the log as a client's directors read them in Indonesian."""

from dataclasses import replace

import pandas as pd
import pytest

from kpilib.judge.package import Package, Range
from kpilib.judge.signals import Signal
from kpilib.measure.drivers import Drivers
from kpilib.plan.model import Move
from kpilib.plan.target import Amount
from kpilib.tell.language import speaking
from kpilib.tell.negotiation import table_log, table_packages
from kpilib.tell.packages import reason_text
from kpilib.tell.warning import draft_cause, warning_card, warning_data
from kpilib.tell.wording.danger import cause_text, impact_text
from kpilib.tell.wording.letter import letter
from kpilib.tell.wording.warnings import recalculated_text, subtitle, title
from tests.builders import day, kpi_of, plan_of
from tests.judge.past import foreseen, report
from tests.judge.test_warn import FLAG
from tests.tell.examples import leads, plain
from tests.tell.test_warning import TALK, late, text_of, warning


@pytest.fixture(autouse=True)
def indonesian():
    with speaking("id"):
        yield


def test_the_card_tells_cause_impact_target_and_by_when():
    html = warning_card(warning(late(), [report("2026-08-06", leads={"probability": 0.4})])).html
    assert 'aria-label="Peringatan dini: Prospek"' in str(html)
    card = text_of(html)
    for told in (
        "Draf, per 20 Agu 2026. Pertama kali dilaporkan berisiko pada 6 Agu 2026.",
        "Penghitungan ulang berlaku sampai 16 Sep 2026, 14 hari sebelum tenggat: tersisa 27 hari.",
        "Target 1.840 tetap ditampilkan di setiap laporan.",
        "|Penyebab|||Page (Vendor), yang dijanjikan untuk 6 Jul, kini dijanjikan untuk 31 Agu 2026.",
        "|Dampak|||−56 prospek| |56 dari 87 hari yang direncanakan berjalan tanpa “Page”.",
        "Prakiraan yang dibuat tanpa itu berakhir 90 prospek dari target",
        "|KPI yang dihitung ulang|||1.784 prospek| (−3%) |hingga 30 Sep 2026.",
        "bila yang terlambat tersedia pada 31 Agu dan memberi hasil sesuai rencana.",
        "|Perlu disepakati|||paling lambat 27 Agu 2026| |dari Ana, Budi. Setelah 16 Sep, penghitungan ulang tidak",
    ):
        assert told in card


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Page: terlambat 45 hari, sekitar 56 prospek hilang hingga 30 Sep"),
        ({"moved": []}, "Page: terlambat 45 hari, sedikitnya 45 prospek hilang hingga 30 Sep"),
        (
            {"moved": [], "delivered": "2026-07-07"},
            "Page: datang terlambat 1 hari, sekitar 1 prospek hilang hingga 30 Sep",
        ),
        ({"promised": "2026-08-25"}, "Page: ditunda hingga 31 Agu 2026, sekitar 14 prospek hilang hingga 30 Sep"),
        ({"uplift": None}, "Page: terlambat 45 hari, dan dampaknya tidak dicatat"),
    ],
)
def test_the_title_says_what_is_late_and_what_it_costs(fields, told):
    assert plain(title(warning(late(**fields)))) == told


def test_nothing_is_invented_and_nothing_is_left_in_english():
    w = warning(foreseen(leads(), 0.1, low=1700, high=1800))
    assert cause_text(w.reasons[0]) == "Tidak diketahui: tidak ada penjelasan yang dicatat dalam rencana."
    assert recalculated_text(w)[0] == "Tidak ada"
    assert plain(impact_text(w)) == "('−90 prospek', 'Prakiraan dibandingkan dengan target.')"
    assert plain(title(warning(leads(flags=[FLAG])))) == "Prospek: peringatan disampaikan pada 15 Agu 2026"


def test_signals_and_drivers_are_causes_in_indonesian_too():
    first, last = pd.Timestamp("2026-06-28"), pd.Timestamp("2026-08-16")
    noted = warning(late(), signals=[(Signal("run", -1, first, last), "The link left the menu")])
    assert plain(cause_text(noted.reasons[1])) == (
        "Semua minggu dari 28 Jun 2026 sampai 16 Agu 2026 berada di sisi yang kurang baik dari tingkat biasanya; "
        "dicatat tidak lama sebelumnya: The link left the menu."  # as somebody wrote it
    )
    driven = warning(foreseen(leads(), 0.1), drivers=Drivers(100, 60, {"sessions": -40.0}))
    assert cause_text(driven.reasons[0]) == (
        "Dibandingkan dengan hari yang sama pada tahun sebelumnya, penurunan terbesar berasal dari sesi."
    )


def test_after_the_last_day_the_target_stays():
    w = warning(late(at="2026-09-17"))
    card = text_of(warning_card(w).html)
    assert "|1.840 tetap| |Penghitungan ulang harus diajukan dan diterima paling lambat 16 Sep 2026" in card
    assert "|Sudah lewat| |Target tidak dapat diubah lagi. Alasannya disampaikan kepada Ana, Budi." in card
    assert "Penghitungan ulang berlaku sampai 16 Sep 2026 dan kini sudah lewat." in plain(subtitle(w))


def test_a_letter_is_in_its_own_language_whatever_is_being_spoken():
    w = warning(late())
    assert "reaching it is unlikely (P = 0.10)." in letter(w, "en")
    with speaking("en"):
        assert "kecil kemungkinannya tercapai (P = 0,10)." in letter(w, "id")


def test_a_drafted_flag_is_written_in_the_clients_language_and_the_results_in_what_is_spoken():
    w = warning(late())
    assert draft_cause(w) == "Page (Vendor), promised for 6 Jul, is now promised for 31 Aug 2026."
    own = warning(late(plan={"client": {"language": "id"}}))
    with speaking("en"):
        assert draft_cause(own) == "Page (Vendor), yang dijanjikan untuk 6 Jul, kini dijanjikan untuk 31 Agu 2026."
    assert warning_data(w)["title"].startswith("Page: terlambat")


def test_the_packages_and_the_log():
    more = Package(
        "A",
        "more_budget",
        "leads",
        Amount(value=1840),
        Amount(value=1840),
        moves=(Move(budget="Google Ads", old=10_000, new=12_000),),
        effect=Range(95, 40, 150),
        cost=Range(2000),
        cost_of="money",
        line="Google Ads",
    )
    few = Package(
        "B", "more_hours", "leads", None, None, reason="too_few_weeks", numbers={"weeks": 5, "needed": 12}, line="SEO"
    )
    w = replace(warning(late()), offers=(more, few))
    html = text_of(table_packages(w, {"leads": w.one}).html)
    for told in (
        "Dua paket untuk dipilih",
        "Target Prospek",
        "Hitung ulang|",
        "Target menyesuaikan dengan yang terlambat: 56 prospek lebih sedikit yang harus dicapai",
        "1.784|menggantikan 1.840|",
        "Google Ads €10.000 → €12.000; bertambah sekitar 95 prospek",
        "Tidak diperkirakan; data belum cukup: 5 minggu penuh untuk SEO, diperlukan 12",
    ):
        assert told in html
    kept = TALK | {"new": 1050, "moves": [{"hours": "SEO", "old": 1000, "new": 1200}]}
    log = text_of(table_log(plan_of(kpi_of("leads", target=1200), negotiations=[kept]), day("2026-08-21")).html)
    assert "1.050 dipertahankan" in log
    assert "SEO 1.000 jam → 1.200 jam" in log


@pytest.mark.parametrize(
    ("reason", "numbers", "english", "told"),
    [
        (
            "no_effect",
            {"weeks": 20, "elasticity": 0.1, "low": -0.305, "high": 0.5},
            "not enough data: in 20 weeks, 1% of SEO went with −0.30% to +0.50%",
            "data belum cukup: dalam 20 minggu, perubahan 1% pada SEO disertai perubahan −0,30% sampai +0,50%",
        ),
        (
            "hardly_varied",
            {"weeks": 20, "variation": 0.04, "needed": 0.1},
            "not enough data: SEO hardly varied (by 4% of its mean, 10% is needed)",
            "data belum cukup: SEO hampir tidak berubah (hanya 4% dari rata-ratanya, diperlukan 10%)",
        ),
        (
            "too_far",
            {"largest": 900, "times": 1.5},
            "not enough data: it needs more than 1.5 times the largest week of SEO ever seen",
            "data belum cukup: diperlukan lebih dari 1,5 kali minggu terbesar SEO yang pernah tercatat",
        ),
    ],
)
def test_the_numbers_of_a_reason_are_those_of_the_language(reason, numbers, english, told):
    offer = Package("A", "more_hours", "leads", None, None, reason=reason, numbers=numbers, line="SEO")
    assert reason_text(offer) == told
    with speaking("en"):
        assert reason_text(offer) == english
