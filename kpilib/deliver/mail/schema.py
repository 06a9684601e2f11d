"""The tables of the ledger, and the moves that a mail can make in it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from kpilib.data.mailed import SCHEMA, STATES, check_schema
from kpilib.errors import KpilibError

# From a state to those that may follow. A mail that has gone out is planned again only where a person says so.
MOVES = {
    "planned": {"approved"},
    "approved": {"planned", "sending", "deferred", "rejected"},
    "sending": {"accepted", "deferred", "rejected", "unknown"},
    "deferred": {"planned", "sending", "deferred", "rejected"},
    "unknown": {"accepted", "rejected", "planned"},
    "accepted": {"rejected"},
    "rejected": {"planned"},
}
# Addresses differ by more than the case of their letters: hardly any server keeps Ana@ and ana@ apart.
_STATES = ", ".join(f"'{state}'" for state in STATES)
TABLES = f"""
create table revision (
  client text not null, quarter text not null, as_of text not null, report text not null,
  revision integer not null, content text not null, made_at text not null,
  primary key (client, quarter, as_of, report, revision)
);
create table mail (
  id integer primary key,
  client text not null, quarter text not null, as_of text not null, report text not null,
  revision integer not null, recipient text not null collate nocase,
  name text not null, language text not null,
  message_id text not null unique, sha256 text not null, date text not null,
  state text not null check (state in ({_STATES})),
  approved_by text, approved_at text, first_attempt text, sent_at text, next_attempt text,
  attempts integer not null default 0, reason text not null default '',
  unique (client, quarter, as_of, report, revision, recipient),
  foreign key (client, quarter, as_of, report, revision) references revision
);
create table event (
  id integer primary key, mail integer not null references mail, at text not null,
  "before" text not null, "after" text not null, by text not null, reason text not null
);
create table held (
  address text primary key collate nocase, reason text not null, at text not null, released_at text, released_by text
);
create table bounce (digest text primary key, mail integer not null references mail, at text not null);
"""


def open_to_write(path: Path) -> sqlite3.Connection:
    """The ledger, made where there is none. What is committed to it outlasts a power cut.

    Raises KpilibError for a file that is no ledger, or one of a newer kpilib.
    """
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
    except sqlite3.OperationalError as error:
        raise KpilibError(f"{path.parent.name}/{path.name} cannot be opened: {error}") from None
    try:
        if not check_schema(db, path):
            _make(db)
        db.row_factory = sqlite3.Row
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = on"):
            with closing(db.execute(f"pragma {pragma}")) as told:
                told.fetchall()
    except sqlite3.DatabaseError as error:
        db.close()
        raise KpilibError(f"{path.parent.name}/{path.name} cannot be opened: {error}") from None
    except BaseException:
        db.close()
        raise
    return db


def _make(db: sqlite3.Connection) -> None:
    """All tables or, where it is killed, none."""
    db.executescript(f"begin exclusive; {TABLES} pragma user_version = {SCHEMA}; commit;")
