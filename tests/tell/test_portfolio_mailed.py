"""What the agency's page says of a client's mails: the state that needs somebody first, and what was missed."""

import re
from datetime import date

import pytest

from kpilib.data.mailed import Mail
from kpilib.data.reported import read_reported
from kpilib.tell.language import speaking
from kpilib.tell.portfolio import clients_of, quarter_page
from kpilib.tell.portfolio.mailed import mail_state
from tests.reported import results, write

PROMISED = {"quarter_start": "2026-07-01", "quarter_end": "2026-09-30", "cadence": "fortnightly"}


def mail(
    state: str, reader: str = "ana", *, as_of: str = "2026-08-21", client: str = "shop", revision: int = 1
) -> Mail:
    address = f"{reader}@{client}.example"
    about = {"client": client, "quarter": "2026Q3", "as_of": as_of, "report": "kpi_progress", "revision": revision}
    return Mail(
        0, **about, recipient=address, name=reader, language="en", message_id="", sha256="", date="", state=state
    )


def told(reports, *mails: Mail, as_of: str = "2026-08-21", **fields) -> str:
    write(reports, results("shop", "on_course", as_of=as_of, **PROMISED | fields))
    [client] = clients_of(read_reported(reports, "2026Q3"), mails)
    return " ".join(re.sub(r"<[^>]+>", " ", str(mail_state(client))).split())


@pytest.mark.parametrize(
    ("states", "word"),
    [
        ([], "Made"),
        (["planned"], "To be approved"),
        (["approved", "approved"], "Approved"),
        (["accepted", "accepted"], "Sent"),
        (["accepted", "deferred"], "To be sent again 1 of 2"),
        (["accepted", "rejected", "accepted"], "Refused 1 of 3"),
        (["rejected", "unknown"], "Perhaps sent 1 of 2"),
    ],
)
def test_the_state_that_needs_somebody_is_told_and_for_how_many(tmp_path, states, word):
    mails = [mail(state, f"reader{number}") for number, state in enumerate(states)]
    assert told(tmp_path, *mails, cadence=None) == word


def test_only_the_last_revision_of_the_report_that_is_shown_counts(tmp_path):
    mails = [mail("accepted"), mail("planned", revision=2), mail("unknown", as_of="2026-08-07")]
    assert told(tmp_path, *mails, cadence=None) == "To be approved"


def test_reports_that_never_reached_a_reader_are_told_by_their_days(tmp_path):
    sent = [mail("accepted", as_of=day) for day in ("2026-07-10", "2026-08-21")]
    assert told(tmp_path, *sent) == "Sent No reports on 24 Jul, 7 Aug"
    assert told(tmp_path, sent[1]) == "Sent"
    with speaking("id"):
        assert told(tmp_path, *sent, mail("accepted", as_of="2026-07-24")) == "Terkirim Tidak ada laporan pada 7 Agu"


def test_what_is_missed_is_counted_as_of_the_newest_report_of_all(tmp_path):
    write(tmp_path, results("florist", "on_course", as_of="2026-09-08"))
    write(tmp_path, results("shop", "on_course", as_of="2026-08-21", **PROMISED))
    found = clients_of(read_reported(tmp_path, "2026Q3"), [mail("accepted")])
    assert {one.id: one.missed for one in found} == {"florist": (), "shop": (date(2026, 9, 4),)}
    page = quarter_page("2026Q3", found)
    assert "No report on 4\N{NO-BREAK SPACE}Sep" in page
    assert ">State<" in page


def test_without_mails_and_promises_the_page_has_no_column_for_them(tmp_path):
    write(tmp_path, results("shop", "on_course"))
    assert ">State<" not in quarter_page("2026Q3", clients_of(read_reported(tmp_path, "2026Q3")))
