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


def test_users_are_new_users_where_these_are_counted_in_indonesian_too(tmp_path):
    """The kind of person is then left open, which is told by another rule."""
    quarter = QUARTER.replace(ENGLISH, "920 pengguna paling lambat 30 September 2026").replace(
        "metric: orders", "metric: new_users"
    )
    plan = read_plan(small_project(tmp_path, quarter=quarter), "shop", "2026Q3")
    codes = [one.code for one in smart(plan, plan.kpis[0])]
    assert "S-distinct-which" in codes
    assert "S-other-metric" not in codes
