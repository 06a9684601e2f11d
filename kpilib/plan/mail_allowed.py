"""Where a client's mails may go: whole domains, or single addresses."""

from collections.abc import Iterable

from pydantic_core import PydanticCustomError

from kpilib.plan.mailbox import domain_of, envelope_address

ANYBODY = "anybody"  # stands before a domain where one is asked for and not an address


def mail_address(text: str) -> str:
    """An address as it was written. Raises PydanticCustomError for what is none."""
    try:
        envelope_address(text)
    except ValueError as error:
        raise PydanticCustomError("email", "{why}", {"why": str(error)}) from None
    return text


def mail_place(text: str) -> str:
    """A domain or a whole address as it was written. Raises PydanticCustomError for what is neither."""
    try:
        place_of(text)
    except ValueError:
        raise PydanticCustomError(
            "mail_place", "'{found}' is neither a domain such as company.example nor an address", {"found": text}
        ) from None
    return text


def place_of(text: str) -> str:
    """A place as mail servers know it. Raises ValueError for what is neither a domain nor an address.

    >>> place_of("Bücher.example"), place_of("@shop.example"), place_of("Ana@Shop.example")
    ('xn--bcher-kva.example', 'shop.example', 'Ana@shop.example')
    """
    domain = text.removeprefix("@")
    return envelope_address(text) if "@" in domain else domain_of(f"{ANYBODY}@{domain}")


def is_allowed(address: str, places: Iterable[str]) -> bool:
    """Whether an address is one of the places, or lies in one of their domains or below it.

    >>> is_allowed("ana@mail.shop.example", ["shop.example"]), is_allowed("ana@myshop.example", ["shop.example"])
    (True, False)
    >>> is_allowed("ana@shop.example", ["budi@shop.example"])
    False
    """
    mine, domain = envelope_address(address).casefold(), domain_of(address)
    return any(_holds(place_of(place), mine, domain) for place in places)


def _holds(place: str, address: str, domain: str) -> bool:
    return address == place.casefold() if "@" in place else domain == place or domain.endswith(f".{place}")
