"""A client's logo: a PNG as it is, an SVG without anything that runs or fetches, and problems with their line."""

import re
from base64 import b64decode
from xml.etree.ElementTree import fromstring

import pytest

from kpilib.errors import ProblemsError
from kpilib.plan.logo import LARGEST, logo_uri, safe_svg
from kpilib.plan.params import read_plan
from kpilib.tell.page import fragment
from tests.project import CLIENT, small_project

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def svg(inside: str) -> str:
    return safe_svg(f"{HEAD}{inside}</svg>".encode()).decode()


def test_what_draws_is_kept():
    drawing = (
        '<defs><linearGradient id="a"><stop offset="0" stop-color="#123" /></linearGradient></defs>'
        '<g transform="scale(2)"><path d="M0 0h9" fill="url(#a)" style="stroke:#fff" /></g><use href="#a" />'
        "<style>.a{fill:#123}</style><text>Kopi &amp; Teh</text>"
    )
    assert svg(drawing) == f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{drawing}</svg>'


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<g onclick="alert(1)" onload="x()"/>',
        "<foreignObject><p>Hello</p></foreignObject>",
        '<image href="https://example.org/x.png"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<use xlink:href="https://example.org/x.svg#a"/>',
        '<a href="javascript:alert(1)"><path d="M0 0"/></a>',
        '<rect style="fill:url(https://example.org/x)"/>',
        '<rect fill="url( &quot;https://example.org/x&quot; )"/>',
        "<style>@import 'https://example.org/x.css';</style>",
        "<style>.a{fill:url(//example.org/x)}</style>",
        "<style>.a{fill:u\\72l(//example.org/x)}</style>",
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<set attributeName="onload" to="alert(1)"/>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        "<?xml-stylesheet href='https://example.org/x.css'?><!-- https://example.org/x -->",
    ],
)
def test_what_runs_fetches_or_embeds_is_left_out(inside):
    kept = svg(inside).replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert re.search(r"script|alert|example|on\w+=|foreign|import|<a\b|<animate|<set|u.72l", kept) is None
    fromstring(svg(inside))  # and it is still a picture


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + HEAD.encode() + b"<text>&a;</text></svg>",
        b"<html xmlns='http://www.w3.org/1999/xhtml'></html>",
        b"GIF89a",
        b"",
        HEAD.encode(),
    ],
)
def test_what_is_no_svg_is_refused(content):
    with pytest.raises(ValueError, match="is neither a PNG nor"):
        safe_svg(content)


def test_a_drawing_programs_heading_does_no_harm():
    head = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
    assert b"dtd" not in safe_svg(head + f"{HEAD}<path d='M0 0'/></svg>".encode())


def project(tmp_path, logo: str, content: bytes | None = None, *, at: str = ""):
    params = small_project(tmp_path, client=f"{CLIENT}logo: {logo}\n")
    if content is not None:
        (params / "shop" / (at or logo)).write_bytes(content)
    return params


def test_a_logo_of_the_clients_folder_stands_in_the_masthead(tmp_path):
    plan = read_plan(project(tmp_path, "logo.png", PNG), "shop", "2026Q3")
    assert b64decode(plan.logo.removeprefix("data:image/png;base64,")) == PNG
    assert "base64" not in plan.model_dump_json()
    told = {"client": 'A "B"', "about": "", "report": "", "quarter": "", "facts": [], "headline": "", "first": ""}
    html = fragment("summary.html.j2", logo=plan.logo, second="", **told)
    assert f'src="{plan.logo}" alt="A &#34;B&#34;">' in html


@pytest.mark.parametrize(
    ("logo", "content", "told"),
    [
        ("logo.svg", None, "there is no file 'logo.svg' in the client's folder"),
        ("../logo.svg", b"<svg/>", "logo '../logo.svg' lies outside of the client's folder"),
        ("logo.png", b"GIF89a", "logo 'logo.png' is not a PNG"),
        ("logo.svg", b"<svg/>", "logo 'logo.svg' is neither a PNG nor an SVG"),
        ("logo.png", PNG + b"0" * LARGEST, "logo 'logo.png' has 200 kB; 200 kB are the most"),
        ("logo.gif", b"GIF89a", "logo 'logo.gif' is neither .svg nor .png"),
    ],
)
def test_a_bad_logo_is_a_problem_with_its_line(tmp_path, logo, content, told):
    with pytest.raises(ProblemsError) as error:
        read_plan(project(tmp_path, logo, content), "shop", "2026Q3")
    (problem,) = error.value.problems
    assert str(problem) == f"params/shop/client.yml:9: {told}"


def test_a_link_out_of_the_folder_is_no_logo(tmp_path):
    params = project(tmp_path, "logo.png")
    (tmp_path / "other.png").write_bytes(PNG)
    (params / "shop/logo.png").symlink_to(tmp_path / "other.png")
    with pytest.raises(ProblemsError, match="lies outside of the client's folder"):
        read_plan(params, "shop", "2026Q3")


def test_the_ending_does_not_make_the_kind(tmp_path):
    path = tmp_path / "logo.svg"
    path.write_bytes(PNG)
    assert logo_uri(path).startswith("data:image/png;")
