"""What an HTML mail is made of, in the terms of caniemail.com, and which mail clients show it.

The data set (MIT) tells for each feature of HTML and CSS whether a version of a client shows it: "y", "n", "a" where
it does so in part, "u" where nobody has looked. What a mail uses is found by the names that the data set has for it,
as its own checker does.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import tinycss2
from bs4 import BeautifulSoup, Comment, Doctype, Tag

SEMANTIC = {"article", "aside", "details", "figure", "footer", "header", "main", "mark", "nav", "section", "time"}
LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
FORMS = {"form", "input", "select", "textarea", "button"}
IMAGES = {"jpg", "jpeg", "gif", "webp", "svg", "avif", "bmp", "tiff"}

Features = Mapping[str, dict[str, Any]]


def used(html: str, known: Features) -> set[str]:
    """The features, by their names in the data set, that a mail uses. What it does not know by name is left out."""
    soup = BeautifulSoup(html, "html.parser")
    found = set(_of_document(soup))
    for tag in soup.find_all(True):
        found |= set(_of_tag(tag, known))
    return {name for name in found if name in known}


def support(feature: Mapping[str, Any], client: str) -> str:
    """What the newest version of a client that was looked at does: "y", "a", "n", "u"; "u" where none was.

    The data set lists the versions oldest first.
    """
    family, _, platform = client.partition(".")
    versions = feature["stats"].get(family, {}).get(platform, {})
    return list(versions.values())[-1][0] if versions else "u"


def _of_document(soup: BeautifulSoup) -> Iterator[str]:
    for text in soup.find_all(string=True):
        if isinstance(text, Comment):
            yield "html-comments"
        if isinstance(text, Doctype) and text.strip().lower() in ("html", "doctype html"):
            yield "html-doctype"


def _of_tag(tag: Tag, known: Features) -> Iterator[str]:
    name = tag.name
    yield from [slug] if not _attribute(slug := f"html-{name}", known) else []
    yield from ["html-h1-h6"] if re.fullmatch("h[1-6]", name) else []
    yield from ["html-semantics"] if name in SEMANTIC else []
    yield from ["html-lists"] if name in LISTS else []
    yield from ["html-form"] if name in FORMS else []
    yield from ["html-strong"] if name == "b" else []
    for attribute, value in tag.attrs.items():
        yield from [slug] if _attribute(slug := f"html-{attribute}", known) else []
        if attribute == "style":
            yield from _of_style(value, known)
    if name == "a" and str(tag.get("href", "")).startswith("mailto:"):
        yield "html-mailto-links"
    if name == "a" and str(tag.get("href", "")).startswith("#"):
        yield "html-anchor-links"
    if name == "meta" and tag.get("name") == "color-scheme":
        yield "html-meta-color-scheme"
    if name == "style":
        yield from _of_sheet(tag.string or "")
    if name == "img":
        yield _of_image(str(tag.get("src", "")))


def _attribute(slug: str, known: Features) -> bool:
    """Whether a name of the data set is one of an attribute; "html-style" is that of an element."""
    return slug in known and known[slug]["title"].endswith("attribute")


def _of_image(address: str) -> str:
    if address.startswith("data:"):
        return "image-base64"
    ending = address.rpartition(".")[2].lower()
    return f"image-{ending}" if ending in IMAGES else "image-png"


def _of_sheet(text: str) -> Iterator[str]:
    for rule in tinycss2.parse_stylesheet(text, skip_whitespace=True):
        if rule.type == "at-rule":
            yield f"css-at-{rule.lower_at_keyword}"
        elif rule.type == "qualified-rule":
            yield "css-selector-class"


def _of_style(text: str, known: Features) -> Iterator[str]:
    for one in tinycss2.parse_declaration_list(text, skip_comments=False, skip_whitespace=True):
        if one.type == "comment":
            yield "css-comments"
        if one.type != "declaration":
            continue
        # "border-top" is a case of "border"; the name that fits best is told.
        parts = one.lower_name.split("-")
        names = ["-".join(parts[:count]) for count in range(len(parts), 0, -1)]
        yield next((f"css-{name}" for name in names if f"css-{name}" in known), f"css-{one.lower_name}")
        yield from ["css-important"] if one.important else []
        yield from _of_values(one.lower_name, one.value)


def _of_values(name: str, values: list) -> Iterator[str]:
    for value in values:
        if value.type == "ident":
            yield f"css-{name}-{value.lower_value}"  # such as display:none
            yield from ["css-variables"] if value.value.startswith("--") else []
            yield from ["css-sytem-ui"] if value.lower_value.startswith("system-ui") else []
        elif value.type == "dimension":
            yield f"css-unit-{value.lower_unit}"
        elif value.type == "percentage":
            yield "css-unit-percent"
        elif value.type == "function":
            called = value.lower_name
            yield "css-variables" if called == "var" else f"css-{called}"
            yield f"css-function-{called}"
            yield f"css-unit-{called}"
            yield from _of_values(name, value.arguments)
