"""What the mail says: the words of the report, in the language of who reads it, with no figure where it is listed."""

import base64
import io
import json
import re
import warnings
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image

import kpilib as kpi
from kpilib.data.reported import MAIL_MIME, RESULTS_MIME
from kpilib.tell.mail.letter import letter_of, mail_of
from kpilib.tell.mail.subject import one_line, subject_of
from tests.catalogue import ROOT
from tests.judge.past import report as reported
from tests.tell import wild
from tests.tell.examples import conversion, forecast, leads, nothing, plain, subscribers
from tests.tell.mail.letters import HOSTILE, OPEN, alone, everything, report_of, several, unlikely


def rows_of(*assessments, language="en"):
    letter = letter_of(report_of(*assessments), language)
    return [(plain(one["name"]), plain(one["word"]), plain(one["line"])) for one in letter["scorecard"]]


def test_there_is_a_letter_in_every_language_that_a_reader_reads():
    assert list(mail_of(report_of(unlikely(), readers=("en", "id", "en")))["languages"]) == ["en", "id"]
    own = report_of(unlikely(), readers=(None,), client={"language": "id"})
    assert list(mail_of(own)["languages"]) == ["id"]


def test_without_a_reader_there_is_no_mail():
    assert mail_of(report_of(unlikely(), readers=())) == {}


def test_a_mail_is_plain_data_and_the_same_each_time():
    report = report_of(*several(), negotiations=[OPEN], readers=("en", "id"))
    once, again = mail_of(report), mail_of(report)
    assert json.loads(json.dumps(once, allow_nan=False)) == once == again
    assert {name: once[name] for name in ("schema", "client", "quarter", "as_of")} == {
        "schema": 1,
        "client": "kedai-uji",
        "quarter": "2026Q3",
        "as_of": "2026-08-20",
    }


def test_a_letter_holds_no_address_of_a_reader():
    assert "@" not in json.dumps(mail_of(report_of(unlikely(), readers=("en", "id"))))


def test_the_subject_is_the_client_and_its_state():
    assert subject_of(everything()) == "Kedai Uji, Q3 2026: 3 of 6 KPIs on course"
    assert subject_of(everything(), 2) == "Revision 2: Kedai Uji, Q3 2026: 3 of 6 KPIs on course"
    assert subject_of(everything("id"), 2) == "Revisi 2: Kedai Uji, Q3 2026: 3 dari 6 KPI sesuai rencana"
    assert subject_of(alone(conversion(1.3))) == "Kedai Uji, Q3 2026: The one KPI is on course"


def test_after_the_quarter_the_subject_says_how_many_were_hit():
    ended = [leads(21, 92), conversion(1, 92)]
    assert subject_of(letter_of(report_of(*ended), "en")) == "Kedai Uji, Q3 2026: 1 of 2 KPIs hit"
    assert subject_of(letter_of(report_of(*ended), "id")) == "Kedai Uji, Q3 2026: 1 dari 2 KPI tercapai"


def test_what_stands_in_a_list_of_mails_tells_decisions_and_state_and_no_figure():
    assert plain(everything()["preheader"]) == "1 decision needed by 16 Sep. 3 of 6 KPIs are on course."
    assert plain(everything("id")["preheader"]) == (
        "1 keputusan diperlukan, tenggat terdekat 16 Sep. 3 dari 6 KPI sesuai rencana."
    )
    assert alone(conversion(1.3))["preheader"] == "No decision is needed. The one KPI is on course."
    for letter in (everything(), everything("id")):
        for figure in ("1,840", "1.840", "900", "0.18", "0,18", "%"):
            assert figure not in letter["preheader"] + letter["state"]


@pytest.mark.parametrize(
    "name", ["Kopi\r\nBcc: all@example.org", "Kopi\u2028Bcc: all@example.org", "Kopi\x85\x00Bcc: x"]
)
def test_a_name_cannot_break_the_line_of_a_subject(name):
    subject = subject_of(everything(name=name))
    assert subject.isprintable()
    assert subject.startswith("Kopi Bcc:")


def test_what_cannot_be_seen_is_no_part_of_a_subject():
    assert one_line("Kopi \u202eotnoC\u202c\u200b") == "Kopi otnoC"
    assert one_line("Café ☕ عربى") == "Café ☕ عربى"


def test_the_dated_line():
    assert plain(everything()["facts"]) == "Thu 20 Aug 2026. Data to 19 Aug. 50 of 92 days, 42 days left."
    assert (
        plain(everything("id")["facts"]) == "Kam 20 Agu 2026. Data sampai 19 Agu. 50 dari 92 hari, tersisa 42 hari."
    )
    assert plain(alone(leads(21, 92))["facts"]) == "Wed 30 Sep 2026. Data to 30 Sep, all 92 days."
    assert plain(alone(leads(21, 90))["facts"]) == "Tue 29 Sep 2026. Data to 28 Sep. 90 of 92 days, 2 days left."
    assert plain(alone(nothing())["facts"]) == "Thu 20 Aug 2026. There are no data yet."


def test_a_row_tells_where_a_kpi_stands_is_to_go_and_will_end():
    assert rows_of(unlikely()) == [
        ("Leads", "Unlikely, P = 0.18", "900, −10% to pace. Target 1,840. Forecast 1,650 (1,500–1,800).")
    ]
    assert rows_of(unlikely(), language="id") == [
        ("Prospek", "Kecil kemungkinan, P = 0,18", "900, −10% vs laju. Target 1.840. Prakiraan 1.650 (1.500–1.800).")
    ]


def test_a_row_without_a_target_or_data_or_forecast_says_why():
    (told,) = rows_of(leads(target=None))
    assert told[1] == "No target"
    assert told[2] == (
        "1,000. No forecast: only 51 days of history, and 56 days are needed. The year before (1 Jul 2025 to 30 Sep "
        "2025) was not measured. No target was agreed."
    )
    (told,) = rows_of(nothing())
    assert told[1:] == ("No data", "No source brings leads (sources: crm).")
    (told,) = rows_of(forecast(leads(21), 0.9, 1900, low=True))
    assert told[1:] == (
        "Very likely, low confidence",
        "1,050, +5% to pace. Target 1,840. With less than 26 weeks of history the forecast has low confidence.",
    )
    (told,) = rows_of(subscribers(4600))
    assert told[2].endswith("No forecast: only 50 days of history, and 56 days are needed.")


def test_a_band_has_two_ends_and_a_survey_its_interval():
    (told,) = rows_of(wild.band(0))
    assert re.search(r"Target .*–", told[2])
    asked = next(
        one for seed in range(40) if (one := wild.asked(seed)).estimate and one.estimate.low < one.estimate.high
    )
    ((_, _, line),) = rows_of(asked)
    assert re.match(r"[\d.,%−]+ \(95%: ", line)


def test_the_bar_is_the_pages_with_all_targets_in_one_line():
    assert everything()["scorecard"][0]["bar"] == {"actual": 0.406, "pace": 0.451, "target": 0.83}
    assert alone(conversion(1.2))["scorecard"][0]["bar"] == {"actual": 0.83, "pace": None, "target": 0.83}
    assert alone(nothing())["scorecard"][0]["bar"] is None
    assert alone(leads(80))["scorecard"][0]["bar"]["actual"] == 1.0


def test_decisions_say_what_why_who_and_until_when():
    (one,) = everything()["decisions"]
    assert {name: plain(text) for name, text in one.items()} == {
        "what": "Leads: agree on 1,700 instead of 1,840, or keep 1,840.",
        "why": "Negotiated on 10 Aug 2026; nobody has agreed yet.",
        "who": "Ana and Budi",
        "by": "by Wed 16 Sep",
    }


def test_more_than_five_decisions_are_counted():
    kpis = [leads(18, kpi={"id": f"leads{number}"}) for number in range(7)]
    letter = letter_of(report_of(*kpis, negotiations=[OPEN | {"kpi": f"leads{n}"} for n in range(7)]), "en")
    assert len(letter["decisions"]) == 5
    assert letter["decisions_title"] == "7 decisions needed"
    assert letter["decisions_more"] == "2 more are told in the report."
    assert plain(letter["preheader"]).startswith("7 decisions needed, the first by 16 Sep.")


def test_what_changed_is_the_chance_then_and_now_and_why():
    told = everything()["changes"]
    assert plain(told["since"]) == "7 Aug"
    assert [plain(line) for line in told["lines"]] == [
        "Leads: a toss-up (P = 0.41) then, unlikely (P = 0.18) now. "
        "13 new days brought 234; the plan path expected 260."
    ]
    assert [plain(line) for line in everything("id")["changes"]["lines"]] == [
        "Prospek: dulu berimbang (P = 0,41), kini kecil kemungkinan (P = 0,18). 13 hari baru menghasilkan 234; jalur "
        "rencana mengharapkan 260."
    ]
    assert alone()["changes"] is None


def test_the_changes_that_moved_most_are_told_and_the_rest_counted():
    one = unlikely()
    kpis = [replace(one, kpi=one.kpi.model_copy(update={"id": f"k{n}", "name": f"K{n}"})) for n in range(8)]
    then = {"metric": "leads", "target": 1840, "confidence": "full", "data_to": date(2026, 8, 6)}
    told = {f"k{n}": then | {"probability": 0.2 + n / 20} for n in range(8)}
    lines = letter_of(report_of(*kpis, history=[reported("2026-08-07", **told)]), "en")["changes"]["lines"]
    assert [line[:2] for line in lines] == ["K3", "K4", "K5", "K6", "K7", "3 "]
    assert lines[-1] == "3 more are told in the report."


def test_the_picture_is_of_the_worst_kpi_with_data():
    picture = everything()["picture"]
    assert (
        plain(picture["title"])
        == "Leads reached 900, 100 behind the plan path; reaching 1,840 is unlikely (P = 0.18)"
    )
    assert plain(picture["alt"]) == "Leads: 900, −10% to pace. Target 1,840. Forecast 1,650 (1,500–1,800)."
    assert alone(nothing())["picture"] is None
    assert plain(everything("id")["picture"]["title"]).startswith("Prospek mencapai 900")


@pytest.mark.parametrize(
    "one", [unlikely(), conversion(1.2), subscribers(4600), wild.asked(2)], ids=lambda one: one.kpi.id
)
def test_the_picture_is_opaque_wide_small_and_tells_nothing_else(one):
    content = base64.b64decode(alone(one)["picture"]["png"])
    assert len(content) < 80_000
    with Image.open(io.BytesIO(content)) as drawn:
        assert (drawn.format, drawn.width) == ("PNG", 1120)
        assert not drawn.info  # neither who drew it nor when, and nothing that can be seen through
        assert drawn.convert("RGBA").getextrema()[3] == (255, 255)
        assert drawn.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_a_hostile_name_leaves_letter_and_picture_whole():
    one = leads(18, kpi={"name": HOSTILE})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        letter = alone(one)
    assert letter["scorecard"][0]["name"] == HOSTILE


def test_the_foot_explains_the_chances_and_how_far_to_trust_them():
    first, second = everything()["foot"]
    assert first == (
        "Likely: a probability (P) of 0.66 or more that the target is met on its due date; toss-up: 0.34 to 0.65; "
        "less than that is unlikely."
    )
    assert second == "In the back-test on public series, 83% of 3,733 results fell inside the 80% range."
    assert len(alone(nothing())["foot"]) == 1


def test_a_report_shows_its_letters_in_a_kind_of_their_own():
    report = kpi.open_report("kopi-contoh", "2026Q3", "2026-08-21", params=ROOT / "params")
    shown = report._repr_mimebundle_()
    assert shown[MAIL_MIME]["client"] == "kopi-contoh"
    headline = shown[RESULTS_MIME]["headline"]
    assert shown[MAIL_MIME]["languages"]["en"]["headline"] == headline
