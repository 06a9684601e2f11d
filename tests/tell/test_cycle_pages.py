"""The pages of a PDCA review: what they say of each verdict, and that data stay data."""

import json
from dataclasses import replace

import pytest

from kpilib.judge.cycles import promises_of
from kpilib.tell.cycles import (
    cycle_data,
    cycle_page,
    cycle_pages,
    promise_data,
    review_summary,
    table_cycles,
    table_open,
    table_promises,
)
from kpilib.tell.wording.cycles import quarter
from kpilib.tell.wording.cycles.carry import turned_out_text
from kpilib.tell.wording.cycles.check import headline
from tests.builders import day, kpi_of, plan_of
from tests.cycles import ACTION, AS_OF, checked, weeks
from tests.tell.examples import plain

NOTE = {"notes": [{"on": "2026-06-03", "text": "The <b>price</b> list was changed."}]}
ADOPT = {"act": "adopt", "on": "2026-08-19", "standard": {"name": "Form v3", "owner": "Budi", "audit": "2026-11-30"}}
CYCLES = {
    "worked": checked(weeks(40)),
    "harmed": checked(weeks(-40)),
    "no_evidence": checked(weeks(0, seed=5)),
    "inconclusive": checked(weeks(0, spread=60)),
    "confounded": checked(weeks(40), plan=NOTE),
    "not_implemented": checked(weeks(40), done=None),
    "not_yet": checked(weeks(40), check="2026-09-14"),
}
EXTEND = "Proposed: extend it and check again."
HEADLINES = {
    "worked": "“One-page form” worked: leads rose by 41 a week, as predicted. Proposed: adopt it as the standard.",
    "harmed": "“One-page form” did harm: leads fell by 39 a week. Proposed: abandon it.",
    "no_evidence": "“One-page form” shows no effect on leads: what changed is within chance. Proposed: abandon it.",
    "confounded": f"What “One-page form” did to leads cannot be told from what else happened. {EXTEND}",
    "not_implemented": f"“One-page form” was not carried out by its check on 17 Aug 2026. {EXTEND}",
    "not_yet": "“One-page form” is checked on 14 Sep 2026.",
}


def page(one) -> str:
    return plain(cycle_page(one).html)


def test_every_verdict_has_its_example():
    assert {name: one.verdict for name, one in CYCLES.items()} == {name: name for name in CYCLES}


@pytest.mark.parametrize("name", HEADLINES)
def test_the_headline_says_the_verdict_with_its_number_and_what_follows(name):
    assert plain(headline(CYCLES[name])) == HEADLINES[name]


def test_a_check_that_is_blind_says_what_it_would_have_seen():
    text = plain(headline(CYCLES["inconclusive"]))
    assert text.startswith(
        "Whether “One-page form” worked cannot be told: an effect below 72 a week would not have been"
    )


@pytest.mark.parametrize("name", CYCLES)
def test_every_page_has_its_four_boxes_and_no_loose_ends(name):
    html = page(CYCLES[name])
    for box in ("Plan", "Do", "Check", "Act"):
        assert f"<h4>{box}" in html
    for loose in ("nan", "None.", "{", "}", "<b>price"):
        assert loose not in html
    assert "Half of the forms are left unfinished" in html


def test_the_ground_of_a_verdict_is_told_in_the_order_of_the_evidence():
    html = page(CYCLES["worked"])
    said = "Effect +41 a week (95%: +33 to +50), beside what trend and season let expect. A signal in this direction"
    assert said in html
    assert "Placebo: none of 70 false dates showed one as large." in html
    assert "An effect of 12 a week or more is found in 8 of 10 such checks." in html


def test_before_its_date_a_page_shows_nothing_of_the_weeks_since():
    html = page(CYCLES["not_yet"])
    assert "What the weeks show until then is left out" in html
    assert "<picture>" not in html
    assert "Not yet" in html
    assert "Effect" not in html
    data = cycle_data(CYCLES["not_yet"])
    assert (data["effect"], data["steps"], data["detectable"], data["proposed"]) == (None, None, None, None)


def test_other_causes_are_told_with_what_became_of_them():
    assert "It cannot be told apart." in page(CYCLES["confounded"])
    ruled = checked(weeks(40), plan=NOTE, ruled_out=[{"on": "2026-06-03", "why": "Other products only."}])
    assert "Ruled out: Other products only." in page(ruled)
    assert "&lt;b&gt;price&lt;/b&gt;" in page(ruled)


def test_a_decision_is_marked_and_one_against_the_evidence_says_so():
    html = page(checked(weeks(40), decision=ADOPT))
    assert '<li class="kpi-chosen">Adopt ✓' in html
    assert "“Form v3”, owner Budi, audited 30 Nov 2026." in html
    odd = checked(weeks(-40), decision=ADOPT | {"why": "The old form is gone."})
    assert "Decided, against the evidence: adopt it as the standard." in plain(headline(odd))
    assert "Adopt, though the verdict is “Did harm”. <span>Reason: The old form is gone.</span>" in page(odd)
    late = checked(weeks(40), decision=ADOPT | {"found": "inconclusive"})
    assert "“Inconclusive” when it was decided, “Worked” now." in page(late)


def test_a_proposal_is_marked_as_one():
    assert '<li class="kpi-proposed">Adopt <small>proposed</small>' in page(CYCLES["worked"])
    assert "kpi-proposed" not in page(CYCLES["not_yet"])


def test_what_the_plan_lacks_is_said():
    bare = checked(weeks(40), cause=None, decision_rule=None, premortem=None, prediction=None)
    assert page(bare).count("Not written down.") == 4


def test_spend_and_deviations_stand_beside_the_plan():
    one = checked(weeks(40), spent={"budget": 2120, "hours": 30}, deviations=["Bank transfer left out"])
    html = page(one)
    assert "€2,120 of €2,000 (+6%); 30 hours of 40 hours (−25%)." in html
    assert "Bank transfer left out." in html


def test_what_it_waits_for_is_told():
    waits = {
        "item": "Form",
        "party": "Web vendor",
        "kpi": "leads",
        "promised": "2026-06-01",
        "uplift": 87,
        "cycle": "C-1",
    }
    html = page(checked(weeks(0), done=None, plan={"dependencies": [waits]}))
    assert "Form from Web vendor, promised for 1 Jun 2026; not delivered." in html


def test_guards_are_a_table():
    one = checked(weeks(40), kpis=[kpi_of("orders")], others={"orders": weeks(-60, seed=14)}, guards=["orders"])
    html = page(one)
    assert "Guard KPI" in html
    assert "Watch: a signal for the worse" in html
    assert "Adapt: it worked, but a guard KPI suffers." in html


def test_a_slow_check_has_its_own_verdict():
    slow = {"kpi": "orders", "check": "2026-10-19", "prediction": ACTION["prediction"]}
    one = checked(weeks(40), kpis=[kpi_of("orders")], others={"orders": weeks(0, seed=3)}, slow=slow)
    html = page(one)
    assert html.count('class="kpi-verdict ') == 2
    assert "Slow check" in html
    assert "The check is made on 19 Oct 2026." in html


LATE, UNDONE = ACTION | {"id": "A", "done": {"on": "2026-06-05"}}, ACTION | {"id": "B", "done": None}
PROMISES = promises_of(
    plan_of(kpi_of("leads"), actions=[LATE, UNDONE]),
    CYCLES["worked"].plan,
    day(AS_OF),
)


@pytest.mark.parametrize(
    ("name", "told"), [("worked", "worked"), ("harmed", "did harm"), ("inconclusive", "is not shown to have worked")]
)
def test_one_checked_cycle_is_told_in_the_singular(name, told):
    assert quarter.headline([CYCLES[name]], []) == f"The one checked cycle {told}"


def test_the_quarter_opens_with_verdicts_and_promises():
    told = [replace(one, action=one.action.model_copy(update={"id": name})) for name, one in CYCLES.items()]
    html = plain(review_summary(told[0].plan, told, PROMISES, day(AS_OF)).html)
    assert "1 of 6 checked cycles worked, 1 did harm; 1 of 2 promises of last quarter is not kept" in html
    assert "7, 6 checked" in html
    assert "14 Sep 2026" in html
    table = plain(table_cycles(told).html)
    assert table.index("worked") < table.index("not_yet")
    assert "proposed: adopt" in table
    assert "Carried over to Q4 2026: 7 open." in plain(table_open(told, "Q4 2026").html)


def test_promises_have_a_word_and_a_shape():
    html = plain(table_promises(PROMISES, CYCLES["worked"].plan).html)
    assert "1 of 2 kept" in html
    assert "Not kept</span><small>81 days late</small>" in html
    assert "Kept late</span><small>done 5 Jun, 4 days late</small>" in html


def test_without_cycles_and_promises_nothing_is_shown():
    assert str(cycle_pages([]).html) == str(table_cycles([]).html) == str(table_promises((), None).html) == ""
    assert quarter.headline([], []) == "No cycle was agreed for this quarter"


@pytest.mark.parametrize("name", CYCLES)
def test_the_results_are_plain_data(name):
    data = cycle_data(CYCLES[name])
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["verdict"] == name
    assert data["headline"] == headline(CYCLES[name])
    assert [promise_data(one)["kept"] for one in PROMISES] == ["not_kept", "late"]


def test_how_a_prediction_turned_out_is_told_for_the_next_file():
    assert turned_out_text(CYCLES["worked"]) == "C-1 brought +41 a week, +40 a week was predicted (worked)"
    assert turned_out_text(CYCLES["not_yet"]) == "C-1 tells nothing of it (not yet)"
