"""One recipient's message as bytes: the same each time, whole, and with nothing slipped into its headers."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.deliver.mail.message import Attachment, Letter, Post, message_bytes, message_id

IDENTITY = message_id("shop", "2026Q3", "2026-08-21", 1, "ana@shop.example", sender="kpi@agency.example")
LETTER = Letter(
    subject="Kopi Contoh, Q3 2026: 4 of 6 KPIs on course",
    text="Leads reached 548 – 104 behind.\n" * 3,
    html='<html lang="en"><body><p>Büro</p><img src="cid:chart.1@agency.example" alt="Leads"></body></html>',
    language="en",
    picture=b"\x89PNG\r\n\x1a\n12345",
    cid="chart.1@agency.example",
    attached=(
        Attachment("kpi-progress_shop.html", "<p>Überblick</p>".encode(), "text/html"),
        Attachment("kpi-progress_shop.pdf", b"%PDF-1.7\r\n\x00\xff", "application/pdf"),
    ),
)
POST = Post(
    sender=("Agency", "kpi@agency.example"),
    recipient=("Ana", "ana@shop.example"),
    identity=IDENTITY,
    date="Fri, 21 Aug 2026 06:30:00 +0000",
)


def read(letter: Letter = LETTER, **post) -> EmailMessage:
    return message_from_bytes(message_bytes(letter, Post(**{**vars(POST), **post})), policy=default)


def test_the_same_letter_gives_the_same_bytes_in_seven_bits():
    made = message_bytes(LETTER, POST)
    assert made == message_bytes(LETTER, POST)
    assert made.isascii()
    assert max(map(len, made.split(b"\r\n"))) <= 998
    assert b"\n" not in made.replace(b"\r\n", b"")


def test_the_parts_stand_as_mail_programs_look_for_them():
    mail = read()
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/png",
        "text/html",
        "application/pdf",
    ]
    [page, printed] = mail.iter_attachments()
    assert (page.get_filename(), page.get_payload(decode=True)) == (
        "kpi-progress_shop.html",
        LETTER.attached[0].content,
    )
    assert page.get_content_charset() == "utf-8"
    assert printed.get_payload(decode=True) == LETTER.attached[1].content
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == LETTER.text
    assert "Büro" in mail.get_body(("html",)).get_content()
    [picture] = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"] == "<chart.1@agency.example>"
    assert picture.get_content_disposition() == "inline"
    assert picture.get_payload(decode=True) == LETTER.picture


def test_the_headers_say_from_whom_to_whom_and_that_no_person_wrote_it():
    mail = read(reply_to="ask@agency.example")
    assert (mail["From"], mail["To"]) == ("Agency <kpi@agency.example>", "Ana <ana@shop.example>")
    assert mail["Subject"] == LETTER.subject
    assert (mail["Date"], mail["Message-ID"]) == (POST.date, IDENTITY)
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "All")
    assert mail["Reply-To"] == "ask@agency.example"
    assert mail["List-Unsubscribe"] == "<mailto:ask@agency.example?subject=stop>"
    assert (mail["Cc"], mail["Bcc"]) == (None, None)


def test_names_of_all_scripts_and_domains_of_all_letters_arrive():
    mail = read(sender=("Ägentur, „Nord“", "kpi@agency.example"), recipient=("Дирекция", "leitung@bücher.example"))
    [sender], [reader] = mail["From"].addresses, mail["To"].addresses
    assert sender.display_name == "Ägentur, „Nord“"
    assert (reader.display_name, reader.addr_spec) == ("Дирекция", "leitung@xn--bcher-kva.example")


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\N{LINE SEPARATOR}", "\x00"])
def test_no_header_is_slipped_in_by_a_line_break(end):
    evil = f"Ana{end}Bcc: all@evil.example{end}{end}body"
    mail = read(
        Letter(**{**vars(LETTER), "subject": evil}),
        recipient=(evil, "ana@shop.example"),
        sender=(evil, "a@b.example"),
    )
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Ana Bcc: all@evil.example body"
    assert [one.addr_spec for one in mail["To"].addresses] == ["ana@shop.example"]
    assert [one.addr_spec for one in mail["From"].addresses] == ["a@b.example"]
    assert mail.get_body(("plain",)) is not None


@given(name=st.text(max_size=90), subject=st.text(max_size=300))
def test_whatever_a_name_and_a_subject_hold_the_headers_stay_eleven(name, subject):
    name, subject = (text.encode("utf-8", "ignore").decode() for text in (name, subject))
    mail = read(Letter(**{**vars(LETTER), "subject": subject}), recipient=(name, "ana@shop.example"))
    assert sorted(mail.keys()) == sorted(read().keys())
    assert [one.addr_spec for one in mail["To"].addresses] == ["ana@shop.example"]


def test_other_readers_get_other_identities_in_the_senders_domain():
    other = message_id("shop", "2026Q3", "2026-08-21", 1, "budi@shop.example", sender="kpi@agency.example")
    assert other != IDENTITY
    assert other.endswith("@agency.example>")
