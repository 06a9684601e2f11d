"""What a run has left for a client's mail: its letter, the results of its reports, and their pages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kpilib.deliver.job import mail_file
from kpilib.deliver.mail.message import Attachment

REPORT = "kpi_progress"  # the report whose run writes the letter
KINDS = {".html": "text/html", ".pdf": "application/pdf"}


@dataclass(frozen=True)
class Material:
    """What lies in the folder of a client's reports of a quarter.

    letters : the words and the picture of the mail, by language; empty where no run has left any.
    results : of each report that is for its readers, by the notebook's name; one that cannot be read is empty.
    pages   : by the notebook's name and suffix, such as ("kpi_progress", ".html").
    """

    client: str
    quarter: str
    folder: Path
    letters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    pages: Mapping[tuple[str, str], bytes] = field(default_factory=dict)

    @property
    def judged(self) -> Mapping[str, Any]:
        """The results of the report that the mail is about; empty where there is none."""
        return self.results.get(REPORT, {})

    @property
    def as_of(self) -> str:
        """The as-of date of the report that the mail is about; "" where there is none."""
        told = self.judged.get("as_of")
        return told if isinstance(told, str) else ""

    def attached(self, revision: int, *, pdf: bool) -> tuple[Attachment, ...]:
        """The pages under the names by which a reader files them, that of the mail first."""
        return tuple(
            Attachment(self._file_name(*page, revision), self.pages[page], KINDS[page[1]])
            for page in self._asked_for(pdf=pdf)
        )

    def described(self, revision: int, *, pdf: bool) -> list[tuple[str, str]]:
        """The names of what is attached, and the report that each is."""
        return [(self._file_name(*page, revision), page[0]) for page in self._asked_for(pdf=pdf)]

    def _asked_for(self, *, pdf: bool) -> list[tuple[str, str]]:
        """The pages that a reader gets, that of the mail first."""
        order = sorted(self.pages, key=lambda page: (page[0] != REPORT, page))
        return [page for page in order if page[1] == ".html" or pdf]

    def _file_name(self, report: str, suffix: str, revision: int) -> str:
        quarter = f"{self.quarter[:4]}-{self.quarter[4:]}"
        return f"{report.replace('_', '-')}_{self.client}_{quarter}_r{revision}{suffix}"


def read_material(reports: Path, client: str, quarter: str) -> Material:
    """What a run has left for a client's mail. Nothing that is wrong with it is raised here: the gate tells it."""
    folder = reports / quarter / client
    results = {path.stem: _object(path) for path in sorted(folder.glob("*.json"))}
    results = {name: told for name, told in results.items() if told.get("audience") != "analyst"}
    pages = {
        (name, suffix): page.read_bytes()
        for name, told in results.items()
        for suffix in KINDS
        if told.get("state") == "rendered" and (page := folder / f"{name}{suffix}").is_file()
    }
    letters = _object(mail_file(folder, REPORT))
    return Material(client, quarter, folder, _fitting(letters, client, quarter), results, pages)


def _fitting(told: Mapping[str, Any], client: str, quarter: str) -> Mapping[str, Mapping[str, Any]]:
    """The letters by language, if they are this client's of this quarter."""
    fits = (told.get("client"), told.get("quarter")) == (client, quarter)
    letters = told.get("languages") if fits else None
    return letters if isinstance(letters, dict) else {}


def _object(path: Path) -> Mapping[str, Any]:
    try:
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
