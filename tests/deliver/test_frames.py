"""What an analyst shows without any work looks at home: data frames, plain figures, Markdown."""

import re
from base64 import b64decode
from html.parser import HTMLParser

import pandas as pd
import pytest

from kpilib.deliver.frames import at_home
from kpilib.tell.language import speaking
from tests.deliver.browsing import DESK, PHONE
from tests.deliver.test_page_language import page_of

FRAME = pd.DataFrame({"Channel": ["Email", "<b>Direct</b>"], "Orders": [1200, 7], "Rate": [0.25, None]})
FIGURE = """<svg xmlns="http://www.w3.org/2000/svg" width="450pt" height="223pt" viewBox="0 0 450 223">
<metadata>drawn at 10:15</metadata><text style="font-size: 8px; font-family: 'DejaVu Sans'; fill: #000" y="20">Orders</text></svg>
"""  # noqa: E501


class Cells(HTMLParser):
    """The cells of a table: name and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in ("th", "td", "table", "div", "caption"):
            self.found.append((tag, dict(attrs)))


def test_a_data_frame_is_a_table_of_ours():
    html = at_home(FRAME._repr_html_(), "Which channels?")
    assert "border" not in html
    assert "<style" not in html
    assert "dataframe" not in html
    assert '<caption class="kpi-hidden">Which channels?</caption>' in html
    assert '<td class="kpi-number">1200</td>' in html
    assert '<td class="kpi-number">–</td>' in html  # what is missing is a dash
    assert "<td>&lt;b&gt;Direct&lt;/b&gt;</td>" in html
    assert '<th class="kpi-number" scope="col">Orders</th>' in html
    assert '<th scope="col">Channel</th>' in html
    assert '<th scope="row">0</th>' in html
    boxes = [attrs for tag, attrs in Cells(html).found if attrs.get("class") == "kpi-scroll"]
    assert boxes == [{"class": "kpi-scroll", "role": "group", "aria-label": "Which channels?", "tabindex": "0"}]


def test_no_head_is_empty_and_heads_of_several_are_groups():
    grouped = pd.DataFrame(
        {("A", "x"): [1, 2], ("A", "y"): [3, 4]}, index=pd.MultiIndex.from_tuples([("p", 1), ("p", 2)])
    )
    heads = [attrs for tag, attrs in Cells(at_home(grouped._repr_html_(), "T")).found if tag == "th"]
    assert {head["scope"] for head in heads} == {"col", "colgroup", "row", "rowgroup"}


def test_a_long_frame_tells_its_size_in_the_pages_language():
    long = pd.DataFrame({"n": range(100)})
    with speaking("id"):
        assert '<p class="kpi-note">100 baris × 1 kolom</p>' in at_home(long._repr_html_(), "T")


def test_other_html_stays_as_it_is():
    html = '<div><table class="gt_table"><tr><td>1</td></tr></table></div>'
    assert at_home(html, "T") == html


def own_page(**results) -> str:
    """A page with what an analyst may show."""
    return page_of(
        "# Where do orders come from?\n\nFrom *two* channels, see **below**:\n\n1. one\n2. two",
        {"text/html": FRAME._repr_html_(), "text/plain": "frame"},
        {"image/svg+xml": FIGURE, "text/plain": "<Figure>"},
        {"text/markdown": "A *note*", "text/plain": "<Markdown>"},
        "# And by day?",
        {"text/html": pd.DataFrame({f"Day {n}": [n * 1000, n] for n in range(24)})._repr_html_()},
        f"A word {'x' * 300} without an end",
        {"text/html": f"<p>{'y' * 300}</p>"},
        **results,
    )


def test_a_plain_figure_is_described_by_its_heading_and_drawn_in_the_readers_font():
    page = own_page()
    figure = re.search(r'<figure class="kpi-fig kpi-scroll".*?</figure>', page)[0]
    assert 'alt="Where do orders come from?"' in figure
    drawing = b64decode(re.search(r"base64,([^\"]+)", figure)[1]).decode()
    assert "10:15" not in drawing
    assert "Segoe UI" in drawing


def test_markdown_that_a_cell_shows_is_text():
    assert "<p>A <em>note</em></p>" in own_page()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_it_scrolls_inside_its_own_box_and_the_page_does_not(browser, tmp_path, width):
    (tmp_path / "own.html").write_text(own_page(), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto((tmp_path / "own.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    wide = page.evaluate(
        "[...document.querySelectorAll('.kpi-scroll')].map(one => one.scrollWidth > one.clientWidth)"
    )
    assert wide[-1]  # 24 columns
    shown = page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
    assert shown
    page.close()
