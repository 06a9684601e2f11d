"""A server's reply counts when all of it has come: half a line is none, and neither is what begins with no code."""

import re
import smtplib

REPLY = re.compile(rb"([2-5]\d\d)(?:([ -])(.*?))?\r?\n", re.DOTALL)
LONGEST, MOST = 2048, 100  # bytes of a line, lines of a reply; RFC 5321 4.5.3.1.5 has 512 bytes


class NoReplyError(smtplib.SMTPServerDisconnected):
    """The connection is at an end, as there is no reply on it, or none that can be understood."""


class _Whole:
    def getreply(self) -> tuple[int, bytes]:
        """The code and the text of a reply. smtplib's own takes a line that was cut off for a whole one."""
        said = []
        if self.file is None:
            self.file = self.sock.makefile("rb")
        for _ in range(MOST):
            try:
                line = self.file.readline(LONGEST)
            except TimeoutError:
                raise self._ended("the server did not answer in time") from None
            except OSError:
                line = b""
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
