"""One message to one recipient by SMTP, and what its server said to it."""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, Self

from kpilib.deliver.mail.connecting import connect, of_class
from kpilib.deliver.mail.login import login_of, shown
from kpilib.deliver.mail.replies import NoReplyError
from kpilib.deliver.mail.stops import RunStopsError
from kpilib.plan.mail import MailSettings
from kpilib.plan.mailbox import envelope_address

# Of MAIL FROM: too large, or with parameters that are not known. All else that is refused there is the sender.
OF_THE_MESSAGE = (552, 555)
# A server that would take the mail of whom it knows says so of each recipient, and means us.
RELAY = re.compile(r"\brelay(ing)?(?![\w.-])", re.IGNORECASE)
NAMED = re.compile(r"<[^>]*>|\S+@\S+")
GOODBYE = 2  # seconds that a server may take to answer it
CHUNK = 1 << 16  # bytes, each of which may take the timeout


@dataclass(frozen=True)
class Answer:
    """What became of a message. lost: the connection ended with it. gone: there was none to be had."""

    state: Literal["accepted", "deferred", "rejected", "unknown"]
    reason: str
    lost: bool = False
    gone: bool = False


class Server:
    """The agency's mail server, over one connection as long as it lasts: `with Server(settings) as server`."""

    def __init__(self, settings: MailSettings):
        self._settings = settings
        self._smtp: smtplib.SMTP | None = None
        self._login = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        if self._smtp is not None:
            with suppress(OSError):
                self._smtp.sock.settimeout(GOODBYE)
                self._smtp.quit()
            self._drop()

    def deliver(self, recipient: str, message: bytes, begin: Callable[[], object]) -> Answer:
        """Send a message to one recipient.

        begin : called when the server has asked for the content, before any of it goes out. Before that the message
            can have come to nobody, and after it only the server's answer tells.
        Raises RunStopsError for what is nobody's fault but ours, ServerGoneError where nobody can be reached;
        ValueError for what is no address or no message.
        """
        if envelope_address(recipient) != recipient:
            raise ValueError(f"{recipient!r} does not have the envelope's form")
        if re.search(rb"(?<!\r)\n|\r(?!\n)", message):
            raise ValueError("a message's lines end with CR LF")
        smtp = self._ready()
        try:
            return self._transaction(smtp, recipient, message, begin)
        except RunStopsError:
            raise
        except BaseException:
            self._drop()  # nothing more is said on a line that may wait for content
            raise

    def _transaction(self, smtp: smtplib.SMTP, recipient: str, message: bytes, begin: Callable[[], object]) -> Answer:
        try:
            refused = self._envelope(smtp, recipient, message) or self._asked_for_content(smtp)
        except OSError as error:
            return self._lost("deferred", error)
        if refused:
            return refused
        begin()
        try:
            content = _stuffed(message)
            for start in range(0, len(content), CHUNK):
                smtp.send(content[start : start + CHUNK])
            code, text = smtp.getreply()
        except OSError as error:
            return self._lost("unknown", error)
        return self._answer(code, text, otherwise="unknown")

    def _ready(self) -> smtplib.SMTP:
        """A connection on which a transaction can begin: the same as before, if the server still has it."""
        if self._smtp is not None:
            try:
                if of_class(2, self._smtp.rset()[0]):
                    return self._smtp
            except OSError:
                pass
            self._drop()
        self._login = login_of(self._settings)
        self._smtp = connect(self._settings, self._login)
        return self._smtp

    def _envelope(self, smtp: smtplib.SMTP, recipient: str, message: bytes) -> Answer | None:
        """Tell sender and recipient; what the server has against them, or None."""
        options = [f"size={len(message)}"] if smtp.has_extn("size") else []
        if not message.isascii():
            if not smtp.has_extn("8bitmime"):
                return Answer("rejected", "the server takes only 7-bit messages, and this is none")
            options.append("body=8bitmime")
        if not recipient.isascii():
            if not smtp.has_extn("smtputf8"):
                return Answer(
                    "rejected", "the server takes no address with letters beyond ASCII before the @ (SMTPUTF8)"
                )
            options.append("SMTPUTF8")
        sender = envelope_address(self._settings.sender.email)
        code, text = smtp.mail(sender, options)
        if of_class(5, code) and code not in OF_THE_MESSAGE:
            raise self._refuses_us(f"takes no mail from {sender}:", code, text)
        if not of_class(2, code):
            return self._answer(code, text, otherwise="deferred")
        code, text = smtp.rcpt(recipient)
        if of_class(5, code) and RELAY.search(NAMED.sub("", shown(text))):
            raise self._refuses_us("passes no mail on for us; is a login missing?", code, text)
        return None if of_class(2, code) else self._answer(code, text, otherwise="deferred")

    def _refuses_us(self, what: str, code: int, text: bytes) -> RunStopsError:
        return RunStopsError(f"{self._settings.server} {what} {code} {shown(text, self._login)}")

    def _asked_for_content(self, smtp: smtplib.SMTP) -> Answer | None:
        code, text = smtp.docmd("DATA")
        return None if code == 354 else self._answer(code, text, otherwise="deferred")

    def _answer(self, code: int, text: bytes, *, otherwise: Literal["deferred", "unknown"]) -> Answer:
        """otherwise : the state where the server says what no server may say at this place."""
        said = f"{code} {shown(text, self._login)}".strip()
        if code == 421:
            self._drop()
        if of_class(2, code) and otherwise == "unknown":
            return Answer("accepted", said)
        if of_class(4, code) or of_class(5, code):
            return Answer("deferred" if of_class(4, code) else "rejected", said, lost=code == 421)
        self._drop()
        return Answer(otherwise, f"the server answered what it may not here: {said}", lost=True)

    def _lost(self, state: Literal["deferred", "unknown"], error: OSError) -> Answer:
        self._drop()
        why = str(error) if isinstance(error, NoReplyError) else "the connection ended"
        return Answer(state, f"{why}, {'after' if state == 'unknown' else 'before'} the content was sent", lost=True)

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _stuffed(message: bytes) -> bytes:
    """The message as it goes over the line: a dot before each dot that begins a line, and one alone at the end.

    >>> _stuffed(b"a\\r\\n.b\\r\\n")
    b'a\\r\\n..b\\r\\n.\\r\\n'
    """
    end = b"" if message.endswith(b"\r\n") else b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", message) + end + b".\r\n"
