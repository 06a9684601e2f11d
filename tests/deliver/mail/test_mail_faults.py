"""What can go wrong on the way to a reader: nobody gets a message twice or another's, and every state is true.

Each test counts what the server has delivered.
"""

from datetime import timedelta

import pytest

from kpilib.data.mailed import read_mailed
from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.sending import send, send_test
from kpilib.errors import KpilibError
from tests.deliver.mail import servers
from tests.deliver.mail.mails import READERS, Clock, approved, planned, settings, states
from tests.deliver.mail.servers import nth, polite, rude

ANA, BUDI, CITRA = READERS


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(tmp_path, clock):
    with Ledger(tmp_path / "reports", clock=clock) as ledger:
        yield ledger


@pytest.fixture
def go(ledger, clock):
    """Send what is approved, or was, to a port; what came of it, in short."""

    def go(port: int, mails, **options):
        return send(ledger, settings(port=port, **options), mails, clock=clock, sleep=clock.sleep)

    return go


def counted(sent) -> dict:
    return {name: value for name, value in vars(sent).items() if value}


def reasons(ledger) -> dict[str, str]:
    return {mail.recipient: mail.reason for mail in ledger.mails()}


# ---- as it should be


def test_each_reader_gets_the_message_that_was_approved_byte_for_byte_over_one_connection(ledger, go):
    mails = approved(ledger)
    with rude(lambda *_: None) as (port, delivered):
        assert counted(go(port, mails)) == {"accepted": 3}
    assert delivered.mails == [(mail.recipient, data) for mail, data in mails]
    assert delivered.connections == 1
    assert states(ledger) == dict.fromkeys(READERS, "accepted")
    assert {mail.reason for mail in ledger.mails()} == {"250 OK"}


def test_a_second_send_sends_nothing(ledger, go):
    mails = approved(ledger)
    with polite() as (port, delivered):
        go(port, mails)
        assert counted(go(port, mails)) == {"not_approved": 3}
        assert counted(go(port, [*mails, *mails])) == {"not_approved": 6}
    assert delivered.counts == dict.fromkeys(READERS, 1)


def test_what_is_not_approved_is_not_sent_and_without_anything_to_send_nobody_is_called(ledger, go):
    with polite() as (port, delivered):
        assert counted(go(port, planned(ledger))) == {"not_approved": 3}
    assert counted(go(servers.free_port(), planned(ledger))) == {"not_approved": 3}
    assert delivered.mails == []


def test_one_changed_byte_is_not_sent_and_voids_the_approval(ledger, go):
    [(ana, data), *others] = approved(ledger)
    with polite() as (port, delivered):
        assert counted(go(port, [(ana, data.replace(b"Q3", b"Q4")), *others])) == {"changed": 1, "accepted": 2}
    assert delivered.counts == {BUDI: 1, CITRA: 1}
    assert ledger.mail(ana).state == "planned"
    assert ledger.mail(ana).reason == "its bytes are not those that were approved"


def test_two_messages_that_were_swapped_go_to_nobody(ledger, go):
    [(ana, for_ana), (budi, for_budi), _] = approved(ledger)
    with polite() as (port, delivered):
        assert counted(go(port, [(ana, for_budi), (budi, for_ana)])) == {"changed": 2}
    assert delivered.mails == []


def test_nothing_is_sent_to_an_address_that_is_held(ledger, go):
    mails = approved(ledger)
    ledger.hold_address(BUDI, "bounced")
    with polite() as (port, delivered):
        assert counted(go(port, mails)) == {"accepted": 2, "held": 1}
    assert delivered.counts == {ANA: 1, CITRA: 1}
    assert states(ledger)[BUDI] == "approved"


def test_messages_go_at_the_rate_that_is_set(ledger, go, clock):
    with polite() as (port, delivered):
        go(port, approved(ledger), per_minute=10)
    assert clock.slept == [6.0, 6.0]
    assert len(delivered.mails) == 3


@pytest.mark.usefixtures("ledger")
def test_two_sends_at_once_are_not_possible(tmp_path):
    with pytest.raises(KpilibError, match="is writing into the ledger"), Ledger(tmp_path / "reports"):
        pass


def test_without_a_server_nothing_is_sent(ledger):
    with pytest.raises(KpilibError, match="no mail server is configured"):
        send(ledger, settings(host=None, security="tls"), approved(ledger))


# ---- nobody there


def test_connection_refused_ends_the_run_and_leaves_the_rest(ledger, go, clock):
    mails = approved(ledger)
    port = servers.free_port()
    sent = go(port, mails)
    assert counted(sent) == {"deferred": 1, "stopped": f"127.0.0.1:{port} cannot be reached: connection refused"}
    assert states(ledger) == {ANA: "deferred", BUDI: "approved", CITRA: "approved"}
    assert ledger.mail(mails[0][0]).next_attempt == clock.now + timedelta(minutes=30)
    with polite() as (port, delivered):
        assert counted(go(port, mails)) == {"waiting": 1, "accepted": 2}
        clock.later(minutes=30)
        assert counted(go(port, mails)) == {"accepted": 1, "not_approved": 2}
    assert delivered.counts == dict.fromkeys(READERS, 1)


def test_a_name_that_is_not_known_ends_the_run(ledger, clock):
    nowhere = settings(host="smtp.nowhere.invalid", security="tls")  # no such domain will ever be (RFC 2606)
    sent = send(ledger, nowhere, approved(ledger), clock=clock, sleep=clock.sleep)
    told = "smtp.nowhere.invalid:465 cannot be reached: no server of this name is known"
    assert counted(sent) == {"deferred": 1, "stopped": told}
    assert reasons(ledger)[ANA] == told


def test_a_server_that_takes_no_mail_for_now_ends_the_run(ledger, go):
    with rude(nth("connect", "421 4.3.2 closing down")) as (port, delivered):
        sent = go(port, approved(ledger))
    assert counted(sent) == {"deferred": 1, "stopped": f"127.0.0.1:{port} takes no mail: 421 4.3.2 closing down"}
    assert (delivered.mails, delivered.connections) == ([], 1)


def test_a_server_that_never_answers_is_left_after_the_time_limit(ledger, go):
    with rude(nth("connect", servers.SILENT)) as (port, delivered):
        sent = go(port, approved(ledger), timeout=0.3)
    assert counted(sent) == {
        "deferred": 1,
        "stopped": f"127.0.0.1:{port} cannot be used: the server did not answer in time",
    }
    assert delivered.mails == []


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_a_server_that_stops_answering_before_the_content_has_the_mail_tried_again(ledger, go, clock, verb):
    mails = approved(ledger, [ANA])
    with rude(nth(verb, servers.SILENT, 0)) as (port, delivered):
        assert go(port, mails, timeout=0.3).deferred == 1
        assert "did not answer in time" in reasons(ledger)[ANA]
        clock.later(minutes=30)
        assert counted(go(port, mails, timeout=5)) == {"accepted": 1}
    assert delivered.counts == {ANA: 1}


@pytest.mark.parametrize("verb", ["connect", "EHLO", "RCPT"])
def test_a_server_that_answers_drop_by_drop_is_left_too(ledger, go, verb):
    with rude(nth(verb, servers.DRIP, 0)) as (port, delivered):
        assert go(port, approved(ledger, [ANA]), timeout=0.2).deferred == 1
    assert delivered.mails == []
    assert "did not answer in time" in reasons(ledger)[ANA]


# ---- what an operator has to mend


def secure(tmp_path, *, names=("127.0.0.1",), **options):
    made = servers.authority(tmp_path, *names)
    return made, {"security": "starttls", "ca_file": str(made.ca_file), **options}


def test_starttls_and_a_login_with_the_password_of_the_environment(ledger, go, tmp_path, monkeypatch):
    made, options = secure(tmp_path)
    monkeypatch.setenv("KPILIB_SMTP_USER", servers.USER)
    monkeypatch.setenv("KPILIB_SMTP_PASSWORD", servers.SECRET)
    how = {"require_starttls": True, "auth_required": True, "authenticator": servers.login_checked}
    with polite(tls_context=made.server, **how) as (port, delivered):
        assert counted(go(port, approved(ledger), **options)) == {"accepted": 3}
    assert delivered.counts == dict.fromkeys(READERS, 1)


def test_tls_from_the_start(ledger, go, tmp_path):
    made, options = secure(tmp_path, security="tls")
    with polite(ssl_context=made.server) as (port, delivered):
        assert counted(go(port, approved(ledger), **options)) == {"accepted": 3}
    assert len(delivered.mails) == 3


def untouched(ledger) -> bool:
    return all((mail.state, mail.attempts, mail.reason) == ("approved", 0, "") for mail in ledger.mails())


@pytest.mark.parametrize(
    ("names", "ours", "why"),
    [
        (("smtp.other.example",), True, "IP address mismatch"),
        (("127.0.0.1",), False, "unable to get local issuer certificate"),
    ],
)
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_wrong_certificate_stops_the_run_with_nothing_tried(ledger, go, tmp_path, names, ours, why, security):
    made, options = secure(tmp_path, names=names, security=security)
    if not ours:
        (tmp_path / "other").mkdir()
        options["ca_file"] = str(servers.authority(tmp_path / "other", "127.0.0.1").ca_file)
    how = {"ssl_context" if security == "tls" else "tls_context": made.server}
    with polite(**how) as (port, delivered):
        [stopped] = counted(go(port, approved(ledger), **options)).values()
    assert stopped.startswith(f"the certificate of 127.0.0.1:{port} is not valid: ")
    assert why in stopped
    assert (delivered.mails, untouched(ledger)) == ([], True)


def test_a_server_without_starttls_and_one_that_speaks_no_tls_stop_the_run(ledger, go, tmp_path):
    _, options = secure(tmp_path)
    mails = approved(ledger)
    with polite() as (port, delivered):
        assert "offers no STARTTLS, and nothing is sent unencrypted" in go(port, mails, **options).stopped
        stopped = go(port, mails, **{**options, "security": "tls"}).stopped
        assert stopped.startswith(f"127.0.0.1:{port} does not speak TLS as expected: ")
    assert "ca_file nowhere.pem cannot be read" in go(port, mails, **{**options, "ca_file": "nowhere.pem"}).stopped
    assert (delivered.asked, untouched(ledger)) == ([], True)


WRONG = "wr0ng-canary"


@pytest.mark.parametrize("method", ["PLAIN", "LOGIN"])
def test_a_refused_login_stops_the_run_and_no_secret_is_told(
    ledger, tmp_path, monkeypatch, capsys, caplog, clock, method
):
    made, options = secure(tmp_path, user=servers.USER)
    monkeypatch.setenv("KPILIB_SMTP_PASSWORD", WRONG)
    other = {"PLAIN": "LOGIN", "LOGIN": "PLAIN"}[method]
    how = {"auth_required": True, "authenticator": servers.login_checked, "auth_exclude_mechanism": [other]}
    with polite(tls_context=made.server, **how) as (port, delivered):
        there = settings(port=port, **options)
        mails = approved(ledger)
        stopped = send(ledger, there, mails, clock=clock, sleep=clock.sleep).stopped
        with pytest.raises(KpilibError) as told:
            send_test(there, ANA)
    assert stopped.startswith(f"127.0.0.1:{port} refused the login of agency: 535 5.7.8 *** is wrong")
    assert (delivered.mails, untouched(ledger)) == ([], True)
    events = " ".join(one.reason for mail, _ in mails for one in ledger.events(mail))
    printed = capsys.readouterr()
    logged = " ".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail.log"))
    everything = [stopped, str(told.value), repr(told.value), events, printed.out, printed.err, logged, repr(there)]
    assert [text for text in everything if WRONG in text] == []
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__ or told.value.__context__ is None


def test_a_user_without_a_password_or_the_other_way_round_is_told(ledger, go, monkeypatch):
    monkeypatch.setattr("kpilib.deliver.mail.login.from_keyring", lambda _: None)
    mails = approved(ledger)
    with polite() as (port, _):
        assert go(port, mails, user="ana").stopped == (
            "there is no password for ana at 127.0.0.1: set KPILIB_SMTP_PASSWORD, or keep it in the system's keyring "
            "(service kpilib, entry ana@127.0.0.1)"
        )
        monkeypatch.setenv("KPILIB_SMTP_PASSWORD", WRONG)
        assert go(port, mails).stopped.startswith("KPILIB_SMTP_PASSWORD is set, and nobody to log in with it")
        assert go(port, mails, user="ana").stopped == (
            f"127.0.0.1:{port} offers no login of the kinds PLAIN and LOGIN; see user in mail.yml"
        )
    assert untouched(ledger)


def test_the_keyring_is_asked_where_the_environment_has_no_password(ledger, go, monkeypatch, tmp_path):
    made, options = secure(tmp_path, user=servers.USER)
    asked = {f"{servers.USER}@127.0.0.1": servers.SECRET}
    monkeypatch.setattr("kpilib.deliver.mail.login.from_keyring", asked.get)
    with polite(tls_context=made.server, auth_required=True, authenticator=servers.login_checked) as (port, _):
        assert counted(go(port, approved(ledger), **options)) == {"accepted": 3}


@pytest.mark.parametrize(
    ("verb", "answer", "why"),
    [
        ("MAIL", "530 5.7.0 Authentication required", "takes no mail from reports@agency.example: 530 5.7.0 Auth"),
        ("MAIL", "550 5.7.1 not your address", "takes no mail from reports@agency.example: 550 5.7.1 not"),
        ("RCPT", "554 5.7.1 <a@b>: Relay access denied", "passes no mail on for us; is a login missing? 554 5.7.1"),
        ("connect", "554 no mail here", "takes no mail: 554 no mail here"),
    ],
)
def test_a_server_that_refuses_us_and_not_a_reader_stops_the_run(ledger, go, verb, answer, why):
    with rude(nth(verb, answer)) as (port, delivered):
        [stopped] = counted(go(port, approved(ledger))).values()
    assert stopped.startswith(f"127.0.0.1:{port} {why}")
    assert (delivered.mails, untouched(ledger)) == ([], True)


def test_a_reader_whose_name_is_relay_is_a_reader(ledger, go):
    relay = "relay@relay.example"
    with polite(rcpt=lambda one: f"550 5.1.1 <{one}> {one}: no such user at relay.example") as (port, _):
        assert counted(go(port, approved(ledger, [relay]))) == {"rejected": 1}


# ---- refused


def test_550_for_one_of_three_readers_rejects_that_mail_alone(ledger, go, clock):
    mails = approved(ledger)
    with polite(rcpt=lambda one: "550 5.1.1 no such user" if one == BUDI else None) as (port, delivered):
        assert counted(go(port, mails)) == {"accepted": 2, "rejected": 1}
        clock.later(days=1)
        assert counted(go(port, mails)) == {"not_approved": 3}
    assert delivered.counts == {ANA: 1, CITRA: 1}
    assert reasons(ledger)[BUDI] == "550 5.1.1 no such user"
    assert delivered.asked.count(BUDI) == 1


def test_greylisting_is_tried_again_after_half_an_hour_and_not_before(ledger, go, clock):
    mails = approved(ledger, [ANA])
    first = clock.now

    def grey(_):
        return "450 4.2.0 greylisted" if clock.now < first + timedelta(minutes=5) else None

    with polite(rcpt=grey) as (port, delivered):
        assert counted(go(port, mails)) == {"deferred": 1}
        clock.later(minutes=29)
        assert counted(go(port, mails)) == {"waiting": 1}
        clock.later(minutes=1)
        assert counted(go(port, mails)) == {"accepted": 1}
    assert delivered.counts == {ANA: 1}
    [mail] = ledger.mails()
    assert (mail.attempts, mail.first_attempt, mail.next_attempt) == (2, first, None)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "content"])
def test_refused_for_now_at_any_step_is_tried_again(ledger, go, clock, verb):
    mails = approved(ledger, [ANA])
    with rude(nth(verb, "451 4.3.0 try later", 0)) as (port, delivered):
        assert counted(go(port, mails)) == {"deferred": 1}
        [mail] = ledger.mails()
        assert (mail.state, mail.reason, mail.sent_at) == ("deferred", "451 4.3.0 try later", None)
        clock.later(minutes=30)
        assert counted(go(port, mails)) == {"accepted": 1}
    assert delivered.counts == {ANA: 1}


def test_the_pauses_double_until_it_is_given_up(ledger, go, clock):
    mails = approved(ledger, [ANA])
    first, tried = clock.now, []
    with polite(rcpt=lambda _: "450 4.2.2 mailbox full") as (port, delivered):
        while states(ledger)[ANA] != "rejected":
            clock.later(minutes=10)
            sent = go(port, mails)
            if not sent.waiting:
                tried.append((clock.now - first).total_seconds() / 3600 - 1 / 6)
    assert [round(hours, 1) for hours in tried] == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5, 48]
    assert reasons(ledger)[ANA] == "gave up after 48 hours: 450 4.2.2 mailbox full"
    assert delivered.mails == []


def test_a_mail_whose_time_is_long_past_is_given_up_and_not_sent_late(ledger, go, clock):
    mails = approved(ledger, [ANA])
    with polite(rcpt=lambda _: "450 4.2.2 mailbox full") as (port, _):
        go(port, mails)
    clock.later(days=7)
    with polite() as (port, delivered):
        assert counted(go(port, mails)) == {"rejected": 1}
    assert delivered.mails == []
    assert reasons(ledger)[ANA] == "gave up after 48 hours: 450 4.2.2 mailbox full"


# ---- cut off


def test_421_in_the_middle_costs_one_mail_a_later_attempt_and_the_others_nothing(ledger, go, clock):
    mails = approved(ledger)
    with rude(nth("RCPT", "421 4.4.5 too busy", 1)) as (port, delivered):
        assert counted(go(port, mails)) == {"accepted": 2, "deferred": 1}
        assert delivered.connections == 2
        assert states(ledger) == {ANA: "accepted", BUDI: "deferred", CITRA: "accepted"}
        clock.later(minutes=30)
        assert counted(go(port, mails)) == {"accepted": 1, "not_approved": 2}
    assert delivered.counts == dict.fromkeys(READERS, 1)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_ends_before_the_content_has_the_mail_tried_again(ledger, go, clock, verb):
    mails = approved(ledger)
    with rude(nth(verb, servers.CLOSE, 1)) as (port, delivered):
        assert counted(go(port, mails)) == {"accepted": 2, "deferred": 1}
        assert reasons(ledger)[BUDI] == "the connection ended, before the content was sent"
        clock.later(minutes=30)
        go(port, mails)
    assert delivered.counts == dict.fromkeys(READERS, 1)


def test_a_server_that_has_closed_an_idle_connection_costs_nothing(ledger, go):
    with rude(nth("RSET", servers.CLOSE, 0)) as (port, delivered):
        assert counted(go(port, approved(ledger))) == {"accepted": 3}
    assert delivered.counts == dict.fromkeys(READERS, 1)
    assert delivered.connections == 2


@pytest.mark.parametrize(
    ("answer", "why", "arrived"),
    [
        (servers.TAKE_AND_CLOSE, "the connection ended, after the content was sent", 1),
        (servers.CLOSE, "the connection ended, after the content was sent", 0),
        (servers.SILENT, "the server did not answer in time, after the content was sent", 0),
        (servers.DRIP, "the server did not answer in time, after the content was sent", 0),
        ("banana", "the server answered what it may not, after the content was sent", 0),
        ("354 go on", "the server answered what it may not here: 354 go on", 0),
    ],
)
def test_a_mail_whose_answer_never_came_is_unknown_and_never_sent_again_by_itself(
    ledger, go, clock, answer, why, arrived
):
    mails = approved(ledger)
    with rude(nth("content", answer, 1)) as (port, delivered):
        assert counted(go(port, mails, timeout=0.3)) == {"accepted": 2, "unknown": 1}
        assert reasons(ledger)[BUDI].startswith(why)
        for _ in range(3):
            clock.later(days=1)
            assert counted(go(port, mails)) == {"not_approved": 3}
        assert delivered.counts == {ANA: 1, CITRA: 1, **({BUDI: 1} if arrived else {})}
        # A person has looked, and says that it is lost: it is approved anew and then sent.
        budi = ledger.settle(mails[1][0], arrived=False, by="Rina")
        assert counted(go(port, mails)) == {"not_approved": 3}
        ledger.approve(budi, by="Rina", sha256=budi.sha256)
        assert counted(go(port, mails)) == {"accepted": 1, "not_approved": 2}


def test_a_server_that_keeps_ending_connections_is_left_before_all_is_unknown(ledger, go):
    readers = [f"reader-{number}@shop.example" for number in range(10)]
    mails = approved(ledger, readers)
    with rude(nth("content", servers.CLOSE)) as (port, delivered):
        sent = go(port, mails)
    assert counted(sent) == {"unknown": 3, "stopped": f"127.0.0.1:{port} ended 3 connections in a row"}
    assert list(states(ledger).values()).count("approved") == 7
    assert delivered.mails == []


# ---- letters beyond ASCII


def test_a_domain_with_letters_beyond_ascii_is_told_as_its_a_label(ledger, go):
    with polite() as (port, delivered):
        assert counted(go(port, approved(ledger, ["ana@xn--mller-kva.example"]))) == {"accepted": 1}
    assert delivered.counts == {"ana@xn--mller-kva.example": 1}
    with rude(lambda *_: None) as (port, _), pytest.raises(ValueError, match="does not have the envelope's form"):
        go(port, approved(ledger, ["ana@müller.example"], text="new"))


def test_an_address_with_letters_beyond_ascii_needs_a_server_that_takes_it(ledger, go):
    mails = approved(ledger, ["büro@shop.example", ANA])
    with rude(lambda *_: None) as (port, delivered):
        assert counted(go(port, mails)) == {"accepted": 1, "rejected": 1}
    assert delivered.counts == {ANA: 1}
    assert reasons(ledger)["büro@shop.example"] == (
        "the server takes no address with letters beyond ASCII before the @ (SMTPUTF8)"
    )
    with polite(enable_SMTPUTF8=True) as (port, delivered):
        assert counted(go(port, approved(ledger, ["büro@shop.example"], text="new"))) == {"accepted": 1}
    assert delivered.counts == {"büro@shop.example": 1}


# ---- a test of the server


def test_a_test_message_goes_to_one_address_and_into_no_ledger(tmp_path):
    with polite() as (port, delivered):
        assert send_test(settings(port=port), "Rina@Agency.example") == "250 2.0.0 taken"
    [(recipient, data)] = delivered.mails
    assert recipient == "Rina@agency.example"
    assert b"Auto-Submitted: auto-generated\r\n" in data
    assert read_mailed(tmp_path) == []
    with polite(rcpt=lambda _: "550 5.1.1 no such user") as (port, _):
        with pytest.raises(KpilibError, match=r"the test to rina@agency.example is rejected: 550 5.1.1 no such user"):
            send_test(settings(port=port), "rina@agency.example")
        with pytest.raises(KpilibError, match="is not an e-mail address"):
            send_test(settings(port=port), "rina")
    with pytest.raises(KpilibError, match="no mail server is configured"):
        send_test(settings(host=None, security="tls"), "rina@agency.example")
