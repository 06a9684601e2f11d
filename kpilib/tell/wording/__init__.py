"""Every sentence about a KPI, by what it is for: the verdict, the note under it, the top of the page, the charts."""

from kpilib.tell.wording.charted import definition, finding_weekly, measure_of, subtitle, subtitle_weekly
from kpilib.tell.wording.explained import explanation, multiple, needed, rate
from kpilib.tell.wording.how import method
from kpilib.tell.wording.reasons import reasons_told
from kpilib.tell.wording.top import headline, lede
from kpilib.tell.wording.verdict import STATUS, finding, format_of, path_gap, status_word, target_value

__all__ = [
    "STATUS",
    "definition",
    "explanation",
    "finding",
    "finding_weekly",
    "format_of",
    "headline",
    "lede",
    "measure_of",
    "method",
    "multiple",
    "needed",
    "path_gap",
    "rate",
    "reasons_told",
    "status_word",
    "subtitle",
    "subtitle_weekly",
    "target_value",
]
