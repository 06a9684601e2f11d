"""One report to make, and what became of it."""

from dataclasses import dataclass
from pathlib import Path

PARAMETERS = ("client", "quarter", "as_of")
MAIL = "mail"  # the folder of a client's mails, among its reports


def mail_file(out: Path, report: str) -> Path:
    """Where the words and the picture of the mail about a report are kept; `out` is the folder of its page."""
    return out / MAIL / f"{report}.json"


@dataclass(frozen=True)
class Job:
    """One report to make.

    folder : the client's own, in which the notebook runs.
    out    : where the files go.
    asked  : the notebook was named for this run, so that it is run even for a quarter that has little for it.
    """

    client: str
    quarter: str
    as_of: str
    notebook: Path
    folder: Path
    out: Path
    asked: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        return {"client": self.client, "quarter": self.quarter, "as_of": self.as_of}

    @property
    def name(self) -> str:
        return f"{self.client} {self.notebook.stem}"

    def file(self, suffix: str) -> Path:
        return self.out / f"{self.notebook.stem}{suffix}"

    @property
    def mail(self) -> Path:
        """The words and the picture of a mail about the report."""
        return mail_file(self.out, self.notebook.stem)


@dataclass(frozen=True)
class Outcome:
    """What became of a job: the page, or the reason in one line.

    seconds  : of the clock; cpu the processor's, of the kernel and the rendering; 0 for what was not made.
    memory   : the most that its kernel held, in bytes; 0 where that is not known.
    notebook : the executed one, if it got so far.
    why      : why it was made, or why it was not: a reason for `kpilib run --explain`.
    died     : the kernel did, without an error of the notebook's; another try may go well.
    kept     : the page was there already and nothing had changed.
    """

    job: Job
    seconds: float = 0.0
    page: Path | None = None
    reason: str | None = None
    notebook: Path | None = None
    cpu: float = 0.0
    memory: int = 0
    why: str = ""
    died: bool = False
    kept: bool = False

    @property
    def status(self) -> str:
        return "failed" if self.page is None else "kept" if self.kept else "made"
