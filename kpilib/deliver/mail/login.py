"""The login at the mail server: from the environment or the system's keyring, and nowhere else."""

import os
from base64 import b64encode
from dataclasses import dataclass, field

from kpilib.data.warehouse.credentials import HIDDEN, from_keyring
from kpilib.deliver.mail.stops import RunStopsError
from kpilib.errors import KpilibError
from kpilib.plan.mail import PASSWORD, USER, MailSettings

LONGEST = 300  # letters of a server's answer that are kept


@dataclass(frozen=True)
class Login:
    """A user and a password, which is never shown."""

    user: str
    password: str = field(repr=False)

    @property
    def plain(self) -> str:
        """As the method PLAIN sends it (RFC 4616)."""
        return _base64(f"\0{self.user}\0{self.password}")

    @property
    def one_by_one(self) -> tuple[str, str]:
        """As the method LOGIN sends it."""
        return _base64(self.user), _base64(self.password)


def login_of(settings: MailSettings) -> Login | None:
    """The login that the server is given; None where no user is named.

    Raises RunStopsError where the one is there without the other, or the keyring is closed.
    """
    user = os.environ.get(USER) or settings.user
    password = os.environ.get(PASSWORD)
    if not user:
        if password:
            raise RunStopsError(f"{PASSWORD} is set, and nobody to log in with it: set {USER}, or user in mail.yml")
        return None
    try:
        password = password or from_keyring(f"{user}@{settings.host}")
    except KpilibError as error:
        raise RunStopsError(str(error)) from None
    if not password:
        raise RunStopsError(
            f"there is no password for {user} at {settings.host}: set {PASSWORD}, or keep it in the system's keyring "
            f"(service kpilib, entry {user}@{settings.host})"
        )
    return Login(user, password)


def shown(answer: bytes | str, login: Login | None = None) -> str:
    """What a server said, in one printable line without the password, in whatever form the login sent it.

    >>> shown(b"5.1.1 <a@b.example>:\\r\\n no such user")
    '5.1.1 <a@b.example>: no such user'
    >>> shown("wrong password: abc", Login("ana", "abc"))
    'wrong password: ***'
    """
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    for secret in (login.plain, login.one_by_one[1], login.password) if login else ():
        text = text.replace(secret, HIDDEN)
    line = " ".join(text.split())
    line = "".join(letter if letter.isprintable() else "?" for letter in line)
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")
