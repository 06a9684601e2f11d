"""An e-mail address as the envelope of a message carries it."""

import re
import unicodedata

import idna

_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
LONGEST_LOCAL, LONGEST_DOMAIN = 64, 253  # bytes; RFC 5321 4.5.3.1, RFC 1035 2.3.4


def envelope_address(written: str) -> str:
    """The address with its domain in lower case and, where it has letters beyond ASCII, as A-labels.

    What stands before the @ is the receiving server's own and stays as it is.
    Raises ValueError for what is no address, or could be two, or more than an address.

    >>> envelope_address("Rina@Kopi-Contoh.Example")
    'Rina@kopi-contoh.example'
    >>> envelope_address("büro@müller.example")
    'büro@xn--mller-kva.example'
    """
    local, at, domain = unicodedata.normalize("NFC", written).rpartition("@")
    if not at or not _LOCAL.fullmatch(local) or len(local.encode()) > LONGEST_LOCAL:
        raise ValueError(f"{written!r} is not an e-mail address such as name@agency.example")
    try:
        domain = idna.encode(domain, uts46=True, std3_rules=True).decode("ascii").lower()
    except idna.IDNAError:
        domain = ""
    if "." not in domain or domain.endswith(".") or len(domain) > LONGEST_DOMAIN:
        raise ValueError(f"{written!r} has no domain such as agency.example")
    return f"{local}@{domain}"


def domain_of(address: str) -> str:
    """The domain of an address, in the envelope's form.

    >>> domain_of("Rina@Kopi-Contoh.Example")
    'kopi-contoh.example'
    """
    return envelope_address(address).rpartition("@")[2]
