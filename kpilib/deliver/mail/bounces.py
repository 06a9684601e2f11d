"""What came back: notices of what was not delivered (RFC 3464), read from the mailbox of the sender."""

import email
import hashlib
import mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.login import shown
from kpilib.errors import KpilibError


@dataclass
class Bounces:
    """What a mailbox held. failed: mails that were not delivered. noted: delayed ones, or failed after all was known.

    seen    : counted when the box was read before.
    foreign : no notice, or of no mail of the ledger. odd: what cannot be read.
    """

    failed: int = 0
    noted: int = 0
    seen: int = 0
    foreign: int = 0
    odd: int = 0


@dataclass(frozen=True)
class Notice:
    """What a notice says of one mail: its Message-ID, the action and status of RFC 3464, and why."""

    message_id: str
    action: str
    status: str
    why: str
    digest: str

    @property
    def failed(self) -> bool:
        """Whether the mail will not be delivered any more."""
        return self.action == "failed"

    @property
    def hard(self) -> bool:
        """Whether the address itself is at fault, and not the time."""
        return self.failed and self.status.startswith("5.")


def read_bounces(ledger: Ledger, box: Path) -> Bounces:
    """Count what stands in a mailbox, an mbox file or a Maildir, against the mails of the ledger.

    A mail that failed becomes rejected and, where the reason is a lasting one, its address is held. What is only
    delayed is noted. Only the Message-ID of what was returned says which mail is meant. The box is not changed.
    Raises KpilibError where there is no such box.
    """
    found = Bounces()
    for data in _messages(box):
        try:
            notice = notice_of(data)
        except Exception:  # whatever somebody sent: it never keeps the others from being counted
            found.odd += 1
            continue
        mail = notice and ledger.mail_with(notice.message_id)
        if not mail:
            found.foreign += 1
        elif not ledger.bounced(mail, _reason(notice), digest=notice.digest, failed=notice.failed):
            found.seen += 1
        else:
            found.failed += notice.failed
            found.noted += not notice.failed
            if notice.hard:
                ledger.hold_address(mail.recipient, _reason(notice))
    return found


def notice_of(data: bytes) -> Notice | None:
    """The notice that a message is, or None."""
    message = email.message_from_bytes(data)
    if message.get_content_type() != "multipart/report":
        return None
    status = next((part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None)
    returned = next(filter(None, map(_returned_id, message.walk())), None)
    if status is None or returned is None or not isinstance(status.get_payload(), list):
        return None
    # The first block is about the message, the others each about a recipient; ours have one.
    blocks = [part for part in status.get_payload() if part.get("Action")]
    if not blocks:
        return None
    worst = next((one for one in blocks if _word(one, "Action") == "failed"), blocks[0])
    code = _word(worst, "Status").split(" ")[0]
    said = str(worst.get("Diagnostic-Code", ""))
    text = "\n".join([returned, *(part.as_string() for part in status.get_payload())])
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Notice(returned, _word(worst, "Action"), code, shown(said.partition(";")[2] or said), digest)


def _returned_id(part: Message) -> str | None:
    """The Message-ID of the mail that a part returns, whole or by its headers."""
    kind = part.get_content_type()
    if kind == "message/rfc822" and isinstance(part.get_payload(), list) and part.get_payload():
        headers = part.get_payload()[0]
    elif kind == "text/rfc822-headers":
        headers = email.message_from_bytes(part.get_payload(decode=True) or b"")
    else:
        return None
    return str(headers.get("Message-ID", "")).strip() or None


def _word(part: Message, name: str) -> str:
    return shown(str(part.get(name, ""))).lower()


def _reason(notice: Notice) -> str:
    what = "bounced" if notice.failed else notice.action
    why = notice.why if notice.status in notice.why else f"{notice.status} {notice.why}".strip()
    return f"{what}: {why}"


def _messages(box: Path) -> Iterator[bytes]:
    """The messages of an mbox or a Maildir, as they stand there."""
    if not box.exists():
        raise KpilibError(f"there is no mailbox {box}")
    if box.is_dir() and not all((box / name).is_dir() for name in ("cur", "new")):
        raise KpilibError(f"{box} is no Maildir: it has no cur and new")
    opened = mailbox.Maildir(box, create=False) if box.is_dir() else mailbox.mbox(box, create=False)
    try:
        for key in sorted(opened.keys()):
            try:
                yield opened.get_bytes(key)
            except (KeyError, OSError):  # taken away meanwhile by whoever reads the box
                continue
    finally:
        opened.close()
