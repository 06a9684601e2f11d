"""The agency's own page of a quarter, from the notebook that an agency may change."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from nbclient.exceptions import CellTimeoutError
from nbformat import NotebookNode

from kpilib.deliver.files import write
from kpilib.deliver.index import INDEX
from kpilib.deliver.job import PARAMETERS
from kpilib.deliver.kernels import kernel_environment, manager
from kpilib.deliver.page import HIDDEN_TAGS, Section, read_results, sections
from kpilib.deliver.render import check_parameters, execute, reason_of
from kpilib.deliver.standalone import refuse_unless_standalone
from kpilib.portfolio import Portfolio, open_portfolio
from kpilib.tell.language import speaking
from kpilib.tell.page.alone import Section as Shown
from kpilib.tell.portfolio import page_of

NAME = "portfolio"


@dataclass(frozen=True)
class Made:
    """What became of the page: `reason` says in one line why the short page was left in its place."""

    page: Path
    seconds: float
    reason: str | None = None


def render_portfolio(notebook: Path, reports: Path, quarter: str, *, params: Path, fork: bool = True) -> Made:
    """Execute the notebook for a quarter; what it shows becomes the quarter's page.

    fork : take the kernel from a warm process, where that can be.
    The executed notebook and its results are kept beside the page. Where the notebook fails, the page stays as it is.
    """
    started = time.monotonic()
    folder = reports / quarter
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / INDEX
    try:
        given = dict.fromkeys(PARAMETERS, "") | {"quarter": quarter}
        check_parameters(notebook, given)
        kernels = manager(kernel_environment(reports=str(reports)), fork=fork)
        executed = execute(notebook, folder / f"{NAME}.ipynb", given, folder=params, kernels=kernels)
        results = read_results(executed)
        shown = to_page(executed, open_portfolio(quarter, reports=reports))
    except CellTimeoutError as error:  # which is an OSError to Python, and none of a file
        return Made(page, time.monotonic() - started, reason_of(error))
    except OSError:  # of the folder of reports: it is the whole run's
        raise
    except Exception as error:  # whatever is wrong with the notebook, the short page stands
        return Made(page, time.monotonic() - started, reason_of(error))
    write(folder / f"{NAME}.json", json.dumps(results, indent=1, ensure_ascii=False))
    write(page, shown)
    return Made(page, time.monotonic() - started)


def to_page(notebook: NotebookNode, portfolio: Portfolio) -> str:
    """The page of an executed notebook. Raises KpilibError for one that would not stand alone."""
    shown = [cell for cell in notebook.cells if not HIDDEN_TAGS.intersection(cell.metadata.get("tags", []))]
    with speaking(portfolio.language):
        found = [_told(one) for one in sections(shown)]
        page = page_of(portfolio.quarter, portfolio.clients, found)
    refuse_unless_standalone(page)
    return page


def _told(one: Section) -> Shown:
    """A section of the notebook, which is HTML already."""
    return Shown(Markup(one.heading), Markup(one.body), Markup(one.intro))
