"""The ledger of what is mailed: a row for every message to every recipient, written before and after it is sent."""

from datetime import datetime
from typing import Any

from kpilib.data.mailed import Mail
from kpilib.deliver.mail.planning import ANEW, Planning
from kpilib.deliver.mail.rows import SELF, text_of
from kpilib.errors import KpilibError


class Ledger(Planning):
    """The ledger, held by one process at a time: `with Ledger(reports) as ledger`.

    Every move of a mail stands in it as an event of the same transaction. Methods give back the mail as it is then.
    `recovered` are the mails that a killed sender has left behind: whether they went out, only a person can tell.
    """

    recovered: list[Mail]

    def opened(self) -> None:
        self.recovered = self.recover()

    def recover(self) -> list[Mail]:
        """Mark as unknown what a sender has left in the middle. Only it can have, as nobody else writes now."""
        reason = "the sender ended before the server had answered"
        return [self.unknown(mail, reason) for mail in self.mails(states=["sending"])]

    def begin(self, mail: Mail) -> Mail:
        """Its content goes out now. From here on it is never sent again by itself, unless the server refuses it.

        Raises KpilibError where it is not approved any more as it was read, is held, or has a later revision.
        """
        with self.transaction():
            current = self.mail(mail)
            if current.sha256 != mail.sha256:
                raise KpilibError(f"the message to {mail.recipient} was changed after it was approved")
            self.check_sendable(current)
            return self.move(current, "sending", "", SELF, sent_at=text_of(self.clock()))

    def accepted(self, mail: Mail, reason: str) -> Mail:
        """The server has taken it."""
        return self._tried(mail, "accepted", reason)

    def deferred(self, mail: Mail, reason: str, *, next_attempt: datetime) -> Mail:
        """It was refused for now, or nobody could be reached."""
        return self._tried(mail, "deferred", reason, sent_at=None, next_attempt=text_of(next_attempt))

    def rejected(self, mail: Mail, reason: str) -> Mail:
        """It was refused for good, or for too long."""
        return self._tried(mail, "rejected", reason, sent_at=None)

    def unknown(self, mail: Mail, reason: str) -> Mail:
        """Its content went out, and the server's answer never came."""
        return self._tried(mail, "unknown", reason)

    def _tried(self, mail: Mail, state: str, reason: str, **columns: Any) -> Mail:
        with self.transaction():
            mail = self.mail(mail)
            columns = {"next_attempt": None, **columns, "attempts": mail.attempts + 1}
            if mail.first_attempt is None:
                columns["first_attempt"] = text_of(self.clock())
            return self.move(mail, state, reason, SELF, **columns)

    def bounced(self, mail: Mail, reason: str, *, digest: str, failed: bool) -> bool:
        """A notice about a mail came back: False where it was counted before.

        failed : it was not delivered, and never will be; else the notice is kept as an event.
        """
        with self.transaction() as db:
            mail = self.mail(mail)
            row = (digest, mail.id, text_of(self.clock()))
            if not db.execute("insert or ignore into bounce values (?, ?, ?)", row).rowcount:
                return False
            if failed and mail.state in ("accepted", "unknown"):
                self.move(mail, "rejected", reason, SELF)
            else:
                self.note(mail, reason, SELF)
            return True

    def settle(self, mail: Mail, *, arrived: bool, by: str) -> Mail:
        """What a person found out about an unknown mail: it arrived, or it is lost and may be approved anew.

        A rejected one, which has not arrived, may be planned again in the same way. Raises KpilibError for others.
        """
        with self.transaction():
            mail = self.mail(mail)
            if mail.state != "unknown" and (arrived or mail.state != "rejected"):
                raise KpilibError(f"the mail to {mail.recipient} is {mail.state}: there is nothing to settle")
            if arrived:
                return self.move(mail, "accepted", "it arrived", by)
            return self.move(mail, "planned", "it did not arrive", by, **ANEW)

    def hold_address(self, address: str, reason: str) -> None:
        """Send nothing to an address until it is released. One that is held stays so, with its first reason."""
        with self.transaction() as db:
            db.execute("delete from held where address = ? and released_at is not null", (address,))
            row = (address, reason, text_of(self.clock()))
            db.execute("insert or ignore into held (address, reason, at) values (?, ?, ?)", row)

    def release(self, address: str, *, by: str) -> bool:
        """Let an address be sent to again; False where it was not held."""
        with self.transaction() as db:
            sql = "update held set released_at = ?, released_by = ? where address = ? and released_at is null"
            return db.execute(sql, (text_of(self.clock()), by, address)).rowcount == 1
