"""surveys.md, row by row: the tables are the specification, this module only reads them."""

from datetime import date

import pytest

from kpilib.judge.thresholds import CHANGED_BELOW
from kpilib.measure.estimate import Estimate, difference, nps_interval
from kpilib.measure.shares import agresti_coull, wilson
from tests.spec.tables import Case, cases

DAY = date(2026, 8, 1)
ALL = cases("surveys.md")


def ends(text: str) -> list[float]:
    return [float(end) for end in text.split(" to ")]


@pytest.mark.parametrize("case", [one for one in ALL if "promoters" in one], ids=lambda case: case["n"])
def test_scores(case: Case):
    promoters, detractors, n = (int(case[name]) for name in ("promoters", "detractors", "n"))
    one = Estimate("wave", DAY, DAY, promoters, n, detractors, "nps")
    assert one.value == pytest.approx(float(case["score"]), abs=0.051)
    assert nps_interval(promoters, detractors, n, adjusted=False) == pytest.approx(ends(case["Wald"]), abs=0.051)
    assert one.interval == pytest.approx(ends(case["adjusted"]), abs=0.051)


@pytest.mark.parametrize(
    "case", [one for one in ALL if "Wilson" in one], ids=lambda case: f"{case['hits']}/{case['n']}"
)
def test_shares(case: Case):
    hits, n = int(case["hits"]), int(case["n"])
    assert [100 * end for end in wilson(hits, n)] == pytest.approx(ends(case["Wilson"]), abs=0.051)
    assert [100 * end for end in agresti_coull(hits, n)] == pytest.approx(ends(case["Agresti-Coull"]), abs=0.051)


@pytest.mark.parametrize(
    "case", [one for one in ALL if "told" in one], ids=lambda case: f"{case['first']} {case['second']}"
)
def test_two_waves(case: Case):
    first, second = (_wave(case[name]) for name in ("first", "second"))
    found = difference(first, second)
    scale = 1 if case["kind"] == "nps" else 100
    assert found.value * scale == pytest.approx(float(case["change"]), abs=0.051)
    assert found.z == pytest.approx(float(case["z"]), abs=0.0051)
    assert ("yes" if found.p < CHANGED_BELOW else "no") == case["told"]


def _wave(text: str) -> Estimate:
    said, n = text.split("/")
    hits, _, against = said.partition("-")
    return Estimate("wave", DAY, DAY, int(hits), int(n), int(against or 0), "nps" if against else "share")
