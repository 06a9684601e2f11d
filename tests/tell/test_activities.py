"""Activities and campaigns in sentences of both languages."""

from dataclasses import replace

import pytest

from kpilib.judge.activities import Phase
from kpilib.measure.campaigns import Campaign
from kpilib.tell.activities import table_campaigns, table_runs
from kpilib.tell.language import speaking
from kpilib.tell.wording.activities import days_text, finding_runs, lift_text, mean_text, reach_text, weeks_text
from kpilib.tell.wording.campaigns import finding_campaigns, note_campaigns, rate_name
from tests.builders import day
from tests.judge.test_activities import runs, visitors
from tests.tell.examples import plain

(MORE,) = runs(visitors(130), audience=90_000, reached=61_000)
(LESS,) = runs(visitors(70))
(SHORT,) = runs(visitors(130), starts="2026-08-18", ends=None)
BLIND = replace(MORE, visitors=None, before=Phase(), during=Phase(), after=Phase(), audience=float("nan"))
SPRING = Campaign("Spring", "ga4", "orders", "sessions", 90, 1000, day("2026-07-01"), day("2026-08-20"))
SUMMER = replace(SPRING, name="Summer", hits=40.0)


def test_the_finding_says_how_many_more_came():
    assert finding_runs([MORE, LESS]) == "Daily visitors were 30% more during Cupping"
    with speaking("id"):
        assert finding_runs([MORE, LESS]) == "Pengunjung harian 30% lebih banyak selama Cupping"


def test_what_did_not_move_and_what_is_too_new_is_said_of_one_and_of_many():
    assert finding_runs([LESS]) == "Cupping did not clearly move daily visitors"
    assert finding_runs([LESS, LESS]) == "None of 2 activities clearly moved daily visitors"
    assert finding_runs([SHORT]) == "1 activity, too short or too new to tell what came of it"
    with speaking("id"):
        assert finding_runs([LESS]) == "Cupping tidak jelas menggerakkan pengunjung harian"
        assert (
            finding_runs([LESS, LESS]) == "Dari 2 aktivitas tidak satu pun yang jelas menggerakkan pengunjung harian"
        )
        assert finding_runs([SHORT]) == "1 aktivitas, terlalu singkat atau terlalu baru untuk dinilai hasilnya"


def test_the_cells_of_an_activity():
    with speaking("id"):
        assert plain(days_text(MORE)) == "13 Jul sampai 2 Agu"
        assert plain(days_text(SHORT)) == "18 Agu sampai sekarang"
        assert lift_text(LESS)[0] == "−30%"
        assert lift_text(SHORT)[1] == "kurang dari 7 hari"
        assert lift_text(BLIND)[1] == "tidak ada sumber yang menghitung pengunjung"
        assert weeks_text(MORE) == "3 dari 3 minggu penuh di luar batas proses sebelumnya"
        assert reach_text(MORE) == ("61.000", "dari 90.000 yang dapat dijangkau (68%)")
        assert reach_text(replace(MORE, reached=float("nan"))) == ("–", "90.000 dapat dijangkau")
        assert reach_text(BLIND) == ("61.000", "")
        assert mean_text(Phase(1234.5, 1)) == ("1.234", "1 hari")
        assert mean_text(Phase()) == ("–", "")


def test_the_best_campaign_is_named_where_it_surely_is():
    assert finding_campaigns([SPRING, SUMMER]) == "Spring converted best: 9.00% orders per session"
    assert finding_campaigns([SPRING]) == "1 campaign and what converted"
    even = replace(SPRING, name="Summer", hits=91.0)
    with speaking("id"):
        assert finding_campaigns([SPRING, SUMMER]) == "Konversi Spring paling baik: 9,00% pesanan per sesi"
        assert finding_campaigns([SPRING, even]) == (
            "Belum pasti ada kampanye yang konversinya lebih baik dari yang berikutnya: Summer teratas dengan 9,10% "
            "pesanan per sesi"
        )
        assert rate_name(SPRING) == "pesanan per sesi"


def test_what_a_platform_claims_is_said_to_be_its_own_count():
    claimed = replace(SPRING, numerator="claimed_conversions", denominator="clicks")
    assert note_campaigns([claimed]).endswith("are its own count and are not added to orders.")
    assert note_campaigns([SPRING]).endswith("under 30 of it nothing is told.")


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_tables_hold_what_others_named_as_it_is(language):
    odd = replace(MORE, name="<i>Cupping</i>")
    with speaking(language):
        html = str(table_runs([odd, SHORT]).html) + str(table_campaigns([replace(SPRING, name="<i>Spring</i>")]).html)
    assert "&lt;i&gt;Cupping" in html
    assert "&lt;i&gt;Spring" in html
    assert ("Activity" in html, "Aktivitas" in html) == (language == "en", language == "id")
    for loose in ("<i>", ">nan", "{", "}"):
        assert loose not in html


def test_a_share_of_no_visitors_at_all_is_not_told():
    """A website that went live with its campaign."""
    launch = replace(MORE, before=replace(MORE.before, mean=0.0))
    assert finding_runs([launch]) == "1 activity, too short or too new to tell what came of it"
    assert lift_text(launch) == ("–", "nobody came before")
    assert "30% more" in finding_runs([launch, MORE])
