"""A drawing of matplotlib's as a page holds it."""

import re

# Charts are laid out with the widest of the common sans fonts, which matplotlib brings, and keep their text as
# text: the reader's own system font is never wider than the room that was kept for it.
LAYOUT_FONT = "DejaVu Sans"
FONT_STACK = (
    "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Inter,'Helvetica Neue',"
    "'Noto Sans','Liberation Sans',Arial,sans-serif"
)


def for_page(svg: str) -> str:
    """A drawing without what is said of its making, its text in the font that the reader's system has."""
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: [^;\"]+", f"font-family: {FONT_STACK}", svg)


def find_fonts() -> None:
    """Have matplotlib know the files of the fonts of charts, sought for a tenth of a second; none is opened."""
    from matplotlib.font_manager import FontProperties, findfont

    for weight in ("normal", "bold"):
        findfont(FontProperties(family=LAYOUT_FONT, weight=weight))
