"""The demo clients' mail in both languages: each speaks its own, whole, and in the measure of a mail."""

import base64

import pytest

import kpilib as kpi
from kpilib.tell.mail.html import html_of
from kpilib.tell.mail.letter import letter_of
from kpilib.tell.mail.text import text_of
from tests.catalogue import ROOT
from tests.tell.spoken import sentences, texts_of
from tests.tell.test_languages import AS_OF, CLIENTS, ENGLISH, INDONESIAN, QUARTER, quotes


@pytest.fixture(params=CLIENTS, scope="module")
def report(request):
    return kpi.open_report(request.param, QUARTER, AS_OF, params=ROOT / "params")


@pytest.mark.parametrize(("language", "other"), [("en", INDONESIAN), ("id", ENGLISH)])
def test_no_sentence_holds_words_of_the_other_language(report, language, other):
    html = html_of(letter_of(report, language), contact="kpi@agency.example", cadence="weekly", revision=2)
    written = " ".join(
        path.read_text("utf-8") for path in (ROOT / "params" / report.plan.id).glob("*.yml")
    )  # what the client's people wrote stays as it was written
    found = [one for one in sentences(texts_of(html), other) if not quotes(one, " ".join(written.split()))]
    assert not found


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_kpi_is_in_the_html_and_in_the_text(report, language):
    letter = letter_of(report, language)
    html, text = " ".join(texts_of(html_of(letter))), " ".join(text_of(letter).split())
    assert len(letter["scorecard"]) == len(report.plan.kpis)
    for row in letter["scorecard"]:
        for told in (row["name"], row["word"]):
            assert " ".join(told.split()) in html
            assert " ".join(told.split()) in text
        assert " ".join(row["line"].split()) in text


def test_it_is_as_small_as_a_mail_should_be(report):
    letter = letter_of(report, "id")
    assert len(html_of(letter, cid="picture@agency.example").encode()) < 20_000
    assert len(base64.b64decode(letter["picture"]["png"])) < 30_000
