"""Where a table lies that is not a file: the `connect` of a source, as `engine://server/database`.

    duckdb                               files that DuckDB reads itself: `file` or `sql` says which
    duckdb:///srv/shop.db                a DuckDB database by its whole path
    duckdb://exports/shop.db             one in the client's folder
    postgres://analyst@server:5432/shop  also /shop/marketing for a schema, and ?sslmode=require
    spark://local                        Spark on this machine, or spark://server:7077
    bigquery://project/dataset

A password never stands in it: client.yml is copied, mailed and committed.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from kpilib.errors import nearest

ENGINES = ("bigquery", "duckdb", "postgres", "spark")
ALIASES = {"postgresql": "postgres", "pyspark": "spark", "bq": "bigquery"}
SECRET = re.compile(r"pass|pwd|secret|token|key|credential", re.IGNORECASE)
NO_PASSWORD = "holds a password, which does not belong in a file; take it out, see 'A warehouse' in params/README.md"
NO_ADDRESS = "is not an address such as postgres://server/database"
OPTIONS = ("sslmode", "sslrootcert")


@dataclass(frozen=True)
class Address:
    """An engine and where in it to look.

    place  : database, project or path of a file; "" where the engine has one of its own or keeps nothing.
    within : schema or dataset in it.
    """

    engine: str
    place: str = ""
    within: str = ""
    host: str | None = None
    port: int | None = None
    user: str | None = None
    options: tuple[tuple[str, str], ...] = ()

    @property
    def reads_files(self) -> bool:
        """Whether it is DuckDB without a database of its own."""
        return self.engine == "duckdb" and not self.place

    @property
    def shown(self) -> str:
        """As messages show it: no user, no option."""
        server = f"{self.host or ''}{f':{self.port}' if self.port else ''}"
        parts = "/".join(part for part in (server, self.place, self.within) if part)
        return f"{self.engine}://{parts}" if parts else self.engine


def parse_address(text: str) -> Address:
    """What a `connect` says. Raises ValueError, whose text never repeats what stands there: it may be a secret.

    >>> parse_address("postgres://analyst@db.example/shop/marketing").shown
    'postgres://db.example/shop/marketing'
    >>> parse_address("duckdb").reads_files
    True
    """
    try:
        url = urlsplit(text if "://" in text else f"{text}://")
        port = url.port
    except ValueError:
        raise ValueError(NO_ADDRESS) from None
    options = parse_qsl(url.query, keep_blank_values=True)
    if url.password is not None or url.fragment or any(SECRET.search(name) for name, _ in options):
        raise ValueError(NO_PASSWORD)
    engine = ALIASES.get(url.scheme, url.scheme)
    if engine not in ENGINES:
        raise ValueError(f"names no engine that is known; {nearest(url.scheme, ENGINES)}")
    if engine != "duckdb" and "@" in url.path:  # a user, or a password with a slash in it
        raise ValueError(NO_ADDRESS)
    if any(engine != "postgres" or name not in OPTIONS for name, _ in options):
        raise ValueError(f"has options that are not known; allowed, for postgres alone: {', '.join(OPTIONS)}")
    return _of(engine, url, port, tuple(options))


def _of(engine: str, url: SplitResult, port: int | None, options: tuple[tuple[str, str], ...]) -> Address:
    parts = [unquote(part) for part in url.path.split("/") if part]
    if engine == "duckdb":
        return Address(engine, place=unquote(f"{url.netloc}{url.path}"))
    if engine == "bigquery":
        if not url.hostname or len(parts) != 1:
            raise ValueError("names no project and dataset: bigquery://project/dataset")
        return Address(engine, place=url.netloc, within=parts[0])
    if engine == "spark":
        if not url.hostname or parts:
            raise ValueError("names no Spark: spark://local, or spark://server:7077")
        return Address(engine, host=url.hostname, port=port)
    if len(parts) > 2:
        raise ValueError("has too many parts: postgres://server/database/schema")
    place, within = (*parts, "", "")[:2]
    user = unquote(url.username) if url.username else None
    return Address(engine, place, within, url.hostname, port, user, options)
