"""Sent to Debian's own mail server, and read back from where it delivered: the mailboxes of the readers."""

import email

import pytest

from kpilib.deliver.mail.bounces import read_bounces
from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.sending import send, send_test
from tests.deliver.mail.mails import READERS, Clock, approved, settings, states

ANA, BUDI, CITRA = READERS


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(tmp_path, clock):
    with Ledger(tmp_path, clock=clock) as ledger:
        yield ledger


def own_part(delivered: bytes) -> bytes:
    """A message without the lines that servers have put above it."""
    return delivered[delivered.index(b"From: Agency") :]


def test_each_reader_finds_the_message_once_and_byte_for_byte(mail_server, ledger, clock):
    mails = approved(ledger)
    for _ in range(2):
        send(ledger, settings(**mail_server.settings), mails, clock=clock, sleep=clock.sleep)
    assert states(ledger) == dict.fromkeys(READERS, "accepted")
    assert all("queued as" in mail.reason for mail in ledger.mails())
    assert mail_server.settled(lambda: all(mail_server.delivered(one) for one in READERS)), mail_server.log()
    for mail, data in mails:
        [delivered] = mail_server.delivered(mail.recipient)
        assert own_part(delivered) == data.replace(b"\r\n", b"\n")
        read = email.message_from_bytes(delivered)
        assert read["Return-Path"] == "<reports@agency.example>"
        assert read.get_payload(decode=True).decode().splitlines()[1:3] == [".", "..two dots"]


def test_what_the_server_refuses_is_rejected_or_deferred_and_the_rest_delivered(mail_server, ledger, clock):
    readers = ["refused@shop.example", "later@shop.example", "büro@xn--mller-kva.example", "dewi@shop.example"]
    send(ledger, settings(**mail_server.settings), approved(ledger, readers), clock=clock, sleep=clock.sleep)
    assert states(ledger) == dict(zip(readers, ["rejected", "deferred", "accepted", "accepted"], strict=True))
    assert {mail.recipient: mail.reason for mail in ledger.mails() if mail.state in ("rejected", "deferred")} == {
        readers[0]: "550 5.1.1 <refused@shop.example>: Recipient address rejected: no such user",
        readers[1]: "450 4.2.0 <later@shop.example>: Recipient address rejected: greylisted",
    }
    assert mail_server.settled(lambda: mail_server.delivered("dewi@shop.example")), mail_server.log()
    assert mail_server.settled(lambda: any(b"b\xc3\xbcro@" in one for one in mail_server.delivered()))
    assert [mail_server.delivered(one) for one in readers[:2]] == [[], []]


def test_a_mail_that_comes_back_is_rejected_and_its_address_held(mail_server, ledger, clock):
    mails = approved(ledger, ["gone@shop.example"])
    send(ledger, settings(**mail_server.settings), mails, clock=clock, sleep=clock.sleep)
    assert states(ledger) == {"gone@shop.example": "accepted"}
    box = mail_server.returned
    assert mail_server.settled(lambda: (box / "new").is_dir() and any((box / "new").iterdir())), mail_server.log()
    assert read_bounces(ledger, box).failed == 1
    assert read_bounces(ledger, box).seen == 1
    [mail] = ledger.mails()
    assert (mail.state, mail.reason.partition(" ")[0]) == ("rejected", "bounced:")
    assert "5.1.1" in mail.reason
    assert [(one.address, one.reason) for one in ledger.held()] == [("gone@shop.example", mail.reason)]


def test_a_test_message_is_delivered(mail_server):
    assert "queued as" in send_test(settings(**mail_server.settings), "rina@agency.example")
    assert mail_server.settled(lambda: mail_server.delivered("rina@agency.example"))
