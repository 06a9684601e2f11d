"""What several rooms' tests share."""

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings

from kpilib import cli
from kpilib.data import history
from kpilib.data.collect import collect
from kpilib.data.facts import Facts
from kpilib.plan.model import Plan

# A test run on several processes sets it for them, and no child of a test is to have it.
os.environ.pop("PYTHONPATH", None)

gc.set_threshold(*cli.SELDOM)  # as in the command

# How long an example takes depends on what else the machine does: that is no finding.
settings.register_profile("kpilib", deadline=None)
settings.load_profile("kpilib")


@pytest.fixture(autouse=True)
def no_earlier_reports(monkeypatch, tmp_path_factory) -> None:
    """Reports that a developer has made of the demo clients are no history of a test's."""
    monkeypatch.setenv(history.VARIABLE, str(tmp_path_factory.getbasetemp() / "no-reports"))


@pytest.fixture(scope="module")
def exports_read_once() -> Iterator[None]:
    """For a module that opens the same exports again and again, with another plan or in another language."""
    kept: dict[tuple[object, ...], Facts] = {}

    def read(plan: Plan, folder: Path, *, as_of: date | None = None) -> Facts:
        files = tuple((path.name, path.read_bytes()) for path in sorted(folder.glob("exports/*")))
        told = plan.client.model_dump_json(exclude={"language"})
        key = (files, told, as_of)
        if key not in kept:
            kept[key] = collect(plan, folder, as_of=as_of)
        return kept[key]

    with pytest.MonkeyPatch.context() as patched:
        for name in ("report", "review", "datacheck"):
            patched.setattr(f"kpilib.{name}.collect", read)
        yield


@pytest.fixture
def run_python() -> Callable[[str], str]:
    """Run a line in a Python of its own and return what it prints."""

    def run(code: str) -> str:
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    return run


@pytest.fixture
def kpilib(monkeypatch, capsys) -> Callable[..., tuple[int, str, str]]:
    """Run the console command and return its exit code, what it printed, and its error output."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["kpilib", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main()
        printed = capsys.readouterr()
        return int(stop.value.code or 0), printed.out, printed.err

    return run
