"""The next quarter's file: what goes on is in it, what was reached waits for a successor."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from kpilib.errors import KpilibError, UnknownNameError
from kpilib.judge.baseline import quarter_value
from kpilib.plan.child import TurnedOut
from kpilib.plan.edit import new_quarter
from kpilib.plan.params import read_plan
from kpilib.plan.periods import Quarter
from kpilib.plan.successor import Ended, latest_before, successor_text
from tests.builders import day, facts_of, judged, kpi_of, rows
from tests.people import nps
from tests.project import CLIENT, QUARTER, shop_days, small_project

ROOT = Path(__file__).parents[2]
NEXT = Quarter.parse("2026Q4")
TODAY = date(2026, 10, 1)
ACTIONS = """\
budget: {Google Ads: 10_000}     # euros
hours: {Content: 40}
actions:
  - {id: A1, kpi: orders, problem: Carts, countermeasure: Mails, owner: O, start: 2026-08-03, check: 2026-10-05}
  - id: A2
    kpi: orders
    problem: "Slow: pages"
    countermeasure: Smaller pictures
    owner: Owner
    start: 2026-07-06
    check: 2026-08-10
    done: {on: 2026-07-08}
    decision: {act: extend}
  - {id: A3, kpi: orders, problem: P, countermeasure: C, owner: O, start: 2026-07-06, decision: {act: adopt}}
  - id: A4
    kpi: orders
    problem: P
    countermeasure: C
    owner: O
    start: 2026-07-06
    decision: {act: adapt, next: A1}
"""
MISSED = Ended("Orders ended at 900, 2.2% short of its target", baseline=900)
REACHED = Ended("Conversion rate ended at 2.50%, above the target", achieved=True, baseline=0.025)


def made(root, *, quarter: str = QUARTER, client: str = CLIENT, **ended: Ended):
    """The text of 2026Q4 and the plan that it is, from the small project's 2026Q3."""
    params = small_project(root, quarter=quarter, client=client)
    last = read_plan(params, "shop", "2026Q3")
    text = successor_text(params, last, NEXT, today=TODAY, ended=ended)
    return text, new_quarter(params, "shop", "2026Q4", text)


def test_a_kpi_that_was_not_reached_goes_on_with_its_baseline_and_without_a_target(tmp_path):
    text, plan = made(tmp_path, orders=MISSED)
    (orders, _) = plan.kpis
    assert (orders.target, orders.due, str(orders.baseline.value), orders.baseline.quarter) == (
        None,
        date(2026, 12, 31),
        "900",
        "2026Q3",
    )
    assert orders.statement == "To be agreed: Orders by 31 December 2026"
    assert "  # In 2026Q3: Orders ended at 900, 2.2% short of its target.\n  - id: orders\n" in text
    assert "    # target: to be agreed; it was 920\n" in text


def test_a_kpi_that_was_reached_asks_for_a_successor_and_is_not_in_force(tmp_path):
    text, plan = made(tmp_path, orders=MISSED, conversion_rate=REACHED)
    assert [kpi.id for kpi in plan.kpis] == ["orders"]
    assert "  # Reached, so it asks for a successor: a higher target, or the next link of the chain.\n" in text
    assert "  # - id: conversion_rate\n  #   metric: conversion_rate\n" in text
    assert "  #   baseline: {value: 2.50%, quarter: 2026Q3}\n" in text


def test_the_hint_is_a_kpi_again_when_its_comment_marks_are_taken_away(tmp_path):
    text, _ = made(tmp_path, orders=MISSED, conversion_rate=REACHED)
    lines = [
        line.replace("  # - ", "  - ", 1).replace("  #   ", "    ", 1)
        if line.startswith(("  # - ", "  #   "))
        else line
        for line in text.splitlines(keepends=True)
    ]
    path = tmp_path / "params" / "shop" / "2026Q4.yml"
    path.write_text("".join(lines), "utf-8")
    assert [kpi.id for kpi in read_plan(tmp_path / "params", "shop", "2026Q4").kpis] == ["orders", "conversion_rate"]


def test_a_reached_kpi_stays_where_an_action_still_works_on_it_or_nothing_else_is_left(tmp_path):
    working = QUARTER + ACTIONS.replace("kpi: orders", "kpi: conversion_rate")
    _, plan = made(tmp_path / "a", quarter=working, orders=MISSED, conversion_rate=REACHED)
    assert [kpi.id for kpi in plan.kpis] == ["orders", "conversion_rate"]
    _, plan = made(tmp_path / "b", orders=REACHED, conversion_rate=REACHED)
    assert [kpi.id for kpi in plan.kpis] == ["orders", "conversion_rate"]


def test_a_link_to_a_kpi_that_is_left_out_is_left_out_with_it(tmp_path):
    linked = QUARTER.replace("goal: grow\n", "goal: grow\n    leads_to: {kpi: conversion_rate, lag_days: 7}\n", 1)
    text, plan = made(tmp_path, quarter=linked, orders=MISSED, conversion_rate=REACHED)
    assert plan.kpis[0].leads_to is None
    assert "    # leads_to: {kpi: conversion_rate, lag_days: 7}\n" in text


def test_a_baseline_that_cannot_be_told_is_left_out_and_the_reason_said(tmp_path):
    gap = Ended("Orders reached 900", why_none="3 of the 92 days of 2026Q3 were not measured")
    text, plan = made(tmp_path, orders=gap)
    assert [kpi.baseline for kpi in plan.kpis] == [None, None]
    assert "    # baseline: not known; 3 of the 92 days of 2026Q3 were not measured\n" in text
    assert "    # baseline: not known; there are no data\n" in text


def test_open_actions_go_on_under_their_ids_and_decided_ones_do_not(tmp_path):
    text, plan = made(tmp_path, quarter=QUARTER + ACTIONS, orders=MISSED)
    one, two = plan.agreement.actions
    assert (one.id, one.check, one.decision) == ("A1", date(2026, 10, 5), None)
    assert (two.id, two.problem, two.check, two.decision) == ("A2", "Slow: pages", None, None)
    assert two.done.on == date(2026, 7, 8)
    assert "  # From 2026Q3, not decided yet.\n  - id: A1\n" in text
    assert "  # From 2026Q3, decided to extend it; give it a new check date.\n  - id: A2\n" in text


def test_budget_and_hours_are_copied_and_the_agreement_is_not_the_old_one(tmp_path):
    agreed = "agreed: {on: 2026-06-26, by: [Owner, Agency], version: 2}"
    quarter = QUARTER.replace("agreed: {on: 2026-06-26, by: [Owner]}", agreed) + ACTIONS
    text, plan = made(tmp_path, quarter=quarter)
    assert "budget: {Google Ads: 10_000}\n\nhours: {Content: 40}\n" in text
    assert (plan.agreement.agreed.on, plan.agreement.agreed.by) == (TODAY, ("Owner", "Agency"))
    assert (plan.agreement.agreed.version, plan.agreement.agreed_kpis) == (1, {})


def test_an_indonesian_client_reads_indonesian(tmp_path):
    _, plan = made(tmp_path, client=CLIENT.replace("currency", "language: id\ncurrency"))
    assert plan.kpis[0].statement.startswith("Akan disepakati: ")
    assert plan.kpis[0].statement.endswith(" hingga 31 Desember 2026")


def test_the_latest_earlier_quarter_is_the_one_to_start_from(tmp_path):
    params = small_project(tmp_path)
    assert latest_before(params, "shop", Quarter.parse("2027Q2")) == "2026Q3"
    with pytest.raises(KpilibError, match="has no file of a quarter before 2026Q2 to start from"):
        latest_before(params, "shop", Quarter.parse("2026Q2"))
    with pytest.raises(KpilibError, match=r"params/shop/2026Q3\.yml exists already"):
        latest_before(params, "shop", Quarter.parse("2026Q3"))
    with pytest.raises(UnknownNameError, match="did you mean 'shop'"):
        latest_before(params, "shap", NEXT)


def orders_to(days: int, missing: int | None = None):
    """Ten orders a day from 1 July on, judged on the quarter's last day."""
    values: list[float | None] = [10] * days
    if missing is not None:
        values[missing] = None
    facts = facts_of(rows("shop", "2026-07-01", orders=values)).until(day("2026-09-30"))
    return quarter_value(judged(facts, "2026-09-30", kpi_of("orders", target=920)), facts)


def test_the_baseline_of_a_total_is_the_whole_quarter_or_nothing():
    assert orders_to(92) == (920, None)
    assert orders_to(91)[1] == "the data end on 2026-09-29, 2026Q3 on 2026-09-30"
    assert orders_to(92, missing=3)[1] == "1 of the 92 days of 2026Q3 were not measured"


def test_the_baseline_of_a_survey_is_its_last_wave_of_the_quarter():
    waves = [
        nps("May", "2026-05-01", "2026-05-10", 60, 30, 100),
        nps("August", "2026-08-01", "2026-08-10", 120, 40, 200),
    ]
    facts = facts_of(*waves)
    assert quarter_value(judged(facts, "2026-09-30", kpi_of("nps", target=35)), facts) == (40, None)
    early = facts_of(waves[0])
    told = quarter_value(judged(early, "2026-09-30", kpi_of("nps", target=35)), early)
    assert told[1] == "nothing was measured in the period; the last one ended on 2026-05-10"
    assert quarter_value(judged(facts_of(), "2026-09-30", kpi_of("nps", target=35)), facts_of())[1] == (
        "no source brings promoters"
    )


def test_the_command_puts_it_together(kpilib, tmp_path):
    days = "date,orders,revenue,sessions\n" + "".join(
        f"{one},{9 + (number > 40)},500.00,400\n" for number, one in enumerate(_days())
    )
    params = small_project(tmp_path, export=days)
    code, out, err = kpilib("new", "quarter", "shop", "2026Q4", "--as-of", "2026-10-02", "--params", params)
    assert (code, err) == (0, "")
    assert out == "params/shop/2026Q4.yml is made; agree on its targets, then: kpilib check shop 2026Q4\n"
    plan = read_plan(params, "shop", "2026Q4")
    # 41 days of 9 and 51 of 10 are 879 orders of 920: missed. 879 of 36,800 sessions are 2.39%: reached.
    assert [(kpi.id, str(kpi.baseline.value)) for kpi in plan.kpis] == [("orders", "879")]
    assert "  # - id: conversion_rate" in (params / "shop" / "2026Q4.yml").read_text("utf-8")
    code, _, err = kpilib("new", "quarter", "shop", "2026Q4", "--params", params)
    assert (code, err) == (2, "params/shop/2026Q4.yml exists already; nothing was written\n")
    code, _, err = kpilib("new", "quarter", "shp", "2026Q4", "--params", params)
    assert (code, err) == (2, "no client is named 'shp' in params/; did you mean 'shop'?\n")


def test_the_command_before_the_quarter_is_over_says_so(kpilib, tmp_path):
    params = small_project(tmp_path, export=shop_days())
    assert kpilib("new", "quarter", "shop", "2026Q4", "--as-of", "2026-08-21", "--params", params)[0] == 0
    text = (params / "shop" / "2026Q4.yml").read_text("utf-8")
    assert "# baseline: not known; the data end on 2026-08-20, 2026Q3 on 2026-09-30" in text


def _days() -> list[str]:
    return [str(date.fromordinal(date(2026, 7, 1).toordinal() + number)) for number in range(92)]


ADAPTED = """\
actions:
  - id: A5
    kpi: orders
    problem: Carts
    cause: {whys: [Long form], evidence: 61% leave}
    countermeasure: Short form
    owner: O
    prediction: {effect: +40, low: +20, high: +60, by: 2026-08-16, lag_days: 7}
    premortem: [{risk: No time, sign: Day slips}]
    start: 2026-06-01
    check: 2026-08-17
    done: {on: 2026-06-01}
    decision: {act: adapt, on: 2026-08-18, next: A6, lesson: Builds take a fifth longer.}
lessons: {A0: Vouchers bring no new customers.}
"""


def test_a_child_that_the_decision_names_is_drafted_with_its_link(tmp_path):
    text, plan = made(tmp_path, quarter=QUARTER + ADAPTED, orders=MISSED)
    (child,) = plan.agreement.actions
    assert (child.id, child.parent, child.kpi, child.problem) == ("A6", "A5", "orders", "Carts")
    assert child.countermeasure == "To be agreed: what is done otherwise than “Short form”"
    assert (child.done, child.decision, child.check, child.start) == (None, None, None, date(2026, 10, 1))
    assert (child.cause.evidence, child.premortem[0].sign) == ("61% leave", "Day slips")
    assert "  # From 2026Q3: A5 was decided to adapt; this cycle follows it.\n  - id: A6\n" in text
    assert "    # check: to be agreed\n" in text


def test_its_prediction_is_scaled_by_how_the_last_one_turned_out(tmp_path):
    params = small_project(tmp_path, quarter=QUARTER + ADAPTED)
    last = read_plan(params, "shop", "2026Q3")
    told = {"A5": TurnedOut(0.65, "A5 brought +26 a week, +40 a week was predicted (worked)")}
    text = successor_text(params, last, NEXT, today=TODAY, ended={}, turned_out=told)
    (child,) = new_quarter(params, "shop", "2026Q4", text).agreement.actions
    prediction = child.prediction
    assert [str(one) for one in (prediction.effect, prediction.low, prediction.high)] == ["26", "13", "39"]
    assert (prediction.by, prediction.lag_days) == (date(2026, 12, 31), 7)
    said = (
        "# The prediction is scaled to 65% of that of A5: A5 brought +26 a week, +40 a week was predicted (worked)."
    )
    assert f"    {said}\n" in text


def test_its_first_line_names_the_schema_by_which_an_editor_explains_it(kpilib, tmp_path):
    params = small_project(tmp_path)
    assert kpilib("new", "quarter", "shop", "2026Q4", "--as-of", "2026-08-21", "--params", params)[0] == 0
    first = (params / "shop" / "2026Q4.yml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../.schema/quarter.json"
    assert (params / ".schema" / "quarter.json").is_file()


def test_lessons_accumulate(tmp_path):
    _, plan = made(tmp_path, quarter=QUARTER + ADAPTED, orders=MISSED)
    assert plan.agreement.lessons == {"A0": "Vouchers bring no new customers.", "A5": "Builds take a fifth longer."}


def test_an_extended_cycle_goes_on_with_the_same_countermeasure(tmp_path):
    extended = ADAPTED.replace("act: adapt", "act: extend")
    _, plan = made(tmp_path, quarter=QUARTER + extended, orders=MISSED)
    assert plan.agreement.actions[0].countermeasure == "Short form"


def test_a_cycle_that_was_extended_as_itself_goes_on(tmp_path):
    extended = ADAPTED.replace("act: adapt", "act: extend").replace("next: A6", "next: A5")
    _, plan = made(tmp_path, quarter=QUARTER + extended, orders=MISSED)
    assert [one.id for one in plan.agreement.actions] == ["A5"]


def test_an_indonesian_statement_names_the_metric_in_indonesian(tmp_path):
    _, plan = made(tmp_path, client=CLIENT.replace("currency", "language: id\ncurrency"))
    assert plan.kpis[0].statement == "Akan disepakati: Pesanan hingga 31 Desember 2026"


def test_a_text_of_several_lines_goes_on_in_one(tmp_path):
    """A folded text is one line; the line ends of a literal one are kept."""
    for name, sign, problem in (("folded", ">-", "Slow: pages"), ("literal", "|-", "Slow:\npages")):
        block = ACTIONS.replace('"Slow: pages"', f"{sign}\n      Slow:\n      pages")
        _, plan = made(tmp_path / name, quarter=QUARTER + block, orders=MISSED)
        assert plan.agreement.actions[1].problem == problem


@pytest.mark.parametrize("client", ["kopi-contoh", "langkah-sample", "pumpen-muster"])
def test_the_next_quarter_of_every_demo_client_can_be_made(kpilib, tmp_path, client):
    shutil.copytree(ROOT / "params" / client, tmp_path / "params" / client)
    code, _, err = kpilib(
        "new", "quarter", client, "2026Q4", "--as-of", "2026-08-21", "--params", tmp_path / "params"
    )
    assert (code, err) == (0, "")
    assert read_plan(tmp_path / "params", client, "2026Q4").quarter.number == 4
