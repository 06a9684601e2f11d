"""What a report costs, beside what an analyst would do instead: papermill, then nbconvert, in a shell.

Not a test: run it with `make bench`. Prints seconds and a ratio for one report of a demo client, the best of three.
"""

import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

from kpilib.deliver.job import Job
from kpilib.deliver.render import render

ROOT = Path(__file__).parents[2]
NOTEBOOK = ROOT / "notebooks" / "kpi_progress.ipynb"
TIMES = 3


def best(action) -> float:
    seconds = []
    for _ in range(TIMES):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def test_one_report_beside_a_shell_loop(tmp_path):
    folder = ROOT / "params" / "kopi-contoh"

    def ours() -> None:
        assert render(Job("kopi-contoh", "2026Q3", "2026-08-21", NOTEBOOK, folder, tmp_path / "ours")).page

    def shell() -> None:
        executed = tmp_path / "shell.ipynb"
        run = [
            sys.executable,
            "-m",
            "papermill",
            str(NOTEBOOK),
            str(executed),
            "--cwd",
            str(folder),
            "--no-progress-bar",
        ]
        subprocess.run(run, check=True, capture_output=True)
        convert = [sys.executable, "-m", "nbconvert", "--to", "html", "--no-input", str(executed)]
        subprocess.run(convert, check=True, capture_output=True)

    mine, theirs = best(ours), best(shell)
    where = f"Python {platform.python_version()}, papermill {version('papermill')}, nbconvert {version('nbconvert')}"
    print(f"\n{where}: kpilib {mine:.2f} s, shell {theirs:.2f} s, ratio {mine / theirs:.2f}")
