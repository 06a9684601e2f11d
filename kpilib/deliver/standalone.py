"""A page stands alone: no script, no network address, nothing that a mail client or a browser would fetch."""

import re
from html.parser import HTMLParser

from kpilib.errors import KpilibError

FORBIDDEN = {"script", "iframe", "object", "embed", "link", "base", "form", "audio", "video"}
FETCHED = {"src", "href", "srcset", "action", "formaction", "poster", "data", "xlink:href", "background"}
CARRIED = re.compile(r"\s*(data:image/|#)", re.IGNORECASE)  # what the page brings along
# A link leads to another page of the folder; what begins with two slashes leads to another server.
LINKED = re.compile(r"\s*(data:image/|#|mailto:|(?!//)[\w./-]+$)", re.IGNORECASE)
CSS_FETCHES = re.compile(r"@import|url\(\s*['\"]?\s*(?!data:)", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        if tag in FORBIDDEN:
            self.problems.append(f"<{tag}> in line {self.getpos()[0]}")
        for name, value in attrs:
            text = value or ""
            if name.startswith("on"):
                self.problems.append(f"{name}= in <{tag}>")
            elif name in FETCHED and not (LINKED if tag == "a" else CARRIED).match(text):
                self.problems.append(f"{name}={text[:60]!r} in <{tag}>")
            elif name == "style" and CSS_FETCHES.search(text):
                self.problems.append(f"style={text[:60]!r} in <{tag}>")
            elif name == "http-equiv" and text.lower() == "refresh":
                self.problems.append("a page that reloads itself")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        if self._in_style and CSS_FETCHES.search(data):
            self.problems.append("a stylesheet that fetches something")


def refuse_unless_standalone(html: str) -> None:
    """Raise KpilibError, naming what is wrong, for a page that holds a script or would fetch something."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    if reader.problems:
        found = "; ".join(dict.fromkeys(reader.problems))
        raise KpilibError(f"the page would not stand alone: {found}. A report holds no script and fetches nothing.")
