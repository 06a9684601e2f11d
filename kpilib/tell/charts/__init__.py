"""Charts whose title is a finding: one function a question, each drawn in two widths."""

from kpilib.tell.charts.chart import Chart, Charts
from kpilib.tell.charts.process import chart_process
from kpilib.tell.charts.progress import chart_progress, charts_progress
from kpilib.tell.charts.weekly import chart_weekly

__all__ = ["Chart", "Charts", "chart_process", "chart_progress", "chart_weekly", "charts_progress"]
