"""The messages of a client's report: written, held against the gate, entered into the ledger, laid out to look at."""

import hashlib
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kpilib.data.mailed import Mail, Update
from kpilib.deliver.fingerprint import clients_parts, outside_parts
from kpilib.deliver.made import not_as_made
from kpilib.deliver.mail.gate import Hold, letter_holds, material_holds, recipient_holds
from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.material import REPORT, Material, read_material
from kpilib.deliver.mail.message import Letter, Post, message_bytes, message_id
from kpilib.deliver.mail.planning import Revision
from kpilib.deliver.mail.preview import eml_file, lay_out
from kpilib.deliver.mail.strangers import strangers_of
from kpilib.plan.client import Client, Recipient
from kpilib.plan.mail import MailSettings
from kpilib.plan.mailbox import domain_of, envelope_address
from kpilib.tell.language import speaking
from kpilib.tell.mail.html import html_of
from kpilib.tell.mail.subject import subject_of
from kpilib.tell.mail.text import text_of
from kpilib.tell.names import report_name

APPROVED = ("approved", "deferred")
OPEN = ("planned", *APPROVED)  # states from which a mail may still be another one


@dataclass(frozen=True)
class Draft:
    """One recipient's message: its row in the ledger, its bytes, what holds it, and the file to look at."""

    mail: Mail
    subject: str
    message: bytes
    holds: tuple[Hold, ...]
    file: Path

    @property
    def open_holds(self) -> tuple[Hold, ...]:
        """What holds it still: after its approval no longer what a person has answered for."""
        if self.mail.state in APPROVED:
            return tuple(one for one in self.holds if not one.answerable)
        return self.holds


@dataclass(frozen=True)
class Drafts:
    """The messages of a client's report. `holds` are the reasons for which there are none."""

    client: str
    name: str
    as_of: str
    revision: int
    holds: tuple[Hold, ...] = ()
    messages: tuple[Draft, ...] = ()


@dataclass(frozen=True)
class Desk:
    """Where mails are written.

    everyone : each client's own file, by the name of its folder; None for one that has problems.
    """

    params: Path
    reports: Path
    quarter: str
    settings: MailSettings
    everyone: Mapping[str, Client | None]

    def drafts(self, client: str, ledger: Ledger) -> Drafts:
        """Write the messages of a client's report.

        What was approved and would be another message now is approved no more.
        """
        material = read_material(self.reports, client, self.quarter)
        about, holds = self.everyone[client], list(self._material_holds(material))
        if about is None:
            holds.append(Hold(f"client.yml has problems: kpilib check {client}"))
        elif not about.recipients:
            holds.append(Hold("client.yml names no recipients"))
        final = [one for one in holds if not one.answerable]
        if final:
            self._take_back(ledger, client, "it is held")
            return Drafts(client, about.name if about else client, material.as_of, 0, tuple(final))
        update = Update(client, self.quarter, material.as_of, REPORT)
        revision = ledger.revision_for(update, _digest(material))
        messages = tuple(self._messages(material, about, revision, ledger, tuple(holds)))
        self._take_back(
            ledger, client, "its reader gets another one now, or none", but=[one.mail.id for one in messages]
        )
        return Drafts(client, about.name, material.as_of, revision.number, tuple(holds), messages)

    def _material_holds(self, material: Material) -> Iterator[Hold]:
        folder, about = self.params / material.client, self.everyone[material.client]
        parts = clients_parts(folder) | outside_parts(about.outside if about else (), folder)
        changed = {report: not_as_made(material.folder, report, parts) for report in material.results}
        return material_holds(material, changed)

    def _messages(
        self, material: Material, about: Client, revision: Revision, ledger: Ledger, holds: tuple[Hold, ...]
    ) -> Iterator[Draft]:
        strangers = strangers_of(material.client, self.everyone, ours=self.settings.sender.email)
        held = {one.address: one.reason for one in ledger.held()}
        # Who has this content already is not told again for another comma in a template.
        gone = {one.recipient: one for one in ledger.of_revision(revision) if one.state not in OPEN}
        for recipient in _each_once(about.recipients):
            address = envelope_address(recipient.email)
            mine = [*holds, *recipient_holds(about, recipient, material)]
            if address in held:
                mine.append(Hold(f"the address came back, {held[address]}; see kpilib mail release"))
            letter = self._letter(material, about, recipient, revision.number)
            mine += letter_holds(letter, strangers)
            identity = message_id(*revision.update.key, revision.number, address, sender=self.settings.sender.email)
            message = self._message(letter, recipient, identity, revision.date)
            mail = gone.get(address) or ledger.plan(
                revision,
                address,
                name=recipient.name,
                language=letter.language,
                message_id=identity,
                sha256=hashlib.sha256(message).hexdigest(),
            )
            if mail.state in APPROVED and any(not one.answerable for one in mine):
                mail = ledger.void(mail, f"it is held: {next(one for one in mine if not one.answerable)}")
            if mail.state in OPEN:
                lay_out(material.folder, mail, letter, message)
            file = eml_file(material.folder, mail)
            yield Draft(mail, letter.subject, message, tuple(mine), file)

    def _letter(self, material: Material, about: Client, recipient: Recipient, revision: int) -> Letter:
        language = recipient.language or about.language
        told = material.letters.get(language) or next(iter(material.letters.values()))
        picture = _picture(told)
        cid = f"chart.{hashlib.sha256(picture or b'').hexdigest()[:16]}@{domain_of(self.settings.sender.email)}"
        with speaking(told["language"]):
            named = material.described(revision, pdf=recipient.pdf)
            attached = [(name, report_name(report)) for name, report in named]
        about_it = {
            "attached": attached,
            "contact": self.settings.reply_to or self.settings.sender.email,
            "revision": revision,
            "cadence": about.cadence or "",
        }
        return Letter(
            subject=subject_of(told, revision),
            text=text_of(told, **about_it),
            html=html_of(told, cid=cid, **about_it),
            language=told["language"],
            picture=picture,
            cid=cid,
            attached=material.attached(revision, pdf=recipient.pdf),
        )

    def _message(self, letter: Letter, recipient: Recipient, identity: str, date: str) -> bytes:
        sender = self.settings.sender
        post = Post(
            sender=(sender.name, sender.email),
            recipient=(recipient.name, recipient.email),
            identity=identity,
            date=date,
            reply_to=self.settings.reply_to or "",
        )
        return message_bytes(letter, post)

    def _take_back(self, ledger: Ledger, client: str, reason: str, *, but: Sequence[int] = ()) -> None:
        """Take back the approval of what is not among the client's messages any more."""
        for mail in ledger.mails(quarter=self.quarter, client=client, states=APPROVED):
            if mail.id not in but:
                ledger.void(mail, reason)


def _each_once(recipients: tuple[Recipient, ...]) -> list[Recipient]:
    """Nobody gets a report twice: an address that is named again counts as it was named first."""
    return list({envelope_address(one.email): one for one in reversed(recipients)}.values())[::-1]


def _picture(letter: Mapping) -> bytes | None:
    told = letter.get("picture")
    return b64decode(told["png"]) if told else None


def _digest(material: Material) -> str:
    """What a revision tells: its pages and results. How a mail words it, and for whom, is each message's own."""
    results = {name: {**told, "cadence": None} for name, told in material.results.items()}
    told = hashlib.sha256(json.dumps(results, sort_keys=True).encode())
    for page in sorted(material.pages):
        told.update(json.dumps(page).encode() + hashlib.sha256(material.pages[page]).digest())
    return told.hexdigest()
