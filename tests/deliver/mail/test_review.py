"""From reports to approved messages: what waits, what is held and why, and what takes an approval back."""

import base64
import io
import json
import shutil
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from kpilib.data.mailed import read_mailed
from tests.deliver.mail.quarters import project, reported

SHOP = "ana@shop.example"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The clients shop and florist, each with a report."""
    root = project(tmp_path_factory.mktemp("made"), "shop", "florist")
    for client in ("shop", "florist"):
        reported(root, client)
    return root


@pytest.fixture
def two(made, tmp_path) -> Path:
    """The same in a folder of the test's own, to be changed there."""
    return shutil.copytree(made, tmp_path / "two")


@pytest.fixture
def call(kpilib, two):
    """A command on the project: exit code, output, errors."""

    def run(command: str, *options: str) -> tuple[int, str, str]:
        return kpilib(command, "2026Q3", *options, "--params", str(two / "params"))

    return run


@pytest.fixture
def reviewed(call):
    """`kpilib review` of the shop, as data."""

    def look(client: str = "shop") -> dict:
        _, told, _ = call("review", "--client", client, "--json")
        return json.loads(told)[0]

    return look


def reasons(told: dict) -> list[str]:
    return [one["reason"] for one in (*told["held"], *(hold for each in told["messages"] for hold in each["held"]))]


def edit(root: Path, before: str, after: str, *, client: str = "shop") -> None:
    file = root / "params" / client / "client.yml"
    assert before in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(before, after), "utf-8")


def states(root: Path) -> dict[str, str]:
    return {one.recipient: one.state for one in read_mailed(root / "reports")}


def approved(call, *options: str) -> None:
    code, _, err = call("approve", "--client", "shop", "--by", "Rina", *options)
    assert (code, err) == (0, "")


def test_a_review_lays_each_message_out_and_says_that_it_waits(call, two):
    code, told, err = call("review")
    assert (code, err) == (0, "")
    assert told.splitlines()[:3] == [
        "Florist (florist), as of 2026-08-21",
        "  Florist, Q3 2026: 1 of 2 KPIs on course",
        f"  ana@florist.example: waits for approval, {two}/reports/2026Q3/florist/mail/"
        "2026-08-21_r1_ana@florist.example.eml",
    ]
    assert told.splitlines()[-1] == "2 messages, 2 to be approved, 0 approved, 0 clients held"
    assert states(two) == {SHOP: "planned", "ana@florist.example": "planned"}


def test_the_message_holds_text_page_picture_and_report(reviewed, two):
    [one] = reviewed()["messages"]
    mail = message_from_bytes(Path(one["file"]).read_bytes(), policy=default)
    assert mail["Subject"] == one["subject"] == "Shop, Q3 2026: 1 of 2 KPIs on course"
    assert "51 of 92 days" in mail.get_body(("plain",)).get_content()
    assert "cid:chart." in mail.get_body(("html",)).get_content()
    [page] = mail.iter_attachments()
    assert page.get_filename() == "kpi-progress_shop_2026-Q3_r1.html"
    assert page.get_payload(decode=True) == (two / "reports/2026Q3/shop/kpi_progress.html").read_bytes()
    preview = Path(one["file"]).with_suffix(".html").read_text("utf-8")
    assert "data:image/png;base64," in preview
    assert "cid:" not in preview


def test_reviewing_again_changes_nothing(reviewed):
    first = reviewed()
    assert reviewed() == first


def test_what_is_approved_says_by_whom_and_what(call, two):
    code, told, _ = call("approve", "--client", "shop", "--by", "Rina")
    [mail] = read_mailed(two / "reports", client="shop")
    assert code == 0
    assert told.startswith(f"{SHOP}: approved by Rina, not sent yet, sha256 {mail.sha256[:12]}, ")
    assert (mail.state, mail.approved_by) == ("approved", "Rina")
    assert states(two) == {SHOP: "approved"}
    assert call("approve", "--client", "shop", "--by", "Budi")[0] == 0
    assert read_mailed(two / "reports", client="shop") == [mail]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: edit(root, "name: Ana", "name: Anna"),
        lambda root: edit(root, "name: Shop", "name: The Shop"),
        lambda root: (root / "params/mail.yml").write_text("sender: {name: Agency Two, email: kpi@agency.example}\n"),
        lambda root: reported(root, "shop", page="<p>A word.</p>"),
        lambda root: reported(root, "shop", as_of="2026-08-20"),
        lambda root: edit(root, "recipients: [", "recipients: [{name: Budi, email: budi@shop.example}, "),
    ],
    ids=["name", "client", "sender", "page", "day", "another reader"],
)
def test_any_change_takes_an_approval_back(call, two, change):
    approved(call)
    change(two)
    call("review", "--client", "shop")
    assert states(two).get(SHOP) == "planned"


def test_recipients_that_are_swapped_after_approval_get_nothing(call, reviewed, two):
    approved(call)
    edit(two, f"email: {SHOP}", "email: ana@florist.example")
    told = reviewed()
    assert states(two)[SHOP] == "planned"
    assert told["messages"] == []  # the report was made when other readers stood there
    reported(two, "shop")
    [reason] = reasons(reviewed())
    assert reason == "ana@florist.example is outside of mail_allowed in client.yml: shop.example"
    code, _, err = call("approve", "--client", "shop")
    assert (code, "outside of mail_allowed" in err) == (1, True)


def test_a_client_that_says_not_where_its_mails_may_go_is_held(reviewed, two):
    edit(two, "mail_allowed: [shop.example]\n", "")
    reported(two, "shop")
    assert reasons(reviewed()) == [
        "client.yml does not say where its mails may go; add, if so: mail_allowed: [shop.example]"
    ]


def test_a_client_without_readers_is_held(reviewed, two):
    edit(two, f"recipients: [{{name: Ana, email: {SHOP}}}]\n", "")
    reported(two, "shop", page="")
    assert "client.yml names no recipients" in reasons(reviewed())


def test_a_report_that_failed_is_held(reviewed, two):
    file = two / "reports/2026Q3/shop/kpi_progress.json"
    file.write_text(
        json.dumps({"state": "failed", "client": "shop", "quarter": "2026Q3", "reason": "no such column"})
    )
    assert reasons(reviewed()) == ["kpi_progress failed: no such column"]


def test_a_report_that_was_never_made_is_held(reviewed, two):
    (two / "reports/2026Q3/shop/kpi_progress.json").unlink()
    assert reasons(reviewed()) == [
        "there is no report kpi_progress; make it: kpilib run 2026Q3 --client shop",
    ]


def test_a_page_that_was_changed_by_hand_is_held(reviewed, two):
    page = two / "reports/2026Q3/shop/kpi_progress.html"
    page.write_text(page.read_text("utf-8") + "<!-- mine -->", "utf-8")
    [reason] = reasons(reviewed())
    assert reason.startswith("kpi_progress: it was changed by hand after it was made; make it again: ")


@pytest.mark.parametrize(("file", "what"), [("2026Q3.yml", "what was agreed"), ("exports/shop.csv", "the exports")])
def test_a_report_of_other_files_than_lie_there_now_is_held(reviewed, two, file, what):
    path = two / "params/shop" / file
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    [reason] = reasons(reviewed())
    assert reason.startswith(f"kpi_progress: {what} changed after it was made; make it again: ")


def test_results_of_another_client_are_held(reviewed, two):
    reported(two, "shop", client="florist")
    assert "the results of kpi_progress are those of florist 2026Q3" in reasons(reviewed())


def picture(title: str) -> str:
    target = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(target, format="png", metadata={"Title": title})
    return f'<img src="data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}">'


@pytest.mark.parametrize(
    "page",
    [
        "<td>brand_florist_q3</td>",
        "<p>As we told ana@florist.example</p>",
        "<!-- florist -->",
        pytest.param(picture("Florist"), id="metadata of a picture"),
    ],
)
def test_another_client_in_a_report_stops_the_mail_and_cannot_be_answered_for(call, reviewed, two, page):
    reported(two, "shop", page=page)
    told = reviewed()
    assert any("the client florist is found in kpi-progress_shop_2026-Q3_r1.html" in one for one in reasons(told))
    code, _, err = call("approve", "--client", "shop", "--despite", "I know")
    assert code == 1
    assert "the client florist is found in" in err
    assert states(two) == {SHOP: "planned"}


def test_a_name_that_may_be_mentioned_stops_nothing(reviewed, two):
    edit(two, "mail_allowed", "may_mention: [Florist]\nmail_allowed")
    reported(two, "shop", page="<p>Florist</p>")
    assert reasons(reviewed()) == []


def test_an_approval_ends_when_another_client_is_named_like_something_in_the_mail(call, reviewed, two):
    approved(call)
    edit(two, "name: Florist", "name: Conversion rate", client="florist")
    told = reviewed()
    assert "the client florist is found in the text: 'Conversion rate'" in " ".join(reasons(told))
    assert states(two)[SHOP] == "planned"


ERROR = {
    **{"code": "R-no-levers", "severity": "error", "accepted": None, "file": "params/shop/2026Q3.yml", "line": 4},
    **{"message": "nobody can do anything about Orders", "kpi": "orders"},
}


def test_an_error_of_the_check_is_held_until_a_person_answers_for_it(call, reviewed, two):
    reported(two, "shop", findings=[ERROR])
    assert reasons(reviewed())[0] == (
        "1 error of the check: R-no-levers (params/shop/2026Q3.yml:4); see kpilib check shop 2026Q3"
    )
    code, _, err = call("approve", "--client", "shop", "--by", "Rina")
    assert (code, states(two)[SHOP]) == (1, "planned")
    assert err.endswith("with --despite and a reason it may go\n")
    assert call("approve", "--client", "shop", "--despite", "  ")[0] == 1  # which is no reason
    approved(call, "--despite", "the owner is named on Monday")
    assert states(two)[SHOP] == "approved"
    assert reviewed()["messages"][0]["held"] == []
    events = [one.reason for one in events_of(two)]
    assert any("R-no-levers" in one and "the owner is named on Monday" in one for one in events)


def events_of(root: Path) -> list:
    from kpilib.data.mailed import read_events

    return [event for mail in read_mailed(root / "reports") for event in read_events(root / "reports", mail.id)]


def test_stale_and_incomplete_data_are_held(reviewed, two):
    told = json.loads((two / "reports/2026Q3/shop/kpi_progress.json").read_text("utf-8"))
    late, holed = told["kpis"]
    late["data_to"] = "2026-08-13"
    holed["missing"] = [f"2026-07-{day:02}" for day in range(1, 21)]
    holed["days_seen"] = 31
    reported(two, "shop", kpis=[late, holed])
    first, second, *_ = reasons(reviewed())
    assert first == f"{late['name']}: the data end on 2026-08-13, 8 days before the report"
    assert second == f"{holed['name']}: 20 of its days are missing, 39%"


def test_nothing_of_one_client_is_in_the_mail_of_the_other(call, two):
    call("review")
    for mine, other in (("shop", "florist"), ("florist", "shop")):
        [file] = (two / f"reports/2026Q3/{mine}/mail").glob("*.eml")
        mail = message_from_bytes(file.read_bytes(), policy=default)
        texts = [part.get_payload(decode=True) or b"" for part in mail.walk() if not part.is_multipart()]
        assert not any(other.encode() in text.lower() for text in texts)
        assert [one.addr_spec for one in mail["To"].addresses] == [f"ana@{mine}.example"]


def test_a_reader_who_is_named_twice_gets_one_message(reviewed, two):
    edit(two, "recipients: [", "recipients: [{name: Ana again, email: ana@SHOP.example}, ")
    reported(two, "shop")
    assert [one["recipient"] for one in reviewed()["messages"]] == [SHOP]


def test_who_asks_for_a_pdf_waits_for_it_and_gets_it(reviewed, two):
    edit(two, f"email: {SHOP}", f"email: {SHOP}, pdf: true")
    folder = reported(two, "shop")
    assert reasons(reviewed()) == [f"{SHOP} asks for a PDF; make it: kpilib run 2026Q3 --pdf"]
    figure, target = Figure(figsize=(1, 1)), io.BytesIO()
    figure.savefig(target, format="pdf")
    (folder / "kpi_progress.pdf").write_bytes(target.getvalue())
    told = reviewed()
    assert reasons(told) == []
    mail = message_from_bytes(Path(told["messages"][0]["file"]).read_bytes(), policy=default)
    assert [one.get_filename() for one in mail.iter_attachments()] == [
        "kpi-progress_shop_2026-Q3_r1.html",
        "kpi-progress_shop_2026-Q3_r1.pdf",
    ]


def test_without_reports_and_for_unknown_clients_the_command_says_what_to_do(kpilib, call, two):
    code, _, err = kpilib("review", "2026Q4", "--params", str(two / "params"))
    assert (code, err) == (2, "there are no reports of 2026Q4 yet; make them: kpilib run 2026Q4\n")
    code, _, err = call("review", "--client", "shpo")
    assert (code, "did you mean 'shop'?" in err) == (2, True)


def test_without_a_server_sending_says_what_would_go_and_sends_nothing(call, two):
    approved(call)
    code, told, _ = call("send")
    assert code == 0
    assert told.splitlines() == [
        f"would go to {SHOP}: {two}/reports/2026Q3/shop/mail/2026-08-21_r1_{SHOP}.eml",
        "1 message approved, none sent: no host in params/mail.yml",
    ]
    assert states(two)[SHOP] == "approved"
