"""A run of sending: what is approved goes out, one message at a time, and the ledger knows what became of each."""

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, formataddr, make_msgid

from kpilib.data.mailed import Mail
from kpilib.deliver.mail.interrupts import Interrupts
from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.rows import now
from kpilib.deliver.mail.smtp import Answer, Server
from kpilib.deliver.mail.stops import RunStopsError, ServerGoneError
from kpilib.errors import KpilibError
from kpilib.plan.mail import MailSettings
from kpilib.plan.mailbox import domain_of, envelope_address

MOST_LOST = 3  # connections that end one after the other, before the server is left alone


@dataclass
class Sent:
    """What a run of sending did. `changed`: other bytes than approved, `held`: to addresses that are held,
    `waiting`: not due again yet, `not_approved`: in any other state than one to be sent from.

    stopped : why the run ended before its end; "" where it did not. interrupted: somebody wanted it to.
    """

    accepted: int = 0
    deferred: int = 0
    rejected: int = 0
    unknown: int = 0
    changed: int = 0
    held: int = 0
    waiting: int = 0
    not_approved: int = 0
    stopped: str = ""
    interrupted: bool = False

    def count(self, what: str) -> None:
        setattr(self, what, getattr(self, what) + 1)


def send(
    ledger: Ledger,
    settings: MailSettings,
    mails: Iterable[tuple[Mail, bytes]],
    *,
    clock: Callable[[], datetime] = now,
    sleep: Callable[[float], None] = time.sleep,
    told: Callable[[Mail], None] = lambda _: None,
) -> Sent:
    """Send what is approved, and what was deferred and is due again; the rest is counted and left.

    mails : each with the bytes of its message, which have to be those that were approved.
    told  : hears of every mail of which something has become.
    Raises KpilibError where the ledger cannot be written, ValueError for what is no message.
    """
    if settings.dry_run:
        raise KpilibError("no mail server is configured: write its host into params/mail.yml")
    sent, pace, lost = Sent(), _Pace(settings.per_minute, clock, sleep), 0
    with Server(settings) as server, Interrupts() as interrupts:
        try:
            for mail, data in mails:
                mail = ledger.mail(mail)
                hindered = _hindered(ledger, mail, data, clock())
                if hindered:
                    sent.count(hindered)
                    if hindered == "changed":
                        told(ledger.void(mail, "its bytes are not those that were approved"))
                    continue
                pace.wait()
                with interrupts.postponed():
                    answer = _tried(ledger, settings, server, mail, data, clock())
                    mail = _written(ledger, settings, mail, answer, clock())
                sent.count(mail.state)
                told(mail)
                lost = lost + 1 if answer.lost else 0
                if answer.gone:
                    raise RunStopsError(answer.reason)
                if lost == MOST_LOST:
                    raise RunStopsError(f"{settings.server} ended {lost} connections in a row")
                interrupts.check()
        except RunStopsError as error:
            sent.stopped = str(error)
        except KeyboardInterrupt:
            sent.stopped, sent.interrupted = "interrupted", True
            for one in ledger.recover():  # interrupted twice, within a mail
                sent.count(one.state)
                told(one)
    return sent


def send_test(settings: MailSettings, address: str) -> str:
    """Send a message that says what it is to an address; the server's answer.

    Raises KpilibError where it was not taken.
    """
    if settings.dry_run:
        raise KpilibError("no mail server is configured: write its host into params/mail.yml")
    try:
        recipient = envelope_address(address)
    except ValueError as error:
        raise KpilibError(str(error)) from None
    message = EmailMessage(policy=SMTP if recipient.isascii() else SMTPUTF8)
    message["From"] = formataddr((settings.sender.name, settings.sender.email))
    message["To"] = recipient
    message["Subject"] = "kpilib: a test of the mail server"
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=domain_of(settings.sender.email))
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{settings.server} takes mail from {settings.sender.email}.\n")
    with Server(settings) as server:
        answer = server.deliver(recipient, message.as_bytes(), lambda: None)
    if answer.state != "accepted":
        raise KpilibError(f"the test to {recipient} is {answer.state}: {answer.reason}")
    return answer.reason


def _hindered(ledger: Ledger, mail: Mail, data: bytes, at: datetime) -> str:
    """Why a mail is not sent now, as `Sent` counts it; "" where it is."""
    if mail.state not in ("approved", "deferred") or mail.superseded:
        return "not_approved"
    if hashlib.sha256(data).hexdigest() != mail.sha256:
        return "changed"
    if ledger.is_held(mail.recipient):
        return "held"
    return "waiting" if mail.next_attempt and mail.next_attempt > at else ""


def _tried(ledger: Ledger, settings: MailSettings, server: Server, mail: Mail, data: bytes, at: datetime) -> Answer:
    if at > _until(mail, settings, at) + timedelta(minutes=settings.retry_minutes):
        # The time for the last attempt is past, and a report is not sent when nobody expects it any more.
        return Answer("rejected", _gave_up(settings, mail.reason))
    try:
        return server.deliver(mail.recipient, data, lambda: ledger.begin(mail))
    except ServerGoneError as error:
        return Answer("deferred", str(error), gone=True)


def _written(ledger: Ledger, settings: MailSettings, mail: Mail, answer: Answer, at: datetime) -> Mail:
    """Write down what became of a mail; one that was deferred for too long is rejected."""
    if answer.state != "deferred":
        return getattr(ledger, answer.state)(mail, answer.reason)
    until = _until(mail, settings, at)
    if at >= until:
        return ledger.rejected(mail, _gave_up(settings, answer.reason))
    pause = timedelta(minutes=settings.retry_minutes * 2**mail.attempts)
    return ledger.deferred(mail, answer.reason, next_attempt=min(at + pause, until))


def _until(mail: Mail, settings: MailSettings, at: datetime) -> datetime:
    return (mail.first_attempt or at) + timedelta(hours=settings.give_up_hours)


def _gave_up(settings: MailSettings, reason: str) -> str:
    return f"gave up after {settings.give_up_hours:g} hours: {reason}"


class _Pace:
    """At most so many messages a minute, evenly."""

    def __init__(self, per_minute: float, clock: Callable[[], datetime], sleep: Callable[[float], None]):
        self._gap, self._clock, self._sleep = 60 / per_minute, clock, sleep
        self._last: datetime | None = None

    def wait(self) -> None:
        """Until the next message may go."""
        if self._last is not None:
            # A clock that was set back does not stop the run.
            since = max((self._clock() - self._last).total_seconds(), 0)
            if since < self._gap:
                self._sleep(self._gap - since)
        self._last = self._clock()
