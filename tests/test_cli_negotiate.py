"""Negotiating at the console: the packages as a table, and one edit that writes what was agreed."""

import json
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from kpilib.judge.sampled import Sampled
from kpilib.plan.params import read_plan
from tests.project import small_project

CLIENT = """\
name: Small Shop
currency: EUR
timezone: Europe/Berlin
goals: {grow: Grow sales}
sources:
  - file: exports/shop.csv
    reader: table
    columns: {date: date, leads: leads, orders: orders, sessions: sessions}
  - {file: exports/ads.csv, reader: table, name: google_ads, columns: {date: date, cost: cost}}
"""

QUARTER = """\
agreed: {on: 2026-06-26, by: [Owner]}
kpis:
  - id: leads
    metric: leads
    statement: 1,002 leads by 30 September 2026    # by phone and mail
    target: 1_002
    due: 2026-09-30
    owner: Owner
    level: business
    goal: grow
    uses: {Google Ads: 60%}
  - id: orders
    metric: orders
    statement: "460 orders by 30 September 2026"
    target: 460
    due: 2026-09-30
    owner: Owner
    level: business
    goal: grow
    uses: {Google Ads: 40%}
budget: {Google Ads: 10_000, Meta: 500}   # euros

notes:
  - {on: 2026-07-03, text: A note.}
"""

ACCEPT = ("--by", "Ratna W., Bima S.", "--reason", "The menu link came late")


@pytest.fixture
def params(tmp_path):
    """The project of tests/judge/test_negotiate.py in files: from June on 100 a day bring 10 leads and 5 orders."""
    levels = [1400 if number * number % 7 in (1, 2) else 700 for number in range(34)] + [700] * 12
    cost = np.repeat(np.array(levels, float) / 7, 7)
    days = np.arange("2025-10-06", "2026-08-24", dtype="datetime64[D]")
    shop = "".join(
        f"{one},{10 * (spent / 100) ** 0.5:.6f},{spent / 20:.6f},400\n" for one, spent in zip(days, cost, strict=True)
    )
    folder = small_project(tmp_path, client=CLIENT, quarter=QUARTER, export="date,leads,orders,sessions\n" + shop)
    ads = "".join(f"{one},{spent:.6f}\n" for one, spent in zip(days, cost, strict=True))
    (folder / "shop" / "exports" / "ads.csv").write_text("date,cost\n" + ads, "utf-8")
    return folder


@pytest.fixture(autouse=True)
def the_present_rate_goes_on(monkeypatch):
    """A forecast that is sure, so that every number of a package can be checked by hand."""

    def forecast(daily, *, start, due, as_of, **_):
        to_date, left = daily[str(start) : str(as_of)].sum(), (due - as_of).days
        end = to_date + daily[: str(as_of)].iloc[-28:].mean() * left
        return Sampled(to_date, left, "full", draws=np.array([end]))

    monkeypatch.setattr("kpilib.judge.outlook.forecast_total", forecast)


@pytest.fixture
def negotiate(kpilib, params):
    """Run the command on the small shop as of 21 August 2026; returns exit code, output and errors."""

    def run(kpi: str, *options: str, as_of: str = "2026-08-21"):
        return kpilib("negotiate", "shop", "2026Q3", kpi, "--as-of", as_of, "--params", params, *options)

    return run


def written(params) -> str:
    return (params / "shop" / "2026Q3.yml").read_text("utf-8")


def test_the_packages_are_told_with_effect_cost_and_basis(negotiate):
    code, out, err = negotiate("leads")
    assert (code, err) == (0, "")
    told = out.replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("Leads, as of 21 Aug 2026: target 1,002; forecast 920 (920 to 920) by 30 Sep 2026")
    assert "A  More budget, same target\n   change   Google Ads: 10,000 -> 11,900\n" in told
    assert "   effect   +86 (86 to 86) by 30 Sep 2026\n" in told
    assert "   cost     €1,900 (€1,900 to €1,900)\n" in told
    assert "   basis    45 whole weeks: 1% more of Google Ads went with 0.50% (0.50 to 0.50) more of Leads\n" in told
    assert "B  More hours, same target\n   not estimated: the KPI's uses name no line of it\n" in told
    assert "   change   orders: 460 -> 320\n   change   leads uses 71% of Google Ads instead of 60%\n" in told
    assert "   cost     140 (140 to 140) of Orders; €1,100 of Google Ads is moved\n" in told
    assert "D  Another target\n   change   leads: 1,002 -> 920\n" in told


def test_the_packages_are_plain_data_for_other_programs(negotiate):
    _, out, _ = negotiate("leads", "--json")
    told = {one["id"]: one for one in json.loads(out)["packages"]}
    assert told["A"]["moves"] == [{"budget": "Google Ads", "old": "10000", "new": "11900"}]
    assert (told["B"]["reason"], told["B"]["effect"]) == ("no_line", None)
    assert (told["D"]["old"], told["D"]["new"], told["D"]["cost"]) == ("1002", "920", None)


def test_another_target_is_written_with_the_statement_in_one_edit(negotiate, params):
    code, out, _ = negotiate("leads", "--accept", "d", *ACCEPT)
    assert (code, out) == (0, "package D is written into params/shop/2026Q3.yml\n")
    # The remark stays in its column, the note in its place.
    changed = QUARTER.replace("target: 1_002", "target: 920").replace("1,002 leads", "920 leads")
    assert written(params) == changed.replace("2026    # by", "2026      # by") + (
        "\nnegotiations:\n"
        "  - on: 2026-08-21\n"
        "    kpi: leads\n"
        "    old: 1_002\n"
        "    new: 920\n"
        "    reason: The menu link came late\n"
        "    agreed_by: [Ratna W., Bima S.]\n"
    )
    (negotiated,) = read_plan(params, "shop", "2026Q3").agreement.negotiations
    assert (str(negotiated.old), str(negotiated.new)) == ("1002", "920")


def test_more_budget_keeps_the_target(negotiate, params):
    assert negotiate("leads", "--accept", "A", *ACCEPT)[0] == 0
    told = written(params)
    assert told.startswith(QUARTER.replace("Google Ads: 10_000", "Google Ads: 11_900"))
    assert "    old: 1_002\n    new: 1_002\n" in told
    assert told.endswith("    moves:\n      - {budget: Google Ads, old: 10_000, new: 11_900}\n")


def test_less_of_another_kpi_changes_both_kpis_at_once(negotiate, params):
    assert negotiate("leads", "--accept", "C", *ACCEPT)[0] == 0
    plan = read_plan(params, "shop", "2026Q3")
    leads, orders = plan.kpis
    assert (str(leads.target), str(orders.target)) == ("1002", "320")
    assert (leads.uses, orders.uses) == ({"Google Ads": 0.71}, {"Google Ads": 0.29})
    assert 'statement: "320 orders by 30 September 2026"' in written(params)
    (move,) = plan.agreement.negotiations[0].moves
    assert (move.kpi, str(move.old), str(move.new)) == ("orders", "460", "320")
    assert plan.agreement.budget == {"Google Ads": 10_000, "Meta": 500}


def test_a_second_negotiation_stands_below_the_first(negotiate, params):
    assert negotiate("leads", "--accept", "A", *ACCEPT)[0] == 0
    assert negotiate("leads", "--accept", "D", *ACCEPT)[0] == 0
    assert len(read_plan(params, "shop", "2026Q3").agreement.negotiations) == 2


def test_a_change_against_a_quarter_becomes_the_number_that_was_agreed(negotiate, params):
    text = QUARTER.replace("target: 1_002", "target: {change: -10%, against: 2026Q2}")
    (params / "shop" / "2026Q3.yml").write_text(text, "utf-8")
    code, _, err = negotiate("leads", "--accept", "D", *ACCEPT)
    assert (code, "kpi 'leads': the old target" in err, '--statement "..."' in err) == (2, True, True)
    assert written(params) == text
    sentence = "As many leads as the shop can answer"
    assert negotiate("leads", "--accept", "D", *ACCEPT, "--statement", sentence)[0] == 0
    kpi = read_plan(params, "shop", "2026Q3").kpis[0]
    assert (str(kpi.target), kpi.statement) == ("920", sentence)


def test_a_change_that_is_kept_becomes_the_number_that_the_parties_saw(negotiate, params):
    # April to June brought 910 and more leads; the sentence stays as it is.
    text = QUARTER.replace("target: 1_002", "target: {change: +0.1%, against: 2026Q2}")
    (params / "shop" / "2026Q3.yml").write_text(text, "utf-8")
    assert negotiate("leads", "--accept", "A", *ACCEPT)[0] == 0
    plan = read_plan(params, "shop", "2026Q3")
    (negotiated,) = plan.agreement.negotiations
    assert plan.kpis[0].target == negotiated.old == negotiated.new
    assert float(str(negotiated.new)).is_integer()
    assert plan.kpis[0].statement == "1,002 leads by 30 September 2026"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--accept", "B", *ACCEPT), "package B cannot be accepted: the KPI's uses name no line of it; nothing was"),
        (("--accept", "E", *ACCEPT), "no package is named 'E'; allowed: A, B, C, D"),
        (("--accept", "D", "--reason", "Late"), 'say who agreed and why: --by "Name, Name" --reason "..."'),
        (("--accept", "D", "--by", "Ratna W."), "say who agreed and why"),
        (("--accept", "A", *ACCEPT, "--statement", "x"), "this package keeps every target; leave out --statement"),
    ],
)
def test_what_cannot_be_accepted_is_one_line_and_changes_nothing(negotiate, params, options, told):
    code, out, err = negotiate("leads", *options)
    assert (code, out, told in err, len(err.strip().splitlines())) == (2, "", True, 1)
    assert written(params) == QUARTER


def test_after_the_due_date_nothing_is_accepted(negotiate, params):
    text = QUARTER.replace("due: 2026-09-30", "due: 2026-08-20", 1)
    (params / "shop" / "2026Q3.yml").write_text(text, "utf-8")
    code, _, err = negotiate("leads", "--accept", "D", *ACCEPT)
    assert (code, err) == (2, "package D cannot be accepted: its time is over; nothing was written\n")
    assert written(params) == text


def test_an_unknown_kpi_is_told_with_the_nearest_name(negotiate):
    code, _, err = negotiate("leeds")
    assert (code, err) == (2, "no KPI is named 'leeds'; did you mean 'leads'?\n")


def test_a_command_that_is_killed_while_it_writes_changes_nothing(params):
    code = f"""
        import os, sys, time
        def stuck(*_):
            print("half way", flush=True)
            time.sleep(60)
        os.replace = stuck
        from kpilib.cli import main
        sys.argv = ["kpilib", "negotiate", "shop", "2026Q3", "leads", "--as-of", "2026-08-21", "--params",
                    {str(params)!r}, "--accept", "C", "--by", "Ratna W.", "--reason", "Late"]
        main()
    """
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout.readline() == "half way\n"
        child.kill()
    assert written(params) == QUARTER
    assert read_plan(params, "shop", "2026Q3").agreement.negotiations == ()
