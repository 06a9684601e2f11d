"""What people write in Markdown, as far as a page lets it: bold, italics, code, lists; links as text.

Raw HTML is shown as it was written. A link is never one that can be followed: a page holds no address that a click
would send a reader to unseen, so that the address stands beside its words.
"""

import re

import mistune
from markupsafe import Markup, escape

MARKS = re.compile(r"[*_`\[\]<\\]|^\s*(?:[-+*]|\d+[.)])\s", re.MULTILINE)
ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
BLOCKS = ("blank_line", "list")


class LinksAsText(mistune.HTMLRenderer):
    """Links as their words and, where it is a common one, their address; pictures as their words."""

    def link(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        address = str(escape(url.removeprefix("mailto:")))
        return text if not ADDRESS.match(url) or address in text else f"{text} ({address})"


class _Prose(LinksAsText):
    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        return text


def _reader() -> mistune.Markdown:
    made = mistune.Markdown(_Prose(escape=True))
    made.block.rules = [rule for rule in made.block.rules if rule in BLOCKS]
    return made


def prose(text: str) -> Markup:
    """A text that may hold Markdown.

    >>> prose("Tag down; see [the *note*](https://example.org/a)")
    Markup('Tag down; see the <em>note</em> (https://example.org/a)')
    """
    if not MARKS.search(text):
        return escape(text)
    html = _reader()(text).strip()
    alone = html.startswith("<p>") and html.count("<p>") == 1 and html.endswith("</p>")
    return Markup(html[3:-4] if alone else html)
