"""Addresses of mails: what is one, and whether it lies where a client's mails may go."""

import re
from collections.abc import Iterable

import idna
from pydantic_core import PydanticCustomError

# What has a meaning of its own in a header, or none at all, stands in no address of a reader.
LOCAL = re.compile(r"""[^\s@<>()\[\]\\,;:"\x00-\x20\x7f]{1,64}""")
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)


def mail_address(text: str) -> str:
    """A mail address as it was written. Raises PydanticCustomError for what is none.

    >>> mail_address("direksi@kopi-contoh.example")
    'direksi@kopi-contoh.example'
    """
    local, at, domain = text.rpartition("@")
    if not (at and LOCAL.fullmatch(local) and _is_domain(domain)):
        raise PydanticCustomError(
            "mail_address", "'{found}' is not a mail address such as name@company.example", {"found": text}
        )
    return text


def mail_place(text: str) -> str:
    """A domain or a whole address. Raises PydanticCustomError for what is neither."""
    if "@" not in text.lstrip("@") and _is_domain(text.lstrip("@")):
        return text
    return mail_address(text)


def envelope(address: str) -> str:
    """An address as mail servers know it: its domain in letters of ASCII, by IDNA, and lower case.

    >>> envelope("Leitung@Bücher.example")
    'Leitung@xn--bcher-kva.example'
    """
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain_of(domain)}"


def domain_of(text: str) -> str:
    """The domain of an address, or a domain, in lower case and letters of ASCII.

    >>> domain_of("direksi@Kopi-Contoh.example"), domain_of("bücher.example")
    ('kopi-contoh.example', 'xn--bcher-kva.example')
    """
    return idna.encode(text.rpartition("@")[2], uts46=True).decode("ascii")


def is_allowed(address: str, places: Iterable[str]) -> bool:
    """Whether an address is one of the places, or lies in one of their domains or below it.

    >>> is_allowed("ana@mail.shop.example", ["shop.example"]), is_allowed("ana@myshop.example", ["shop.example"])
    (True, False)
    >>> is_allowed("ana@shop.example", ["budi@shop.example"])
    False
    """
    return any(_lies_in(envelope(address), place) for place in places)


def _lies_in(address: str, place: str) -> bool:
    if "@" in place.lstrip("@"):
        return address.casefold() == envelope(place).casefold()
    mine, theirs = domain_of(address), domain_of(place.lstrip("@"))
    return mine == theirs or mine.endswith(f".{theirs}")


def _is_domain(text: str) -> bool:
    try:
        labels = domain_of(text).split(".")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(LABEL.fullmatch(label) for label in labels)
