"""Whatever stands in exports, in YAML or in notes: it is text on the page, and does not disturb what is around it."""

import re

import pytest

from kpilib.deliver.markdown import safe_markdown
from kpilib.deliver.neutral import neutral
from kpilib.deliver.standalone import refuse_unless_standalone
from kpilib.errors import KpilibError
from kpilib.tell.prose import prose
from tests.builders import day, plan_of
from tests.deliver.test_page_language import page_of

NASTY = "<script>alert(1)</script>"


def shown(cell: str) -> str:
    """The body of a page with one Markdown cell."""
    page = page_of(cell)
    return page[page.index("<main") : page.index("<footer")]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("The tag was down on 3 July's morning.", "The tag was down on 3 July&#39;s morning."),
        ("**All** of *it*, `x < y`", "<strong>All</strong> of <em>it</em>, <code>x &lt; y</code>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        (NASTY, "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("**<img src=x onerror=alert(1)>**", "<strong>&lt;img src=x onerror=alert(1)&gt;</strong>"),
        ("[a note](https://example.org/?a=1&b=2)", "a note (https://example.org/?a=1&amp;b=2)"),
        ("[mail](mailto:ana@example.org)", "mail (ana@example.org)"),
        ("<https://example.org>", "https://example.org"),
        ("[click](javascript:alert(1))", "click"),
        ("[click](data:text/html,x)", "click"),
        ("![a <b>](https://example.org/x.png)", "a "),
        ("{{7*7}} and {% raw %}", "{{7*7}} and {% raw %}"),
        ("# no heading\n\n> no quote [x", "<p># no heading</p>\n<p>&gt; no quote [x</p>"),
    ],
)
def test_a_note_may_hold_a_little_markdown_and_nothing_else(written, told):
    assert prose(written).startswith(told)


def test_a_note_of_the_plan_is_rendered_so():
    from kpilib.tell.summary import notes

    plan = plan_of(notes=[{"on": "2026-07-05", "text": f"Tag *down*. {NASTY}"}])
    html = notes(plan, day("2026-08-21")).html
    assert "Tag <em>down</em>. &lt;script&gt;" in html


@pytest.mark.parametrize(
    "written",
    [
        NASTY,
        "<img src=x onerror=alert(1)>",
        "<img src='https://example.org/x.png'>",
        "![x](https://example.org/x.png)",
        "![x](javascript:alert(1))",
        "[click](javascript:alert(1))",
        "<a href='https://example.org'>there</a>",
        "<a href=' javascript:alert(1)'>there</a>",
        "<iframe src='https://example.org'></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<svg/onload=alert(1)>",
        "<style>@import 'https://example.org/x.css'</style>",
        "<p style='background:url(https://example.org)'>x</p>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<form action='https://example.org'><button>x</button></form>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
        "<!-- <script>alert(1)</script> -->",
    ],
)
def test_html_in_a_notebooks_markdown_neither_runs_nor_fetches(written):
    page = shown(f"Before\n\n{written}\n\nAfter")  # a page that would is refused
    tags = re.findall(r"<(\w+)([^>]*)>", page)
    assert {name for name, _ in tags} <= {"main", "p", "div", "a", "img", "span"}
    assert [rest for _, rest in tags if re.search(r"on\w+=|https?:|javascript|style=|href", rest)] == []
    assert "After" in page


def test_layout_in_a_notebooks_markdown_is_kept():
    html = safe_markdown("Text<br>more <sup>2</sup>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[up](#s1) ~~old~~")
    assert "Text<br>more <sup>2</sup>" in html
    assert "<td>1</td>" in html
    assert "<del>old</del>" in html


def test_a_picture_that_was_dropped_into_a_cell_is_shown():
    assert '<img src="data:image/png;base64,AAAA" alt="A cat">' in safe_markdown(
        "![A cat](data:image/png;base64,AAAA)"
    )


def test_a_template_in_a_text_is_a_text():
    assert "{{7*7}}" in shown("{{7*7}}")


def test_an_output_with_a_script_still_makes_no_page():
    with pytest.raises(KpilibError, match="would not stand alone"):
        page_of({"text/html": NASTY})


def test_what_names_a_client_or_a_quarter_is_escaped():
    page = page_of({"text/html": "<p>x</p>"}, client_name=NASTY, brand="#123456")
    assert "<script" not in page
    assert "<title>&lt;script&gt;" in page


def test_marks_of_direction_are_taken_away_and_names_stay():
    turned = "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING} \N{RIGHT-TO-LEFT MARK}مقهى ☕👩‍🌾"
    assert neutral(f"<p>{turned}</p>") == "<p>evil مقهى ☕👩‍🌾</p>"


def test_a_word_without_an_end_may_break_and_no_other():
    long = "x" * 300
    assert neutral(f"<b>{long}</b>") == f'<b><span class="kpi-long">{long}</span></b>'
    assert neutral(f'<b title="{long}">short words</b>') == f'<b title="{long}">short words</b>'
    kept = f"<title>{long}</title><style>{long}</style><pre>{long}</pre>"
    assert neutral(kept) == kept
    assert neutral(f"<p>{'&lt;' * 50}</p>") == f'<p><span class="kpi-long">{"&lt;" * 50}</span></p>'


@pytest.mark.parametrize(
    "piece",
    [
        '<img src="//elsewhere.example/pixel.png">',
        '<img src="chart.png">',
        '<a href="//elsewhere.example/login">Log in</a>',
        '<svg><image href="drawing.svg"/></svg>',
    ],
)
def test_an_address_without_its_https_is_an_address_too(piece):
    with pytest.raises(KpilibError, match="would not stand alone"):
        refuse_unless_standalone(piece)


def test_a_page_may_lead_to_another_one_of_its_folder():
    refuse_unless_standalone(
        '<a href="2026Q3/kopi-contoh/kpi_progress.html">Kopi Contoh</a> <a href="../index.html">'
    )
