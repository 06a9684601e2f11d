"""Results as runs leave them below reports/, small enough to count by eye."""

import json
from pathlib import Path
from typing import Any

STATUS = {"off_course": "unlikely", "close": "toss_up", "on_course": "likely", "unknown": "no_target"}
CHANCE = {"off_course": 0.18, "close": 0.5, "on_course": 0.8, "unknown": None}
END = {"off_course": 88, "close": 100, "on_course": 110, "unknown": None}  # of a target of 100


def kpi(number: int, course: str, **fields: Any) -> dict[str, Any]:
    """The KPI k1, k2 …, named KPI 1, KPI 2 …; off course it ends 12% short."""
    made = {
        "id": f"k{number}",
        "name": f"KPI {number}",
        "metric": "mine",
        "status": STATUS[course],
        "course": course,
        "improvement": "increase",
        "data_to": "2026-08-20",
        "due": "2026-09-30",
        "actual": 50,
        "target": None if course == "unknown" else 100,
        "forecast": {"probability": CHANCE[course], "median": END[course], "confidence": "full"},
        "finding": f"KPI {number} reached 50",
    }
    return made | fields


def results(client: str, *courses: str, **fields: Any) -> dict[str, Any]:
    """The results of a report with a KPI for each course."""
    made = {
        "state": "rendered",
        "client": client,
        "client_name": client.title(),
        "about": f"Shop, {client}town",
        "language": "en",
        "invented": True,
        "quarter": "2026Q3",
        "quarter_end": "2026-09-30",
        "as_of": "2026-08-21",
        "headline": f"The headline of {client}",
        "kpis": [kpi(number, course) for number, course in enumerate(courses, start=1)],
        "changes": [],
    }
    return made | fields


def failure(client: str, reason: str) -> dict[str, Any]:
    """The record of a report that failed."""
    return {"state": "failed", "client": client, "quarter": "2026Q3", "as_of": "2026-08-21", "reason": reason}


def write(reports: Path, told: Any, client: str = "", *, name: str = "kpi_progress", quarter: str = "2026Q3") -> Path:
    """Write results below reports/, with a page beside those that were made."""
    path = reports / quarter / (client or told["client"]) / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(told if isinstance(told, str) else json.dumps(told), "utf-8")
    if isinstance(told, dict) and told.get("state") == "rendered":
        path.with_suffix(".html").write_text("<p>", "utf-8")
    return path
