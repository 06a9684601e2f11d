"""rules.md, row by row: a plan that meets every rule, and one change that breaks each."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from kpilib.plan.finding import rules
from kpilib.review import Review, review
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


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("base") / "params" / "uji"
    (folder / "exports").mkdir(parents=True)
    for name in ("client.yml", "2026Q3.yml"):
        shutil.copy(BASE / name, folder / name)
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(963)]  # to 20 August 2026
    head = "date,channel,sessions,engaged,leads,orders,revenue,cost,clicks,impressions\n"
    organic, paid, social = "400,240,15,20,666660,0,0,0", "200,120,5,10,333330,100000,200,9000", "50,20,0,0,0,0,0,0"
    rows = [("Organic Search", organic), ("Paid Search", paid), ("Organic Social", social)]
    lines = (f"{day},{channel},{numbers}\n" for day in days for channel, numbers in rows)
    (folder / "exports" / "days.csv").write_text(head + "".join(lines), "utf-8")
    lines = (f"{day},{1000 + 10 * (number % 5)}\n" for number, day in enumerate(days))
    (folder / "exports" / "list.csv").write_text("date,subscribers\n" + "".join(lines), "utf-8")
    return folder


def changed(base: Path, folder: Path, changes: str) -> Review:
    """The review of the plan with some changes."""
    target = folder / "params" / "uji"
    shutil.copytree(base, target)
    for change in changes.split(" ; "):
        place, value = change.split(" = ", 1)
        file = "client.yml" if place.startswith("client.") else "2026Q3.yml"
        tree = YAML().load((target / file).read_text("utf-8"))
        _set(tree, place.removeprefix("client.").split("."), None if value == "none" else YAML().load(value))
        with (target / file).open("w", encoding="utf-8") as stream:
            YAML().dump(tree, stream)
    return review(folder / "params", "uji", "2026Q3", as_of=date(2026, 8, 21))


def _set(tree: CommentedMap, path: list[str], value: Any) -> None:
    for key in path[:-1]:
        tree = next(item for item in tree if item["id"] == key) if isinstance(tree, list) else tree[key]
    if value is None:
        del tree[path[-1]]
    else:
        tree[path[-1]] = value


def codes(found: Review) -> list[str]:
    assert found.problems == ()
    return [one.code for one in found.findings]


def test_the_plan_meets_every_rule(base):
    assert codes(review(base.parent, "uji", "2026Q3", as_of=date(2026, 8, 21))) == ["not-fingerprinted"]


@pytest.mark.parametrize("case", cases("rules.md"), ids=lambda case: case["rule"])
def test_a_rule_is_broken_and_held(case: Case, base: Path, tmp_path: Path):
    assert case["rule"] in codes(changed(base, tmp_path / "broken", case["breaks it"]))
    assert case["rule"] not in codes(changed(base, tmp_path / "held", case["holds it"]))
    assert set(case["brief"].split()) <= set(rules()[case["rule"]].brief.split(", "))


def test_every_rule_has_its_cases():
    assert {case["rule"] for case in cases("rules.md")} | ELSEWHERE == set(rules())
