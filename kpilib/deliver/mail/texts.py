"""Every text that a reader or a program could find in a part of a mail, however it is packed."""

import base64
import binascii
import html
import io
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import unquote_to_bytes

DATA = re.compile(r"data:([\w/+.-]*)((?:;[\w=.+-]*)*),([^\"'\s)>]*)", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
# Letters that are not seen, and would keep a name from being found.
UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
OTHER = re.compile(rb"[^\x20-\x7e]+")  # bytes that are no letters of ASCII
BETWEEN = re.compile(r"[\W_]+")
PNG = b"\x89PNG\r\n\x1a\n"


def plain(text: str) -> str:
    """A text as it is compared: its words in the letters that one sees, without case and what stands between them.

    >>> plain("Kopi\\u00a0 CONTOH"), plain("brand_ko\\u200bpi-contoh.example")
    ('kopi contoh', 'brand kopi contoh example')
    """
    seen = UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return BETWEEN.sub(" ", seen).strip()


def texts_in(kind: str, content: bytes) -> Iterator[str]:
    """All texts that are found in a part, with what is packed into it."""
    if kind == "application/pdf":
        yield from _printed(content)
    elif kind in ("image/svg+xml", "text/html", "text/plain", "application/json") or kind.startswith("text/"):
        yield from _written(content.decode("utf-8", "replace"))
    elif content.startswith(PNG):
        yield from _of_png(content)
    else:
        yield OTHER.sub(b" ", content).decode("ascii")
        yield content.decode("utf-8", "ignore")
        yield content.decode("utf-16-le", "ignore")  # as cameras and Windows write


def _written(text: str) -> Iterator[str]:
    for found in DATA.finditer(text):
        yield from _packed(*found.groups())
    rest = DATA.sub(" ", text)
    # With its tags: an attribute and a comment tell too; and without, since a tag may stand within a name.
    for one in (rest, TAG.sub("", rest), TAG.sub(" ", rest)):
        yield html.unescape(one)


def _packed(kind: str, options: str, content: str) -> Iterator[str]:
    raw = unquote_to_bytes(html.unescape(content))
    if "base64" in options.lower():
        with suppress(binascii.Error, ValueError):  # what is none is looked at as it stands
            raw = base64.b64decode(raw)
    yield from texts_in(kind.lower() or "text/plain", raw)


def _of_png(content: bytes) -> Iterator[str]:
    """What a PNG says of itself: all but its points."""
    place = len(PNG)
    while place + 8 <= len(content):
        (length,), kind = struct.unpack(">I", content[place : place + 4]), content[place + 4 : place + 8]
        if kind != b"IDAT":
            yield from _both_ways(content[place + 8 : place + 8 + length])
        place += length + 12
        if kind == b"IEND":
            break
    yield content[place:].decode("latin-1")  # what was hung on behind its end


def _both_ways(chunk: bytes) -> Iterator[str]:
    yield chunk.decode("utf-8", "replace")
    yield chunk.decode("latin-1")
    for start in (found.start() + 1 for found in re.finditer(rb"\0", chunk)):
        for skip in (0, 1):
            with suppress(zlib.error):  # most zeros have nothing packed behind them
                yield zlib.decompress(chunk[start + skip :]).decode("utf-8", "replace")


def _printed(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    yield from (str(value) for value in (reader.metadata or {}).values())
    yield from (page.extract_text() for page in reader.pages)
    yield content.decode("latin-1")
