"""The commands of mails, from review to status, with a mail server on this machine."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from kpilib.data.mailed import read_mailed
from kpilib.deliver.mail.ledger import Ledger
from tests.deliver.mail.quarters import project, reported
from tests.deliver.mail.servers import free_port, polite

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
ANA, BUDI = "ana@shop.example", "budi@shop.example"
READERS = """\
recipients:
  - {{name: Ana, email: ana@{client}.example}}
  - {{name: Budi, email: budi@{client}.example, language: id}}
mail_allowed: [{client}.example]
cadence: fortnightly
"""


MORE = "  - {name: Citra, email: citra@shop.example}\nmail_allowed"


def mail_yml(port: int) -> str:
    server = f"host: 127.0.0.1\nport: {port}\nsecurity: none\nper_minute: 6000\ntimeout: 5\n"
    return f"sender: {{name: Agency, email: kpi@agency.example}}\n{server}"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    root = project(tmp_path_factory.mktemp("made"), "shop", more=READERS)
    # Without the notebook of the agency's page, which every sending would run; one test has it.
    (root / "notebooks").mkdir()
    shutil.copy(NOTEBOOKS / "kpi_progress.ipynb", root / "notebooks")
    reported(root, "shop")
    return root


@pytest.fixture
def shop(made, tmp_path) -> Path:
    """A client with two readers and a report, in a folder of the test's own."""
    return shutil.copytree(made, tmp_path / "shop")


@pytest.fixture
def call(kpilib, shop):
    def run(*command: str) -> tuple[int, str, str]:
        return kpilib(*command, "--params", str(shop / "params"))

    return run


def serve(root: Path, port: int) -> None:
    (root / "params/mail.yml").write_text(mail_yml(port), "utf-8")


def states(root: Path) -> dict[str, str]:
    return {one.recipient: one.state for one in read_mailed(root / "reports")}


def test_what_is_approved_is_sent_once_to_each_in_its_language(call, shop):
    shutil.copy(NOTEBOOKS / "portfolio.ipynb", shop / "notebooks")
    with polite() as (port, delivered):
        serve(shop, port)
        assert call("send", "2026Q3")[:2] == (0, "0 messages sent\n")
        assert call("approve", "2026Q3", "--client", "shop", "--by", "Rina")[0] == 0
        code, out, err = call("send", "2026Q3")
        assert (code, err) == (0, "")
        assert out.splitlines() == [f"shop {ANA}: sent", f"shop {BUDI}: sent", "2 messages sent"]
        assert call("send", "2026Q3")[:2] == (0, "0 messages sent\n")
    assert delivered.counts == {ANA: 1, BUDI: 1}
    assert (shop / "reports/2026Q3/portfolio.json").is_file()
    code, out, _ = call("status", "2026Q3")
    assert code == 0
    assert [line.partition(": ")[0] for line in out.splitlines()[:2]] == [
        f"shop as of 2026-08-21, {ANA}",
        f"shop as of 2026-08-21, {BUDI}",
    ]
    assert out.splitlines()[-1] == "2 mails: 2 sent"


def test_a_correction_is_a_revision_that_waits_for_approval_anew(call, shop):
    with polite() as (port, delivered):
        serve(shop, port)
        call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
        call("send", "2026Q3")
        reported(shop, "shop", page="<p>A number was wrong.</p>")
        assert call("send", "2026Q3")[1] == "0 messages sent\n"
        _, out, _ = call("review", "2026Q3")
        assert out.splitlines()[0] == "Shop (shop), as of 2026-08-21, revision 2"
        assert out.splitlines()[1:3] == [
            "  Revision 2: Shop, Q3 2026: 1 of 2 KPIs on course",
            "  Revisi 2: Shop, Q3 2026: 1 dari 2 KPI sesuai rencana",
        ]
        call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
        assert call("send", "2026Q3")[1].splitlines()[-1] == "2 messages sent"
    assert delivered.counts == {ANA: 2, BUDI: 2}
    assert call("status", "2026Q3")[1].splitlines()[-1] == "2 mails: 2 sent, 2 of earlier revisions"


def test_who_has_the_report_is_not_told_again_for_another_sender_of_answers_and_who_joins_is(call, shop):
    with polite() as (port, delivered):
        serve(shop, port)
        call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
        call("send", "2026Q3")
        (shop / "params/mail.yml").write_text(f"{mail_yml(port)}reply_to: ask@agency.example\n", "utf-8")
        about = shop / "params/shop/client.yml"
        about.write_text(about.read_text("utf-8").replace("mail_allowed", MORE), "utf-8")
        reported(shop, "shop")
        code, out, err = call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
        assert (code, err) == (0, "")
        assert [line.partition(", sha256")[0] for line in out.splitlines()] == [
            f"{ANA}: sent, approved by Rina",
            f"{BUDI}: sent, approved by Rina",
            "citra@shop.example: approved by Rina, not sent yet",
        ]
        assert call("send", "2026Q3")[1].splitlines()[-1] == "1 message sent"
    assert delivered.counts == {ANA: 1, BUDI: 1, "citra@shop.example": 1}


def test_events_for_programs(call, shop):
    with polite() as (port, _):
        serve(shop, port)
        told = json.loads(call("review", "2026Q3", "--json")[1])
        assert [(one["client"], one["revision"], one["held"]) for one in told] == [("shop", 1, [])]
        assert [one["state"] for one in told[0]["messages"]] == ["planned", "planned"]
        call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
        lines = [json.loads(line) for line in call("send", "2026Q3", "--json")[1].splitlines()]
    assert [(one["event"], one.get("state")) for one in lines] == [
        ("mail", "accepted"),
        ("mail", "accepted"),
        ("end", None),
    ]
    assert lines[-1]["accepted"] == 2
    told = json.loads(call("status", "2026Q3", "--json")[1])
    assert [(one["recipient"], one["state"], one["approved_by"]) for one in told] == [
        (ANA, "accepted", "Rina"),
        (BUDI, "accepted", "Rina"),
    ]


def test_a_server_that_is_not_there_leaves_everything_to_be_tried_again(call, shop):
    serve(shop, free_port())
    call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
    code, out, err = call("send", "2026Q3")
    assert (code, err) == (1, "")
    assert "stopped: " in out
    assert set(states(shop).values()) <= {"approved", "deferred"}
    assert call("send", "2026Q3", "--dry-run")[1].splitlines()[-1] == "2 messages approved, none sent: --dry-run"


def test_a_mail_that_may_be_lost_is_settled_by_a_person(call, shop):
    call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
    with Ledger(shop / "reports") as ledger:
        for one in ledger.mails():
            ledger.unknown(ledger.begin(one), "no answer")
    code, out, _ = call("status", "2026Q3")
    assert (code, out.splitlines()[-1]) == (1, "2 mails: 2 may have been sent")
    code, _, err = call("mail", "settle", "2026Q3", ANA, "--client", "shop")
    assert (code, err) == (2, "say what became of it: --arrived or --lost; nothing was written\n")
    code, out, _ = call("mail", "settle", "2026Q3", ANA, "--client", "shop", "--arrived")
    assert (code, out) == (0, f"shop as of 2026-08-21, {ANA}: sent\n")
    assert call("mail", "settle", "2026Q3", BUDI, "--client", "shop", "--lost")[0] == 0
    assert states(shop) == {ANA: "accepted", BUDI: "planned"}
    code, _, err = call("mail", "settle", "2026Q3", "anna@shop.example", "--client", "shop", "--lost")
    assert (code, err.startswith("no mail of shop to anna@shop.example is to be settled")) == (2, True)


def test_a_held_address_gets_nothing_until_it_is_released(call, shop):
    call("review", "2026Q3")
    with Ledger(shop / "reports") as ledger:
        ledger.hold_address(BUDI, "bounced: 5.1.1 no such user")
    code, _, err = call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
    assert code == 1
    assert err == f"{BUDI} is held: the address came back, bounced: 5.1.1 no such user; see kpilib mail release\n"
    assert states(shop) == {ANA: "approved", BUDI: "planned"}
    assert "the address is held: bounced: 5.1.1 no such user" in call("status", "2026Q3")[1]
    code, _, err = call("mail", "release", "bud@shop.example")
    assert (code, err) == (2, f"bud@shop.example is not held; did you mean '{BUDI}'?\n")
    assert call("mail", "release", BUDI)[:2] == (0, f"{BUDI} is sent to again\n")
    assert call("approve", "2026Q3", "--client", "shop", "--by", "Rina")[0] == 0


def test_a_test_message_says_whether_the_server_is_right(call, shop):
    code, _, err = call("mail", "test", ANA)
    assert (code, err) == (2, "no mail server is configured: write its host into params/mail.yml\n")
    with polite() as (port, delivered):
        serve(shop, port)
        code, out, _ = call("mail", "test", ANA)
        assert (code, out.startswith(f"127.0.0.1:{port} has taken the test to {ANA}: ")) == (0, True)
    assert delivered.counts == {ANA: 1}
    assert states(shop) == {}


def test_what_is_due_follows_the_cadence_and_what_was_sent(call, shop):
    due = "shop 2026Q3, fortnightly: due since 2026-08-21: kpilib run 2026Q3 --client shop; next 2026-09-04\n"
    assert call("due", "--as-of", "2026-08-21")[:2] == (0, due)
    assert call("due", "--as-of", "2026-07-09")[:2] == (0, "shop 2026Q3, fortnightly: next 2026-07-10\n")
    with polite() as (port, _):
        serve(shop, port)
        call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
        call("send", "2026Q3")
    assert call("due", "--as-of", "2026-08-24")[:2] == (0, "shop 2026Q3, fortnightly: next 2026-09-04\n")
    code, out, _ = call("due", "--as-of", "2026-09-08", "--json")
    [told] = json.loads(out)
    assert code == 1
    assert (told["updates"]["missed"], told["updates"]["due"], told["as_of"]) == (
        ["2026-09-04"],
        "2026-09-04",
        "2026-09-08",
    )


def test_only_what_is_due_is_run(call):
    code, out, _ = call("run", "--due", "--as-of", "2026-08-21", "--explain")
    assert (code, out.startswith("shop kpi_progress: is ")) == (0, True)
    code, out, _ = call("run", "--due", "--as-of", "2026-07-09", "--explain")
    assert (code, out) == (0, "no report is due\n")
    code, _, err = call("run")
    assert (code, err.startswith("say which quarter, such as: kpilib run 2026Q3")) == (2, True)


def test_a_missed_report_stands_on_the_agencys_page(call, shop):
    from kpilib.deliver.index import write_index

    with polite() as (port, _):
        serve(shop, port)
        call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
        call("send", "2026Q3")
    reported(shop, "shop", as_of="2026-08-31")
    write_index(shop / "reports", "2026Q3")
    page = (shop / "reports/2026Q3/index.html").read_text("utf-8")
    assert "No report on" not in page
    folder = shop / "reports/2026Q3/shop/kpi_progress.json"
    told = json.loads(folder.read_text("utf-8")) | {"as_of": str(date(2026, 9, 10))}
    folder.write_text(json.dumps(told), "utf-8")
    write_index(shop / "reports", "2026Q3")
    page = (shop / "reports/2026Q3/index.html").read_text("utf-8")
    assert "No report on 4" in page


def test_approvals_and_what_would_be_sent_as_json(call):
    code, out, err = call("approve", "2026Q3", "--client", "shop", "--by", "Rina", "--json")
    told = [(one["recipient"], one["state"], one["approved_by"], one["refused"]) for one in json.loads(out)]
    assert (code, err) == (0, "")
    assert told == [(ANA, "approved", "Rina", None), (BUDI, "approved", "Rina", None)]
    told = json.loads(call("send", "2026Q3", "--json")[1])
    assert (told["event"], told["accepted"], told["why"]) == ("end", 0, "no host in params/mail.yml")
    assert [one["recipient"] for one in told["would_send"]] == [ANA, BUDI]


def test_bounces_are_counted_beside_the_json_and_not_in_it(call, tmp_path):
    box = tmp_path / "box"
    box.touch()
    code, out, err = call("status", "2026Q3", "--bounces", str(box), "--json")
    assert (code, json.loads(out)) == (0, [])
    assert err.startswith("bounces: 0 not delivered")
    assert call("status", "2026Q3")[1] == "no mails of 2026Q3 yet: kpilib review 2026Q3\n"


def test_what_a_person_settles_as_json(call, shop):
    call("approve", "2026Q3", "--client", "shop", "--by", "Rina")
    with Ledger(shop / "reports") as ledger:
        for one in ledger.mails():
            ledger.unknown(ledger.begin(one), "no answer")
        ledger.hold_address(BUDI, "bounced")
    code, out, _ = call("mail", "settle", "2026Q3", ANA, "--client", "shop", "--arrived", "--json")
    assert (code, json.loads(out)) == (0, [
        {"client": "shop", "recipient": ANA, "as_of": "2026-08-21", "state": "accepted"},
    ])  # fmt: skip
    assert json.loads(call("mail", "release", BUDI, "--json")[1]) == {"recipient": BUDI, "held": False}


def test_what_would_be_run_as_json(call):
    out = call("run", "2026Q3", "--as-of", "2026-08-21", "--notebook", "kpi_progress", "--explain", "--json")[1]
    told = json.loads(out)
    assert (told["event"], told["client"], told["notebook"]) == ("explained", "shop", "kpi_progress")
    assert told["becomes"] in ("is made", "is kept")
    told = json.loads(call("run", "--due", "--as-of", "2026-07-09", "--json")[1])
    assert told == {"event": "told", "told": "no report is due"}
