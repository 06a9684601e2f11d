"""The password of a warehouse: from the environment or the system's keyring, never from a file of the project.

Looked for in this order, for the source `orders` of the client `kopi-contoh`:

    KPILIB_KOPI_CONTOH_ORDERS_PASSWORD   in the environment
    kopi-contoh/orders                   in the keyring, under the service kpilib, where the package keyring is there
    what the engine knows itself         PGPASSWORD, ~/.pgpass, GOOGLE_APPLICATION_CREDENTIALS
"""

import importlib
import os
import re
from collections.abc import Iterable

from kpilib.errors import KpilibError

SERVICE = "kpilib"
STANDARD = ("PGPASSWORD",)
HIDDEN = "***"


def variable(client: str, source: str) -> str:
    """The environment variable that holds the password of a client's source.

    >>> variable("kopi-contoh", "shop orders")
    'KPILIB_KOPI_CONTOH_SHOP_ORDERS_PASSWORD'
    """
    return f"KPILIB_{_shouted(client)}_{_shouted(source)}_PASSWORD"


def variables_of(client: str, names: Iterable[str]) -> set[str]:
    """Those of the names of environment variables that hold passwords of a client's sources.

    >>> variables_of("kopi-contoh", ["KPILIB_KOPI_CONTOH_ORDERS_PASSWORD", "KPILIB_SHOP_ORDERS_PASSWORD"])
    {'KPILIB_KOPI_CONTOH_ORDERS_PASSWORD'}
    >>> variables_of("smtp", ["KPILIB_SMTP_PASSWORD"])
    set()
    """
    start = f"KPILIB_{_shouted(client)}_"
    # Not the mail server's KPILIB_SMTP_PASSWORD, where a client is called `smtp`.
    return {one for one in names if client and one.startswith(start) and one[len(start) :].endswith("_PASSWORD")}


def password(client: str, source: str) -> str | None:
    """The password of a client's source, or None where the engine is left to find it.

    Raises KpilibError where there is a keyring that cannot be asked.
    """
    return os.environ.get(variable(client, source)) or from_keyring(f"{client}/{source}")


def without_secrets(text: str, *secrets: str | None) -> str:
    """A text of an engine less all that may be a password: those that are known, and what an address holds.

    >>> without_secrets("cannot log in to postgres://kpi:abc@server/db with xyz", "xyz")
    'cannot log in to postgres://***@server/db with ***'
    """
    for secret in (*secrets, *(os.environ.get(name) for name in STANDARD)):
        text = text.replace(secret, HIDDEN) if secret else text
    return re.sub(r"(?<=://)[^\s/]+(?=@)", HIDDEN, text)


def _shouted(name: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")


def from_keyring(entry: str) -> str | None:
    """What the system's keyring holds for an entry; None where there is no keyring, or nothing in it.

    Raises KpilibError where there is one that cannot be asked.
    """
    try:
        keyring, errors = importlib.import_module("keyring"), importlib.import_module("keyring.errors")
    except ModuleNotFoundError:
        return None
    try:
        return keyring.get_password(SERVICE, entry)
    except errors.NoKeyringError:  # a server without a desktop: the package is there, a keyring is not
        return None
    except errors.KeyringError as error:
        raise KpilibError(f"the keyring does not answer: {type(error).__name__}") from None
