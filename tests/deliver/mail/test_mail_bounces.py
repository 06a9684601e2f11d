"""Notices of what was not delivered: which mail they mean, what becomes of it, and that each counts once."""

import mailbox
from email import message_from_string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpilib.deliver.mail.bounces import Bounces, notice_of, read_bounces
from kpilib.deliver.mail.ledger import Ledger
from kpilib.errors import KpilibError
from tests.deliver.mail.mails import READERS, approved, id_of, states

ANA, BUDI, CITRA = READERS


def notice(
    message_id: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    why: str = "smtp; 550 5.1.1 <a@b>:\n    no such user",
    returned: str = "message/rfc822",
    when: str = "Fri, 21 Aug 2026 08:00:00 +0000",
) -> str:
    """A notice as RFC 3464 has it."""
    return f"""\
From: MAILER-DAEMON@mail.test.example
To: reports@agency.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain

Your message could not be delivered.

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.test.example
Arrival-Date: {when}

Final-Recipient: rfc822; somebody.else@forwarded.example
Action: {action}
Status: {status}
Diagnostic-Code: {why}

--cut
Content-Type: {returned}

From: reports@agency.example
Message-ID: {message_id}
Subject: Shop

Text.

--cut--
"""


def mbox(path: Path, *texts: str) -> Path:
    box = mailbox.mbox(path)
    for text in texts:
        box.add(text.encode())
    box.close()
    return path


def maildir(path: Path, *texts: str) -> Path:
    box = mailbox.Maildir(path)
    for text in texts:
        box.add(text.encode())
    box.close()
    return path


@pytest.fixture
def ledger(tmp_path):
    """A ledger whose three mails were accepted."""
    with Ledger(tmp_path / "reports") as ledger:
        for mail, _ in approved(ledger):
            ledger.accepted(ledger.begin(mail), "250 taken")
        yield ledger


@pytest.mark.parametrize("box", [mbox, maildir])
@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_mail_that_failed_is_rejected_and_its_address_held_once(ledger, tmp_path, box, returned):
    made = box(tmp_path / "box", notice(id_of(BUDI), returned=returned))
    assert read_bounces(ledger, made) == Bounces(failed=1)
    assert states(ledger) == {ANA: "accepted", BUDI: "rejected", CITRA: "accepted"}
    [held] = ledger.held()
    assert (held.address, held.reason) == (BUDI, "bounced: 550 5.1.1 <a@b>: no such user")
    events = len(ledger.events(ledger.mails()[1]))
    ledger.release(BUDI, by="Rina")
    assert [read_bounces(ledger, made) for _ in range(2)] == [Bounces(seen=1)] * 2
    assert (len(ledger.events(ledger.mails()[1])), ledger.held()) == (events, [])


def test_a_box_is_read_and_not_changed(ledger, tmp_path):
    made = mbox(tmp_path / "box", notice(id_of(BUDI)))
    before = (made.read_bytes(), made.stat().st_mtime_ns)
    read_bounces(ledger, made)
    assert (made.read_bytes(), made.stat().st_mtime_ns) == before


def test_what_is_only_delayed_is_noted(ledger, tmp_path):
    why = "smtp; 451 4.4.1 no answer"
    late = [
        notice(id_of(ANA), action="delayed", status="4.4.1", why=why, when=f"Fri, 21 Aug 2026 0{hour}:00:00 +0000")
        for hour in (8, 9)
    ]
    assert read_bounces(ledger, mbox(tmp_path / "box", *late)) == Bounces(noted=2)
    [ana, *_] = ledger.mails()
    assert ana.state == "accepted"
    assert ledger.events(ana)[-1].reason == "delayed: 451 4.4.1 no answer"
    assert ledger.held() == []


def test_what_failed_for_a_passing_reason_is_rejected_and_its_address_not_held(ledger, tmp_path):
    told = notice(id_of(ANA), status="4.4.7", why="smtp; delivery time expired")
    assert read_bounces(ledger, mbox(tmp_path / "box", told)) == Bounces(failed=1)
    assert ledger.mails()[0].reason == "bounced: 4.4.7 delivery time expired"
    assert (states(ledger)[ANA], ledger.held()) == ("rejected", [])


def test_a_notice_settles_what_was_unknown(tmp_path):
    with Ledger(tmp_path / "reports") as ledger:
        [(ana, _)] = approved(ledger, [ANA])
        ledger.unknown(ledger.begin(ana), "no answer")
        read_bounces(ledger, mbox(tmp_path / "box", notice(id_of(ANA))))
        assert states(ledger) == {ANA: "rejected"}


@pytest.mark.parametrize(
    "text",
    [
        "From: ana@shop.example\nSubject: Thank you\n\nFailed 5.1.1 Message-ID: {id}\n",
        "Subject: Re\nIn-Reply-To: {id}\nReferences: {id}\n\nUndelivered\n",
        notice("<another@agency.example>"),
        notice("{id}", returned="text/plain"),
        "Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n"
        + notice("{id}")
        + "--x--\n",
        notice("{id}").replace("Action: failed\n", ""),
        notice("{id}").replace("message/delivery-status", "text/plain"),
        notice("{id}").replace("boundary=", "boundry="),
        "",
        "\x00\xff not a message at all",
    ],
)
def test_what_is_no_notice_of_a_mail_of_ours_changes_nothing(ledger, tmp_path, text):
    before = ledger.mails()
    found = read_bounces(ledger, maildir(tmp_path / "box", text.replace("{id}", id_of(ANA)), notice(id_of(BUDI))))
    assert (found.failed, found.foreign + found.odd) == (1, 1)
    assert [mail for mail in ledger.mails() if mail.recipient != BUDI] == [
        mail for mail in before if mail.recipient != BUDI
    ]


def test_what_a_server_said_is_kept_in_one_printable_line_of_bounded_length(ledger, tmp_path):
    told = notice(id_of(ANA), why=f"smtp; 550 5.1.1 \x1b[31m{'x' * 900}")
    read_bounces(ledger, mbox(tmp_path / "box", told))
    reason = ledger.mails()[0].reason
    assert reason.isprintable()
    assert len(reason) < 320


@given(st.data())
def test_no_message_raises_more_than_one_that_is_counted_as_odd(data):
    text = notice("<a@b>")
    start, end = sorted(data.draw(st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))))
    broken = text[:start].encode() + data.draw(st.binary(max_size=20)) + text[end:].encode()
    found = notice_of(broken)
    assert found is None or isinstance(found.action, str)


def test_a_notice_is_read_as_it_is():
    found = notice_of(notice("<a@b>").encode())
    assert (found.message_id, found.action, found.status, found.hard) == ("<a@b>", "failed", "5.1.1", True)
    assert found.why == "550 5.1.1 <a@b>: no such user"
    assert message_from_string(notice("<a@b>")).get_content_type() == "multipart/report"


def test_what_is_no_mailbox_is_told(ledger, tmp_path):
    with pytest.raises(KpilibError, match="there is no mailbox"):
        read_bounces(ledger, tmp_path / "nowhere")
    with pytest.raises(KpilibError, match="is no Maildir: it has no cur and new"):
        read_bounces(ledger, tmp_path)
    (tmp_path / "text").write_text("no mailbox\n")
    assert read_bounces(ledger, tmp_path / "text") == Bounces()
