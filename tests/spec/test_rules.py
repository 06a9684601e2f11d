"""rules.md, row by row: a plan that meets every rule, and one change that breaks each."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from kpilib.plan.finding import rules
from kpilib.plan.yaml_text import load_yaml, read_yaml
from kpilib.review import review
from tests.spec.tables import Case, cases

pytestmark = pytest.mark.usefixtures("exports_read_once")
BASE = Path(__file__).parent / "plan"
# Told of sentences alone, where no field says what the sentence leaves out: smart.md has these. The others need
# more than one change of a file: tests/plan/test_agreement.py and tests/judge/test_soundness.py have them.
ELSEWHERE = {
    "S-no-metric",
    "M-no-baseline",
    "T-no-due",
    "needs-re-agreement",
    "added-since-agreed",
    "goalposts-moved",
}
ELSEWHERE |= {"volatile"}
# Told of an effect, which flat data have not: tests/judge/cycles/test_sound.py has these.
ELSEWHERE |= {"cycle-worked-not-kept", "cycle-harmed-kept"}


Told = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Told:
    """The codes of what is found in the plan with some changes, as rules.md writes them."""
    folder = tmp_path_factory.mktemp("rules") / "params" / "uji"
    _write_exports(folder / "exports")
    plan = {name: read_yaml(BASE / name) for name in ("client.yml", "2026Q3.yml")}

    @cache
    def codes(changes: str) -> list[str]:
        trees = deepcopy(plan)
        for change in filter(None, changes.split(" ; ")):
            place, value = change.split(" = ", 1)
            tree = trees["client.yml" if place.startswith("client.") else "2026Q3.yml"]
            _set(tree, place.removeprefix("client.").split("."), None if value == "none" else _value(value))
        for name, tree in trees.items():
            (folder / name).write_text(yaml.dump(tree, Dumper=yaml.CSafeDumper, sort_keys=False), "utf-8")
        found = review(folder.parent, "uji", "2026Q3", as_of=date(2026, 8, 21))
        assert found.problems == ()
        return [one.code for one in found.findings]

    return codes


def _write_exports(folder: Path) -> None:
    folder.mkdir(parents=True)
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(963)]  # to 20 August 2026
    head = "date,channel,sessions,engaged,leads,orders,revenue,cost,clicks,impressions\n"
    organic, paid, social = "400,240,15,20,666660,0,0,0", "200,120,5,10,333330,100000,200,9000", "50,20,0,0,0,0,0,0"
    rows = [("Organic Search", organic), ("Paid Search", paid), ("Organic Social", social)]
    lines = (f"{day},{channel},{numbers}\n" for day in days for channel, numbers in rows)
    (folder / "days.csv").write_text(head + "".join(lines), "utf-8")
    lines = (f"{day},{1000 + 10 * (number % 5)}\n" for number, day in enumerate(days))
    (folder / "list.csv").write_text("date,subscribers\n" + "".join(lines), "utf-8")


def _value(text: str) -> Any:
    return load_yaml(YAML(typ="safe", pure=True), text)


def _set(tree: Any, path: list[str], value: Any) -> None:
    for key in path[:-1]:
        tree = next(item for item in tree if item["id"] == key) if isinstance(tree, list) else tree[key]
    if value is None:
        del tree[path[-1]]
    else:
        tree[path[-1]] = value


def test_the_plan_meets_every_rule(told):
    assert told("") == ["not-fingerprinted"]


@pytest.mark.parametrize("case", cases("rules.md"), ids=lambda case: case["rule"])
def test_a_rule_is_broken_and_held(case: Case, told: Told):
    assert case["rule"] in told(case["breaks it"])
    assert case["rule"] not in told(case["holds it"])
    assert set(case["brief"].split()) <= set(rules()[case["rule"]].brief.split(", "))


def test_every_rule_has_its_cases():
    assert {case["rule"] for case in cases("rules.md")} | ELSEWHERE == set(rules())
