"""How a run is told while it goes on: a bar on a terminal, plain lines elsewhere, events for programs."""

import json
import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kpilib.cli.console import err, out, shown
from kpilib.deliver.job import Outcome
from kpilib.errors import counted


def teller(total: int, *, as_json: bool) -> "Lines":
    """Who tells of a run of so many reports: for a program, for a reader at a terminal, or for a file."""
    if as_json:
        return Events(total)
    return Bar(total) if err.is_terminal else Lines(total)


@dataclass
class Total:
    """What became of a run.

    >>> print(Total(made=6, kept=4, failed=1))
    6 reports made, 4 of them before and unchanged, 1 failed
    """

    asked_for_pdf: bool = False
    made: int = 0
    kept: int = 0
    failed: int = 0
    printed: int = 0

    def count(self, outcome: Outcome, *, printed: bool) -> None:
        self.made += outcome.page is not None
        self.kept += outcome.kept
        self.failed += outcome.page is None
        self.printed += printed

    @property
    def complete(self) -> bool:
        """Whether all that was asked for is there."""
        return not self.failed and (self.printed == self.made or not self.asked_for_pdf)

    def __str__(self) -> str:
        told = f"{counted(self.made, 'report')} made"
        told += f", {self.kept} of them before and unchanged" if self.kept else ""
        told += f", {self.printed} as PDF too" if self.asked_for_pdf else ""
        return told + (f", {self.failed} failed" if self.failed else "")


@dataclass
class Lines:
    """A line a report; those that were there already are only counted."""

    total: int
    number: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def __call__(self, outcome: Outcome) -> None:
        self.number += 1
        if not outcome.kept:
            out.print(f"{self.number}/{self.total} {line(outcome)}", markup=False)

    def say(self, told: str) -> None:
        out.print(told, markup=False)

    def end(self, told: str) -> None:
        self.say(told)


class Bar(Lines):
    """The same below a bar that says how many are done and how long the rest will take."""

    def __enter__(self) -> Self:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self.progress = Progress(*columns, console=err, transient=True)
        self.progress.start()
        self.task = self.progress.add_task("reports", total=self.total)
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.progress.stop()

    def __call__(self, outcome: Outcome) -> None:
        super().__call__(outcome)
        self.progress.advance(self.task)


class Events(Lines):
    """An object of JSON a line: one a report, and one for the end."""

    def __call__(self, outcome: Outcome) -> None:
        self.number += 1
        self._write(event="report", number=self.number, total=self.total, **event(outcome))

    def say(self, told: str) -> None:
        self._write(event="told", told=told)

    def end(self, told: str) -> None:
        self._write(event="end", told=told)

    def _write(self, **values: object) -> None:
        sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def line(outcome: Outcome) -> str:
    """One report as a line.

    >>> from pathlib import Path
    >>> from kpilib.deliver.job import Job
    >>> job = Job("shop", "2026Q3", "2026-08-21", Path("kpi_progress.ipynb"), Path("shop"), Path("out"))
    >>> line(Outcome(job, reason="no such table"))
    'shop kpi_progress: failed: no such table'
    """
    job = outcome.job
    if outcome.page:
        return f"{job.name}: {outcome.seconds:.1f} s, {shown(outcome.page)}"
    where = f"; see {shown(outcome.notebook)}" if outcome.notebook else ""
    return f"{job.name}: failed: {outcome.reason}{where}"


def event(outcome: Outcome) -> dict[str, object]:
    """One report as data."""
    job = outcome.job
    return {
        "client": job.client,
        "quarter": job.quarter,
        "notebook": job.notebook.stem,
        "as_of": job.as_of,
        "status": outcome.status,
        "seconds": round(outcome.seconds, 3),
        "cpu": round(outcome.cpu, 3),
        "memory": outcome.memory,
        "page": str(outcome.page) if outcome.page else None,
        "reason": outcome.reason,
        "why": outcome.why,
    }
