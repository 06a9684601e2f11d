"""Every message that the code and the notebooks say stands in the catalogue of every language, whole."""

import re

import pytest

from tests.catalogue import messages, places, translated, translations

LANGUAGES = ["id"]


def pairs(language):
    known = translations(language)
    for message in messages():
        if message.id:
            found = known.get(message.id, message.context)
            yield message, found


def texts(string):
    return [string] if isinstance(string, str) else list(string)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_has_a_translation(language):
    absent = [one.id for one, found in pairs(language) if found is None or not translated(found)]
    assert not absent, f"`make words` adds them to the catalogue: {absent}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_message_and_no_other(language):
    wrong = []
    for one, found in pairs(language):
        if found is None:
            continue
        asked = set.union(*(places(text) for text in texts(one.id)))
        # A count may be left out where the words say it ("the one KPI").
        wrong += [one.id for text in texts(found.string) if places(text) - asked or asked - places(text) - {"number"}]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_holds_a_message_that_is_said_no_longer(language):
    said = {(one.id if isinstance(one.id, str) else tuple(one.id), one.context) for one in messages()}
    old = [one.id for one in translations(language) if one.id and (one.id, one.context) not in said]
    assert not old, f"`make words` takes them out: {old}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_end_of_its_sentence(language):
    """A full stop that is lost or won would join two sentences or split one."""
    wrong = []
    for one, found in pairs(language):
        for text in texts(found.string) if found is not None else []:
            wrong += [one.id] if text.endswith(".") != texts(one.id)[-1].endswith(".") else []
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_holds_an_english_figure_or_a_false_minus(language):
    """Numbers come in as values: one that is written out would keep the English point."""
    odd = [one.id for one, found in pairs(language) if found and re.search(r"\d\.\d", " ".join(texts(found.string)))]
    assert not odd
