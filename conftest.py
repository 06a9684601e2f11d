"""The order of a run, and what the examples in kpilib's docstrings share: the demo client's report, opened once."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent
# The files whose tests take longest are begun first: at the end of a run no process waits long for another.
LONGEST = (
    "tests/test_readme.py",
    "tests/deliver/test_batch_faults.py",
    "tests/real/test_trials.py",
    "tests/spec/test_rules.py",
    "tests/deliver/test_cluster.py",
    "tests/deliver/test_accessibility.py",
    "tests/deliver/test_kernel_faults.py",
    "tests/tell/test_languages.py",
    "tests/deliver/test_pdf.py",
    "tests/deliver/test_pages_in_a_browser.py",
)
DEMO = ("kopi-contoh", "2026Q3", "2026-08-21")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    assert not [name for name in LONGEST if not (ROOT / name).is_file()]
    begun_first = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: begun_first.get(item.nodeid.partition("::")[0], len(LONGEST)))


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
