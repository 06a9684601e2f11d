"""The demo pages that are looked at in a real browser, and how the browser and axe-core are found."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.index import write_index
from kpilib.deliver.portfolio import render_portfolio

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CLIENTS = ("kopi-contoh", "langkah-sample", "pumpen-muster")
REVIEWS = tuple(f"{client}, review" for client in CLIENTS)
REPORTS = (*CLIENTS, "data_check")
PAGES = (*REPORTS, *REVIEWS, "index", "portfolio")
PHONE, DESK = 390, 1280
AXE = "axe-core-4.14.1"


def make_pages(reports: Path) -> dict[str, Path]:
    """Reports and reviews of the three demo clients, the check of the data of one, and the agency's own two pages."""

    def make(notebook: str, *clients: str) -> list[Path]:
        path = ROOT / f"notebooks/{notebook}.ipynb"
        jobs = plan_jobs(ROOT / "params", [path], reports, "2026Q3", clients=clients, as_of="2026-08-21")
        return [outcome.page for outcome in Run(jobs)]

    made = dict(zip(CLIENTS, make("kpi_progress", *CLIENTS), strict=True))
    made |= dict(zip(REVIEWS, make("pdca_review", *CLIENTS), strict=True))
    (check,) = make("data_check", "kopi-contoh")
    made |= {"data_check": check, "index": write_index(reports)}
    portfolio = render_portfolio(ROOT / "notebooks/portfolio.ipynb", reports, "2026Q3", params=ROOT / "params")
    return made | {"portfolio": portfolio.page}


def chromium() -> str | None:
    """The browser of this machine, None without one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def axe_core() -> Path:
    """The script of axe-core: kept in the user's cache, brought there by npm once.

    Raises LookupError with what is missing, for a test to skip with.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kpilib-tests"
    script = cache / AXE / "axe.min.js"
    if script.is_file():
        return script
    npm = shutil.which("npm")
    if npm is None:
        raise LookupError("no npm on this machine to bring axe-core, which looks for barriers; Node.js has it")
    cache.mkdir(parents=True, exist_ok=True)
    name, _, version = AXE.rpartition("-")
    command = [npm, "pack", f"{name}@{version}", "--silent", "--pack-destination", str(cache)]
    try:
        subprocess.run(command, cwd=cache, check=True, capture_output=True, timeout=60)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise LookupError(f"npm could not bring {name} {version}; it needs a package registry once") from None
    with tarfile.open(cache / f"{AXE}.tgz") as package:
        text = package.extractfile("package/axe.min.js").read()
    script.parent.mkdir(exist_ok=True)
    part = script.with_suffix(f".{os.getpid()}")
    part.write_bytes(text)
    part.replace(script)  # a second run of the tests never reads half a script
    return script
