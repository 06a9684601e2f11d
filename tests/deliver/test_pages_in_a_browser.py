"""The demo pages in a real browser: they stand alone, fit a phone, and show every picture."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.deliver.browsing import CLIENTS, DESK, PAGES, PHONE, REPORTS


class Visible(HTMLParser):
    """The text of a page apart from its markup."""

    def __init__(self) -> None:
        super().__init__()
        self.markup: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.markup.append(f"{tag} " + " ".join(f"{name}={value}" for name, value in attrs))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_holds_no_script_and_no_address(pages, name):
    html = pages[name].read_text("utf-8")
    reader = Visible()
    reader.feed(html)
    assert "<script" not in html.lower()
    assert [tag for tag in reader.markup if re.search(r"https?://", tag)] == []
    assert re.findall(r"https?://", "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))) == []


@dataclass(frozen=True)
class Opened:
    """A page that was opened, and what it has fetched and complained of since."""

    page: Any
    fetched: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def at(self, width: int) -> Any:
        """The page in a window so wide."""
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.page


@pytest.fixture(params=PAGES, scope="module")
def opened(request, pages, browser):
    """A page, opened once for all tests: that takes Chromium longer than all that they ask of it."""
    one = Opened(browser.new_page(viewport={"width": PHONE, "height": 900}))
    one.page.on("request", lambda request: one.fetched.append(request.url))
    one.page.on("console", lambda message: one.complaints.append(message.text))
    one.page.goto(pages[request.param].as_uri())
    yield one
    one.page.close()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_page_never_scrolls_sideways(opened, width):
    assert opened.at(width).evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("opened", REPORTS, indirect=True)
def test_every_picture_is_shown_and_described_and_nothing_is_fetched(opened, width):
    pictures = opened.at(width).evaluate(
        "[...document.images].map(one => [one.complete && one.naturalWidth > 0, one.alt])"
    )
    assert pictures
    assert all(shown and re.search(r"\d", alt) for shown, alt in pictures)
    assert [url for url in opened.fetched if not url.startswith(("file:", "data:"))] == []
    assert opened.complaints == []


def test_no_text_is_cut_off_or_smaller_than_can_be_read(opened):
    small = opened.at(PHONE).evaluate(
        """[...document.querySelectorAll('main *')].filter(one => one.children.length === 0 && one.textContent.trim())
           .filter(one => parseFloat(getComputedStyle(one).fontSize) < 12).map(one => one.textContent.trim())"""
    )
    assert small == []


@pytest.mark.parametrize("opened", CLIENTS, indirect=True)
def test_page_one_on_paper_ends_after_the_scorecard_or_later(opened):
    page = opened.page
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 696, "height": 1000})  # A4 less its margins, in CSS pixels
    bottom = page.evaluate("document.querySelector('.kpi-score').getBoundingClientRect().bottom")
    page.emulate_media(media="screen")
    assert bottom < 1020  # the height of A4 less its margins
