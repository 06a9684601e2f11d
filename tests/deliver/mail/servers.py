"""Mail servers on this machine for the tests: polite ones (aiosmtpd), and rude ones.

Each counts what it has delivered, to whom: that is what a reader would find in the mailbox.
"""

import socket
import socketserver
import ssl
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

USER, SECRET = "agency", "s3cret-canary"


@dataclass
class Delivered:
    """What a server has taken, in order: recipient and message. `connections` and `asked` count what came to it."""

    mails: list[tuple[str, bytes]] = field(default_factory=list)
    connections: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def counts(self) -> Counter:
        return Counter(recipient for recipient, _ in self.mails)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


# ---- polite


class _Handler:
    """Takes all, unless `rcpt` or `data` has another answer for a recipient."""

    def __init__(self, delivered: Delivered, rcpt: Callable, data: Callable):
        self.delivered, self._rcpt, self._data = delivered, rcpt, data

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        self.delivered.asked.append(address)
        refused = self._rcpt(address)
        if refused:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        [recipient] = envelope.rcpt_tos
        refused = self._data(recipient)
        if not refused:
            self.delivered.mails.append((recipient, envelope.original_content))
        return refused or "250 2.0.0 taken"


def _nothing(_: str) -> None:
    return None


@contextmanager
def polite(*, rcpt: Callable = _nothing, data: Callable = _nothing, **options) -> Iterator[tuple[int, Delivered]]:
    """A server on localhost that speaks SMTP as it should: its port and what it delivers."""
    delivered = Delivered()
    controller = Controller(_Handler(delivered, rcpt, data), "127.0.0.1", free_port(), **options)
    controller.start()
    try:
        yield controller.port, delivered
    finally:
        controller.stop(no_assert=True)


def login_checked(_server, _session, _envelope, _mechanism, told) -> AuthResult:
    """An authenticator that knows one user. Its refusal repeats the password, as careless servers do."""
    good = (told.login, told.password) == (USER.encode(), SECRET.encode())
    said = f"535 5.7.8 {told.password.decode()} is wrong"
    return AuthResult(success=True) if good else AuthResult(success=False, handled=False, message=said)


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test's own, and a server's certificate for the names given."""

    ca_file: Path
    server: ssl.SSLContext


def authority(folder: Path, *names: str) -> Authority:
    made = trustme.CA()
    made.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.issue_cert(*names).configure_cert(context)
    return Authority(folder / "ca.pem", context)


# ---- rude

CLOSE = "close"  # the connection, without a word
SILENT = "silent"  # until the other side gives up
DRIP = "drip"  # a letter now and then, and never a whole answer
TAKE_AND_CLOSE = "take and close"  # the message is delivered, and nobody hears of it
USUAL = {"connect": "220 rude", "EHLO": "250-rude\r\n250 8BITMIME", "DATA": "354 go on", "QUIT": "221 bye"}


@contextmanager
def rude(say: Callable[[str, int], str | None]) -> Iterator[tuple[int, Delivered]]:
    """A server that answers as `say` wants, given what it was told and how often it was told so before.

    say : for "connect", "EHLO", "MAIL", "RCPT", "DATA", "content", "RSET", "QUIT"; None for the usual answer.
    """
    delivered, told, over = Delivered(), Counter(), threading.Event()

    class Connection(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            delivered.connections += 1
            recipient = ""
            if not self.answer("connect"):
                return
            while line := self.rfile.readline():
                verb = line[:4].strip().decode().upper()
                if verb == "RCPT":
                    recipient = line.decode().partition("<")[2].partition(">")[0]
                    delivered.asked.append(recipient)
                answer = self.answer(verb)
                if not answer:
                    return
                if answer.startswith("354") and not self.content(recipient):
                    return

        def content(self, recipient: str) -> bool:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            if not line:
                return False
            answer = self.answer("content")
            if answer.startswith("250") or answer == TAKE_AND_CLOSE:
                delivered.mails.append((recipient, b"".join(lines)))
            return answer not in ("", TAKE_AND_CLOSE)

        def answer(self, verb: str) -> str:
            """What was answered; "" where the connection is to end without an answer."""
            chosen = say(verb, told[verb]) or USUAL.get(verb, "250 OK")
            told[verb] += 1
            if chosen == TAKE_AND_CLOSE:
                return chosen
            if chosen == SILENT:
                over.wait(30)
            while chosen == DRIP and not over.wait(0.05):
                try:
                    self.wfile.write(b"2")
                except OSError:
                    return ""
            if chosen in (CLOSE, SILENT, DRIP):
                return ""
            self.wfile.write(f"{chosen}\r\n".encode())
            return "" if chosen.startswith("421") else chosen

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def handle_error(self, request, client_address) -> None:
            """Whoever is gone is gone."""

    with Server(("127.0.0.1", 0), Connection) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server.server_address[1], delivered
        finally:
            over.set()
            server.shutdown()
            thread.join(10)


def nth(wanted: str, answer: str, *numbers: int) -> Callable[[str, int], str | None]:
    """Answers so the given times that it is told `wanted`, always where none is given, and else as usual."""
    return lambda verb, number: answer if verb == wanted and (not numbers or number in numbers) else None
