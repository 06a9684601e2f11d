"""The names of Google Analytics' columns, in whatever language it was set to: analytics_words.yml has them."""

import re
from functools import cache
from pathlib import Path

from kpilib.plan.yaml_text import read_yaml

# Dashes and apostrophes of print, as they are typed.
TYPED = str.maketrans(
    "\N{NON-BREAKING HYPHEN}\N{HYPHEN}\N{EN DASH}\N{EM DASH}\N{FIGURE DASH}\N{RIGHT SINGLE QUOTATION MARK}", "-----'"
)
# "Session primary channel group (Default Channel Group)": in brackets the group that the property has chosen.
IN_BRACKETS = re.compile(r"\s*\([^()]*\)$")


def english(header: str) -> str:
    """A header in lower case under its English name; one that is not known stays as it is.

    >>> english("Sesi"), english("Session source / medium"), english("Mood")
    ('sessions', 'session source / medium', 'mood')
    >>> english("Grup saluran utama sesi (Grup Saluran Default)")
    'session primary channel group'
    """
    names = _names()
    written = _plain(header)
    if written not in names:
        bare = names.get(_plain(IN_BRACKETS.sub("", header)), "")
        return bare if bare.endswith("channel group") else header.casefold()
    return names[written]


def is_total(text: str) -> bool:
    """Whether a cell names the row that adds up the others."""
    return not text.isdecimal() and _plain(text) in _totals()  # most cells are numbers


def _plain(text: str) -> str:
    text = " ".join(text.casefold().translate(TYPED).split())
    for mark in "-/":  # no pattern: files have hundreds of thousands of cells
        text = text.replace(f" {mark}", mark).replace(f"{mark} ", mark)
    return text


@cache
def _told() -> dict:
    return read_yaml(Path(__file__).with_suffix(".yml"))


@cache
def _names() -> dict[str, str]:
    """Every name, plainly written, to the English one."""
    found: dict[str, str] = {}
    for words in _told()["languages"].values():
        for name, told in words.items():
            for each in [name, *([told] if isinstance(told, str) else told)]:
                found.setdefault(_plain(each), name)
    return found


@cache
def _totals() -> frozenset[str]:
    return frozenset(map(_plain, _told()["totals"]))
