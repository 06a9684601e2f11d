"""The demo pages in a real browser: they stand alone, fit a phone, and show every picture."""

import re
from html.parser import HTMLParser

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


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_never_scrolls_sideways(pages, browser, name, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(pages[name].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", REPORTS)
def test_every_picture_is_shown_and_described_and_nothing_is_fetched(pages, browser, name, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    fetched, complaints = [], []
    page.on("request", lambda request: fetched.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(pages[name].as_uri())
    pictures = page.evaluate("[...document.images].map(one => [one.complete && one.naturalWidth > 0, one.alt])")
    assert pictures
    assert all(shown and re.search(r"\d", alt) for shown, alt in pictures)
    assert [url for url in fetched if not url.startswith(("file:", "data:"))] == []
    assert complaints == []
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_cut_off_or_smaller_than_can_be_read(pages, browser, name):
    page = browser.new_page(viewport={"width": PHONE, "height": 900})
    page.goto(pages[name].as_uri())
    small = page.evaluate(
        """[...document.querySelectorAll('main *')].filter(one => one.children.length === 0 && one.textContent.trim())
           .filter(one => parseFloat(getComputedStyle(one).fontSize) < 12).map(one => one.textContent.trim())"""
    )
    assert small == []
    page.close()


@pytest.mark.parametrize("name", CLIENTS)
def test_page_one_on_paper_ends_after_the_scorecard_or_later(pages, browser, name):
    page = browser.new_page()
    page.goto(pages[name].as_uri())
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 696, "height": 1000})  # A4 less its margins, in CSS pixels
    bottom = page.evaluate("document.querySelector('.kpi-score').getBoundingClientRect().bottom")
    assert bottom < 1020  # the height of A4 less its margins
    page.close()
