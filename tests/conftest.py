"""What several rooms' tests share."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import settings

from kpilib import cli
from kpilib.data import history

# A test run on several processes sets it for them, and no child of a test is to have it.
os.environ.pop("PYTHONPATH", None)

# How long an example takes depends on what else the machine does: that is no finding.
settings.register_profile("kpilib", deadline=None)
settings.load_profile("kpilib")


@pytest.fixture(autouse=True)
def no_earlier_reports(monkeypatch, tmp_path_factory) -> None:
    """Reports that a developer has made of the demo clients are no history of a test's."""
    monkeypatch.setenv(history.VARIABLE, str(tmp_path_factory.getbasetemp() / "no-reports"))


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
