"""Messages and a ledger for the tests of the mail: one update of one client, to as many readers as asked."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

from kpilib.data.mailed import Mail, Update
from kpilib.deliver.mail.ledger import Ledger
from kpilib.plan.mail import MailSettings

UPDATE = Update("shop", "2026Q3", "2026-08-21", "kpi_progress")
SENDER = {"name": "Agency", "email": "reports@agency.example"}
READERS = ("ana@shop.example", "budi@shop.example", "citra@shop.example")


class Clock:
    """A clock that only a sleeper moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 8, 21, 6, 30, tzinfo=UTC)
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)


def settings(**options) -> MailSettings:
    given = {"sender": SENDER, "host": "127.0.0.1", "security": "none", "per_minute": 60_000, "timeout": 5}
    return MailSettings.model_validate({**given, **options})


def message_to(recipient: str, *, date: str, text: str = "4 of 6 KPIs on course.") -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Agency <reports@agency.example>"
    message["To"] = recipient if recipient.isascii() else "undisclosed-recipients:;"
    message["Subject"] = "Shop, Q3 2026: 4 of 6 KPIs on course"
    message["Date"] = date
    message["Message-ID"] = id_of(recipient)
    message.set_content(f"{text}\n.\n..two dots\nFor {recipient}\n", charset="utf-8", cte="base64")
    return message.as_bytes()


def id_of(recipient: str, revision: int = 1) -> str:
    return f"<{hashlib.sha256(f'{recipient}{revision}'.encode()).hexdigest()[:20]}@agency.example>"


def planned(
    ledger: Ledger, recipients: Iterable[str] = READERS, *, update: Update = UPDATE, text: str = "4 of 6 on course."
) -> list[tuple[Mail, bytes]]:
    """A message to each, as the last revision of the update whose content is `text`."""
    revision = ledger.revision_for(update, text)
    made = []
    for one in recipients:
        data = message_to(one, date=revision.date, text=text)
        told = {"name": one.partition("@")[0], "language": "en", "message_id": id_of(one, revision.number)}
        made.append((ledger.plan(revision, one, **told, sha256=hashlib.sha256(data).hexdigest()), data))
    return made


def approved(ledger: Ledger, recipients: Iterable[str] = READERS, **options) -> list[tuple[Mail, bytes]]:
    return [
        (ledger.approve(mail, by="Rina", sha256=mail.sha256), data)
        for mail, data in planned(ledger, recipients, **options)
    ]


def states(ledger: Ledger) -> dict[str, str]:
    """What became of each recipient's mail of the last revision."""
    return {mail.recipient: mail.state for mail in ledger.mails()}
