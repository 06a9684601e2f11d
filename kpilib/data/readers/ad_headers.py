"""What the headers of an ad platform's report mean, in every language that the platform writes them in.

The words of a platform stand in a YAML file beside its reader: meaning, language, headers, the preferred one first.
A meaning is a measure of the catalogue, or one of day, date, starts, ends, period, campaign, ad_set, ad, currency
and split: a column that splits a campaign's rows further, by age or by country. `own` lists headers that no other
tool has.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kpilib.data.sheet import Row, Sheet
from kpilib.plan.yaml_text import read_yaml

CURRENCY = re.compile(r"\s*\(([A-Z]{3})\)$")  # Amount spent (IDR)
SEARCHED_LINES = 15
LEVELS = ("campaign", "ad_set", "ad")


@dataclass(frozen=True)
class Columns:
    """What the columns of a header mean.

    places    : meaning to place; of several headers of one meaning the preferred one.
    splits    : places of the columns that split a campaign's rows further.
    twice     : meanings that a second column holds as well, with its place: a cost in another currency, say.
    day_first : the header's language writes the day before the month.
    """

    header: Row
    places: Mapping[str, int]
    splits: tuple[int, ...]
    twice: tuple[tuple[str, int], ...]
    day_first: bool

    @property
    def keys(self) -> tuple[int, ...]:
        """Places of what tells one row of a day from another: campaign, ad set, ad, and what splits them."""
        return (*(self.places[level] for level in LEVELS if level in self.places), *self.splits)

    def has(self, *meanings: str) -> bool:
        return all(meaning in self.places for meaning in meanings)

    def currency(self) -> str | None:
        """The currency that stands in the header of the cost."""
        found = CURRENCY.search(self.header.cells[self.places["cost"]].upper()) if "cost" in self.places else None
        return found[1] if found else None


class Words:
    """The headers of one platform: each in its plain form, with its meanings and languages."""

    def __init__(self, told: Mapping[str, Mapping[str, Iterable[str]]]):
        self.ranks: dict[str, tuple[str, int]] = {}
        self.languages: dict[str, set[str]] = {}
        self.only_here = frozenset(plain(header) for own in told.get("own", {}).values() for header in own)
        for meaning, languages in told.items():
            if meaning == "own":
                continue
            for language, headers in languages.items():
                for rank, header in enumerate(headers):
                    self.ranks.setdefault(plain(header), (meaning, rank))
                    self.languages.setdefault(plain(header), set()).add(language)

    def columns(self, row: Row) -> Columns:
        """What the cells of a row mean, if it is a header."""
        names = [plain(cell) for cell in row.cells]
        best: dict[str, tuple[int, int]] = {}
        splits, twice = [], []
        for place, name in enumerate(names):
            meaning, rank = self.ranks.get(name, ("", 0))
            if meaning == "split":
                splits.append(place)
            elif meaning and meaning in best and best[meaning][0] == rank:
                twice.append((meaning, place))
            elif meaning and (meaning not in best or rank < best[meaning][0]):
                best[meaning] = (rank, place)
        places = {meaning: place for meaning, (_, place) in best.items()}
        return Columns(row, places, tuple(splits), tuple(twice), self._day_first(names))

    def _day_first(self, names: list[str]) -> bool:
        """Only English may put the month first; a header of another language has more words of that one."""
        said = [self.languages.get(name, set()) for name in names]
        others = {language for languages in said for language in languages} - {"en"}
        english = sum("en" in languages for languages in said)
        return any(sum(other in languages for languages in said) > english for other in others)

    def header(self, sheet: Sheet) -> Columns | None:
        """The columns of the first row that holds at least three of the platform's words."""
        for row in sheet.rows[:SEARCHED_LINES]:
            columns = self.columns(row)
            if len(columns.places) + len(columns.splits) >= 3:
                return columns
        return None


def plain(header: str) -> str:
    """A header as it is looked up: without case, accents, needless spaces, and the currency at its end.

    >>> plain("Montant dépensé (EUR)"), plain("Clicks (All)")
    ('montant depense', 'clicks (all)')
    """
    text = unicodedata.normalize("NFKD", CURRENCY.sub("", header.strip()).casefold().replace("’", "'"))
    return " ".join("".join(letter for letter in text if not unicodedata.combining(letter)).split())


@cache
def words_of(name: str) -> Words:
    """The words of a platform from the YAML file of that name beside this module."""
    return Words(read_yaml(Path(__file__).with_name(name)))
