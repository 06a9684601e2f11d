"""The ledger: what is planned, approved, sent and settled, and that it outlasts whoever writes it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from kpilib.data.mailed import LEDGER, read_events, read_held, read_mailed
from kpilib.deliver.mail.ledger import Ledger
from kpilib.deliver.mail.schema import MOVES
from kpilib.errors import KpilibError
from tests.deliver.mail.mails import UPDATE, Clock, approved, planned, states


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def ledger(tmp_path, clock):
    with Ledger(tmp_path, clock=clock) as ledger:
        yield ledger


def sent(ledger, mail, state="accepted"):
    ledger.begin(mail)
    return getattr(ledger, state)(mail, "250 taken")


def test_a_mail_is_planned_approved_begun_and_accepted_each_with_its_event(ledger, clock):
    [(mail, _)] = planned(ledger, ["ana@shop.example"])
    assert (mail.state, mail.revision, mail.date) == ("planned", 1, "Fri, 21 Aug 2026 06:30:00 +0000")
    clock.later(minutes=5)
    mail = ledger.approve(mail, by="Rina", sha256=mail.sha256)
    assert (mail.approved_by, mail.approved_at, mail.reason) == ("Rina", clock.now, "")
    mail = sent(ledger, mail)
    assert (mail.state, mail.attempts, mail.sent_at, mail.reason) == ("accepted", 1, clock.now, "250 taken")
    told = [(one.before, one.after, one.by) for one in ledger.events(mail)]
    assert told == [
        ("planned", "planned", "kpilib"),
        ("planned", "approved", "Rina"),
        ("approved", "sending", "kpilib"),
        ("sending", "accepted", "kpilib"),
    ]


def test_the_same_message_planned_again_changes_nothing(ledger):
    first = approved(ledger)
    assert [mail for mail, _ in planned(ledger)] == [mail for mail, _ in first]


def test_another_content_that_has_gone_to_nobody_keeps_its_number_and_voids_the_approvals(ledger, clock):
    [(before, _)] = approved(ledger, ["ana@shop.example"])
    clock.later(hours=1)
    [(after, _)] = planned(ledger, ["ana@shop.example"], text="3 of 6 on course.")
    assert (after.id, after.revision, after.state, after.approved_by) == (before.id, 1, "planned", None)
    assert after.sha256 != before.sha256
    assert after.date == "Fri, 21 Aug 2026 07:30:00 +0000"
    assert [one.reason for one in ledger.events(after)][-2:] == [
        "the report was made anew",
        "its message was changed",
    ]
    with pytest.raises(KpilibError, match="is not the one that was looked at"):
        ledger.approve(after, by="Rina", sha256=before.sha256)


def test_other_bytes_of_the_same_content_void_the_approval_of_that_mail_alone(ledger):
    [(ana, _), (budi, _), _] = approved(ledger)
    revision = ledger.last_revision(UPDATE)
    told = {"name": "Ana M.", "language": "id", "message_id": ana.message_id, "sha256": "other"}
    ana = ledger.plan(revision, ana.recipient, **told)
    assert (ana.state, ana.name, ana.language, ana.sha256) == ("planned", "Ana M.", "id", "other")
    assert ledger.mail(budi).state == "approved"
    sent(ledger, budi)
    ana = ledger.plan(revision, ana.recipient, **{**told, "sha256": "a third"})
    sent(ledger, ledger.approve(ana, by="Rina", sha256="a third"))
    with pytest.raises(KpilibError, match=r"to ana@shop.example .*: it needs a new revision"):
        ledger.plan(revision, ana.recipient, **{**told, "sha256": "a fourth"})


def test_another_content_after_one_has_gone_out_is_a_new_revision_that_takes_its_place(ledger):
    [(ana, _), (budi, _), _] = approved(ledger)
    sent(ledger, ana)
    again = planned(ledger, text="3 of 6 on course.")
    assert [(mail.revision, mail.state) for mail, _ in again] == [(2, "planned")] * 3
    budi = ledger.mail(budi)
    assert (budi.state, budi.reason, budi.superseded) == ("planned", "revision 2 takes its place", True)
    with pytest.raises(KpilibError, match=r"the place of the mail to budi@shop.example"):
        ledger.approve(budi, by="Rina", sha256=budi.sha256)
    # The content that went out first comes back: it is a revision of its own, for those who have read the second.
    sent(ledger, ledger.approve(again[0][0], by="Rina", sha256=again[0][0].sha256))
    assert ledger.revision_for(UPDATE, "4 of 6 on course.").number == 3


def test_a_revision_that_may_have_come_to_somebody_is_not_changed_and_one_that_was_refused_is(ledger, clock):
    [(ana, _)] = approved(ledger, ["ana@shop.example"])
    ledger.begin(ana)
    ledger.deferred(ana, "450 later", next_attempt=clock.now)
    [(ana, _)] = planned(ledger, ["ana@shop.example"], text="3 of 6.")
    assert (ana.revision, ana.state, ana.attempts, ana.next_attempt) == (1, "planned", 1, None)
    sent(ledger, ledger.approve(ana, by="Rina", sha256=ana.sha256), "unknown")
    assert ledger.revision_for(UPDATE, "2 of 6.").number == 2


def test_only_the_last_revision_is_planned(ledger):
    revision = ledger.revision_for(UPDATE, "one")
    ledger.revision_for(UPDATE, "another")
    with pytest.raises(ValueError, match="revision 1 of shop's kpi_progress of 2026Q3 as of 2026-08-21 is not the"):
        ledger.plan(revision, "ana@shop.example", name="", language="en", message_id="<a@b>", sha256="x")


def test_updates_of_other_days_and_clients_have_their_own_revisions(ledger):
    approved(ledger, ["ana@shop.example"])
    sent(ledger, ledger.mails()[0])
    assert ledger.revision_for(UPDATE, "new").number == 2
    for other in ({"client": "bakery"}, {"as_of": "2026-09-04"}, {"quarter": "2026Q4"}, {"report": "pdca"}):
        assert ledger.revision_for(type(UPDATE)(**{**vars(UPDATE), **other}), "new").number == 1


@pytest.mark.parametrize("state", sorted(MOVES))
def test_no_mail_makes_a_move_that_is_not_in_the_table(ledger, state):
    assert set(MOVES) == {"planned", "approved", "sending", "accepted", "deferred", "rejected", "unknown"}
    [(mail, _)] = planned(ledger, ["ana@shop.example"])
    ledger._db.execute("update mail set state = ?", (state,))
    mail = ledger.mail(mail)
    for other in set(MOVES) - MOVES[state]:
        with pytest.raises(KpilibError, match=f"is {state} and cannot become {other}"), ledger.transaction():
            ledger.move(mail, other, "", "a test")
    assert len(ledger.events(mail)) == 1


def test_what_is_not_approved_or_was_changed_since_is_not_begun(ledger):
    [(mail, _)] = planned(ledger, ["ana@shop.example"])
    with pytest.raises(KpilibError, match="is planned and cannot become sending"):
        ledger.begin(mail)
    old = ledger.approve(mail, by="Rina", sha256=mail.sha256)
    ledger.void(old, "client.yml was changed", by="Rina")
    with pytest.raises(KpilibError, match="is planned and cannot become sending"):
        ledger.begin(old)
    [(new, _)] = approved(ledger, ["ana@shop.example"], text="3 of 6.")
    with pytest.raises(KpilibError, match="was changed after it was approved"):
        ledger.begin(old)
    assert ledger.mail(new).state == "approved"


def test_a_person_settles_what_is_unknown(ledger):
    [(ana, _), (budi, _), (citra, _)] = approved(ledger)
    for mail in (ana, budi):
        sent(ledger, mail, "unknown")
    assert ledger.settle(ana, arrived=True, by="Rina").state == "accepted"
    budi = ledger.settle(budi, arrived=False, by="Rina")
    assert (budi.state, budi.approved_by, budi.attempts, budi.first_attempt) == ("planned", None, 0, None)
    assert ledger.events(budi)[-1].by == "Rina"
    for mail in (ana, citra):
        with pytest.raises(KpilibError, match="there is nothing to settle"):
            ledger.settle(mail, arrived=False, by="Rina")


def test_a_rejected_mail_is_planned_again_only_by_a_person(ledger):
    [(mail, _)] = approved(ledger, ["ana@shop.example"])
    ledger.rejected(mail, "550 no such user")
    with pytest.raises(KpilibError, match="there is nothing to settle"):
        ledger.settle(mail, arrived=True, by="Rina")
    assert ledger.settle(mail, arrived=False, by="Rina").state == "planned"


def test_nothing_is_approved_or_begun_for_an_address_that_is_held(ledger, clock):
    [(mail, _)] = planned(ledger, ["ana@shop.example"])
    ledger.hold_address(mail.recipient, "bounced: 5.1.1")
    clock.later(days=1)
    ledger.hold_address(mail.recipient, "again")
    [held] = ledger.held()
    assert (held.address, held.reason, held.at) == (mail.recipient, "bounced: 5.1.1", clock.now - timedelta(days=1))
    with pytest.raises(KpilibError, match=r"ana@shop.example is held; release it first"):
        ledger.approve(mail, by="Rina", sha256=mail.sha256)
    assert ledger.release(mail.recipient, by="Rina")
    assert not ledger.release(mail.recipient, by="Rina")
    mail = ledger.approve(mail, by="Rina", sha256=mail.sha256)
    ledger.hold_address(mail.recipient, "she has left")
    assert [one.reason for one in ledger.held()] == ["she has left"]
    with pytest.raises(KpilibError, match="is held"):
        ledger.begin(mail)


def test_an_address_in_other_case_is_the_same_reader(ledger):
    [(ana, _)] = approved(ledger, ["Ana@shop.example"])
    ledger.hold_address("ANA@shop.example", "she has left")
    with pytest.raises(KpilibError, match=r"Ana@shop.example is held"):
        ledger.begin(ana)
    assert ledger.release("ana@SHOP.example", by="Rina")
    [(again, _)] = planned(ledger, ["ana@shop.example"])
    assert (again.id, again.recipient, again.state) == (ana.id, "ana@shop.example", "planned")
    assert len(ledger.mails()) == 1


# ---- who writes, and who reads


def test_a_second_writer_is_told_who_holds_the_ledger(tmp_path):
    with Ledger(tmp_path, command="kpilib send"):
        with pytest.raises(KpilibError) as told, Ledger(tmp_path):
            pass
        assert str(told.value).startswith(f"kpilib send (process {os.getpid()} on ")
        assert str(told.value).endswith(f"is writing into the ledger of {tmp_path.name}/; wait for its end")
    with Ledger(tmp_path):
        pass


def test_a_ledger_is_read_while_it_is_written_and_without_writing(tmp_path):
    assert (read_mailed(tmp_path), read_held(tmp_path)) == ([], [])
    with Ledger(tmp_path) as ledger:
        assert read_mailed(tmp_path) == []
        [(mail, _), *_] = approved(ledger)
        ledger.hold_address("ana@shop.example", "she has left")
        assert [one.state for one in read_mailed(tmp_path)] == ["approved"] * 3
    assert read_mailed(tmp_path, client="bakery") == []
    assert len(read_mailed(tmp_path, client="shop", quarter="2026Q3", states=["approved", "sending"])) == 3
    assert [one.after for one in read_events(tmp_path, mail.id)] == ["planned", "approved"]
    assert [one.address for one in read_held(tmp_path)] == ["ana@shop.example"]
    assert [path.name for path in tmp_path.glob(f"{LEDGER}*")] == [LEDGER]  # reading leaves nothing beside it


def test_a_newer_ledger_and_what_is_none_are_refused(tmp_path):
    (tmp_path / LEDGER).write_text("not a database, but a text that somebody has put here" * 30)
    for opened in (lambda: read_mailed(tmp_path), lambda: Ledger(tmp_path).__enter__()):
        with pytest.raises(KpilibError, match=r"ledger.sqlite is not a ledger: file is not a database"):
            opened()
    (tmp_path / LEDGER).unlink()
    with sqlite3.connect(tmp_path / LEDGER) as db:
        db.execute("pragma user_version = 2")
    db.close()
    for opened in (lambda: read_mailed(tmp_path), lambda: Ledger(tmp_path).__enter__()):
        with pytest.raises(KpilibError, match=r"was written by a newer kpilib \(schema 2, here 1\); update kpilib"):
            opened()
    with pytest.raises(KpilibError, match="newer"), Ledger(tmp_path):  # and the lock was let go
        pass


def test_what_was_committed_before_a_power_cut_is_there_after_it(tmp_path):
    with Ledger(tmp_path / "reports") as ledger:
        [(ana, _), *_] = approved(ledger)
        ledger.begin(ana)
        # What the disk holds at this moment: the file and what stands in its write-ahead log.
        (tmp_path / "after").mkdir()
        for name in (LEDGER, f"{LEDGER}-wal"):
            shutil.copy(tmp_path / "reports" / name, tmp_path / "after" / name)
    with Ledger(tmp_path / "after") as ledger:
        assert [mail.recipient for mail in ledger.recovered] == ["ana@shop.example"]
        assert states(ledger) == {
            "ana@shop.example": "unknown",
            "budi@shop.example": "approved",
            "citra@shop.example": "approved",
        }
        assert ledger._db.execute("pragma integrity_check").fetchone()[0] == "ok"


def test_a_writer_that_is_killed_leaves_the_ledger_free_and_its_mail_unknown(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from kpilib.deliver.mail.ledger import Ledger;"
        "from tests.deliver.mail.mails import approved\n"
        "with Ledger(Path(sys.argv[1])) as ledger:\n"
        "    ledger.begin(approved(ledger)[1][0])\n    print('begun', flush=True)\n    time.sleep(100)"
    )
    with subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE) as writer:
        assert writer.stdout.readline() == b"begun\n"
        with pytest.raises(KpilibError, match=f"process {writer.pid} on"), Ledger(tmp_path):
            pass
        writer.send_signal(signal.SIGKILL)
        writer.wait(10)
    time.sleep(0.05)
    with Ledger(tmp_path) as ledger:
        [mail] = ledger.recovered
        assert (mail.recipient, mail.state, mail.attempts) == ("budi@shop.example", "unknown", 1)
        assert mail.reason == "the sender ended before the server had answered"
