"""Whether another client is found in a mail: its name, its folder's name, its domains and addresses.

Everything that a reader or a program could find is looked at: the text, the HTML with its attributes and comments,
pictures within pages, what pictures and printed pages say of themselves.
"""

import base64
import binascii
import html
import io
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from kpilib.plan.client import Client
from kpilib.plan.mail_address import domain_of, envelope
from kpilib.plan.params import about_client, client_names

DATA = re.compile(r"data:([\w/+.-]*)((?:;[\w=.+-]*)*),([^\"'\s)>]*)", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")
# Letters that are not seen, and would keep a name from being found.
UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
PNG = b"\x89PNG\r\n\x1a\n"
# Where everybody may have an address, a domain tells of nobody.
PUBLIC = {
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "proton.me"),
    *("yahoo.com", "yahoo.co.id", "gmx.de", "gmx.net", "web.de", "t-online.de", "ymail.com", "aol.com", "zoho.com"),
}


@dataclass(frozen=True)
class Stranger:
    """A client that must not be found in another's mail; `signs` are what would give it away, as `plain` writes."""

    id: str
    signs: tuple[str, ...]


def strangers_of(client: str, everyone: Mapping[str, Client | None], *, ours: str = "") -> list[Stranger]:
    """All other clients, by what would give each away in a mail of this one.

    everyone : by folder; None for one whose client.yml cannot be read, which is known by its folder alone.
    ours     : the agency's own address, which may stand anywhere.
    What belongs to this client too gives nobody away, nor does what it may mention.
    """
    me = everyone.get(client)
    mine = {plain(one) for one in (*_names(client, me), *(me.may_mention if me else ()))} | _places(me)
    mine |= {domain_of(ours), ours.casefold()} if ours else set()
    found = []
    for name, one in everyone.items():
        if name != client:
            signs = {plain(each) for each in _names(name, one)} | _places(one)
            found.append(Stranger(name, tuple(sorted(sign for sign in signs - mine - PUBLIC if sign))))
    return found


def read_everyone(params: Path) -> dict[str, Client | None]:
    """Every client's own file, by the name of its folder; None for one that has problems."""
    return {name: about_client(params, name).validated(Client) for name in client_names(params)}


def _names(folder: str, client: Client | None) -> list[str]:
    return [folder, client.name] if client else [folder]


def _places(client: Client | None) -> set[str]:
    if client is None:
        return set()
    addresses = {envelope(one.email).casefold() for one in client.recipients}
    places = {domain_of(one) for one in (*addresses, *client.mail_allowed)}
    return addresses | places


def found_in(parts: Iterable[tuple[str, str, bytes]], strangers: Sequence[Stranger]) -> Iterator[tuple[str, str, str]]:
    """Every stranger in a mail: its id, the sign by which it was found, and where. Each once in a part.

    parts : where ("the text", a file's name), kind ("text/html"), content.
    """
    signs = {sign: one.id for one in strangers for sign in one.signs}
    by_first: dict[str, list[str]] = {}
    for sign in signs:
        by_first.setdefault(WORD.findall(sign)[0] if WORD.search(sign) else sign, []).append(sign)
    for where, kind, content in parts:
        told = set()
        for text in texts_in(kind, content):
            seen = plain(text)
            for word in set(WORD.findall(seen)) & by_first.keys():
                told |= {sign for sign in by_first[word] if _stands_in(sign, seen)}
        yield from ((signs[sign], sign, where) for sign in sorted(told))


WORD = re.compile(r"\w+")


def _stands_in(sign: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(sign)}(?!\w)", text) is not None


def plain(text: str) -> str:
    """A text as it is compared: letters as one sees them, without case, with single spaces.

    >>> plain("Kopi\\u00a0 CONTOH"), plain("ko\\u200bpi")
    ('kopi contoh', 'kopi')
    """
    return " ".join(UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold().split())


def texts_in(kind: str, content: bytes) -> Iterator[str]:
    """All texts that are found in a part, with what is packed into it."""
    if kind == "application/pdf":
        yield from _printed(content)
    elif kind in ("image/svg+xml", "text/html", "text/plain", "application/json") or kind.startswith("text/"):
        yield from _written(content.decode("utf-8", "replace"))
    elif content.startswith(PNG):
        yield from _of_png(content)
    else:
        yield content.decode("latin-1")
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
        try:
            raw = base64.b64decode(raw)
        except (binascii.Error, ValueError):
            pass  # then it is looked at as it stands
    yield from texts_in(kind.lower() or "text/plain", raw)


def _of_png(content: bytes) -> Iterator[str]:
    """What a PNG says of itself: all but its points."""
    place = len(PNG)
    while place + 8 <= len(content):
        (length,), kind = struct.unpack(">I", content[place : place + 4]), content[place + 4 : place + 8]
        if kind != b"IDAT":
            yield from _both_ways(content[place + 8 : place + 8 + length])
        place += length + 12
    yield content[place:].decode("latin-1")  # what was hung on behind its end


def _both_ways(chunk: bytes) -> Iterator[str]:
    yield chunk.decode("utf-8", "replace")
    yield chunk.decode("latin-1")
    for start in (found.start() + 1 for found in re.finditer(rb"\0", chunk)):
        for skip in (0, 1):
            try:
                yield zlib.decompress(chunk[start + skip :]).decode("utf-8", "replace")
            except zlib.error:
                continue


def _printed(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    yield from (str(value) for value in (reader.metadata or {}).values())
    yield from (page.extract_text() for page in reader.pages)
    yield content.decode("latin-1")
