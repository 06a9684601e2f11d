"""A client of eight KPIs whose every name is out to disturb the page: it stays small, whole and harmless."""

import pytest

from kpilib.deliver.standalone import refuse_unless_standalone
from kpilib.report import open_report
from tests.deliver.browsing import DESK, PHONE
from tests.deliver.test_page_language import page_of
from tests.project import CLIENT, QUARTER, small_project

SCRIPT, TEMPLATE, ENDLESS = "<script>alert(1)</script>", "{{7*7}}", "x" * 300
TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}abc ☕👩‍🌾"
METRICS = ("orders", "revenue", "sessions", "conversion_rate", "order_value", "orders", "revenue", "sessions")
NAMES = (SCRIPT, TEMPLATE, ENDLESS, TURNED, "[x](javascript:alert(1))", "'\"><img src=x onerror=alert(1)>", "&lt;b&gt;", "۱۲ مقهى")  # fmt: skip  # noqa: E501


def kpi(number: int) -> str:
    name = NAMES[number].replace("'", "''")
    return f"""\
  - id: k{number}
    metric: {METRICS[number]}
    name: '{name}'
    statement: '{name} of 920 by 30 September 2026'
    target: {"2%" if METRICS[number] == "conversion_rate" else 2000 + number}
    due: 2026-09-30
    owner: '{name}'
    level: business
    goal: grow
    levers: ['{name}']
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    """The page of kpi_progress, from its parts."""
    root = tmp_path_factory.mktemp("hostile")
    client = CLIENT.replace("name: Small Shop", f"name: '{SCRIPT} {ENDLESS}'\nabout: '{TEMPLATE} {TURNED}'")
    quarter = QUARTER[: QUARTER.index("kpis:")].replace("[Owner]", f"['{SCRIPT}', '{ENDLESS}']")
    quarter += "kpis:\n" + "".join(kpi(number) for number in range(8))
    quarter += f"notes: [{{on: 2026-07-05, text: '{SCRIPT} **bold** {ENDLESS} {TURNED}'}}]\n"
    report = open_report("shop", "2026Q3", "2026-08-21", params=small_project(root, client=client, quarter=quarter))
    parts = [report.summary, report.scorecard, report.closeup, report.warnings, report.moved, report.funnel]
    parts += [report.accumulation, report.channels, report.agreed, report.data, report.method]
    cells: list = []
    for number, part in enumerate(parts):
        cells += [f"## Question {number}?"] if number else []
        cells += [{"text/html": part._repr_html_()}]
    return page_of(*cells, **report.results)


def test_it_holds_nothing_that_runs_and_all_that_was_written(page):
    refuse_unless_standalone(page)  # no handler of an event either, whatever the texts look like
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert TEMPLATE in page
    assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page
    assert "☕👩‍🌾" in page
    assert "<strong>bold</strong>" in page
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page


def test_eight_kpis_make_less_than_a_megabyte(page):
    assert len(page.encode()) < 1_000_000


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_it_does_not_scroll_sideways(page, browser, tmp_path, width):
    (tmp_path / "page.html").write_text(page, "utf-8")
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.goto((tmp_path / "page.html").as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") == width
    opened.close()
