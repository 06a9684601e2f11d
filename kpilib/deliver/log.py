"""The log of a run: one line a report."""

import re
from datetime import UTC, datetime

from kpilib.deliver.job import Outcome

FILE = "run.log"
# A password or a token in an address, or after its name: what a database's error may repeat.
ADDRESS = re.compile(r"://[^/\s@]*:[^/\s@]*@")
NAMED = re.compile(r"(?i)\b(pass\w*|pwd|secret|token|api_?key)(\s*[=:]\s*)[^\s;,&]+")


def log_line(outcome: Outcome, *, at: datetime | None = None) -> str:
    """One report in a line: when, whose, which, what it cost, what became of it and why.

    >>> from pathlib import Path
    >>> from kpilib.deliver.job import Job
    >>> job = Job("shop", "2026Q3", "2026-08-21", Path("kpi_progress.ipynb"), Path("shop"), Path("out"))
    >>> log_line(Outcome(job, reason="no such table"), at=datetime(2026, 8, 21, 6, 30, tzinfo=UTC))
    '2026-08-21T06:30:00+00:00 shop 2026Q3 kpi_progress as_of=2026-08-21 failed 0.0s cpu=0.0s peak=0MB no such table'
    """
    job, when = outcome.job, (at or datetime.now(UTC)).isoformat(timespec="seconds")
    cost = f"{outcome.seconds:.1f}s cpu={outcome.cpu:.1f}s peak={outcome.memory / 1e6:.0f}MB"
    told = f"{when} {job.client} {job.quarter} {job.notebook.stem} as_of={job.as_of} {outcome.status} {cost}"
    return f"{told} {without_secrets(outcome.reason or outcome.why)}".strip()


def append(outcome: Outcome) -> None:
    """Add a report's line to the log of its quarter."""
    folder = outcome.job.out.parent
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / FILE).open("a", encoding="utf-8") as log:
        log.write(f"{log_line(outcome)}\n")


def without_secrets(text: str) -> str:
    """A text without the passwords that stand in it, on one line.

    >>> without_secrets("no answer from postgresql://ana:secret@db/shop")
    'no answer from postgresql://***@db/shop'
    >>> without_secrets("login refused: user=ana password=secret")
    'login refused: user=ana password=***'
    """
    return " ".join(NAMED.sub(r"\1\2***", ADDRESS.sub("://***@", text)).split())
