"""The rows of the ledger: read, and moved from state to state, each move with its event in one transaction."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from kpilib.data.mailed import (
    LEDGER,
    SELECT,
    STATES,
    Event,
    Held,
    Mail,
    mail_of,
    select_events,
    select_held,
    select_mails,
)
from kpilib.deliver.mail.holder import only_writer
from kpilib.deliver.mail.schema import MOVES, open_to_write
from kpilib.errors import KpilibError

SELF = "kpilib"  # who did what nobody asked for


def now() -> datetime:
    return datetime.now(UTC)


class Rows:
    """The ledger's file, held by this process as long as the context lasts.

    clock : says what time it is, with a zone. wait: seconds to wait for another process to end.
    command : as whoever else wants the ledger is told who holds it.
    """

    def __init__(
        self, reports: Path, *, clock: Callable[[], datetime] = now, wait: float = 0.0, command: str = SELF
    ) -> None:
        self.path = reports / LEDGER
        self.clock = clock
        self._writer = only_writer(reports, command=command, wait=wait)
        self._db: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        self._writer.__enter__()
        try:
            self._db = open_to_write(self.path)
            self.opened()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: Any) -> None:
        try:
            if self._db is not None:
                self._db.close()
        finally:
            self._writer.__exit__(None, None, None)

    def opened(self) -> None:
        """What is to be done first."""

    def mails(
        self, *, quarter: str | None = None, client: str | None = None, states: Iterable[str] = STATES
    ) -> list[Mail]:
        return select_mails(self._db, quarter=quarter, client=client, states=states)

    def mail(self, mail: Mail) -> Mail:
        """The mail as it stands now."""
        return mail_of(self._db.execute(f"{SELECT} where id = ?", (mail.id,)).fetchone())

    def mail_with(self, message_id: str) -> Mail | None:
        """The mail with this Message-ID, or None."""
        return next(iter(select_mails(self._db, message_id=message_id)), None)

    def events(self, mail: Mail) -> list[Event]:
        return select_events(self._db, mail.id)

    def held(self) -> list[Held]:
        return select_held(self._db)

    def is_held(self, address: str) -> bool:
        sql = "select 1 from held where address = ? and released_at is null"
        return self._db.execute(sql, (address,)).fetchone() is not None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of it or nothing, and on the disk when it ends."""
        try:
            self._db.execute("begin immediate")
            try:
                yield self._db
                self._db.execute("commit")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("rollback")
                raise
        except sqlite3.OperationalError as error:
            raise KpilibError(f"the ledger cannot be written: {error}") from None

    def move(self, mail: Mail, state: str, why: str, by: str, **columns: Any) -> Mail:
        """Raises KpilibError where a mail cannot go from the one state to the other."""
        if state not in MOVES[mail.state]:
            raise KpilibError(f"the mail to {mail.recipient} is {mail.state} and cannot become {state}")
        self.note(mail, why, by, after=state)
        return self.set(mail, **{"state": state, "reason": why, **columns})

    def note(self, mail: Mail, why: str, by: str, *, after: str | None = None) -> None:
        """An event; without `after` one that moves nothing."""
        row = (mail.id, text_of(self.clock()), mail.state, after or mail.state, by, why)
        self._db.execute('insert into event (mail, at, "before", "after", by, reason) values (?, ?, ?, ?, ?, ?)', row)

    def set(self, mail: Mail, **columns: Any) -> Mail:
        told = ", ".join(f"{name} = ?" for name in columns)
        self._db.execute(f"update mail set {told} where id = ?", (*columns.values(), mail.id))
        return self.mail(mail)

    def check_sendable(self, mail: Mail) -> None:
        """Raises KpilibError where nothing may be sent to its address, or no longer of its revision."""
        if mail.superseded:
            raise KpilibError(f"a later revision has taken the place of the mail to {mail.recipient}")
        if self.is_held(mail.recipient):
            raise KpilibError(f"{mail.recipient} is held; release it first: kpilib mail release {mail.recipient}")


def text_of(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
