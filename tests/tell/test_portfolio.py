"""The index of all reports: failures first, then the worst, every text escaped."""

import pytest

from kpilib.tell.portfolio import portfolio


def result(client: str, *courses: str, quarter: str = "2026Q3", **fields) -> dict:
    made = {
        "state": "rendered",
        "client": client,
        "client_name": client.title(),
        "quarter": quarter,
        "as_of": "2026-08-21",
        "report": "kpi_progress",
        "headline": f"The finding of {client}",
        "href": f"{quarter}/{client}/kpi_progress.html",
        "kpis": [{"course": course} for course in courses],
    }
    return made | fields


def failed(client: str, **fields) -> dict:
    made = result(client, state="failed", reason=f"{client} has no data", href="", **fields)
    return {key: value for key, value in made.items() if key not in ("kpis", "headline")}


def order(html: str, *clients: str) -> list[str]:
    return sorted(clients, key=lambda client: html.index(f"<b>{client}</b>"))


def test_the_worst_stand_first_and_failures_before_them():
    html = portfolio(
        [
            result("good", "on_course", "on_course"),
            result("unsure", "on_course", "unknown"),
            result("nearly", "close", "on_course"),
            result("worse", "off_course", "off_course"),
            result("bad", "off_course", "close"),
            failed("broken"),
        ]
    )
    clients = ("Good", "Unsure", "Nearly", "Worse", "Bad", "Broken")
    assert order(html, *clients) == ["Broken", "Worse", "Bad", "Nearly", "Unsure", "Good"]


def test_clients_as_good_as_each_other_stand_by_name():
    html = portfolio([result("b", "close"), result("a", "close")])
    assert order(html, "A", "B") == ["A", "B"]


def test_the_newest_quarter_stands_first():
    html = portfolio([result("a", "close", quarter="2026Q2"), result("b", "close", quarter="2026Q3")])
    assert html.index("2026Q3</h2>") < html.index("2026Q2</h2>")


def test_a_failure_tells_its_reason_and_has_no_link_without_a_notebook():
    html = portfolio([failed("broken")])
    assert "broken has no data" in html
    assert "Failed" in html
    assert "<a " not in html


def test_the_courses_are_counted():
    html = portfolio([result("a", "off_course", "off_course", "close", "on_course")])
    for words in ("2 off course", "1 close", "1 on course"):
        assert words in html
    assert "without a verdict" not in html


def test_every_text_is_escaped():
    attack = '"><script>alert(1)</script>'
    html = portfolio(
        [
            result("a", "close", client_name=attack, headline=attack, href=attack, report=attack),
            failed("b", client_name=attack) | {"reason": attack, "href": attack},
            result(attack, "close", quarter="2026Q2"),
        ]
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 6


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ([], "No report was made yet"),
        ([result("a", "on_course"), result("b", "close")], "None of 2 reports has a KPI off course"),
        ([result("a", "off_course"), result("b", "close")], "1 of 2 reports has a KPI off course"),
        ([result("a", "off_course"), result("b", "off_course")], "2 of 2 reports have a KPI off course"),
        ([result("a", "off_course"), failed("b")], "1 of 2 reports has a KPI off course; 1 failed"),
    ],
)
def test_headline(results, sentence):
    assert sentence in portfolio(results)


def test_a_page_that_was_printed_has_its_pdf_beside_it():
    html = portfolio([result("a", "close", pdf="2026Q3/a/kpi_progress.pdf"), result("b", "close", pdf="")])
    link = '<a href="2026Q3/a/kpi_progress.html">KPI progress</a> <a href="2026Q3/a/kpi_progress.pdf">PDF</a>'
    assert link in html
    assert html.count(">PDF<") == 1
