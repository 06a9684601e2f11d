"""The agency's mail server: read from params/mail.yml, all mistakes at once, and never a password."""

from pathlib import Path

import pytest

from kpilib.errors import KpilibError, ProblemsError
from kpilib.plan.mail import read_mail_settings
from kpilib.plan.mailbox import domain_of, envelope_address

SENDER = "sender: {name: Agency, email: reports@agency.example}\n"


@pytest.fixture
def read(tmp_path):
    def read(text: str):
        (tmp_path / "params").mkdir(exist_ok=True)
        (tmp_path / "params" / "mail.yml").write_text(text, "utf-8")
        return read_mail_settings(tmp_path / "params")

    return read


def problems_of(read, text: str) -> list[str]:
    with pytest.raises(ProblemsError) as told:
        read(text)
    return [str(one).removeprefix("params/") for one in told.value.problems]


def test_the_demo_has_a_sender_and_no_server():
    settings = read_mail_settings(Path(__file__).parents[2] / "params")
    assert settings.dry_run
    assert settings.sender.email.endswith("@agency.example")


def test_what_is_not_written_has_a_usual_value(read):
    settings = read(f"{SENDER}host: smtp.agency.example\n")
    assert not settings.dry_run
    assert (settings.security, settings.server) == ("starttls", "smtp.agency.example:587")
    assert (settings.per_minute, settings.timeout, settings.retry_minutes, settings.give_up_hours) == (60, 60, 30, 48)
    assert read(f"{SENDER}host: smtp.agency.example\nsecurity: tls").server_port == 465
    assert read(f"{SENDER}host: localhost\nsecurity: none\nport: 2525").server == "localhost:2525"
    assert read(f"{SENDER}host: '::1'\nsecurity: none").server == "[::1]:25"


def test_every_mistake_is_told_with_its_line(read):
    text = f"{SENDER}hots: smtp.agency.example\nsecurity: ssl\nport: 0\nreply_to: nobody\n"
    assert problems_of(read, text) == [
        "mail.yml:2: unknown key 'hots'; did you mean 'host'?",
        "mail.yml:3: security 'ssl' is not one of starttls, tls, none",
        "mail.yml:4: port '0' is below 1",
        "mail.yml:5: reply_to 'nobody' is not an e-mail address such as name@agency.example",
    ]


def test_an_open_connection_is_only_for_this_machine(read):
    [told] = problems_of(read, f"{SENDER}host: smtp.agency.example\nsecurity: none")
    assert told.endswith(
        "security 'none' is only for a server on this machine (localhost, 127.0.0.1, ::1); write starttls or tls"
    )


@pytest.mark.parametrize(
    "line",
    [
        "password: hunter2",
        "smtp_pass: hunter2",
        "host: smtp://ana:hunter2@smtp.agency.example",
        "smtp: {secret: hunter2}",
    ],
)
def test_a_password_in_the_file_is_refused_with_where_it_belongs_and_not_repeated(read, line):
    [told] = problems_of(read, f"{SENDER}{line}\n")
    assert told.startswith("mail.yml:2: ")
    assert "hunter2" not in told
    assert "host is not the name of a server" in told or told.endswith(
        "does not belong in a file: the password is taken from the environment variable KPILIB_SMTP_PASSWORD, "
        "or from the system's keyring (service kpilib, entry user@host)"
    )


@pytest.mark.parametrize(
    "sender",
    [
        r'{name: "A\nBcc: x@evil.example", email: a@b.example}',
        r'{name: A, email: "a@b.example\nBcc: x@evil.example"}',
        r'{name: A, email: "a@b.example, x@evil.example"}',
        "{name: A, email: büro@b.example}",
        "{name: '', email: a@b.example}",
    ],
)
def test_a_sender_is_one_name_and_one_address(read, sender):
    assert len(problems_of(read, f"sender: {sender}\n")) == 1


def test_without_the_file_it_is_said_what_it_is_for(tmp_path):
    with pytest.raises(KpilibError, match=r"there is no params/mail.yml, which says who sends the reports"):
        read_mail_settings(tmp_path / "params")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Rina.S@Kopi-Contoh.EXAMPLE", "Rina.S@kopi-contoh.example"),
        ("a+kpi@büro.example", "a+kpi@xn--bro-hoa.example"),
        ("büro@müller.example", "büro@xn--mller-kva.example"),
        ("a@例え.テスト", "a@xn--r8jz45g.xn--zckzah"),
    ],
)
def test_an_address_in_the_envelopes_form(written, address):
    assert envelope_address(written) == address
    assert envelope_address(address) == address
    assert domain_of(written) == address.rpartition("@")[2]


@pytest.mark.parametrize(
    "written",
    [
        "",
        "nobody",
        "@b.example",
        "a@",
        "a@localhost",
        "a@b.example.",
        "a@b..example",
        "a b@c.example",
        "a@b.example\nRCPT TO:<x@evil.example>",
        "a@b.example\r\n",
        "a,b@c.example",
        "<a@b.example>",
        "a@b.example>",
        '"a b"@c.example',
        ".a@b.example",
        "a@b_c.example",
        "a@[127.0.0.1]",
        f"{'a' * 65}@b.example",
        f"a@{'b.' * 130}example",
        "a@b.example\x00",
        "a@-b.example",
    ],
)
def test_what_is_no_address_is_refused(written):
    with pytest.raises(ValueError, match=r"is not an e-mail address|has no domain"):
        envelope_address(written)
