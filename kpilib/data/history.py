"""What was reported before: the only memory a run has. A run reads its own client's history and nobody else's.

Each run keeps its results as `reports/<quarter>/<client>/history/<as_of>.json`; a report as of a day sees what was
reported as of days before it, and nothing later.
"""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kpilib.errors import KpilibError
from kpilib.plan.periods import QUARTER_FORM

FOLDER = "history"
# Set for a notebook by the run that makes its report, which may put reports elsewhere than beside params.
VARIABLE = "KPILIB_REPORTS"


@dataclass(frozen=True)
class PastKpi:
    """A KPI as an earlier report told it; a number that it did not tell, or that its schema did not have, is NaN.

    definition  : the fingerprint of how it was counted; "" where the report did not keep it.
    probability : that its target would be hit; low and high hold its end with 80 %, as it was forecast then.
    """

    id: str
    name: str
    metric: str
    status: str
    course: str = "unknown"
    definition: str = ""
    due: date | None = None
    data_to: date | None = None
    actual: float = math.nan
    target: float = math.nan
    probability: float = math.nan
    median: float = math.nan
    low: float = math.nan
    high: float = math.nan
    confidence: str = "none"


@dataclass(frozen=True)
class PastReport:
    """An earlier report of the client. `warned` are the KPIs of which it told an early warning."""

    client: str
    quarter: str
    as_of: date
    kpis: Mapping[str, PastKpi] = field(default_factory=dict)
    warned: frozenset[str] = frozenset()


def find_reports(params: Path) -> Path:
    """The folder of all reports: where the run puts them, or else beside the folder of all clients."""
    told = os.environ.get(VARIABLE)
    return Path(told) if told else params.resolve().parent / "reports"


def history_file(folder: Path, as_of: date | str) -> Path:
    """Where the results of a run are kept; `folder` is the one of its reports, `reports/<quarter>/<client>`."""
    return folder / FOLDER / f"{as_of}.json"


def kept_days(folder: Path) -> list[date]:
    """The days as of which results are kept, oldest first; `folder` as for `history_file`."""
    files = (folder / FOLDER).glob("*.json")
    return sorted(day for path in files if (day := _day(path.stem)) and day.isoformat() == path.stem)


def read_history(reports: Path, client: str, quarter: str, as_of: date) -> tuple[PastReport, ...]:
    """What was reported of a client's quarter as of days before `as_of`, oldest first; later files are not opened.

    Raises KpilibError, with the file's name, for one that cannot be read or that belongs to another client, quarter
    or day: it is not passed over, since a warning that was given would be forgotten.
    """
    folder = reports / quarter / client
    return tuple(_read(history_file(folder, day), client, quarter, day) for day in kept_days(folder) if day < as_of)


def read_past_quarters(reports: Path, client: str, quarter: str, as_of: date) -> dict[str, tuple[PastReport, ...]]:
    """The same of every quarter before this one that has a history, oldest first."""
    names = sorted(path.parents[1].name for path in reports.glob(f"*/{client}/{FOLDER}") if path.is_dir())
    earlier = [name for name in names if QUARTER_FORM.fullmatch(name) and name < quarter]
    found = {name: read_history(reports, client, name, as_of) for name in earlier}
    return {name: told for name, told in found.items() if told}


def _read(path: Path, client: str, quarter: str, as_of: date) -> PastReport:
    name = "/".join(path.parts[-5:])
    try:
        told = json.loads(path.read_text("utf-8"))
        # Before anything else of the file is looked at.
        found = (told.get("client"), told.get("quarter"), told.get("as_of"))
        if found != (client, quarter, as_of.isoformat()):
            theirs = "another client" if found[0] != client else f"{found[1]} as of {found[2]}"
            raise KpilibError(f"{name} is a report of {theirs}; put it where it belongs, nothing was read from it")
        kpis = {one["id"]: _kpi(one) for one in told.get("kpis", [])}
        warned = frozenset(one["kpi"] for one in told.get("warnings") or [])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KpilibError(
            f"{name} cannot be read as an earlier report ({error}); make that report again, or move the file away"
        ) from None
    return PastReport(client, quarter, as_of, kpis, warned)


def _kpi(told: Mapping[str, Any]) -> PastKpi:
    """A KPI of a report's results. The first schema has no forecast, no definition and no warnings."""
    forecast = told.get("forecast") or {}
    return PastKpi(
        id=told["id"],
        name=told.get("name", told["id"]),
        metric=told.get("metric", ""),
        status=told.get("status", ""),
        course=told.get("course", "unknown"),
        definition=told.get("definition") or "",
        due=_day(told.get("due")),
        data_to=_day(told.get("data_to")),
        actual=_number(told.get("actual")),
        target=_number(told.get("target")),
        probability=_number(forecast.get("probability")),
        median=_number(forecast.get("median")),
        low=_number(forecast.get("low")),
        high=_number(forecast.get("high")),
        confidence=forecast.get("confidence", "none"),
    )


def _number(told: Any) -> float:
    return float(told) if told is not None else math.nan


def _day(told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError:
        return None
