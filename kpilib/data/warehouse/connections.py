"""From the `connect` of a source to an engine that only reads.

DuckDB works within a fixed memory, spills to a folder of its own, and opens no file outside of the client's folder
but the database that was named. PostgreSQL gets a session that cannot write. BigQuery and Spark are Ibis' own
backends, where they are installed.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ibis

from kpilib.data.warehouse.credentials import password, variable, without_secrets
from kpilib.data.warehouse.engine import Engine, WarehouseError
from kpilib.errors import KpilibError
from kpilib.plan.address import Address
from kpilib.plan.places import wrong_with_file, wrong_with_pattern

MEMORY = "1GB"  # of DuckDB; what does not fit is spilled to the disk
MOST_THREADS = 8  # each takes memory of its own
PATIENCE = 10  # seconds for a server to answer
INSTALL = {
    "postgres": "ibis-framework[postgres]",
    "spark": "ibis-framework[pyspark]",
    "bigquery": "ibis-framework[bigquery]",
}
CONNECT = ("connect",)


def connect(address: Address, folder: Path, *, client: str, source: str) -> Engine:
    """Connect to a warehouse.

    folder         : the client's own.
    client, source : whose password is looked for.
    Raises WarehouseError, in one sentence without a password, where it cannot be reached or is not installed.
    """
    if address.engine == "duckdb":
        return duckdb_in(folder, _database(address, folder))
    openers: dict[str, Callable[[Address, str | None], Engine]] = {
        "postgres": _postgres,
        "spark": _spark,
        "bigquery": _bigquery,
    }
    try:
        secret = password(client, source)
    except KpilibError as error:
        raise WarehouseError((CONNECT, str(error))) from None
    try:
        return openers[address.engine](address, secret)
    except ImportError:
        wanted = INSTALL[address.engine]
        text = f"{address.engine} is not installed here; install it with: pip install '{wanted}'"
        raise WarehouseError((CONNECT, text)) from None
    except Unreachable as error:
        text = f"{address.shown} cannot be reached: {without_secrets(error.why, secret)}"
        if "password" in error.why or "authentication" in error.why:
            text += f"; the password is taken from {variable(client, source)}, the keyring, or PGPASSWORD"
        raise WarehouseError((CONNECT, text)) from None


class Unreachable(Exception):  # noqa: N818 (it is a state, which `connect` turns into an error)
    """A server that does not answer, or refuses; `why` in its own words, on one line."""

    def __init__(self, error: Exception):
        lines = [line for line in str(error).splitlines() if line.strip()]
        # "connection to server at ... failed: FATAL:  database "x" does not exist"
        self.why = (
            lines[0].rpartition("failed: ")[2].removeprefix("FATAL:").strip() if lines else type(error).__name__
        )
        super().__init__(self.why)


def duckdb_in(folder: Path, database: Path | None = None, *, reads: Sequence[Path] = ()) -> Engine:
    """DuckDB, with a database that is only read, or with none.

    folder : the files that a select may open lie in it; `reads` are others that may be opened.
    """
    import duckdb

    spill = tempfile.mkdtemp(prefix="kpilib-duckdb-")
    threads = min(os.cpu_count() or 1, MOST_THREADS)
    config = {"memory_limit": MEMORY, "threads": threads, "temp_directory": spill, "preserve_insertion_order": False}
    try:
        backend = ibis.duckdb.connect(database or ":memory:", read_only=database is not None, **config)
        allowed = ", ".join(_quoted(f"{folder.resolve()}/"))
        files = ", ".join(_quoted(*(str(path) for one in reads for path in {one, one.resolve()})))
        backend.raw_sql(f"set allowed_directories = [{allowed}]")
        backend.raw_sql(f"set allowed_paths = [{files}]")
        backend.raw_sql("set enable_external_access = false")
    except duckdb.Error as error:
        shutil.rmtree(spill, ignore_errors=True)
        what = "is open for writing elsewhere" if "lock" in str(error) else "is not a database of DuckDB"
        raise WarehouseError((CONNECT, f"{database} {what}, or of another version")) from None

    def close() -> None:
        backend.disconnect()
        shutil.rmtree(spill, ignore_errors=True)

    return Engine("duckdb", backend, (duckdb.Error,), close=close)


def _quoted(*texts: str) -> list[str]:
    return ["'" + text.replace("'", "''") + "'" for text in texts]


def _database(address: Address, folder: Path) -> Path | None:
    """The file of a DuckDB database, or None where there is none to open."""
    if address.reads_files:
        return None
    path = folder / address.place
    wrong = wrong_with_pattern(address.place, folder)
    if wrong is None and not path.is_file():
        wrong = "is absent"
    wrong = wrong or wrong_with_file(path, address.place, folder)
    if wrong:
        raise WarehouseError((CONNECT, f"the database '{address.place}' {wrong}"))
    return path


def _postgres(address: Address, secret: str | None) -> Engine:
    import psycopg

    try:
        backend = ibis.postgres.connect(
            host=address.host,
            port=address.port,
            user=address.user,
            password=secret,
            database=address.place or None,
            schema=address.within or None,
            connect_timeout=PATIENCE,
            application_name="kpilib",
            options="-c default_transaction_read_only=on",
            **dict(address.options),
        )
    except psycopg.Error as error:
        raise Unreachable(error) from None
    return Engine("postgres", backend, (psycopg.Error,), secret, close=backend.disconnect)


def _spark(address: Address, _secret: str | None) -> Engine:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    local = address.host == "local"
    quiet: dict[str, Any] = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "OFF",
    }
    if local:
        quiet |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    # It logs every query that fails, with its text; the error says it once.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    builder = SparkSession.builder.appName("kpilib")
    builder = builder.master("local[*]" if local else f"spark://{address.host}:{address.port or 7077}")
    try:
        session = builder.config(map=quiet).getOrCreate()
        backend = ibis.pyspark.connect(session)
    except (PySparkException, Py4JError, OSError) as error:
        raise Unreachable(error) from None
    # The session stays: another source asks it again, and it ends with the process.
    return Engine("spark", backend, (PySparkException, Py4JError))


def _bigquery(address: Address, _secret: str | None) -> Engine:
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    try:
        backend = ibis.bigquery.connect(project_id=address.place, dataset_id=address.within)
    except (GoogleAPIError, GoogleAuthError) as error:
        raise Unreachable(error) from None
    return Engine("bigquery", backend, (GoogleAPIError, GoogleAuthError), close=backend.disconnect)
