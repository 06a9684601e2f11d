"""The agency's own page: failures first, then the worst; no more is said than is known; every text is escaped."""

import re
from dataclasses import replace

import pytest

from kpilib.data.reported import read_reported, reported_quarters
from kpilib.portfolio import Portfolio
from kpilib.tell import portfolio
from kpilib.tell.language import speaking
from kpilib.tell.portfolio.changed import changed_cell
from kpilib.tell.portfolio.words import main_finding
from tests.reported import failure, kpi, results, write


@pytest.fixture
def clients(tmp_path):
    """Clients from results as they lie below reports/."""

    def made(*told):
        for one in told:
            write(tmp_path, one, name="pdca_review" if "cycles" in one else "kpi_progress")
        return portfolio.clients_of(read_reported(tmp_path, "2026Q3"))

    return made


def page(clients) -> str:
    return portfolio.quarter_page("2026Q3", clients)


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\N{NO-BREAK SPACE}", " ").split())


def test_the_worst_stand_first_and_failures_before_them(clients):
    found = clients(
        results("good", "on_course", "on_course"),
        results("unsure", "on_course", "unknown"),
        results("nearly", "close", "on_course"),
        results("worse", "off_course", "off_course"),
        results("bad", "off_course", "close"),
        failure("broken", "no data"),
    )
    assert [one.id for one in found] == ["broken", "worse", "bad", "nearly", "unsure", "good"]


def test_clients_as_good_as_each_other_stand_by_name(clients):
    assert [one.id for one in clients(results("b", "close"), results("a", "close"))] == ["a", "b"]


def test_a_row_tells_the_marks_and_the_names_of_what_is_not_on_course(clients):
    html = page(clients(results("a", "off_course", "on_course", "close", "unknown")))
    marks = re.search(r'<span class="kpi-marks" aria-hidden="true">(.*?)</span>', html)[1]
    assert re.findall(r"kpi-(\w+)", marks) == ["off_course", "close", "on_course", "unknown"]
    assert "1 of 4 on course Off: KPI 1. Toss-up: KPI 3. No target: KPI 4" in plain(html)
    assert "Shop, atown" in html
    assert "KPI 1: the forecast ends 12% short of its target (P = 0.18)" in plain(html)


def test_the_days_left_are_those_after_the_last_one_with_data(clients):
    (one,) = clients(results("a", kpis=[kpi(1, "close"), kpi(2, "close", data_to="2026-08-10")]))
    assert one.days_left == 51  # 11 August to 30 September


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([], "No report of Q3 2026 has been made yet"),
        ([results("a", "on_course"), results("b", "close")], "No client has a KPI off course"),
        ([results("a", "off_course"), results("b", "close")], "1 of 2 clients has a KPI off course"),
        ([results("a", "off_course"), results("b", "off_course")], "All 2 clients have a KPI off course"),
        ([results("a", "off_course")], "The one client has a KPI off course"),
        ([results("a", "off_course"), failure("b", "x")], "The one client has a KPI off course; 1 report failed"),
        ([failure("a", "x"), failure("b", "x")], "2 reports failed"),
        ([results("a", "off_course", as_of="2026-09-30"), results("b", "on_course", as_of="2026-09-30")],
         "1 of 2 clients missed a target"),
    ],
)  # fmt: skip
def test_headline(clients, told, sentence):
    assert f'<p class="kpi-head">{sentence}</p>' in page(clients(*told))


def test_kpis_are_counted_by_shape_and_word(clients):
    html = page(clients(results("a", "off_course", "off_course", "close"), results("b", "on_course", "unknown")))
    counts = re.search(r'<ul class="kpi-counts">(.*?)</ul>', html, re.DOTALL)[1]
    assert plain(counts) == "2 KPIs off course 1 toss-up 1 on course 1 without a target"


def test_what_is_not_judged_for_another_reason_is_not_said_to_have_no_target(clients):
    html = page(clients(results("a", "on_course", kpis=[kpi(1, "unknown", status="no_data", target=100)])))
    assert "1 without a verdict" in html
    assert "No verdict:" in html


def test_without_a_failure_there_is_no_column_of_states(clients):
    assert "State" not in page(clients(results("a", "close")))


def test_a_failure_tells_its_reason_and_the_others_are_made_and_no_more(clients):
    html = plain(page(clients(results("a", "close"), failure("b", "the export has no date"))))
    assert "State" in html
    assert "KPI progress failed: the export has no date" in html
    assert "Failed" in html
    assert "Made" in html
    assert not re.search("approved|sent by|held", html, re.IGNORECASE)


def test_odd_results_of_one_client_are_told_and_the_others_are_shown(tmp_path, clients):
    write(tmp_path, "{", "odd")
    html = page(clients(results("a", "close")))
    assert "KPI progress failed: its results cannot be read; make the report again" in html
    assert 'href="a/kpi_progress.html"' in html
    assert 'href="odd' not in html


def test_reports_are_linked_with_their_pdf_and_a_client_with_a_review_has_one_row(tmp_path, clients):
    review = results("a", "close", cycles=[], headline="2 cycles are running")
    found = clients(results("a", "close"), review)
    (tmp_path / "2026Q3/a/kpi_progress.pdf").write_bytes(b"%PDF-")
    found = portfolio.clients_of(read_reported(tmp_path, "2026Q3"))
    html = page(found)
    assert re.findall(r'href="(a/[^"]+)"', html) == [
        "a/kpi_progress.html",
        "a/kpi_progress.pdf",
        "a/pdca_review.html",
    ]
    assert "1 toss-up" in html  # not two: both reports tell of the same KPI


def test_an_older_report_says_of_which_day_it_is(clients):
    html = plain(page(clients(results("a", "close"), results("b", "close", as_of="2026-08-07"))))
    assert html.count("as of 7 Aug 2026") == 1
    assert "As of Fri 21 Aug 2026 · 2 reports made" in html


def changes(*moves: tuple[float | None, float | None], since: str = "2026-08-07") -> list[dict]:
    return [
        {"kpi": f"k{number}", "since": since, "before": before, "now": now, "why": "14 new days."}
        for number, (before, now) in enumerate(moves, start=1)
    ]


@pytest.mark.parametrize(
    ("moves", "courses", "told"),
    [
        ([(0.5, 0.18)], ["off_course"], "KPI 1: toss-up → unlikely"),
        ([(0.5, 0.18), (0.8, 0.05)], ["off_course"] * 2, "2 KPIs fell off course"),
        ([(0.5, 0.52)], ["close"], "No change of word"),
        ([(0.2, 0.5), (0.7, 0.5)], ["close"] * 2, "KPI 2: likely → toss-up KPI 1: unlikely → toss-up"),
        ([(0.5, 0.7), (0.5, 0.7), (0.5, 0.7)], ["on_course"] * 3,
         "KPI 1: toss-up → likely KPI 2: toss-up → likely and 1 more"),
        ([(None, 0.18)], ["off_course"], "No change of word"),
        ([(0.5, 0.5)], ["close", "close"], "New: KPI 2"),
        ([(7, 0.5)], ["close"], "No change of word"),  # no probability at all
    ],
)  # fmt: skip
def test_only_a_change_of_word_is_told(clients, moves, courses, told):
    (one,) = clients(results("a", *courses, changes=changes(*moves)))
    assert plain(changed_cell(one)) == told


def test_a_target_that_is_reached_is_a_change_for_the_better(clients):
    reached = kpi(1, "on_course", status="reached")
    (one,) = clients(results("a", kpis=[reached], changes=changes((0.8, None))))
    assert 'class="kpi-moved kpi-on_course">KPI 1: likely → reached<' in changed_cell(one)


def test_the_column_of_changes_names_the_day_and_is_left_out_without_an_earlier_report(clients):
    assert "Changed since" not in page(clients(results("a", "close")))
    html = plain(page(clients(results("a", "close", changes=changes((0.5, 0.5))), results("b", "close"))))
    assert "Changed since 7 Aug" in html
    assert "No earlier report" in html


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"improvement": "decrease", "forecast": {"probability": 0.1, "median": 109, "confidence": "full"}},
         "KPI 1: the forecast ends 9% over its limit (P = 0.10)"),
        ({"status": "missed", "actual": 80}, "KPI 1 missed its target by 20%"),
        ({"status": "missed", "actual": 130, "improvement": "decrease"}, "KPI 1 ended 30% over its limit"),
        ({"status": "behind", "forecast": None, "expected": 60, "gap": -10}, "KPI 1 is 17% behind the plan path"),
        ({"forecast": {"probability": 0.2, "median": 88, "confidence": "low"}}, "KPI 1 reached 50"),
        ({"improvement": "neutral"}, "KPI 1 reached 50"),  # a band: neither short nor over tells it
        ({"target": 0}, "KPI 1 reached 50"),
        ({"forecast": {"probability": 0.3, "median": 100.01, "confidence": "full"}}, "KPI 1 reached 50"),
    ],
)  # fmt: skip
def test_the_main_finding_of_a_kpi_off_course(clients, fields, told):
    (one,) = clients(results("a", kpis=[kpi(1, "off_course", **fields)]))
    assert main_finding(one)[0].replace("\N{NO-BREAK SPACE}", " ") == told


@pytest.mark.parametrize(
    ("kpis", "told"),
    [
        ([kpi(1, "on_course"), kpi(2, "on_course")], "All 2 KPIs are on course"),
        ([kpi(1, "on_course")], "The one KPI is on course"),
        ([kpi(1, "close"), kpi(2, "on_course")], "KPI 1 may or may not reach its target (P = 0.50)"),
        ([kpi(1, "unknown"), kpi(2, "on_course")], "KPI 1 has no target yet"),
    ],
)
def test_the_main_finding_of_others(clients, kpis, told):
    (one,) = clients(results("a", kpis=kpis))
    assert main_finding(one)[0].replace("\N{NO-BREAK SPACE}", " ") == told


def test_every_text_is_escaped(clients):
    attack = '"><script>alert(1)</script>'
    found = clients(
        results(
            "a",
            client_name=attack,
            about=attack,
            kpis=[kpi(1, "off_course", name=attack, finding=attack, improvement=attack)],
            changes=changes((0.5, 0.18)),
            warnings=[{"kpi": "k1", "title": f"late {attack}", "answer_by": None}],
            data_findings=[{"severity": "error", "source": attack, "message": attack}],
        ),
        failure("b", attack),
    )
    shown = [page(found), portfolio.quarters_page({"2026Q3": found})]
    lists = (portfolio.table_warnings, portfolio.table_changed, portfolio.table_data, portfolio.table_decisions)
    shown += [one(found).html for one in lists]
    assert not any("<script" in html for html in shown)
    assert sum(html.count("&lt;script&gt;") for html in shown) >= 9


def test_the_page_says_for_whom_it_is_and_that_all_is_invented_only_where_all_is(clients):
    html = page(clients(results("a", "close")))
    assert "Internal page of the agency; not sent to clients." in html
    assert "All clients and all numbers are invented" in html
    assert "invented" not in page(clients(results("a", "close"), results("b", "close", invented=False)))


def test_warnings_stand_by_the_day_of_the_answer_and_decisions_and_troubles_by_client(clients):
    found = clients(
        results(
            "a", "off_course", warnings=[{"kpi": "k1", "title": "Page: 46 days late", "answer_by": "2026-08-28"}]
        ),
        results(
            "b",
            "close",
            warnings=[{"kpi": "k1", "title": "Feed: 3 days late", "answer_by": "2026-08-25"}],
            data_findings=[
                {"severity": "warning", "source": "ga4", "message": "nothing is told of 2 days"},
                {"severity": "note", "source": "ga4", "message": "a note"},
            ],
        ),
        results("b", "close", cycles=[{"decision_due": True, "headline": "Menu did harm."}, {"decision_due": False}]),
    )
    assert plain(portfolio.table_warnings(found).html).endswith(
        "B Feed: 3 days late 25 Aug 2026 A Page: 46 days late 28 Aug 2026"
    )
    assert plain(portfolio.table_decisions(found).html).endswith("B Menu did harm.")
    assert plain(portfolio.table_data(found).html).endswith("B Google Analytics 4 Nothing is told of 2 days")


def test_what_another_party_is_late_with_stands_under_the_finding_and_a_chance_is_not_told_twice(clients):
    late = [{"kpi": "k1", "title": "Page: 46 days late"}, {"kpi": "k1", "title": "KPI 1: reaching 100 is unlikely"}]
    html = page(clients(results("a", "off_course", warnings=late[::-1])))
    assert "<small>Page: 46 days late</small>" in html
    assert "reaching 100 is unlikely" not in html


def test_the_quarters_are_linked_newest_first_with_a_line_on_each(tmp_path):
    write(tmp_path, results("a", "off_course"))
    write(tmp_path, results("a", "on_course", as_of="2026-06-30", quarter_end="2026-06-30"), quarter="2026Q2")
    found = {one: portfolio.clients_of(read_reported(tmp_path, one)) for one in reported_quarters(tmp_path)}
    html = portfolio.quarters_page(found)
    assert re.findall(r'href="(20[^"]+)"', html) == ["2026Q3/index.html", "2026Q2/index.html"]
    assert "Q3 2026: The one client has a KPI off course" in plain(html)
    assert "The one client missed no target" in html
    assert "No report was made yet" in portfolio.quarters_page({})


INDONESIAN = {"language": "id"}


def test_the_page_speaks_the_language_that_all_clients_share_and_else_english(clients):
    html = page(clients(results("a", "off_course", **INDONESIAN), results("b", "on_course", **INDONESIAN)))
    assert '<html lang="id">' in html
    assert "1 dari 2 klien punya KPI yang meleset dari rencana" in html
    assert "KPI 1: prakiraan berakhir 12% di bawah targetnya (P = 0,18)" in plain(html).replace("0.18", "0,18")
    assert "Halaman internal agensi; tidak dikirim kepada klien." in html
    mixed = page(clients(results("c", "on_course")))
    assert '<html lang="en">' in mixed
    assert '<span lang="id">Shop, atown</span>' in mixed


def test_a_failed_report_has_no_language_to_speak(clients):
    assert '<html lang="id">' in page(clients(results("a", "close", **INDONESIAN), failure("b", "x")))


def test_a_metric_is_named_in_the_language_of_the_page_and_a_clients_own_name_stays(clients):
    told = [kpi(1, "off_course", metric="leads", name="Leads"), kpi(2, "off_course", name="Meine Zahl")]
    found = clients(results("a", kpis=told, **INDONESIAN))
    assert "Prospek, Meine Zahl" in plain(page(found))


@pytest.mark.parametrize("language", ["en", "id"])
def test_every_piece_is_told_in_both_languages(clients, language):
    found = clients(
        results("a", "off_course", "close", "unknown", "on_course", changes=changes((0.5, 0.18), (0.8, 0.5))),
        results("b", "on_course", as_of="2026-09-30"),
        failure("c", "x"),
    )
    with speaking(language):
        told = [portfolio.summary("2026Q3", found).html, portfolio.table_clients(found).html]
        told.append(portfolio.table_changed(found).html)
    words = ("Klien", "Berubah", "berimbang", "Gagal", "Dibuat") if language == "id" else ("Client", "Failed", "Made")
    assert all(word in "".join(told) for word in words)


def test_what_is_late_is_told_even_where_it_is_called_after_a_kpi(clients):
    late = {"kpi": "k1", "title": "KPI 1 dashboard: 9 days late, about 40 lost by 30 Sep", "answer_by": None}
    chance = {"kpi": "k1", "title": "KPI 1: reaching 100 is unlikely (P = 0.18)", "answer_by": None}
    html = plain(page(clients(results("a", "off_course", warnings=[chance, late]))))
    assert "KPI 1 dashboard: 9 days late" in html
    assert "reaching 100 is unlikely" not in html


def test_a_portfolio_prints_as_a_line(clients):
    one, two = (Portfolio("2026Q3", tuple(clients(results(name, "on_course")))) for name in ("a", "b"))
    assert repr(one) == "Q3 2026, 1 client: The one client has no KPI off course"
    assert repr(two).startswith("Q3 2026, 2 clients: ")
    jakarta = replace(two.clients[0], reports=tuple(replace(each, language="id") for each in two.clients[0].reports))
    assert repr(Portfolio("2026Q3", (jakarta,))).startswith("Q3 2026, 1 klien: Satu-satunya klien")
