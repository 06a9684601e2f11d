"""The client's logo: a small PNG or SVG of the client's own folder, made safe to stand in a page.

An SVG keeps only what draws: elements and attributes that are listed here. What it would run, fetch or embed is left
out, whatever the browser would have done with it.
"""

import re
from base64 import b64encode
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

LARGEST = 200_000  # bytes; it stands in every page and every mail
PNG = b"\x89PNG\r\n\x1a\n"
SVG = "http://www.w3.org/2000/svg"
LINK = "{http://www.w3.org/1999/xlink}href"

ELEMENTS = """
svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan clipPath mask
linearGradient radialGradient stop
"""
ATTRIBUTES = """
id class viewBox width height x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy d points transform preserveAspectRatio
fill fill-rule fill-opacity clip-path clip-rule clipPathUnits mask maskUnits maskContentUnits opacity color style
stroke stroke-width stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset
stroke-opacity offset stop-color stop-opacity gradientUnits gradientTransform spreadMethod
font-family font-size font-weight font-style text-anchor letter-spacing
"""
DRAWS, LOOKS = frozenset(ELEMENTS.split()), frozenset(ATTRIBUTES.split())
# A value may point into the drawing itself, and nowhere else.
FETCHES = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|javascript:|expression\(|\\", re.IGNORECASE)


def logo_uri(path: Path) -> str:
    """The logo as a data: URI. Raises ValueError that says what is wrong with the file."""
    size = path.stat().st_size
    if size > LARGEST:
        raise ValueError(f"has {size / 1000:,.0f} kB; {LARGEST / 1000:,.0f} kB are the most")
    content = path.read_bytes()
    if content.startswith(PNG):
        return _uri("png", content)
    if path.suffix.lower() == ".png":
        raise ValueError("is not a PNG")
    return _uri("svg+xml", safe_svg(content))


def safe_svg(content: bytes) -> bytes:
    """An SVG with nothing in it but what draws. Raises ValueError where it is none."""
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # an encoding that nobody knows, too
        raise ValueError("is neither a PNG nor a well-formed SVG without entities") from None
    if root.tag != f"{{{SVG}}}svg":
        raise ValueError("is neither a PNG nor an SVG")
    drawn = Element("svg", {"xmlns": SVG} | _kept(root))
    _copy(root, drawn)
    return tostring(drawn)


def _copy(source: Element, drawn: Element) -> None:
    drawn.text, drawn.tail = source.text, source.tail
    for child in source:
        name = child.tag.removeprefix(f"{{{SVG}}}") if isinstance(child.tag, str) else ""
        if name in DRAWS:
            _copy(child, SubElement(drawn, name, _kept(child)))
        elif name == "style" and not FETCHES.search(child.text or "") and not len(child):
            SubElement(drawn, "style").text = child.text


def _kept(element: Element) -> dict[str, str]:
    kept = {name: value for name, value in element.attrib.items() if name in LOOKS and not FETCHES.search(value)}
    target = element.get("href") or element.get(LINK) or ""
    return kept | ({"href": target} if target.startswith("#") else {})


def _uri(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{b64encode(content).decode()}"
