"""What the cells of a notebook show, as HTML: our own pieces as they are, an analyst's in the page's look."""

from base64 import b64encode

from markupsafe import Markup, escape
from nbformat import NotebookNode

from kpilib.data.reported import RESULTS_MIME
from kpilib.deliver.frames import at_home
from kpilib.deliver.markdown import safe_markdown
from kpilib.tell.language import say
from kpilib.tell.svg import for_page

PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


def shown(output: NotebookNode, heading: str) -> Markup | None:
    """One output as HTML; None for warnings, results and other things that are not for the reader."""
    if output.output_type == "stream":
        return Markup("<pre>{}</pre>").format(output.text) if output.name == "stdout" else None
    data = output.get("data", {})
    if RESULTS_MIME in data:
        return None
    title = Markup(heading).striptags()
    if "text/html" in data:
        return Markup(at_home(data["text/html"], title))
    if "text/markdown" in data:
        return Markup(safe_markdown(data["text/markdown"]))
    for kind in PICTURES:
        if kind in data:
            return _picture(kind, data[kind], title, output.get("metadata", {}).get(kind, {}))
    return Markup("<pre>{}</pre>").format(data["text/plain"]) if "text/plain" in data else None


def _picture(kind: str, content: str, title: str, size: NotebookNode) -> Markup:
    """A picture of an analyst's own making, described by the heading it stands under."""
    if kind == "image/svg+xml":
        # The hour at which it was drawn would make two pages of the same data differ.
        content = for_page(content)
        content = b64encode(content.encode()).decode()
    sides = [side for side in ("width", "height") if side in size]
    wide = Markup("").join(Markup(' {}="{}"').format(side, size[side]) for side in sides)
    return Markup(
        '<figure class="kpi-fig kpi-scroll" role="group" aria-label="{alt}" tabindex="0">'
        '<img class="kpi-own" src="data:{kind};base64,{content}" alt="{alt}"{wide}></figure>'
    ).format(alt=escape(title or say("Chart")), kind=kind, content=content.strip(), wide=wide)
