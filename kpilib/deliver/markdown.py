"""The Markdown cells of a notebook: those of our own notebooks are told in the report's language.

HTML in them is kept as far as it only lays out text; what would run or fetch something is shown as it was written.
"""

import re

import bleach
import mistune

from kpilib.tell.language import say_as
from kpilib.tell.prose import LinksAsText

HEADING = re.compile(r"(#{1,6}\s+)(.*)", re.DOTALL)
TAGS = """
a b blockquote br caption code del div em h1 h2 h3 h4 h5 h6 hr i img li ol p pre s small span strong sub sup
table tbody td th thead tr u ul
"""
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]+")


def to_html(source: str) -> str:
    """A Markdown cell as HTML, in the language that is being spoken."""
    return safe_markdown(translated(source))


WRITTEN = "a notebook's own text"  # the meaning under which the catalogues hold it


def safe_markdown(source: str) -> str:
    """Markdown as HTML in which nothing runs, fetches or leads elsewhere."""
    writer = LinksAsText(escape=False, allow_harmful_protocols=True)
    read = mistune.create_markdown(escape=False, renderer=writer, plugins=["table", "strikethrough"])
    protocols = {"data", "http", "https"}  # which of them stands where, `_kept` says
    return bleach.clean(read(source), tags=TAGS.split(), attributes=_kept, protocols=protocols).strip()


def _kept(tag: str, name: str, value: str) -> bool:
    """Whether an attribute stays: places within the page, pictures that the cell brings along, spans of a table."""
    if tag == "a":
        return name == "href" and value.startswith("#")
    if tag == "img":
        return name in ("alt", "width", "height") or (name == "src" and PICTURE.fullmatch(value) is not None)
    return tag in ("td", "th") and name in ("colspan", "rowspan", "scope")


def translated(source: str) -> str:
    """A Markdown cell, each heading and paragraph as the catalogue has it; what it does not have stays as written."""
    return "\n\n".join(_block(block) for block in re.split(r"\n\s*\n", source.strip("\n")))


def messages(source: str) -> list[str]:
    """What a catalogue has to hold of a Markdown cell."""
    blocks = re.split(r"\n\s*\n", source.strip("\n"))
    return [HEADING.fullmatch(block)[2] if HEADING.fullmatch(block) else block for block in blocks if block]


def _block(block: str) -> str:
    heading = HEADING.fullmatch(block)
    mark, text = heading.groups() if heading else ("", block)
    return mark + (say_as(WRITTEN, text) if text else "")
