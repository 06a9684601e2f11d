"""An Indonesian report says nothing in English, and an English one nothing in Indonesian."""

import re
import shutil
from dataclasses import dataclass
from functools import cache

import pytest

import kpilib as kpi
from tests.catalogue import ROOT, translations
from tests.tell.spoken import sentences, texts_of

pytestmark = pytest.mark.usefixtures("exports_read_once")
CLIENTS = ["kopi-contoh", "langkah-sample", "pumpen-muster"]
QUARTER, AS_OF = "2026Q3", "2026-08-21"
LANGUAGE = re.compile(r"^language:.*$", re.MULTILINE)
# Words that hardly a sentence does without, and that the other language has not.
ENGLISH = {"the", "of", "is", "are", "was", "were", "and", "with", "without", "from", "this", "that", "each", "its"}
INDONESIAN = {"yang", "dan", "dari", "untuk", "dengan", "tanpa", "tidak", "pada", "adalah", "ini", "itu", "dalam"}
LETTERS = "letters"  # the analyst's, which are written in both languages at once


@pytest.fixture(scope="module", params=[(client, told) for client in CLIENTS for told in ("en", "id")], ids="-".join)
def said(request, tmp_path_factory, exports_read_once):  # noqa: ARG001
    """The language, and every text of a client's report, review and check of the data in it."""
    client, language = request.param
    params = tmp_path_factory.mktemp("params")
    shutil.copytree(ROOT / "params" / client, params / client)
    file = params / client / "client.yml"
    file.write_text(LANGUAGE.sub(f"language: {language}", file.read_text("utf-8")), "utf-8")
    doors = (kpi.open_report, kpi.open_review, kpi.open_data)
    opened = [door(client, QUARTER, AS_OF, params=params) for door in doors]
    written = " ".join(path.read_text("utf-8") for path in (params / client).glob("*.yml"))
    return language, [text for one in opened for text in texts_of(_shown(one))], " ".join(written.split())


def _shown(opened) -> str:
    """Everything of a report that shows itself."""
    names = [name for name in dir(type(opened)) if not name.startswith("_") and name != LETTERS]
    parts = [getattr(opened, name) for name in names if isinstance(getattr(type(opened), name), property)]
    html = [part._repr_html_() for part in parts if hasattr(part, "_repr_html_")]
    if hasattr(opened, "others"):
        html.append(kpi.charts_progress(opened.others)._repr_html_())
    return "\n".join(html)


def test_no_text_is_a_message_of_the_other_language(said):
    language, texts, _ = said
    other, own = _patterns("id" if language == "en" else "en"), _patterns(language)
    found = {text for text in set(texts) if any(one.fits(text) for one in other)}
    assert not {text for text in found if not any(one.fits(text) for one in own)}


def test_no_sentence_holds_words_of_the_other_language(said):
    """What the client's people wrote is theirs, in whatever language they wrote it."""
    language, texts, written = said
    other = INDONESIAN if language == "en" else ENGLISH
    found = [one for one in sentences(texts, other) if not quotes(one, written)]
    assert not found


def quotes(text: str, written: str) -> bool:
    """Whether a text is made of words of the client's files, in part at least: four in a row, or all it has."""
    words = text.rstrip("…").split()
    runs = [" ".join(words[at : at + 4]) for at in range(max(1, len(words) - 3))]
    return any(run.strip("“”.,;:") in written for run in runs)


@dataclass(frozen=True)
class _Pattern:
    """A message with anything in its places; most texts are told apart by its beginning alone."""

    begin: str
    whole: re.Pattern

    def fits(self, text: str) -> bool:
        return text.startswith(self.begin) and self.whole.fullmatch(text) is not None


@cache
def _patterns(language: str) -> list[_Pattern]:
    """The messages of a language as patterns; those that both languages share are no sign of either."""
    patterns = []
    for one in translations("id"):
        english = [one.id] if isinstance(one.id, str) else list(one.id)
        indonesian = [one.string] if isinstance(one.string, str) else list(one.string)
        for text in indonesian if language == "id" else english:
            words = re.sub(r"\{\w*\}", " ", text).split()
            if "{" not in text or len(words) > 2:  # others would fit nearly everything
                parts = re.split(r"\{\w*\}", " ".join(text.split()))
                patterns.append(_Pattern(parts[0], re.compile(".+".join(map(re.escape, parts)))))
    return patterns
