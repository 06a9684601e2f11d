"""The words of statements, one file a language: data, so that an analyst can add to them."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kpilib.plan.yaml_text import read_yaml

LANGUAGES = ("en", "id")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The words of one language, by what they mean; see en.yml."""

    language: str
    words: dict

    def any_of(self, *keys: str) -> str:
        """A regular expression for any word or phrase under these keys, the longest first."""
        phrases = sorted({str(phrase) for key in keys for phrase in self.words[key]}, key=len, reverse=True)
        return "(?:" + "|".join(phrase_pattern(phrase) for phrase in phrases) + ")" if phrases else "(?!)"

    def compile(self) -> None:
        """Have the patterns of all words ready."""
        for key in self.words:
            _compiled(self, key)

    def find(self, key: str, text: str) -> re.Match[str] | None:
        """The first word or phrase under `key` that stands in the text."""
        return _compiled(self, key).search(text)

    def ends(self, text: str, *keys: str) -> re.Match[str] | None:
        """The word under one of these keys with which the text ends."""
        return _ending(self, keys).search(text)

    def value(self, key: str, phrase: str) -> float | str:
        """What a phrase stands for, where the key gives each phrase a value."""
        return self.words[key][re.sub(r"\s+", " ", phrase)]


def phrase_pattern(phrase: str) -> str:
    """A phrase as a regular expression; between its words any white space may stand."""
    return r"\s+".join(re.escape(word) for word in phrase.casefold().split())


@cache
def _compiled(vocabulary: Vocabulary, key: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){vocabulary.any_of(key)}(?!\w)")


@cache
def _ending(vocabulary: Vocabulary, keys: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){vocabulary.any_of(*keys)}\s*$")


@cache
def vocabulary(language: str) -> Vocabulary:
    """The words of a language, English or Indonesian.

    >>> vocabulary("id").find("at_least", "paling sedikit 20 pesanan").group()
    'paling sedikit'
    """
    return Vocabulary(language, read_yaml(files(__package__).joinpath(f"{language}.yml")))


def language_of(text: str, default: str = "en") -> str:
    """The language whose words the text uses more; `default` where neither does.

    >>> language_of("naikkan prospek menjadi 40 sebelum akhir kuartal ini"), language_of("40 leads by Friday")
    ('id', 'en')
    """
    keys = ("increase", "decrease", "reach", "by", "to", "from", "due", "against", "at_least", "at_most", "scales")
    keys += ("quarter", "year", "month", "week", "within", "end_of", "unspecific", "qualifiers", "factors")
    score = {language: sum(_count(vocabulary(language), key, text) for key in keys) for language in LANGUAGES}
    best = max(score.values())
    found = [language for language in LANGUAGES if score[language] == best]
    return found[0] if len(found) == 1 else default


def _count(words: Vocabulary, key: str, text: str) -> int:
    return len(_compiled(words, key).findall(text.casefold()))
