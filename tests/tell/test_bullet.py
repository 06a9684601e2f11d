"""The bullet graph: the target stands at 83% of the width, everything else is a share of it."""

import re

import pytest

from kpilib.tell.bullet import TARGET_AT, bullet, draw
from tests.tell.examples import conversion, leads, money, nothing


def places(svg: str) -> dict[str, str]:
    """Where the bar ends, the target stands and the triangle of the pace is."""
    bar = re.search(r'<rect x="0" y="9" width="([^"]+)"', svg)[1]
    target = re.search(r'<rect x="([^"]+)" y="2"', svg)[1]
    pace = re.search(r'<svg x="([^"]+)" y="21"', svg)
    return {"bar": bar, "target": target, "pace": pace[1] if pace else ""}


def test_places_are_percentages_of_the_width():
    assert TARGET_AT == 83
    # 500 of 1,840 are 27.2% of the target; 1,000 were expected, 54.3%.
    assert places(bullet(leads(10), alt="")) == {"bar": "22.6%", "target": "83%", "pace": "45.1%"}


def test_a_rate_has_no_pace():
    assert places(bullet(conversion(1.2), alt="")) == {"bar": "83.0%", "target": "83%", "pace": ""}


@pytest.mark.parametrize(("actual", "bar", "beyond"), [(1, "83.0%", 0), (1.2, "99.6%", 0), (1.3, "100.0%", 1)])
def test_a_bar_that_runs_out_of_its_width_gets_a_marker(actual, bar, beyond):
    svg = draw(actual=actual, pace=None, colour="#000000", alt="")
    assert places(svg)["bar"] == bar
    assert svg.count('x="100%"') == beyond


def test_a_bar_never_begins_before_zero():
    assert places(bullet(money(-10), alt=""))["bar"] == "0.0%"


@pytest.mark.parametrize("one", [nothing(), leads(20, target=None), leads(0, target=0)])
def test_nothing_is_drawn_without_a_target_or_an_actual(one):
    assert bullet(one, alt="x") == ""


def test_the_alternative_text_is_escaped():
    svg = bullet(leads(10), alt='"><script>')
    assert "<script" not in svg
    assert 'role="img"' in svg
