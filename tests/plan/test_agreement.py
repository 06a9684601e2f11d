"""What was agreed is written down; what is changed afterwards is told."""

import json
from datetime import date

import pytest

from kpilib.plan.agreement import agreement_findings, fingerprint, first_target, flag_findings, target_by
from kpilib.plan.model import Agreement, Flag
from kpilib.plan.params import read_plan
from kpilib.plan.target import Amount
from kpilib.review import agree
from tests.builders import kpi_of, plan_of
from tests.project import QUARTER, small_project

AGREED = {"definition": "", "target": 1200, "due": "2026-09-30"}


def agreed_plan(target: object = 1200, *, seen: dict | None = None, kpi: dict | None = None, **agreement):
    """A plan whose one KPI was agreed with a target of 1200."""
    one = kpi_of("leads", target=target, **(kpi or {}))
    definition = fingerprint(plan_of(kpi_of("leads", target=1200)), kpi_of("leads", target=1200))
    written = AGREED | {"definition": definition} | (seen or {})
    return plan_of(one, agreed_kpis={"leads": written}, **agreement)


def codes(plan) -> list[str]:
    return [one.code for one in agreement_findings(plan)]


def test_what_stands_as_it_was_agreed_is_no_finding():
    assert codes(agreed_plan()) == []


def test_a_changed_definition_needs_re_agreement():
    assert codes(agreed_plan(kpi={"channel": "Paid Search"})) == ["needs-re-agreement"]
    client = {"conversions": {"leads": {"event": "call", "counted": "every", "owner": "Ana", "measured_in": "crm"}}}
    assert codes(agreed_plan(client=client)) == ["needs-re-agreement"]


def test_a_kpi_that_came_later_is_told():
    plan = plan_of(
        kpi_of("leads"), kpi_of("orders"), agreed_kpis={"leads": agreed_plan().agreement.agreed_kpis["leads"]}
    )
    assert "added-since-agreed" in codes(plan)


def test_a_target_that_moved_by_itself_moved_the_goalposts():
    (one,) = agreement_findings(agreed_plan(1000))
    assert (one.code, one.values) == ("goalposts-moved", {"old": "1200", "new": "1000"})
    assert codes(agreed_plan(None)) == ["goalposts-moved"]
    assert codes(agreed_plan(seen={"due": "2026-08-31"})) == ["goalposts-moved"]


def test_a_target_that_was_negotiated_did_not():
    talk = {"on": "2026-08-01", "kpi": "leads", "old": 1200, "new": 1000, "reason": "No page", "agreed_by": ["Ana"]}
    assert codes(agreed_plan(1000, negotiations=[talk])) == []
    assert codes(agreed_plan(900, negotiations=[talk])) == ["goalposts-moved"]


def test_a_target_that_moved_for_another_kpi_did_not():
    moves = [{"kpi": "leads", "old": 1200, "new": 1100}]
    talk = {"on": "2026-08-01", "kpi": "orders", "old": 90, "new": 90, "reason": "Budget", "moves": moves}
    plan = agreed_plan(1100, negotiations=[talk])
    assert "goalposts-moved" not in codes(plan)


@pytest.mark.parametrize(
    ("on", "accepted", "counts"),
    [
        ("2026-09-15", "2026-09-15", True),  # 15 days before the due date
        ("2026-09-16", "2026-09-16", True),  # 14: the last day
        ("2026-09-17", "2026-09-17", False),  # 13
        ("2026-09-29", "2026-09-29", False),  # the day before
        ("2026-10-01", "2026-10-01", False),  # the day after
        ("2026-09-16", "2026-09-17", False),  # raised in time, and accepted a day too late
        ("2026-09-01", None, False),  # nobody accepted it
    ],
)
def test_a_recalculated_target_counts_if_it_was_raised_and_accepted_in_time(on, accepted, counts):
    flag = {"on": on, "kpi": "leads", "cause": "Page late", "impact": "200 leads", "old": 1200, "target": 1000}
    flag |= {"accepted": {"on": accepted, "by": ["Ana"]}} if accepted else {}
    plan = agreed_plan(1000, flags=[flag])
    assert codes(plan) == ([] if counts else ["goalposts-moved"])
    assert str(target_by(plan, plan.kpis[0], date(2026, 12, 31))) == ("1000" if counts else "1200")
    assert [one.code for one in flag_findings(plan)] == ([] if counts or not accepted else ["flag-too-late"])


def test_an_accepted_flag_moves_the_target_on_the_day_of_its_acceptance():
    flag = {"on": "2026-08-10", "kpi": "leads", "cause": "Page late", "impact": "200 leads", "old": 1200}
    plan = agreed_plan(1000, flags=[flag | {"target": 1000, "accepted": {"on": "2026-08-20", "by": ["Ana"]}}])
    days = [date(2026, 8, 19), date(2026, 8, 20)]
    assert [str(target_by(plan, plan.kpis[0], day)) for day in days] == ["1200", "1000"]
    assert [first_target(plan, plan.kpis[0], day) for day in days] == [None, Amount(value=1200)]


def test_a_negotiation_before_the_agreement_is_part_of_it_and_explains_nothing_later():
    talk = {"on": "2026-06-12", "kpi": "leads", "old": 1050, "new": 1200, "reason": "Page added"}
    plan = agreed_plan(1200, negotiations=[talk])
    assert codes(plan) == []
    assert [str(target_by(plan, plan.kpis[0], date(2026, 6, day))) for day in (11, 12)] == ["1050", "1200"]
    assert first_target(plan, plan.kpis[0], date(2026, 9, 30)) is None
    assert codes(agreed_plan(1200, seen={"target": 1100}, negotiations=[talk])) == ["goalposts-moved"]


def test_on_the_day_of_the_agreement_what_it_holds_already_is_not_told_twice():
    talk = {"on": "2026-06-26", "kpi": "leads", "old": 1200, "new": 1000, "reason": "No page"}
    assert codes(agreed_plan(1000, negotiations=[talk])) == []  # agreed in the morning, negotiated in the afternoon
    assert codes(agreed_plan(1000, seen={"target": 1000}, negotiations=[talk])) == []


def test_a_re_agreement_within_the_quarter_does_not_hide_the_old_target():
    talk = {"on": "2026-07-20", "kpi": "leads", "old": 1200, "new": 1000, "reason": "No page"}
    agreed = {"on": "2026-08-01", "by": ["Ana"], "version": 2}
    plan = agreed_plan(1000, seen={"target": 1000}, negotiations=[talk])
    agreement = plan.agreement.model_copy(update={"agreed": Agreement(**agreed)})
    plan = plan.model_copy(update={"agreement": agreement})
    days = [date(2026, 7, 19), date(2026, 7, 20), date(2026, 8, 2)]
    assert [str(target_by(plan, plan.kpis[0], day)) for day in days] == ["1200", "1000", "1000"]
    assert [str(first_target(plan, plan.kpis[0], day)) for day in days] == ["None", "1200", "1200"]


def test_a_negotiation_after_the_due_date_moves_nothing():
    talk = {"on": "2026-10-01", "kpi": "leads", "old": 1200, "new": 1000, "reason": "No page"}
    assert codes(agreed_plan(1000, negotiations=[talk])) == ["goalposts-moved"]


@pytest.mark.parametrize(
    ("accepted", "target", "told"),
    [("2026-08-01", 1000, "before it was raised"), ("2026-08-20", None, "without a 'target'")],
)
def test_a_flag_that_cannot_be_is_refused(accepted, target, told):
    with pytest.raises(ValueError, match=told):
        Flag(
            on="2026-08-10", kpi="leads", cause="x", impact="y", target=target, accepted={"on": accepted, "by": ["A"]}
        )


def test_the_target_of_a_day_is_the_one_that_stood_then():
    talk = {"on": "2026-08-01", "kpi": "leads", "old": 1200, "new": 1000, "reason": "No page"}
    plan = agreed_plan(1000, negotiations=[talk])
    days = [date(2026, 7, 31), date(2026, 8, 1)]
    assert [str(target_by(plan, plan.kpis[0], day)) for day in days] == ["1200", "1000"]


def test_agreeing_writes_every_kpi_and_nothing_else_changes(tmp_path):
    params = small_project(tmp_path, quarter="# What we promised\n" + QUARTER)
    told = agree(params, "shop", "2026Q3", parties=["Ana", "Budi"], on=date(2026, 6, 27))
    text = (params / "shop" / "2026Q3.yml").read_text("utf-8")
    assert text.startswith("# What we promised\nagreed: {on: 2026-06-27, by: [Ana, Budi]}\n")
    assert text.splitlines()[2 : len(QUARTER.splitlines()) + 1] == QUARTER.splitlines()[1:]
    plan = read_plan(params, "shop", "2026Q3")
    assert list(plan.agreement.agreed_kpis) == ["orders", "conversion_rate"]
    assert codes(plan) == []
    assert told[-1] == "agreed on 2026-06-27 by Ana, Budi, version 1: params/shop/2026Q3.yml"
    assert agree(params, "shop", "2026Q3")[-1].split(", ")[-1] == "version 2: params/shop/2026Q3.yml"


def test_the_command_prints_what_each_party_confirms(kpilib, tmp_path):
    code, out, _ = kpilib("agree", "shop", "2026Q3", "--by", "Ana, Budi", "--params", small_project(tmp_path))
    assert code == 0
    assert "orders: To at least 920 orders in 2026Q3, counted as sum of orders, due 30 Sep 2026" in out.replace(
        "\xa0", " "
    )
    _, out, _ = kpilib("check", "--json", "--params", tmp_path / "params")
    assert "not-fingerprinted" not in {one["code"] for one in json.loads(out)["findings"]}
