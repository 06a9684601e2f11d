"""What was mailed to whom: the ledger that lies beside the reports, as all but its one writer see it."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from kpilib.errors import KpilibError

LEDGER = "ledger.sqlite"
SCHEMA = 1
TRIES = 5  # to read while others write
STATES = ("planned", "approved", "sending", "accepted", "deferred", "rejected", "unknown")
TIMES = ("approved_at", "first_attempt", "sent_at", "next_attempt")
SELECT = """
select mail.*, exists (
  select 1 from revision where revision.client = mail.client and revision.quarter = mail.quarter
  and revision.as_of = mail.as_of and revision.report = mail.report and revision.revision > mail.revision
) as superseded from mail"""


@dataclass(frozen=True)
class Update:
    """What is told to a client's readers at one time: a report of a quarter as of a day."""

    client: str
    quarter: str
    as_of: str
    report: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return self.client, self.quarter, self.as_of, self.report


@dataclass(frozen=True)
class Mail:
    """One message to one recipient, and what became of it.

    recipient  : the address as the envelope has it. message_id, date: headers of the message, so that its bytes can
        be made again; sha256: of these bytes.
    state      : one of STATES. accepted: the server has taken it. unknown: it may have, and only a person can tell.
    sent_at    : when its content went out to the server, for the last time; None where it never did.
    attempts   : how often it was tried, first at first_attempt. reason: why the state is what it is.
    superseded : a later revision has taken its place, so it is not to be sent any more.
    """

    id: int
    client: str
    quarter: str
    as_of: str
    report: str
    revision: int
    recipient: str
    name: str
    language: str
    message_id: str
    sha256: str
    date: str
    state: str
    approved_by: str | None = None
    approved_at: datetime | None = None
    first_attempt: datetime | None = None
    sent_at: datetime | None = None
    next_attempt: datetime | None = None
    attempts: int = 0
    reason: str = ""
    superseded: bool = False

    @property
    def update(self) -> Update:
        return Update(self.client, self.quarter, self.as_of, self.report)


@dataclass(frozen=True)
class Event:
    """A move of a mail from one state to another, or a note where both are the same."""

    mail: int
    at: datetime
    before: str
    after: str
    by: str
    reason: str


@dataclass(frozen=True)
class Held:
    """An address to which nothing is sent until a person releases it."""

    address: str
    reason: str
    at: datetime


def read_mailed(
    reports: Path, *, quarter: str | None = None, client: str | None = None, states: Iterable[str] = STATES
) -> list[Mail]:
    """What the ledger below `reports` knows, without writing a thing; nothing where there is no ledger."""
    return _read(reports, lambda db: select_mails(db, quarter=quarter, client=client, states=states))


def read_events(reports: Path, mail: int) -> list[Event]:
    """What happened to one mail, oldest first."""
    return _read(reports, lambda db: select_events(db, mail))


def read_held(reports: Path) -> list[Held]:
    """The addresses to which nothing is sent."""
    return _read(reports, select_held)


def select_mails(db: sqlite3.Connection, *, states: Iterable[str] = STATES, **where: Any) -> list[Mail]:
    """The mails of an open ledger, in the order of quarter, client, update, revision and recipient."""
    states = tuple(states)
    given = {name: value for name, value in where.items() if value is not None}
    tests = [f"state in ({', '.join('?' * len(states))})", *(f"{name} = ?" for name in given)]
    order = "quarter, client, as_of, report, revision, recipient"
    rows = db.execute(f"{SELECT} where {' and '.join(tests)} order by {order}", (*states, *given.values()))
    return [mail_of(row) for row in rows]


def select_events(db: sqlite3.Connection, mail: int) -> list[Event]:
    rows = db.execute('select mail, at, "before", "after", by, reason from event where mail = ? order by id', (mail,))
    return [Event(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in map(dict, rows)]


def select_held(db: sqlite3.Connection) -> list[Held]:
    rows = db.execute("select address, reason, at from held where released_at is null order by address")
    return [Held(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in map(dict, rows)]


def mail_of(row: sqlite3.Row) -> Mail:
    told = dict(row)
    for name in TIMES:
        told[name] = told[name] and datetime.fromisoformat(told[name])
    return Mail(**{**told, "superseded": bool(told["superseded"])})


def check_schema(db: sqlite3.Connection, path: Path) -> int:
    """The schema's version of an open ledger; 0 where it is empty. Raises KpilibError for a newer one than ours."""
    try:
        [version] = db.execute("pragma user_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise KpilibError(f"{path.parent.name}/{path.name} is not a ledger: {error}") from None
    if version > SCHEMA:
        raise KpilibError(
            f"{path.parent.name}/{path.name} was written by a newer kpilib (schema {version}, here {SCHEMA}); "
            "update kpilib"
        )
    return version


def _read(reports: Path, select: Callable[[sqlite3.Connection], list[Any]]) -> list[Any]:
    """What `select` finds in the ledger. Raises KpilibError where it cannot be read."""
    path = reports / LEDGER
    log = path.with_name(f"{LEDGER}-wal")
    for _ in range(TRIES):
        if not path.is_file():
            return []
        # A ledger that nobody has open is read as a plain file: else SQLite would leave files of its own beside it.
        # If a writer came meanwhile, what was read does not count.
        before, plain = _stamp(path), not log.exists()
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable={plain:d}", uri=True)) as db:
                db.row_factory = sqlite3.Row
                found = select(db) if check_schema(db, path) else []
        except sqlite3.DatabaseError as error:
            if not plain or _stamp(path) == before:
                raise KpilibError(f"{path.parent.name}/{path.name} cannot be read: {error}") from None
            continue
        if not plain or (_stamp(path) == before and not log.exists()):
            return found
    raise KpilibError(f"{path.parent.name}/{path.name} cannot be read: it is being written all the time")


def _stamp(path: Path) -> tuple[int, int]:
    told = path.stat()
    return told.st_mtime_ns, told.st_size
