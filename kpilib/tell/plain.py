"""A piece of a page as plain text: what it prints as where no HTML can be shown."""

import re
from html.parser import HTMLParser

BLOCKS = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "tr",
    "caption",
    "li",
    "dt",
    "figure",
    "article",
    "section",
    "pre",
}
CELLS = {"td", "th", "dd", "small"}
DRAWN = {"svg": "aria-label", "img": "alt"}


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._quiet = 0  # within a drawing or a stylesheet, whose letters are no text

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.found.append("\n")
        elif tag in CELLS:
            self.found.append("\t")
        elif tag == "br":
            self.found.append(" ")
        if tag in DRAWN and not self._quiet:
            self.found.append(dict(attrs).get(DRAWN[tag]) or "")
        self._quiet += tag in ("svg", "style")

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in ("svg", "style")

    def handle_data(self, data: str) -> None:
        if not self._quiet:
            self.found.append(data.replace("\n", " "))


def plain_text(html: str) -> str:
    """The words of HTML: a line for each paragraph and each row, two spaces between the cells of one.

    A drawing is told by its description. Spaces that do not break a line are common ones.

    >>> print(plain_text("<h3>Leads</h3><table><tr><th>Actual</th><td>612</td></tr></table>"))
    Leads
    Actual  612
    """
    reader = _Text()
    reader.feed(str(html))
    lines = "".join(reader.found).split("\n")
    cells = ([re.sub(r"[ \u00a0\u202f]+", " ", cell).strip() for cell in line.split("\t")] for line in lines)
    told = ("  ".join(cell for cell in line if cell) for line in cells)
    return "\n".join(line for line in told if line)
