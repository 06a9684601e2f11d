"""The notes at the foot of a report and the page of the catalogue: every metric told, in both languages, escaped."""

import re
from dataclasses import replace
from importlib.resources import files

import pytest
from ruamel.yaml import YAML

from kpilib.deliver.page import without_dead_links
from kpilib.deliver.standalone import refuse_unless_standalone
from kpilib.plan.catalogue import Metric, metrics
from kpilib.tell.language import speaking
from kpilib.tell.reference import link_to_note, meaning, notes_of, reference_page
from kpilib.tell.reference.meaning import IMPROVEMENTS, KINDS, NEEDS, TEMPOS, TIMINGS, UNITS
from tests.tell.examples import conversion, leads

OWN = Metric(
    name="<i>Demos</i>", kind="sum", numerator="demos_held", unit="count", improvement="increase", stage="act"
)


def texts(language: str) -> dict:
    return YAML(typ="safe").load(files("kpilib.tell.reference").joinpath(f"{language}.yml").read_text("utf-8"))


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_metric_of_the_catalogue_has_a_meaning_and_a_pitfall(language):
    told = texts(language)
    assert list(told) == list(metrics())
    for one in told.values():
        assert set(one) == {"means", "pitfall"}
        assert all(re.fullmatch(r"[A-Z0-9].*\.", text) for text in one.values())


def test_the_languages_do_not_say_the_same():
    english, indonesian = texts("en"), texts("id")
    assert [key for key in english if english[key] == indonesian[key]] == []


def test_every_key_that_a_metric_may_have_is_told_in_words():
    for key, words in {
        "unit": UNITS, "improvement": IMPROVEMENTS, "timing": TIMINGS, "tempo": TEMPOS, "kind": KINDS
    }.items():  # fmt: skip
        assert set(words) == set(Metric.model_fields[key].annotation.__args__)
    assert {need for one in metrics().values() for need in one.needs} <= set(NEEDS)


def test_a_note_tells_formula_meaning_and_pitfall():
    told = notes_of([leads()]).html
    assert "<p>sum of leads</p>" in told
    assert "How many people left their address or asked for something." in told
    assert "doubles, spam" in told
    assert "A count · more is better · leading: tells of what will come." in told


def test_a_note_of_a_clients_own_metric_under_a_known_name_tells_nothing_of_the_catalogues():
    one = replace(leads(), metric=OWN)
    told = notes_of([one]).html
    assert "left their address" not in told
    assert "sum of demos held" in told


def test_a_vanity_metric_and_one_for_faults_say_so():
    with speaking("en"):
        assert "proves nothing by itself" in meaning.pitfalls("likes", metrics()["likes"])[-1]
        assert "too unreliable for a target" in meaning.pitfalls("email_opens", metrics()["email_opens"])[-1]


def test_name_and_note_lead_to_each_other_whatever_the_id_holds():
    odd = leads(kpi={"id": 'a b"><script>', "name": "<b>Leads & co"})
    link, note = str(link_to_note(odd)), str(notes_of([odd]).html)
    target = re.search(r'href="#([^"]+)"', link)[1]
    assert re.fullmatch(r"[\w.-]+", target)
    assert f'<dt id="{target}">' in note
    back = re.search(r'href="#([^"]+)"', note)[1]
    assert f'id="{back}"' in link
    assert "<script" not in link + note
    assert "&lt;b&gt;Leads &amp; co" in link


def test_two_ids_never_have_the_same_mark():
    one, two = leads(kpi={"id": "a b"}), leads(kpi={"id": "a.20.b"})
    assert str(link_to_note(one)) != str(link_to_note(two))


def test_a_name_leads_nowhere_on_a_page_without_notes_and_a_note_has_no_way_back_without_a_scorecard():
    link, note = str(link_to_note(leads())), str(notes_of([leads()]).html)
    assert without_dead_links(link) == "Leads"
    assert "<a" not in without_dead_links(note)
    assert without_dead_links(link + note) == link + note


def test_ten_notes_take_less_than_ten_kilobytes():
    assert len(notes_of([leads(), conversion()] * 5).html.encode()) < 10_000


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_page_tells_every_metric_and_stands_alone(language):
    page = reference_page(metrics(), language)
    refuse_unless_standalone(page)
    assert f'<html lang="{language}">' in page
    assert page.count('class="kpi-metric"') == len(metrics())
    there = re.findall(r' id="([^"]+)"', page)
    assert len(there) == len(set(there))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(there)


def test_the_page_is_translated_whole():
    english = reference_page(metrics(), "en")
    indonesian = reference_page(metrics(), "id")
    for words in (
        "What each number means",
        "Beware",
        "more is better",
        "web analytics",
        "Formula",
        "a ratio of sums",
    ):
        assert words in english
        assert words not in indonesian


def test_a_clients_own_metric_is_marked_and_escaped():
    page = reference_page({"demos": OWN}, "en", about="<shop>")
    assert "&lt;i&gt;Demos" in page
    assert "this client’s own" in page
    assert "&lt;shop&gt;" in page
    assert 'id="m-demos"' in page
