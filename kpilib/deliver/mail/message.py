"""One recipient's message as the exact bytes that go over the wire: the same input gives the same bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from urllib.parse import quote

from kpilib.plan.mailbox import domain_of, envelope_address

# Headers and parts are of ASCII letters only, so that every server takes them as they are.
POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Attachment:
    """A file that goes with the mail; `kind` such as "text/html"."""

    name: str
    content: bytes
    kind: str


@dataclass(frozen=True)
class Letter:
    """What one recipient gets: subject, the text and the HTML of the mail, its picture, what is attached.

    picture : PNG; None where the mail has none. cid : by which name the HTML asks for it.
    """

    subject: str
    text: str
    html: str
    language: str
    picture: bytes | None = None
    cid: str = ""
    attached: tuple[Attachment, ...] = ()


@dataclass(frozen=True)
class Post:
    """From whom to whom, and when; what identifies the message: see `message_id`.

    sender, recipient : name and address. date : as RFC 5322 writes it.
    """

    sender: tuple[str, str]
    recipient: tuple[str, str]
    identity: str
    date: str
    reply_to: str = ""


def message_id(*key: str | int, sender: str) -> str:
    """The Message-ID of a mail, the same for the same key.

    >>> message_id("shop", "2026Q3", 1, sender="kpi@agency.example")
    '<98f5f8936db25aa533033fd174fe82ea@agency.example>'
    """
    told = hashlib.sha256("|".join(map(str, key)).encode()).hexdigest()[:32]
    return f"<{told}@{domain_of(sender)}>"


def message_bytes(letter: Letter, post: Post) -> bytes:
    """The message, with nothing in it that is left to chance.

    Line breaks in a name or a subject become spaces: no header can be slipped in by them.
    """
    mail = EmailMessage(policy=POLICY)
    mail["From"] = _mailbox(*post.sender)
    mail["To"] = _mailbox(*post.recipient)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = post.date
    mail["Message-ID"] = post.identity
    answers_to = post.reply_to or post.sender[1]
    if post.reply_to:
        mail["Reply-To"] = _mailbox("", post.reply_to)
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"  # Exchange's own word for it: no absence notes
    mail["List-Unsubscribe"] = f"<mailto:{quote(envelope_address(answers_to), safe='@')}?subject=stop>"
    mail["Content-Language"] = letter.language
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    if letter.picture is not None:
        page = mail.get_payload()[1]
        page.add_related(
            letter.picture, "image", "png", cid=f"<{letter.cid}>", disposition="inline", filename="chart.png"
        )
    for one in letter.attached:
        params = {"charset": "utf-8"} if one.kind.startswith("text/") else None
        mail.add_attachment(one.content, *one.kind.split("/"), filename=one.name, params=params)
    _settle_boundaries(mail, post.identity)
    return mail.as_bytes()


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=_one_line(name), addr_spec=envelope_address(address))


def _one_line(text: str) -> str:
    """A text without line breaks and other letters that steer something."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _settle_boundaries(mail: MIMEPart, identity: str) -> None:
    """Give every part that holds others a boundary of its own, which Python would draw by lot."""
    parts: Sequence[MIMEPart] = [one for one in mail.walk() if one.is_multipart()]
    for number, one in enumerate(parts):
        one.set_boundary(f"=_{hashlib.sha256(f'{identity}{number}'.encode()).hexdigest()[:32]}")
