"""A page that is made without a notebook: those of the agency, and the catalogue of metrics."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from kpilib.tell.language import say, spoken
from kpilib.tell.page import asset, fragment


@dataclass(frozen=True)
class Section:
    """A heading, what stands under it in small letters, and what is shown below."""

    heading: str
    body: Markup
    intro: Markup | str = ""


def page_alone(title: str, sections: Sequence[Any], *, css: str, footer: Sequence[str], mark: str = "") -> str:
    """A whole page in the language that is being spoken.

    sections : things with a heading, an intro and a body. css : the stylesheets of what they show.
    mark     : what is said above all of it, such as that everything is invented.
    """
    return str(
        fragment(
            "index.html.j2",
            language=spoken(),
            title=title,
            css=Markup(css + asset("shell.css")),
            skip=say("Skip to content"),
            mark=mark,
            sections=sections,
            footer=footer,
        )
    )
