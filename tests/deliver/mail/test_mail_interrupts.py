"""Somebody who wants a run to end is heard after the mail that is on its way, and at once when asking twice."""

import os
import signal

import pytest

from kpilib.deliver.mail.interrupts import Interrupts
from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.sending import send
from kpilib.errors import KpilibError
from tests.deliver.mail.mails import READERS, Clock, approved, settings, states
from tests.deliver.mail.servers import polite

ANA, BUDI, CITRA = READERS


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_between_two_mails_it_is_heard_at_once(which):
    before = signal.getsignal(which)
    with Interrupts(), pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), which)
    assert signal.getsignal(which) is before


def test_within_a_mail_it_is_heard_afterwards():
    with Interrupts() as interrupts:
        with interrupts.postponed():
            os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            interrupts.check()


def run(tmp_path, times: int):
    """Send three mails to a server that has the sender interrupted, so many times, within the second."""
    clock, mails_of = Clock(), {}

    def interrupt(recipient: str) -> None:
        for _ in range(times if recipient == BUDI else 0):
            signal.raise_signal(signal.SIGINT)

    with Ledger(tmp_path, clock=clock) as ledger, polite() as (port, delivered):
        mails = approved(ledger)
        real = ledger.begin

        def begin(mail):
            begun = real(mail)
            interrupt(mail.recipient)
            return begun

        ledger.begin = begin
        sent = send(ledger, settings(port=port), mails, clock=clock, sleep=clock.sleep)
        mails_of.update(states(ledger))
    return sent, mails_of, dict(delivered.counts)


def test_asked_once_the_mail_is_sent_to_its_end_and_the_rest_left(tmp_path):
    sent, ended, delivered = run(tmp_path, 1)
    assert (sent.interrupted, sent.accepted) == (True, 2)
    assert ended == {ANA: "accepted", BUDI: "accepted", CITRA: "approved"}
    assert delivered == {ANA: 1, BUDI: 1}


def test_asked_twice_the_mail_is_cut_off_and_unknown(tmp_path):
    sent, ended, delivered = run(tmp_path, 2)
    assert (sent.interrupted, sent.accepted, sent.unknown) == (True, 1, 1)
    assert ended == {ANA: "accepted", BUDI: "unknown", CITRA: "approved"}
    assert delivered == {ANA: 1}


def test_a_wait_between_two_mails_is_broken_off(tmp_path):
    clock = Clock()

    def sleep(_: float) -> None:
        signal.raise_signal(signal.SIGTERM)

    with Ledger(tmp_path, clock=clock) as ledger, polite() as (port, delivered):
        sent = send(ledger, settings(port=port, per_minute=1), approved(ledger), clock=clock, sleep=sleep)
        assert (sent.interrupted, states(ledger)) == (True, {ANA: "accepted", BUDI: "approved", CITRA: "approved"})
    assert delivered.counts == {ANA: 1}


def test_a_ledger_that_cannot_be_written_ends_the_run_before_anything_goes_out(tmp_path):
    clock = Clock()
    with Ledger(tmp_path, clock=clock) as ledger, polite() as (port, delivered):
        mails = approved(ledger)
        ledger._db.execute("pragma query_only = on")
        with pytest.raises(KpilibError, match="the ledger cannot be written: attempt to write a readonly database"):
            send(ledger, settings(port=port), mails, clock=clock, sleep=clock.sleep)
        ledger._db.execute("pragma query_only = off")
        assert set(states(ledger).values()) == {"approved"}
    assert delivered.mails == []


def test_an_answer_that_cannot_be_written_down_leaves_the_mail_unknown(tmp_path):
    clock = Clock()
    with polite() as (port, delivered):
        with Ledger(tmp_path, clock=clock) as ledger:
            mails = approved(ledger)
            real = ledger.begin

            def begin(mail):
                begun = real(mail)
                ledger._db.execute("pragma query_only = on")
                return begun

            ledger.begin = begin
            with pytest.raises(KpilibError, match="the ledger cannot be written"):
                send(ledger, settings(port=port), mails, clock=clock, sleep=clock.sleep)
        with Ledger(tmp_path, clock=clock) as ledger:
            assert [mail.recipient for mail in ledger.recovered] == [ANA]
            send(ledger, settings(port=port), mails, clock=clock, sleep=clock.sleep)
            assert states(ledger) == {ANA: "unknown", BUDI: "accepted", CITRA: "accepted"}
    assert delivered.counts == dict.fromkeys(READERS, 1)
