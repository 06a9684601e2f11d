"""The pages that list the reports: right while a batch is still running."""

import time
from pathlib import Path

from kpilib.deliver.files import write
from kpilib.deliver.job import Outcome
from kpilib.plan.periods import Quarter

INDEX = "index.html"
UNFINISHED = ".unfinished"  # stands in the folder of a quarter while its pages may not tell of all its reports
PART = 20  # of the time that a run takes, the most that goes into its index


def write_index(reports: Path, quarter: str = "") -> Path:
    """Write the page that leads to the quarters, and the page of a quarter; returns the first of them.

    They are made of the results alone, so that it costs next to nothing to write them after each report.

    quarter : the one whose page is written anew; those of others only where there is none. "" for all of them.
    """
    # A run that finds nothing changed has no page to write, and needs none of what a page takes.
    from kpilib.data.mailed import read_mailed
    from kpilib.data.reported import read_reported, reported_quarters
    from kpilib.tell.portfolio import clients_of, quarter_page, quarters_page

    mailed = read_mailed(reports)
    quarters = {name: clients_of(read_reported(reports, name), mailed) for name in reported_quarters(reports)}
    for name, clients in quarters.items():
        page = reports / name / INDEX
        if not quarter or name == str(Quarter.parse(quarter)) or not page.is_file():
            write(page, quarter_page(name, clients))
    index = reports / INDEX
    write(index, quarters_page(quarters))
    return index


class Index:
    """The index of a running batch: written as reports end, as often as costs little."""

    def __init__(self, reports: Path, quarter: str):
        self.reports, self.quarter = reports, quarter
        self._mark = reports / quarter / UNFINISHED
        pages = all((folder / INDEX).is_file() for folder in (reports, reports / quarter))
        # An earlier run may have been killed before it told of a report that it had made.
        self._new = not pages or self._mark.is_file()
        self._next = 0.0

    @property
    def page(self) -> Path:
        """The page that leads to the quarters."""
        return self.reports / INDEX

    def begin(self) -> None:
        """Reports are going to be made."""
        self._mark.parent.mkdir(parents=True, exist_ok=True)
        self._mark.touch()

    def finish(self) -> None:
        """All that was made is told."""
        self._mark.unlink(missing_ok=True)

    def update(self, outcome: Outcome) -> None:
        """Tell of a report that ended; one that was there before changes nothing."""
        self._new = self._new or not outcome.kept
        if not outcome.kept and time.monotonic() >= self._next:
            started = time.monotonic()
            self.write()
            ended = time.monotonic()
            self._next = ended + PART * (ended - started)

    def stale(self) -> bool:
        """Whether this run made anything that the page of the quarter has to tell of."""
        return self._new

    def write(self) -> Path:
        """Write both pages now; the page that leads to the quarters."""
        return write_index(self.reports, self.quarter)
