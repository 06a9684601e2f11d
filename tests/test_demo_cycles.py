"""The demo clients' PDCA cycles: two quarters, every verdict among them, and what people made of it."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from kpilib.data.collect import collect
from kpilib.judge.assess import assess
from kpilib.judge.cycles import Cycle, Promise, cycles_of, promises_of
from kpilib.judge.effect.verdict import Verdict
from kpilib.plan.gate import gate_findings
from kpilib.plan.model import Plan
from kpilib.plan.params import client_folder, quarter_names, read_plan
from kpilib.plan.periods import last_whole_day

PARAMS = Path(__file__).parents[1] / "params"
CLIENTS = ("kopi-contoh", "langkah-sample", "pumpen-muster")
LAST, NOW = ("2026Q2", date(2026, 6, 30)), ("2026Q3", date(2026, 8, 21))
TABLE = """
kopi-contoh    2026Q2 C-26-04 no_evidence     interval
kopi-contoh    2026Q2 C-26-06 not_yet         check_in_future
kopi-contoh    2026Q2 C-26-07 not_yet         check_in_future
kopi-contoh    2026Q2 C-26-08 not_yet         check_in_future
kopi-contoh    2026Q3 C-26-06 harmed          shown
kopi-contoh    2026Q3 C-26-07 inconclusive    blind
kopi-contoh    2026Q3 C-26-08 not_implemented not_done
kopi-contoh    2026Q3 C-26-11 not_yet         check_in_future
langkah-sample 2026Q2 L-26-01 confounded      others
langkah-sample 2026Q3 L-26-02 worked          tested
langkah-sample 2026Q3 L-26-03 inconclusive    too_few_before
langkah-sample 2026Q3 L-26-04 not_yet         check_in_future
langkah-sample 2026Q3 L-26-05 not_yet         check_in_future
pumpen-muster  2026Q2 P-26-02 worked          shown
pumpen-muster  2026Q2 P-26-03 inconclusive    blind
pumpen-muster  2026Q2 P-26-04 not_yet         check_in_future
pumpen-muster  2026Q3 P-26-04 confounded      others
pumpen-muster  2026Q3 P-26-05 not_yet         check_in_future
"""
ROWS = [tuple(line.split()) for line in TABLE.strip().splitlines()]


@cache
def checked(client: str, quarter: str, day: date) -> tuple[Cycle, ...]:
    plan = read_plan(PARAMS, client, quarter)
    facts = collect(plan, client_folder(PARAMS, client), as_of=day).until(last_whole_day(day, plan.quarter))
    before = read_plan(PARAMS, client, LAST[0]) if quarter != LAST[0] else None
    return cycles_of(plan, [assess(plan, kpi, facts, day) for kpi in plan.kpis], facts, day, before=before)


def cycle(name: str, quarter: str, day: date) -> Cycle:
    letters = {"C": "kopi-contoh", "L": "langkah-sample", "P": "pumpen-muster"}
    return next(one for one in checked(letters[name[0]], quarter, day) if one.action.id == name)


def every() -> Iterator[Cycle]:
    return (one for client in CLIENTS for day in (LAST, NOW) for one in checked(client, *day))


def plans() -> Sequence[Plan]:
    return [read_plan(PARAMS, client, quarter) for client in CLIENTS for quarter in quarter_names(PARAMS, client)]


@pytest.mark.parametrize("client", CLIENTS)
def test_the_cycles_of_both_quarters_have_these_verdicts(client):
    found = [
        (client, quarter, one.action.id, one.verdict, one.why)
        for quarter, day in (LAST, NOW)
        for one in checked(client, quarter, day)
    ]
    assert found == [row for row in ROWS if row[0] == client]


def test_every_verdict_is_among_them():
    assert {row[3] for row in ROWS} == set(get_args(Verdict))


@pytest.mark.parametrize("plan", plans(), ids=lambda plan: f"{plan.id} {plan.quarter}")
def test_every_record_is_complete_and_fits_together(plan):
    assert plan.agreement.actions
    assert [(one.code, one.place) for one in gate_findings(plan)] == []


@pytest.mark.parametrize("client", CLIENTS)
def test_a_cycle_that_goes_on_is_the_same_plan_in_the_next_quarter(client):
    """What was planned is never written anew after the fact; only what was done and decided is added."""
    last, now = (
        {one.id: one for one in read_plan(PARAMS, client, quarter).agreement.actions} for quarter, _ in (LAST, NOW)
    )
    planned = ("kpi", "written", "problem", "baseline", "cause", "prediction", "decision_rule", "start", "check")
    for name in last.keys() & now.keys():
        for part in planned:
            assert getattr(last[name], part) == getattr(now[name], part), (name, part)


@pytest.mark.parametrize("client", CLIENTS)
def test_children_name_their_parents_and_parents_their_children(client):
    actions = {
        one.id: one for quarter, _ in (LAST, NOW) for one in read_plan(PARAMS, client, quarter).agreement.actions
    }
    parents = {one.id: one.parent for one in actions.values() if one.parent}
    children = {one.id: one.decision.next for one in actions.values() if one.decision and one.decision.next}
    assert parents == {child: parent for parent, child in children.items()}
    assert parents


def test_the_calculator_brought_more_than_was_predicted_and_was_adopted():
    one = cycle("P-26-02", *LAST)
    effect, low, high = one.evidence.effect
    assert one.evidence.used == "control"
    assert (round(effect, 1), round(low, 1), round(high, 1)) == (15.8, 11.0, 20.5)  # qualified inquiries a week
    assert [round(each, 1) for each in one.predicted] == [9.7, 4.8, 14.5]
    assert (one.against, one.decision.act, one.proposal) == ("above", "adopt", ("adopt", "worked"))


def test_the_shorter_menu_did_harm_and_was_taken_back():
    one = cycle("C-26-06", *NOW)
    effect, low, high = one.evidence.effect
    assert (round(effect, 1), round(low, 1), round(high, 1)) == (-15.4, -26.6, -4.2)  # leads a week
    assert one.against == "below"
    assert [cause.on.isoformat() for cause in one.others] == ["2026-06-16", "2026-07-05"]
    assert len(one.apart) == 2
    assert (one.decision.act, one.against_evidence) == ("abandon", False)


def test_one_decision_is_against_the_evidence_with_its_reason():
    (one,) = (one for one in every() if one.against_evidence)
    assert (one.action.id, one.verdict, one.decision.act) == ("C-26-07", "inconclusive", "adopt")
    assert one.decision.why.startswith("The check could not see a fifth of a point")


def test_the_check_of_the_checkout_says_what_it_could_have_seen():
    one = cycle("C-26-07", *NOW)
    assert round(one.evidence.detectable, 4) == 0.0048  # of 0.0020 predicted
    assert (one.slow.one.kpi.id, one.slow.verdict) == ("revenue", "not_yet")


def test_one_decision_is_due():
    assert [one.action.id for one in every() if one.decision_due] == ["P-26-04"]


def test_decisions_saw_the_verdicts_that_still_hold():
    assert [one.action.id for one in every() if one.decision and one.decision.found != one.verdict] == []


def test_a_check_to_come_shows_nothing_of_what_would_be_seen_today():
    to_come = [one for one in every() if one.verdict == "not_yet"]
    assert len(to_come) == 8
    assert all(one.evidence is None and one.guards == () and one.proposal is None for one in to_come)


def test_two_promises_were_not_kept_and_two_late():
    assert [(one.kept, one.what, one.days_late) for one in promised("kopi-contoh")] == [
        ("not_kept", "Wholesale page", 46),  # our cycle
        ("not_kept", "Wholesale page", 46),  # the vendor's part
        ("late", "One-page checkout", 7),
        ("late", "Product feed without double entries", 14),
        ("kept", "Roast dates in the ads", 0),
        ("kept", "Shorter main menu", 0),
    ]
    assert promised("kopi-contoh")[1].new_day == date(2026, 8, 31)
    assert {one.kept for client in CLIENTS[1:] for one in promised(client)} == {"kept"}


def promised(client: str) -> tuple[Promise, ...]:
    last, now = (read_plan(PARAMS, client, quarter) for quarter, _ in (LAST, NOW))
    return promises_of(last, now, NOW[1])
