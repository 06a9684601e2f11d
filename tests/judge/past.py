"""Earlier reports in memory, and outlooks by hand, for the tests of warnings, changes and surprises."""

import math
from dataclasses import dataclass, replace
from datetime import date

from kpilib.data.history import PastKpi, PastReport
from kpilib.judge.assessment import Assessment
from kpilib.judge.outlook import Outlook

DUE = date(2026, 9, 30)


@dataclass(frozen=True)
class Even:
    """A forecast whose every end between `low` and `high` is as likely as any other."""

    low: float
    high: float

    def probability(self, target: float, improvement: str = "increase") -> float:
        above = min(max((self.high - target) / (self.high - self.low), 0.0), 1.0)
        return above if improvement == "increase" else 1 - above


def foreseen(one: Assessment, probability: float, *, low: float = math.nan, high: float = math.nan) -> Assessment:
    """The assessment with a chance of its target, and an even forecast from `low` to `high` behind it."""
    median, of = ((low + high) / 2, Even(low, high)) if not math.isnan(low) else (one.target, None)
    told = Outlook(probability, median, (low, high), (low, high), 41, "full", (), of)
    return replace(one, forecast=told)


def report(as_of: str, *, warned: tuple[str, ...] = (), quarter: str = "2026Q3", **kpis: dict) -> PastReport:
    """An earlier report; its KPIs by id, each with what it told."""
    told = {
        name: PastKpi(**({"id": name, "name": name.title(), "metric": name, "status": "likely", "due": DUE} | fields))
        for name, fields in kpis.items()
    }
    return PastReport("kedai-uji", quarter, date.fromisoformat(as_of), told, frozenset(warned))
