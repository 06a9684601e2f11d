"""A quarter's file changes whole or not at all, and what was not changed stays as it was written."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from kpilib.errors import KpilibError, ProblemsError, UnknownNameError
from kpilib.plan.edit import edit_quarter, new_quarter
from kpilib.plan.params import quarter_names
from tests.project import QUARTER, small_project

ROOT = Path(__file__).parents[2]
PLANS = sorted([*ROOT.glob("params/*/????Q?.yml"), *ROOT.glob("tests/real/params/*/????Q?.yml")])


def nothing(tree) -> None:
    """No change."""


def set_target(value):
    def change(tree) -> None:
        tree["kpis"][0]["target"] = value

    return change


def edited(root: Path, quarter: str, change) -> tuple[str, str]:
    """The text of the small project's quarter before and after a change."""
    params = small_project(root, quarter=quarter)
    edit_quarter(params, "shop", "2026Q3", change)
    return quarter, (params / "shop" / "2026Q3.yml").read_bytes().decode()


@pytest.mark.parametrize("path", PLANS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_file_that_is_read_and_written_without_a_change_is_the_same_to_the_byte(tmp_path, path):
    params = tmp_path / "params"
    folder = params / path.parent.name
    folder.mkdir(parents=True)
    client = (path.parent / "client.yml").read_text("utf-8")
    (folder / "client.yml").write_text(client, "utf-8")
    (folder / "exports").mkdir()
    for line in client.splitlines():
        if "exports/" in line:
            name = line.partition("exports/")[2].split(",")[0].strip(' "}')
            (folder / "exports" / name.replace("*", "1")).touch()
    (folder / path.name).write_bytes(path.read_bytes())
    edit_quarter(params, folder.name, path.stem, nothing)
    assert (folder / path.name).read_bytes() == path.read_bytes()


def test_only_the_changed_line_changes(tmp_path):
    before, after = edited(tmp_path, QUARTER, set_target(900))
    assert after == before.replace("target: 920", "target: 900")


def test_comments_order_quotes_and_the_spelling_of_numbers_are_kept(tmp_path):
    written = QUARTER.replace("target: 920", "target: 1_920    # agreed on the phone").replace(
        "metric: orders", "metric:   'orders'  # all channels"
    )
    written += 'budget: {Google Ads: 310_000, "Meta": 2_000.50}   # euros\n\n# the end\n'
    before, after = edited(tmp_path, written, lambda tree: tree["kpis"][1].update(target="2.10%"))
    assert after == before.replace("target: 2%", "target: 2.10%")


def test_an_untouched_line_keeps_even_a_form_that_the_yaml_library_would_change(tmp_path):
    written = QUARTER.replace("{on: 2026-06-26, by: [Owner]}", "{ on: 2026-06-26,\n  by: [ Owner ] }").replace(
        "statement: 920 orders by 30 September 2026", "statement: 920 orders\n      by 30 September 2026"
    )
    before, after = edited(tmp_path, written, set_target(900))
    assert after == before.replace("target: 920", "target: 900")


@pytest.mark.parametrize("form", [QUARTER.replace("\n", "\r\n"), "\ufeff" + QUARTER], ids=["windows lines", "bom"])
def test_line_ends_and_the_mark_at_the_beginning_are_kept(tmp_path, form):
    params = small_project(tmp_path)
    path = params / "shop" / "2026Q3.yml"
    path.write_bytes(form.encode())
    edit_quarter(params, "shop", "2026Q3", set_target(900))
    assert path.read_bytes().decode() == form.replace("target: 920", "target: 900")


def test_the_plan_that_comes_back_is_the_one_in_the_file(tmp_path):
    plan = edit_quarter(small_project(tmp_path), "shop", "2026Q3", set_target(900))
    assert (str(plan.kpis[0].target), plan.file) == ("900", "params/shop/2026Q3.yml")


def test_a_change_that_is_no_plan_is_told_as_any_other_mistake_and_not_written(tmp_path):
    params = small_project(tmp_path)
    path = params / "shop" / "2026Q3.yml"
    with pytest.raises(
        ProblemsError, match=r"params/shop/2026Q3\.yml:6: kpi 'orders': target 'many' is not a number"
    ):
        edit_quarter(params, "shop", "2026Q3", set_target("many"))
    assert path.read_text("utf-8") == QUARTER
    assert sorted(one.name for one in path.parent.iterdir()) == ["2026Q3.yml", "client.yml", "exports"]


def test_a_change_by_somebody_else_meanwhile_is_noticed_and_kept(tmp_path):
    params = small_project(tmp_path)
    path = params / "shop" / "2026Q3.yml"
    other = QUARTER.replace("target: 920", "target: 921")

    def slow(tree) -> None:
        path.write_text(other, "utf-8")
        tree["kpis"][0]["target"] = 900

    with pytest.raises(KpilibError, match="was changed by somebody else meanwhile; nothing was written"):
        edit_quarter(params, "shop", "2026Q3", slow)
    assert path.read_text("utf-8") == other


def test_a_linked_file_stays_a_link_and_keeps_its_rights(tmp_path):
    params = small_project(tmp_path)
    path = params / "shop" / "2026Q3.yml"
    real = tmp_path / "agreed.yml"
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to(real)
    edit_quarter(params, "shop", "2026Q3", set_target(900))
    assert path.is_symlink()
    assert "target: 900" in real.read_text("utf-8")
    assert real.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_process_that_is_killed_half_way_leaves_the_old_file_and_no_quarter_more(tmp_path, step):
    params = small_project(tmp_path)
    code = f"""
        import os, sys, time
        from pathlib import Path
        from kpilib.plan.edit import edit_quarter
        def stuck(*_):
            print("half way", flush=True)
            time.sleep(60)
        os.{step} = stuck
        edit_quarter(Path({str(params)!r}), "shop", "2026Q3", lambda tree: tree["kpis"][0].update(target=900))
    """
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True)
    with child:
        assert child.stdout.readline() == "half way\n"
        os.kill(child.pid, signal.SIGKILL)
    folder = params / "shop"
    assert (folder / "2026Q3.yml").read_text("utf-8") == QUARTER
    left = [one.name for one in folder.iterdir() if one.name.endswith(".tmp")]
    assert len(left) == 1
    assert sorted(one.name for one in folder.glob("*.yml")) == ["2026Q3.yml", "client.yml"]
    assert quarter_names(params, "shop") == ["2026Q3"]
    edit_quarter(params, "shop", "2026Q3", set_target(900))
    assert "target: 900" in (folder / "2026Q3.yml").read_text("utf-8")


def test_a_new_quarter_is_written_once_and_only_as_a_plan(tmp_path):
    params = small_project(tmp_path)
    text = QUARTER.replace("2026-09-30", "2026-12-31")
    assert str(new_quarter(params, "shop", "2026Q4", text).quarter) == "2026Q4"
    assert (params / "shop" / "2026Q4.yml").read_text("utf-8") == text
    with pytest.raises(KpilibError, match=r"params/shop/2026Q4\.yml exists already; nothing was written"):
        new_quarter(params, "shop", "2026Q4", QUARTER)
    with pytest.raises(ProblemsError, match="2027Q1"):
        new_quarter(params, "shop", "2027Q1", text)
    with pytest.raises(UnknownNameError, match="did you mean 'shop'"):
        new_quarter(params, "shopp", "2027Q1", text)
    assert quarter_names(params, "shop") == ["2026Q3", "2026Q4"]
