"""A sender that is killed, interrupted or doubled at any moment: no message twice, none lost without being told."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from kpilib.data.mailed import read_mailed
from kpilib.deliver.mail.ledger import Ledger
from tests.deliver.mail.mails import approved, states
from tests.deliver.mail.servers import polite

KILLS = int(os.environ.get("KPILIB_KILLS", "3"))  # each costs the start of a Python; ten before a release
MANY = [f"reader-{number:02}@shop.example" for number in range(50)]
ROOT = Path(__file__).parents[3]
TEXT = "4 of 6 KPIs on course."


@contextmanager
def sender(reports: Path, port: int):
    """A process that sends what is approved, once it has begun."""
    command = [sys.executable, "-m", "tests.deliver.mail.batch_sender", str(reports), str(port)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            process.begun = process.stdout.readline() == "begun\n"
            yield process
        finally:
            process.kill()


def slow(chance: random.Random):
    """A server's thought, so that a kill meets every step of a mail."""

    def think(_: str) -> None:
        time.sleep(chance.uniform(0, 0.02))

    return think


def addressed(data: bytes) -> str:
    return re.search(rb"^To: (.+)\r$", data, re.MULTILINE)[1].decode()


def test_a_sender_that_is_killed_at_any_moment_sends_nothing_twice_and_loses_none_untold(tmp_path):
    chance = random.Random(int(os.environ.get("KPILIB_KILLS_SEED", "10")))
    with Ledger(tmp_path) as ledger:
        approved(ledger, MANY, text=TEXT)
    with polite(rcpt=slow(chance), data=slow(chance)) as (port, delivered):
        for _ in range(KILLS):
            with sender(tmp_path, port) as process:
                assert process.begun
                time.sleep(chance.uniform(0, 1.5 / KILLS))
                process.send_signal(signal.SIGKILL)
                process.wait(10)
            # Whoever looks into the ledger now sees the truth, or that nobody knows it yet.
            told = Counter(mail.state for mail in read_mailed(tmp_path))
            assert set(told) <= {"approved", "sending", "accepted", "unknown"}
            assert told["sending"] <= 1
        with sender(tmp_path, port) as process:
            out, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
        time.sleep(0.1)  # what a killed sender had sent may still be on its way into the mailbox
    ended = {mail.recipient: mail.state for mail in read_mailed(tmp_path)}
    figures = Counter(ended.values())
    figures["unknown, and delivered"] = sum(ended[one] == "unknown" for one in delivered.counts)
    print(f"{KILLS} kills: {dict(figures)}, delivered {len(delivered.mails)}; last run {out.strip()}")
    assert [one for one, count in delivered.counts.items() if count > 1] == []
    assert [one for one, data in delivered.mails if addressed(data) != one] == []
    assert set(ended) == set(MANY)
    assert set(ended.values()) <= {"accepted", "unknown"}
    assert {one for one, state in ended.items() if state == "accepted"} <= set(delivered.counts)
    assert figures["unknown"] <= KILLS
    assert {one for one in MANY if one not in delivered.counts} <= {
        one for one, state in ended.items() if state == "unknown"
    }


def test_ctrl_c_ends_after_the_mail_that_is_on_its_way(tmp_path):
    with Ledger(tmp_path) as ledger:
        approved(ledger, MANY, text=TEXT)
    with polite(data=slow(random.Random(1))) as (port, delivered):
        with sender(tmp_path, port) as process:
            while len(delivered.mails) < 5:
                time.sleep(0.005)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert "'stopped': 'interrupted', 'interrupted': True" in out
        told = Counter(mail.state for mail in read_mailed(tmp_path))
        assert told == {"accepted": len(delivered.mails), "approved": 50 - len(delivered.mails)}
        assert 5 <= len(delivered.mails) < 50
        with sender(tmp_path, port) as process:
            process.communicate(timeout=30)
    assert delivered.counts == dict.fromkeys(MANY, 1)


def test_two_senders_at_once_send_nothing_twice(tmp_path):
    with Ledger(tmp_path) as ledger:
        approved(ledger, MANY, text=TEXT)
    refused = threading.Event()

    def until_the_second_was_refused(_: str) -> None:
        refused.wait(50)

    with polite(data=until_the_second_was_refused) as (port, delivered), sender(tmp_path, port) as first:
        assert first.begun
        with sender(tmp_path, port) as second:
            _, err = second.communicate(timeout=50)
        refused.set()
        assert second.returncode == 1
        assert f"(process {first.pid} on" in err.splitlines()[-1]
        assert err.splitlines()[-1].endswith(f"is writing into the ledger of {tmp_path.name}/; wait for its end")
        first.communicate(timeout=50)
    assert delivered.counts == dict.fromkeys(MANY, 1)
    with Ledger(tmp_path) as ledger:
        assert states(ledger) == dict.fromkeys(MANY, "accepted")
