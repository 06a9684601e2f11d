"""The HTML of the mail: all of the letter, nothing that a mail client would drop, what people wrote as text."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from kpilib.tell.formats import NO_BREAK
from kpilib.tell.mail.bar import cells_of
from kpilib.tell.mail.html import html_of
from kpilib.tell.mail.letter import letter_of
from tests.tell import wild
from tests.tell.examples import leads, nothing
from tests.tell.mail.letters import HOSTILE, OPEN, alone, everything, report_of, unlikely

LARGEST = 60_000  # bytes; Gmail cuts what is above 102 kB


def shown(letter, **about) -> str:
    """What a reader reads, with common spaces."""
    soup = BeautifulSoup(html_of(letter, **about), "html.parser")
    return " ".join(soup.body.get_text(" ").split())


def styles(html):
    return [tag["style"] for tag in BeautifulSoup(html, "html.parser").find_all(style=True)]


@pytest.mark.parametrize("language", ["en", "id"])
def test_all_that_the_letter_says_is_shown(language):
    letter = everything(language)
    text = shown(letter, cid="a@b", attached=[("kpi.html", "full report")], contact="kpi@agency.example")
    said = [
        letter["client"],
        letter["quarter"],
        letter["facts"],
        letter["headline"],
        letter["preheader"],
        letter["invented"],
    ]
    said += [*letter["lede"], *letter["foot"], *letter["changes"]["lines"], letter["decisions_title"]]
    said += [one[part] for one in letter["decisions"] for part in ("what", "why", "who", "by")]
    said += [one[part] for one in letter["scorecard"] for part in ("name", "word")]
    said += [letter["picture"][part] for part in ("title", "subtitle", "note")]
    plain = text.replace(" ,", ",").replace(" .", ".")
    for one in said:
        assert " ".join(one.split()) in plain
    for one in letter["scorecard"]:
        assert " ".join(one["line"].split()) in plain


def test_the_words_under_the_letter():
    text = shown(everything(), contact="kpi@agency.example", cadence="fortnightly", revision=2)
    assert text.endswith(
        "You receive this every second week as a named reader of Kedai Uji. Change how often, or stop . "
        "Run 2026-08-20, revision 2."
    )
    text = shown(everything("id"), contact="kpi@agency.example", cadence="monthly")
    assert text.endswith(
        "Anda menerima e-mail ini setiap bulan sebagai pembaca terdaftar untuk Kedai Uji. "
        "Ubah frekuensi atau berhenti . Dibuat 2026-08-20, revisi 1."
    )


def test_the_address_to_change_or_stop_is_encoded():
    html = html_of(everything(name='Kopi & "Co"'), contact="kpi+a?cc=x@büro.example")
    (link,) = BeautifulSoup(html, "html.parser").find_all("a")
    assert link["href"] == (
        "mailto:kpi+a%3Fcc%3Dx@b%C3%BCro.example?subject=Kopi%20%26%20%22Co%22%3A%20change%20how%20often%2C%20or%20stop"
    )
    assert not BeautifulSoup(html_of(everything()), "html.parser").find_all("a")


def test_nothing_is_in_it_that_a_mail_client_drops():
    html = html_of(everything(), cid="a@b", attached=[("a.html", "")], contact="kpi@agency.example")
    for absent in ("<style", "var(", "<svg", "data:", "<script", "class=", "rgb(", "position", "flex", "http-equiv"):
        assert absent not in html
    colours = re.findall(r"color:([^;]+)", ";".join(styles(html)))
    assert colours
    assert all(re.fullmatch("#[0-9a-f]{6}", one) for one in colours)
    assert html.count("<!--[if mso]>") == html.count("<![endif]-->") == 3


def test_it_is_tables_for_the_eye_with_a_language_and_headings():
    soup = BeautifulSoup(html_of(everything("id"), cid="a@b"), "html.parser")
    assert soup.html["lang"] == "id"
    assert {table.get("role") for table in soup.find_all("table")} == {"presentation"}
    assert [tag.name for tag in soup.find_all(re.compile("h[1-6]"))] == ["h1", "h2", "h2", "h2", "h2"]
    (picture,) = soup.find_all("img")
    assert (picture["src"], picture["width"]) == ("cid:a@b", "560")
    assert picture["alt"].startswith("Prospek: 900")


def test_text_is_large_enough_to_be_read():
    sizes = [
        size for style in styles(html_of(everything())) for size in re.findall(r"(\d+)px/|font-size:(\d+)px", style)
    ]
    assert {int(one or other) for one, other in sizes} - {1} >= {14, 15, 16, 24}
    assert min({int(one or other) for one, other in sizes} - {1}) >= 14  # 1 px are empty rows and the preheader


@pytest.mark.parametrize("letter", [alone(), alone(nothing()), alone(nothing(), "id")], ids=["one", "nothing", "id"])
def test_what_a_letter_has_not_leaves_no_trace(letter):
    html = html_of(letter)
    for absent in ("decisions needed", "Changed since", "Perubahan sejak", "Attached", "Lampiran", "mailto:", "None"):
        assert absent not in html
    soup = BeautifulSoup(html, "html.parser")
    assert len(soup.find_all("img")) == (letter["picture"] is not None)


def test_what_people_wrote_is_shown_as_they_wrote_it_and_never_run():
    one = leads(18, kpi={"name": HOSTILE, "owner": HOSTILE})
    letter = letter_of(report_of(one, client={"name": HOSTILE}, negotiations=[OPEN]), "en")
    html = html_of(letter, cid='"><script>', attached=[(HOSTILE, HOSTILE)], contact='"><script>@x.example')
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all("script")
    tags = "html head meta title body div table tr td b br h1 h2 span img a"
    assert {tag.name for tag in soup.find_all(True)} <= set(tags.split())
    allowed = {
        "style",
        "role",
        "width",
        "height",
        "bgcolor",
        "align",
        "valign",
        "cellpadding",
        "cellspacing",
        "border",
    }
    allowed |= {"lang", "charset", "name", "content", "href", "src", "alt", "colspan"}
    assert {name for tag in soup.find_all(True) for name in tag.attrs} <= allowed
    assert HOSTILE in soup.body.get_text()


def test_a_name_that_looks_like_our_own_code_is_kept():
    name = 'Leads class="x" <td class="y">'
    assert name in BeautifulSoup(html_of(alone(leads(18, kpi={"name": name}))), "html.parser").body.get_text()


def test_thirty_kpis_with_long_names_fit():
    name = "Qualified leads of the wholesale channel that came through partners and fairs, {}"
    one = unlikely()
    kpis = [
        replace(one, kpi=one.kpi.model_copy(update={"id": f"k{number}", "name": name.format(number)}))
        for number in range(30)
    ]
    agreed = {"negotiations": [OPEN | {"kpi": kpi.kpi.id} for kpi in kpis]}
    html = html_of(letter_of(report_of(*kpis, **agreed), "id"), cid="a@b", attached=[("a.html", "b")] * 3)
    assert html.count("partners and fairs, ") > 30
    assert len(html.encode()) < LARGEST


@pytest.mark.parametrize("seed", range(12))
def test_every_kpi_is_shown_whatever_it_is(seed):
    one = wild.assessment(seed)
    letter = alone(one)
    text = shown(letter, cid="a@b")
    (row,) = letter["scorecard"]
    assert " ".join(f"{row['word']}".split()) in text
    assert " ".join(row["line"].split()) in text.replace(" ,", ",").replace(" .", ".")


@pytest.mark.parametrize("actual", [0.0, 0.001, 0.405, 0.8259, 0.83, 0.834, 0.999, 1.0])
@pytest.mark.parametrize("pace", [None, 0.0, 0.406, 0.83, 1.0])
def test_the_cells_of_a_bar_fill_it(actual, pace):
    cells = cells_of({"actual": actual, "pace": pace, "target": 0.83}, "off_course")
    assert round(sum(width for width, _ in cells), 1) == 100
    assert all(width > 0 for width, _ in cells)
    assert (0.8, "#1b2430") in cells  # the target can always be seen


def test_a_bar_has_its_actual_dark_and_the_pace_it_missed_in_the_colour_of_that():
    assert cells_of({"actual": 0.4, "pace": 0.45, "target": 0.83}, "off_course") == [
        (40.0, "#1b2430"),
        (4.6, "#e6e9ed"),
        (0.8, "#b23c0c"),
        (36.7, "#e6e9ed"),
        (0.5, "#ffffff"),
        (0.8, "#1b2430"),
        (0.5, "#ffffff"),
        (16.1, "#e6e9ed"),
    ]
    assert cells_of(None, "unknown") == []


def test_spaces_that_do_not_break_stay():
    assert f"P{NO_BREAK}={NO_BREAK}0.18" in BeautifulSoup(html_of(everything()), "html.parser").get_text()
