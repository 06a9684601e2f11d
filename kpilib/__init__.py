"""kpilib: KPI progress reports from a client's exports and what was agreed.

>>> import kpilib as kpi
>>> report = kpi.open_report("kopi-contoh", "2026Q3", "2026-08-21")
>>> report["leads"]
leads as of 2026-08-21: very_unlikely, 548 of 1,199.7
"""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kpilib.data.facts import Coverage
    from kpilib.data.one_file import read_export
    from kpilib.datacheck import DataCheck, open_data
    from kpilib.errors import KpilibError
    from kpilib.judge.assessment import Assessment
    from kpilib.pdca import Review, open_review
    from kpilib.plan.catalogue import metrics
    from kpilib.portfolio import Portfolio, open_portfolio
    from kpilib.report import Report, open_report
    from kpilib.tell.charts import Chart, Charts, chart_process, chart_progress, chart_weekly, charts_progress
    from kpilib.tell.table import Table

__version__ = version("kpilib")

__all__ = [
    "Assessment",
    "Chart",
    "Charts",
    "Coverage",
    "DataCheck",
    "KpilibError",
    "Portfolio",
    "Report",
    "Review",
    "Table",
    "chart_process",
    "chart_progress",
    "chart_weekly",
    "charts_progress",
    "metrics",
    "open_data",
    "open_portfolio",
    "open_report",
    "open_review",
    "read_export",
]

_HOMES = {
    "kpilib.data.facts": ("Coverage",),
    "kpilib.data.one_file": ("read_export",),
    "kpilib.datacheck": ("DataCheck", "open_data"),
    "kpilib.errors": ("KpilibError",),
    "kpilib.judge.assessment": ("Assessment",),
    "kpilib.pdca": ("Review", "open_review"),
    "kpilib.plan.catalogue": ("metrics",),
    "kpilib.portfolio": ("Portfolio", "open_portfolio"),
    "kpilib.report": ("Report", "open_report"),
    "kpilib.tell.charts": ("Chart", "Charts", "chart_process", "chart_progress", "chart_weekly", "charts_progress"),
    "kpilib.tell.table": ("Table",),
}


def __getattr__(name: str) -> Any:
    """A public name, brought in when it is asked for: what a command does not need is not imported.

    pandas, scipy and matplotlib take seconds, and a run that finds nothing changed needs none of them.
    """
    for home, names in _HOMES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(home), name)
            return value
    raise AttributeError(f"module 'kpilib' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
