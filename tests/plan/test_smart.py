"""A statement may name its metric in either language, whatever the client's own is."""

import pytest

from kpilib.plan.params import read_plan
from kpilib.plan.smart import smart
from tests.project import QUARTER, small_project

ENGLISH = "920 orders by 30 September 2026"


@pytest.mark.parametrize(
    ("statement", "other"),
    [
        (ENGLISH, False),
        ("920 pesanan paling lambat 30 September 2026", False),
        ("920 sesi paling lambat 30 September 2026", True),
    ],
)
def test_a_statement_about_another_metric_is_told_in_both_languages(tmp_path, statement, other):
    params = small_project(tmp_path, quarter=QUARTER.replace(ENGLISH, statement))
    plan = read_plan(params, "shop", "2026Q3")
    assert ("S-other-metric" in [one.code for one in smart(plan, plan.kpis[0])]) is other


@pytest.mark.parametrize(
    ("metric", "change", "statement", "told"),
    [
        ("conversion_rate", "+0.20pp", "+0.5 percentage points on Q3 2025 by 30 September 2026", ("0.5pp", "0.2pp")),
        ("conversion_rate", "+0.20pp", "+0.20 percentage points on Q3 2025 by 30 September 2026", None),
        ("orders", "200", "300 more orders than in Q3 2025 by 30 September 2026", (300, 200)),
        ("orders", "200", "200 more orders than in Q3 2025 by 30 September 2026", None),
    ],
)
def test_a_change_in_the_sentence_and_another_in_the_field_are_two_things(tmp_path, metric, change, statement, told):
    quarter = QUARTER.replace(ENGLISH, statement).replace("metric: orders", f"metric: {metric}", 1)
    quarter = quarter.replace("target: 920", f"target: {{change: {change}, against: 2025Q3}}")
    plan = read_plan(small_project(tmp_path, quarter=quarter), "shop", "2026Q3")
    differ = [one.values for one in smart(plan, plan.kpis[0]) if one.code == "M-target-differs"]
    found = [tuple(getattr(one, "value", one) for one in values.values()) for values in differ]
    assert found == ([told] if told else [])


def test_users_are_new_users_where_these_are_counted_in_indonesian_too(tmp_path):
    """The kind of person is then left open, which is told by another rule."""
    quarter = QUARTER.replace(ENGLISH, "920 pengguna paling lambat 30 September 2026").replace(
        "metric: orders", "metric: new_users"
    )
    plan = read_plan(small_project(tmp_path, quarter=quarter), "shop", "2026Q3")
    codes = [one.code for one in smart(plan, plan.kpis[0])]
    assert "S-distinct-which" in codes
    assert "S-other-metric" not in codes
