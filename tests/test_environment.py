"""What is installed is said once: pyproject, constraints and the conda file agree, and none names an index."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
# The same project under another name on conda-forge.
CONDA_NAMES = {
    "matplotlib": "matplotlib-base",
    "tzdata": "python-tzdata",
    "duckdb": "python-duckdb",
    "ibis-framework[duckdb]": "ibis-duckdb",
    "ibis-framework[postgres]": "ibis-postgres",
}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement(text: str) -> tuple[str, str]:
    name, version = re.fullmatch(r"([\w.-]+(?:\[\w+\])?)(.*)", text.replace(" ", "")).groups()
    return normal(name), version


def test_environment_yml_has_the_dependencies_of_pyproject():
    extras = PROJECT["optional-dependencies"]
    wanted = {requirement(text) for text in [*PROJECT["dependencies"], *extras["test"], *extras["lab"]]}
    wanted = {(CONDA_NAMES.get(name, name), version) for name, version in wanted}
    given = {requirement(text) for text in CONDA["dependencies"] if isinstance(text, str)}
    given -= {requirement("pip"), ("python", PROJECT["requires-python"])}
    assert given == wanted
    assert f"python{PROJECT['requires-python']}" in [str(one).replace(" ", "") for one in CONDA["dependencies"]]


def test_every_dependency_is_pinned_in_the_constraints():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {normal(line.split("==")[0]) for line in lines if "==" in line}
    extras = [text for group in PROJECT["optional-dependencies"].values() for text in group]
    wanted = {requirement(text)[0].split("[")[0] for text in [*PROJECT["dependencies"], *extras]} | {"uv"}
    assert wanted - pinned == set()


@pytest.mark.parametrize("name", ["constraints.txt", "pyproject.toml", "environment.yml", "Makefile", ".ci/run"])
def test_no_file_names_the_address_of_a_package_index(name):
    text = (ROOT / name).read_text("utf-8")
    assert re.findall(r"https?://|index-url|find-links", text) == []
