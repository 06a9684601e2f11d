"""kpilib: KPI progress reports from a client's exports and what was agreed.

import kpilib as kpi
report = kpi.open_report("kopi-contoh", "2026Q3", "2026-08-21")
report.scorecard
"""

from importlib.metadata import version

from kpilib.datacheck import DataCheck, open_data
from kpilib.errors import KpilibError
from kpilib.pdca import Review, open_review
from kpilib.portfolio import Portfolio, open_portfolio
from kpilib.report import Report, open_report
from kpilib.tell.charts import chart_process, chart_progress, chart_weekly, charts_progress

__version__ = version("kpilib")

__all__ = [
    "DataCheck",
    "KpilibError",
    "Portfolio",
    "Report",
    "Review",
    "chart_process",
    "chart_progress",
    "chart_weekly",
    "charts_progress",
    "open_data",
    "open_portfolio",
    "open_report",
    "open_review",
]
