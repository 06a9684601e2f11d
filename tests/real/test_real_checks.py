"""What a review of the real clients' plans finds, and that it finds no more."""

import pytest

from kpilib.review import review

FOUND = {
    # Three results and nothing that warns before them; nothing that accumulates; an agreement nobody wrote down.
    "goolybib 2020Q3": [
        ("revenue", "no-leading"), ("revenue", "achieved"), ("affiliate_revenue", "no-leading"),
        ("efficiency", "no-leading"), (None, "no-system"), (None, "one-tempo-only"), (None, "not-fingerprinted"),
    ],
    # Written in hindsight, to show a change that the history holds.
    "nau 2018Q1": [
        ("views", "achieved"), ("pages", "cycle-decision-due"), ("pages", "cycle-written-late"),
        ("pages", "achieved"), (None, "one-tempo-only"), (None, "not-fingerprinted"),
    ],
    "nau 2019Q3": [(None, "one-tempo-only"), (None, "not-fingerprinted")],
    # Every KPI is a business result: nobody sees which channel earns it.
    "overlays 2024Q2": [
        ("revenue", "no-leading"), ("payments", "no-leading"), ("payment_value", "no-leading"), (None, "no-system"),
        (None, "one-level-only"), (None, "not-fingerprinted"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_a_real_plan_is_reviewed(params, name):
    found = review(params, *name.split())
    assert [(one.kpi, one.code) for one in found.findings] == FOUND[name]
