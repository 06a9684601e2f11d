"""The demo clients' quarter, from reports through review and approval into Debian's mail server, and read back there.

The mail that arrived is opened in a browser, with its picture taken from the message itself.
"""

import shutil
from base64 import b64encode
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from kpilib.data.mailed import read_mailed
from tests.deliver.browsing import ROOT

READERS = {
    "kopi-contoh": "direksi@kopi-contoh.example",
    "langkah-sample": "founders@langkah-sample.example",
    "pumpen-muster": "leitung@pumpen-muster.example",
}
SUBJECTS = {
    "kopi-contoh": "Kopi Contoh, Q3 2026: 5 of 6 KPIs on course",
    "langkah-sample": "Langkah Sample, Q3 2026: 2 dari 5 KPI sesuai rencana",
    "pumpen-muster": "Pumpen Muster, Q3 2026: 2 of 5 KPIs on course",
}


@pytest.fixture
def quarter(tmp_path, pages) -> Path:
    """The demo's params and its reports, in a folder of their own."""
    shutil.copytree(ROOT / "params", tmp_path / "params")
    shutil.copytree(pages["kopi-contoh"].parents[2], tmp_path / "reports")
    return tmp_path


@pytest.fixture
def call(kpilib, quarter) -> Callable[..., tuple[int, str, str]]:
    return lambda command, *options: kpilib(command, "2026Q3", *options, "--params", str(quarter / "params"))


def everybody() -> list[str]:
    return [option for client in READERS for option in ("--client", client)]


def approve_all(call) -> None:
    code, _, err = call("approve", *everybody(), "--by", "Rina", "--despite", "they are the demo's own")
    assert (code, err) == (0, "")


def parts(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


def test_the_demo_quarter_is_reviewed_approved_sent_and_read_back_whole(call, quarter, mail_server):
    file = quarter / "params/mail.yml"
    told = YAML(typ="safe").load(file) | mail_server.settings | {"per_minute": 6000}
    YAML(typ="safe").dump(told, file)
    code, said, err = call("review")
    assert (code, err) == (1, "")  # each has errors of the check that a person has to answer for
    assert said.count("held: ") == 3
    assert call("send")[1] == "0 messages sent\n"
    approve_all(call)
    code, said, err = call("send", *everybody())
    assert (code, err, said.splitlines()[-1]) == (0, "", "3 messages sent")
    assert call("send")[1] == "0 messages sent\n"
    assert {one.recipient: one.state for one in read_mailed(quarter / "reports")} == dict.fromkeys(
        READERS.values(), "accepted"
    )
    for client, reader in READERS.items():
        assert mail_server.settled(lambda address=reader: mail_server.delivered(address)), mail_server.log()
        [delivered] = mail_server.delivered(reader)
        mail = message_from_bytes(delivered, policy=default)
        assert mail["Subject"] == SUBJECTS[client]
        assert parts(mail) == [
            *(
                "multipart/mixed",
                "multipart/alternative",
                "text/plain",
                "multipart/related",
                "text/html",
                "image/png",
            ),
            *("text/html", "text/html"),
        ]
        folder = quarter / "reports/2026Q3" / client
        sent = message_from_bytes(next((folder / "mail").glob("*.eml")).read_bytes(), policy=default)
        for mine, theirs in zip(sent.walk(), mail.walk(), strict=True):
            if not mine.is_multipart():
                assert mine.get_payload(decode=True).split() == theirs.get_payload(decode=True).split()
        progress, review = mail.iter_attachments()
        assert progress.get_filename() == f"kpi-progress_{client}_2026-Q3_r1.html"
        assert review.get_filename() == f"pdca-review_{client}_2026-Q3_r1.html"
        assert progress.get_payload(decode=True) == (folder / "kpi_progress.html").read_bytes()
        assert review.get_payload(decode=True) == (folder / "pdca_review.html").read_bytes()
        text = mail.get_body(("plain",)).get_content()
        assert max(len(line) for line in text.splitlines()) <= 72
    page = (quarter / "reports/2026Q3/index.html").read_text("utf-8")
    assert page.count(">Sent</b>") == 3
    code, said, _ = call("status")
    assert (code, said.splitlines()[-1]) == (0, "3 mails: 3 sent")


def resolved(mail: EmailMessage) -> str:
    """The HTML of a mail as its reader sees it: with the pictures that travel in it."""
    html = mail.get_body(("html",)).get_content()
    for part in mail.walk():
        if part["Content-ID"]:
            uri = f"data:{part.get_content_type()};base64,{b64encode(part.get_payload(decode=True)).decode()}"
            html = html.replace(f"cid:{part['Content-ID'].strip('<>')}", uri)
    return html


@pytest.mark.parametrize("client", READERS)
def test_the_mail_is_whole_on_a_phone_and_at_a_desk(call, quarter, browser, client, tmp_path):
    call("review", "--client", client)
    file = next((quarter / "reports/2026Q3" / client / "mail").glob("*.eml"))
    mail = message_from_bytes(file.read_bytes(), policy=default)
    html = resolved(mail)
    assert len(mail.get_body(("html",)).get_content().encode()) <= 60_000
    assert "cid:" not in html
    page = browser.new_page()
    for width in (390, 700):
        page.set_viewport_size({"width": width, "height": 900})
        page.set_content(html)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth >= 1000)")
        assert page.evaluate("document.images.length") == 1
        smallest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('td, h1, h2, a, b, span')].filter(one => one.innerText.trim())"
            ".map(one => parseFloat(getComputedStyle(one).fontSize)))"
        )
        assert smallest >= 14
        page.screenshot(path=tmp_path / f"{client}-{width}.png", full_page=True)
    page.close()
