"""The demo pages that are looked at in a real browser, and how the browser and axe-core are found."""

import shutil
from pathlib import Path

from kpilib.deliver.batch import Run, plan_jobs
from kpilib.deliver.index import write_index
from kpilib.deliver.portfolio import render_portfolio
from kpilib.plan.catalogue import metrics
from kpilib.tell.reference import reference_page
from tests.npm import npm_file

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CLIENTS = ("kopi-contoh", "langkah-sample", "pumpen-muster")
REVIEWS = tuple(f"{client}, review" for client in CLIENTS)
REPORTS = (*CLIENTS, "data_check")
PAGES = (*REPORTS, *REVIEWS, "index", "portfolio", "reference")
PHONE, DESK = 390, 1280


def make_pages(reports: Path) -> dict[str, Path]:
    """Reports and reviews of the three demo clients, the check of the data of one, and the pages of the agency."""

    def make(notebook: str, *clients: str) -> list[Path]:
        path = ROOT / f"notebooks/{notebook}.ipynb"
        jobs = plan_jobs(ROOT / "params", [path], reports, "2026Q3", clients=clients, as_of="2026-08-21")
        return [outcome.page for outcome in Run(jobs)]

    made = dict(zip(CLIENTS, make("kpi_progress", *CLIENTS), strict=True))
    made |= dict(zip(REVIEWS, make("pdca_review", *CLIENTS), strict=True))
    (check,) = make("data_check", "kopi-contoh")
    reference = reports / "reference.html"
    reference.write_text(reference_page(metrics(), "en"), "utf-8")
    made |= {"data_check": check, "index": write_index(reports), "reference": reference}
    portfolio = render_portfolio(ROOT / "notebooks/portfolio.ipynb", reports, "2026Q3", params=ROOT / "params")
    return made | {"portfolio": portfolio.page}


def chromium() -> str | None:
    """The browser of this machine, None without one."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def axe_core() -> Path:
    """The script of axe-core: kept in the user's cache, brought there by npm once.

    Raises LookupError with what is missing, for a test to skip with.
    """
    return npm_file("axe-core", "4.14.1", "axe.min.js", purpose="looks for barriers")
