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
    "css-inline": "css_inline",
    "duckdb": "python-duckdb",
    "jupyter-client": "jupyter_client",
    "jupyter-kernel-test": "jupyter_kernel_test",
    "matplotlib": "matplotlib-base",
    "ruamel-yaml": "ruamel.yaml",
    "tzdata": "python-tzdata",
}
# What comes from pip in a conda environment too; environment.yml says why.
FROM_PIP = {"great-tables", "ibis-framework[duckdb]", "ibis-framework[postgres]", "playwright"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement(text: str) -> tuple[str, str]:
    name, version = re.fullmatch(r"([\w.-]+(?:\[\w+\])?)(.*)", text.replace(" ", "")).groups()
    return normal(name), version


def wanted() -> dict[str, str]:
    """What pyproject asks for, with the tests and JupyterLab: name to version."""
    extras = PROJECT["optional-dependencies"]
    return dict(requirement(text) for text in [*PROJECT["dependencies"], *extras["test"], *extras["lab"]])


def test_environment_yml_has_the_dependencies_of_pyproject():
    from_conda = {CONDA_NAMES.get(name, name): version for name, version in wanted().items() if name not in FROM_PIP}
    given = [text for text in CONDA["dependencies"] if isinstance(text, str)]
    exact = {re.split(r"[ <>=]", text)[0]: text.partition(" ")[2] for text in given}
    assert exact.pop("python").startswith(PROJECT["requires-python"])
    assert exact.pop("pip") == ""
    assert exact == from_conda


def test_the_part_from_pip_is_marked_and_the_same():
    (pip,) = (one["pip"] for one in CONDA["dependencies"] if isinstance(one, dict))
    assert pip[-1] == "-e ."
    assert dict(map(requirement, pip[:-1])) == {name: wanted()[name] for name in FROM_PIP}
    assert re.search(r"# From pip: .*\n(?:  #.*\n)*  - pip:", (ROOT / "environment.yml").read_text("utf-8"))


def test_the_pythons_are_said_once():
    told = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if "Python ::" in one]
    assert told == ["3.11", "3.12", "3.13"]
    assert PROJECT["requires-python"] == f">={told[0]}"
    assert "python >=3.11,<3.14" in CONDA["dependencies"]
    assert "sys.version_info < (3, 11)" in (ROOT / "Makefile").read_text("utf-8")
    assert f"Python {told[0]} to {told[-1]}" in (ROOT / "README.md").read_text("utf-8")


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
