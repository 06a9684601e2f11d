"""What a page says to its reader: every text of its HTML, its pictures' too."""

import base64
import re
from collections.abc import Iterator
from html.parser import HTMLParser

SAID_IN = ("alt", "aria-label", "title", "summary")  # attributes that a reader sees or hears
PICTURE = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
UNSAID = ("style", "script", "code")


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag, attrs):
        self._inside += [tag] if tag in UNSAID else []
        for name, value in attrs:
            if name in SAID_IN and value:
                self.found.append(value)
            for picture in PICTURE.findall(value or ""):
                self.found += texts_of(base64.b64decode(picture).decode())

    def handle_endtag(self, tag):
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data):
        if not self._inside and data.strip():
            self.found.append(data)


def texts_of(html: str) -> list[str]:
    """Every text of a page or a picture, with common spaces.

    >>> texts_of('<p>Leads <b>548</b></p><img alt="A bar">')
    ['Leads', '548', 'A bar']
    """
    reader = _Texts()
    reader.feed(html)
    return [" ".join(text.split()) for text in reader.found]


def sentences(texts: list[str], words: set[str]) -> Iterator[str]:
    """Those texts that hold one of the words."""
    for text in texts:
        if words & set(re.findall(r"[a-z]+", text.lower())):
            yield text
