"""process_limits.md and signals.md, row by row: the tables are the specification, this module only reads them."""

import pandas as pd
import pytest

from kpilib.judge.signals import Limits, assurance, process_limits, signals_of
from tests.spec.tables import Case, cases

LIMITS = Limits(10, 4, 16, 6 / 2.66, 3.268 * 6 / 2.66)
SIDES = {1: "high", -1: "low"}


def numbers(text: str) -> list[float]:
    return [float(part) for part in text.split()]


@pytest.mark.parametrize("case", cases("process_limits.md"), ids=lambda case: f"{case['source']} {case['spread']}")
def test_published_limits(case: Case):
    limits = process_limits(numbers(case["values"]), spread=case["spread"])
    found = {
        "centre": limits.centre,
        "mean range": limits.spread,
        "lower": limits.lower,
        "upper": limits.upper,
        "range limit": limits.range_upper,
    }
    for name, value in found.items():
        if case[name] != "–":
            assert value == pytest.approx(float(case[name]), abs=0.6 * 10 ** -int(case["digits"]) + 3e-4), name


@pytest.mark.parametrize("case", [one for one in cases("signals.md") if "what" in one], ids=lambda case: case["what"])
def test_rules(case: Case):
    values = numbers(case["values"])
    found = signals_of(pd.Series(values, range(1, len(values) + 1)), LIMITS)
    told = "; ".join(f"{one.rule} {SIDES[one.side]} {one.first}-{one.last}" for one in found)
    assert (told or "none") == case["signals"]


@pytest.mark.parametrize(
    "case",
    [one for one in cases("signals.md") if "reach" in one],
    ids=lambda case: f"{case['improvement']} {case['target']}",
)
def test_reach(case: Case):
    ends = [float(end) for end in case["target"].split(" to ")]
    assert assurance(LIMITS, ends[0] if len(ends) == 1 else tuple(ends), case["improvement"]) == case["reach"]
