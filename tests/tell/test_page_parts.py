"""The stylesheets: a brace that is missing would silence every rule below it."""

import pytest

from kpilib.tell.page import asset


@pytest.mark.parametrize("name", ["parts.css", "shell.css"])
def test_every_rule_of_a_stylesheet_is_closed(name):
    depth = 0
    for number, line in enumerate(asset(name).splitlines(), start=1):
        inside = line.startswith((" ", "@")) or line.strip() == "}" or line.count("{") == line.count("}")
        assert inside, f"{name}:{number} opens what it does not close"
        depth += line.count("{") - line.count("}")
        assert depth in (0, 1), f"{name}:{number}"
        assert not (depth and line[:1] == "."), f"{name}:{number} stands within a rule of another line"
    assert depth == 0
