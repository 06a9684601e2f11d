"""The mail uses nothing that Gmail, Outlook or Apple Mail would not show, as far as caniemail.com has looked."""

import json

import pytest

from kpilib.tell.mail.html import html_of
from tests.npm import npm_file
from tests.tell.mail.features import support, used
from tests.tell.mail.letters import everything

CLIENTS = [
    "gmail.desktop-webmail", "gmail.ios", "gmail.android",
    "outlook.windows",  # the one that shows mail with Word
    "outlook.outlook-com",  # and the new Outlook for Windows, which is the same program
    "apple-mail.macos", "apple-mail.ios",
]  # fmt: skip
# What one of them shows in part, and why that part is enough.
IN_PART = {
    "css-border": "Outlook draws up to 8 px and only on cells and tables; ours are 2 px at most, on these",
    "css-display": "Outlook knows none but display:none; block on the picture only drops the room of a line under it",
    "css-display-none": "Outlook shows tables within; the preheader is a line of text, and mso-hide hides it there",
    "css-font-size": "Outlook does not know rem and percentages; ours are px",
    "css-height": "Outlook takes it for a least height; ours is auto, on the picture",
    "css-line-height": "Outlook takes it for the least height; ours is never lower than the text",
    "css-margin": "negative and automatic ones are not known; ours are 0",
    "css-max-width": "Outlook knows it on tables only; the picture has its width as an attribute there",
    "css-padding": "Outlook knows it on cells only, where ours are",
    "css-width": "Outlook does not know it on pictures; they have an attribute beside it",
    "css-word-break": "a long word is broken at one letter or another; it only keeps it from widening the page",
    "html-body": "some make a div of it, and the colour of its ground stands in the first table too",
    "html-width": "Outlook does not scale it on fine screens, and takes a percentage on a picture for its file's",
}


@pytest.fixture(scope="module")
def known():
    try:
        path = npm_file("caniemail", "2.0.2", "data/caniemail.json", purpose="knows what mail clients show")
    except LookupError as error:
        pytest.skip(str(error))
    return {one["slug"]: one for one in json.loads(path.read_text("utf-8"))["data"]}


@pytest.fixture(scope="module")
def mail():
    return html_of(
        everything(), cid="picture@example.org", attached=[("a.html", "full report")], contact="kpi@agency.example"
    )


def shown(html, known):
    """How well each feature of a mail is shown by the client that shows it worst."""
    return {name: {support(known[name], client) for client in CLIENTS} for name in used(html, known)}


def test_nothing_is_used_that_one_of_them_does_not_show(mail, known):
    assert [name for name, told in shown(mail, known).items() if "n" in told] == []


def test_what_is_shown_in_part_is_enough(mail, known):
    assert {name for name, told in shown(mail, known).items() if told & {"a", "u"}} == set(IN_PART)


@pytest.mark.parametrize(
    ("planted", "feature"),
    [
        ('<p style="display:flex">', "css-display-flex"),
        ('<p style="color:var(--ink)">', "css-variables"),
        ("<svg></svg>", "html-svg"),
        ('<img src="data:image/png;base64,AA==">', "image-base64"),
        ('<p style="opacity:.5">', "css-opacity"),
        ("<!doctype html>", "html-doctype"),
        ('<p style="white-space:nowrap">', "css-white-space"),
    ],
)
def test_what_is_planted_is_found(known, planted, feature):
    assert "n" in shown(planted, known)[feature]
