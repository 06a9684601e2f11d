"""`kpilib flag`: a warning is raised, accepted, or kept as an explanation; the file is the old one or the new one."""

import subprocess
import sys
import textwrap

import pytest

from kpilib.plan.params import read_plan
from tests.project import QUARTER, small_project

PAGE = """\
dependencies:
  - item: Shop page
    party: Web vendor
    kpi: orders
    promised: 2026-07-01
    moved: [{on: 2026-08-01, to: 2026-08-16}]
    uplift: 92
"""
PLAN = "# agreed on the phone\n" + QUARTER + PAGE
BY_HAND = ("--cause", "The vendor is ill", "--impact", "46 orders", "--target", "874")
ACCEPT = ("--accept", "--by", "Ana, Budi")
FLAG = """
flags:
  - on: 2026-08-10
    kpi: orders
    cause: The vendor is ill
    impact: 46 orders
    old: 920
    target: 874
"""


@pytest.fixture
def params(tmp_path):
    return small_project(tmp_path, quarter=PLAN)


@pytest.fixture
def flag(kpilib, params):
    """`kpilib flag 2026Q3 --client shop --kpi orders` as of a day."""

    def run(as_of: str, *options: str, kpi: str = "orders") -> tuple[int, str, str]:
        asked = ("flag", "2026Q3", "--client", "shop", "--kpi", kpi, "--as-of", as_of, "--params", params)
        return kpilib(*asked, *options)

    return run


def written(params) -> str:
    return (params / "shop" / "2026Q3.yml").read_text("utf-8")


def test_a_flag_is_added_and_nothing_else_changes(flag, params):
    code, out, err = flag("2026-08-10", *BY_HAND)
    assert (code, err) == (0, "")
    assert written(params) == PLAN + FLAG
    first, _, letter = out.partition("\n\n")
    assert first == "'orders' is flagged: 920 -> 874, to be accepted by 2026-09-16: params/shop/2026Q3.yml"
    assert "The reason, as we see it: The vendor is ill." in letter
    assert "What it costs: 46 orders." in letter
    assert "We propose 874 in place of 920." in letter


def test_what_is_not_given_comes_from_the_draft(flag, params):
    assert flag("2026-08-10")[0] == 0
    (one,) = read_plan(params, "shop", "2026Q3").agreement.flags
    # 46 of the 92 days without the page, of which each was to bring one order
    assert one.cause == "Shop page (Web vendor), promised for 1 Jul, is now promised for 16 Aug 2026."
    assert one.impact.startswith("−46 orders. 46 of 92 planned days without “Shop page”.")
    assert (str(one.old), str(one.target)) == ("920", "874")
    assert "\N{NO-BREAK SPACE}" not in written(params)


def test_a_flag_that_waits_is_accepted_in_one_edit(flag, params):
    flag("2026-08-10", *BY_HAND)
    code, out, _ = flag("2026-08-20", *ACCEPT)
    told = "the target of 'orders' is 874 instead of 920 from 2026-08-20 on, accepted by Ana, Budi"
    assert (code, out.strip()) == (0, f"{told}: params/shop/2026Q3.yml")
    changed = PLAN.replace("target: 920", "target: 874").replace("statement: 920 orders", "statement: 874 orders")
    assert written(params) == changed + FLAG + "    accepted: {on: 2026-08-20, by: [Ana, Budi]}\n"


def test_dates_in_quotes_and_an_acceptance_left_open_are_read_too(kpilib, tmp_path):
    """The KPI is due by the 30th, as text."""
    quarter = (
        (PLAN + FLAG).replace("due: 2026-09-30", 'due: "2026-09-30"').replace("on: 2026-08-10", "on: '2026-08-10'")
    )
    params = small_project(tmp_path, quarter=quarter + "    accepted:\n")
    asked = ("flag", "2026Q3", "--client", "shop", "--kpi", "orders", "--as-of", "2026-08-14", "--params", params)
    code, out, err = kpilib(*asked, *ACCEPT)
    assert (code, err) == (0, "")
    assert out.startswith("the target of 'orders' is 874 instead of 920 from 2026-08-14 on, accepted by Ana, Budi")
    assert read_plan(params, "shop", "2026Q3").agreement.flags[0].accepted.by == ("Ana", "Budi")


def test_it_can_be_raised_and_accepted_at_once(flag, params):
    assert flag("2026-08-10", *BY_HAND, *ACCEPT)[0] == 0
    plan = read_plan(params, "shop", "2026Q3")
    assert (str(plan.kpis[0].target), plan.kpis[0].statement) == ("874", "874 orders by 30 September 2026")
    assert plan.agreement.flags[0].accepted.by == ("Ana", "Budi")


@pytest.mark.parametrize(
    ("as_of", "moves"),
    [
        ("2026-09-15", True),  # 15 days before the due date
        ("2026-09-16", True),  # 14: the last day
        ("2026-09-17", False),  # 13
        ("2026-09-29", False),  # the day before
        ("2026-10-01", False),  # the day after
    ],
)
def test_after_the_last_day_the_explanation_is_kept_and_the_target_stays(flag, params, as_of, moves):
    code, out, err = flag(as_of, *BY_HAND, *ACCEPT)
    assert (code, err) == (0, "")
    plan = read_plan(params, "shop", "2026Q3")
    (one,) = plan.agreement.flags
    assert one.cause == "The vendor is ill"
    assert str(plan.kpis[0].target) == ("874" if moves else "920")
    if not moves:
        assert (one.target, one.accepted) == (None, None)
        assert "its target stays: a recalculation had to be raised and accepted by 2026-09-16" in out
        assert "the target stays as it is" in out


def test_a_flag_that_waits_too_long_is_not_accepted(flag, params):
    flag("2026-09-16", *BY_HAND)
    before = written(params)
    code, out, err = flag("2026-09-17", *ACCEPT)
    assert (code, out) == (2, "")
    assert err.startswith("the target of 'orders' stays: a recalculation had to be raised and accepted by 2026-09-16")
    assert written(params) == before


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--accept",), 'say who accepts: --by "Name, Name"; nothing was written'),
        ((*BY_HAND[:4], "--target", "soon"), "the target 'soon' is not a number such as 1200 or 2.4%"),
        ((*BY_HAND[:4], "--target", "80%"), "the new target 80% is not written like the old one, 920"),
        ((*BY_HAND, "--statement", "x"), "a statement changes when its target is accepted: add --accept"),
        ((*BY_HAND[2:], "--cause", " "), "a warning needs its cause; say it with --cause"),
    ],
)
def test_what_cannot_be_is_one_line_and_changes_nothing(flag, params, options, told):
    code, out, err = flag("2026-08-10", *options)
    assert (code, out, told in err, len(err.strip().splitlines())) == (2, "", True, 1)
    assert written(params) == PLAN


def test_an_unknown_kpi_is_told_with_the_nearest_name(flag):
    code, _, err = flag("2026-08-10", kpi="order")
    assert (code, err) == (2, "no KPI is named 'order'; did you mean 'orders'?\n")


def test_without_a_counterfactual_nothing_is_proposed_and_nothing_can_be_accepted(flag, params):
    said = ("--cause", "Rain", "--impact", "Fewer visits")
    code, _, err = flag("2026-08-10", *said, *ACCEPT, kpi="conversion_rate")
    assert (code, err) == (2, "there is no new target to accept; say it with --target, nothing was written\n")
    code, out, _ = flag("2026-08-10", *said, kpi="conversion_rate")
    assert (code, out.splitlines()[0]) == (
        0,
        "'conversion_rate' is flagged, without another target: params/shop/2026Q3.yml",
    )
    assert read_plan(params, "shop", "2026Q3").agreement.flags[0].target is None


def test_text_of_the_command_line_is_data(flag, params):
    said = ("--cause", "a: b # {not} a map\n- nor a list", "--impact", "'quoted' \"twice\"")
    assert flag("2026-08-10", *said)[0] == 0
    (one,) = read_plan(params, "shop", "2026Q3").agreement.flags
    assert (one.cause, one.impact) == (said[1], said[3])


def test_a_command_that_is_killed_while_it_writes_leaves_the_file_byte_for_byte(params):
    code = f"""
        import os, sys, time
        def stuck(*_):
            print("half way", flush=True)
            time.sleep(60)
        os.replace = stuck
        from kpilib.cli import main
        sys.argv = ["kpilib", "flag", "2026Q3", "--client", "shop", "--kpi", "orders", "--as-of", "2026-08-10",
                    "--params", {str(params)!r}, *{(*BY_HAND, *ACCEPT)!r}]
        main()
    """
    before = (params / "shop" / "2026Q3.yml").read_bytes()
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout.readline() == "half way\n"
        child.kill()
    assert (params / "shop" / "2026Q3.yml").read_bytes() == before
    assert read_plan(params, "shop", "2026Q3").agreement.flags == ()
