"""The plain text of the mail, which alone tells a reader all."""

import pytest

from kpilib.tell.mail.text import COLUMNS, text_of
from tests.tell import wild
from tests.tell.examples import leads, nothing
from tests.tell.mail.letters import HOSTILE, alone, everything


def told(letter, **about):
    return text_of(letter, attached=[("kpi.html", "full report")], contact="kpi@agency.example", **about)


def test_the_whole_of_a_mail():
    assert told(everything(), revision=2, cadence="weekly") == (
        "Kedai Uji: KPI progress, Q3 2026\n"
        "Thu 20 Aug 2026. Data to 19 Aug. 50 of 92 days, 42 days left.\n"
        "Sample report. The client, the people and all numbers are invented.\n"
        "\n"
        "3 of 6 KPIs are on course; the forecast for leads ends 10% short of its\n"
        "target (P = 0.18)\n"
        "=======================================================================\n"
        "\n"
        "Leads reached 900, 100 behind the plan path; reaching 1,840 is unlikely\n"
        "(P = 0.18). To reach 1,840 leads by 30 Sep 2026, each of the 42 days\n"
        "left has to bring 22.4; the last 28 days brought 18.0 a day, so 1.24\n"
        "times the present rate.\n"
        "\n"
        "1 decision needed\n"
        "-----------------\n"
        "1. Leads: agree on 1,700 instead of 1,840, or keep 1,840. Negotiated on\n"
        "   10 Aug 2026; nobody has agreed yet.\n"
        "   Ana and Budi, by Wed 16 Sep\n"
        "\n"
        "Scorecard (worst first)\n"
        "-----------------------\n"
        "\n"
        "Leads                                               ◆ Unlikely, P = 0.18\n"
        "   900, −10% to pace. Target 1,840. Forecast 1,650 (1,500–1,800).\n"
        "\n"
        "Conversion rate                                      ○ Toss-up, P = 0.50\n"
        "   2.40%, 0% to target. Target 2.40%. Forecast 2.40% (2.16–2.64%).\n"
        "\n"
        "Calls                                                          – No data\n"
        "   No source brings leads (sources: crm).\n"
        "\n"
        "Cost per lead                                         ● Likely, P = 0.80\n"
        "   €45.00, 10% under its limit. Limit €50.00. Forecast €46.00\n"
        "   (€41.40–50.60).\n"
        "\n"
        "Net revenue                                ● Very likely, low confidence\n"
        "   €1,050, +5% to pace. Target €1,840. With less than 26 weeks of\n"
        "   history the forecast has low confidence.\n"
        "\n"
        "Daily visitors                                               ● On target\n"
        "   110, +10% to target. Target 100. No forecast: only 50 days of\n"
        "   history, and 56 days are needed.\n"
        "\n"
        "Leads reached 900, 100 behind the plan path; reaching 1,840 is unlikely\n"
        "(P = 0.18)\n"
        "-----------------------------------------------------------------------\n"
        "Forecast for 30 Sep 2026: 1,650, with 80% probability between 1,500 and\n"
        "1,800. To reach 1,840 leads by 30 Sep 2026, each of the 42 days left has\n"
        "to bring 22.4; the last 28 days brought 18.0 a day, so 1.24 times the\n"
        "present rate. The year before (1 Jul 2025 to 30 Sep 2025) was not\n"
        "measured.\n"
        "\n"
        "Changed since 7 Aug\n"
        "-------------------\n"
        "- Leads: a toss-up (P = 0.41) then, unlikely (P = 0.18) now. 13 new days\n"
        "  brought 234; the plan path expected 260.\n"
        "\n"
        "Attached\n"
        "--------\n"
        "kpi.html (full report)\n"
        "\n"
        "Likely: a probability (P) of 0.66 or more that the target is met on its\n"
        "due date; toss-up: 0.34 to 0.65; less than that is unlikely.\n"
        "In the back-test on public series, 83% of 3,733 results fell inside the\n"
        "80% range.\n"
        "\n"
        "You receive this every week as a named reader of Kedai Uji. Change how\n"
        "often, or stop: kpi@agency.example\n"
        "\n"
        "Run 2026-08-20, revision 2.\n"
    )


def test_it_speaks_the_readers_language():
    text = told(everything("id"), cadence="quarterly")
    for line in (
        "Kedai Uji: Perkembangan KPI, Q3 2026\n",
        "1 keputusan diperlukan\n",
        "Kartu skor (terburuk lebih dulu)\n",
        "Prospek                                    ◆ Kecil kemungkinan, P = 0,18\n",
        "   900, −10% vs laju. Target 1.840. Prakiraan 1.650 (1.500–1.800).\n",
        "Perubahan sejak 7 Agu\n",
        "Lampiran\n",
        "Anda menerima e-mail ini setiap kuartal sebagai pembaca terdaftar untuk\nKedai Uji.",
        "Dibuat 2026-08-20, revisi 1.\n",
    ):
        assert line in text


@pytest.mark.parametrize("language", ["en", "id"])
def test_lines_are_short_and_hold_nothing_but_words(language):
    text = told(everything(language, name="Kopi\tContoh"))
    assert max(map(len, text.splitlines())) <= COLUMNS
    assert not set("\t\r\N{NO-BREAK SPACE}") & set(text)
    assert "\n\n\n" not in text
    assert "<" not in text


def test_only_a_word_that_is_longer_than_a_line_sticks_out():
    text = told(alone(leads(18, kpi={"name": HOSTILE})))
    assert {line for line in text.splitlines() if len(line) > COLUMNS} <= {
        line for line in text.splitlines() if 80 * "W" in line
    }
    assert 80 * "W" in text
    assert "عربى 🎉" in text


def test_what_a_letter_has_not_is_left_out():
    text = text_of(alone(nothing()))
    for absent in ("decision needed", "Changed", "Attached", "Change how often", "None"):
        assert absent not in text


@pytest.mark.parametrize("seed", range(12))
def test_every_kpi_is_told_whatever_it_is(seed):
    letter = alone(wild.assessment(seed))
    text = " ".join(text_of(letter).split())
    for row in letter["scorecard"]:
        assert " ".join(row["name"].split()) in text
        assert " ".join(row["word"].split()) in text
        assert " ".join(row["line"].split()) in text
