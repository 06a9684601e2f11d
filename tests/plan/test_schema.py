"""The schemas for editors, the models, what `kpilib new` writes and the README's examples say the same."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import pytest
from jsonschema import Draft202012Validator  # nbformat brings it
from pydantic import BaseModel, TypeAdapter
from ruamel.yaml import YAML

from kpilib.plan import schema
from kpilib.plan.located import Located
from kpilib.plan.target import Amount

ROOT = Path(__file__).parents[2]
README = ROOT / "params" / "README.md"
MODELS = [model for top in schema.FILES.values() for model in schema._models(top) if model is not Amount]


def told(value: Any) -> Any:
    """A YAML value as an editor sees it: a date is text."""
    if isinstance(value, dict):
        return {key: told(one) for key, one in value.items()}
    if isinstance(value, list):
        return [told(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def wrong(file: str, text: str, *, part: bool = False) -> list[str]:
    """What the schema of a file has against a text; `part` where it is only some keys of one."""
    rules = schema.schema_of(file) | ({"required": []} if part else {})
    found = Draft202012Validator(rules).iter_errors(told(YAML(typ="safe").load(text)))
    return [f"{'/'.join(map(str, one.absolute_path))}: {one.message}" for one in found]


def files() -> list[tuple[str, Path]]:
    """Every file of the project that an analyst has written, with its kind."""
    found = []
    for folder in ("params", "tests/real/params", "tests/spec/plan"):
        for path in sorted((ROOT / folder).rglob("*.yml")):
            kind = path.stem if path.stem in schema.FILES else "quarter"
            found.append((kind, path))
    return found


@pytest.mark.parametrize("file", schema.FILES)
def test_a_schema_is_a_valid_one(file):
    Draft202012Validator.check_schema(schema.schema_of(file))


@pytest.mark.parametrize(("file", "path"), files(), ids=lambda one: getattr(one, "name", one))
def test_every_file_of_the_project_is_what_its_schema_says(file, path):
    assert wrong(file, path.read_text("utf-8")) == []


def test_the_examples_of_the_readme_are_what_the_schema_says():
    blocks = re.findall(r"```yaml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 2
    assert [wrong("client", block, part=True) for block in blocks] == [[]] * len(blocks)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_is_explained_in_its_models_docstring(model):
    assert set(schema.told_keys(model)) == set(model.model_fields)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_example_of_a_docstring_is_one(model: type[BaseModel]):
    for key, text in schema.told_keys(model).items():
        field = model.model_fields[key]
        for example in schema.examples_in(text):
            TypeAdapter(Annotated[(field.annotation, *field.metadata, None)]).validate_python(example)


def test_every_key_of_the_two_files_stands_in_the_readme():
    text = README.read_text("utf-8")
    keys = [key for file in ("client", "quarter", "mail") for key in schema.schema_of(file)["properties"]]
    keys += [
        key for name in ("Source", "Recipient") for key in schema.schema_of("client")["$defs"][name]["properties"]
    ]
    assert [key for key in keys if not re.search(rf"\b{key}\b", text)] == []


@pytest.mark.parametrize(
    ("file", "text", "about"),
    [
        ("client", "currencey: EUR", "currencey"),
        ("client", "fiscal_year_starts: 13", "13"),
        ("client", "sources: [{file: a.csv, zero_fill: maybe}]", "maybe"),
        ("quarter", "kpis: [{id: a, level: chanel}]", "chanel"),
        ("quarter", "kpis: [{target: 1.200.000}]", "1.200.000"),
        ("quarter", "kpis: [{target: {change: +29%, against: Q3 2025}}]", "Q3 2025"),
        ("mail", "security: ssl", "ssl"),
    ],
)
def test_what_kpilib_refuses_an_editor_marks(file, text, about):
    assert any(about in problem for problem in wrong(file, text, part=True))


@pytest.mark.parametrize("target", ["1200", "1_200", "2.4%", "+0.20pp", "{low: 90%, high: 105%}"])
def test_a_target_may_be_written_in_each_of_its_ways(target):
    rest = "id: a, metric: orders, statement: b, due: 2026-09-30, owner: c, level: business, goal: d"
    assert wrong("quarter", f"kpis: [{{{rest}, target: {target}}}]", part=True) == []


def test_a_metric_may_have_a_name_or_names():
    rest = "kind: sum, numerator: demos, unit: count, improvement: increase, stage: act"
    assert wrong("client", f"metrics: {{demos: {{name: Demos, {rest}}}}}", part=True) == []
    assert wrong("client", f"metrics: {{demos: {{names: {{en: Demos, id: Demo}}, {rest}}}}}", part=True) == []
    assert wrong("client", f"metrics: {{demos: {{{rest}}}}}", part=True) != []


def test_a_schema_knows_the_keys_that_the_model_knows(tmp_path):
    """Whatever the schema asks for, kpilib asks for too: an empty file lacks the same keys by both."""
    (tmp_path / "client.yml").write_text("about: nothing\n", "utf-8")
    located = Located(tmp_path / "client.yml", "client.yml")
    located.validated(schema.FILES["client"])
    missing = {problem.text.split("'")[1] for problem in located.problems}
    assert missing == set(schema.schema_of("client")["required"])


def test_schema_is_printed_and_written(kpilib, tmp_path):
    code, printed, _ = kpilib("schema", "quarter")
    assert (code, json.loads(printed)["properties"]["kpis"]["items"]) == (0, {"$ref": "#/$defs/Kpi"})
    (tmp_path / "params").mkdir()
    for _ in range(2):  # written again it is the same
        code, printed, _ = kpilib("schema", "--write", "--params", tmp_path / "params")
        assert (code, len(printed.splitlines())) == (0, 3)
    written = json.loads((tmp_path / "params" / ".schema" / "client.json").read_text("utf-8"))
    assert written == schema.schema_of("client")


def test_schema_of_a_file_that_there_is_not_names_those_there_are(kpilib):
    code, _, errors = kpilib("schema", "portfolio")
    assert code == 2
    assert "client" in errors
