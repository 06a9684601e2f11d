"""The letter as HTML that Gmail, Outlook and Apple Mail show alike: tables, and the style in every tag."""

import re
from collections.abc import Sequence
from functools import cache

import css_inline

from kpilib.tell.language import say, speaking
from kpilib.tell.mail.bar import cells_of
from kpilib.tell.mail.foot import MARKS, change_address, words_of
from kpilib.tell.mail.form import Letter
from kpilib.tell.mail.subject import subject_of
from kpilib.tell.page import asset, fragment

# Outlook knows none of HTML 5, so that none is promised.
DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)
# What is of no use once the styles are in the tags: classes, and what a parser adds to tables. In a text "<" is an
# entity, and within an attribute the quotation mark, so that nothing that people wrote is ever meant.
CLASS = re.compile(r'(<[a-z][^<>]*?) class="[^"]*"')
BODY = re.compile("</?tbody>")


def html_of(
    letter: Letter,
    *,
    cid: str = "",
    attached: Sequence[tuple[str, str]] = (),
    contact: str = "",
    revision: int = 1,
    cadence: str = "",
) -> str:
    """The whole document. Everything that people wrote is escaped.

    cid      : the Content-ID of the picture, without angle brackets.
    attached : file name and what it is, of each attachment.
    contact  : the address to which a reader writes to change how often, or to stop.
    """
    with speaking(letter["language"]):
        words = words_of(letter, cadence=cadence, revision=revision)
        rows = [(one, MARKS[one["course"]], cells_of(one["bar"], one["course"])) for one in letter["scorecard"]]
        html = fragment(
            "mail.html.j2",
            letter=letter,
            subject=subject_of(letter, revision),
            words={**words, "key": " ".join(part for part in (words["order"], _key(letter)) if part)},
            rows=rows,
            cid=cid,
            attached=attached,
            change=change_address(letter, contact),
        )
    return f"{DOCTYPE}\n{_short(_inliner().inline(html))}\n"


def _short(html: str) -> str:
    return BODY.sub("", CLASS.sub(r"\1", html))


def _key(letter: Letter) -> str:
    """How to read the bars, where there are any."""
    bars = [one["bar"] for one in letter["scorecard"] if one["bar"]]
    if not bars:
        return ""
    if any(bar["pace"] is not None for bar in bars):
        return say("Dark bar: actual. Thin mark: plan today. Mark at the end: target.")
    return say("Dark bar: actual. Mark at the end: target.")


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(extra_css=asset("mail.css"), load_remote_stylesheets=False, minify_css=True)
