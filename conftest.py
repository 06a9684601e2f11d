"""What the examples in kpilib's docstrings share: the demo client's report, opened once for all that show it."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
DEMO = ("kopi-contoh", "2026Q3", "2026-08-21")


@cache
def opened(name: str) -> object:
    import kpilib

    if name == "report":
        return kpilib.open_report(*DEMO)
    return kpilib.Review(opened("report")) if name == "review" else kpilib.open_data(*DEMO)


@pytest.fixture(autouse=True)
def examples_share(request, doctest_namespace, monkeypatch) -> None:
    """`report`, `review` and `check` of the demo client, for the examples that name them; no other test has them."""
    if not isinstance(request.node, pytest.DoctestItem):
        return
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("KPILIB_REPORTS", str(ROOT / "no-reports"))  # what a developer has made is no history here
    told = "\n".join(one.source for one in request.node.dtest.examples)
    for name in ("report", "review", "check"):
        if re.search(rf"\b{name}\b", told) and f"{name} = " not in told:
            doctest_namespace[name] = opened(name)
