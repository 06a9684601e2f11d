"""Whether a cycle is a well-defined PDCA: what is missing and what is broken has a message of its own."""

import pytest

from kpilib.judge.thresholds import FEWEST_WEEKS_AFTER
from kpilib.plan.finding import Finding
from kpilib.plan.gate import FEWEST_WEEKS_TO_CHECK, gate_findings
from kpilib.tell.checks import sentence
from tests.builders import kpi_of, plan_of
from tests.cycles import ACTION
from tests.project import QUARTER, check_problems, small_project

REQUIRED = {
    "prediction": "pdca-incomplete",
    "check": "pdca-incomplete",
    "baseline": "cycle-no-baseline",
    "cause": "cycle-no-cause",
    "decision_rule": "cycle-no-rule",
    "premortem": "cycle-no-premortem",
}
DECIDED = {"on": "2026-08-20"}


def plan(**changes):
    told = {key: value for key, value in (ACTION | changes).items() if value is not None}
    return plan_of(kpi_of("leads"), actions=[told])


def findings(**changes) -> list[Finding]:
    return list(gate_findings(plan(**changes)))


def codes(**changes) -> list[str]:
    return [one.code for one in findings(**changes)]


def test_a_whole_record_meets_every_rule():
    assert codes() == []


@pytest.mark.parametrize("language", ["en", "id"])
def test_each_missing_field_has_a_message_of_its_own(language):
    said = set()
    for field, code in REQUIRED.items():
        (found,) = findings(**{field: None})
        assert found.code == code
        says = sentence(found, plan(), language)
        assert "C-1" in says.says
        assert says.mend
        said.add(says.says)
    (resources,) = findings(budget=None, hours=None)
    said.add(sentence(resources, plan(), language).says)
    assert len(said) == len(REQUIRED) + 1


@pytest.mark.parametrize("field", ["problem", "countermeasure", "owner", "start", "kpi", "id"])
def test_a_field_without_which_there_is_no_cycle_is_a_problem_of_the_file(field, tmp_path):
    told = {"id": "A1", "kpi": "orders", "problem": "P", "countermeasure": "C", "owner": "O", "start": "2026-07-06"}
    del told[field]
    line = ", ".join(f"{key}: {value}" for key, value in told.items())
    params = small_project(tmp_path, quarter=QUARTER + f"actions:\n  - {{{line}}}\n")
    assert any(field in str(problem) for problem in check_problems(params, "shop", "2026Q3"))


def test_one_of_budget_and_hours_is_enough():
    assert codes(budget=None) == codes(hours=None) == []


def test_a_cause_needs_evidence_and_a_risk_its_sign():
    assert codes(cause={"whys": ["It is long"]}) == ["cycle-no-evidence"]
    risks = [{"risk": "No time"}, {"risk": "No money", "sign": "Spent"}, {"risk": "Phones", "sign": "Falls"}]
    (found,) = findings(premortem=risks)
    assert (found.code, found.values["risks"]) == ("cycle-risk-unseen", ("No time",))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"effect": "+70", "low": "+20", "high": "+60"}, "cycle-prediction-order"),
        ({"effect": "-40", "low": "-60", "high": "-20"}, "cycle-prediction-wrong-way"),
    ],
)
def test_a_prediction_that_does_not_fit_together(told, code):
    assert codes(prediction=told | {"by": "2026-08-16"}) == [code]


def test_the_plan_is_written_before_the_start_and_the_check_has_weeks_to_see():
    assert codes(written="2026-06-02") == ["cycle-written-late"]
    assert codes(check="2026-06-28") == ["cycle-check-early"]
    assert codes(check="2026-06-29") == []
    lag = ACTION["prediction"] | {"lag_days": 14}
    assert codes(check="2026-06-29", prediction=lag) == ["cycle-check-early"]
    assert FEWEST_WEEKS_TO_CHECK == FEWEST_WEEKS_AFTER


@pytest.mark.parametrize(
    ("decision", "found"),
    [
        ({"act": "adopt"}, ["cycle-adopted-without-standard"]),
        ({"act": "adopt", "standard": "Form v3"}, ["cycle-standard-unkept"]),
        ({"act": "adopt", "standard": {"name": "Form v3", "owner": "Ana"}}, ["cycle-standard-unkept"]),
        ({"act": "adopt", "standard": {"name": "Form v3", "owner": "Ana", "audit": "2026-12-01"}}, []),
        ({"act": "adapt"}, ["cycle-without-child"]),
        ({"act": "extend"}, ["cycle-without-child"]),
        ({"act": "extend", "next": "C-1"}, ["cycle-without-child"]),
        ({"act": "extend", "next": "C-2"}, []),
        ({"act": "abandon"}, []),
    ],
)
def test_a_decision_has_what_it_needs(decision, found):
    assert codes(decision=DECIDED | decision) == found


def test_a_child_names_its_parent():
    child = {"id": "C-2", "parent": "C-1"}
    decision = DECIDED | {"act": "adapt", "next": "C-2"}
    linked = plan_of(kpi_of("leads"), actions=[ACTION | {"decision": decision}, ACTION | child])
    loose = plan_of(kpi_of("leads"), actions=[ACTION | {"decision": decision}, ACTION | {"id": "C-2"}])
    assert [one.code for one in gate_findings(linked)] == []
    assert [one.code for one in gate_findings(loose)] == ["cycle-child-unlinked"]


ACTIONS = """\
actions:
  - id: A1
    kpi: {kpi}
    problem: P
    countermeasure: C
    owner: O
    start: 2026-07-06
    {more}
"""


@pytest.mark.parametrize(
    ("kpi", "more", "told"),
    [
        ("orders", "guards: [conversion_rat]", "no kpi is named 'conversion_rat'; did you mean 'conversion_rate'?"),
        ("orders", "control: {metric: sesions}", "no metric is named 'sesions'; did you mean 'sessions'?"),
        ("orders", "slow: {kpi: ordrs, check: 2026-09-01}", "no kpi is named 'ordrs'; did you mean 'orders'?"),
        ("orders", "prediction: {effect: +2pp, low: +1pp, high: +3pp, by: 2026-08-01}", "'+2pp' is in points"),
        (
            "conversion_rate",
            "prediction: {effect: +2%, low: +1%, high: +3%, by: 2026-08-01}",
            "such as +0.20pp",
        ),
        (
            "conversion_rate",
            "prediction: {effect: 0.2, low: 0.1, high: 0.3, by: 2026-08-01}",
            "such as +0.20pp",
        ),
        ("orders", "test: {how: h, ended: 2026-08-01, effect: +2pp, low: +1pp, high: +3pp}", "'+2pp' is in points"),
        ("orders", "test: {how: h, ended: 2026-08-01, effect: 2}", "has both groups"),
        ("orders", "baseline: {first: 2026-07-01, last: 2026-06-01}", "ends on 2026-06-01, before it begins"),
        ("orders", "control: {}", "a control is a 'channel', a 'metric', or both"),
        (
            "orders",
            "tasks: [{task: T, starts: 2026-07-02, ends: 2026-07-01}]",
            "ends on 2026-07-01, before",
        ),
    ],
)
def test_a_name_or_a_number_that_does_not_fit_is_a_problem_of_the_file(kpi, more, told, tmp_path):
    params = small_project(tmp_path, quarter=QUARTER + ACTIONS.format(kpi=kpi, more=more))
    problems = [str(one) for one in check_problems(params, "shop", "2026Q3")]
    assert any(told in one for one in problems), problems


def test_a_dependency_on_a_cycle_that_does_not_exist_is_a_problem(tmp_path):
    more = "dependencies: [{item: Page, party: Vendor, kpi: orders, promised: 2026-07-06, cycle: A9}]\n"
    quarter = QUARTER + ACTIONS.format(kpi="orders", more="hours: 4") + more
    problems = [str(one) for one in check_problems(small_project(tmp_path, quarter=quarter), "shop", "2026Q3")]
    assert any("no action is named 'A9'" in one for one in problems)


def test_a_standard_without_a_name_is_none():
    assert codes(decision=DECIDED | {"act": "adopt", "standard": ""}) == ["cycle-adopted-without-standard"]
