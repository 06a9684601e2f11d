"""status.md, row by row: the table is the specification, this module only reads it."""

from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest

from kpilib.judge.assessment import Assessment
from kpilib.judge.status import Status
from kpilib.judge.thresholds import CHANCES
from tests.builders import after, day, facts_of, judged, kpi_of, rows

START = "2026-06-23"
HEADS = (
    "kind", "unit", "improvement", "target", "actual", "cases", "seen", "missing", "elapsed", "due", "as of",
    "status", "why",
)  # fmt: skip
Case = dict[str, str]


def cases() -> list[Case]:
    found = []
    for line in Path(__file__).with_name("status.md").read_text("utf-8").splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|")) if line.startswith("|") else ()
        if cells and cells != HEADS and not cells[0].startswith("---"):
            found.append(dict(zip(HEADS, cells, strict=True)))
    return found


def number(text: str) -> float:
    return float(text.removesuffix("%")) / 100 if text.endswith("%") else float(text)


def target(text: str) -> object:
    """A target as the quarter's file has it; "–" is none."""
    if " on " in text:
        change, against = text.split(" on ")
        return {"change": change, "against": against}
    return None if text == "–" else text


def daily(case: Case, seen: int, missing: int) -> dict[str, list[float | None]]:
    """The days of a case: the missing ones after the first, a total on its first day, a mean or level on each."""
    actual = 0.0 if case["actual"] == "–" else number(case["actual"])

    def spread(first: float, other: float) -> list[float | None]:
        return [first, *[None] * missing, *[other] * (seen - 1)]

    if case["kind"] == "ratio":
        under = number(case["cases"])
        return {"top": spread(actual * under, 0.0), "under": spread(under, 0.0)}
    return {"top": spread(actual, 0.0 if case["kind"] == "sum" else actual)}


def assessed(case: Case) -> Assessment:
    seen, missing = int(case["seen"]), int(case["missing"])
    metric = {
        "name": "Case",
        "kind": case["kind"],
        "numerator": "top",
        "denominator": "under" if case["kind"] == "ratio" else None,
        "unit": case["unit"],
        "improvement": case["improvement"],
        "stage": "act",
    }
    kpi = kpi_of("case", starts=START, due=case["due"], target=target(case["target"]))
    facts = facts_of(rows("crm", START, **daily(case, seen, missing))) if seen else facts_of()
    return judged(facts, case["as of"], kpi, metrics={"case": metric})


def name(case: Case) -> str:
    return " ".join((case["kind"], case["improvement"], case["actual"], "of", case["target"], "is", case["status"]))


@pytest.mark.parametrize("case", cases(), ids=name)
def test_status(case):
    one = assessed(case)
    assert one.status == case["status"], one.reasons
    assert (one.days_seen, len(one.missing)) == (int(case["seen"]), int(case["missing"]))
    if one.days_seen:
        assert one.data_to == day(START) + timedelta(days=one.days_seen + len(one.missing) - 1)


@pytest.mark.parametrize("case", cases(), ids=name)
def test_the_table_agrees_with_itself(case):
    """Elapsed follows from the days, and nobody sees the as-of day or what comes after it."""
    gone = int(case["seen"]) + int(case["missing"])
    total = (day(case["due"]) - day(START)).days + 1
    assert f"{gone / total:.0%}" == case["elapsed"]
    closing = case["as of"] == "2026-09-30"
    assert not gone or day(after(START, gone - 1)) < day(case["as of"]) + timedelta(days=closing)


def test_every_status_stands_in_this_table_or_in_that_of_chances():
    assert {case["status"] for case in cases()} | set(CHANCES) == set(get_args(Status))


@pytest.mark.parametrize("case", cases(), ids=name)
def test_nothing_is_on_course_without_ground(case):
    """A verdict needs a target, a value and a week of days, whatever the numbers are."""
    one = assessed(case)
    grounded = case["target"] not in ("–", "+29% on 2025Q3") and case["actual"] != "–" and int(case["seen"]) >= 7
    assert grounded or one.course == "unknown"


@pytest.mark.parametrize("case", [one for one in cases() if one["status"] in ("hit", "missed")], ids=name)
def test_hit_and_missed_are_said_only_when_the_due_date_is_over(case):
    one = assessed(case)
    assert one.data_to == day(case["due"])
    assert day(case["as of"]) > day(case["due"]) or day(case["as of"]) == date(2026, 9, 30)


@pytest.mark.parametrize("case", [one for one in cases() if one["status"] == "incomplete"], ids=name)
def test_incomplete_says_why(case):
    reason = assessed(case).reasons[0]
    assert "not measured" in reason or "the data end on" in reason
