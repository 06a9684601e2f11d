"""The Markdown cells of a notebook: those of our own notebooks are told in the report's language."""

import re

from nbconvert.filters import markdown2html

from kpilib.tell.language import say_as

ANCHOR = re.compile(r'<a class="anchor-link"[^>]*>.*?</a>')
HEADING = re.compile(r"(#{1,6}\s+)(.*)", re.DOTALL)


def to_html(source: str) -> str:
    """A Markdown cell as HTML, in the language that is being spoken."""
    return ANCHOR.sub("", markdown2html(translated(source)))


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
    return mark + (say_as("a notebook's own text", text) if text else "")
