"""The demo pages for everyone: axe-core finds nothing, and what it cannot know is looked at here."""

import re
from itertools import pairwise

import pytest

from tests.deliver.browsing import DESK, PAGES, PHONE, axe_core

ZOOMED, LEAST = DESK // 2, 320  # a desk at 200%; the width that WCAG 1.4.10 names, a desk at 400%
COURSES = {"kpi-on_course", "kpi-close", "kpi-off_course", "kpi-unknown"}


@pytest.fixture(scope="module")
def axe() -> str:
    try:
        return axe_core().read_text("utf-8")
    except LookupError as error:
        pytest.skip(str(error))


@pytest.fixture(params=PAGES, scope="module")
def opened(request, pages, browser):
    """A page, opened once for all tests. Its policy, which lets no script in, is put aside for theirs."""
    context = browser.new_context(viewport={"width": DESK, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(pages[request.param].as_uri())
    yield page
    context.close()


def test_axe_finds_nothing(opened, axe):
    # Every rule is on: WCAG 2 A and AA with its contrasts, and the good practices such as the order of headings.
    opened.evaluate(axe + ";0")
    for width in (DESK, PHONE):
        opened.set_viewport_size({"width": width, "height": 900})
        found = opened.evaluate("axe.run(document, {resultTypes: ['violations', 'incomplete']})")
        told = [
            f"{width} px, {one['id']}: {one['help']}: {node['html'][:200]}"
            for one in [*found["violations"], *found["incomplete"]]
            for node in one["nodes"]
        ]
        assert told == []
        assert len(found["passes"]) > 15  # it did look


def test_headings_go_down_one_step_at_a_time(opened):
    levels = opened.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(one => +one.tagName[1])")
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert [after - before for before, after in pairwise(levels) if after - before > 1] == []


def test_every_table_has_a_caption_and_heads_with_a_scope_that_its_cells_name(opened):
    tables = opened.evaluate(
        """[...document.querySelectorAll('table')].map(one => ({
          caption: one.firstElementChild.tagName === 'CAPTION' && one.caption.textContent.trim(),
          heads: [...one.querySelectorAll('th')].map(head => [head.scope, head.textContent.trim() !== '']),
          named: [...one.querySelectorAll('td')].every(cell =>
            cell.headers.split(' ').map(id => one.querySelector(`th[id="${id}"]`)?.scope).join() === 'row,col'),
        }))"""
    )
    for one in tables:
        assert one["caption"]
        assert {tuple(head) for head in one["heads"]} == {("row", True), ("col", True)}
        assert one["named"]


def test_a_phone_still_hears_rows_and_cells_where_it_sees_cards(opened):
    counts = []
    for width in (DESK, PHONE):
        opened.set_viewport_size({"width": width, "height": 900})
        nodes = opened.context.new_cdp_session(opened).send("Accessibility.getFullAXTree")["nodes"]
        roles = [node.get("role", {}).get("value") for node in nodes]
        counts.append([roles.count(role) for role in ("table", "row", "rowheader", "columnheader")])
    assert counts[0] == counts[1]


def test_the_way_through_a_page_is_the_skip_link_then_its_links_in_order(opened):
    focusable = opened.evaluate("[...document.querySelectorAll('a, button, input, [tabindex]')].length")
    seen = []
    for _ in range(focusable):
        opened.keyboard.press("Tab")
        seen.append(opened.evaluate("[...document.querySelectorAll('a')].indexOf(document.activeElement)"))
    assert seen == list(range(focusable))
    assert opened.evaluate("document.querySelectorAll('main').length") == 1
    if skip := opened.query_selector(".skip"):
        skip.focus()
        assert skip.bounding_box()["x"] >= 0
        assert opened.evaluate("document.querySelector(document.querySelector('.skip').hash).tagName") == "MAIN"


@pytest.mark.parametrize("width", [ZOOMED, LEAST])
def test_nothing_is_lost_or_scrolls_sideways_when_zoomed(opened, width):
    opened.set_viewport_size({"width": width, "height": 450})
    # Text that is meant to be heard only stands far to the left; all other text lies within the window, uncut.
    lost = opened.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), lost = [];
          while (walk.nextNode()) {
            const text = walk.currentNode, one = text.parentElement;
            if (!text.data.trim() || one.closest('thead, .kpi-hidden, .skip')) continue;
            const range = document.createRange();
            range.selectNodeContents(text);
            const box = range.getBoundingClientRect(), edge = one.closest('td, th, li, dd') ?? document.body;
            const right = Math.min(innerWidth, edge.getBoundingClientRect().right);
            if (!box.width || box.left < -0.5 || box.right > right + 1) lost.push(text.data.trim());
          }
          return lost;
        }"""
    )
    assert lost == []
    assert opened.evaluate("document.documentElement.scrollWidth") == width


def test_a_status_has_a_word_and_a_shape_beside_its_colour(opened):
    marks = opened.evaluate(
        """[...document.querySelectorAll('.kpi-word')].map(one => {
          const look = getComputedStyle(one.querySelector('i'));
          const filled = look.backgroundColor !== 'rgba(0, 0, 0, 0)';
          const shape = [look.borderRadius, look.transform, look.height, filled].join();
          return [[...one.classList].find(name => name !== 'kpi-word'), one.textContent.trim(), shape];
        })"""
    )
    assert all(word for _, word, _ in marks)
    shapes = {course: shape for course, _, shape in marks}
    assert set(shapes) <= COURSES
    assert len(set(shapes.values())) == len(shapes)


def test_nothing_moves(pages):
    # So that a reader who asks for less motion needs nothing more.
    for page in pages.values():
        html = page.read_text("utf-8")
        assert re.search("<(animate|set|marquee|video)", html) is None
        styles = "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))
        assert re.search("transition|animation|@keyframes|scroll-behavior", styles) is None
