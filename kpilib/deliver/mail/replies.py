"""A server's reply counts when all of it has come: half a line is none, and neither is what begins with no code."""

import re
import smtplib
import socket
import time

REPLY = re.compile(rb"([2-5]\d\d)(?:([ -])(.*?))?\r?\n", re.DOTALL)
LONGEST, MOST = 2048, 100  # bytes of a line, lines of a reply; RFC 5321 4.5.3.1.5 has 512 bytes
PATIENCE = 3  # times the timeout: for a reply that comes drop by drop


class NoReplyError(smtplib.SMTPServerDisconnected):
    """The connection is at an end, as there is no reply on it, or none that can be understood."""


class _Lines:
    """What a server says, line by line. It is made anew for each layer of a connection, as smtplib's own file is."""

    def __init__(self, connection: socket.socket):
        self._connection, self._held = connection, b""

    def readline(self, until: float) -> bytes:
        """A line with its end; without it where the connection ended or the line is too long.

        Raises TimeoutError where it has not come until then, a moment of time.monotonic.
        """
        while b"\n" not in self._held and len(self._held) < LONGEST:
            got = self._connection.recv(4096)
            if not got:
                break
            if time.monotonic() > until:
                raise TimeoutError
            self._held += got
        end = self._held.find(b"\n") + 1 or LONGEST
        line, self._held = self._held[:end], self._held[end:]
        return line

    def close(self) -> None:
        """The connection is smtplib's to close."""


class _Whole:
    def getreply(self) -> tuple[int, bytes]:
        """The code and the text of a reply. smtplib's own takes a line that was cut off for a whole one."""
        said = []
        if self.file is None:
            self.file = _Lines(self.sock)
        until = time.monotonic() + PATIENCE * self.timeout
        for _ in range(MOST):
            try:
                line = self.file.readline(until)
            except TimeoutError:
                raise self._ended("the server did not answer in time") from None
            except OSError:
                raise self._ended("the connection ended") from None
            if not line.endswith(b"\n") and len(line) < LONGEST:
                raise self._ended("the connection ended")
            found = REPLY.fullmatch(line)
            if not found:
                raise self._ended("the server answered what it may not")
            said.append((found[3] or b"").strip())
            if found[2] != b"-":
                return int(found[1]), b"\n".join(said)
        raise self._ended("the server did not come to the end of its answer")

    def _ended(self, why: str) -> NoReplyError:
        self.close()
        return NoReplyError(why)


class Plain(_Whole, smtplib.SMTP):
    """A connection that begins unencrypted."""


class Secure(_Whole, smtplib.SMTP_SSL):
    """A connection that begins with TLS."""
