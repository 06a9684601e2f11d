"""Whether another client is found in a mail: its name, its folder's name, its domains and addresses.

What stands in a mail is found by `kpilib.deliver.mail.texts`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpilib.deliver.mail.texts import plain, texts_in
from kpilib.plan.client import Client
from kpilib.plan.mail_allowed import place_of
from kpilib.plan.mailbox import domain_of, envelope_address
from kpilib.plan.params import about_client, client_names

SHORTEST_JOINED = 6  # letters; shorter ones written as one word would be found in too many others
# Where everybody may have an address, a domain tells of nobody.
PUBLIC = {
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "icloud.com", "me.com", "proton.me"),
    *("yahoo.com", "yahoo.co.id", "gmx.de", "gmx.net", "web.de", "t-online.de", "ymail.com", "aol.com", "zoho.com"),
}


@dataclass(frozen=True)
class Stranger:
    """A client that must not be found in another's mail; `signs` are what would give it away."""

    id: str
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A part of a mail: where it is ("the text", a file's name), its kind ("text/html"), its content."""

    where: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Sighting:
    """Another client found: by which sign, and where."""

    client: str
    sign: str
    where: str


def strangers_of(client: str, everyone: Mapping[str, Client | None], *, ours: str = "") -> list[Stranger]:
    """All other clients, by what would give each away in a mail of this one.

    everyone : by folder; None for one whose client.yml cannot be read, which is known by its folder alone.
    ours     : the agency's own address, which may stand anywhere.
    What belongs to this client too gives nobody away, nor does what it may mention.
    """
    me = everyone.get(client)
    mine = {plain(one) for one in _signs(client, me) | set(me.may_mention if me else ()) | _ours(ours)}
    mine |= set(map(plain, PUBLIC))
    return [
        Stranger(name, tuple(sorted(sign for sign in _signs(name, one) if plain(sign) not in mine | {""})))
        for name, one in everyone.items()
        if name != client
    ]


def read_everyone(params: Path) -> dict[str, Client | None]:
    """Every client's own file, by the name of its folder; None for one that has problems."""
    return {name: about_client(params, name).validated(Client) for name in client_names(params)}


def _ours(address: str) -> set[str]:
    return {address, domain_of(address)} if address else set()


def _signs(folder: str, client: Client | None) -> set[str]:
    """What tells of a client: names, addresses, and the domains of these."""
    if client is None:
        return {folder}
    addresses = {*(envelope_address(one.email) for one in client.recipients), *map(place_of, client.mail_allowed)}
    return {folder, client.name} | addresses | {one.rpartition("@")[2] for one in addresses}


def found_in(parts: Iterable[Part], strangers: Sequence[Stranger]) -> Iterator[Sighting]:
    """Every other client that is found in a mail, each sign once in a part."""
    known = {form: (one.id, sign) for one in strangers for sign in one.signs for form in _forms(sign)}
    by_word: dict[str, list[str]] = {}
    for form in known:
        by_word.setdefault(form.partition(" ")[0], []).append(form)
    for part in parts:
        told = set()
        for text in texts_in(part.kind, part.content):
            seen = f" {plain(text)} "
            # A page has some thousand words and an agency as many signs: only what can be there is looked for.
            for word in set(seen.split()) & by_word.keys():
                told |= {known[form] for form in by_word[word] if f" {form} " in seen}
        yield from (Sighting(client, sign, part.where) for client, sign in sorted(told))


def _forms(sign: str) -> set[str]:
    """A sign as words, and as the one word that a campaign's name makes of them."""
    words = plain(sign)
    return {words, words.replace(" ", "")} if len(words) >= SHORTEST_JOINED else {words}
