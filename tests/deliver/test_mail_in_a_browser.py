"""The mail as a browser shows it, on a phone and beside a list of mails, with its picture and without."""

import pytest

from kpilib.tell.mail.html import html_of
from tests.deliver.browsing import axe_core
from tests.tell.examples import leads
from tests.tell.mail.letters import HOSTILE, OPEN, alone, everything, letter_of, report_of

WIDTHS = (320, 390, 700)
ABOUT = {"attached": [("kpi-progress.html", "full report")], "contact": "kpi@agency.example", "cadence": "weekly"}
HARD = leads(18, kpi={"name": HOSTILE, "owner": HOSTILE})


def hostile():
    return letter_of(report_of(HARD, client={"name": HOSTILE}, negotiations=[OPEN]), "en")


LETTERS = {"en": everything, "id": lambda: everything("id"), "one": alone, "hostile": hostile}


@pytest.fixture(params=LETTERS, scope="module")
def opened(request, browser):
    """A mail with its picture in its place, as the program that shows it puts it there."""
    letter = LETTERS[request.param]()
    picture = f"data:image/png;base64,{letter['picture']['png']}"
    page = browser.new_page()
    page.set_content(html_of(letter, cid="a@b", **ABOUT).replace("cid:a@b", picture))
    yield page
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_window(opened, width):
    opened.set_viewport_size({"width": width, "height": 800})
    assert opened.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", WIDTHS)
def test_the_picture_is_shown_as_wide_as_the_text(opened, width):
    opened.set_viewport_size({"width": width, "height": 800})
    box = opened.locator("img").bounding_box()
    assert opened.evaluate("document.images[0].naturalWidth") == 1120
    assert box["width"] == min(width, 600 + 16) - 16 - 40  # without the grey beside the sheet and the room within it


def test_the_line_of_the_list_is_not_shown_and_nothing_runs(opened):
    assert opened.locator("div").first.is_hidden()
    assert opened.evaluate("document.scripts.length") == 0


def test_axe_finds_no_barrier(opened):
    try:
        script = axe_core().read_text("utf-8")
    except LookupError as error:
        pytest.skip(str(error))
    opened.evaluate(script + ";0")
    # A mail is shown within a page that has the landmarks.
    rules = "{rules: {region: {enabled: false}, 'landmark-one-main': {enabled: false}}}"
    found = opened.evaluate(f"axe.run(document, {rules})")
    assert [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]] == []


def test_with_pictures_blocked_the_alternative_tells_the_numbers(browser):
    page = browser.new_page()
    page.set_content(html_of(everything(), cid="a@b", **ABOUT))
    assert "Leads: 900" in page.locator("img").get_attribute("alt")
    page.close()
