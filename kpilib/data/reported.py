"""What was reported of all clients of a quarter: the results that lie below `reports/`, for the agency's own page.

Here one client's odd file must never keep the others from being shown. So nothing is raised: what cannot be read is
told as unreadable, and what is missing or of another kind than it should be is left out.
"""

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from kpilib.data.history import FOLDER, history_file, kept_days
from kpilib.plan.client import Cadence
from kpilib.plan.periods import QUARTER_FORM

# The kind of output as which results lie in an executed notebook.
RESULTS_MIME = "application/vnd.kpilib.results+json"
# The kind as which the words and the picture of a mail about them lie there.
MAIL_MIME = "application/vnd.kpilib.mail+json"
COURSES = ("off_course", "close", "unknown", "on_course")  # worst first
MOST_KEPT = 4096  # results that a run keeps in mind, so that each is read once and not after every report


@dataclass(frozen=True)
class ReportedKpi:
    """A KPI as a report told it, in that report's language; a number that was not told is NaN."""

    id: str
    name: str
    metric: str = ""
    status: str = ""
    course: str = "unknown"
    improvement: str = ""
    data_to: date | None = None
    due: date | None = None
    actual: float = math.nan
    target: float = math.nan
    expected: float = math.nan
    gap: float = math.nan
    median: float = math.nan
    probability: float = math.nan
    confidence: str = "none"
    finding: str = ""


@dataclass(frozen=True)
class ReportedChange:
    """A KPI's chance then and now; NaN where it was not told. `why` in the report's language."""

    kpi: str
    since: date
    before: float = math.nan
    now: float = math.nan
    why: str = ""


@dataclass(frozen=True)
class ReportedWarning:
    """An early warning: what is in danger, and the day by which an answer is due."""

    kpi: str
    title: str
    answer_by: date | None = None


@dataclass(frozen=True)
class ReportedTrouble:
    """What stands against a client's data."""

    severity: str
    source: str
    message: str


@dataclass(frozen=True)
class Reported:
    """One report of one client.

    state    : "made", "failed", or "unreadable" where the results are not what results should be; `reason` says why.
    internal : whether it is for the analyst alone. cycles : whether it is about cycles, `due` those to be decided.
    page, pdf, notebook : addresses as seen from the quarter's folder; "" where there is none.
    """

    client: str
    report: str
    state: Literal["made", "failed", "unreadable"] = "made"
    reason: str = ""
    name: str = ""
    about: str = ""
    language: str = "en"
    invented: bool = False
    internal: bool = False
    cycles: bool = False
    title: str = ""
    headline: str = ""
    as_of: date | None = None
    quarter_start: date | None = None
    quarter_end: date | None = None
    cadence: str = ""
    kpis: tuple[ReportedKpi, ...] = ()
    changes: tuple[ReportedChange, ...] = ()
    warnings: tuple[ReportedWarning, ...] = ()
    due: tuple[str, ...] = ()
    troubles: tuple[ReportedTrouble, ...] = ()
    page: str = ""
    pdf: str = ""
    notebook: str = ""


def reported_quarters(reports: Path) -> list[str]:
    """The quarters of which there are reports, newest first."""
    found = {path.parts[-3] for path in reports.glob("*/*/*.json")}
    return sorted((name for name in found if QUARTER_FORM.fullmatch(name)), reverse=True)


def read_reported(reports: Path, quarter: str, *, client: str = "", until: date | None = None) -> list[Reported]:
    """Every report of a quarter, by client and name.

    client : only this one's.
    until  : nothing that was reported as of a later day is seen; where only later reports lie there, what the history
        kept of the days before is told, which has no page.
    """
    found: dict[str, list[Reported]] = {}
    for path in sorted((reports / quarter).glob(f"{client or '*'}/*.json")):
        try:
            found.setdefault(path.parent.name, []).append(_with_files(_read(*_stamp(path)), path))
        except FileNotFoundError:
            continue  # it is being made again
    told = []
    for folder, mine in found.items():
        seen = [one for one in mine if until is None or one.as_of is None or one.as_of <= until]
        told += seen or _remembered(reports / quarter / folder, until)
    return told


def _remembered(folder: Path, until: date) -> Iterator[Reported]:
    days = [day for day in kept_days(folder) if day <= until]
    if days:
        yield replace(_read(*_stamp(history_file(folder, days[-1]))), client=folder.name, report="kpi_progress")


def _stamp(path: Path) -> tuple[str, int, int, int]:
    stat = path.stat()
    return str(path), stat.st_ino, stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=MOST_KEPT)
def _read(path: str, *_: int) -> Reported:
    """A file of results; read again only when it is another file."""
    place = Path(path)
    here = Reported(place.parent.name, place.stem)
    try:
        told = json.loads(place.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return replace(here, state="unreadable")
    if not isinstance(told, Mapping) or told.get("state") not in ("rendered", "failed"):
        return replace(here, state="unreadable")
    owner = place.parent.parent.name if place.parent.name == FOLDER else place.parent.name
    if told.get("client") != owner:
        return replace(here, state="unreadable")  # another client's: nothing of it is shown here
    if told["state"] == "failed":
        return replace(here, state="failed", reason=_text(told.get("reason")), as_of=_day(told.get("as_of")))
    return replace(here, **_told(told))


def _told(told: Mapping[str, Any]) -> dict[str, Any]:
    cycles = [one for one in _items(told, "cycles") if one.get("decision_due") is True]
    return {
        "name": _text(told.get("client_name")),
        "about": _text(told.get("about")),
        "language": told["language"] if told.get("language") in ("en", "id") else "en",
        "invented": told.get("invented") is True,
        "internal": told.get("audience") == "analyst",
        "cycles": isinstance(told.get("cycles"), list),
        "title": _text(told.get("report_name")),
        "headline": _text(told.get("headline")),
        "as_of": _day(told.get("as_of")),
        "quarter_start": _day(told.get("quarter_start")),
        "quarter_end": _day(told.get("quarter_end")),
        "cadence": told["cadence"] if told.get("cadence") in get_args(Cadence) else "",
        "kpis": tuple(_kpi(one) for one in _items(told, "kpis") if _text(one.get("id"))),
        "changes": tuple(_change(one) for one in _items(told, "changes") if _day(one.get("since"))),
        "warnings": tuple(
            ReportedWarning(_text(one.get("kpi")), _text(one["title"]), _day(one.get("answer_by")))
            for one in _items(told, "warnings")
            if _text(one.get("title"))
        ),
        "due": tuple(_text(one.get("headline")) for one in cycles),
        "troubles": tuple(
            ReportedTrouble(_text(one.get("severity")), _text(one.get("source")), _text(one.get("message")))
            for one in _items(told, "data_findings")
        ),
    }


def _kpi(told: Mapping[str, Any]) -> ReportedKpi:
    forecast = told["forecast"] if isinstance(told.get("forecast"), Mapping) else {}
    numbers = {name: _number(told.get(name)) for name in ("actual", "target", "expected", "gap")}
    numbers |= {name: _number(forecast.get(name)) for name in ("median", "probability")}
    texts = {name: _text(told.get(name)) for name in ("id", "metric", "status", "improvement", "finding")}
    return ReportedKpi(
        **texts,
        **numbers,
        name=_text(told.get("name")) or texts["id"],
        course=told["course"] if told.get("course") in COURSES else "unknown",
        data_to=_day(told.get("data_to")),
        due=_day(told.get("due")),
        confidence=_text(forecast.get("confidence")) or "none",
    )


def _change(told: Mapping[str, Any]) -> ReportedChange:
    before, now = (math.nan if told.get("recounted") else _number(told.get(name)) for name in ("before", "now"))
    return ReportedChange(_text(told.get("kpi")), _day(told["since"]), before, now, _text(told.get("why")))


def _with_files(one: Reported, path: Path) -> Reported:
    """The report with the addresses of what lies beside its results."""
    there = {
        name: f"{path.parent.name}/{path.stem}{suffix}" if path.with_suffix(suffix).is_file() else ""
        for name, suffix in (("page", ".html"), ("pdf", ".pdf"), ("notebook", ".ipynb"))
    }
    return replace(one, **there)


def _items(told: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = told.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _text(told: Any) -> str:
    return told if isinstance(told, str) else ""


def _number(told: Any) -> float:
    try:
        number = float(told) if isinstance(told, int | float) and not isinstance(told, bool) else math.nan
    except OverflowError:
        return math.nan
    return number if math.isfinite(number) else math.nan


def _day(told: Any) -> date | None:
    try:
        return date.fromisoformat(told)
    except (TypeError, ValueError):
        return None
