"""verdicts.md, row by row: the table is the specification, this module only reads it."""

from typing import get_args

import pytest

from kpilib.judge.cycles.one import ALLOWED, proposal
from kpilib.judge.effect.verdict import Ground, Verdict, Why, against, verdict_of
from kpilib.plan.cycle import Act, Found
from tests.spec.tables import Case, cases

YES_NO = {"yes": True, "no": False, "none": None}
SIDES = {"better": 1, "worse": -1, "zero": 0, "unknown": None}
ROWS = cases("verdicts.md")
VERDICTS = [case for case in ROWS if "stands" in case]
ACTS = [case for case in ROWS if "proposed" in case]
PREDICTIONS = [case for case in ROWS if "against" in case]


def ground(case: Case) -> Ground:
    told = {
        key: YES_NO[case[key]] for key in ("due", "done", "tested", "signal", "placebo", "sees", "others", "stands")
    }
    return Ground(weeks=case["weeks"], side=SIDES[case["side"]], had_begun=YES_NO[case["begun"]], **told)


@pytest.mark.parametrize("case", VERDICTS, ids=lambda case: f"{case['verdict']} {case['why']}")
def test_verdict(case):
    assert verdict_of(ground(case)) == (case["verdict"], case["why"])


def test_every_verdict_and_every_reason_has_a_case():
    assert {case["verdict"] for case in VERDICTS} == set(get_args(Verdict)) == set(get_args(Found))
    assert {case["why"] for case in VERDICTS} == set(get_args(Why))


@pytest.mark.parametrize("case", ACTS, ids=lambda case: case["verdict"])
def test_what_may_be_decided(case):
    assert ALLOWED[case["verdict"]] == tuple(act for act in ALLOWED[case["verdict"]] if case[act] == "yes")
    assert set(ALLOWED[case["verdict"]]) == {act for act in get_args(Act) if case[act] == "yes"}
    assert proposal(case["verdict"], None, [])[0] == case["proposed"]


def test_every_verdict_has_its_acts():
    assert {case["verdict"] for case in ACTS} | {"not_yet"} == set(ALLOWED)
    assert ALLOWED["not_yet"] == ()
    assert proposal("not_yet", None, []) is None


def test_what_is_proposed_is_allowed():
    for case in ACTS:
        assert case[case["proposed"]] == "yes"
    assert proposal("worked", "within", ["no_signal", "worse"]) == ("adapt", "guard")
    assert proposal("worked", "below", ["better"]) == ("adapt", "below")
    assert proposal("worked", "above", []) == ("adopt", "worked")


@pytest.mark.parametrize("case", PREDICTIONS, ids=lambda case: f"{case['effect']} of {case['predicted']}")
def test_effect_beside_the_prediction(case):
    told = tuple(float(case[key]) for key in ("predicted", "low", "high"))
    assert against(float(case["effect"]), told) == case["against"]
