"""A law that holds whatever a server does: a reader has a message at most once, and the ledger says so truly."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.sending import send
from tests.deliver.mail import mails, servers
from tests.deliver.mail.mails import READERS, Clock, approved, states

ANSWERS = ["250 fine", "354 go on", "421 closing", "450 later", "550 never", "banana", servers.CLOSE]
TURNS = st.one_of(
    st.tuples(st.sampled_from(["connect", "EHLO", "MAIL", "RCPT", "DATA", "RSET"]), st.integers(0, 6)).flatmap(
        lambda turn: st.tuples(st.just(turn), st.sampled_from(ANSWERS))
    ),
    st.tuples(st.tuples(st.just("content"), st.integers(0, 4)), st.sampled_from([*ANSWERS, servers.TAKE_AND_CLOSE])),
)


@settings(max_examples=25)
@given(st.lists(TURNS, max_size=8).map(dict))
def test_no_server_makes_a_message_arrive_twice_or_its_state_untrue(turns):
    clock = Clock()
    with (
        tempfile.TemporaryDirectory() as folder,
        Ledger(Path(folder), clock=clock) as ledger,
        servers.rude(lambda verb, number: turns.get((verb, number))) as (port, delivered),
    ):
        batch = approved(ledger)
        first_unknown: set[str] = set()
        for _ in range(60):
            send(ledger, mails.settings(port=port), batch, clock=clock, sleep=clock.sleep)
            told = states(ledger)
            arrived = delivered.counts
            assert max(arrived.values(), default=0) <= 1
            for reader in READERS:
                if told[reader] == "accepted":
                    assert arrived[reader] == 1
                elif told[reader] != "unknown":
                    assert arrived[reader] == 0
            assert first_unknown <= {reader for reader, state in told.items() if state == "unknown"}
            first_unknown = {reader for reader, state in told.items() if state == "unknown"}
            clock.later(hours=1)
        assert set(states(ledger).values()) <= {"accepted", "rejected", "unknown"}
        for mail, data in batch:
            assert all(content == data for reader, content in delivered.mails if reader == mail.recipient)
