"""What is to be sent: the revisions of an update, its messages, and their approval."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from kpilib.data.mailed import Mail, Update, select_events, select_mails
from kpilib.deliver.mail.rows import SELF, Rows, text_of
from kpilib.errors import KpilibError
from kpilib.judge.updates import REACHED

OF_UPDATE = "client = ? and quarter = ? and as_of = ? and report = ?"
VOID = {"approved_by": None, "approved_at": None, "next_attempt": None}
ANEW = {**VOID, "first_attempt": None, "attempts": 0}


@dataclass(frozen=True)
class Revision:
    """A content of an update. `number` counts from 1; `made_at` is when this content was first planned."""

    update: Update
    number: int
    content: str
    made_at: datetime

    @property
    def date(self) -> str:
        """The Date of its messages, as a header says it: `Fri, 21 Aug 2026 06:30:00 +0000`."""
        return format_datetime(self.made_at.astimezone(UTC))


class Planning(Rows):
    """The part of the ledger that comes before sending."""

    def revision_for(self, update: Update, content: str) -> Revision:
        """The revision that an update with this content is.

        content : a digest of all that its messages say.
        The last one where its content is the same. Where it is another and the last one has gone to nobody, that one
        with the new content, of which nothing is approved; else a new one, which takes the place of all before.
        """
        with self.transaction() as db:
            last = self.last_revision(update)
            if last and last.content == content:
                return last
            new = last is None or self._has_gone_out(last)
            number = (last.number if last else 0) + new
            # To the second, as it is kept: a message made now has the same Date as one made from the ledger.
            made = Revision(update, number, content, self.clock().replace(microsecond=0))
            if new:
                row = (*update.key, number, content, text_of(made.made_at))
                db.execute("insert into revision values (?, ?, ?, ?, ?, ?, ?)", row)
            else:
                row = (content, text_of(made.made_at), *update.key, number)
                db.execute(f"update revision set content = ?, made_at = ? where {OF_UPDATE} and revision = ?", row)
            why = f"revision {number} takes its place" if new else "the report was made anew"
            for mail in select_mails(db, states=("approved", "deferred"), **vars(update)):
                self.move(mail, "planned", why, SELF, **VOID)
        return made

    def last_revision(self, update: Update) -> Revision | None:
        sql = f"select revision, content, made_at from revision where {OF_UPDATE} order by revision desc limit 1"
        row = self._db.execute(sql, update.key).fetchone()
        return row and Revision(update, row["revision"], row["content"], datetime.fromisoformat(row["made_at"]))

    def of_revision(self, revision: Revision) -> list[Mail]:
        """Its messages, by recipient."""
        return select_mails(self._db, **vars(revision.update), revision=revision.number)

    def plan(
        self, revision: Revision, recipient: str, *, name: str, language: str, message_id: str, sha256: str
    ) -> Mail:
        """The row of a message to `recipient`, an address as the envelope has it.

        The same bytes as before change nothing. Other bytes void the approval, as long as the message has not gone
        out; after that KpilibError is raised, as they need a new revision.
        """
        update = revision.update
        columns = {
            "recipient": recipient,
            "name": name,
            "language": language,
            "message_id": message_id,
            "sha256": sha256,
        }
        columns["date"] = revision.date
        with self.transaction() as db:
            if self.last_revision(update) != revision:
                raise ValueError(f"revision {revision.number} of {_said(update)} is not the last one")
            found = select_mails(db, **vars(update), revision=revision.number, recipient=recipient)
            if not found:
                row = {**vars(update), "revision": revision.number, **columns}
                sql = f"insert into mail (state, {', '.join(row)}) values ('planned'{', ?' * len(row)})"
                db.execute(sql, tuple(row.values()))
                [mail] = select_mails(db, message_id=message_id)
                self.note(mail, "planned", SELF)
                return mail
            [mail] = found
            return mail if mail.sha256 == sha256 else self._changed(mail, revision, columns)

    def _changed(self, mail: Mail, revision: Revision, columns: dict[str, str]) -> Mail:
        if self._went_out(mail):
            raise KpilibError(
                f"the message to {mail.recipient} in revision {revision.number} of {_said(revision.update)} has gone "
                "out and is not the same any more: it needs a new revision"
            )
        if mail.state == "planned":
            self.note(mail, "its message was changed", SELF)
        else:
            self.move(mail, "planned", "its message was changed", SELF, **ANEW)
        return self.set(mail, **columns)

    def void(self, mail: Mail, reason: str, *, by: str = SELF) -> Mail:
        """Take an approval back: the mail is planned again. Nothing happens to one that was not approved."""
        with self.transaction():
            mail = self.mail(mail)
            return self.move(mail, "planned", reason, by, **VOID) if mail.state in ("approved", "deferred") else mail

    def approve(self, mail: Mail, *, by: str, sha256: str) -> Mail:
        """Let a mail be sent, with exactly the bytes of `sha256`, which are those that were looked at.

        Raises KpilibError for other bytes than planned, an address that is held, and what is not planned.
        """
        with self.transaction():
            mail = self.mail(mail)
            if mail.sha256 != sha256:
                raise KpilibError(
                    f"the message to {mail.recipient} is not the one that was looked at; review it again"
                )
            if mail.state in ("approved", "deferred"):
                return mail
            self.check_sendable(mail)
            approval = {"approved_by": by, "approved_at": text_of(self.clock()), "reason": ""}
            return self.move(mail, "approved", f"sha256 {sha256}", by, **approval)

    def _has_gone_out(self, revision: Revision) -> bool:
        """Whether somebody has it, or may have it: from then on its number means its content."""
        return any(map(self._went_out, self.of_revision(revision)))

    def _went_out(self, mail: Mail) -> bool:
        """Whether its reader has it, or may have it, or had reason to: a mail that came back had gone out too."""
        # A sender that was killed has its mails made unknown before anything else is done with the ledger.
        had = any(one.after in REACHED for one in select_events(self._db, mail.id))
        return had or mail.state == "sending"


def _said(update: Update) -> str:
    return f"{update.client}'s {update.report} of {update.quarter} as of {update.as_of}"
